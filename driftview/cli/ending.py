"""Signals that end a command: noted at once, and carried out where the interpreter can be left.

An exception that a handler raises wherever the interpreter happens to be can be lost: Python drops it in
``__del__`` and in the callbacks of weak references, which importing uses, and a module that is being imported
may catch it. Then the run went on to exit code 0. So the signal is a flag, and a timer looks again and again
whether the program is leaving; where it is not, and no module is half imported, it is raised again.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNAL_CODE = 128
"""A program that a signal ends returns this plus the number of the signal."""

ENDING = ("SIGINT", "SIGTERM", "SIGHUP")

AGAIN_SECONDS = 0.05
"""How often it is looked whether the program is leaving."""

IMPORT_LOOKS = 20
"""After so many looks an import is not waited for any longer."""


class Ending:
    """What a signal asks for, until the program has left."""

    def __init__(self) -> None:
        self._number: int | None = None
        """The signal that came first."""
        self._leaving: BaseException | None = None
        """The exception that was raised last."""
        self._looks = 0

    @contextmanager
    def heeded(self) -> Iterator[None]:
        """Let signals end what is done meanwhile; one that is ignored (nohup, a background job) stays so.

        Raises KeyboardInterrupt for SIGINT and SystemExit for others, at the latest when all is done.
        """
        for name in ENDING:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._note)
        try:
            yield
        finally:
            self._look_again(0)
        if self._number is not None:
            raise self._exception(self._number)

    def _note(self, number: int, frame: FrameType | None) -> None:
        """Take a signal; the first decides on the exit code."""
        if self._number is None:
            self._number = number
            if hasattr(signal, "SIGALRM"):
                signal.signal(signal.SIGALRM, self._check)
        self._check(number, frame)

    def _check(self, _number: int, frame: FrameType | None) -> None:
        """Leave, unless the program is doing so, or is inside an import."""
        assert self._number is not None
        self._look_again(AGAIN_SECONDS)
        self._looks += 1
        waits = hasattr(signal, "setitimer") and self._looks < IMPORT_LOOKS and _importing(frame)
        if not waits and not self._is_leaving():
            self._leaving = self._exception(self._number)
            raise self._leaving

    @staticmethod
    def _exception(number: int) -> BaseException:
        """Return what ends a program as Python ends it on Ctrl-C, and on other signals."""
        return KeyboardInterrupt() if number == signal.SIGINT else SystemExit(SIGNAL_CODE + number)

    def _is_leaving(self) -> bool:
        """Tell whether the exception is on its way, so that what is being cleared up is not disturbed."""
        error = sys.exception()
        while error is not None and error is not self._leaving:
            error = error.__context__
        return error is not None

    @staticmethod
    def _look_again(seconds: float) -> None:
        if hasattr(signal, "setitimer"):  # Windows has none
            signal.setitimer(signal.ITIMER_REAL, seconds)


def _importing(frame: FrameType | None) -> bool:
    """Tell whether a module is half imported."""
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False
