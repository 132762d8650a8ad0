"""Leaving in time: the explorer goes soon, however much the event loop has still to do.

A request to leave waits its turn behind all that is queued, and behind a layout that takes seconds on a busy
machine; and the event loop, when it ends, waits for threads that cannot be stopped. So a thread looks after
it: when the loop has not ended in time, the thread gives the terminal back, saves what is to be saved and
ends the process. Nothing is cut short that is being saved. That only a closed terminal asks for, and it took
longest by far where others were writing to the same disk. So it writes the files that `driftview open` needs
and no others, no thread takes turns with it meanwhile, and what it imports was imported before.

Measured with ``python -m benchmarks.storms --busy 10 --writing 1`` on two cores, partly with as much other
work beside it: told to leave while idle, in a step, while runs are made, in an export and while it starts,
the explorer was gone within 1.5 s in 130 of 130 storms. Before a key that quits could overtake others that
had had no effect yet, three of twenty pressed while a view opened or an export was written took 2.3 to 5.5
s.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from enum import IntEnum

from driftview.tui.terminal import KEYS

GRACE_SECONDS = 0.5
"""How long the event loop may take to end once somebody has asked to leave."""


class Deadline:
    """Ends the process in time; the main thread finishes, or the one that looks after it, never both."""

    def __init__(self, give_back: Callable[[], None], finish: Callable[[int], int]) -> None:
        """``give_back`` the terminal at once; ``finish`` takes an exit code, saves, reports, returns one."""
        self._give_back = give_back
        self._finish = finish
        self._claimed = threading.Lock()
        self.begun = False
        """Whether somebody has asked to leave."""
        self._passed = False
        """Whether the thread that looks after it is ending the process."""

    def begin(self, code: int) -> None:
        """Count from now on; the first request to leave decides on the exit code."""
        if not self.begun:
            self.begun = True
            KEYS.leaving = True
            threading.Thread(target=self._look, args=(code,), name="deadline", daemon=True).start()

    def leave_at_once(self) -> None:
        """End the process, unless somebody has asked for that already; not for the main thread."""
        if not self.begun:
            self.begun = True
            KEYS.leaving = True
            self._end(0)

    def claim(self) -> bool:
        """Take over what is to be done at the end; False when that is being done already."""
        return self._claimed.acquire(blocking=False)

    def wait_if_passed(self) -> None:
        """Go no further in the main thread while the other ends the process."""
        if self._passed:
            threading.Event().wait()

    def _look(self, code: int) -> None:
        time.sleep(GRACE_SECONDS)
        self._end(code)

    def _end(self, code: int) -> None:
        if not self.claim():
            return
        self._passed = True
        self._give_back()
        code = self._finish(code)
        self._give_back()  # once more: the program may have been taking the terminal just then
        for stream in (sys.__stdout__, sys.__stderr__):
            if stream is not None:
                with suppress(OSError, ValueError):
                    stream.flush()
        os._exit(code)


class Leads(IntEnum):
    """Where a key may lead to that has not had its effect yet."""

    STAYS = 0
    """The same screen, whatever changes on it."""
    VIEW = 1
    """A view, from which only some keys quit."""
    TYPING = 2
    """A dialog, or a line to type in."""


class QuitKey:
    """Sees to it that a key which quits does so when the event loop does not get to it in time.

    Only where no key on its way before it may give it another meaning: ``/`` opens a line to type in, after
    which Q is a letter. A thread reads keys from the terminal, the main thread answers them.
    """

    def __init__(self, deadline: Deadline) -> None:
        """End the process by ``deadline``."""
        self._deadline = deadline
        self._read = 0
        """How many keys have been read."""
        self._begun = 0
        """How many the main thread has begun to answer."""
        self._answered = 0
        """How many have had their effect."""
        self._waiting: deque[tuple[int, Leads]] = deque()
        """The keys that may not have had it: their numbers, and where they may lead to."""

    def read(self, leads: Leads, quits_after: Leads | None = None) -> None:
        """Note in the thread that reads that a key has come.

        Parameters
        ----------
        leads
            Where it may lead to, as things stand.
        quits_after
            The farthest that a key on its way before it may lead to, for it to quit; None: it does not quit.
        """
        while self._waiting and self._waiting[0][0] <= self._answered:
            self._waiting.popleft()
        self._read += 1
        if quits_after is not None and all(before <= quits_after for _, before in self._waiting):
            look = threading.Thread(target=self._look, args=(self._read,), name="quit key", daemon=True)
            look.start()
        self._waiting.append((self._read, leads))

    def begin(self) -> int:
        """Note that the main thread is at the next key, and return its number."""
        self._begun += 1
        return self._begun

    def answered(self, number: int) -> None:
        """Note that a key has had its effect."""
        self._answered = max(self._answered, number)

    def _look(self, number: int) -> None:
        time.sleep(GRACE_SECONDS)
        if self._answered < number:
            self._deadline.leave_at_once()
