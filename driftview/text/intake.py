"""Bytes from a file, a pipe or a device, never more than a limit, and never waiting for nobody."""

import os
import select
import stat
from pathlib import Path
from typing import Protocol

MOST_BYTES = 256_000_000
"""More than this is refused: some fifty million words, of which every one is held in memory."""

CHUNK = 1 << 20
"""Bytes that are asked for at once."""

PATIENCE = 3.0
"""Seconds that a named pipe is given until somebody writes into it."""


class Stream(Protocol):
    """What bytes can be read from."""

    def read(self, size: int, /) -> bytes | None:
        """Return some bytes, at most ``size``; none at the end."""


class TooMuchError(Exception):
    """There is more than MOST_BYTES to read, perhaps without end."""


class NobodyWritesError(Exception):
    """A named pipe into which nobody writes."""


def take(stream: Stream, first: bytes = b"") -> bytes:
    """Return ``first`` and what a stream holds, to its end; raises TooMuchError beyond MOST_BYTES."""
    found = bytearray(first)
    while chunk := stream.read(CHUNK):
        found += chunk
        if len(found) > MOST_BYTES:
            raise TooMuchError
    return bytes(found)


def take_file(path: Path) -> bytes:
    """Return what is in a file, a named pipe or a device.

    Raises OSError when the system refuses, TooMuchError beyond MOST_BYTES, and NobodyWritesError for a named
    pipe that nobody opens for writing within PATIENCE seconds.
    """
    about = path.stat()
    if about.st_size > MOST_BYTES:
        raise TooMuchError
    if stat.S_ISFIFO(about.st_mode):
        return _take_pipe(path)
    with path.open("rb", buffering=0) as file:
        return take(file)


def _take_pipe(path: Path) -> bytes:
    """Return what comes through a named pipe; it is opened without waiting for ever for who writes."""
    number = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with os.fdopen(number, "rb", buffering=0) as pipe:
        waiting = select.poll()
        waiting.register(number, select.POLLIN)
        ready = waiting.poll(PATIENCE * 1000)
        first = pipe.read(CHUNK)  # nothing: nobody is there; None: somebody is, but silent as yet
        if first == b"" and not ready:
            raise NobodyWritesError
        os.set_blocking(number, True)
        return take(pipe, first or b"")
