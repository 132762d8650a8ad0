"""Answers that take longer than a step may: worked out in a thread, kept, and shown when they are there."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from textual.dom import DOMNode
from textual.message import Message

Answer = TypeVar("Answer")


class Desk(Generic[Answer]):
    """Answers questions of one kind for a screen; a new question comes before those not yet answered."""

    @dataclass(eq=False)
    class Answered(Message):
        """An answer has come; the screen gives it to ``keep`` and shows itself again."""

        desk: Desk[object]
        key: Hashable
        answer: object

    def __init__(self, asker: DOMNode, name: str, kept: int = 8) -> None:
        """Answer ``asker``; the last ``kept`` answers are remembered."""
        self._asker = asker
        self._name = name
        self._kept = kept
        self._answers: dict[Hashable, Answer] = {}
        self._asked: Hashable = None
        self._last: Answer | None = None

    @property
    def last(self) -> Answer | None:
        """Return the answer that came last, to be shown until the next one is there."""
        return self._last

    def ask(self, key: Hashable, make: Callable[[], Answer]) -> Answer | None:
        """Return the answer to a question if it is known; otherwise have a thread find it."""
        if key in self._answers:
            self._last = self._answers[key] = self._answers.pop(key)
            return self._last
        if key != self._asked:
            self._asked = key
            body = partial(self._work, key, make)
            self._asker.run_worker(
                body,
                group=self._name,
                description=self._name,  # or Textual writes out all that the body holds, arrays and all
                thread=True,
                exclusive=True,
            )
        return None

    def known(self, key: Hashable) -> Answer | None:
        """Return the answer to a question if it is known; nothing is asked."""
        return self._answers.get(key)

    def forget(self) -> None:
        """Drop all answers."""
        self._answers.clear()
        self._asked = self._last = None

    def keep(self, message: Answered) -> None:
        """Remember an answer, and forget the oldest."""
        self._answers[message.key] = message.answer  # type: ignore[assignment]  # what ``make`` returned
        while len(self._answers) > self._kept:
            del self._answers[next(iter(self._answers))]
        if message.key == self._asked:
            self._asked = None

    def _work(self, key: Hashable, make: Callable[[], Answer]) -> None:
        self._asker.post_message(self.Answered(self, key, make()))  # type: ignore[arg-type]
