"""The survival map as SVG: generations from left to right, frequency bands from top to bottom."""

from collections.abc import Iterator

import numpy as np

from driftview.charts import numbers
from driftview.charts.drawing import LETTER, WIDTH, Caption, Drawing, words
from driftview.charts.heat_map import Grid
from driftview.charts.markup import Attribute, Markup, element, joined
from driftview.charts.scale import linear_ticks

TOP, STEP, RIGHT = 40.0, 19.0, WIDTH - 12.0
"""Where the map begins and ends, and how high a row is."""

MOST_COLUMNS = 62
"""Of more generations than this, every so many are drawn, and the last."""

SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Shares in the key."""


def draw_map(grid: Grid, caption: Caption, across: str = "generation") -> Drawing:
    """Draw a cell for every generation and row: the fuller, the larger the share; an outline for none."""
    left = 12 + LETTER * max((len(label) for label in grid.labels), default=0)
    shown = columns(grid.generations)
    wide = (RIGHT - left) / len(shown)
    bottom = TOP + STEP * len(grid.rows)
    labels = (words(left - 8, TOP + STEP * row + 14, label, "end") for row, label in enumerate(grid.labels))
    cells = _cells(grid, shown, left, wide, across)
    axis = _axis(shown, left, wide, bottom)
    middle = (left + RIGHT) / 2
    body = joined(
        _key(left, grid.meaning), *labels, *cells, *axis, words(middle, bottom + 40, across, "middle")
    )
    return Drawing(caption, bottom + 48, body)


def columns(generations: int) -> list[int]:
    """Return the generations that are drawn."""
    step = -(-generations // MOST_COLUMNS)
    return sorted({*range(0, generations, step), generations - 1})


def _cells(grid: Grid, shown: list[int], left: float, wide: float, across: str) -> Iterator[Markup]:
    for row, label in enumerate(grid.labels):
        for place, generation in enumerate(shown):
            share = grid.value(generation, row)
            said = f"{across} {generation}, {label}: {numbers.percent(share)} {grid.meaning}"
            attributes: dict[str, Attribute] = {
                "class": "nothing" if share is None else "heat",
                "fill-opacity": share,
                "x": left + place * wide,
                "y": TOP + STEP * row,
                "width": wide - 0.7,
                "height": STEP - 0.7,
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
    parts = [words(left, 21, "0 %")]
    for place, share in enumerate(SHARES):
        box = {"x": left + 34 + 20 * place, "y": 8, "width": 19, "height": 16}
        parts.append(element("rect", {"class": "heat", "fill-opacity": share, **box}))
        parts.append(element("rect", {"class": "nothing", **box}))
    return joined(*parts, words(left + 34 + 20 * len(SHARES) + 8, 21, f"100 % {meaning}"))
