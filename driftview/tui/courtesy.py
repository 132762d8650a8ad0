"""Work in the background steps aside while a key is answered.

Threads of one program take turns. One that computes would take every second turn of the thread that draws,
so that a key would be answered in twice the time; but it may as well wait for some hundredths of a second.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from textual.driver import Driver
from textual.events import Key
from textual.message import Message
from textual.worker import get_current_worker

PATIENCE = 0.05
"""Seconds after a key for which others wait at most."""


class Courtesy:
    """Knows whether a key is being answered: from its arrival until the terminal has been told."""

    def __init__(self) -> None:
        """No key has been pressed."""
        self._free = threading.Event()
        self._free.set()
        self._until = 0.0
        self._said = False

    def pressed(self) -> None:
        """A key has come."""
        self._until = time.monotonic() + PATIENCE
        self._said = False
        self._free.clear()

    def saying(self) -> None:
        """There is something to tell the terminal."""
        self._said = True

    def dealt_with(self) -> None:
        """All that a key changes has been handed over to be written, which may be nothing."""
        if not self._said:
            self._free.set()

    def told(self) -> None:
        """The terminal has been told."""
        self._free.set()

    def give_way(self) -> None:
        """Wait while a key is being answered; called in threads that compute, between two pieces of work."""
        if not self._free.is_set():
            self._free.wait(max(0.0, self._until - time.monotonic()))
            self._free.set()


KEYS = Courtesy()
"""The keys of this program."""


def told_to_stop() -> Callable[[], bool]:
    """Return what tells this worker whether it is to stop; while it asks, it gives way to keys."""
    worker = get_current_worker()

    def stopped() -> bool:
        KEYS.give_way()
        return worker.is_cancelled

    return stopped


def courteous_driver(driver: type[Driver]) -> type[Driver]:
    """Return a driver that is like another one, and says when a key comes."""

    class Courteous(driver):  # type: ignore[valid-type,misc]  # which driver it is, only the system knows
        """Knows of keys before anybody else does: it reads them in a thread of its own."""

        def process_message(self, message: Message) -> None:
            """Take what was read from the terminal."""
            if isinstance(message, Key):
                KEYS.pressed()
            super().process_message(message)

        def write(self, data: str) -> None:
            """Write to the terminal."""
            KEYS.saying()
            super().write(data)

    return Courteous
