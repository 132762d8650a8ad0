"""Line charts, their scales and their braille canvas."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from driftview.arrays import Floats
from driftview.charts.axes import Canvas, fit_scale, linear_ticks, log_ticks, on_rows, trace
from driftview.charts.curves import CurveKind, Curves, Gap, Series
from driftview.charts.line_chart import draw_curves, x_at
from driftview.charts.raster import Raster, Role, text_width

SIZES = st.tuples(st.integers(-1, 70), st.integers(-1, 30))
MAYBE = st.floats(allow_nan=True, allow_infinity=True, width=32) | st.none()


def falling(name: str = "measured", kind: CurveKind = CurveKind.MEASURED, factor: float = 1.0) -> Series:
    return Series(name, kind, tuple(factor * 6000 / (1 + g / 4) for g in range(31)))


@given(st.floats(-1e3, 1e3), st.floats(1e-6, 1e9), st.integers(1, 20))
def test_linear_ticks_are_few_inside_and_evenly_apart(offset: float, span: float, most: int) -> None:
    low, high = offset * span, (offset + 1) * span
    ticks = linear_ticks(low, high, most)
    assert ticks.size <= most + 1
    assert np.all((ticks >= low - span * 1e-6) & (ticks <= high + span * 1e-6))
    if ticks.size > 2:
        assert np.allclose(np.diff(ticks), ticks[1] - ticks[0], rtol=1e-3)


def test_ticks_that_people_like() -> None:
    assert linear_ticks(0, 6498, 4).tolist() == [0, 2000, 4000, 6000]
    assert linear_ticks(0, 10_000, 4).tolist() == [0, 2500, 5000, 7500, 10_000]
    assert log_ticks(1, 1000, 4) == pytest.approx([1, 10, 100, 1000])
    assert log_ticks(1, 100, 10) == pytest.approx([1, 2, 5, 10, 20, 50, 100])


def test_scale_starts_at_zero_unless_told() -> None:
    values = np.array([50.0, np.nan, 100.0])
    assert fit_scale(values).low == 0
    assert fit_scale(values, from_zero=False).low == pytest.approx(47.5)
    assert fit_scale(values, log=True).place(np.array([50.0, 100.0, -1.0]))[:2] == pytest.approx([0, 1])
    assert fit_scale(np.zeros(3)).high > 0
    assert fit_scale(np.full(2, 7.0), from_zero=False).low < 7
    assert fit_scale(np.zeros(0), log=True).low > 0


def test_trace_has_no_holes_but_breaks_at_gaps() -> None:
    columns, rows = trace(np.array([0.0, 3.0, 6.0]), np.array([9.0, 0.0, 9.0]))
    assert columns[0] == 0
    assert columns[-1] == 6
    assert np.all(np.abs(np.diff(columns)) <= 1)
    assert np.all(np.abs(np.diff(rows)) <= 1)
    columns, _ = trace(np.array([0.0, 2.0, 10.0, 20.0, 22.0]), np.array([1.0, 1.0, np.nan, 1.0, 1.0]))
    assert columns.tolist() == [0, 1, 2, 20, 21, 22]
    assert trace(np.array([np.nan, 4.0]), np.array([1.0, 2.0]))[0].tolist() == [4]
    assert not trace(np.zeros(0), np.zeros(0))[0].size


def test_braille_dots_are_where_the_standard_puts_them() -> None:
    raster, canvas = Raster.blank(1, 2), Canvas(1, 2)
    canvas.plot(np.array([0, 1, 2, 99]), np.array([0, 3, 2, 0]), Role.MEASURED)
    canvas.onto(raster, 0, 0)
    assert raster.lines() == ["⢁⠄"]
    assert raster.roles.tolist() == [[Role.MEASURED, Role.MEASURED]]


def test_a_line_lies_where_its_values_are() -> None:
    diagonal = Series("v", CurveKind.MEASURED, tuple(float(value) for value in range(12)))
    assert draw_curves(Curves((diagonal,)), 6, 3).lines() == ["    ⡠⠊", "  ⡠⠊  ", "⡠⠊    "]


def test_a_small_chart_to_the_character() -> None:
    curves = Curves((falling(), falling("control", CurveKind.CONTROL, 0.5)), cursor=10)
    assert draw_curves(curves, 34, 7).lines() == [
        "   ━━ measured 1,714  ╌╌ control  ",
        "6k┤⢄         ┊                    ",
        "  │⠈⠢⡀       ┊                    ",
        "3k┤⠤⡀⠈⠑⠢⢄⣀   ┊                    ",
        "  │   ⠒⠂ ⠤⠉⠉⠒◉⠒⠢⠤⠤⠤⠤⠤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⡀  ",
        " 0┤          ┊ ⠈⠁ ⠉⠁ ⠉⠁ ⠉⠁ ⠉⠁ ⠉⠈⠉⠉",
        "  └0─────────10────────20───────30",
    ]


def test_each_kind_has_its_own_stroke() -> None:
    def dots(kind: CurveKind) -> int:
        raster = draw_curves(Curves((Series("s", kind, (5.0,) * 40),), from_zero=False), 16, 3)
        braille = "".join(raster.lines())
        return sum(bin(ord(c) - 0x2800).count("1") for c in braille if 0x2800 <= ord(c) < 0x2900)

    measured, expected, control = dots(CurveKind.MEASURED), dots(CurveKind.EXPECTED), dots(CurveKind.CONTROL)
    assert measured == 32
    assert measured > expected > 0
    assert measured > control > 0
    ghost = draw_curves(Curves((Series("s", CurveKind.GHOST, (5.0, 5.0)),)), 30, 3)
    assert any(line.endswith("◌") for line in ghost.lines())


def test_band_shades_cells_behind_the_line() -> None:
    law = Series("expected", CurveKind.EXPECTED, (50.0,) * 9, (20.0,) * 9)
    run = Series("measured", CurveKind.MEASURED, (50.0,) * 9)
    raster = draw_curves(Curves((run, law), span=(0, 8)), 60, 22)
    text = "\n".join(raster.lines())
    assert "░ ±2 sd" in text
    shaded = raster.grounds == Role.BAND
    assert np.any(raster.roles[shaded] == Role.MEASURED)
    assert np.any(raster.characters[shaded] == "░")
    heights = shaded.sum(axis=0)
    plot = heights > 0
    assert plot.sum() > 40
    assert np.all(heights[plot] == heights.max())
    top = np.flatnonzero(shaded.any(axis=1))[0]
    assert raster.height - 3 - top > heights.max(), "the band does not reach the bottom"


def test_slim_bands_are_dashed_instead() -> None:
    law = Series("expected", CurveKind.EXPECTED, (50.0,) * 9, (0.1,) * 9)
    raster = draw_curves(Curves((law,)), 60, 12)
    assert not raster.grounds.any()
    assert "±2 sd" not in raster.lines()[0]
    assert np.any(raster.roles[1:] == Role.EXPECTED)


def test_cursor_column_and_value() -> None:
    raster = draw_curves(Curves((falling(),), cursor=15), 70, 16)
    rows, columns = np.nonzero(raster.characters == "◉")
    assert rows.size == 1
    assert set(np.nonzero(raster.characters == "┊")[1].tolist()) == {int(columns[0])}
    assert "1,263" in raster.lines()[0]
    assert x_at(Curves((falling(),)), 70, 16, int(columns[0])) == pytest.approx(15, abs=0.5)


def test_several_solid_lines_are_told_apart_without_colour() -> None:
    series = tuple(falling(name, factor=f) for name, f in (("a", 1), ("b", 0.8), ("c", 0.6), ("d", 0.4)))
    raster = draw_curves(Curves(series), 100, 24)
    text = "\n".join(raster.lines()[1:])
    assert all(text.count(shape) >= 3 for shape in "■▲◆")
    assert all(glyph in raster.lines()[0] for glyph in ("━━ a", "━■ b", "━▲ c", "━◆ d"))


def test_log_axis_and_missing_values() -> None:
    series = Series("s", CurveKind.MEASURED, (1000.0, None, 10.0, 0.0, float("nan"), 1.0))
    lines = draw_curves(Curves((series,), log=True), 50, 14).lines()
    assert any(line.startswith(" 1k┤") for line in lines)
    assert any(line.startswith("  1┤") for line in lines)


def test_generations_get_whole_ticks_and_shares_percent() -> None:
    curves = Curves((Series("s", CurveKind.MEASURED, (0.0, 0.5, 1.0)),), shares=True, cursor=1)
    lines = draw_curves(curves, 60, 12).lines()
    assert lines[-1].split() == ["0", "1", "2"]
    assert any(line.startswith("100%┤") for line in lines)
    assert "50%" in lines[0]


def test_legend_gives_way_in_steps() -> None:
    curves = Curves(
        (falling(), falling("control", CurveKind.CONTROL), falling("order 1", CurveKind.GHOST)), cursor=3
    )
    texts = {width: draw_curves(curves, width, 8).lines()[0].strip() for width in (90, 40, 34)}
    assert texts[90] == "━━ measured 3,429  ╌╌ control  ∙∙◌ order 1"
    assert texts[40] == "━ measured 3,429 ╌ control ◌ order 1"
    assert texts[34] == "━ measured ╌ control ◌ order 1"


@pytest.mark.parametrize(("width", "height"), [(12, 8), (12, 18), (20, 8), (26, 12)])
def test_a_legend_never_drops_what_is_drawn(width: int, height: int) -> None:
    law = dataclasses.replace(falling("predicted by chance", CurveKind.EXPECTED), short="predicted")
    lines = draw_curves(
        Curves((falling(), law, falling("control", CurveKind.CONTROL)), cursor=3), width, height
    )
    text = "".join(lines.lines()[:3])
    assert "━ m" in text
    assert "• p" in text
    assert "╌ c" in text


def test_a_prediction_is_seen_on_top_of_what_was_measured() -> None:
    law = falling("predicted", CurveKind.EXPECTED)
    raster = draw_curves(Curves((law, falling())), 60, 14)
    ticks = (raster.characters == "•") & (raster.roles == Role.EXPECTED)
    assert 8 <= ticks[1:].sum() <= 15


def test_what_lies_between_two_curves_is_shaded_and_named() -> None:
    measured, control = falling(), Series("control", CurveKind.CONTROL, (6000.0,) * 31)
    gap = Gap(control.values, measured.values, "lost to the loop")
    raster = draw_curves(Curves((control, measured), gap=gap), 60, 14)
    assert sum("lost to the loop" in line for line in raster.lines()) == 1
    shaded = raster.grounds == Role.LOST
    assert shaded.sum() > 300
    over = draw_curves(Curves((control, measured), gap=Gap(measured.values, control.values, "x")), 60, 14)
    assert not (over.grounds == Role.LOST).any(), "only what is missing is shaded"


@given(st.floats(1e-3, 1e9), st.integers(5, 30), st.booleans())
def test_ticks_lie_in_the_middle_of_rows_equally_far_apart(top: float, rows: int, zero: bool) -> None:
    scale = on_rows(fit_scale(np.array([top / 2, top]), from_zero=zero), rows)
    down = (1 - scale.place(np.array(scale.marks))) * (rows * 4 - 1)
    assert np.allclose((down - 1.5) / 4, np.round((down - 1.5) / 4), atol=1e-6)
    assert np.unique(np.round(np.diff(down), 6)).size <= 1
    assert scale.low <= top / 2
    assert scale.high >= top


def test_nothing_to_show() -> None:
    empty = draw_curves(Curves(), 40, 10).lines()
    assert len(empty) == 10
    assert draw_curves(Curves((Series("s", CurveKind.MEASURED, ()),), cursor=2), 40, 10).lines()
    assert "◉" in "".join(
        draw_curves(Curves((Series("s", CurveKind.MEASURED, (3.0,)),), cursor=0), 10, 3).lines()
    )


@settings(max_examples=80, deadline=None)
@given(
    SIZES,
    st.lists(st.tuples(st.sampled_from(list(CurveKind)), st.lists(MAYBE, max_size=12)), max_size=6),
    st.booleans(),
    st.booleans(),
    st.none() | st.floats(-5, 20),
)
def test_any_data_fills_exactly_the_size(
    size: tuple[int, int],
    data: list[tuple[CurveKind, list[float | None]]],
    log: bool,
    from_zero: bool,
    cursor: float | None,
) -> None:
    series = tuple(Series("名 x\x1b", kind, tuple(v), tuple(v[::-1])) for kind, v in data)
    curves = Curves(series, cursor=cursor, log=log, from_zero=from_zero)
    for variant in (curves, dataclasses.replace(curves, span=(0, 9))):
        raster = draw_curves(variant, *size)
        lines = raster.lines()
        assert len(lines) == max(size[1], 0)
        assert all(text_width(line) == max(size[0], 0) and "\x1b" not in line for line in lines)


def test_raster_writes_wide_characters_in_two_cells_and_cuts_at_the_edges() -> None:
    raster = Raster.blank(2, 6)
    raster.write(0, -1, "abc漢字", Role.LABEL)
    raster.write(5, 0, "outside", Role.LABEL)
    raster.write(1, 0, "\x1b[31me\u0301\u202e", Role.LABEL)
    assert raster.lines() == ["bc漢字", "[31me "]
    assert text_width("漢字a") == 5


def test_series_positions() -> None:
    series = Series("dose", CurveKind.MEASURED, (1.0, 2.0), positions=(0.0, 0.5))
    x: Floats = series.points()[0]
    assert x.tolist() == [0, 0.5]
    assert series.at(0.5) == 2
    assert series.at(0.25) is None
    assert Curves((series,)).x_range() == (0, 0.5)


def test_points_are_marks_without_a_line() -> None:
    curves = Curves(
        (Series("runs", CurveKind.POINTS, (1.0, 0.0, 1.0)), Series("more", CurveKind.POINTS, (0.0, 1.0, 0.0)))
    )
    text = "".join(draw_curves(curves, 40, 10).lines()[1:-2])
    assert text.count("◉") == text.count("■") == 3
    assert not any(0x2800 < ord(character) < 0x2900 for character in text)


def test_a_fan_is_shaded_between_its_own_edges() -> None:
    low, high = (0.0,) * 11, (1.0,) * 5 + (6.0,) + (8.0,) * 5
    fan = Series("95% of 20 runs", CurveKind.FAN, (0.5,) * 11, band=(low, high))
    raster = draw_curves(Curves((fan, Series("top", CurveKind.MEASURED, (10.0,) * 11))), 50, 16)
    shaded = (raster.characters == "░") & (raster.roles == Role.FAN)
    assert shaded[1:, 30:].sum() > 5 * shaded[1:, 8:20].sum()
    assert "░░ 95% of 20 runs" in raster.lines()[0]
    assert np.all(raster.grounds[1:][shaded[1:]] == Role.FAN)


def test_a_slim_fan_is_drawn_by_its_edges() -> None:
    fan = Series("fan", CurveKind.FAN, (5.0,) * 11, band=((5.0,) * 11, (5.1,) * 11))
    raster = draw_curves(Curves((fan, Series("top", CurveKind.MEASURED, (10.0,) * 11))), 50, 16)
    assert (raster.roles[1:-2] == Role.FAN).sum() > 20


@given(st.integers(5, 60), st.floats(0.01, 1.0))
def test_no_share_above_the_whole_is_named(rows: int, top: float) -> None:
    curves = Curves((Series("kept", CurveKind.MEASURED, (1.0, top)),), shares=True)
    shares = [line.partition("%┤")[0] for line in draw_curves(curves, 60, rows).lines() if "%┤" in line]
    assert all(float(share) <= 100 for share in shares)


def test_high_axes_are_no_rulers() -> None:
    for rows in range(9, 80):
        ticks = on_rows(fit_scale(np.array([1.0])), rows).marks
        assert 3 <= len(ticks) <= 9


def test_ticks_of_ones_own() -> None:
    curves = Curves((falling(),), (0, 30), x_ticks=((0.0, "none"), (15.0, "half"), (30.0, "all")))
    below = draw_curves(curves, 60, 12).lines()[-1]
    assert below.split() == ["none", "half", "all"]


def test_a_law_takes_the_colour_of_its_runs_and_may_go_without_a_name() -> None:
    law = Series("", CurveKind.EXPECTED, (1.0, 2.0, 3.0), role=Role.SECOND)
    raster = draw_curves(Curves((law,)), 40, 10)
    assert (raster.roles == Role.SECOND).any()
    assert not (raster.roles == Role.EXPECTED).any()
    assert raster.lines()[0].strip() == ""


def test_no_curve_vanishes_under_another() -> None:
    same = [falling(name) for name in ("one", "two", "three")]
    raster = draw_curves(Curves(tuple(same), (0, 30), 30), 80, 20)
    cells = [int((raster.roles == role).sum()) for role in (Role.MEASURED, Role.SECOND, Role.THIRD)]
    assert min(cells) > 10, "each is seen, though all are the same"
    marks = [character for line in raster.lines() for character in line if character in "◉■▲"]
    assert "◉" in marks, "where values meet under the cursor, the mark of the first is seen"
