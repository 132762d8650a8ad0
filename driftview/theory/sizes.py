"""Generations that grow or shrink: size lists for a schedule, and survival in the limit of large texts."""

import math
from collections.abc import Sequence

import numpy as np

from driftview.arrays import Floats

NEWTON_STEPS = 200


def growing(tokens: float, rate: float, generations: int) -> list[float]:
    """Return sizes N·r, N·r², …, N·r^G, at least one token each."""
    return [max(1.0, tokens * rate**number) for number in range(1, generations + 1)]


def bottleneck(tokens: float, generations: int, at: int, share: float) -> list[float]:
    """Return G sizes of N tokens, but generation ``at`` (from 1) has only ``share`` of that.

    Raises ValueError when there is no such generation.
    """
    if not 1 <= at <= generations:
        raise ValueError(f"the bottleneck must be a generation from 1 to {generations}")
    return [max(1.0, tokens * share) if number == at else tokens for number in range(1, generations + 1)]


def ratio_survival(ratios: Sequence[float]) -> float:
    """Return the survival of a token's family through sizes in ratios r_1 … r_g, texts being large.

    s = 1 − exp(−r_1(1 − exp(−r_2(… (1 − exp(−r_g)))))), r_j = N_j/N_{j−1}: Poisson branching with a mean that
    varies (Fisher 1930; Suresh et al., arXiv 2412.17646, for constant size). No ratios: 1.
    """
    alive = 1.0
    for ratio in reversed(ratios):
        alive = -math.expm1(-ratio * alive)
    return alive


def growth_survival(rate: float) -> float:
    """Return what steady growth keeps for ever: the largest root of s = 1 − e^(−r s); 0 for r ≤ 1.

    Haldane (1927): the chance that a Poisson branching process of mean r never dies out.
    """
    if rate <= 1:
        return 0.0
    alive = 1.0
    for _ in range(NEWTON_STEPS):
        step = (alive + math.expm1(-rate * alive)) / (1.0 - rate * math.exp(-rate * alive))
        alive -= step
        if abs(step) <= 1e-15 * alive:
            break
    return alive


def effective_size(sizes: Sequence[float]) -> float:
    """Return the constant size that loses heterozygosity as fast: the harmonic mean (Wright 1938)."""
    return float(len(sizes) / np.sum(1.0 / np.asarray(sizes, np.float64)))


def ratios_of(human_tokens: float, sizes: Sequence[float]) -> Floats:
    """Return r_j = N_j/N_{j−1} for j = 1 … G, shape (G,)."""
    every = np.array((human_tokens, *sizes), dtype=np.float64)
    return np.asarray(every[1:] / every[:-1])
