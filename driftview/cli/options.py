"""The options that decide a lineage, the same for every command that makes one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from driftview.cli.bounds import Real, Whole, Workers
from driftview.cli.environment import heed_environment
from driftview.cli.safety import BadInput, complain
from driftview.cli.schedules import MODEL_OPTIONS, OUTSIDE_OPTIONS, SCHEDULE_OPTIONS
from driftview.settings.regimes import REGIMES
from driftview.settings.settings import MOST_TOKENS

if TYPE_CHECKING:
    from driftview.settings.settings import Settings
    from driftview.text.corpus import Corpus

Function = TypeVar("Function", bound=Callable[..., Any])

SHARE = Real(0, 1)

LINEAGE_OPTIONS = (
    click.option("--order", type=Whole(1, 8), default=3, show_default=True,
                 help="Order n is an n-gram model: 3 looks two tokens back."),
    click.option("--unit", type=click.Choice(["word", "character"]), default="word", show_default=True,
                 help="What a token is."),
    click.option("--regime", type=click.Choice(REGIMES),
                 default="replace", show_default=True, help="What the next generation trains on."),
    click.option("--window", type=Whole(1), default=3, show_default=True,
                 help="Generations trained on, for the regime window."),
    click.option("--regenerated", type=Real(0, 1, min_open=True), default=0.5, show_default=True,
                 help="Share of each generation written anew, for the regime overlap."),
    click.option("--human-share", type=SHARE, default=0.0, show_default=True,
                 help="Share of every training text that is human."),
    click.option("--human-source", type=click.Choice(["fresh", "fixed", "rotating"]), default="fresh",
                 show_default=True, help="Human text: drawn anew, the same for ever, or in slices."),
    click.option("--human-from", type=Whole(1), default=1, show_default=True,
                 help="First generation after which human text is mixed in."),
    click.option("--human-until", type=Whole(1), help="Last generation after which it is.  [all]"),
    click.option("--generations", type=Whole(1), default=30, show_default=True,
                 help="How many generations."),
    click.option("--tokens", type=Whole(1, MOST_TOKENS),
                 help="Tokens a generation.  [default: as many as the human training text]"),
    click.option("--growth", type=Real(0, min_open=True), default=1.0, show_default=True,
                 help="How much larger each generation is than the one before."),
    click.option("--temperature", type=Real(0, min_open=True), default=1.0, show_default=True,
                 help="Below 1 frequent words gain, above 1 rare ones do."),
    click.option("--top-k", type=Whole(1), help="Only the k most probable words may follow."),
    click.option("--top-p", type=Real(0, 1, min_open=True),
                 help="Only the most probable words that together reach this share may follow."),
    click.option("--min-p", type=SHARE, help="Only words this share as probable as the first may follow."),
    click.option("--seed", type=Whole(0), default=1, show_default=True,
                 help="The same seed gives the same run, bit for bit."),
)  # fmt: skip


def lineage_options(function: Function) -> Function:
    """Add every option that decides a lineage to a command; environment variables stand for them."""
    for option in reversed((*LINEAGE_OPTIONS, *SCHEDULE_OPTIONS, *MODEL_OPTIONS)):
        function = option(function)
        heed_environment(function)
    return function


def outside_options(function: Function) -> Function:
    """Add the options of an outside program to a command."""
    for option in reversed(OUTSIDE_OPTIONS):
        function = option(function)
    return function


def make_settings(values: dict[str, Any]) -> Settings:
    """Return the settings that the options give; raises BadInput, one line, when they cannot be."""
    from driftview.settings.settings import Settings, SettingsError

    try:
        return Settings(**values)
    except SettingsError as error:
        raise BadInput(str(error)) from None


def make_corpus(names: tuple[str, ...], settings: Settings) -> Corpus:
    """Open the corpus and say what its reading has to tell; raises BadInput when it cannot be used."""
    from driftview.text.reading import TextError
    from driftview.text.sources import open_corpus

    try:
        corpus = open_corpus(names, settings.unit)
    except TextError as error:
        raise BadInput(str(error)) from None
    told = check_fits(corpus, settings)
    for note in (*corpus.notes, *([told] if told else [])):
        complain(note)
    return corpus


def check_fits(corpus: Corpus, settings: Settings) -> str | None:
    """Refuse settings that a corpus is too short for, or this machine too small; raises BadInput.

    Returns what the user should know of the memory and time that they will take.
    """
    from driftview.drift.limits import Extent, check_limits
    from driftview.settings.settings import SettingsError
    from driftview.text.building import require_length
    from driftview.text.reading import TextError

    try:
        require_length(corpus, settings.order)
        return check_limits(settings, Extent.of(corpus, settings))
    except (TextError, SettingsError) as error:
        raise BadInput(str(error)) from None


def check_options(level_means: str) -> Callable[[Function], Function]:
    """Add what every command has that holds runs against figures; ``level_means`` explains its --level."""
    options = (
        click.option("--seed", type=Whole(0, 2**31), default=1, show_default=True,
                     help="The same seed gives the same table."),
        click.option("--level", type=Real(0, 1, min_open=True, max_open=True), default=0.05,
                     show_default=True, help=level_means),
        click.option("--workers", type=Workers(),
                     help="Processes at work.  [default: one a processor]"),
        click.option("--json", "json_file", metavar="FILE",
                     help="Write JSON to FILE, or to standard output: -."),
        click.option("--force", is_flag=True, help="Let --json replace a file."),
        click.option("--quiet", is_flag=True, help="No progress bar."),
    )  # fmt: skip

    def add(function: Function) -> Function:
        for option in reversed(options):
            function = option(function)
        return function

    return add
