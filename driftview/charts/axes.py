"""The plot of a line chart: where it lies, its scales and axes, and the braille dots of its curves."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from driftview import numbers
from driftview.arrays import Floats, Indices
from driftview.charts.curves import Curves
from driftview.charts.raster import Raster, Role, text_width

DOTS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]], dtype=np.uint8)
"""Bit of the dot at (row, column) of a cell, from the Unicode block "Braille Patterns"."""
BLANK = 0x2800
ACROSS, DOWN = 2, 4


STRETCH = 3
"""Cells that a curve takes at a time where it shares them with another."""


class Canvas:
    """Dots over a grid of cells, which have one colour each; what is drawn later takes the cells it touches.

    Curves that share cells take turns, so that none vanishes under another.
    """

    def __init__(self, height: int, width: int) -> None:
        self._dots = np.zeros((height, width), np.uint8)
        self._roles = np.zeros((height, width), np.uint8)
        self._curves = np.zeros((height, width), np.uint8)
        """How many curves that share with others go through each cell."""
        self.height, self.width = height * DOWN, width * ACROSS

    def plot(self, columns: Indices, rows: Indices, role: Role, shares: bool = False) -> None:
        """Set dots at the given columns and rows, which are both counted in dots from the top left.

        A curve that ``shares`` leaves some of the cells that it meets to other such curves: each gets one
        stretch of every few cells in a row.
        """
        inside = (columns >= 0) & (columns < self.width) & (rows >= 0) & (rows < self.height)
        columns, rows = columns[inside], rows[inside]
        cells = rows // DOWN, columns // ACROSS
        if shares:
            others = self._curves[cells]
            self._curves[cells] = others + 1  # once a cell, however many of its dots there are
            turn = cells[1] // STRETCH % (others + 1) == others
            columns, rows, cells = columns[turn], rows[turn], (cells[0][turn], cells[1][turn])
        self._dots[cells] = 0
        np.bitwise_or.at(self._dots, cells, DOTS[rows % DOWN, columns % ACROSS])
        self._roles[cells] = role

    @property
    def held(self) -> NDArray[np.bool_]:
        """Which cells hold a dot, (height, width) in cells."""
        return self._dots > 0

    def onto(self, raster: Raster, top: int, left: int) -> None:
        """Copy every cell that holds a dot onto a raster, with this canvas's corner at (top, left)."""
        height, width = self._dots.shape
        window = slice(top, top + height), slice(left, left + width)
        held = self._dots > 0
        characters = (self._dots.astype(np.uint32) + BLANK).view("<U1")
        raster.characters[window][held] = characters[held]
        raster.roles[window][held] = self._roles[held]


def trace(across: Floats, down: Floats) -> tuple[Indices, Indices]:
    """Return the dots of the line through points, as columns and rows in order along the line.

    ``across`` and ``down`` are positions in dots, shape (P,), ``across`` rising; NaN breaks the line. A point
    between two breaks is a single dot. Steep pieces are filled downwards, so that a line never has holes.
    """
    known = np.flatnonzero(np.isfinite(across) & np.isfinite(down))
    if not known.size:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    points = np.rint(across[known]).astype(np.int64)
    columns = np.arange(points[0], points[-1] + 1)
    rows = np.rint(np.interp(columns, across[known], down[known])).astype(np.int64)
    joined = np.append(np.diff(known) == 1, False)
    piece = np.maximum(np.searchsorted(across[known], columns, "right") - 1, 0)
    drawn = joined[piece]
    drawn[points - points[0]] = True
    after = np.append(rows[1:], rows[-1])
    after[:-1][~drawn[1:]] = rows[:-1][~drawn[1:]]
    return _climb(columns[drawn], rows[drawn], after[drawn])


def _climb(columns: Indices, rows: Indices, after: Indices) -> tuple[Indices, Indices]:
    """Fill every column from its row towards the row of the next column."""
    lengths = np.maximum(np.abs(after - rows), 1)
    firsts = np.repeat(np.cumsum(lengths) - lengths, lengths)
    steps = np.arange(int(lengths.sum())) - firsts
    return np.repeat(columns, lengths), np.repeat(rows, lengths) + steps * np.repeat(
        np.sign(after - rows), lengths
    )


ROW_STEPS = {
    1.0: 1.0, 2.0: 1.0, 2.5: 1.02, 3.0: 1.1, 4.0: 1.05, 5.0: 1.0, 6.0: 1.1, 8.0: 1.1, 10.0: 1.0
}  # fmt: skip
"""Tick distances of an axis whose ticks stand in the middle of rows: more of them waste less room.

The number is how much less of it one that people read less easily must need, to be taken all the same.
"""
FEWEST_ROWS = 5
"""With fewer rows the scale keeps all the room for the curve."""
ROWS_APART = range(2, 10)
"""How many rows may lie between two ticks."""
FEW_TICKS = {1: 2.0, 2: 1.4, 3: 1.1}
"""How much less room so few ticks must need, to be taken all the same: values are read between them."""
MOST_STEPS = 8
"""An axis has at most one tick more: a high one is not a ruler."""

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
"""Tick distances that people read easily, times a power of ten."""


@dataclass(frozen=True)
class Scale:
    """A range of values, linear or logarithmic; ``low`` < ``high``, both positive when logarithmic."""

    low: float
    high: float
    log: bool = False
    marks: tuple[float, ...] = ()
    """Its ticks, where they were chosen with the scale."""

    def place(self, values: Floats) -> Floats:
        """Return where values fall, 0 at ``low`` and 1 at ``high``; NaN for what has no place."""
        if not self.log:
            return np.asarray((values - self.low) / (self.high - self.low))
        positive = np.where(values > 0, values, np.nan)
        return np.asarray(np.log(positive / self.low) / np.log(self.high / self.low))

    def ticks(self, most: int) -> Floats:
        """Return at most about ``most`` round values inside the range, in rising order."""
        if self.marks:
            return np.array(self.marks)
        if not self.log:
            return linear_ticks(self.low, self.high, most)
        return log_ticks(self.low, self.high, most)


def fit_scale(values: Floats, log: bool = False, from_zero: bool = True) -> Scale:
    """Choose the scale that shows all finite values; constant or missing values get a range round them.

    ``from_zero`` makes a linear scale include zero, otherwise it keeps a twentieth of room on both sides.
    """
    known = values[np.isfinite(values) & ((values > 0) | (not log))]
    if not known.size:
        return Scale(1.0, 10.0, True) if log else Scale(0.0, 1.0)
    low, high = float(known.min()), float(known.max())
    if log:
        return Scale(low, high, True) if high > low * 1.000001 else Scale(low / 2, high * 2, True)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low <= 1e-12 * max(abs(low), abs(high)):
        room = abs(high) / 2 or 1.0
        return Scale(low, high + room) if from_zero else Scale(low - room, high + room)
    room = 0.0 if from_zero else (high - low) / 20
    return Scale(low - room, high + room)


def linear_ticks(low: float, high: float, most: int) -> Floats:
    """Return multiples of 1, 2, 2.5 or 5 times a power of ten, inside the range."""
    raw = (high - low) / max(most, 1)
    power = 10.0 ** np.floor(np.log10(raw))
    step = next((s * power for s in STEPS if s * power >= raw * (1 - 1e-9)), 10 * power)
    slack = 1e-9
    ticks: Floats = np.arange(np.ceil(low / step - slack), np.floor(high / step + slack) + 1) * step
    return ticks


def log_ticks(low: float, high: float, most: int) -> Floats:
    """Return powers of ten; with 2 and 5 between them when there is room; linear ticks in a short range."""
    powers = np.arange(np.floor(np.log10(low)), np.ceil(np.log10(high)) + 1)
    slack = 1e-9
    for digits in ((1.0, 2.0, 5.0), (1.0, 5.0), (1.0,)):
        ticks = np.sort(np.outer(10.0**powers, digits).ravel())
        ticks = ticks[(ticks >= low * (1 - slack)) & (ticks <= high * (1 + slack))]
        if ticks.size <= most:
            break
    else:
        ticks = ticks[:: int(np.ceil(ticks.size / max(most, 1)))]
    return ticks if ticks.size >= 2 else linear_ticks(low, high, most)


def on_rows(scale: Scale, rows: int) -> Scale:
    """Return a linear scale a little larger, whose ticks lie in the middle of rows, equally far apart.

    A row is the least that a label can be moved by: ticks of any other scale stand unevenly. The distance
    that wastes the least room is chosen. A logarithmic scale, and one of few rows, stays as it is.
    """
    if scale.log or rows < FEWEST_ROWS:
        return scale
    least, best = np.inf, scale
    for apart in ROWS_APART:
        steps = (rows - 1) // apart
        if not steps:
            break
        if steps > MOST_STEPS:
            continue
        for step, weight in _row_steps(scale, (rows - 1) / apart):
            low = step * np.floor(scale.low / step + 1e-9)
            high = low + step * (rows - 1) / apart
            ticks = min(steps, int(np.ceil((scale.high - low) / step - 1e-9))) + 1
            cost = (high - low) * weight * FEW_TICKS.get(ticks, 1.0)
            if high >= scale.high - 1e-9 * step and cost < least * (1 - 1e-9):
                least, edge = cost, step / apart * (DOWN - 1) / 2 / DOWN
                marks = tuple(float(low + step * place) for place in range(ticks))
                best = Scale(float(low - edge), float(high + edge), marks=marks)
    return best


def _row_steps(scale: Scale, steps: float) -> list[tuple[float, float]]:
    """Return round distances of ticks, of which about ``steps`` cover the scale, and what they cost."""
    power = 10.0 ** np.floor(np.log10((scale.high - scale.low) / steps))
    once = [(power * step, weight) for step, weight in ROW_STEPS.items()]
    return once + [(10 * step, weight) for step, weight in once[1:]]


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


def fit_frame(curves: Curves, width: int, height: int, legend: int = 1) -> Frame:
    """Divide a raster of at least one cell between legend, axes and plot; the plot is never empty.

    ``legend``: how many rows the legend takes, where there is room for one.
    """
    top = legend if height >= HEIGHT_FOR_LEGEND and curves.series else 0
    bottom = int(height >= HEIGHT_FOR_AXIS) + int(height >= HEIGHT_FOR_TALL_AXIS)
    rows = height - top - bottom
    y = on_rows(fit_scale(curves.all_values(), curves.log, curves.from_zero), rows)
    if curves.shares and y.marks and y.marks[-1] > 1 and np.nanmax(curves.all_values(), initial=0.0) <= 1:
        # no share is larger than the whole
        y = replace(y, marks=tuple(mark for mark in y.marks if mark <= 1 + 1e-9))
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
