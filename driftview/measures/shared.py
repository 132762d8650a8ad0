"""Which runs of words two texts share, whoever copied them from whom."""

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Bits, Counts, Flags
from driftview.measures.counted import CountedText
from driftview.measures.spans import Span
from driftview.measures.windows import distinct

Codes: TypeAlias = NDArray[np.int64]

HALF = np.uint64(32)
"""Bits of a key that each half of a window takes."""


class Shared(NamedTuple):
    """The n-grams that occur in both of two texts; n-grams never cross a document start."""

    n: int
    text: Codes
    """Number of the shared n-gram that starts at each position of the text, −1 for none; shape (N,)."""
    other: Codes
    """The same for the other text."""
    types: int
    """Different n-grams that both texts have."""

    @property
    def windows(self) -> int:
        """Positions of the text at which a shared n-gram starts."""
        return int(np.count_nonzero(self.text >= 0))


def _is_start(text: CountedText) -> Flags:
    flags = np.zeros(text.length, bool)
    flags[text.starts] = True
    return flags


def _joined(left: Codes, right: Codes, is_start: Flags, shift: int) -> tuple[Counts, Bits]:
    """Return the positions where a window of both halves may start, and its key at each."""
    whole = (left[: max(0, len(left) - shift)] >= 0) & (right[shift:] >= 0) & ~is_start[shift:]
    places = np.flatnonzero(whole)
    return places, (left[places].astype(np.uint64) << HALF) | right[places + shift].astype(np.uint64)


def _common(first: Bits, second: Bits) -> Bits:
    """Return the keys that both sorted arrays of different keys hold."""
    merged = np.sort(np.concatenate((first, second)), kind="stable")
    return merged[:-1][merged[1:] == merged[:-1]] if len(merged) else merged


def _coded(length: int, places: Counts, keys: Bits, common: Bits) -> Codes:
    codes = np.full(length, -1, np.int64)
    if len(common):
        ranks = np.minimum(np.searchsorted(common, keys), len(common) - 1)
        codes[places] = np.where(common[ranks] == keys, ranks, -1)
    return codes


class Comparison:
    """The shared n-grams of a text and another, for any n; longer ones are built from shorter ones.

    A window is shared only if both of its halves are, so that the work shrinks with what is left.
    """

    def __init__(self, text: CountedText, other: CountedText) -> None:
        self._texts = text, other
        self._is_start = _is_start(text), _is_start(other)
        self._shared: dict[int, Shared] = {1: self._words()}

    def _words(self) -> Shared:
        text, other = self._texts
        both = (text.counts > 0) & (other.counts > 0)
        numbers = np.where(both, np.arange(len(both)), -1)
        return Shared(1, numbers[text.tokens], numbers[other.tokens], int(np.count_nonzero(both)))

    def _join(self, left: Shared, right: Shared) -> Shared:
        """Return the shared windows that begin with one of ``left`` and go on with one of ``right``."""
        places, keys = _joined(left.text, right.text, self._is_start[0], left.n)
        other_places, other_keys = _joined(left.other, right.other, self._is_start[1], left.n)
        common = _common(distinct(keys), distinct(other_keys))
        return Shared(
            left.n + right.n,
            _coded(len(left.text), places, keys, common),
            _coded(len(left.other), other_places, other_keys, common),
            len(common),
        )

    def ngrams(self, n: int) -> Shared:
        """Return the shared n-grams; raises ValueError below n = 1."""
        if n < 1:
            raise ValueError(f"an n-gram has at least one token, not {n}")
        if n not in self._shared:
            left = 1 << ((n - 1).bit_length() - 1)
            self._shared[n] = self._join(self.ngrams(left), self.ngrams(n - left))
        return self._shared[n]

    def longest(self) -> Span | None:
        """Return the first of the longest passages of the text that the other text has too, or None.

        Its origin is the first place of the other text where the passage stands.
        """
        powers = [self.ngrams(1)]
        while powers[-1].types and powers[-1].n < len(powers[-1].text):
            powers.append(self.ngrams(2 * powers[-1].n))
        best = next((found for found in reversed(powers) if found.types), None)
        if best is None:
            return None
        for step in reversed(powers[: powers.index(best)]):
            trial = self._join(best, step)
            best = trial if trial.types else best
        start = int(np.argmax(best.text >= 0))
        return Span(start, best.n, int(np.argmax(best.other == best.text[start])))

    def covered(self, n: int) -> int:
        """Return how many tokens of the text lie inside a shared n-gram."""
        begins = (self.ngrams(n).text >= 0).astype(np.int64)
        depth = np.cumsum(begins)
        depth[n:] -= depth[:-n].copy()
        return int(np.count_nonzero(depth))
