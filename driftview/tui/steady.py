"""A driver that holds when the terminal is taken away, and when the program is stopped and goes on.

What it knows of the insides of Textual's drivers for Linux and Windows: they write in a thread, to ``_file``.
tests/test_tui_steady.py fails when that changes.
"""

from __future__ import annotations

import os
import select
from contextlib import suppress
from typing import Any, TextIO

from textual.driver import Driver

from driftview.tui.courtesy import KEYS

WRITE_SECONDS = 0.3
"""How long a terminal that takes nothing is waited for at the end."""

MODES_OFF = (1000, 1002, 1003, 1006, 1015, 1016, 1004, 2004, 2026, 2048)
"""What Textual switches on: the mouse, the focus, pasting, synchronised output, sizes within the input."""

GIVEN_BACK = (
    "\x18\x1b[m" + "".join(f"\x1b[?{mode}l" for mode in MODES_OFF) + "\x1b[?7h\x1b[<u\x1b[?1049l\x1b[?25h"
).encode("ascii")
"""Ends a sequence that is half written, and puts everything right that Textual has changed."""


class Patient:
    """A terminal that may go away: what is written to it after that goes nowhere.

    Without it, the thread that writes ends with an error, and the next that is written waits for ever.
    """

    def __init__(self, file: TextIO) -> None:
        """Write to ``file`` as long as that can be."""
        self._file = file

    def write(self, text: str) -> None:
        """Write, if anything is there."""
        with suppress(OSError, ValueError):
            self._file.write(text)

    def flush(self) -> None:
        """Hand over what was written, if anything is there."""
        with suppress(OSError, ValueError):
            self._file.flush()
        KEYS.told()

    def fileno(self) -> int:
        """Return the number of the file."""
        return self._file.fileno()


def steady_driver(driver: type[Driver]) -> type[Driver]:
    """Return a driver that is like another one, and steady."""

    class Steady(driver):  # type: ignore[valid-type,misc]  # which driver it is, only the system knows
        """Takes the terminal once, however often it is told to, and gives it back once."""

        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self._taken = False
            file: TextIO | None = getattr(self, "_file", None)
            if file is not None:
                setattr(self, "_file", Patient(file))  # noqa: B010 - no other driver has one

        def start_application_mode(self) -> None:
            """Take the terminal; one that was taken is given back first, or its first state would be lost.

            A system says "go on" (SIGCONT) to programs that never stopped, and when the terminal is closed.
            """
            if self._taken:
                self.suspend_application_mode()
            self._taken = True
            super().start_application_mode()

        def stop_application_mode(self) -> None:
            """Give the terminal back, if it was taken."""
            if self._taken:
                self._taken = False
                super().stop_application_mode()

        def give_back_at_once(self) -> None:
            """Give the terminal back from any thread, past all that is still to be written."""
            if not self._taken:
                return
            self._taken = False
            before, number = getattr(self, "attrs_before", None), getattr(self, "fileno", None)
            if before is None or number is None:  # on Windows, and in a browser
                return
            import termios

            with suppress(OSError, ValueError, termios.error):
                termios.tcsetattr(number, termios.TCSANOW, before)
                if select.select([], [number], [], WRITE_SECONDS)[1]:
                    os.write(number, GIVEN_BACK)

        def write(self, data: str) -> None:
            """Write, unless nobody is there to do it."""
            thread = getattr(self, "_writer_thread", None)
            if thread is None or thread.is_alive():
                super().write(data)

    return Steady
