"""Heaps' law: how a vocabulary grows with the text that is read (Herdan 1960; Heaps 1978)."""

import numpy as np
from numpy.typing import ArrayLike

from driftview.arrays import Counts, Floats
from driftview.theory.expectation import Spectrum, expected_types, single_of


def vocabulary_at(counts: Counts | Spectrum, share: ArrayLike) -> Floats:
    """Return the types that a reader of a share x of the text meets, Σ_w 1 − (1 − x)^(c_w), in that shape.

    Each token is read with probability x. Generation g of a loop has the vocabulary of x = s_g.
    """
    return expected_types(counts, 1.0 - np.asarray(share, np.float64))


def heaps_slope(counts: Counts | Spectrum, share: float = 1.0) -> float:
    """Return d ln V/d ln n after a share 0 < x ≤ 1 of the text: x·Σ c(1 − x)^(c−1)/V.

    At x = 1 it is hapaxes over types, V_1/V (Karlin 1967; for endless Zipf vocabularies it tends to 1/a).
    """
    spectrum = counts if isinstance(counts, Spectrum) else Spectrum.of(counts)
    once = single_of(spectrum.count, 1.0 - share, share)
    return float(once @ spectrum.words / vocabulary_at(spectrum, share))
