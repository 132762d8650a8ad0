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

    number: Positions
    """The number, from 0 to S − 1, of what each of the index's P longest pairs ends in; S where it is not
    counted here; shape (P,)."""
    context_of: Positions
    """The context of each number, shape (S,)."""
    contexts: int
    """How many contexts there are, C."""
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
        context_of = np.repeat(np.arange(len(contexts), dtype=np.int32), sizes)
        needed = np.arange(edges[-1]) + np.repeat(begins - edges[:-1], sizes)
        number = np.full(level.pairs, edges[-1], np.int32)
        number[needed] = np.arange(edges[-1], dtype=np.int32)
        if edges[-1] == level.pairs and not level.length:  # every pair, and a pair of no context is its token
            return cls(top.pair_token, context_of, len(contexts), context, pairs)
        return cls(number[level.pair[top.first]], context_of, len(contexts), context, number[pairs])

    def mixed(self, alive: Indices, occurrences: Floats, below: Floats) -> Floats:
        """Mix what follows each context with the probabilities of the level below; shape (U,).

        ``alive``: those of the index's longest pairs that occur in the text that is learnt from, and how
        often each does, both of shape (A,). A text of few words costs little.
        """
        kinds = len(self.context_of)
        counts = np.bincount(np.take(self.number, alive), occurrences, minlength=kinds + 1)[:kinds]
        met = np.flatnonzero(counts > 0)  # of flags it is many times as fast
        context = np.take(self.context_of, met)
        seen = np.bincount(context, np.take(counts, met), minlength=self.contexts)
        kinds_seen = np.bincount(context, minlength=self.contexts)
        kept = 1.0 / np.maximum(seen + kinds_seen, 1)
        given = np.where(seen > 0, kinds_seen * kept, 1.0)
        return np.asarray(counts[self.pair] * kept[self.context] + given[self.context] * below)


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
        alive = np.flatnonzero(occurrences > 0)
        many = np.take(occurrences, alive).astype(np.float64)  # whole numbers, which are exact
        for level in self._levels:
            probability = level.mixed(alive, many, probability)
        return np.asarray(probability[self._place])
