"""Band bars, heat maps, sparklines and timelines."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from driftview.charts.heat_map import HeatGrid, cell_at, draw_heat_map
from driftview.charts.raster import HEAT_LEVELS, Role, text_width
from driftview.charts.strips import (
    Track,
    cell_of,
    draw_bands,
    draw_sparkline,
    draw_timeline,
    generation_at,
    sparkline,
)
from driftview.drift.lineage import BandState

BANDS = (
    BandState(1, 1, 200, 50, 30, 120, 60.0),
    BandState(2, 2, 100, 50, 25, 25, None),
    BandState(3, 4, 40, 40, 0, 0, 39.5),
    BandState(5, 8, 0, 0, 0, 0, 0.0),
)
SIZES = st.tuples(st.integers(-1, 130), st.integers(-1, 40))
SHARES = st.floats(0, 1) | st.none() | st.just(float("nan"))


def test_bars_to_the_character() -> None:
    assert draw_bands(BANDS, 36, 6).lines() == [
        "once  ██████•▓▓                  25%",
        "twice ████████████▓▓▓▓▓          50%",
        "3–4   ██████████████████████•   100%",
        "5–8                                –",
        "█ alive  ▓ lost now  • predicted    ",
        "                                    ",
    ]


def test_legend_of_bars_has_the_predictions_dot_as_it_stands_on_them() -> None:
    raster = draw_bands(BANDS, 100, 9)
    *on_bars, legend = np.argwhere(raster.characters == "•").tolist()
    looks = {(int(raster.roles[row, column]), int(raster.grounds[row, column])) for row, column in on_bars}
    assert (int(raster.roles[*legend]), int(raster.grounds[*legend])) in looks


def test_bar_parts_have_their_shares() -> None:
    raster = draw_bands(BANDS[1:2], 100, 1)
    counts = {
        role: int((raster.roles == role).sum()) for role in (Role.ALIVE, Role.LOST_NOW, Role.LOST_BEFORE)
    }
    room = sum(counts.values())
    assert room > 50
    assert counts[Role.ALIVE] == round(room / 2)
    assert abs(counts[Role.LOST_NOW] - room / 4) <= 1
    assert raster.lines()[0].rstrip().endswith("50%  50 of 100")


def test_law_stands_at_its_place_on_the_colour_of_the_bar() -> None:
    raster = draw_bands(BANDS, 100, 5)
    bar = np.flatnonzero(np.isin(raster.roles[0], [Role.ALIVE, Role.LOST_NOW, Role.LOST_BEFORE, Role.LAW]))
    law = np.flatnonzero(raster.characters[0] == "•")
    assert law.size == 1
    assert law[0] - bar[0] == round(60 / 200 * bar.size) - 1
    assert raster.grounds[0, law[0]] == Role.LOST_NOW
    assert "•" not in raster.lines()[1]


def test_bars_stand_apart_when_there_is_room_and_rare_words_stay_when_not() -> None:
    assert draw_bands(BANDS, 60, 12).lines()[1].strip() == ""
    few = draw_bands(BANDS, 60, 3).lines()
    assert few[0].startswith("once")
    assert few[1].startswith("twice")
    assert "lost now" in few[2]


@settings(max_examples=60, deadline=None)
@given(SIZES, st.lists(st.tuples(*[st.integers(0, 999)] * 3, st.none() | st.floats(0, 3000)), max_size=12))
def test_bars_of_any_size(size: tuple[int, int], parts: list[tuple[int, int, int, float | None]]) -> None:
    bands = [BandState(2**i, 2 ** (i + 1) - 1, a + n + b, a, n, b, e) for i, (a, n, b, e) in enumerate(parts)]
    lines = draw_bands(bands, *size).lines()
    assert len(lines) == max(size[1], 0)
    assert all(len(line) == max(size[0], 0) for line in lines)


def test_heat_map_to_the_character() -> None:
    grid = HeatGrid(
        ("once", "twice"), ((1.0, 0.6, 0.3, 0.1, 0.0), (1.0, 0.9, None, 0.51, 0.5)), (1, 0), columns=6
    )
    assert draw_heat_map(grid, 18, 4).lines() == [
        "once  ██◆▓▒▒░░  ··",
        "twice ████··▓▓▒▒··",
        "      0   2   4   ",
        "◆ generation 1 · o",
    ]
    assert draw_heat_map(grid, 60, 4).lines()[3].rstrip() == "◆ generation 1 · once · 60% alive"


def test_heat_levels_follow_the_value() -> None:
    values = tuple(np.linspace(0, 1, 40).tolist())
    raster = draw_heat_map(HeatGrid(("x",), (values,)), 42, 1)
    levels = raster.roles[0, 2:].astype(int) - Role.HEAT
    assert levels[0] == 0
    assert levels[-1] == HEAT_LEVELS - 1
    assert np.all(np.diff(levels) >= 0)
    assert [shade for shade in "░▒▓█" if shade not in raster.lines()[0]] == []


def test_heat_map_without_a_cursor_explains_its_shades() -> None:
    assert "▓ to 75" in draw_heat_map(HeatGrid(("once",), ((1.0, 0.5),)), 60, 5).lines()[-1]


@settings(max_examples=60, deadline=None)
@given(
    SIZES,
    st.lists(st.lists(SHARES, max_size=40), max_size=12),
    st.none() | st.tuples(st.integers(-1, 50), st.integers(-1, 14)),
)
def test_heat_maps_of_any_size(
    size: tuple[int, int], rows: list[list[float | None]], cursor: tuple[int, int] | None
) -> None:
    labels = tuple(f"band {i}" for i in range(len(rows)))
    grid = HeatGrid(labels, tuple(map(tuple, rows)), cursor)
    raster = draw_heat_map(grid, *size)
    assert [text_width(line) for line in raster.lines()] == [max(size[0], 0)] * max(size[1], 0)
    for column in range(-1, size[0] + 1):
        cell = cell_at(grid, *size, column, 0)
        assert cell is None or (0 <= cell[0] < grid.generations and cell[1] == 0)


def test_a_click_on_the_cursor_is_its_cell() -> None:
    grid = HeatGrid(("a", "b", "c"), ((0.5,) * 31,) * 3, (17, 2))
    raster = draw_heat_map(grid, 90, 14)
    row, column = (int(axis[0]) for axis in np.nonzero(raster.characters[:-1] == "◆"))
    assert cell_at(grid, 90, 14, column, row) == (17, 2)
    assert cell_at(grid, 90, 14, 0, row) is None


def test_sparklines() -> None:
    assert sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8) == "▁▂▃▄▅▆▇█"
    assert sparkline([7, 0], 4) == "██▁▁"
    assert sparkline([0, 0, 4, 4, 8, 8], 3) == "▁▅█"
    assert sparkline([None, 1, float("nan"), 2], 4) == " ▁ █"
    assert sparkline([3, 3, 3], 3) == "▄▄▄"
    assert sparkline([1, 2], 4, total=4) == "▁█  "
    assert sparkline([8, 7.6], 2, human=8) == "▄▄", "a loss of 5% is flat beside one of nearly everything"
    assert sparkline([8, 0.2, 8 * 15], 3, human=8) == "▄▁█"
    assert sparkline([4, 5], 2, from_zero=True) == "▇█"
    assert sparkline([], 3) == "   "
    assert sparkline([1], 0) == ""


@given(st.lists(st.none() | st.floats(-1e300, 1e300)), st.integers(-1, 50), st.none() | st.integers(0, 80))
def test_sparklines_have_their_width(values: list[float | None], width: int, total: int | None) -> None:
    assert len(sparkline(values, width, total)) == max(width, 0)
    raster = draw_sparkline(values, width, total, cursor=len(values) - 1)
    assert (raster.roles == Role.CURSOR).sum() == (width > 0 and len(values) > 0)


@given(st.integers(1, 60), st.integers(1, 200), st.data())
def test_sparkline_cells_are_in_order(width: int, count: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, count - 1))
    assert 0 <= cell_of(index, width, count) < width
    assert cell_of(0, width, count) == 0
    assert count == 1 or cell_of(count - 1, width, count) == width - 1


def test_timeline_to_the_character() -> None:
    assert draw_timeline(Track(3, 5, 2), 27, 2).lines() == [
        "human ●━━━●━━━◉━━━●╌╌╌○╌╌╌○",
        "      0   1   2   3   4   5",
    ]
    assert draw_timeline(Track(5, 5, 5, "done"), 33).lines() == ["human ●━━━●━━━●━━━●━━━●━━━◉  done"]


def test_timeline_note_gives_way() -> None:
    track = Track(2, 30, 1, "▶ computing 12/30  ETA 1 s")
    assert "computing" in draw_timeline(track, 60).lines()[0]
    assert "computing" not in draw_timeline(track, 34).lines()[0]


@given(
    st.integers(1, 200), st.integers(0, 400), st.integers(1, 400), st.integers(0, 400), st.text(max_size=9)
)
def test_timelines_of_any_size(width: int, done: int, total: int, current: int, note: str) -> None:
    track = Track(done, total, min(current, done), note)
    raster = draw_timeline(track, width, 2)
    lines = raster.lines()
    assert [text_width(line) for line in lines] == [width, width]
    assert lines[0].count("◉") == 1 or "◉" in note
    column = int(np.flatnonzero(raster.roles[0] == Role.CURRENT)[0])
    chosen = generation_at(track, width, column)
    assert chosen is not None
    assert abs(chosen - track.current) <= max(1, track.last // max(width - 20, 1))
    assert generation_at(track, width, -1) is None
    assert generation_at(track, width, width) is None
