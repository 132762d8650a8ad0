"""Discounts: how much is taken from every count to be given to words not seen in a context."""

import numpy as np

from driftview.arrays import Counts, Floats

COMMON = 0.75
"""The discount where the counts allow no estimate (Chen and Goodman 1999 find about this on any text)."""

MODIFIED = (0.5, 1.0, 1.5)
"""The three discounts where the counts allow no estimate."""


def absolute(counts: Counts) -> float | None:
    """Return n₁ / (n₁ + 2 n₂), n_i being how many counts are i (Ney, Essen and Kneser 1994).

    None where the text has no counts of 1 or of 2.
    """
    once, twice = (int(np.count_nonzero(counts == i)) for i in (1, 2))
    return once / (once + 2 * twice) if once and twice else None


def modified(counts: Counts) -> tuple[float, float, float] | None:
    """Return the discounts of counts 1, 2, and 3 or more: i − (i + 1) Y n_{i+1} / n_i, Y = n₁ / (n₁ + 2 n₂).

    Chen and Goodman 1999, equation 26. None where one cannot be estimated or falls outside 0 … i, as it
    does on text that has collapsed.
    """
    n = np.bincount(np.minimum(counts, 5), minlength=6).astype(float)
    if not n[1:5].all():
        return None
    y = n[1] / (n[1] + 2 * n[2])
    one, two, more = (float(i - (i + 1) * y * n[i + 1] / n[i]) for i in (1, 2, 3))
    if not (0 <= one <= 1 and 0 <= two <= 2 and 0 <= more <= 3):
        return None
    return one, two, more


def refusal(counts: Counts, discounts: tuple[float, float, float]) -> Floats:
    """Return D(c) / c for each count c, at most 1; D is by count: 1, 2, 3 or more."""
    table = np.array((0.0, *discounts))
    return np.asarray(np.minimum(table[np.minimum(counts, 3)] / np.maximum(counts, 1), 1.0))
