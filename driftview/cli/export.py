"""``driftview export FOLDER``: a lineage that was made before, in other formats."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from driftview.cli.completion import FOLDER
from driftview.cli.output import STANDARD_OUTPUT, Places, export_options, told
from driftview.cli.safety import BadInput


@click.command(short_help="Write a lineage folder in other formats: a page, charts, tables.")
@click.argument("folder", type=FOLDER, metavar="FOLDER")
@export_options
def export(*, folder: str, **values: Any) -> None:
    """Write the lineage in FOLDER in other formats, chosen by --out and the options below.

    Without any of them, print its transcript as Markdown. Nothing is computed again.
    """
    from driftview.cli.open import read

    places = Places.taken_from(values)
    if not places.any and places.formats is None:
        places = Places(None, None, {"markdown": STANDARD_OUTPUT}, places.force)
    places.check()
    lineage = read(Path(folder))
    _check_other(Path(folder), places)
    places.write(lineage)


def _check_other(folder: Path, places: Places) -> None:
    """Refuse to put what is chosen of a lineage in its own place; raises BadInput."""
    from driftview.export.files import resolve

    with told():
        source = folder.resolve()
        out = None if places.out is None else resolve(Path(places.out))
        files = {
            name: resolve(Path(place)) for name, place in places.files.items() if place != STANDARD_OUTPUT
        }
    if out == source:
        raise BadInput("--out names the lineage itself: choose another place")
    if out is not None and out.is_relative_to(source):
        raise BadInput("--out is inside the lineage folder, which holds nothing else: choose another place")
    for name, place in files.items():
        if place.is_relative_to(source) and place.exists():
            raise BadInput(f"--{name} names a file of the lineage itself: choose another place")
