"""The frame of a line chart: where the plot lies, its scales, its two axes."""

from dataclasses import dataclass

import numpy as np

from driftview.arrays import Floats
from driftview.charts import numbers
from driftview.charts.braille import ACROSS, DOWN
from driftview.charts.curves import Curves
from driftview.charts.raster import Raster, Role, text_width
from driftview.charts.scale import Scale, fit_scale

WIDTH_FOR_LABELS = 18
"""Narrower charts have no y axis."""
HEIGHT_FOR_LEGEND = 6
HEIGHT_FOR_AXIS = 4
HEIGHT_FOR_TALL_AXIS = 10
"""From here on the x axis has a row for its line and one for its labels; below, one row holds both."""


@dataclass(frozen=True)
class Frame:
    """Where the plot lies on the raster, in cells, and its two scales."""

    top: int
    left: int
    height: int
    width: int
    x: Scale
    y: Scale

    def across(self, x: Floats) -> Floats:
        """Return where x lie, in dots from the left edge of the plot."""
        return self.x.place(x) * (self.width * ACROSS - 1)

    def down(self, y: Floats) -> Floats:
        """Return where y lie, in dots from the top edge of the plot."""
        return (1 - self.y.place(y)) * (self.height * DOWN - 1)

    def column(self, x: float) -> int | None:
        """Return the cell column of an x, counted from the plot's left edge; None outside."""
        dot = float(self.across(np.array([x]))[0])
        return round(dot) // ACROSS if -0.5 <= dot < self.width * ACROSS - 0.5 else None

    def row(self, y: float) -> int | None:
        """Return the cell row of a y, counted from the plot's top edge; None outside."""
        dot = float(self.down(np.array([y]))[0])
        return round(dot) // DOWN if -0.5 <= dot < self.height * DOWN - 0.5 else None


def fit_frame(curves: Curves, width: int, height: int) -> Frame:
    """Divide a raster of at least one cell between legend, axes and plot; the plot is never empty."""
    top = int(height >= HEIGHT_FOR_LEGEND and bool(curves.series))
    bottom = int(height >= HEIGHT_FOR_AXIS) + int(height >= HEIGHT_FOR_TALL_AXIS)
    rows = height - top - bottom
    y = fit_scale(curves.all_values(), curves.log, curves.from_zero)
    left = 0
    if width >= WIDTH_FOR_LABELS:
        left = 1 + max(text_width(text) for text in _y_ticks(curves, y, rows).values())
    if left > width // 2:
        left = 0
    return Frame(top, left, rows, width - left, Scale(*curves.x_range()), y)


def draw_axes(raster: Raster, frame: Frame, curves: Curves) -> None:
    """Draw the y axis when there is room beside the plot, and the x axis when there is room below."""
    if frame.left:
        _draw_y_axis(raster, frame, curves)
    below = raster.height - frame.top - frame.height
    if below:
        _draw_x_axis(raster, frame, curves, below)


def _draw_y_axis(raster: Raster, frame: Frame, curves: Curves) -> None:
    for row in range(frame.height):
        raster.write(frame.top + row, frame.left - 1, "│", Role.AXIS)
    for value, text in _y_ticks(curves, frame.y, frame.height).items():
        row = frame.top + (frame.row(value) or 0)
        raster.write(row, frame.left - 1 - text_width(text), text, Role.LABEL)
        raster.write(row, frame.left - 1, "┤", Role.AXIS)


def _draw_x_axis(raster: Raster, frame: Frame, curves: Curves, rows: int) -> None:
    """Draw line and labels below one another, or the labels into the line when there is one row."""
    row = frame.top + frame.height
    raster.write(row, frame.left, "─" * frame.width, Role.AXIS)
    if frame.left:
        raster.write(row, frame.left - 1, "└", Role.AXIS)
    free = 0
    for value, text in _x_ticks(curves, frame):
        column = frame.column(value)
        if column is None:
            continue
        if rows > 1:
            raster.write(row, frame.left + column, "┬", Role.AXIS)
        start = min(max(column - (len(text) - 1) // 2, 0), frame.width - len(text))
        if start >= free:
            raster.write(row + rows - 1, frame.left + start, text, Role.LABEL)
            free = start + len(text) + 1


def _y_ticks(curves: Curves, scale: Scale, rows: int) -> dict[float, str]:
    """Return the ticks of the y axis with their texts."""
    ticks = scale.ticks(max(2, round(rows / 3)))
    return {float(value): curves.tick_text(float(value)) for value in ticks} or {
        scale.high: curves.tick_text(scale.high)
    }


def _x_ticks(curves: Curves, frame: Frame) -> list[tuple[float, str]]:
    """Return the ticks of the x axis with their texts."""
    if curves.x_ticks:
        return list(curves.x_ticks)
    ticks = [float(value) for value in frame.x.ticks(max(2, frame.width // 9))]
    whole = [value for value in ticks if abs(value - round(value)) < 1e-9]
    return [(value, numbers.tick(value)) for value in (whole if curves.whole_steps else ticks)]
