"""Runs of n tokens as keys that are equal in all texts, and the different ones of a text, sorted."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Counts, Flags, PackedStates, Positions, Tokens
from driftview.measures.ngrams import inside

HALF = np.uint64(32)


@dataclass(frozen=True, eq=False)
class RunTable:
    """The T different runs of a text, by rising key."""

    keys: PackedStates
    """Shape (T,)."""
    counts: Counts
    """How often each occurs, shape (T,)."""
    places: Positions
    """Where the W runs of the text start, in the order of their keys, shape (W,)."""

    @classmethod
    def of(cls, keys: PackedStates, starts: NDArray[np.int64], n: int) -> "RunTable":
        """Sort the runs that stay in one document; ``keys``: of each position, shape (N,)."""
        places = np.flatnonzero(inside(len(keys), starts, n)).astype(np.int32)
        places = places[np.argsort(keys[places])]
        ordered = keys[places]
        first = np.flatnonzero(_changes(ordered))
        return cls(ordered[first], np.diff(first, append=len(ordered)).astype(np.int64), places)

    @property
    def windows(self) -> int:
        """How many runs the text has, W."""
        return len(self.places)

    @cached_property
    def first(self) -> Positions:
        """Where each run first stands, shape (T,)."""
        begins = np.cumsum(self.counts) - self.counts
        return np.minimum.reduceat(self.places, begins) if len(begins) else self.places

    def lacks(self, keys: PackedStates) -> Flags:
        """Say which of other sorted keys the text does not have."""
        if not len(self.keys):
            return np.ones(len(keys), bool)
        place = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.asarray(self.keys[place] != keys)

    def starts_of(self, chosen: Flags) -> Positions:
        """Return where the chosen runs stand, every occurrence, rising; ``chosen`` has shape (T,)."""
        return np.sort(self.places[np.repeat(chosen, self.counts)])


@dataclass
class RunKeys:
    """Makes the keys; one for all texts that are to be compared."""

    size: int
    """How many words the vocabulary has."""
    _numbers: "dict[int, _Numbers]" = field(default_factory=dict)

    def of(self, tokens: Tokens, n: int) -> PackedStates:
        """Return a key for the n tokens from each position, shape (N,).

        Where V^n < 2⁶⁴ it is the run written as a number to the base V; beyond, its two halves, which may
        overlap, are numbered first. Keys at the last n − 1 positions mean nothing.
        """
        if self.size**n <= 1 << 64:
            return _written_out(tokens, n, self.size)
        half = (n + 1) // 2
        numbers = self._numbers.setdefault(half, _Numbers()).of(self.of(tokens, half))
        keys = numbers << HALF
        reach = n - half
        keys[: max(0, len(keys) - reach)] |= numbers[reach:]
        return keys


def _written_out(tokens: Tokens, n: int, size: int) -> PackedStates:
    """Return each run of n tokens as one number of n digits."""
    digits = tokens.astype(np.uint64)
    keys = digits.copy()
    for ahead in range(1, n):
        keys *= np.uint64(size)
        keys[: max(0, len(keys) - ahead)] += digits[ahead:]
    return keys


class _Numbers:
    """Gives every key a number of its own below 2³², the same one whenever it comes again."""

    def __init__(self) -> None:
        self._keys = np.zeros(0, np.uint64)
        self._numbers = np.zeros(0, np.uint64)

    def of(self, keys: PackedStates) -> PackedStates:
        """Return the number of each key; shape as ``keys``."""
        order = np.argsort(keys)
        ordered = keys[order]
        new = _changes(ordered)
        found = ordered[new]
        self._learn(found)
        numbers = np.empty(len(keys), np.uint64)
        known = self._numbers[np.searchsorted(self._keys, found)]
        numbers[order] = known[np.cumsum(new) - 1]
        return numbers

    def _learn(self, found: PackedStates) -> None:
        """Take in keys that were not met before; they are sorted."""
        place = np.searchsorted(self._keys, found)
        met = np.zeros(len(found), bool)
        within = place < len(self._keys)
        met[within] = self._keys[place[within]] == found[within]
        fresh = found[~met]
        numbers = np.arange(len(self._keys), len(self._keys) + len(fresh), dtype=np.uint64)
        self._keys = np.insert(self._keys, place[~met], fresh)
        self._numbers = np.insert(self._numbers, place[~met], numbers)


def _changes(ordered: PackedStates) -> Flags:
    """Flag the first key and each that differs from the one before it."""
    return np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]
