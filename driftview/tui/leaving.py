"""Leaving in time: the explorer goes soon, however much the event loop has still to do.

A request to leave waits its turn behind all that is queued, and behind a layout that takes seconds on a busy
machine; and the event loop, when it ends, waits for threads that cannot be stopped. So a thread looks after
it: when the loop has not ended in time, the thread gives the terminal back, saves what is to be saved and
ends the process.

Measured with ``python -m benchmarks.storms --storms 100 --busy 10`` on two cores: of 97 storms, 96 were over
within 1.1 s and one, ended by SIGHUP, after 8.1 s; why is not known.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress

GRACE_SECONDS = 0.5
"""How long the event loop may take to end once somebody has asked to leave."""


class Deadline:
    """Ends the process in time; the main thread finishes, or the one that looks after it, never both."""

    def __init__(self, give_back: Callable[[], None], finish: Callable[[int], int]) -> None:
        """``give_back`` the terminal at once; ``finish`` takes an exit code, saves, reports, returns one."""
        self._give_back = give_back
        self._finish = finish
        self._claimed = threading.Lock()
        self._begun = False

    def begin(self, code: int) -> None:
        """Count from now on; the first request to leave decides on the exit code."""
        if not self._begun:
            self._begun = True
            threading.Thread(target=self._look, args=(code,), name="deadline", daemon=True).start()

    def claim(self) -> bool:
        """Take over what is to be done at the end; False when that is being done already."""
        return self._claimed.acquire(blocking=False)

    def _look(self, code: int) -> None:
        time.sleep(GRACE_SECONDS)
        if not self.claim():
            return
        self._give_back()
        code = self._finish(code)
        for stream in (sys.__stdout__, sys.__stderr__):
            if stream is not None:
                with suppress(OSError, ValueError):
                    stream.flush()
        os._exit(code)
