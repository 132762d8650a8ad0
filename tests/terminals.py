"""A program on a terminal of its own: a real session, with keys, signals, sizes, and a screen to read."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyte
from processes import PATIENCE, environment

from benchmarks.pseudo_terminal import PRIVATE, QUESTIONS

TAKES = """\
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""
"""Makes a terminal the controlling one of a new session, and becomes the program."""

FRAMES = str.maketrans("│", " ")
"""What stands between the words of a text that takes several lines."""


class Terminal:
    """One program on a terminal."""

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        size: tuple[int, int] | None = None,
        **changes: str | None,
    ) -> None:
        """Start ``command`` in a folder; ``changes`` to the environment, None takes a variable out."""
        columns, rows = size or (100, 30)
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.seen = b""
        """All that was written."""
        self._ours, self._theirs = pty.openpty()
        self.resize(columns, rows)
        self.modes = self._modes()
        wanted = {**environment(COLORTERM="truecolor", LC_ALL="C.UTF-8"), **changes}
        self.process = subprocess.Popen(
            [sys.executable, "-c", TAKES, *command],
            cwd=folder,
            env={name: value for name, value in wanted.items() if value is not None},
            stdin=self._theirs,
            stdout=self._theirs,
            stderr=self._theirs,
            start_new_session=True,
        )

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.hang_up()

    def resize(self, columns: int, rows: int) -> None:
        """Change the size; the program gets a SIGWINCH."""
        fcntl.ioctl(self._ours, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.screen.resize(rows, columns)

    def press(self, keys: str) -> None:
        """Type."""
        os.write(self._ours, keys.encode())

    def hang_up(self) -> None:
        """Close the terminal, as its window is closed."""
        for each in {self._ours, self._theirs} - {-1}:
            os.close(each)
        self._ours = self._theirs = -1

    def read(self, patience: float = 0.05) -> None:
        """Draw what has come, and answer what was asked."""
        if self._ours < 0 or not select.select([self._ours], [], [], patience)[0]:
            return
        data = os.read(self._ours, 1 << 16)
        self.seen += data
        for question, answer in QUESTIONS.items():
            if question in data:
                os.write(self._ours, answer)
        self._stream.feed(PRIVATE.sub(b"", data))

    def until(self, holds: Callable[[], Any]) -> None:
        """Read on until something holds."""
        end = time.monotonic() + PATIENCE
        while not holds():
            self.read()
            if time.monotonic() > end:
                raise AssertionError(f"it never came to pass; on the screen:\n{self.text}")

    def shows(self, text: str) -> None:
        """Read on until a text stands on the screen, on one line or on several."""
        self.until(lambda: text in " ".join(self.text.translate(FRAMES).split()))

    @property
    def foreground(self) -> int:
        """Return the process group that has the keyboard."""
        return os.tcgetpgrp(self._ours)

    @property
    def text(self) -> str:
        """Return what stands on the screen."""
        return "\n".join(self.screen.display)

    def ended(self) -> int:
        """Read on until the program has ended, and return its exit code."""
        self.until(lambda: self.process.poll() is not None)
        while self._ours >= 0 and select.select([self._ours], [], [], 0)[0]:
            self.read()
        assert self.process.returncode is not None
        return self.process.returncode

    def faults(self) -> list[str]:
        """Return what a program that ended has not put right again."""
        pairs = {
            "screen": (b"\x1b[?1049h", b"\x1b[?1049l"),
            "cursor": (b"\x1b[?25l", b"\x1b[?25h"),
            "mouse": (b"\x1b[?1000h", b"\x1b[?1000l"),
            "every move of the mouse": (b"\x1b[?1003h", b"\x1b[?1003l"),
            "mouse codes": (b"\x1b[?1006h", b"\x1b[?1006l"),
            "focus": (b"\x1b[?1004h", b"\x1b[?1004l"),
            "paste": (b"\x1b[?2004h", b"\x1b[?2004l"),
            "keyboard": (b"\x1b[>", b"\x1b[<u"),
            "wrapping": (b"\x1b[?7l", b"\x1b[?7h"),
        }
        found = [name for name, (on, off) in pairs.items() if self.seen.rfind(on) > self.seen.rfind(off)]
        return found + ["modes"] * (self._modes() != self.modes)

    def _modes(self) -> Any:
        return termios.tcgetattr(self._theirs)
