"""Law against simulation: how far a measured number may be from a predicted one before it is a failure.

Every tolerance comes from the standard error of the replicates and one stated level. The level is
family-wise: when every law holds, a table of any length fails with that probability (Šidák 1967), a little
more rarely because rows of the same runs go together and because some laws state an error of their own.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from driftview.arrays import Floats

TINY = 1e-9
"""Numbers that differ by this share are equal, whatever the replicates say."""


@dataclass(frozen=True)
class Check:
    """One row: a quantity that a law predicts, and what the replicates say."""

    regime: str
    quantity: str
    generation: int
    predicted: float
    measured: float
    standard_error: float
    allowance: float
    """The law's own stated error, which the tolerance grows by; 0 where it is exact."""
    note: str
    """Where that error comes from."""
    replicates: int
    z: float
    """Distance in standard errors, as a normal deviate."""
    excess: float
    """The same, of what the allowance does not cover."""

    def passed(self, critical: float) -> bool:
        """Tell whether the row stands at a critical deviate."""
        return abs(self.excess) <= critical

    @property
    def chance(self) -> float:
        """How often a distance this large comes about when the law holds (two-sided p-value)."""
        return math.erfc(abs(self.excess) / math.sqrt(2.0))


def critical_deviate(level: float, rows: int) -> float:
    """Return the |z| beyond which one of ``rows`` rows fails, family-wise ``level`` (Šidák 1967).

    Raises ValueError when the level does not lie between 0 and 1.
    """
    if not 0 < level < 1:
        raise ValueError("the level must lie between 0 and 1")
    each = -math.expm1(math.log1p(-level) / max(1, rows))
    return -NormalDist().inv_cdf(each / 2.0)


def normal_deviate(statistic: float, freedom: int) -> float:
    """Return the normal deviate as unlikely as Student's t with ``freedom`` degrees of freedom.

    z = (8f + 1)/(8f + 3)·√(f·ln(1 + t²/f)) with the sign of t (Wallace 1959), good to a few thousandths.
    """
    if math.isinf(statistic):
        return statistic
    size = (8 * freedom + 1) / (8 * freedom + 3) * math.sqrt(freedom * math.log1p(statistic**2 / freedom))
    return math.copysign(size, statistic)


def student_statistic(deviate: float, freedom: int) -> float:
    """Return Student's t with ``freedom`` degrees of freedom that is as unlikely as a normal deviate.

    The inverse of ``normal_deviate`` (Wallace 1959).
    """
    size = abs(deviate) * (8 * freedom + 3) / (8 * freedom + 1)
    return math.copysign(math.sqrt(freedom * math.expm1(size**2 / freedom)), deviate)


def variance_deviate(ratio: float, freedom: int) -> float:
    """Return the normal deviate of a sample variance over the true one (Wilson and Hilferty 1931)."""
    scale = 2.0 / (9.0 * freedom)
    return float((ratio ** (1.0 / 3.0) - (1.0 - scale)) / math.sqrt(scale))


def mean_check(
    row: tuple[str, str, int], values: Floats | Sequence[float], law: float, allowance: float, note: str
) -> Check:
    """Hold the mean of the replicates, shape (R,), R ≥ 2, against a predicted mean."""
    sample = np.asarray(values, np.float64)
    measured = float(sample.mean())
    error = float(sample.std(ddof=1)) / math.sqrt(len(sample))
    distance = measured - law if abs(measured - law) > TINY * abs(law) else 0.0
    beyond = math.copysign(max(0.0, abs(distance) - allowance), distance)
    freedom = len(sample) - 1
    return Check(
        *row, law, measured, error, allowance, note, len(sample),
        normal_deviate(_over(distance, error), freedom),
        normal_deviate(_over(beyond, error), freedom),
    )  # fmt: skip


def spread_check(
    row: tuple[str, str, int], values: Floats | Sequence[float], law: float, allowance: float, note: str
) -> Check:
    """Hold the standard deviation of the replicates, shape (R,), R ≥ 2, against a predicted one above 0."""
    sample = np.asarray(values, np.float64)
    freedom = len(sample) - 1
    measured = float(sample.std(ddof=1))
    nearest = min(max(measured, law - allowance), law + allowance)
    return Check(
        *row, law, measured, measured / math.sqrt(2.0 * freedom), allowance, note, len(sample),
        variance_deviate((measured / law) ** 2, freedom),
        variance_deviate((measured / nearest) ** 2, freedom) if nearest != measured else 0.0,
    )  # fmt: skip


def _over(distance: float, error: float) -> float:
    """Return distance/error; without scatter any distance at all is infinitely far."""
    if distance == 0:
        return 0.0
    return distance / error if error > 0 else math.copysign(math.inf, distance)
