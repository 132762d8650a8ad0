"""Interpolated Witten–Bell scoring: the fixed judge of what a text still teaches about human language."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Floats, Indices, Positions
from driftview.models.index import ContextIndex, Level


@dataclass(frozen=True)
class ScoredLevel:
    """What U scored pairs need of a level: the pairs of their contexts, C contexts and S pairs in all.

    Of the other pairs nothing is counted apart: they share the number S.
    """

    pair_at: Positions
    """The level's own pair at each position of the index, shape (M,)."""
    number: Positions
    """Number, from 0 to S, of each of the level's P pairs, shape (P,)."""
    edges: Indices
    """Numbers ``edges[c]`` to ``edges[c + 1]`` have the context c; shape (C + 1,)."""
    context: Indices
    """Context of each scored pair, shape (U,)."""
    pair: Positions
    """Number of each scored pair, shape (U,)."""

    @classmethod
    def of(cls, level: Level, pairs: Positions) -> "ScoredLevel":
        """Number the pairs of all contexts that ``pairs`` of a level have."""
        contexts, context = np.unique(level.pair_context[pairs], return_inverse=True)
        begins = level.bounds[contexts]
        sizes = level.bounds[contexts + 1] - begins
        edges = np.concatenate(([0], np.cumsum(sizes)))
        needed = np.arange(edges[-1]) + np.repeat(begins - edges[:-1], sizes)
        number = np.full(level.pairs, edges[-1], np.int32)
        number[needed] = np.arange(edges[-1], dtype=np.int32)
        return cls(level.pair, number, edges, context, number[pairs])

    def mixed(self, occurrences: Positions, below: Floats) -> Floats:
        """Train on N index positions and mix with the probabilities of the level below; shape (U,)."""
        numbers = np.take(self.number, np.take(self.pair_at, occurrences))
        counts = np.bincount(numbers, minlength=self.edges[-1] + 1)
        seen = self._by_context(counts[:-1])
        kinds = self._by_context(counts[:-1] > 0)
        kept = 1.0 / np.maximum(seen + kinds, 1)
        given = np.where(seen > 0, kinds * kept, 1.0)
        return np.asarray(counts[self.pair] * kept[self.context] + given[self.context] * below)

    def _by_context(self, values: Indices | NDArray[np.bool_]) -> Indices:
        """Sum one number a pair over the pairs of each context: shape (S,) to (C,)."""
        sums = np.zeros(len(values) + 1, np.int64)
        np.cumsum(values, out=sums[1:])
        return np.diff(sums[self.edges])


class WittenBellScorer:
    """Scores fixed positions of an index after training on any other positions of it.

    A context seen n times with T different followers gives n / (n + T) of its probability to what it has seen
    and T / (n + T) to the next shorter context; below the empty context every word is as likely as any other,
    so that no probability is 0 (Witten and Bell 1991, method C, interpolated).
    """

    def __init__(self, index: ContextIndex, scored: NDArray[np.int64], order: int | None = None) -> None:
        """``scored``: H index positions to score; ``order``: of the model, None for the index's own."""
        levels = index.levels[: order or index.order]
        # positions with the same longest pair have the same probability: one of them stands for all
        pairs, self._place = np.unique(levels[-1].pair[scored], return_inverse=True)
        examples = levels[-1].first[pairs]
        self._levels = [ScoredLevel.of(level, level.pair[examples]) for level in levels]
        self._uniform = 1.0 / index.vocabulary_size
        self._kinds = len(pairs)

    def probabilities(self, occurrences: Positions) -> Floats:
        """Train on N index positions and return the probability of each scored token, shape (H,)."""
        probability = np.full(self._kinds, self._uniform)
        for level in self._levels:
            probability = level.mixed(occurrences, probability)
        return np.asarray(probability[self._place])
