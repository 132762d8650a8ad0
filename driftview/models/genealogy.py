"""Parents under smoothing: which place of the training text an item was copied from."""

from functools import cached_property

import numpy as np

from driftview.arrays import Indices, PackedStates, Positions
from driftview.models.ladder import Ladder
from driftview.models.lanes import HALF, LOW
from driftview.models.weights import Weights

FOUNDLING = -1
"""The parent of a mutation."""


class Genealogy:
    """Finds parents of items; items are numbered pair by pair, as many to a pair as it counts.

    An item that is an occurrence is its own parent. An item that is a kind (a distinct longer pair, under
    Kneser–Ney) has a parent among the occurrences of that longer pair, each as likely as any other.
    """

    def __init__(self, ladder: Ladder, weights: Weights) -> None:
        """Number the items of each level."""
        self._levels = ladder.index.levels
        self._suffix = ladder.suffix
        self._kinds = weights.kinds
        ends = np.concatenate(([0], np.cumsum(weights.counts)))
        self._first: list[int] = ends[ladder.first_pair].tolist()
        """First item of each level; beyond the last, how many there are."""

    def parents(self, items: Indices, rng: np.random.Generator) -> Positions:
        """Return the training position that each item was copied from; negative items are mutations."""
        parents = np.full(len(items), FOUNDLING, np.int32)
        for length in range(len(self._levels)):
            mine = np.flatnonzero((items >= self._first[length]) & (items < self._first[length + 1]))
            own = items.take(mine) - self._first[length]
            if self._kinds and length + 1 < len(self._levels):
                parents[mine] = self._any_of(length + 1, self._longer[length].take(own), rng)
            else:
                parents[mine] = self._order[length].take(own)
        return parents

    def _any_of(self, length: int, pairs: Positions, rng: np.random.Generator) -> Positions:
        """Return one occurrence of each pair of a level, drawn evenly."""
        ranges = self._ranges[length].take(pairs)
        place = rng.bit_generator.random_raw(len(pairs)) >> HALF
        place *= ranges & LOW
        place >>= HALF
        place += ranges >> HALF
        return self._order[length].take(place.view(np.int64))

    @cached_property
    def _ranges(self) -> dict[int, PackedStates]:
        """First place << 32 | occurrences of each pair, of each level that kinds stand for."""
        ranges = {}
        for length in range(1, len(self._levels)):
            counts = np.bincount(self._levels[length].pair, minlength=self._levels[length].pairs)
            first = (np.cumsum(counts) - counts).astype(np.uint64)
            ranges[length] = (first << HALF) | counts.astype(np.uint64)
        return ranges

    @cached_property
    def _order(self) -> dict[int, Positions]:
        """Training positions sorted by pair, of each level that parents are read from."""
        lowest = 1 if self._kinds and len(self._levels) > 1 else 0
        return {length: _sorted_by(self._levels[length].pair) for length in range(lowest, len(self._levels))}

    @cached_property
    def _longer(self) -> list[Positions]:
        """Pairs of the next level sorted by the pair that is their suffix, of each level but the top."""
        return [_sorted_by(suffix) for suffix in self._suffix]


def _sorted_by(numbers: Positions) -> Positions:
    """Return the places of ``numbers`` in rising order of their values, by one sort of packed keys."""
    bits = np.uint64(len(numbers).bit_length())
    keys = (numbers.astype(np.uint64) << bits) | np.arange(len(numbers), dtype=np.uint64)
    keys.sort()
    return (keys & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int32)
