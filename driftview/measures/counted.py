"""A text with its counts, and the tables that several measures share, each made when first asked for."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Counts, Floats, Positions, Tokens
from driftview.measures import windows
from driftview.measures.windows import Variety


class Spectrum(NamedTuple):
    """Counts of counts: ``types[j]`` words occur exactly ``times[j]`` times; rising, none empty."""

    times: Counts
    types: Counts

    def occurring(self, times: int) -> int:
        """Return how many words occur exactly ``times`` times (V_i)."""
        place = int(np.searchsorted(self.times, times))
        found = place < len(self.times) and self.times[place] == times
        return int(self.types[place]) if found else 0


def spectrum(counts: Counts) -> Spectrum:
    """Return the counts of counts of words that occur at all."""
    how_many = np.bincount(counts)
    how_many[:1] = 0
    times = np.flatnonzero(how_many)
    return Spectrum(times.astype(np.int64), how_many[times].astype(np.int64))


def previous_positions(tokens: Tokens) -> Positions:
    """Return where each token's word last occurred before it, −1 for a first time; shape (N,)."""
    keys = tokens.astype(np.uint64)
    keys <<= np.uint64(32)
    keys |= np.arange(len(tokens), dtype=np.uint64)
    keys.sort()
    order = (keys & np.uint64(0xFFFFFFFF)).astype(np.int64)
    keys >>= np.uint64(32)
    again = np.flatnonzero(keys[1:] == keys[:-1])
    before = np.full(len(tokens), -1, np.int32)
    before[order[again + 1]] = order[again]
    return before


@dataclass(frozen=True, eq=False)
class CountedText:
    """A text of N tokens in D documents, over a vocabulary of V ids."""

    tokens: Tokens
    """Token ids in reading order, shape (N,)."""
    starts: NDArray[np.int64]
    """Where each document starts, rising from 0, shape (D,)."""
    counts: Counts
    """How often each id occurs, shape (V,)."""
    _ngrams: dict[int, Counts] = field(default_factory=dict, init=False, repr=False)

    @property
    def length(self) -> int:
        """Number of tokens, N."""
        return len(self.tokens)

    @property
    def size(self) -> int:
        """Number of ids of the vocabulary, words that do not occur included, V."""
        return len(self.counts)

    @cached_property
    def spectrum(self) -> Spectrum:
        """Counts of counts."""
        return spectrum(self.counts)

    @cached_property
    def types(self) -> int:
        """Number of different words that occur."""
        return int(self.spectrum.types.sum())

    @cached_property
    def probabilities(self) -> Floats:
        """Relative frequency of each id, shape (V,); all zero in an empty text."""
        return self.counts / max(1, self.length)

    @cached_property
    def previous(self) -> Positions:
        """Position at which each token's word last occurred before, −1 for a first time; shape (N,)."""
        return previous_positions(self.tokens)

    @cached_property
    def _pairs_and_triples(self) -> tuple[Variety, Variety]:
        return windows.pairs_and_triples(self.tokens, self.starts, self.size)

    def ngrams(self, n: int) -> Counts:
        """Return how often each different n-gram occurs; n-grams never cross a document start."""
        if n < 1:
            raise ValueError(f"an n-gram has at least one token, not {n}")
        if n not in self._ngrams:
            self._ngrams[n] = windows.ngram_counts(self.tokens, self.starts, n, self.size)
        return self._ngrams[n]

    def variety(self, n: int) -> Variety:
        """Return the numbers of different n-grams and of all n-grams."""
        fits = 3 * windows.bits_for(self.size) <= windows.KEY_BITS
        if n in (2, 3) and fits and self.length:
            return self._pairs_and_triples[n - 2]
        counts = self.ngrams(n)
        return Variety(len(counts), int(counts.sum()))
