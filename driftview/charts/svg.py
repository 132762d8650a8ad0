"""Charts as SVG: text made from the data alone, sharp at any size, light and dark as the reader has it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from driftview import numbers
from driftview.arrays import Floats
from driftview.charts.axes import Scale, fit_scale, linear_ticks
from driftview.charts.curves import CurveKind, Curves, Series
from driftview.charts.heat_map import HeatGrid
from driftview.charts.markup import Attribute, Markup, element, joined, number
from driftview.drift.lineage import BandState

WIDTH = 480.0
"""Width of every chart, in its own units: narrow, so that its words can still be read on a telephone."""

LETTER = 8.8
"""About how wide a letter is at most, in the same units; it depends on the fonts that the reader has."""


@dataclass(frozen=True)
class Caption:
    """What a chart is called, and what it says to those who cannot see it."""

    name: str
    """One word, unique on a page."""
    title: str
    said: str


@dataclass(frozen=True)
class Drawing:
    """A chart, drawn."""

    caption: Caption
    height: float
    body: Markup

    @property
    def inline(self) -> Markup:
        """The chart for a page that has chart_style() among its styles."""
        return self._svg()

    @property
    def standalone(self) -> str:
        """The chart as a file of its own, ended by a newline."""
        paper = element("rect", {"class": "paper", "width": WIDTH, "height": self.height})
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{self._svg(_style(), paper)}\n'

    def _svg(self, *first: Markup) -> Markup:
        name = self.caption.name
        attributes = {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "chart",
            "viewBox": f"0 0 {WIDTH:.0f} {self.height:.0f}",
            "role": "img",
            "aria-labelledby": f"{name}-title {name}-said",
        }
        title = element("title", {"id": f"{name}-title"}, self.caption.title)
        said = element("desc", {"id": f"{name}-said"}, self.caption.said)
        return element("svg", attributes, title, said, *first, self.body)


@cache
def chart_style() -> str:
    """Return the style sheet of all charts."""
    return files("driftview.charts").joinpath("chart.css").read_text("utf-8")


def _style() -> Markup:
    return element("style", None, Markup(chart_style().replace("&", "&amp;").replace("<", "&lt;")))


def words(x: float, y: float, text: str, look: str | None = None) -> Markup:
    """Return text at a place; ``look`` names classes of the style sheet, such as "end" or "middle"."""
    return element("text", {"x": x, "y": y, "class": look}, text)


def key(x: float, y: float, items: list[tuple[str, str, str]]) -> Markup:
    """Return the key of a chart, from left to right.

    An item is the kind of its sample ("line" or "patch"), the classes of that, and the words.
    """
    parts: list[Markup] = []
    for kind, look, text in items:
        if kind == "line":
            parts.append(element("path", {"class": look, "d": f"M{x:.1f} {y - 4.5:.1f}h22"}))
        else:
            parts.append(element("rect", {"class": look, "x": x + 6, "y": y - 10, "width": 11, "height": 11}))
        parts.append(words(x + (27 if kind == "line" else 22), y, text))
        x += (27 if kind == "line" else 22) + LETTER * len(text) + 8
    return joined(*parts)


HEIGHT = 320.0
LEFT, RIGHT, TOP, BOTTOM = 56.0, 468.0, 52.0, 272.0
"""Where the plot lies."""

MOST_DOTS = 61
"""More points than this are drawn as a line alone."""

LAYERS = (CurveKind.CONTROL, CurveKind.MEASURED, CurveKind.EXPECTED)
"""The kinds that are drawn, in this order: the law, dashed, shows even where it lies on the measured line."""


@dataclass(frozen=True)
class PlotArea:
    """Where values lie on the chart."""

    x: Scale
    y: Scale

    def across(self, values: Floats) -> Floats:
        """Return the place of each x, from left to right."""
        return LEFT + self.x.place(values) * (RIGHT - LEFT)

    def down(self, values: Floats) -> Floats:
        """Return the place of each y, from the top."""
        return BOTTOM - self.y.place(values) * (BOTTOM - TOP)


def fit_plot(curves: Curves) -> PlotArea:
    """Choose the axes that show every curve."""
    y = fit_scale(curves.all_values(), curves.log, curves.from_zero)
    if y.log:  # from one power of ten to another, or the last value would seem to be nothing
        y = Scale(float(10 ** np.floor(np.log10(y.low))), float(10 ** np.ceil(np.log10(y.high))), log=True)
    return PlotArea(Scale(*curves.x_range()), y)


def draw_lines(curves: Curves, caption: Caption, across: str, unit: str) -> Drawing:
    """Draw measured curves, laws with their bands, and controls; ``across`` names the x axis.

    ``unit`` names the y axis and follows a value that is read out. A value that does not exist leaves a gap.
    """
    plot = fit_plot(curves)
    layers = [each for kind in LAYERS for each in curves.series if each.kind is kind]
    bands = (_band(plot, series) for series in layers if series.has_band)
    lines = (_line(plot, series) for series in layers)
    dots = (
        _dots(plot, series, curves, across, unit) for series in layers if series.kind is CurveKind.MEASURED
    )
    axes = joined(_y_axis(plot, curves, unit), _x_axis(plot, curves, across))
    body = joined(axes, *bands, *lines, *dots, key(LEFT, 20, list(_items(curves))))
    return Drawing(caption, HEIGHT, body)


def _y_axis(plot: PlotArea, curves: Curves, unit: str) -> Markup:
    ticks = plot.y.ticks(5)
    parts = [words(4, TOP - 10, unit)]
    for value, y in zip(ticks.tolist(), plot.down(ticks).tolist(), strict=True):
        parts.append(element("path", {"class": "rule", "d": f"M{LEFT:.0f} {number(y)}H{RIGHT:.0f}"}))
        parts.append(words(LEFT - 8, y + 5, curves.tick_text(value), "end"))
    return joined(*parts)


def _x_axis(plot: PlotArea, curves: Curves, across: str) -> Markup:
    ticks = plot.x.ticks(7)
    if curves.whole_steps:
        ticks = ticks[np.abs(ticks - np.rint(ticks)) < 1e-9]
    parts = [element("path", {"class": "axis", "d": f"M{LEFT:.0f} {BOTTOM:.0f}H{RIGHT:.0f}"})]
    for value, x in zip(ticks.tolist(), plot.across(ticks).tolist(), strict=True):
        parts.append(element("path", {"class": "axis", "d": f"M{number(x)} {BOTTOM:.0f}v5"}))
        parts.append(words(x, BOTTOM + 21, numbers.tick(round(value, 9) + 0.0), "middle"))
    return joined(*parts, words((LEFT + RIGHT) / 2, BOTTOM + 42, across, "middle"))


def _line(plot: PlotArea, series: Series) -> Markup:
    x, y = series.points()
    strokes = (
        "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)
        for points in _stretches(plot.across(x), plot.down(y))
    )
    return element("path", {"class": f"line {series.kind.value}", "d": "".join(strokes)})


def _band(plot: PlotArea, series: Series) -> Markup:
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


def _dots(plot: PlotArea, series: Series, curves: Curves, across: str, unit: str) -> Markup:
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
    for kind in (CurveKind.MEASURED, CurveKind.EXPECTED, CurveKind.CONTROL):
        for series in curves.series:
            if series.kind is kind:
                yield "line", f"line {kind.value}", series.name
                if series.has_band:
                    yield "patch", "band", "±2 sd"


BAR_STEP, THICK, BARS_TOP = 23.0, 15.0, 40.0
"""Distance between bars, their thickness, and where the first one begins."""

ROWS = "times used"
"""What the names of the rows count."""

BARS_END = WIDTH - 66.0
"""Where a bar ends, so that a share fits behind it."""


def draw_loss(bands: Sequence[BandState], caption: Caption) -> Drawing:
    """Draw a row a band, the rarest first, and a stroke where the law would have the words that live end."""
    left = 12 + LETTER * max((len(_label(band)) for band in bands), default=0)
    rows = (_row(band, BARS_TOP + BAR_STEP * place, left) for place, band in enumerate(bands))
    items = [("patch", "alive", "alive"), ("patch", "lost-now", "lost now")]
    items.append(("patch", "lost-before", "lost before"))
    if any(band.expected_alive is not None for band in bands):
        items.append(("line", "law", "predicted"))
    return Drawing(
        caption,
        BARS_TOP + BAR_STEP * len(bands) + 8,
        joined(key(left - 6, 20, items), words(4, BARS_TOP - 6, ROWS), *rows),
    )


def _label(band: BandState) -> str:
    return numbers.band_label(band.low, band.high)


def _row(band: BandState, top: float, left: float) -> Markup:
    share = numbers.percent(band.alive / band.types if band.types else None)
    return joined(
        words(left - 8, top + 12.5, _label(band), "end"),
        *_parts(band, top, left),
        words(WIDTH - 8, top + 12.5, share, "end value"),
    )


def _parts(band: BandState, top: float, left: float) -> Iterator[Markup]:
    """Yield the three parts of a bar and the stroke of the law."""
    if not band.types:
        return
    per_word = (BARS_END - left) / band.types
    x = left
    for look, count in (
        ("alive", band.alive),
        ("lost-now", band.lost_now),
        ("lost-before", band.lost_before),
    ):
        if count:
            title = element("title", None, f"{_label(band)}: {count:,} {look.replace('-', ' ')}")
            place: dict[str, Attribute] = {
                "class": look,
                "x": x,
                "y": top,
                "width": count * per_word,
                "height": THICK,
            }
            yield element("rect", place, title)
        x += count * per_word
    if band.expected_alive is not None:
        at = f"M{number(left + band.expected_alive * per_word)} {number(top - 2.5)}v{THICK + 5:.0f}"
        yield element("path", {"class": "halo", "d": at})
        yield element("path", {"class": "law", "d": at})


MAP_TOP, ROW_HEIGHT, MAP_RIGHT = 40.0, 19.0, WIDTH - 12.0
"""Where the map begins and ends, and how high a row is."""

MOST_COLUMNS = 62
"""Of more generations than this, every so many are drawn, and the last."""

SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Shares in the key."""


def draw_map(grid: HeatGrid, caption: Caption, across: str = "generation") -> Drawing:
    """Draw a cell for every generation and row: the fuller, the larger the share; an outline for none."""
    left = 12 + LETTER * max((len(label) for label in grid.labels), default=0)
    shown = columns(grid.generations)
    wide = (MAP_RIGHT - left) / len(shown)
    bottom = MAP_TOP + ROW_HEIGHT * len(grid.rows)
    labels = (
        words(left - 8, MAP_TOP + ROW_HEIGHT * row + 14, label, "end")
        for row, label in enumerate(grid.labels)
    )
    cells = _cells(grid, shown, left, wide, across)
    axis = _axis(shown, left, wide, bottom)
    middle = (left + MAP_RIGHT) / 2
    body = joined(
        _key(left, grid.meaning),
        words(4, MAP_TOP - 6, ROWS),
        *labels,
        *cells,
        *axis,
        words(middle, bottom + 40, across, "middle"),
    )
    return Drawing(caption, bottom + 48, body)


def columns(generations: int) -> list[int]:
    """Return the generations that are drawn."""
    step = -(-generations // MOST_COLUMNS)
    return sorted({*range(0, generations, step), generations - 1})


def _cells(grid: HeatGrid, shown: list[int], left: float, wide: float, across: str) -> Iterator[Markup]:
    for row, label in enumerate(grid.labels):
        for place, generation in enumerate(shown):
            share = grid.value(generation, row)
            said = f"{across} {generation}, {label}: {numbers.percent(share)} {grid.meaning}"
            attributes: dict[str, Attribute] = {
                "class": "nothing" if share is None else "heat",
                "fill-opacity": share,
                "x": left + place * wide,
                "y": MAP_TOP + ROW_HEIGHT * row,
                "width": wide - 0.7,
                "height": ROW_HEIGHT - 0.7,
            }
            yield element("rect", attributes, element("title", None, said))


def _axis(shown: list[int], left: float, wide: float, bottom: float) -> Iterator[Markup]:
    """Yield the numbers of some generations, under the middle of their columns."""
    ticks = linear_ticks(0, max(shown[-1], 1), 7)
    for tick in np.unique(np.rint(ticks)).astype(int).tolist():
        if tick in shown:
            yield words(left + (shown.index(tick) + 0.5) * wide, bottom + 19, str(tick), "middle")


def _key(left: float, meaning: str) -> Markup:
    """Say what the shades mean."""
    parts = [words(left, 21, "0%")]
    for place, share in enumerate(SHARES):
        box = {"x": left + 34 + 20 * place, "y": 8, "width": 19, "height": 16}
        parts.append(element("rect", {"class": "heat", "fill-opacity": share, **box}))
        parts.append(element("rect", {"class": "nothing", **box}))
    return joined(*parts, words(left + 34 + 20 * len(SHARES) + 8, 21, f"100% {meaning}"))
