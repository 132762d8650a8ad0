"""A program on a pseudo-terminal: the real driver, real escape codes, and the time at which bytes come."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pyte

ENVIRONMENT = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}

QUESTIONS = {b"\x1b[c": b"\x1b[?62;22c", b"\x1b[6n": b"\x1b[1;1R", b"\x1b[?2026$p": b"\x1b[?2026;2$y"}
"""What programs ask a terminal, and what a modern one answers."""

PRIVATE = re.compile(rb"\x1b\[[<>=?][0-9;]*[a-zA-Z]")
"""Codes that pyte would take for text."""

CHUNK = 1 << 16


@dataclass(frozen=True)
class Chunk:
    """Bytes that came at once, and when."""

    when: float
    data: bytes


class PseudoTerminal:
    """One program from start to end; bytes are read as fast as they come and drawn only when asked for."""

    def __init__(self, command: Sequence[str], columns: int, rows: int) -> None:
        """Start the program."""
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.began = time.perf_counter()
        self.process = os.fork()
        if self.process == 0:
            os.login_tty(theirs)
            os.execvpe(command[0], list(command), os.environ | ENVIRONMENT)
        os.close(theirs)
        self._file = ours
        self._ended = False

    def press(self, keys: bytes) -> float:
        """Type something; return when."""
        now = time.perf_counter()
        os.write(self._file, keys)
        return now

    def resize(self, columns: int, rows: int) -> None:
        """Change the size; the program gets a SIGWINCH."""
        fcntl.ioctl(self._file, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def chunks(self, quiet: float, limit: float) -> Iterator[Chunk]:
        """Yield what comes until nothing has come for ``quiet`` seconds, or for ``limit`` seconds in all."""
        end = time.perf_counter() + limit
        while time.perf_counter() < end:
            if self._file < 0:
                time.sleep(quiet)
                return
            ready, _, _ = select.select([self._file], [], [], quiet)
            if not ready:
                return
            try:
                data = os.read(self._file, CHUNK)
            except OSError:  # the program is gone
                return
            now = time.perf_counter()
            for question, answer in QUESTIONS.items():
                if question in data:
                    os.write(self._file, answer)
            yield Chunk(now, data)

    def draw(self, chunk: Chunk) -> str:
        """Draw a chunk on the screen and return all of its text."""
        self._stream.feed(PRIVATE.sub(b"", chunk.data))
        return "\n".join(self.screen.display)

    def settle(self, quiet: float = 0.5, limit: float = 60.0) -> int:
        """Draw until nothing comes any more; return how many bytes came."""
        return sum(len(chunk.data) for chunk in self.chunks(quiet, limit) if self.draw(chunk) or True)

    def memory(self) -> float:
        """Return the MiB of the program that are in memory."""
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{self.process}/status").read_text(encoding="ascii"))
        return int(found[1]) / 1024 if found else 0.0

    def wait(self, limit: float) -> float | None:
        """Read on until the program has ended; return when, or None when it has not by ``limit`` seconds."""
        end = time.perf_counter() + limit
        while time.perf_counter() < end:
            if os.waitpid(self.process, os.WNOHANG)[0]:
                self._ended = True
                return time.perf_counter()
            for _ in self.chunks(0.002, 0.01):
                pass
        return None

    def hang_up(self) -> None:
        """Close the terminal, as a window does that is closed; the program may go on without it."""
        os.close(self._file)
        self._file = -1

    def close(self) -> None:
        """End the program if it has not ended."""
        if not self._ended:
            with suppress(ProcessLookupError):
                os.kill(self.process, signal.SIGTERM)
            if self.wait(3.0) is None:
                os.kill(self.process, signal.SIGKILL)
                os.waitpid(self.process, 0)
        if self._file >= 0:
            os.close(self._file)
