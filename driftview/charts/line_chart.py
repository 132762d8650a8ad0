"""Line charts: curves through the generations on a braille canvas, with axes and a legend."""

from dataclasses import replace
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Floats, Indices
from driftview.charts.axes import ACROSS, DOWN, Canvas, Frame, draw_axes, fit_frame, trace
from driftview.charts.curves import CurveKind, Curves, Gap, Series, as_floats
from driftview.charts.raster import SHADE, LegendItem, Raster, Role, legend_width, text_width

SOLID = (Role.MEASURED, Role.SECOND, Role.THIRD, Role.FOURTH, Role.FIFTH)
SHAPES = "◉■▲◆★"
"""The mark of each solid line, at the cursor; all but the first also carry it along the line."""
GHOST_END = "◌"
GUESSED = "✎"
TICK = "•"
"""Stands where something is predicted."""
TICK_DISTANCE = 4
"""Columns between two predictions along a curve."""
HEIGHT_FOR_THICK = 7
"""Rows that a plot needs before a line on its own is drawn two dots thick."""
STROKES = {
    CurveKind.MEASURED: (1, 1),
    CurveKind.EXPECTED: (5, 8),
    CurveKind.CONTROL: (3, 6),
    CurveKind.GHOST: (2, 8),
    CurveKind.GUESS: (1, 5),
}
"""How many dots are drawn, out of how many along the line."""
DEPTHS = (
    CurveKind.FAN,
    CurveKind.GHOST,
    CurveKind.CONTROL,
    CurveKind.EXPECTED,
    CurveKind.MEASURED,
    CurveKind.POINTS,
    CurveKind.GUESS,
)
"""Lines are drawn in this order; the ticks of what is predicted come on top of them."""
MARK_DISTANCE = 10
"""Columns between two marks along a line."""

Layers = list[tuple[Series, Role]]


class Plot:
    """A line chart of one size without its cursor, which is drawn over it as often as it moves."""

    def __init__(self, curves: Curves, width: int, height: int) -> None:
        """Draw axes, bands and lines; what there is no room for is left out, the curves last.

        ``width`` and ``height`` are at least one cell each.
        """
        self._curves = curves
        self._frame, self._layers = _frame(curves, width, height), _layers(curves)
        self._ground = Raster.blank(height, width)
        draw_axes(self._ground, self._frame, curves)
        gap = None if curves.gap is None else _draw_gap(self._ground, self._frame, curves.gap)
        bands = [layer for layer in self._layers if layer[0].has_band]
        shaded = [_draw_band(self._ground, self._frame, *layer) for layer in bands]
        self._shaded = any(shaded)
        self._canvas = Canvas(self._frame.height, self._frame.width)
        solid = [series for series, _ in self._layers if series.kind is CurveKind.MEASURED]
        thick = len(solid) == 1 and self._frame.height >= HEIGHT_FOR_THICK
        for series, role in self._layers:
            if series.kind is not CurveKind.EXPECTED or not solid:
                _draw_line(self._canvas, self._frame, series, role, thick)
        self._name = None
        if curves.gap is not None and gap is not None:
            self._name = _room_for(curves.gap.name, gap & ~self._canvas.held)

    def at(self, cursor: float | None) -> Raster:
        """Return the chart with the cursor at an x, and the values there in the legend."""
        raster, frame = self._ground.copy(), self._frame
        _draw_cursor(raster, frame, cursor)
        self._canvas.onto(raster, frame.top, frame.left)
        for series, role in self._layers:
            if series.kind is CurveKind.EXPECTED:
                _draw_ticks(raster, frame, series, role)
        if self._curves.gap is not None and self._name is not None:
            row, column = self._name
            raster.write(frame.top + row, frame.left + column, self._curves.gap.name, Role.LOST)
        for series, role in sorted(self._layers, key=_mark_order):
            _draw_marks(raster, frame, series, role, cursor)
        if frame.top:
            _write_legend(raster, frame, replace(self._curves, cursor=cursor), self._shaded)
        return raster


def draw_curves(curves: Curves, width: int, height: int) -> Raster:
    """Draw a line chart of any size."""
    if width < 1 or height < 1:
        return Raster.blank(height, width)
    return Plot(curves, width, height).at(curves.cursor)


def x_at(curves: Curves, width: int, height: int, column: int) -> float | None:
    """Return the x under a column of a raster of this size; None beside the plot."""
    if width < 1 or height < 1:
        return None
    frame = _frame(curves, width, height)
    if not 0 <= column - frame.left < frame.width:
        return None
    share = (column - frame.left) / max(frame.width - 1, 1)
    return frame.x.low + share * (frame.x.high - frame.x.low)


def legend(curves: Curves, shaded: bool, short: bool = False) -> list[LegendItem]:
    """Return the legend: measured curves first, with their value under the cursor; ``short``: short names."""
    items = []
    layers = _layers(curves)
    for kind in reversed(DEPTHS):
        for series, role in (layer for layer in layers if layer[0].kind is kind and layer[0].name):
            glyph, text = _glyph(kind, role), ""
            if kind is CurveKind.MEASURED:
                value = None if curves.cursor is None else series.at(curves.cursor)
                text = "" if value is None else curves.value_text(value)
            if kind is CurveKind.EXPECTED and series.spread and not shaded:
                text = _with_spread(curves, series)
            items.append(LegendItem(glyph, role, (short and series.short) or series.name, text))
            if series.spread and shaded:
                items.append(LegendItem(SHADE * 2, Role.BAND, "±2 sd"))
    return items


def _glyph(kind: CurveKind, role: Role) -> str:
    """Return what stands for a curve in the legend."""
    match kind:
        case CurveKind.MEASURED:
            glyph = "━━" if role is SOLID[0] else "━" + SHAPES[SOLID.index(role)]
        case CurveKind.POINTS:
            glyph = SHAPES[SOLID.index(role)]
        case CurveKind.EXPECTED:
            glyph = TICK
        case CurveKind.CONTROL:
            glyph = "╌╌"
        case CurveKind.GHOST:
            glyph = "∙∙" + GHOST_END
        case CurveKind.FAN:
            glyph = SHADE * 2
        case CurveKind.GUESS:
            glyph = "∙" + GUESSED
        case _:
            assert_never(kind)
    return glyph


def _with_spread(curves: Curves, series: Series) -> str:
    """Return the value under the cursor and its spread, which is too narrow there to be drawn as a band."""
    value = None if curves.cursor is None else series.at(curves.cursor)
    spread = None if curves.cursor is None else series.reach_at(curves.cursor)
    if value is None or not spread:
        return ""
    reach = round(spread) if spread >= 10 else spread
    return f"{curves.value_text(value)} ± {curves.value_text(reach)}"


def _layers(curves: Curves) -> Layers:
    """Return the curves with their roles, lowest first; beyond five solid lines the last role is shared."""
    layers, solid = [], 0
    for series in curves.series:
        match series.kind:
            case CurveKind.MEASURED | CurveKind.POINTS:
                role = series.role or SOLID[min(solid, len(SOLID) - 1)]
                solid += 1
            case CurveKind.EXPECTED:
                role = series.role or Role.EXPECTED
            case CurveKind.CONTROL:
                role = series.role or Role.CONTROL
            case CurveKind.GHOST:
                role = series.role or Role.GHOST
            case CurveKind.FAN:
                role = series.role or Role.FAN
            case CurveKind.GUESS:
                role = series.role or Role.GUESS
            case _:
                assert_never(series.kind)
        layers.append((series, role))
    return sorted(layers, key=lambda layer: DEPTHS.index(layer[0].kind))


def _frame(curves: Curves, width: int, height: int) -> Frame:
    """Divide a raster, with as many rows for the legend as it takes where nothing is read out."""
    items = _brief(replace(curves, cursor=None))
    rows = len(_legend_rows(items, width))
    return fit_frame(curves, width, height, min(rows, max(1, height // 4)))


def _brief(curves: Curves) -> list[LegendItem]:
    """Return the shortest legend that names everything."""
    return [item._replace(glyph=item.glyph[-1], value="") for item in legend(curves, False, short=True)]


def _legend_rows(items: list[LegendItem], width: int) -> list[list[LegendItem]]:
    """Divide a legend into rows that fit."""
    rows: list[list[LegendItem]] = [[]]
    for item in items:
        if rows[-1] and legend_width([*rows[-1], item], 1) > width:
            rows.append([])
        rows[-1].append(item)
    return rows


def _write_legend(raster: Raster, frame: Frame, curves: Curves, shaded: bool) -> None:
    """Write the longest wording that fits: over the plot, from the left edge, with short glyphs, or in rows.

    Nothing that is drawn goes without a name: where the rows do not suffice, the names are cut.
    """
    full, plain = legend(curves, shaded), legend(curves, False)
    brief = [item._replace(glyph=item.glyph[-1]) for item in plain]
    bare, unread = _brief(curves), [item._replace(value="") for item in brief]
    choices = (full, frame.left, 2), (full, 0, 2), (plain, 0, 2), (brief, 0, 1), (unread, 0, 1), (bare, 0, 1)
    for items, column, gap in choices:
        if column + legend_width(items, gap) <= raster.width:
            raster.write_legend(0, column, items, gap)
            return
    longest = max(len(item.text) for item in bare)
    rows = _legend_rows(bare, raster.width)
    while len(rows) > frame.top and longest > 1:
        longest -= 1
        rows = _legend_rows([item._replace(text=item.text[:longest]) for item in bare], raster.width)
    for row, items in enumerate(rows[: frame.top]):
        raster.write_legend(row, 0, items, 1)


def _draw_line(canvas: Canvas, frame: Frame, series: Series, role: Role, thick: bool) -> None:
    """Draw a curve with the stroke of its kind; inside a slim shaded band the line would only be noise."""
    x, y = series.points()
    if series.kind is CurveKind.POINTS:
        return
    if series.kind is CurveKind.FAN:
        for edge in series.edges():
            columns, rows = trace(frame.across(x), frame.down(edge))
            canvas.plot(columns[::2], rows[::2], role)
        return
    columns, rows = trace(frame.across(x), frame.down(y))
    if thick and series.kind is CurveKind.MEASURED:
        columns, rows = np.tile(columns, 2), np.concatenate([rows, _beside(rows, frame.height * DOWN)])
    drawn, period = STROKES[series.kind]
    stroke = np.arange(columns.size) % period < drawn
    if series.spread:
        top, bottom = _band(frame, series)
        slim = (bottom - top >= DOWN - 1) & (bottom - top < 3 * DOWN)
        stroke &= ~slim[np.clip(columns // ACROSS, 0, frame.width - 1)]
    canvas.plot(columns[stroke], rows[stroke], role, shares=series.kind is CurveKind.MEASURED)


def _beside(rows: Indices, height: int) -> Indices:
    """Return the rows of the second dots of a thick line: below, but above where that is outside."""
    below = rows + 1
    return np.where(below < height, below, rows - 1)


def _draw_gap(raster: Raster, frame: Frame, gap: Gap) -> NDArray[np.bool_]:
    """Shade what lies between two curves, and return which cells of the plot that is, (height, width)."""
    upper, lower = as_floats(gap.upper), as_floats(gap.lower)
    count = min(upper.size, lower.size)
    x = np.arange(count, dtype=np.float64)
    known = np.isfinite(upper[:count]) & np.isfinite(lower[:count]) & (upper[:count] >= lower[:count])
    inside = np.zeros((frame.height, frame.width), bool)
    if known.sum() < 2:
        return inside
    across, middles = frame.across(x[known]), np.arange(frame.width) * ACROSS + (ACROSS - 1) / 2
    top, bottom = (
        np.interp(middles, across, frame.down(edge[:count][known]), left=np.nan, right=np.nan)
        for edge in (upper, lower)
    )
    rows = (np.arange(frame.height) * DOWN + (DOWN - 1) / 2)[:, None]
    inside = np.asarray((rows >= top) & (rows <= bottom))
    window = slice(frame.top, frame.top + frame.height), slice(frame.left, frame.left + frame.width)
    raster.characters[window][inside] = SHADE
    raster.roles[window][inside] = Role.LOST
    raster.grounds[window][inside] = Role.LOST
    return inside


def _room_for(name: str, free: NDArray[np.bool_]) -> tuple[int, int] | None:
    """Return row and column for a name, with a cell to spare at both ends, as far inside as there is room."""
    needed = text_width(name) + 2
    if free.shape[1] < needed:
        return None
    sums = np.cumsum(np.pad(free, ((0, 0), (1, 0))), axis=1)
    rows, columns = np.nonzero(sums[:, needed:] - sums[:, :-needed] == needed)
    if not rows.size:
        return None
    row = int(rows[np.argmin(np.abs(rows - (rows.min() + rows.max()) / 2))])
    starts = columns[rows == row]
    return row, int(starts[starts.size // 2]) + 1


def _draw_ticks(raster: Raster, frame: Frame, series: Series, role: Role) -> None:
    """Put a tick on what is predicted, every few columns, at whole x; not where all curves begin."""
    x, y = series.points()
    last = 1 - TICK_DISTANCE
    for point in zip(x[np.isfinite(y)].tolist(), y[np.isfinite(y)].tolist(), strict=True):
        column = frame.column(point[0])
        if column is not None and column >= last + TICK_DISTANCE:
            _mark(raster, frame, point, TICK, role)
            last = column


def _band(frame: Frame, series: Series) -> tuple[Floats, Floats]:
    """Return the top and bottom of the band in dots at the middle of every cell column, NaN outside it."""
    x, _ = series.points()
    across = frame.across(x)
    low, high = (frame.down(edge) for edge in series.edges())
    known = np.isfinite(across) & np.isfinite(low) & np.isfinite(high)
    if not known.any():
        return np.full(frame.width, np.nan), np.full(frame.width, np.nan)
    middles = np.arange(frame.width) * ACROSS + (ACROSS - 1) / 2
    top, bottom = (
        np.interp(middles, across[known], edge[known], left=np.nan, right=np.nan) for edge in (high, low)
    )
    return top, bottom


def _draw_band(raster: Raster, frame: Frame, series: Series, role: Role) -> bool:
    """Shade the cells whose middle is inside the band, where it is at least a cell high; say if any are."""
    top, bottom = _band(frame, series)
    rows = (np.arange(frame.height) * DOWN + (DOWN - 1) / 2)[:, None]
    inside = (rows >= top - 0.5) & (rows < bottom + 0.5) & (bottom - top >= DOWN - 1)
    window = slice(frame.top, frame.top + frame.height), slice(frame.left, frame.left + frame.width)
    raster.characters[window][inside] = SHADE
    fan = series.kind is CurveKind.FAN
    raster.roles[window][inside] = role if fan else Role.BAND
    raster.grounds[window][inside] = Role.FAN if fan else Role.BAND
    return bool(inside.any())


def _draw_cursor(raster: Raster, frame: Frame, cursor: float | None) -> None:
    """Draw the cursor as a dotted column."""
    column = None if cursor is None else frame.column(cursor)
    if column is not None:
        for row in range(frame.top, frame.top + frame.height):
            raster.write(row, frame.left + column, "┊", Role.CURSOR)


def _draw_marks(raster: Raster, frame: Frame, series: Series, role: Role, cursor: float | None) -> None:
    """Mark the value under the cursor, the end of a ghost, and every few columns of further solid lines."""
    x, y = series.points()
    known = np.isfinite(y)
    points = list(zip(x[known].tolist(), y[known].tolist(), strict=True))
    if series.kind is CurveKind.GHOST and points:
        _mark(raster, frame, points[-1], GHOST_END, role)
    if series.kind is CurveKind.GUESS:
        for point in points[1:]:
            _mark(raster, frame, point, GUESSED, role)
    if role not in SOLID:
        return
    place = SOLID.index(role)
    if series.kind is CurveKind.POINTS:
        for point in points:
            _mark(raster, frame, point, SHAPES[place], role)
        return
    if series.kind is not CurveKind.MEASURED:
        return
    if place:
        last = -MARK_DISTANCE + place * 3
        for point in points:
            column = frame.column(point[0])
            if column is not None and column >= last + MARK_DISTANCE:
                _mark(raster, frame, point, SHAPES[place], role)
                last = column
    value = None if cursor is None else series.at(cursor)
    if cursor is not None and value is not None:
        _mark(raster, frame, (cursor, value), SHAPES[place], role if place else Role.MARKER)


def _mark_order(layer: tuple[Series, Role]) -> int:
    """Return when the marks of a layer are drawn: where values meet, those of the first curve are seen."""
    series, role = layer
    return 2 if series.kind is CurveKind.GUESS else int(role is SOLID[0])


def _mark(raster: Raster, frame: Frame, point: tuple[float, float], glyph: str, role: Role) -> None:
    """Put a glyph on a point, unless it lies outside the plot."""
    column, row = frame.column(point[0]), frame.row(point[1])
    if column is not None and row is not None:
        raster.write(frame.top + row, frame.left + column, glyph, role)
