"""A dispersion plot: where in each text something stands, a stroke for each place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from driftview.arrays import Indices
from driftview.charts.markup import Attribute, Markup, element, joined
from driftview.charts.svg import LETTER, WIDTH, Caption, Drawing, words

TOP, ROW, STROKE, RIGHT = 14.0, 24.0, 16.0, WIDTH - 12.0
"""Where the first row begins, how high a row and a stroke are, and where the plot ends."""

THIN = 1.2
"""How wide a stroke is; places that fall on one another are one stroke."""


@dataclass(frozen=True, eq=False)
class Strokes:
    """The places in one text."""

    label: str
    places: Indices
    """The first token of each, rising."""
    tokens: int
    """How long the text is."""


def draw_dispersion(rows: Sequence[Strokes], caption: Caption) -> Drawing:
    """Return the plot, one row per text, its beginning on the left and its end on the right.

    Parameters
    ----------
    rows
        The texts, from top to bottom.
    caption
        What the plot is called, and what it says to those who cannot see it.

    Returns
    -------
    Drawing
        As a lexical dispersion plot is usually drawn.
    """
    left = 12 + LETTER * max((len(row.label) for row in rows), default=0)
    bottom = TOP + ROW * len(rows)
    body = joined(
        *(mark for number, row in enumerate(rows) for mark in _row(row, TOP + ROW * number, left)),
        words(left, bottom + 16, "beginning"),
        words(RIGHT, bottom + 16, "end of the text", "end"),
    )
    return Drawing(caption, bottom + 26, body)


def _row(row: Strokes, top: float, left: float) -> Iterator[Markup]:
    """Yield the name of a text, its line and its strokes."""
    yield words(left - 8, top + STROKE - 3, row.label, "end")
    line: dict[str, Attribute] = {
        "class": "nothing",
        "x": left,
        "y": top + STROKE,
        "width": RIGHT - left,
        "height": 0.7,
    }
    yield element("rect", line)
    x = left + (RIGHT - left - THIN) * row.places / max(1, row.tokens)
    for place in np.unique(np.round(x, 1)).tolist():
        stroke: dict[str, Attribute] = {
            "class": "heat",
            "x": place,
            "y": top,
            "width": THIN,
            "height": STROKE,
        }
        yield element("rect", stroke)
