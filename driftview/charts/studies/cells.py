"""Figures of a study in the cells of a terminal."""

from dataclasses import replace

import numpy as np

from driftview.arrays import Floats
from driftview.charts.curves import Curves, Kind, Series, Values
from driftview.charts.line_chart import SOLID, draw_curves, legend
from driftview.charts.raster import Raster, Role, legend_width
from driftview.charts.studies.figure import Figure, Line, LineFigure
from driftview.charts.studies.number_map import draw_number_map

TALLEST_CELL = 3
LOWEST = 8
"""Rows that are left to a chart under a long list of names."""
FLAT = 0.5
"""An axis begins at zero unless all values lie above this share of the highest."""


def draw_figure(figure: Figure, width: int, height: int) -> Raster:
    """Draw a figure of any size; title and notes are not part of it."""
    if isinstance(figure, LineFigure):
        return _draw_lines(curves_of(figure), width, height)
    return draw_number_map(figure, width, min(height, TALLEST_CELL * len(figure.rows) + 4))


def _draw_lines(curves: Curves, width: int, height: int) -> Raster:
    """Draw curves; names too long for one line get one each, above the chart, which is as much lower."""
    items = legend(curves, False)
    if legend_width([item._replace(glyph=item.glyph[-1]) for item in items], 1) <= width:
        return draw_curves(curves, width, height)
    key = Raster.blank(len(items), width)
    for row, item in enumerate(items):
        column = key.write(row, 0, item.glyph, item.role) + 1
        key.write(row, column, item.text, Role.LABEL)
    nameless = replace(curves, series=tuple(replace(each, name="") for each in curves.series))
    chart = draw_curves(nameless, width, max(LOWEST, height - len(items) + 1))
    return Raster(
        np.vstack((key.characters, chart.characters[1:])),
        np.vstack((key.roles, chart.roles[1:])),
        np.vstack((key.grounds, chart.grounds[1:])),
    )


def curves_of(figure: LineFigure) -> Curves:
    """Return a line figure as a line chart of the terminal."""
    series: list[Series] = []
    lawful = [line for line in figure.lines if np.isfinite(line.law).any()]
    for place, line in enumerate(figure.lines):
        if np.isfinite(line.law).any():
            name = "law" if line is lawful[0] else ""
            law = Series(name, Kind.EXPECTED, _values(line.law), positions=tuple(line.x), role=SOLID[place])
            series.append(law)
        series.append(_measured(line, figure.dose and bool(lawful)))
    return Curves(
        tuple(series),
        from_zero=from_zero(figure),
        shares=figure.shares,
        whole_steps=not figure.dose,
        x_ticks=_ticks(figure),
    )


def from_zero(figure: LineFigure) -> bool:
    """Tell whether the y axis should begin at zero."""
    every = np.concatenate([part for line in figure.lines for part in (line.mean, line.law)])
    known = every[np.isfinite(every)]
    return not known.size or float(known.min()) < FLAT * float(known.max())


def _measured(line: Line, points: bool) -> Series:
    """Return the means as a line, or as marks beside the line of a law."""
    half = np.nan_to_num(line.half)
    band = (_values(line.mean - half), _values(line.mean + half)) if half.any() else None
    kind = Kind.POINTS if points else Kind.MEASURED
    return Series(line.name, kind, _values(line.mean), positions=tuple(line.x), band=band)


def _ticks(figure: LineFigure) -> tuple[tuple[float, str], ...]:
    """Return a tick at every value of a dose axis; none over generations, where round numbers are chosen."""
    if not figure.dose:
        return ()
    values = sorted({float(value) for line in figure.lines for value in line.x})
    return tuple((value, f"{value:g}") for value in values)


def _values(numbers: Floats) -> Values:
    return tuple(float(value) if np.isfinite(value) else None for value in numbers)
