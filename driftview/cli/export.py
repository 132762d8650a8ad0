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
    """Write the lineage in FOLDER in other formats, as --out and the options below say.

    Without any of them its transcript is printed as Markdown. Nothing is computed again.
    """
    from driftview.cli.open import read

    places = Places.taken_from(values)
    if not places.any and places.formats is None:
        places = Places(None, None, {"markdown": STANDARD_OUTPUT}, places.force)
    places.check()
    lineage = read(Path(folder))
    _check_other(Path(folder), places.out)
    places.write(lineage)


def _check_other(folder: Path, out: str | None) -> None:
    """Refuse to put what is chosen of a lineage in its own place; raises BadInput."""
    if out is None:
        return
    from driftview.export.files import resolve

    with told():
        place, source = resolve(Path(out)), folder.resolve()
    if place == source:
        raise BadInput("--out names the lineage itself: choose another place")
    if place.is_relative_to(source):
        raise BadInput("--out is inside the lineage folder, which holds nothing else: choose another place")
