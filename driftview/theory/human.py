"""Human text in the loop: what a lasting human share keeps, and what a filter makes of a scraped mixture.

A human token that enters a training text starts a family like any other; each of its copies is trained on
again with probability 1 − m. With a steady supply of human text the families add up to an equilibrium
(a branching process with immigration, Heathcote 1965). Alemohammad et al. (arXiv 2307.01850) compare loops
with fresh and with fixed human text.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from driftview.arrays import Floats

STEPS = 10_000
"""Generations that a family is followed for one by one."""


def family_reach(share: float, written: bool = False) -> float:
    """Return A(m) = Σ_j (1 − q_j), the generations that one family is expected to touch; m is ``share``.

    q_0 = 0, q_{j+1} = exp(−(1 − m)(1 − q_j)) for the training text; with ``written`` the sum over the
    machine-written texts, which starts at q_0 = e^(−1). Infinite at m = 0. Families alive after STEPS
    generations are integrated (s′ = −m s − s²/2), exact to about 10⁻⁴. Branching process with Poisson copies
    thinned by 1 − m (Heathcote 1965). Raises ValueError outside 0 ≤ m ≤ 1.
    """
    if not 0 <= share <= 1:
        raise ValueError("share must be from 0 to 1")
    if share == 0:
        return math.inf
    alive = -math.expm1(-1.0) if written else 1.0
    total = 0.0
    for _ in range(STEPS):
        if alive < 1e-17:
            return total
        total += alive
        alive = -math.expm1(-(1.0 - share) * alive)
    return total + 2.0 * math.log1p(alive / (2.0 * share))


def fresh_presence(count: ArrayLike, human_share: float, written: bool = False) -> Floats:
    """Return the chance that a word of ``count`` human tokens is present at equilibrium, human text fresh.

    1 − exp(−m·k·A(m)) for the training text, and for the machine-written one with ``written``; generations
    are as large as the human text; in the shape of ``count``. Source: see ``family_reach``.
    """
    times = np.asarray(count, np.float64)
    if human_share == 0:
        return np.zeros(times.shape)
    return np.asarray(-np.expm1(-human_share * times * family_reach(human_share, written)))


def fixed_presence(count: ArrayLike, human_share: float) -> Floats:
    """Return the chance that a word is in a fixed subset of the human text, 1 − (1 − m)^k, in that shape.

    With the same subset for ever nothing else survives (fixed loops of Alemohammad et al., arXiv 2307.01850).
    """
    times = np.asarray(count, np.float64)
    return np.asarray(1.0 - np.power(1.0 - human_share, times))


def filtered_human_share(human_share: ArrayLike, hits: float, false_alarms: float) -> Floats:
    """Return the human share of scraped text after a detector has thrown out what it takes for machine text.

    ``hits`` a: share of machine text thrown out; ``false_alarms`` b: share of human text thrown out.
    h(1 − b)/[h(1 − b) + (1 − h)(1 − a)] (Bayes' rule); where nothing passes, the share stays; in the shape of
    ``human_share``.
    """
    human = np.asarray(human_share, np.float64)
    passing_human = human * (1.0 - false_alarms)
    passing = passing_human + (1.0 - human) * (1.0 - hits)
    return np.asarray(np.where(passing > 0, passing_human / np.where(passing > 0, passing, 1.0), human))


def human_share_curve(machine_start: float, machine_end: float, generations: int) -> Floats:
    """Return human shares m_1 … m_G of an internet filling up: the machine share runs from start to end.

    The odds of machine text grow by one factor each generation (logistic growth, Verhulst 1838); both shares
    must lie between 0 and 1, ends excluded. Shape (G,).
    """
    if not (0 < machine_start < 1 and 0 < machine_end < 1):
        raise ValueError("machine shares must lie between 0 and 1")
    first, last = (math.log(share / (1.0 - share)) for share in (machine_start, machine_end))
    return np.asarray(1.0 / (1.0 + np.exp(np.linspace(first, last, generations))))
