"""Whole numbers in plain text, found all at once: what the files of a genealogy are made of."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

DIGITS = 10
"""No number has more digits: positions and words are numbered in 32 bits."""

NEWLINE, SPACE, ZERO, NINE = b"\n 09"


class NumberTextError(ValueError):
    """Text that is not made of numbers as it should be."""


class NumberText(NamedTuple):
    """The M numbers of a text, and the text itself."""

    bytes: NDArray[np.uint8]
    values: NDArray[np.int64]
    """Shape (M,)."""
    places: NDArray[np.int64]
    """Where each number begins among the bytes, shape (M,)."""

    @property
    def line_ends(self) -> NDArray[np.int64]:
        """Where the lines end among the bytes, shape (L,)."""
        return np.flatnonzero(self.bytes == NEWLINE)

    def before(self, back: int = 1) -> NDArray[np.uint8]:
        """Return the byte ``back`` places before each number, a newline where the text begins; shape (M,)."""
        at = self.places - back
        return np.where(at < 0, np.uint8(NEWLINE), self.bytes[np.maximum(at, 0)])


def numbers_in(data: bytes, signs: bytes = b"") -> NumberText:
    """Return the numbers of a text of digits, spaces, line ends and ``signs``, which ends with a line end.

    Raises NumberTextError for any other character, an unended line, or a number of more than DIGITS digits.
    """
    found = np.frombuffer(data, np.uint8)
    digit = (found >= ZERO) & (found <= NINE)
    if not set(np.unique(found[~digit]).tolist()) <= {NEWLINE, SPACE, *signs}:
        raise NumberTextError
    if len(found) and found[-1] != NEWLINE:
        raise NumberTextError
    edges = np.flatnonzero(np.diff(digit.astype(np.int8), prepend=np.int8(0)))
    places, ends = edges[::2], edges[1::2]
    lengths = ends - places
    longest = int(lengths.max(initial=0))
    if longest > DIGITS:
        raise NumberTextError
    values = np.zeros(len(places), np.int64)
    for step in range(longest):
        inside = np.flatnonzero(lengths > step)
        values[inside] = values[inside] * 10 + (found[places[inside] + step] - np.uint8(ZERO))
    return NumberText(found, values, places)


class Rows(NamedTuple):
    """Lines of numbers: all values one after another, and how many each line has."""

    values: NDArray[np.int64]
    lengths: NDArray[np.int64]


def read_rows(data: bytes) -> Rows:
    """Return lines of numbers that single spaces part; raises NumberTextError for anything else."""
    text = numbers_in(data)
    in_line = np.searchsorted(text.places, text.line_ends)
    lengths = np.diff(in_line, prepend=0)
    spaces = int(np.count_nonzero(text.bytes == SPACE))
    alone = np.isin(text.before(), (NEWLINE, SPACE))
    if not alone.all() or (lengths < 1).any() or spaces != len(text.values) - len(lengths):
        raise NumberTextError
    return Rows(text.values, lengths.astype(np.int64))
