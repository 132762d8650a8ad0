"""``driftview run``: the loop without the explorer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from driftview.cli.finding import make_lineage
from driftview.cli.options import lineage_options, make_corpus, outside_options, settle
from driftview.cli.output import Places, export_options, narrate_option, print_lineage, print_narration
from driftview.cli.texts import text_arguments

if TYPE_CHECKING:
    pass


@click.command(short_help="Run the loop without the explorer; print or write what it shows.")
@text_arguments
@lineage_options
@outside_options
@export_options
@narrate_option
@click.option("--quiet", is_flag=True, help="No progress bar and no table.")
@click.pass_context
def run(
    context: click.Context,
    /,
    *,
    texts: tuple[str, ...],
    corpus: tuple[str, ...],
    narrate: bool,
    quiet: bool,
    **values: Any,
) -> None:
    """Train, write, train on what was written; print a table, and write what is asked for."""
    places = Places.taken_from(values)
    settings = settle(context, values)
    places.check()
    lineage = make_lineage(make_corpus((*corpus, *texts), settings), settings, quiet)
    places.write(lineage)
    if narrate and not places.prints:
        print_narration(lineage)
    elif not places.prints and not quiet:
        print_lineage(lineage)
