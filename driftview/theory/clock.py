"""The clock of drift: how generations translate into words lost and text forgotten.

For texts of constant size the survival of a token's family runs through one sequence, whatever the text:
s_0 = 1, s_{g+1} = 1 − exp(−s_g), about 2/(g + 2) (Fisher 1930; Suresh et al., arXiv 2412.17646).
"Generation g knows as much as a reader of x % of the book": x is s_g, since a word of k tokens is missed by
either with probability (1 − s_g)^k.
"""

import math
from functools import cache

import numpy as np

from driftview.arrays import Floats

LAST_STEP = 20_000
"""Generations that the sequence is followed for; beyond, its expansion is used."""


@cache
def _sequence() -> Floats:
    """Return s_0 … s_LAST_STEP."""
    values = [1.0]
    for _ in range(LAST_STEP):
        values.append(-math.expm1(-values[-1]))
    sequence = np.array(values)
    sequence.setflags(write=False)
    return sequence


def family_survival(generation: int) -> float:
    """Return s_g for large texts of constant size, any g ≥ 0.

    Beyond LAST_STEP from 1/s_{g+1} = 1/s_g + 1/2 + s_g/12 + …, summed: 1/s_g grows by half a generation, plus
    ln(g)/6 (the expansion of 1/(1 − e^(−s))).
    """
    if generation <= LAST_STEP:
        return float(_sequence()[generation])
    start = float(_sequence()[LAST_STEP])
    return 1.0 / (1.0 / start + (generation - LAST_STEP) / 2.0 + math.log(generation / LAST_STEP) / 6.0)


def reader_share(generation: int) -> float:
    """Return the share of the book whose reader knows as many of its words as generation g does: s_g."""
    return family_survival(generation)


def generations_until(share: float) -> int:
    """Return the first generation whose s_g is at most ``share``; raises ValueError outside 0 < share ≤ 1."""
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    sequence = _sequence()
    if share >= sequence[-1]:
        return int(np.searchsorted(-sequence, -share))
    later = 2.0 * (1.0 / share - 1.0 / float(sequence[-1]))
    number = LAST_STEP + later
    for _ in range(50):
        number = LAST_STEP + later - math.log(number / LAST_STEP) / 3.0
    return math.ceil(number)


def generation_of_death(count: float, quantile: float = 0.5) -> int:
    """Return the generation by which a word of ``count`` tokens is dead with probability ``quantile``.

    The first g with (1 − s_g)^k ≥ quantile. Half of the words seen k = 1, 2, 3, 5, 10, 20, 50, 100 times are
    dead by 2, 5, 8, 13, 27, 56, 142, 286: about 2k/ln 2 − 2.
    """
    if not 0 < quantile < 1:
        raise ValueError("quantile must lie between 0 and 1")
    if count <= 0:
        return 0
    return generations_until(-math.expm1(math.log(quantile) / count))


def death_chances(count: float, generations: int) -> Floats:
    """Return the chance that a word of ``count`` tokens dies in generation 1 … G; shape (G,).

    (1 − s_g)^k − (1 − s_{g−1})^k.
    """
    survival = np.array([family_survival(number) for number in range(generations + 1)])
    return np.diff(np.power(1.0 - survival, count))
