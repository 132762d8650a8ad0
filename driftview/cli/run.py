"""``driftview run``: the loop without the explorer."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from driftview.cli.options import lineage_options, make_corpus, outside_options, settle
from driftview.cli.output import Places, export_options
from driftview.cli.safety import BadInput, complain
from driftview.cli.texts import text_arguments

if TYPE_CHECKING:
    from driftview.drift.lineage import Lineage
    from driftview.settings.settings import Settings
    from driftview.text.corpus import Corpus


@click.command(short_help="Run the loop without the explorer; print or write what it shows.")
@text_arguments
@lineage_options
@outside_options
@export_options
@click.option("--quiet", is_flag=True, help="No progress bar and no table.")
@click.pass_context
def run(
    context: click.Context,
    /,
    *,
    texts: tuple[str, ...],
    corpus: tuple[str, ...],
    quiet: bool,
    **values: Any,
) -> None:
    """Train, write, train on what was written; print a table, and write what is asked for."""
    places = Places.taken_from(values)
    settings = settle(context, values)
    places.check()
    lineage = _lineage(make_corpus((*corpus, *texts), settings), settings, quiet)
    places.write(lineage)
    if not places.prints and not quiet:
        print_lineage(lineage)


def _lineage(corpus: Corpus, settings: Settings, quiet: bool) -> Lineage:
    """Run the loop, with a progress bar where a person watches."""
    from driftview.drift.loop import Loop
    from driftview.drift.simulated import predict
    from driftview.models.protocol import ModelError
    from driftview.settings.settings import SettingsError

    numbers = range(settings.generations)
    try:
        loop = Loop(corpus, settings)
        if quiet or not _is_watched():
            for _ in numbers:
                loop.step()
        else:
            with click.progressbar(numbers, label="generations", file=sys.stderr) as bar:
                for _ in bar:
                    loop.step()
        predict(loop)
    except (SettingsError, ModelError) as error:
        raise BadInput(error) from None
    for note in loop.lineage.notes:
        complain(note)
    return loop.lineage


def _is_watched() -> bool:
    """Tell whether standard error is a terminal that can draw a line anew."""
    return sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb"


def print_lineage(lineage: Lineage) -> None:
    """Print the table and what it shows."""
    from driftview.cli.output import lineage_table, steps_table
    from driftview.drift.steps import yardstick_said
    from driftview.drift.verdict import verdict

    reading = lineage.corpus.reading
    tokens = reading.tokens(lineage.corpus.unit)
    told = [f"{reading.sentence()}; tokens are {tokens}.", ""] if reading.files else []
    steps = steps_table(lineage)
    table = [*lineage_table(lineage), "", *([*steps, ""] if steps else [])]
    why = [yardstick_said(lineage.generations)] if steps else []
    click.echo("\n".join([*told, *table, verdict(lineage), *why]))
