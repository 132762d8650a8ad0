"""The worker: it opens the corpus and makes generations in a thread, and only ever posts messages."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from textual.message import Message

from driftview.tui.session import Run

if TYPE_CHECKING:
    from driftview.drift.external import ExternalGenerations
    from driftview.drift.lineage import Generation, Lineage
    from driftview.drift.loop import Loop
    from driftview.text.corpus import Corpus

POST_EVERY = 1 / 10
"""Generations that are made faster than this, in seconds, are posted together: each message draws the screen
again, and a key that is pressed meanwhile has to wait for it."""

TURN_SECONDS = 0.02
"""How often, in seconds, a worker looks whether the one before it has left the run."""


@dataclass(eq=False)
class RunMessage(Message):
    """Something happened to a run."""

    run: int
    """The number of the run."""


@dataclass(eq=False)
class CorpusOpened(RunMessage):
    """The human text has been read."""

    corpus: Corpus


@dataclass(eq=False)
class GenerationsMade(RunMessage):
    """One generation, or several that came within a fraction of a second."""

    loop: Loop | None
    """What makes more; None when nothing does."""
    generations: list[Generation]


@dataclass(eq=False)
class Within(RunMessage):
    """How far a slow model is within a generation."""

    what: str
    """What it does."""
    share: float
    """The share of the generation that is done, from 0 to 1."""
    seconds: float
    """For how long it has been at this generation."""


@dataclass(eq=False)
class Predicted(RunMessage):
    """The generations made so far have a prediction from simulated runs, or a better one."""

    generations: list[Generation]


@dataclass(eq=False)
class SeedMeasured(RunMessage):
    """Another seed of texts that were given has its numbers; the lineage of the loop holds them."""


@dataclass(eq=False)
class OnlyToLookAt(RunMessage):
    """No generation can be added to a lineage that was opened; the reason is one clear line."""

    reason: str


@dataclass(eq=False)
class Ended(RunMessage):
    """The worker is done with the run, for now: it reached its target or was stopped."""


@dataclass(eq=False)
class Told(RunMessage):
    """There is something to know before the work begins; one clear line."""

    what: str


@dataclass(eq=False)
class Failed(RunMessage):
    """The run could not go on; the message is one clear line."""

    reason: str


Post = Callable[[RunMessage], object]
Cancelled = Callable[[], bool]


@dataclass
class _Batch:
    """Generations on their way to the screen, at most one message every POST_EVERY seconds."""

    run: int
    """The number of the run."""
    loop: Loop
    post: Post
    waiting: list[Generation] = field(default_factory=list)
    posted: float = 0.0

    def add(self, generation: Generation) -> None:
        """Take one generation; the first two of a run go out at once."""
        self.waiting.append(generation)
        if generation.number == 1 or time.monotonic() - self.posted >= POST_EVERY:
            self.flush()

    def flush(self) -> None:
        """Post what is waiting."""
        if self.waiting:
            self.post(GenerationsMade(self.run, self.loop, self.waiting))
            self.waiting = []
            self.posted = time.monotonic()


TELL_EVERY = 0.25
"""Seconds between two messages on how far a generation is."""


def _watching(number: int, loop: Loop, post: Post, cancelled: Cancelled) -> Cancelled:
    """Return what the loop asks whether it is cancelled, which also tells how far a generation is."""
    began = told = time.monotonic()

    def asked() -> bool:
        nonlocal told
        now = time.monotonic()
        if loop.doing is not None and now - told >= TELL_EVERY:
            told = now
            post(Within(number, *loop.doing, now - began))
        return cancelled()

    return asked


def compute(run: Run, post: Post, cancelled: Cancelled) -> None:
    """Make the generations of ``run`` up to its target; the last message always says that it ended.

    Runs in a thread of its own. It reads ``run`` and never writes to it. ``cancelled`` is asked
    between steps, and by the loop within them.
    """
    from driftview.drift.loop import Cancelled as LoopCancelled  # numpy must not hold up the first frame
    from driftview.machine import give_back_memory
    from driftview.settings.settings import SettingsError
    from driftview.text.reading import TextError

    number = run.number
    while not run.at_work.acquire(timeout=TURN_SECONDS):
        if cancelled():
            return
    loop: Loop | None = None
    try:
        loop = _compute(run, post, cancelled)
    except LoopCancelled:
        pass
    except (TextError, SettingsError) as error:
        post(Failed(number, str(error)))
        return
    except MemoryError:
        post(Failed(number, "there is not enough memory for this: choose fewer tokens"))
        return
    finally:
        run.at_work.release()
        give_back_memory()
    post(Ended(number))
    if loop is not None and not cancelled():
        with suppress(LoopCancelled):
            _simulate(run, loop, post, cancelled)


def _simulate(run: Run, loop: Loop, post: Post, cancelled: Cancelled) -> None:
    """Make replicates of a run that is there, and post its generations with what they predict.

    Raises the loop's Cancelled when the run is left or more of it is wanted.
    """
    from driftview.drift.simulated import foresee

    for generations in foresee(loop, cancelled):
        while not run.at_work.acquire(timeout=TURN_SECONDS):
            if cancelled():
                return
        try:
            loop.take(generations)
        finally:
            run.at_work.release()
        post(Predicted(run.number, generations))


def _compute(run: Run, post: Post, cancelled: Cancelled) -> Loop | None:
    """Do the work of ``compute``, and return a loop that has come to its end; raises what loops raise."""
    number, loop = run.number, run.loop
    if loop is None and run.opened is not None:
        loop = _take_up(run, run.opened, post)
        if loop is None:
            return None
        _check_limits(run, loop.lineage.corpus, post)
    elif loop is None:
        corpus = run.cache.corpus(run.names, run.settings.unit, run.settings.merges)
        if cancelled():
            return None
        post(CorpusOpened(number, corpus))
        loop = _begin(run, corpus, post)
    else:
        _check_limits(run, loop.lineage.corpus, post)
    made = loop.lineage.generations
    batch = _Batch(number, loop, post, made[len(run.generations) :])
    try:
        while len(made) <= run.target and not cancelled():
            batch.add(loop.step(_watching(number, loop, post, cancelled)))
    finally:
        batch.flush()
    if len(made) <= run.target:
        return None
    _measure_seeds(run, loop, post, cancelled)
    return loop


def _measure_seeds(run: Run, loop: Loop, post: Post, cancelled: Cancelled) -> None:
    """Measure the other seeds of texts that were given."""
    from driftview.drift.external import ExternalGenerations, measure_replicates

    given = run.opened
    if isinstance(given, ExternalGenerations) and not loop.lineage.replicates:
        for replicate in measure_replicates(given, run.settings.seed, cancelled):
            loop.lineage.replicates.append(replicate)
            post(SeedMeasured(run.number))


def _take_up(run: Run, lineage: Lineage | ExternalGenerations, post: Post) -> Loop | None:
    """Return a loop that goes on with a lineage or through texts; when there can be none, post all."""
    from driftview.drift.external import ExternalGenerations, ExternalLoop
    from driftview.drift.loop import Loop
    from driftview.drift.writing import why_not
    from driftview.settings.settings import SettingsError

    post(CorpusOpened(run.number, lineage.corpus))
    if isinstance(lineage, ExternalGenerations):
        indexed = run.cache.indexed(lineage.corpus, run.settings.order)
        return ExternalLoop(lineage, run.settings.seed, indexed)
    reason = why_not(run.settings)
    if reason is None:
        try:
            return Loop.after(lineage, run.cache.indexed(lineage.corpus, run.settings.order))
        except SettingsError as error:
            reason = str(error)
    post(GenerationsMade(run.number, None, lineage.generations[len(run.generations) :]))
    post(OnlyToLookAt(run.number, reason))
    return None


def _begin(run: Run, corpus: Corpus, post: Post) -> Loop:
    """Return a loop on the corpus, with generation 0 in it."""
    from driftview.drift.cost import preflight
    from driftview.drift.loop import Loop

    told = preflight(corpus, run.settings, run.target)
    if told:
        post(Told(run.number, told))
    return Loop(corpus, run.settings, run.cache.indexed(corpus, run.settings.order))


def _check_limits(run: Run, corpus: Corpus, post: Post) -> None:
    """Tell what the run will take where that is much; raises SettingsError where it is too much."""
    from driftview.drift.cost import Extent, check_limits

    text = Extent.of(corpus, run.settings)
    told = check_limits(run.settings, text, run.target, max(run.made, 0))
    if told:
        post(Told(run.number, told))


LETTERS = 5
"""How many characters a word has with what stands around it, about."""

READ_AHEAD = 2_000_000
"""No text of more characters than this is read ahead."""


def reading_ahead(run: Run) -> Callable[[], None] | None:
    """Return what reads and indexes the text of a run in its other unit; None where that is not worth it."""
    from driftview.choices import UNITS, has_subwords, has_words

    if run.corpus is None or not run.generations or run.cache.is_given(run.names):
        return None
    characters = len(run.corpus.tokens) * (LETTERS if has_words(run.settings.unit) else 1)
    # subwords take longer to learn than anybody waits for
    unit = next(each for each in UNITS if each != run.settings.unit and not has_subwords(each))
    if characters > READ_AHEAD or run.cache.known(run.names, unit) is not None:
        return None
    cache, names, order = run.cache, run.names, run.settings.order

    def read() -> None:
        cache.indexed(cache.corpus(names, unit), order)

    return read
