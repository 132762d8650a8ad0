"""Line charts as SVG: curves through the generations, each kind with a stroke of its own."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from driftview.arrays import Floats
from driftview.charts import numbers
from driftview.charts.curves import Curves, Kind, Series
from driftview.charts.drawing import Caption, Drawing, key, words
from driftview.charts.markup import Markup, element, joined, number
from driftview.charts.scale import Scale, fit_scale

HEIGHT = 320.0
LEFT, RIGHT, TOP, BOTTOM = 56.0, 468.0, 44.0, 272.0
"""Where the plot lies."""

MOST_DOTS = 61
"""More points than this are drawn as a line alone."""

LAYERS = (Kind.CONTROL, Kind.MEASURED, Kind.EXPECTED)
"""The kinds that are drawn, in this order: the law, dashed, shows even where it lies on the measured line."""


@dataclass(frozen=True)
class Plot:
    """Where values lie on the chart."""

    x: Scale
    y: Scale

    def across(self, values: Floats) -> Floats:
        """Return the place of each x, from left to right."""
        return LEFT + self.x.place(values) * (RIGHT - LEFT)

    def down(self, values: Floats) -> Floats:
        """Return the place of each y, from the top."""
        return BOTTOM - self.y.place(values) * (BOTTOM - TOP)


def fit_plot(curves: Curves) -> Plot:
    """Choose the axes that show every curve."""
    return Plot(Scale(*curves.x_range()), fit_scale(curves.all_values(), curves.log, curves.from_zero))


def draw_lines(curves: Curves, caption: Caption, across: str, unit: str) -> Drawing:
    """Draw measured curves, laws with their bands, and controls; ``across`` names the x axis.

    ``unit`` follows a value that is read out. A value that does not exist leaves a gap.
    """
    plot = fit_plot(curves)
    layers = [each for kind in LAYERS for each in curves.series if each.kind is kind]
    bands = (_band(plot, series) for series in layers if series.has_band)
    lines = (_line(plot, series) for series in layers)
    dots = (_dots(plot, series, curves, across, unit) for series in layers if series.kind is Kind.MEASURED)
    axes = joined(_y_axis(plot, curves), _x_axis(plot, curves, across))
    body = joined(axes, *bands, *lines, *dots, key(LEFT, 20, list(_items(curves))))
    return Drawing(caption, HEIGHT, body)


def _y_axis(plot: Plot, curves: Curves) -> Markup:
    ticks = plot.y.ticks(5)
    parts = []
    for value, y in zip(ticks.tolist(), plot.down(ticks).tolist(), strict=True):
        parts.append(element("path", {"class": "rule", "d": f"M{LEFT:.0f} {number(y)}H{RIGHT:.0f}"}))
        parts.append(words(LEFT - 8, y + 5, curves.tick_text(value), "end"))
    return joined(*parts)


def _x_axis(plot: Plot, curves: Curves, across: str) -> Markup:
    ticks = plot.x.ticks(7)
    if curves.whole_steps:
        ticks = ticks[np.abs(ticks - np.rint(ticks)) < 1e-9]
    parts = [element("path", {"class": "axis", "d": f"M{LEFT:.0f} {BOTTOM:.0f}H{RIGHT:.0f}"})]
    for value, x in zip(ticks.tolist(), plot.across(ticks).tolist(), strict=True):
        parts.append(element("path", {"class": "axis", "d": f"M{number(x)} {BOTTOM:.0f}v5"}))
        parts.append(words(x, BOTTOM + 21, numbers.tick(round(value, 9) + 0.0), "middle"))
    return joined(*parts, words((LEFT + RIGHT) / 2, BOTTOM + 42, across, "middle"))


def _line(plot: Plot, series: Series) -> Markup:
    x, y = series.points()
    strokes = (
        "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)
        for points in _stretches(plot.across(x), plot.down(y))
    )
    return element("path", {"class": f"line {series.kind.value}", "d": "".join(strokes)})


def _band(plot: Plot, series: Series) -> Markup:
    x, _ = series.points()
    low, high = (plot.down(edge) for edge in series.edges())
    over = _stretches(plot.across(x), np.where(np.isfinite(low), high, np.nan))
    under = _stretches(plot.across(x), np.where(np.isfinite(high), low, np.nan))
    areas = (
        "M" + "L".join(f"{number(x)} {number(y)}" for x, y in (*above, *reversed(below))) + "Z"
        for above, below in zip(over, under, strict=True)
    )
    return element("path", {"class": "band", "d": "".join(areas)})


def _stretches(x: Floats, y: Floats) -> list[list[tuple[float, float]]]:
    """Return the points that exist, in stretches without a gap."""
    known = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    parts = np.split(known, np.flatnonzero(np.diff(known) > 1) + 1)
    return [list(zip(x[part].tolist(), y[part].tolist(), strict=True)) for part in parts if part.size]


def _dots(plot: Plot, series: Series, curves: Curves, across: str, unit: str) -> Markup:
    """Return a dot for every value, which says its number when it is pointed at."""
    x, y = series.points()
    if y.size > MOST_DOTS:
        return Markup()
    places = zip(*(each.tolist() for each in (x, y, plot.across(x), plot.down(y))), strict=True)
    return joined(
        *(
            element(
                "circle",
                {"class": "dot", "cx": right, "cy": down, "r": 2.6},
                element("title", None, f"{across} {step:g}: {curves.value_text(value)} {unit}"),
            )
            for step, value, right, down in places
            if np.isfinite(down)
        )
    )


def _items(curves: Curves) -> Iterator[tuple[str, str, str]]:
    """Yield what the key shows, measured curves first."""
    for kind in (Kind.MEASURED, Kind.EXPECTED, Kind.CONTROL):
        for series in curves.series:
            if series.kind is kind:
                yield "line", f"line {kind.value}", series.name
                if series.has_band:
                    yield "patch", "band", "±2 sd"
