"""Signals: what ends the explorer or halts it leaves the terminal as it was."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

if TYPE_CHECKING:
    from textual.app import App

SIGNAL_CODE = 128
"""A program that a signal ends returns this plus the number of the signal."""

ENDING = ("SIGINT", "SIGTERM", "SIGHUP")
"""What ends the explorer."""

HALTING = ("SIGTSTP", "SIGCONT")
"""What halts it, and lets it go on."""

HUNG_UP = SIGNAL_CODE + getattr(signal, "SIGHUP", 1)
"""The exit code when the terminal is gone."""

Leave = Callable[[int], None]


class Early:
    """Signals that come before there is a loop that could heed them, when the terminal is half taken."""

    def __init__(self) -> None:
        """Nothing has come."""
        self.code: int | None = None
        """The exit code that the first of them asks for."""
        self.hurry: Leave | None = None
        """Called with it at once."""

    def note(self, number: int, _frame: FrameType | None = None) -> None:
        """Leave it at that for the moment."""
        self.code = self.code or SIGNAL_CODE + number
        if self.hurry is not None:
            self.hurry(self.code)

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Note what comes meanwhile; afterwards, signals mean what they meant before.

        An event loop, which takes them over in between, leaves them at their default.
        """
        numbers = [getattr(signal, name) for name in (*ENDING, *HALTING) if hasattr(signal, name)]
        before = [(number, signal.getsignal(number)) for number in numbers]
        for number in map(_ending, ENDING):
            if number is not None:
                signal.signal(number, self.note)
        try:
            _hand_over()
            yield
        finally:
            for number, handler in before:
                if handler is not None:
                    signal.signal(number, handler)


def _hand_over() -> None:
    """Carry out a signal that came inside an import, which the command line would look at again later.

    That would be in the middle of the event loop, where no exception may be raised.
    """
    if hasattr(signal, "setitimer") and signal.setitimer(signal.ITIMER_REAL, 0)[0]:
        signal.raise_signal(signal.SIGALRM)


def heed_signals(app: App[str], leave: Leave, early: Early, hurry: Leave | None = None) -> None:
    """Call ``leave`` with the exit code when a signal ends the program; halt and go on when told to.

    From now on handlers run in the event loop, where nothing is half done; ``hurry`` alone is called at once,
    whatever the event loop is at.
    """
    halting = Halting(app)
    loop = asyncio.get_running_loop()
    with suppress(NotImplementedError, RuntimeError, ValueError):  # on Windows, or in a thread
        for number in map(_ending, ENDING):
            if number is not None:
                loop.add_signal_handler(number, leave, SIGNAL_CODE + number)
                if hurry is not None:  # the loop still hears of the signal, through its file descriptor
                    signal.signal(number, lambda number, _frame: hurry(SIGNAL_CODE + number))
        for name, handler in zip(HALTING, (halting.halt, halting.go_on), strict=True):
            loop.add_signal_handler(getattr(signal, name), handler)
    if early.code is not None:
        leave(early.code)


def _ending(name: str) -> signal.Signals | None:
    """Return a signal, unless there is none or it is to be ignored, as nohup wants it."""
    number: signal.Signals | None = getattr(signal, name, None)
    return None if number is None or signal.getsignal(number) is signal.SIG_IGN else number


class Halting:
    """Ctrl+z: the terminal is given back before the program halts, and taken again when it goes on."""

    def __init__(self, app: App[str]) -> None:
        """Halt ``app``."""
        self._app = app
        self._known = 0
        """How many signals to go on are still to come that have been acted on already."""

    @property
    def _leaving(self) -> bool:
        """Whether the program is ending: the terminal, once given back for good, is not taken again."""
        return self._app._exit  # set by every way out, which no public name is

    def halt(self) -> None:
        """Halt, if there is somebody who could let the program go on."""
        if self._leaving:
            return
        if not _has_shell():
            self._app.notify("There is no shell to return to driftview from.", severity="warning")
            return
        with suppress(SuspendNotSupported), self._app.suspend():
            self._known += 1
            os.kill(os.getpid(), signal.SIGSTOP)

    def go_on(self) -> None:
        """Take the terminal again after a halt that nobody had announced."""
        if self._known:
            self._known -= 1
            return
        if self._leaving:
            return
        with suppress(SuspendNotSupported), self._app.suspend():
            pass


def _has_shell() -> bool:
    """Tell whether the parent runs in the same terminal and controls jobs there."""
    with suppress(OSError):
        return os.getpid() != os.getsid(0) and os.getsid(os.getppid()) == os.getsid(0)
    return False
