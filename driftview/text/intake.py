"""Bytes from a file, a pipe or a device: as often as wanted, never without end, never waiting for nobody."""

import os
import select
import stat
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from weakref import finalize

from driftview.text.encodings import Opener, Stream

MOST_BYTES = 4_000_000_000
"""A file larger than this is refused: its tokens, some hundred million, would take gigabytes themselves."""

MOST_PIPED = 1_100_000_000
"""From a pipe or a device, no more than this is taken: it may never end."""

IN_MEMORY = 1 << 24
"""Bytes from a pipe that are kept in memory; more than these go to a temporary file."""

CHUNK = 1 << 20
"""Bytes that are asked for at once."""

PATIENCE = 3.0
"""Seconds that a named pipe is given until somebody writes into it."""


class TooMuchError(Exception):
    """There is more to read than may be, perhaps without end."""

    def __init__(self, most: int) -> None:
        """``most``: so many bytes would be read."""
        super().__init__(most)
        self.most = most


class NobodyWritesError(Exception):
    """A named pipe into which nobody writes."""


def source_of(path: Path) -> Opener:
    """Return what opens a file, or what a named pipe or a device holds.

    Raises OSError when the system refuses, TooMuchError beyond the limits, and NobodyWritesError for a named
    pipe that nobody opens for writing within PATIENCE seconds.
    """
    about = path.stat()
    if stat.S_ISREG(about.st_mode):
        if about.st_size > MOST_BYTES:
            raise TooMuchError(MOST_BYTES)
        return lambda: path.open("rb", buffering=0)
    if stat.S_ISFIFO(about.st_mode):
        return _pipe(path)
    with path.open("rb", buffering=0) as device:
        return kept(device)


def kept(stream: Stream, first: bytes = b"") -> Opener:
    """Keep ``first`` and what a stream holds, to its end; raises TooMuchError beyond MOST_PIPED."""
    with ExitStack() as unless_kept:
        file = unless_kept.enter_context(tempfile.SpooledTemporaryFile(IN_MEMORY))
        file.write(first)
        while chunk := stream.read(CHUNK):
            file.write(chunk)
            if file.tell() > MOST_PIPED:
                raise TooMuchError(MOST_PIPED)
        unless_kept.pop_all()

    @contextmanager
    def again() -> Iterator[Stream]:
        file.seek(0)
        yield file

    finalize(again, file.close)  # with the last who may read it
    return again


def _pipe(path: Path) -> Opener:
    """Keep what comes through a named pipe; it is opened without waiting for ever for who writes."""
    number = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with os.fdopen(number, "rb", buffering=0) as pipe:
        waiting = select.poll()
        waiting.register(number, select.POLLIN)
        ready = waiting.poll(PATIENCE * 1000)
        first = pipe.read(CHUNK)  # nothing: nobody is there; None: somebody is, but silent as yet
        if first == b"" and not ready:
            raise NobodyWritesError
        os.set_blocking(number, True)
        return kept(pipe, first or b"")
