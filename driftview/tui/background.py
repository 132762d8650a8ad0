"""Questions answered in the background: one at a time, the newest first, and tasks that run once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from textual.dom import DOMNode
from textual.message import Message
from textual.worker import Worker, get_current_worker

from driftview.tui.terminal import KEYS

# The body of a worker: what it works on is let go of when it is done.
#
# Textual's workers and their tasks know each other in a circle, so that both stay until Python next looks
# for circles, and with them all that the body holds: a whole run.


class SingleShot:
    """A function and its arguments, to be called once."""

    def __init__(self, function: Callable[..., None], *arguments: Any) -> None:
        """Prepare ``function(*arguments)``."""
        self._call: tuple[Callable[..., None], tuple[Any, ...]] | None = function, arguments

    def __call__(self) -> None:
        """Call the function, and forget it; the second time nothing is done."""
        call, self._call = self._call, None
        if call is not None:
            function, arguments = call
            del call
            function(*arguments)


Answer = TypeVar("Answer")


class BackgroundQuery(Generic[Answer]):
    """Answers questions of one kind for a screen; a new question comes before those not yet answered."""

    @dataclass(eq=False)
    class Answered(Message):
        """An answer has come; the screen gives it to ``keep`` and, if it is whole, shows itself again."""

        query: BackgroundQuery[object]
        key: Hashable
        answer: object
        whole: bool
        """Whether it was worked out to its end: whoever was told to stop may have left something out."""

    def __init__(self, asker: DOMNode, name: str, kept: int = 8) -> None:
        """Answer ``asker``; the last ``kept`` answers are remembered."""
        self._asker = asker
        self._name = name
        self._kept = kept
        self._answers: dict[Hashable, Answer] = {}
        self._asked: Hashable = None
        self._last: Answer | None = None
        self._worker: Worker[None] | None = None
        self._next: Callable[[], None] | None = None
        """The newest question that waits; older ones have been given up."""
        self._forgotten = False
        self._cut_short = False

    @property
    def last(self) -> Answer | None:
        """Return the answer that came last, to be shown until the next one is there."""
        return self._last

    def ask(self, key: Hashable, make: Callable[[], Answer]) -> Answer | None:
        """Return the answer to a question if it is known; otherwise have the thread find it next."""
        if key in self._answers:
            self._last = self._answers[key] = self._answers.pop(key)
            return self._last
        if key != self._asked:
            self._asked = key
            if self._busy:
                self._next = SingleShot(self._work, key, make)
            else:
                self._start(SingleShot(self._work, key, make))
        return None

    @property
    def _busy(self) -> bool:
        """Whether an answer is still to come; none comes after an error."""
        return self._worker is not None and not self._worker.is_finished

    def _start(self, body: Callable[[], None]) -> None:
        """Put a thread on a question; there is one at a time, or they would hold each other up."""
        self._forgotten = self._cut_short = False
        self._worker = self._asker.run_worker(
            body,
            group=self._name,
            description=self._name,  # or Textual writes out all that the body holds, arrays and all
            thread=True,
        )

    def known(self, key: Hashable) -> Answer | None:
        """Return the answer to a question if it is known; nothing is asked."""
        return self._answers.get(key)

    def forget(self) -> None:
        """Drop all answers, the one that is being worked on too."""
        self._answers.clear()
        self._asked = self._last = self._next = None
        self._forgotten = True

    def cancellation(self) -> bool:
        """Tell whoever works on a question whether nobody waits for its answer any more; give way to keys."""
        KEYS.yield_to_input()
        if KEYS.leaving or self._next is not None or self._forgotten or get_current_worker().is_cancelled:
            self._cut_short = True
        return self._cut_short

    def keep(self, message: Answered) -> None:
        """Remember a whole answer, forget the oldest, and put the thread on the question that waits."""
        self._worker = None  # it has done its work, though it may need a moment to be gone
        if message.whole:
            self._answers[message.key] = message.answer  # type: ignore[assignment]  # what ``make`` returned
        while len(self._answers) > self._kept:
            del self._answers[next(iter(self._answers))]
        if self._next is None:
            self._asked = None
        elif self._asker.is_attached:
            body, self._next = self._next, None
            self._start(body)

    def _work(self, key: Hashable, make: Callable[[], Answer]) -> None:
        KEYS.yield_to_input()  # most questions come with a key
        answer = make()
        whole = not self._cut_short
        self._asker.post_message(self.Answered(self, key, answer, whole))  # type: ignore[arg-type]
