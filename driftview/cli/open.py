"""``driftview open FOLDER``: the explorer on a lineage that was made before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from driftview.cli.explore import check_terminal, preferences_in_force, theme_option
from driftview.cli.safety import BadInput

if TYPE_CHECKING:
    from driftview.drift.lineage import Lineage
    from driftview.text.corpus import Corpus


@click.command("open", short_help="Open a lineage folder in the explorer, as it was.")
@click.argument("folder", metavar="FOLDER")
@theme_option
@click.pass_context
def open_folder(context: click.Context, /, folder: str, theme: str | None) -> None:
    """Open a lineage in the explorer exactly as it was when `--out` or the explorer wrote it to FOLDER.

    Nothing is computed again; ten more generations (a) come out as if it had never been closed. Nothing that
    a folder names is run: what an outside program wrote can be looked at, and not gone on with.
    """
    place = Path(folder)
    lineage = read(place)
    check_terminal(piped=False)
    from driftview.tui.app import run as run_explorer

    names = _names(lineage.corpus, place)
    context.exit(run_explorer(names, lineage.settings, preferences_in_force(), theme, lineage))


def read(folder: Path) -> Lineage:
    """Return the lineage in a folder; raises BadInput, one line, when it cannot be opened."""
    from driftview.export.reopening import LineageError, read_lineage

    try:
        return read_lineage(folder)
    except LineageError as error:
        raise BadInput(str(error)) from None


def _names(corpus: Corpus, folder: Path) -> tuple[str, ...]:
    """Return what the human text is called: by its own name if it came with the program."""
    from driftview.export.recipe import is_bundled

    return (corpus.name,) if is_bundled(corpus) else (str(folder.resolve()),)
