"""What a line chart shows: curves of several kinds, and what is read out of them."""

from dataclasses import dataclass
from enum import Enum

import numpy as np

from driftview import numbers
from driftview.arrays import Floats
from driftview.charts.raster import Role

CurveValues = tuple[float | None, ...]
"""Numbers in order, None where one does not exist."""


class CurveKind(Enum):
    """What a curve is; every kind has its own stroke, so that no colour is needed to tell them apart."""

    MEASURED = "measured"
    """A solid line; up to five of them, told apart by the mark that they carry."""
    POINTS = "points"
    """Marks without a line: runs beside the law that they are held against."""
    FAN = "fan"
    """No line, only the band between two edges: where most of many runs lie."""
    EXPECTED = "expected"
    """Sparse ticks on top of everything, with a shaded band where ``spread`` is given."""
    CONTROL = "control"
    """A thin dashed line."""
    GHOST = "ghost"
    """Sparse pairs of dots that end in ◌: a curve of earlier settings."""
    GUESS = "guess"
    """✎ at every point that somebody guessed but the first, which is known; sparse dots between them."""


@dataclass(frozen=True)
class Series:
    """One curve, of P points."""

    name: str
    kind: CurveKind
    values: CurveValues
    spread: CurveValues | None = None
    """Half-width of the band round each value, in the units of the values (2 sd, say)."""
    first: float = 0.0
    """The x of the first value; the next is at ``first`` + 1, and so on."""
    positions: tuple[float, ...] | None = None
    """The x of every value, rising, where they are not one apart."""
    lowest: float = -np.inf
    """Where the band ends at the latest: counts and shares are never below zero."""
    band: tuple[CurveValues, CurveValues] | None = None
    """Lower and upper edge of the band, where these do not lie alike on both sides of the values."""
    role: Role | None = None
    """The colour, where it is not that of its kind: a law may go with the runs that it belongs to."""
    short: str = ""
    """The name where there is little room for the legend."""

    @property
    def has_band(self) -> bool:
        """Whether there is a band to shade."""
        return bool(self.spread or self.band)

    def points(self) -> tuple[Floats, Floats]:
        """Return x and y, NaN where there is no number, both of shape (P,)."""
        y = as_floats(self.values)
        x = self.first + np.arange(y.size, dtype=np.float64)
        return (x if self.positions is None else np.array(self.positions, np.float64)), y

    def edges(self) -> tuple[Floats, Floats]:
        """Return the lower and the upper edge of the band, shape (P,); NaN where there is no spread."""
        if self.band is not None:
            return as_floats(self.band[0]), as_floats(self.band[1])
        y = as_floats(self.values)
        spread = np.full(y.size, np.nan)
        known = as_floats(self.spread or ())[: y.size]
        spread[: known.size] = known
        return np.maximum(y - spread, self.lowest), y + spread

    def at(self, x: float) -> float | None:
        """Return the value at an x, None where the curve has none."""
        across, y = self.points()
        here = np.flatnonzero((np.abs(across - x) < 1e-9) & np.isfinite(y))
        return float(y[here[0]]) if here.size else None

    def reach_at(self, x: float) -> float | None:
        """Return how far the band reaches above the value at an x, None where there is no band."""
        value = self.at(x)
        across, _ = self.points()
        here = np.flatnonzero((np.abs(across - x) < 1e-9) & np.isfinite(self.edges()[1]))
        return float(self.edges()[1][here[0]]) - value if here.size and value is not None else None


@dataclass(frozen=True)
class Gap:
    """What lies between two curves, shaded and named: there the message of a chart may be."""

    upper: CurveValues
    lower: CurveValues
    """Values from x = 0 on; nothing is shaded where ``upper`` lies below ``lower``."""
    name: str


@dataclass(frozen=True)
class Curves:
    """Everything that a line chart shows; later curves of one kind are drawn over earlier ones."""

    series: tuple[Series, ...] = ()
    span: tuple[float, float] | None = None
    """The x range; None for that of the series."""
    cursor: float | None = None
    """The x that is read out."""
    log: bool = False
    from_zero: bool = True
    """Whether a linear y axis includes zero; otherwise it fits the values."""
    shares: bool = False
    """Whether values are shares, written as percentages."""
    whole_steps: bool = True
    """Whether x counts something (generations), so that only whole numbers get a tick."""
    x_ticks: tuple[tuple[float, str], ...] = ()
    """The ticks of the x axis with their texts, rising; none to have round numbers chosen."""
    gap: Gap | None = None
    """What is shaded between two of the curves."""

    def value_text(self, value: float) -> str:
        """Write a value that is read out: counts in full, shares as percentages."""
        if self.shares:
            return numbers.percent(value)
        return numbers.whole(value) if 1000 <= abs(value) < 1e7 else numbers.short(value)

    def tick_text(self, value: float) -> str:
        """Write the value of a tick of the y axis."""
        return numbers.tick(100 * value) + "%" if self.shares else numbers.tick(value)

    def all_values(self) -> Floats:
        """Return every value and every band edge, to choose the y axis by."""
        parts = [series.points()[1] for series in self.series]
        parts += [edge for series in self.series if series.has_band for edge in series.edges()]
        return np.concatenate(parts) if parts else np.zeros(0)

    def x_range(self) -> tuple[float, float]:
        """Return the lowest and the highest x, at least a little apart."""
        low, high = self.span or (np.inf, -np.inf)
        if self.span is None:
            for series in self.series:
                x, _ = series.points()
                if x.size:
                    low, high = min(low, float(x.min())), max(high, float(x.max()))
        if not np.isfinite(low) or not np.isfinite(high):
            return 0.0, 1.0
        return (low, high) if high > low else (low, low + 1)


def as_floats(values: CurveValues) -> Floats:
    """Return the numbers as an array with NaN for None; infinities count as missing too."""
    array = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    array[~np.isfinite(array)] = np.nan
    return array
