"""Decoding: temperature, top-k, top-p and min-p, as weights on the words that may follow a context."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Counts, Floats, PackedStates
from driftview.portable import exp2, log2

Scalar = TypeVar("Scalar", bound=np.generic)

WHOLE = 1 << 32
"""A context's probability, as the integer that the random bits are compared with."""


@dataclass(frozen=True)
class Decoding:
    """How a model's probabilities are bent before it writes; the default leaves them as they are."""

    temperature: float = 1.0
    """p becomes p^(1/temperature), normalised: below 1 the frequent gain."""
    top_k: int | None = None
    """Only the k most probable words of a context; ties go to the smaller id."""
    top_p: float | None = None
    """Only the most probable words that together reach this probability."""
    min_p: float | None = None
    """Only words at least this share as probable as the most probable one."""

    @property
    def plain(self) -> bool:
        """Whether nothing is bent."""
        return (
            self.temperature == 1
            and self.top_k is None
            and (self.top_p is None or self.top_p >= 1)
            and not self.min_p
        )

    def weights(self, counts: Counts, bounds: NDArray[np.integer]) -> Floats:
        """Return the weight of each pair, 0 where decoding forbids it.

        ``counts``: how often each of P pairs occurs, grouped by context, shape (P,); context c owns the pairs
        ``bounds[c]`` to ``bounds[c + 1]``. Temperature comes first and the truncations see what it leaves, as
        is usual; each keeps at least the most probable word (top-p: Holtzman et al. 2020, arXiv 1904.09751).

        Parameters
        ----------
        counts
            How often each pair occurs, shape (P,).
        bounds
            Where the pairs of each context begin, shape (C + 1,).

        Returns
        -------
        ndarray of float64
            Weights, shape (P,).
        """
        best = _spread(_maximum(counts, bounds), bounds)
        if self.temperature == 1:
            bent = counts / np.maximum(best, 1)
        else:
            logs = log2(np.arange(int(counts.max(initial=0)) + 1))
            with np.errstate(over="ignore"):  # a temperature near zero leaves nothing but the best word
                bent = exp2((logs[counts] - logs[best]) / self.temperature)
        bent[counts == 0] = 0.0
        if self.min_p:
            bent[bent < self.min_p] = 0.0  # the best word of a context has weight 1
        if self.top_k is not None or self.top_p is not None:
            bent[self._cut(counts, bent, bounds)] = 0.0
        return bent

    def _cut(self, counts: Counts, weights: Floats, bounds: NDArray[np.integer]) -> NDArray[np.int64]:
        """Return the pairs that top-k and top-p take away."""
        order = np.lexsort((-counts, _owner(bounds)))
        rank = np.arange(len(counts)) - _spread(bounds[:-1], bounds)
        cut = np.zeros(len(counts), bool)
        if self.top_k is not None:
            cut |= rank >= self.top_k
        if self.top_p is not None:
            sums = np.concatenate(([0.0], np.cumsum(weights[order])))
            better = sums[:-1] - _spread(sums[bounds[:-1]], bounds)
            total = _spread(sums[bounds[1:]] - sums[bounds[:-1]], bounds)
            cut |= (better >= self.top_p * total) & (rank > 0)
        return np.asarray(order[cut])


def choice_table(weights: Floats, bounds: NDArray[np.integer]) -> PackedStates:
    """Return one rising key a pair: a context in the high half, its summed probability · 2³² in the low half.

    Pair i of context c is chosen by 32 random bits u when ``c << 32 | u`` falls below key i and not below key
    i − 1, so one binary search picks a pair; a weight is met to within 2⁻³² of its context's total.

    Parameters
    ----------
    weights
        Weight of each pair, at least 0, shape (P,).
    bounds
        Where the pairs of each context begin, shape (C + 1,).

    Returns
    -------
    PackedStates
        The keys, shape (P,), of 64 bits.
    """
    sums = np.concatenate(([0.0], np.cumsum(weights)))
    low = _spread(sums[bounds[:-1]], bounds)
    total = _spread(sums[bounds[1:]] - sums[bounds[:-1]], bounds)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(total > 0, (sums[1:] - low) / total, 0.0)
    edge = np.rint(np.clip(share, 0, 1) * WHOLE).astype(np.uint64)
    keys = _owner(bounds).astype(np.uint64) << np.uint64(32)
    keys += edge
    return keys


def _owner(bounds: NDArray[np.integer]) -> NDArray[np.int64]:
    """Return the context of each pair."""
    return np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))


def _spread(values: NDArray[Scalar], bounds: NDArray[np.integer]) -> NDArray[Scalar]:
    """Repeat one value a context for each of its pairs."""
    return np.repeat(values, np.diff(bounds))


def _maximum(values: NDArray[Scalar], bounds: NDArray[np.integer]) -> NDArray[Scalar]:
    """Return the largest value of each context's pairs; anything for a context without pairs."""
    if not len(values):
        return np.zeros(len(bounds) - 1, values.dtype)
    return np.maximum.reduceat(values, np.minimum(bounds[:-1], len(values) - 1))
