"""``driftview run``: the loop without the explorer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from driftview.cli.options import lineage_options, make_corpus, outside_options, settle
from driftview.cli.output import (
    Places,
    export_options,
    narrate_option,
    print_lineage,
    print_narration,
    progress,
)
from driftview.cli.safety import BadInput, complain
from driftview.cli.texts import synthetic_options, text_arguments

if TYPE_CHECKING:
    from collections.abc import Callable

    from driftview.drift.lineage import Lineage
    from driftview.drift.loop import Loop
    from driftview.settings.settings import Settings
    from driftview.text.corpus import Corpus

PARTS = 100
"""Steps of the progress bar for a generation, of which slow models tell how many are done."""


class _Watch:
    """Moves the bar on within a generation, whenever the loop asks whether it is cancelled: it never is."""

    def __init__(self, loop: Loop, advance: Callable[[int], None]) -> None:
        self._loop, self._advance = loop, advance
        self.done = 0

    def __call__(self) -> bool:
        if self._loop.doing is not None:
            now = int(PARTS * self._loop.doing[1])
            if now > self.done:
                self._advance(now - self.done)
                self.done = now
        return False


def make_lineage(corpus: Corpus, settings: Settings, quiet: bool) -> Lineage:
    """Run the loop, with a progress bar where a person watches; raises BadInput."""
    from driftview.drift.loop import Loop
    from driftview.drift.simulated import predict
    from driftview.models.protocol import ModelError
    from driftview.settings.settings import SettingsError

    try:
        loop = Loop(corpus, settings)
        with progress(PARTS * settings.generations, "generations", quiet) as advance:
            for _ in range(settings.generations):
                watch = _Watch(loop, advance)
                loop.step(watch)
                advance(PARTS - watch.done)
        predict(loop)
    except (SettingsError, ModelError) as error:
        raise BadInput(error) from None
    for note in loop.lineage.notes:
        complain(note)
    return loop.lineage


@click.command(short_help="Run the loop without the explorer, and print or write the results.")
@text_arguments
@synthetic_options
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
    """Train a model, let it write, train the next model on that text, and so on.

    Print a table, and write the files you ask for.
    """
    places = Places.taken_from(values)
    settings = settle(context, values)
    places.check()
    lineage = make_lineage(make_corpus((*corpus, *texts), settings), settings, quiet)
    places.write(lineage)
    if narrate and not places.prints:
        print_narration(lineage)
    elif not places.prints and not quiet:
        print_lineage(lineage)
