"""Where something stands in a text: the strokes of a dispersion plot, and the parts of a text."""

import re

import numpy as np
import pytest

from driftview.charts.dispersion import RIGHT, Strokes, draw_dispersion
from driftview.charts.svg import Caption
from driftview.drift.concordance import Occurrences


def test_strokes_stand_where_the_places_are() -> None:
    """Of 100 tokens, places 0, 50 and 100 are beginning, middle and end; equal ones are one stroke."""
    rows = [
        Strokes("a", np.array([0, 50, 50, 100]), 100),
        Strokes("a", np.zeros(0, np.int64), 100),
    ]
    drawing = draw_dispersion(rows, Caption("dispersion", "Where “cat” stands", "three places"))
    places = [float(x) for x in re.findall(r'<rect class="heat" x="([\d.]+)"', drawing.standalone)]
    first, middle, last = places
    assert middle - first == pytest.approx(last - middle, abs=0.2)
    assert last == pytest.approx(RIGHT - 1.2, abs=0.1)
    assert drawing.standalone.count('class="nothing"') == 2


def test_parts_of_a_text_by_hand() -> None:
    """40 tokens make parts of two: places 0 and 1 are in the first, 2 in the second, 39 in the last."""
    found = Occurrences(1, 40, np.array([0, 1, 2, 39]), ())
    assert found.parts.tolist() == [2, 1, *[0] * 17, 1]
    # DP: half the sum of |share of the hits − share of the text|: (.45 + .20 + .20 + 17 × .05) / 2
    assert found.dispersion == pytest.approx((0.45 + 0.20 + 0.20 + 17 * 0.05) / 2)
    # Juilland's D: 1 − V/√(n − 1), V = sd/mean over the parts: mean .2, sd √(6/20 − .04)
    assert found.juilland == pytest.approx(1 - np.sqrt(6 / 20 - 0.04) / 0.2 / np.sqrt(19))
