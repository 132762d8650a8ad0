"""Many runs made in the background for a view, one after another; each is shown when it is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.dom import DOMNode
from textual.message import Message
from textual.worker import Worker

from driftview.study.executor import Executor
from driftview.study.replicates import run_all
from driftview.study.retention import MEASURED
from driftview.study.runs import MeasuredRun, workbench
from driftview.tui.once import Once
from driftview.tui.terminal import told_to_stop

if TYPE_CHECKING:
    from driftview.settings.settings import Settings
    from driftview.text.corpus import Corpus
    from driftview.tui.prepared import Prepared
    from driftview.tui.run_store import RunStore


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

    def want(self, corpus: Corpus, wanted: Sequence[Settings], prepared: Prepared) -> None:
        """Have these runs made, those that are missing, in this order; what else was wanted is given up."""
        if (corpus, tuple(wanted)) != (self._corpus, self._wanted):
            self.stop()
            self._corpus, self._wanted = corpus, tuple(wanted)
            self._known = None
        if not self.running:
            self._start(corpus, prepared)

    def _start(self, corpus: Corpus, prepared: Prepared) -> None:
        known = {run.settings for run in self.runs}
        missing = [settings for settings in self._wanted if settings not in known]
        if missing:
            self._number += 1
            self.running = True
            body = Once(self._work, self._number, corpus, missing, prepared)
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

    def _work(self, number: int, corpus: Corpus, missing: list[Settings], prepared: Prepared) -> None:
        """Make runs in a thread, and post them."""
        for order in {settings.order for settings in missing[:1]}:
            workbench.lend(prepared.indexed(corpus, order))
        executor = Executor(workers=1, kind="threads")
        for run in run_all(corpus, missing, executor, MEASURED, told_to_stop()):
            self._asker.post_message(self.Made(self, number, corpus, run))
        self._asker.post_message(self.Ended(self, number))
