"""Interpolated Witten–Bell scoring: the fixed judge of what a text still teaches about human language."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Counts, Floats, Indices, Positions
from driftview.models.index import ContextIndex, Level


@dataclass(frozen=True)
class ScoredLevel:
    """What U scored pairs need of a level: the pairs of their contexts, C contexts and S pairs in all.

    Other pairs are not counted.
    """

    counted: Positions | None
    """The longest pairs of the index that end in a pair counted here, shape (Q,); None for all of them."""
    number: Positions
    """The number, from 0 to S − 1, of what each of them ends in; shape (Q,)."""
    edges: Indices
    """Numbers ``edges[c]`` to ``edges[c + 1]`` have the context c; shape (C + 1,)."""
    context: Indices
    """Context of each scored pair, shape (U,)."""
    pair: Positions
    """Number of each scored pair, shape (U,)."""

    @classmethod
    def of(cls, level: Level, top: Level, pairs: Positions) -> "ScoredLevel":
        """Number the pairs of all contexts that ``pairs`` of a level have; ``top``: the index's longest."""
        contexts, context = np.unique(level.pair_context[pairs], return_inverse=True)
        begins = np.searchsorted(level.pair_context, contexts)  # pairs are numbered by context
        sizes = np.searchsorted(level.pair_context, contexts, side="right") - begins
        edges = np.concatenate(([0], np.cumsum(sizes)))
        needed = np.arange(edges[-1]) + np.repeat(begins - edges[:-1], sizes)
        number = np.full(level.pairs, edges[-1], np.int32)
        number[needed] = np.arange(edges[-1], dtype=np.int32)
        if edges[-1] == level.pairs and not level.length:  # every pair, and a pair of no context is its token
            return cls(None, top.pair_token, edges, context, pairs)
        ends = number[level.pair[top.first]]
        counted = np.flatnonzero(ends < edges[-1]).astype(np.int32)
        if len(counted) == len(ends):
            return cls(None, ends, edges, context, number[pairs])
        return cls(counted, ends[counted], edges, context, number[pairs])

    def mixed(self, occurrences: Counts, below: Floats) -> Floats:
        """Mix what follows each context with the probabilities of the level below; shape (U,).

        ``occurrences``: how often each of the index's longest pairs occurs in the text that is learnt from.
        """
        here = occurrences if self.counted is None else np.take(occurrences, self.counted)
        counts = np.bincount(self.number, here, minlength=self.edges[-1]).astype(np.int64)
        seen = self._by_context(counts)
        kinds = self._by_context(counts > 0)
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
        self._levels = [ScoredLevel.of(level, index.top, level.pair[examples]) for level in levels]
        self._uniform = 1.0 / index.vocabulary_size
        self._kinds = len(pairs)

    def probabilities(self, occurrences: Counts) -> Floats:
        """Return the probability of each scored token after training on a text.

        Parameters
        ----------
        occurrences
            How often each of the index's P longest pairs occurs in that text, shape (P,). Every shorter
            count follows from these, as each token ends one longest pair.

        Returns
        -------
        Floats
            Shape (H,).
        """
        probability = np.full(self._kinds, self._uniform)
        for level in self._levels:
            probability = level.mixed(occurrences, probability)
        return np.asarray(probability[self._place])
