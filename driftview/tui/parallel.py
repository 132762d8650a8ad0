"""Runs made beside the one on the screen: several settings side by side, and replicates in processes."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from textual.dom import DOMNode
from textual.message import Message
from textual.worker import Worker

from driftview.choices import has_subwords
from driftview.drift.cost import preflight
from driftview.drift.loop import Loop, besides
from driftview.settings.settings import SettingsError
from driftview.study.executor import Executor
from driftview.study.replicates import run_all
from driftview.study.retention import MEASURED
from driftview.study.runs import MeasuredRun, workbench
from driftview.text.reading import TextError
from driftview.tui.background import SingleShot
from driftview.tui.terminal import cancellation

if TYPE_CHECKING:
    from driftview.drift.lineage import Generation
    from driftview.settings.settings import Settings
    from driftview.text.corpus import Corpus
    from driftview.tui.corpus_cache import CorpusCache
    from driftview.tui.session import RunStore

POST_EVERY = 1 / 12
"""Seconds between two messages at least."""

Fields = dict[int, list["Generation"]]
"""Generations by the place of their lineage."""


@dataclass(eq=False)
class Grown(Message):
    """Some lineages have more generations."""

    batch: int
    made: Fields


@dataclass(eq=False)
class Finished(Message):
    """All lineages are there, or it was stopped; or it cannot be run, with one clear line that says why."""

    batch: int
    reason: str = ""


Post = Callable[[Message], object]


@dataclass(frozen=True, eq=False)
class ParallelRuns:
    """Lineages to be made on one text."""

    number: int
    """Tells the messages of these runs from those of an earlier one."""
    corpus: Corpus
    """The text, in the unit of the run on the screen."""
    names: tuple[str, ...]
    """What it was opened by, where it is read in another unit."""
    entrants: dict[int, Settings]
    """Settings by place."""
    cache: CorpusCache
    also: tuple[str, ...] = ()
    """Measures that are taken beside the usual ones."""

    def run(self, post: Post, cancelled: Callable[[], bool]) -> None:
        """Make all lineages in a thread; only posts messages, the last of which always is Finished."""
        reason = ""
        try:
            self._run(post, cancelled)
        except Loop.Cancelled:
            pass
        except (TextError, SettingsError) as error:
            reason = str(error)
        post(Finished(self.number, reason))

    def _run(self, post: Post, cancelled: Callable[[], bool]) -> None:
        corpora = {place: self._corpus(settings) for place, settings in self.entrants.items()}
        for place, settings in self.entrants.items():
            preflight(corpora[place], settings)
        loops, made = {}, {}
        for place, settings in self.entrants.items():
            indexed = self.cache.indexed(corpora[place], settings.order)
            loops[place] = Loop(corpora[place], settings, indexed, also=self.also, controlled=False)
            made[place] = list(loops[place].lineage.generations)
            if cancelled():
                return
        posted = 0.0
        for number in range(1, max(each.generations for each in self.entrants.values()) + 1):
            for place, loop in loops.items():
                if number <= self.entrants[place].generations:
                    made.setdefault(place, []).append(loop.step(cancelled))
            if time.monotonic() - posted >= POST_EVERY:
                post(Grown(self.number, made))
                made, posted = {}, time.monotonic()
        if made:
            post(Grown(self.number, made))

    def _corpus(self, settings: Settings) -> Corpus:
        """Return the text in the unit of some settings."""
        options = self.corpus.reading.options
        same = settings.unit == self.corpus.unit
        if same and (settings.merges == options.merges or not has_subwords(settings.unit)):
            return self.corpus
        return self.cache.corpus(self.names, settings.unit, settings.merges)


class RunStream:
    """Makes the runs that a view wants and that are not in the store yet.

    One thread makes them all: runs are many short steps, so that two threads would do no more than one, and
    the screen has to be drawn as well.
    """

    @dataclass(eq=False)
    class Made(Message):
        """A run has been made; the screen gives it to ``keep`` and shows itself again."""

        stream: RunStream
        number: int
        corpus: Corpus
        run: MeasuredRun

    @dataclass(eq=False)
    class Ended(Message):
        """Nothing is left to be made, or it was stopped."""

        stream: RunStream
        number: int

    def __init__(self, asker: DOMNode, name: str, store: RunStore) -> None:
        """Make runs for ``asker``, and keep them in ``store``."""
        self._asker = asker
        self._name = name
        self._store = store
        self._wanted: tuple[Settings, ...] = ()
        self._corpus: Corpus | None = None
        self._worker: Worker[None] | None = None
        self._known: list[MeasuredRun] | None = None
        self._number = 0
        self.running = False

    @property
    def runs(self) -> list[MeasuredRun]:
        """Return those of the wanted runs that are there."""
        if self._known is None:
            self._known = [] if self._corpus is None else self._store.known(self._corpus, self._wanted)
        return self._known

    @property
    def wanted(self) -> int:
        """Return how many runs are wanted."""
        return len(self._wanted)

    def want(self, corpus: Corpus, wanted: Sequence[Settings], cache: CorpusCache) -> None:
        """Have these runs made, those that are missing, in this order; what else was wanted is given up."""
        if (corpus, tuple(wanted)) != (self._corpus, self._wanted):
            self.stop()
            self._corpus, self._wanted = corpus, tuple(wanted)
            self._known = None
        if not self.running:
            self._start(corpus, cache)

    def _start(self, corpus: Corpus, cache: CorpusCache) -> None:
        known = {run.settings for run in self.runs}
        missing = [settings for settings in self._wanted if settings not in known]
        if missing:
            self._number += 1
            self.running = True
            body = SingleShot(self._work, self._number, corpus, missing, cache)
            self._worker = self._asker.run_worker(
                body, group=self._name, description=self._name, thread=True, exclusive=True
            )

    def stop(self) -> None:
        """Stop at once; what is made stays."""
        self.running = False
        self._number += 1
        if self._worker is not None:
            self._worker.cancel()
            self._worker = None

    def keep(self, message: Made) -> None:
        """Put a run where it will be found."""
        self._store.keep(message.corpus, message.run)
        self._known = None

    def end(self, message: Ended) -> None:
        """Note that the thread is done."""
        if message.number == self._number:
            self.running = False

    def _work(self, number: int, corpus: Corpus, missing: list[Settings], cache: CorpusCache) -> None:
        """Make runs in a thread, and post them."""
        for order in {settings.order for settings in missing[:1]}:
            workbench.lend(cache.indexed(corpus, order))
        executor = Executor(workers=1, kind="threads")
        cancelled = cancellation()
        for named, alike in groupby(missing, besides):
            measured = (*MEASURED, *(name for name in named if name not in MEASURED))
            for run in run_all(corpus, list(alike), executor, measured, cancelled):
                self._asker.post_message(self.Made(self, number, corpus, run))
        self._asker.post_message(self.Ended(self, number))
