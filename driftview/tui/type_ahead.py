"""Type-ahead: keys that come while a dialog answers the one before wait until it has.

Textual hands each key on at once, to the dialog that is open. One that Enter closes is closed some messages
later, and what was typed meanwhile is lost with it: on a busy machine, over a slow line, and wherever keys
come from a script.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual.message_pump import MessagePump

if TYPE_CHECKING:
    from textual.app import App
    from textual.events import Key

ROUNDS = 2
"""How often what a key begins goes from the focused widget up to the app: the key, then what it did."""

LONGEST = 0.25
"""Seconds after which keys go on whatever became of the one before."""


class TypeAhead:
    """Keys that wait, in their order."""

    def __init__(self, app: App[str]) -> None:
        """Hold keys of ``app``."""
        self._app = app
        self._waiting: deque[Key] = deque()
        self._answering = 0
        """The number of the key that is being answered, 0 when none is."""
        self._last = 0

    def holds(self, key: Key) -> bool:
        """Tell whether a key has to wait, and keep it then."""
        if self._answering:
            self._waiting.append(key)
        return self._answering > 0

    async def answer(self) -> None:
        """Hold keys until the dialog that was handed one has dealt with it."""
        self._last += 1
        self._answering = self._last
        self._app.set_timer(LONGEST, partial(self._answered, self._last))
        await self._follow(self._last, ROUNDS, self._way())

    def _way(self) -> Sequence[MessagePump]:
        """Return the way that messages take from the focused widget up to the app."""
        return (self._app.focused or self._app.screen).ancestors_with_self

    async def _follow(self, number: int, rounds: int, way: Sequence[MessagePump]) -> None:
        """Go behind the messages of a key, through the same queues; those that are closed are left out."""
        for place, pump in enumerate(way):
            if pump.call_later(self._follow, number, rounds, way[place + 1 :]):
                return
        if rounds > 1:
            await self._follow(number, rounds - 1, self._way())
        else:
            await self._answered(number)

    async def _answered(self, number: int) -> None:
        """Let keys go on, unless a later one is being answered."""
        if number != self._answering:
            return
        self._answering = 0
        while self._waiting and not self._answering:
            await self._app.on_event(self._waiting.popleft())
