"""Maps of numbers: a shade and the number itself for every pair of two axes' values."""

import numpy as np

from driftview.arrays import Floats
from driftview.charts import numbers
from driftview.charts.heat_map import SHADES, UNKNOWN, level
from driftview.charts.raster import Raster, Role, text_width
from driftview.charts.studies.figure import MapFigure

WIDEST = 16
"""Cells a column takes at most."""


def draw_number_map(figure: MapFigure, width: int, height: int) -> Raster:
    """Draw a map: shades from the lowest number to the highest, and each number where there is room.

    Under it the values of the axis across, its name, and what the shades stand for; all that does not fit is
    cut at the right and at the bottom.
    """
    tall = max(1, (height - 4) // len(figure.rows))
    raster = Raster.blank(min(height, tall * len(figure.rows) + 4), width)
    left = max(map(text_width, (*figure.rows, figure.down))) + 1
    across = max(1, min(WIDEST, (width - left) // len(figure.columns)))
    raster.write(0, 0, figure.down, Role.AXIS)
    levels = shades(figure.mean)
    for row, name in enumerate(figure.rows):
        top = 1 + row * tall
        raster.write(top + (tall - 1) // 2, 0, name, Role.LABEL)
        for column in range(len(figure.columns)):
            text = number_text(figure, float(figure.mean[row, column]))
            _fill(raster, (top, left + column * across, tall, across), float(levels[row, column]), text)
    below = 1 + len(figure.rows) * tall
    _name_columns(raster, figure, below, left, across)
    raster.write(below + 1, left, figure.across, Role.AXIS)
    _write_key(raster, figure, below + 2)
    return raster


def number_text(figure: MapFigure, value: float) -> str:
    """Write a number of a map."""
    if figure.shares:
        return numbers.percent(value)
    return numbers.whole(value) if 100 <= abs(value) < 1e5 else numbers.short(value)


def shades(mean: Floats) -> Floats:
    """Return where each number lies between the lowest and the highest, NaN where there is none."""
    known = mean[np.isfinite(mean)]
    if not known.size:
        return mean
    low, high = float(known.min()), float(known.max())
    return np.asarray((mean - low) / (high - low) if high > low else np.where(np.isfinite(mean), 1.0, np.nan))


def _fill(raster: Raster, box: tuple[int, int, int, int], shade: float, text: str) -> None:
    """Fill the box (top, left, height, width) with a shade and write the number into its middle."""
    top, left, tall, across = box
    window = slice(top, top + tall), slice(left, left + across)
    known = np.isfinite(shade)
    role = Role.HEAT + level(shade) if known else int(Role.PENDING)
    glyph = SHADES[int(np.ceil(np.clip(shade, 0, 1) * (len(SHADES) - 1)))] if known else UNKNOWN
    raster.characters[window] = glyph
    raster.roles[window] = role
    raster.grounds[window] = role if known else Role.BLANK
    padded = f" {text} "
    if known and text_width(padded) <= across:
        raster.write(top + (tall - 1) // 2, left + (across - text_width(padded)) // 2, padded, role)


def _name_columns(raster: Raster, figure: MapFigure, row: int, left: int, across: int) -> None:
    """Write the values of the axis across under their columns, where they fit."""
    free = 0
    for column, name in enumerate(figure.columns):
        at = left + column * across + max(0, (across - text_width(name)) // 2)
        if at >= free and at + text_width(name) <= raster.width:
            free = raster.write(row, at, name, Role.LABEL) + 1


def _write_key(raster: Raster, figure: MapFigure, row: int) -> None:
    """Say from which number to which the shades run."""
    known = figure.mean[np.isfinite(figure.mean)]
    if known.size:
        low, high = (number_text(figure, float(value)) for value in (known.min(), known.max()))
        raster.write(row, 0, f"{low} “{SHADES}” {high}", Role.LABEL)
