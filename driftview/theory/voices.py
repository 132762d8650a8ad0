"""How far a voice's share of the text wanders when nothing but drift moves it.

A voice is a set of human tokens, and its share of a generation is a neutral allele's frequency: its mean
never changes, its spread grows (Fisher 1930; Wright 1931). The formulas take tokens as independent
draws; a model that copies long passages makes fewer, so its voices wander further.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from driftview.arrays import Floats


def share_mean(share: ArrayLike) -> Floats:
    """Return the expected share of a voice in any generation, its human share p_0 (a martingale)."""
    return np.asarray(share, np.float64).copy()


def share_variance(share: float, sizes: ArrayLike) -> Floats:
    """Return the variance of a voice's share in generations 0 … G of N_1 … N_G tokens; shape (G + 1,).

    p_0(1 − p_0)·[1 − Π_j(1 − 1/N_j)] (Wright 1931).
    """
    lost = np.cumsum(np.log1p(-1.0 / np.maximum(np.atleast_1d(np.asarray(sizes, np.float64)), 1.0 + 1e-15)))
    return np.asarray(-share * (1.0 - share) * np.expm1(np.concatenate(([0.0], lost))))


def share_sd(share: float, sizes: ArrayLike) -> Floats:
    """Return its standard deviation, √ of ``share_variance``; shape (G + 1,)."""
    return np.asarray(np.sqrt(share_variance(share, sizes)))


def share_sd_with_human_text(share: float, tokens: float, human_share: float, generations: int) -> Floats:
    """Return the same with a fresh human share m in every training text; shape (G + 1,).

    The training text's share t = m·p_0 + (1 − m)·q pulls back to p_0. Its variance is (1 − m)²·v plus what
    the two samples in it add, m(1 − m)[2p_0(1 − p_0) − v]/N; writing adds (p_0(1 − p_0) − Var t)/N (Wright
    1931, migration from a mainland). Generation 1 trains on the human text alone. Generations and
    human text both have N tokens, and draws are without replacement.
    """
    scatter = share * (1.0 - share)
    variances = [0.0]
    training = 0.0
    for _ in range(generations):
        written = training + (scatter - training) / tokens
        variances.append(written)
        mixing = human_share * (1.0 - human_share) * (2.0 * scatter - written) / tokens
        training = (1.0 - human_share) ** 2 * written + mixing
    return np.asarray(np.sqrt(np.array(variances)))


def generations_to_wander(share: float, tokens: float, distance: float) -> float:
    """Return after how many generations of N > 1 tokens the share's sd reaches ``distance``; inf when never.

    Solves p_0(1 − p_0)(1 − (1 − 1/N)^g) = distance² for g.
    """
    part = distance**2 / (share * (1.0 - share)) if 0 < share < 1 else math.inf
    return math.log1p(-part) / math.log1p(-1.0 / tokens) if part < 1 else math.inf
