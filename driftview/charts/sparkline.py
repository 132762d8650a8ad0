"""Sparklines: a curve in one row of text."""

from collections.abc import Sequence

import numpy as np

from driftview.arrays import Floats
from driftview.charts.curves import as_floats
from driftview.charts.raster import Raster, Role

BLOCKS = "▁▂▃▄▅▆▇█"
MIDDLE = BLOCKS[3]
"""What a constant curve is drawn with."""


def sparkline(
    values: Sequence[float | None], width: int, total: int | None = None, from_zero: bool = False
) -> str:
    """Return a curve as ``width`` characters from ▁ (lowest) to █ (highest); a gap is a space.

    More values than cells are averaged in each cell, fewer are spread out. ``total`` says how many values
    there will be in the end, so that a curve grows from the left while it is being computed.
    """
    if width < 1:
        return ""
    cells = _resample(as_floats(tuple(values)), width, total)
    known = cells[np.isfinite(cells)]
    if not known.size:
        return " " * width
    low, high = float(known.min()), float(known.max())
    low = min(low, 0.0) if from_zero else low
    if high - low <= 1e-12 * max(abs(low), abs(high)):
        return "".join(MIDDLE if known else " " for known in np.isfinite(cells))
    levels = np.full(width, -1)
    shown = np.isfinite(cells)
    levels[shown] = np.rint((cells[shown] - low) / (high - low) * (len(BLOCKS) - 1)).astype(int)
    return "".join(" " if level < 0 else BLOCKS[level] for level in levels.tolist())


def draw_sparkline(
    values: Sequence[float | None],
    width: int,
    total: int | None = None,
    cursor: int | None = None,
    height: int = 1,
) -> Raster:
    """Draw a sparkline in the first row; the cell of the value ``cursor`` has the role CURSOR."""
    raster = Raster.blank(height, width)
    raster.write(0, 0, sparkline(values, width, total), Role.MEASURED)
    if cursor is not None and raster.characters.size and 0 <= cursor < len(values):
        raster.roles[0, cell_of(cursor, raster.width, max(total or 0, len(values)))] = Role.CURSOR
    return raster


def cell_of(index: int, width: int, count: int) -> int:
    """Return the cell in which the value ``index`` of ``count`` stands."""
    if count > width:
        return index * width // count
    return round(index * (width - 1) / (count - 1)) if count > 1 else 0


def _resample(values: Floats, width: int, total: int | None) -> Floats:
    """Return one value a cell, shape (width,), NaN where there is none."""
    count = max(total or 0, values.size)
    padded = np.full(count, np.nan)
    padded[: values.size] = values
    if count > width:
        return _average(padded, width)
    nearest = np.rint(np.arange(width) * (count - 1) / max(width - 1, 1)).astype(int)
    return padded[nearest] if count else np.full(width, np.nan)


def _average(values: Floats, width: int) -> Floats:
    """Return the mean of the known values in each cell, NaN in a cell without any."""
    cells = np.arange(values.size) * width // values.size
    known = np.isfinite(values)
    sums = np.bincount(cells[known], weights=values[known], minlength=width)
    counts = np.bincount(cells[known], minlength=width)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
