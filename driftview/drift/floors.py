"""Floors: from which generation on a gauge shows more than the noise of a single honest sample.

Each generation has a control: as many tokens drawn from the human text, no loop. How the controls scatter is
how far a gauge moves when nothing happens but that a sample is drawn, which is all that happens up to
generation 1. The human text itself is no yardstick: one honest sample of it already lacks a tenth of its
words.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Flags, Floats
from driftview.drift.lineage import Generation, Values
from driftview.measures.registry import everyday_names

FEWEST = 5
"""Controls that a floor takes at least."""

CONFIDENCE = 0.99
"""So many of the honest samples lie inside the floor: with twenty gauges, few leave it by chance."""

ROUNDING = 1e-12
"""A smaller scatter, as a share of the numbers, is taken for rounding."""

STAYS = 3
"""A gauge has left when so many generations in succession lie outside, and never two inside again."""

Verdict = Literal["left", "blind", "early", "none"]
"""It has left its floor; it has not; too few controls yet; nothing to compare with."""


@dataclass(frozen=True, eq=False)
class Floor:
    """What honest samples allow a gauge, and when it left that."""

    measure: str
    verdict: Verdict
    low: Floats | None
    """Lower edge for generations 1 … G, shape (G,); None without a floor."""
    high: Floats | None
    left: int | None = None
    """The first generation of the lasting absence from the floor."""
    direction: int = 0
    """1: it left upwards, −1: downwards."""


@dataclass(frozen=True)
class Witness:
    """What is known of one generation: how long it is, what it shows, and what an honest sample shows."""

    number: int
    tokens: int
    measures: Values
    control: Values


def floors(generations: Sequence[Generation], names: Sequence[str] | None = None) -> dict[str, Floor]:
    """Hold every gauge against its floor, generation 0 left out.

    A gauge has no floor where its controls do not exist, or where it never shows anything else than they do
    (tokens).
    """
    return floors_of(
        [Witness(each.number, len(each.origins), each.measures, each.control) for each in generations[1:]],
        everyday_names() if names is None else names,
    )


def floors_of(written: Sequence[Witness], names: Sequence[str]) -> dict[str, Floor]:
    """Do the same with what is known of the generations 1 … G."""
    sizes = np.array([each.tokens for each in written], np.float64)
    return {name: _floor(name, written, sizes) for name in names}


def _floor(name: str, written: Sequence[Witness], sizes: Floats) -> Floor:
    measured = _column(each.measures.get(name) for each in written)
    controls = _column(each.control.get(name) for each in written)
    known = ~np.isnan(controls)
    if len(written) >= FEWEST and not known.any():
        return Floor(name, "none", None, None)
    if np.count_nonzero(known) < FEWEST:
        return Floor(name, "early", None, None)
    if np.array_equal(measured, controls, equal_nan=True):
        return Floor(name, "none", None, None)
    low, high = prediction(controls[known], sizes[known], sizes)
    side = np.where(measured > high, 1, np.where(measured < low, -1, 0))
    place = leaves(side)
    if place is None:
        return Floor(name, "blind", low, high)
    return Floor(name, "left", low, high, written[place].number, int(side[place]))


def prediction(controls: Floats, sizes: Floats, asked: Floats) -> tuple[Floats, Floats]:
    """Return where one more honest sample of each size ``asked`` lies with probability CONFIDENCE.

    mean ± t·sd·√(1 + 1/k) for k controls of one size; where sizes differ, the same about a line over
    log N (ordinary least squares). Shapes (k,), (k,) and (G,) to (G,) twice. Where honest
    samples never vary, that is what they show, but for rounding.
    """
    logs = np.log(sizes)
    varied = bool(np.ptp(logs) > 1e-9) and len(controls) > FEWEST
    design = np.column_stack([np.ones(len(logs)), logs - logs.mean()])[:, : 1 + varied]
    wanted = np.column_stack([np.ones(len(asked)), np.log(asked) - logs.mean()])[:, : 1 + varied]
    fit = np.linalg.lstsq(design, controls, rcond=None)[0]
    freedom = len(controls) - design.shape[1]
    spread = float(np.sqrt(np.sum((controls - design @ fit) ** 2) / freedom))
    spread = max(spread, ROUNDING * max(1.0, float(np.abs(controls).max())))
    leverage = np.einsum("gi,ij,gj->g", wanted, np.linalg.inv(design.T @ design), wanted)
    reach = student_quantile((1.0 + CONFIDENCE) / 2.0, freedom) * spread * np.sqrt(1.0 + leverage)
    middle = wanted @ fit
    return middle - reach, middle + reach


def leaves(side: NDArray[np.int64]) -> int | None:
    """Return the place from which on a gauge stays outside its floor, None when there is none.

    ``side`` is 1 above the floor, −1 below it, 0 inside, shape (G,). From that place on STAYS in succession
    lie on one side, and nowhere do two in succession lie elsewhere: a single chance excursion neither makes
    an absence nor ends it.
    """
    for place in range(len(side) - STAYS + 1):
        if side[place] == 0:
            continue
        elsewhere: Flags = side[place:] != side[place]
        if not elsewhere[:STAYS].any() and not np.any(elsewhere[1:] & elsewhere[:-1]):
            return place
    return None


def student_quantile(probability: float, freedom: int) -> float:
    """Return the quantile of Student's t, by the expansion of Fisher and Cornish (1960), for freedom ≥ 3.

    To within 3 % at 3 degrees, 0.1 % from 8 on, for a probability of .995.
    """
    z = NormalDist().inv_cdf(probability)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / freedom + second / freedom**2 + third / freedom**3


def _column(values: Iterable[float | int | None]) -> Floats:
    """Return numbers as an array, NaN for those that do not exist."""
    return np.array([math.nan if value is None else value for value in values], np.float64)
