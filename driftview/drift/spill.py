"""Arrays that move out of memory into a temporary file and are read back where they are looked at.

The file has no name where the system allows it, else it is deleted when it is closed: it is gone with the
process, however that ends. Reading maps it again each time, so that only pages that somebody looks at are in
memory, and only as long; results are the same, bit for bit.
"""

import mmap
import os
import tempfile
import weakref
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from typing import IO, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from driftview.machine import available_memory
from driftview.settings.settings import SettingsError

Owner = TypeVar("Owner")

IN_MEMORY = 2**20
"""Bytes of arrays that stay in memory before the oldest go to the file; reading them back takes no time that
anybody would notice."""

SMALL = 2**17
"""Bytes up to which copying is faster than mapping."""

SCARCE = 2
"""Memory is short when less than this many times what is held is left."""


class SpillError(SettingsError):
    """The settings ask for more than there is room for; the message is one line and says what to do."""


class SpillFile:
    """A temporary file that arrays are appended to; it lives as long as an array in it is known."""

    def __init__(self) -> None:
        """Open it; raises OSError where there is no place for temporary files (see TMPDIR)."""
        self._file: IO[bytes] = tempfile.TemporaryFile(prefix="driftview-", buffering=0)  # noqa: SIM115
        self._end = 0
        weakref.finalize(self, self._file.close)

    def put(self, array: NDArray[Any]) -> "Spilled":
        """Append an array of one axis; raises OSError when the disk is full, and then nothing is appended."""
        plain = np.ascontiguousarray(array)
        rest = plain.view(np.uint8)
        self._file.seek(self._end)
        while len(rest):
            rest = rest[self._file.write(rest.data) :]
        spilled = Spilled(self, self._end, plain.dtype, len(plain))
        self._end += plain.nbytes
        return spilled

    def read(self, begin: int, dtype: np.dtype[Any], count: int) -> NDArray[Any]:
        """Return ``count`` numbers from a place in the file, as an array that cannot be written to."""
        if not count:
            return np.zeros(0, dtype)
        size = count * dtype.itemsize
        if size <= SMALL and hasattr(os, "pread"):
            return np.frombuffer(os.pread(self._file.fileno(), size, begin), dtype)
        skipped = begin % mmap.ALLOCATIONGRANULARITY
        pages = mmap.mmap(
            self._file.fileno(), skipped + size, access=mmap.ACCESS_READ, offset=begin - skipped
        )
        return np.frombuffer(pages, dtype, count, skipped)


@dataclass(frozen=True, eq=False, slots=True)
class Spilled:
    """An array that is in a file."""

    file: SpillFile
    begin: int
    dtype: np.dtype[Any]
    length: int

    def read(self) -> NDArray[Any]:
        """Return the array, shape (length,); it is mapped again each time, which takes some microseconds."""
        return self.file.read(self.begin, self.dtype, self.length)


class _Field:
    """An attribute that reads as an array, or None, whether it is in memory or in a file."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, owner: object, _kind: type) -> object:
        value = vars(owner)[self._name]
        return value.read() if isinstance(value, Spilled) else value

    def __set__(self, owner: object, value: object) -> None:
        vars(owner)[self._name] = value


def spillable(*names: str) -> Callable[[type[Owner]], type[Owner]]:
    """Let these attributes of a dataclass be moved into a file with :func:`spill`; they read as before."""

    def prepare(owner: type[Owner]) -> type[Owner]:
        for name in names:
            setattr(owner, name, _Field(name))
        setattr(owner, "__getstate__", _in_memory)  # noqa: B010 - a checker takes it for a method
        return owner

    return prepare


def _in_memory(owner: object) -> dict[str, object]:
    """Return an object's attributes for a copy or for another process, which has no way to the file."""
    return {
        name: value.read() if isinstance(value, Spilled) else value for name, value in vars(owner).items()
    }


def spill(owner: object, file: SpillFile) -> None:
    """Move what is in memory of an object's spillable attributes into ``file``.

    Raises OSError when the disk is full; then they stay where they are. Other threads may read meanwhile.
    """
    arrays = {name: value for name, value in vars(owner).items() if _moves(owner, name, value)}
    moved = {name: file.put(value) for name, value in arrays.items()}
    vars(owner).update(moved)


def changed(owner: Owner, **changes: object) -> Owner:
    """Return a copy of a dataclass object with some fields replaced; what is in a file stays there."""
    kept = {field.name: vars(owner)[field.name] for field in fields(owner)}  # type: ignore[arg-type]
    return type(owner)(**(kept | changes))


def bytes_in_memory(owner: object) -> int:
    """Return how many bytes an object's spillable attributes hold in memory."""
    return sum(value.nbytes for name, value in vars(owner).items() if _moves(owner, name, value))


def _moves(owner: object, name: str, value: object) -> bool:
    return isinstance(value, np.ndarray) and isinstance(vars(type(owner)).get(name), _Field)


class DiskSpill:
    """Lets the newest of a row of objects stay in memory, and moves what is older into a file."""

    def __init__(self, limit: int | None = None) -> None:
        """``limit``: so many bytes stay in memory, None for IN_MEMORY; the newest object always does."""
        self._limit = IN_MEMORY if limit is None else limit
        self._held: list[object] = []
        self._file: SpillFile | None = None

    def add(self, newest: object) -> None:
        """Take one more object; raises SpillError when the older ones have room neither here nor there."""
        self._held.append(newest)
        self._make_room()

    def renew(self, objects: Sequence[object]) -> None:
        """Take other objects in place of all so far; raises SpillError as ``add`` does."""
        self._held = list(objects)
        self._make_room()

    def put_away(self) -> None:
        """Move all that is held into the file; what the disk does not take stays in memory."""
        with suppress(OSError):
            while self._held:
                self._file = self._file or SpillFile()
                spill(self._held[0], self._file)
                del self._held[0]

    def _make_room(self) -> None:
        while len(self._held) > 1 and sum(map(bytes_in_memory, self._held)) > self._limit:
            try:
                self._file = self._file or SpillFile()
                spill(self._held[0], self._file)
            except OSError as error:
                self._stay(error)
                return
            del self._held[0]

    def _stay(self, error: OSError) -> None:
        """Keep in memory what the disk does not take, as long as memory is not short."""
        free = available_memory()
        if free is not None and free < SCARCE * sum(map(bytes_in_memory, self._held)):
            reason = (error.strerror or "it cannot be written to").lower()
            raise SpillError(
                f"memory is short and so is space for temporary files ({reason}): free some space there, "
                "or set the environment variable TMPDIR to a folder with more room"
            ) from None
