"""SVG charts are well-formed whatever is written in them, and their data lie where they should."""

import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from documents import HOSTILE
from hypothesis import given
from hypothesis import strategies as st

from driftview.charts.curves import CurveKind, Curves, Series
from driftview.charts.heat_map import HeatGrid
from driftview.charts.markup import element, escaped, number
from driftview.charts.svg import (
    BOTTOM,
    LEFT,
    MOST_COLUMNS,
    RIGHT,
    TOP,
    WIDTH,
    Caption,
    Drawing,
    columns,
    draw_lines,
    draw_loss,
    draw_map,
)
from driftview.drift.lineage import BandState
from driftview.text.cleaning import clean_prose

CAPTION = Caption("name", "A title", "What it shows.")
SVG = "{http://www.w3.org/2000/svg}"


def parsed(drawing: Drawing) -> ET.Element:
    """Return a chart as XML; on a page and as a file it is the same chart."""
    ET.fromstring(drawing.inline)
    return ET.fromstring(drawing.standalone.encode())


def of_class(root: ET.Element, name: str) -> list[ET.Element]:
    return [each for each in root.iter() if name in each.get("class", "").split()]


def points(path: ET.Element) -> list[list[tuple[float, float]]]:
    """Return the points of a path, stretch by stretch."""
    stretches = re.findall(r"M([^MZ]+)", path.get("d", ""))
    return [[(float(x), float(y)) for x, y in re.findall(r"([\d.]+) ([\d.]+)", each)] for each in stretches]


def test_the_points_of_a_curve_lie_where_they_should() -> None:
    values = (100.0, 50.0, 25.0, None, 0.0)
    root = parsed(
        draw_lines(Curves((Series("measured", CurveKind.MEASURED, values),)), CAPTION, "generation", "words")
    )
    x = np.linspace(LEFT, RIGHT, 5)
    down = [BOTTOM - (BOTTOM - TOP) * value / 100 for value in (100, 50, 25)]
    lines = [each for each in of_class(root, "measured") if len(points(each)) == 2]  # the other is in the key
    ((first, second),) = [points(each) for each in lines]
    assert np.allclose(first, list(zip(x[:3], down, strict=True)), atol=0.01)
    assert np.allclose(second, [(x[4], BOTTOM)], atol=0.01)
    dots = of_class(root, "dot")
    assert [(each.findtext(f"{SVG}title")) for each in dots] == [
        "generation 0: 100 words",
        "generation 1: 50 words",
        "generation 2: 25 words",
        "generation 4: 0 words",
    ]
    assert [float(each.get("cx", "")) for each in dots] == pytest.approx([x[0], x[1], x[2], x[4]], abs=0.01)


def test_a_band_lies_round_its_law_and_a_control_is_told_apart() -> None:
    law = Series("law", CurveKind.EXPECTED, (100.0, 60.0, 40.0), (0.0, 10.0, 20.0))
    control = Series("control", CurveKind.CONTROL, (None, 80.0, 80.0))
    root = parsed(draw_lines(Curves((law, control)), CAPTION, "generation", "words"))
    (area,) = [each for each in of_class(root, "band") if each.tag == f"{SVG}path"]
    ((*outline,),) = points(area)
    high = [BOTTOM - (BOTTOM - TOP) * value / 100 for value in (100, 70, 60)]
    low = [BOTTOM - (BOTTOM - TOP) * value / 100 for value in (20, 50, 100)]
    assert [y for _, y in outline] == pytest.approx([*high, *low], abs=0.01)
    texts = [each.text for each in root.iter(f"{SVG}text")]
    assert texts[-3:] == ["law", "±2 sd", "control"]
    assert any(len(points(each)[0]) == 2 for each in of_class(root, "control") if points(each))


@pytest.mark.parametrize(
    "values", [(), (None,), (5.0,), (0.0, 0.0), (float("nan"), 3.0), tuple(range(1, 400))]
)
@pytest.mark.parametrize("log", [True, False])
def test_any_number_of_points_can_be_drawn(values: tuple[float | None, ...], log: bool) -> None:
    curves = Curves((Series("measured", CurveKind.MEASURED, values),), log=log)
    root = parsed(draw_lines(curves, CAPTION, "generation", "words"))
    assert not [value for each in root.iter() for value in each.attrib.values() if value.lower() == "nan"]
    assert not [each for each in root.iter(f"{SVG}path") if "nan" in each.get("d", "").lower()]


def test_no_tick_is_minus_nothing() -> None:
    root = parsed(draw_lines(Curves((Series("m", CurveKind.MEASURED, (3.0, 2.0)),)), CAPTION, "g", "w"))
    assert "-0" not in [each.text for each in root.iter(f"{SVG}text")]


def test_the_parts_of_a_bar_fill_it_and_the_law_stands_at_its_number() -> None:
    bands = [BandState(1, 1, 100, 25, 15, 60, 50.0), BandState(2, 2, 10, 10, 0, 0, None)]
    root = parsed(draw_loss(bands, CAPTION))
    boxes = [each for each in root.iter(f"{SVG}rect") if each.find(f"{SVG}title") is not None]
    looks = [each.get("class") for each in boxes]
    assert looks == ["alive", "lost-now", "lost-before", "alive"]
    widths = [float(each.get("width", "")) for each in boxes]
    assert widths[:3] == pytest.approx([sum(widths[:3]) * share for share in (0.25, 0.15, 0.6)], abs=0.02)
    assert widths[3] == pytest.approx(sum(widths[:3]), abs=0.02)
    start = float(boxes[0].get("x", ""))
    (law,) = [each for each in of_class(root, "law") if "v" in each.get("d", "")]
    assert points(law)[0][0][0] == pytest.approx(start + widths[3] / 2, abs=0.02)
    assert [each.text for each in of_class(root, "value")] == ["25%", "100%"]


def test_the_map_has_a_cell_for_every_generation_and_row() -> None:
    grid = HeatGrid(("once", "twice"), ((1.0, 0.5, 0.0), (1.0, None, 0.25)))
    root = parsed(draw_map(grid, CAPTION))
    cells = [each for each in root.iter(f"{SVG}rect") if each.find(f"{SVG}title") is not None]
    said = {each.findtext(f"{SVG}title"): each for each in cells}
    assert len(cells) == len(said) == 6
    assert [each.get("fill-opacity") for each in cells] == ["1", "0.5", "0", "1", None, "0.25"]
    assert cells[4].get("class") == "nothing"
    assert "generation 2, twice: 25% alive" in said
    assert float(cells[5].get("x", "")) > float(cells[4].get("x", "")) > float(cells[3].get("x", ""))
    assert float(cells[3].get("y", "")) > float(cells[0].get("y", ""))


@pytest.mark.parametrize("generations", [1, 2, 61, 62, 63, 1001])
def test_a_long_map_is_thinned_and_keeps_both_ends(generations: int) -> None:
    shown = columns(generations)
    assert (shown[0], shown[-1]) == (0, generations - 1)
    assert len(shown) <= MOST_COLUMNS + 1
    assert len(shown) == generations or generations > MOST_COLUMNS


def test_labels_of_any_size_stay_on_the_picture() -> None:
    bands = [BandState(2**k // 2 + 1, 2**k, 5, 5, 0, 0, None) for k in range(1, 17)]
    for drawing in (draw_loss(bands, CAPTION), draw_map(HeatGrid(("16385–32768",), ((1.0, 0.5),)), CAPTION)):
        for text in parsed(drawing).iter(f"{SVG}text"):
            x, length = float(text.get("x", "")), 8.8 * len(text.text or "")
            begin = {"end": x - length, "middle": x - length / 2}.get(text.get("class", "").split(" ")[0], x)
            assert begin >= 0
            assert x <= WIDTH


@given(st.text() | st.sampled_from(HOSTILE))
def test_text_is_shown_and_never_obeyed(text: str) -> None:
    curves = Curves((Series(text, CurveKind.MEASURED, (1.0, 2.0)),))
    root = parsed(draw_lines(curves, Caption("name", text, text), text, text))
    assert root.find(f"{SVG}script") is None
    title = root.findtext(f"{SVG}title") or ""
    assert title == clean_prose(text).replace("\ufffe", "").replace("\uffff", "")
    assert {each.tag.removeprefix(SVG) for each in root.iter()} <= {
        "svg", "title", "desc", "style", "rect", "path", "text", "circle"
    }  # fmt: skip


@given(st.text() | st.sampled_from(HOSTILE))
def test_an_attribute_cannot_be_left(text: str) -> None:
    read = ET.fromstring(element("a", {"b": text}, text))
    assert list(read.attrib) == ["b"]
    assert len(read) == 0
    assert escaped(escaped(text)) == escaped(text)


@pytest.mark.parametrize(
    ("value", "text"), [(1, "1"), (-0.001, "0"), (1.005, "1"), (2.5, "2.5"), (1 / 3, "0.33")]
)
def test_numbers_are_short(value: float, text: str) -> None:
    assert number(value) == text
