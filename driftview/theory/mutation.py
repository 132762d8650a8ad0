"""Additive smoothing is mutation: some tokens copy nothing, and dead words come back.

With pseudo-counts that add up to a over a vocabulary of V words that is kept, each written token is a
mutation with probability μ = a/(N + a), and then any word with probability 1/V (drift with
mutation between a fixed set of alleles, Kimura 1968).
"""

import numpy as np
from numpy.typing import ArrayLike

from driftview.arrays import Floats
from driftview.theory.human import family_reach
from driftview.theory.schedule import Schedule
from driftview.theory.survival import token_lines


def mutation_rate(pseudo_counts: float, tokens: float) -> float:
    """Return μ = a/(N + a), a being all the pseudo-counts of the smoothing together (exact for order 1)."""
    return pseudo_counts / (tokens + pseudo_counts)


def equilibrium_presence(tokens: float, rate: float, types: float) -> float:
    """Return the chance that any one of V words is present in the long run, 1 − exp(−(N μ/V)·A(μ)).

    Each generation brings N μ/V births of the word; A(μ) generations is what a family touches in all
    (branching with immigration, Heathcote 1965). For words that stay rare; human frequency no longer matters.
    """
    if rate == 0:
        return 0.0
    return float(-np.expm1(-tokens * rate / types * family_reach(rate)))


def equilibrium_simpson(tokens: float, rate: float, types: float) -> float:
    """Return the chance that two tokens of one generation are the same word, in the long run.

    The fixed point of F = (1 − μ)²[1/N + (1 − 1/N)F] + [1 − (1 − μ)²]/V, about
    (1 + 2Nμ/V)/(1 + 2Nμ) (Kimura 1968, V alleles). F compares two different tokens: the unbiased index.
    """
    neither = (1.0 - rate) ** 2
    if neither == 1.0:
        return 1.0
    return (neither / tokens + (1.0 - neither) / types) / (1.0 - neither * (1.0 - 1.0 / tokens))


def presence_with_mutation(count: ArrayLike, schedule: Schedule, types: float) -> Floats:
    """Return the chance that a word of ``count`` human tokens is in generations 0 … G under ``schedule``.

    1 − e_0^c·Π_i exp(−(N_i α μ/V)·s_i): its human families, and those born by mutation in generations
    i = 1 … g, at the schedule's rate μ (branching with immigration, Heathcote 1965). Shape (…, G + 1), the
    shape of ``count`` in front.
    """
    lines = token_lines(schedule)
    births = np.asarray(schedule.sizes) * schedule.regenerated * schedule.mutation / types
    none_born = np.exp(-births @ lines.by_birth[1:])
    none_left = np.power(lines.extinction, np.asarray(count, np.float64)[..., None])
    return np.asarray(1.0 - none_left * none_born)
