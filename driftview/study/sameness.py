"""Drift or selection: do the same words die in every replicate?

Drift has no direction, so the fates of a word in two replicates are independent, given how common the word
is. Selection has one. The share of words that two replicates treat alike tells them apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from driftview.arrays import Counts, Flags, Floats
from driftview.study.runs import Run


@dataclass(frozen=True)
class Sameness:
    """How alike the fates of words are in replicates of one setting."""

    alike: float
    """Share of the words that a pair of runs both keep or both lose, mean over pairs."""
    by_drift: float
    """The same if each word lived or died by chance alone, with the probability that drift gives it."""

    @property
    def excess(self) -> float:
        """How much of the room above chance is used: near 0 for drift, 1 when every run loses the same."""
        room = 1.0 - self.by_drift
        return (self.alike - self.by_drift) / room if room > 0 else 0.0


def sameness(runs: Sequence[Run], human_counts: Counts, survival: float) -> Sameness:
    """Compare the last generations of R ≥ 2 runs; ``survival`` is s_g of drift with the same sizes.

    A word of count c lives with P = 1 − (1 − s_g)^c under drift (Suresh et al., arXiv 2412.17646), so that
    two runs treat it alike with probability P² + (1 − P)². Raises ValueError for fewer than two runs.
    """
    if len(runs) < 2:
        raise ValueError("to compare replicates takes at least two")
    written = human_counts > 0
    lives: Flags = np.array([run.survivors[: len(human_counts)][written] for run in runs])
    number = len(runs)
    alive = lives.sum(axis=0)
    pairs = alive * (alive - 1) + (number - alive) * (number - alive - 1)
    chance: Floats = 1.0 - np.power(1.0 - survival, human_counts[written])
    return Sameness(
        float(np.mean(pairs) / (number * (number - 1))), float(np.mean(chance**2 + (1.0 - chance) ** 2))
    )
