"""Interpolated Witten–Bell scoring: the fixed judge of what a text still teaches about human language."""

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Floats, Positions
from driftview.models.index import ContextIndex


class WittenBellScorer:
    """Scores fixed positions of an index after training on any other positions of it.

    A context seen n times with T different followers gives n / (n + T) of its probability to what it has seen
    and T / (n + T) to the next shorter context; below the empty context every word is as likely as any other,
    so that no probability is 0 (Witten and Bell 1991, method C, interpolated).
    """

    def __init__(self, index: ContextIndex, scored: NDArray[np.int64], order: int | None = None) -> None:
        """``scored``: H index positions to score; ``order``: of the model, None for the index's own."""
        self._levels = index.levels[: order or index.order]
        self._uniform = 1.0 / index.vocabulary_size
        self._scored = len(scored)
        self._pairs = [level.pair[scored] for level in self._levels]
        self._contexts = [
            level.pair_context[pair] for level, pair in zip(self._levels, self._pairs, strict=True)
        ]

    def probabilities(self, occurrences: Positions) -> Floats:
        """Train on N index positions and return the probability of each scored token, shape (H,)."""
        probability = np.full(self._scored, self._uniform)
        for level, pairs, contexts in zip(self._levels, self._pairs, self._contexts, strict=True):
            counts = np.bincount(level.pair[occurrences], minlength=level.pairs).astype(np.int64)
            seen = level.by_context(counts)[contexts]
            kinds = level.by_context((counts > 0).astype(np.int64))[contexts]
            known = seen > 0
            mixed = counts[pairs] + kinds * probability
            probability[known] = mixed[known] / (seen + kinds)[known]
        return probability
