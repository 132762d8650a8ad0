"""One program at a time: reading a file, changing it and writing it back without losing another's change."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PATIENCE = 1.0
"""Seconds to wait for another program; what it does takes milliseconds, unless it was halted over it."""

PAUSE = 0.005


class LockedError(OSError):
    """Another program has kept the file for too long."""


@contextmanager
def alone_with(file: Path) -> Iterator[None]:
    """Keep other programs that ask for the same file out meanwhile; raises LockedError when they do so to us.

    Locked is the folder that the file is in, or the nearest one above it that exists, so that nothing new
    stays behind; the system lets go when a program ends, however that is. Where folders cannot be locked
    (on Windows, on some network disks) nobody is kept out.
    """
    end = time.monotonic() + PATIENCE
    while True:
        folder = nearest(file)
        handle = _lock(folder, end)
        if folder == nearest(file):  # nobody has made the folder of the file meanwhile
            break
        _let_go(handle)
    try:
        yield
    finally:
        _let_go(handle)


def nearest(file: Path) -> Path:
    """Return the lowest folder above a file that exists."""
    return next(folder for folder in file.absolute().parents if folder.exists())


def _lock(folder: Path, end: float) -> int | None:
    """Return a handle that holds a lock, None where there are none."""
    try:
        import fcntl
    except ImportError:
        return None
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return None
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                os.close(handle)
                raise LockedError("another driftview is writing there; try again") from None
            time.sleep(PAUSE)
        except OSError:
            os.close(handle)
            return None
        else:
            return handle


def _let_go(handle: int | None) -> None:
    if handle is not None:
        with suppress(OSError):
            os.close(handle)
