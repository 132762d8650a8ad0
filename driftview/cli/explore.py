"""``driftview [TEXT…]``: the explorer."""

import os
import sys
from typing import Any

import click

from driftview.cli.options import lineage_options, make_settings
from driftview.cli.safety import BadInput


@click.command()
@click.argument("texts", nargs=-1, metavar="[TEXT]...")
@click.option("--corpus", "corpus", multiple=True, metavar="TEXT", help="The same as TEXT.")
@lineage_options
@click.pass_context
def explore(
    context: click.Context, /, texts: tuple[str, ...], corpus: tuple[str, ...], **values: Any
) -> None:
    """Open the explorer on TEXT (what you get without a command)."""
    settings = make_settings(values)
    _check_terminal("-" in (*corpus, *texts))
    from driftview.tui.app import run as run_explorer

    context.exit(run_explorer((*corpus, *texts), settings))


def _check_terminal(piped: bool) -> None:
    """Refuse to draw where nothing can be drawn."""
    if not sys.stdout.isatty() or os.environ.get("TERM", "dumb") == "dumb":
        raise BadInput("the explorer needs a terminal; `driftview run` does the same without one")
    if piped or not sys.stdin.isatty():
        raise BadInput("the explorer needs the keyboard, so standard input cannot be the text: name a file")
