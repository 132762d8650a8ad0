"""Work in the background steps aside while a key is answered.

Threads of one program take turns. One that computes would take every second turn of the thread that draws,
so that a key would be answered in twice the time; but it may as well wait for some hundredths of a second.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from textual.worker import get_current_worker

PATIENCE = 0.05
"""Seconds after a key for which others wait at most."""


class Courtesy:
    """Knows whether a key is being answered."""

    def __init__(self) -> None:
        """No key has been pressed."""
        self._free = threading.Event()
        self._free.set()
        self._until = 0.0

    def pressed(self) -> None:
        """A key has come; called where keys are handled."""
        self._until = time.monotonic() + PATIENCE
        self._free.clear()

    def answered(self) -> None:
        """What it changed has been drawn."""
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
