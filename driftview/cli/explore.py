"""``driftview [TEXT…]``: the explorer."""

import os
import sys
from typing import Any

import click

from driftview.cli.options import lineage_options, make_settings
from driftview.cli.safety import BadInput
from driftview.cli.texts import check_names, text_arguments


@click.command(short_help="Open the explorer (what you get without a command).")
@text_arguments
@lineage_options
@click.pass_context
def explore(
    context: click.Context, /, texts: tuple[str, ...], corpus: tuple[str, ...], **values: Any
) -> None:
    """Open the explorer on TEXT (what you get without a command)."""
    names = (*corpus, *texts)
    check_names(names)
    _check_terminal("-" in names)
    settings = make_settings(values)
    from driftview.tui.app import run as run_explorer

    context.exit(run_explorer(names, settings))


def _check_terminal(piped: bool) -> None:
    """Refuse to draw where nothing can be drawn."""
    if sys.stdout is None or not sys.stdout.isatty() or os.environ.get("TERM", "dumb") == "dumb":
        raise BadInput("the explorer needs a terminal; `driftview run` does the same without one")
    if piped or sys.stdin is None or not sys.stdin.isatty():
        raise BadInput("the explorer needs the keyboard, so standard input cannot be the text: name a file")
