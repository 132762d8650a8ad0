"""The chart widgets: what they draw, when they redraw it, what a click tells."""

from dataclasses import replace

import pytest
from rich.color import ColorType
from textual.app import App, ComposeResult
from textual.message import Message
from textual.strip import Strip
from textual.theme import BUILTIN_THEMES

from driftview.charts.curves import CurveKind, Curves, Series
from driftview.charts.heat_map import HeatGrid, draw_heat_map
from driftview.charts.line_chart import draw_curves
from driftview.charts.raster import HEAT_LEVELS, SHADE, Raster, Role
from driftview.charts.strips import Track, draw_bands
from driftview.drift.lineage import BandState
from driftview.tui.widgets.charts import (
    COMPONENT_OF,
    BandBars,
    HeatMap,
    LineChart,
    Palette,
    RasterView,
    Sparkline,
    Timeline,
    cell_keys,
    colour,
)

THEMES = ("textual-dark", "textual-light", "nord", "solarized-light", "ansi-dark", "ansi-light")
"""Of all kinds; the oldest Textual allowed does not have all of them."""

FALL = tuple(6000 / (1 + g / 4) for g in range(31))
CURVES = Curves(
    (
        Series("measured", CurveKind.MEASURED, FALL),
        Series("expected", CurveKind.EXPECTED, FALL, (600.0,) * 31),
        Series("control", CurveKind.CONTROL, (5000.0,) * 31),
        Series("order 1", CurveKind.GHOST, tuple(v / 2 for v in FALL)),
    ),
    cursor=5,
)
BANDS = (BandState(1, 1, 200, 50, 30, 120, 60.0), BandState(2, 2, 100, 50, 25, 25, None))
GRID = HeatGrid(("once", "twice"), ((1.0, 0.6, 0.3, 0.0), (1.0, 0.9, None, 0.5)), (1, 0))


class Charts(App[None]):
    """One of each, one below the other."""

    CSS = "BandBars, HeatMap { height: 5; }"

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[Message] = []

    def compose(self) -> ComposeResult:
        yield Timeline()
        yield LineChart()
        yield BandBars()
        yield HeatMap()
        yield Sparkline()

    def on_mount(self) -> None:
        self.query_one(Timeline).show(Track(20, 30, 5))
        self.query_one(LineChart).show(CURVES)
        self.query_one(BandBars).show(BANDS)
        self.query_one(HeatMap).show(GRID)
        self.query_one(Sparkline).show(FALL, 31, 5)

    def on_timeline_chosen(self, message: Timeline.Chosen) -> None:
        self.heard.append(message)

    def on_line_chart_chosen(self, message: LineChart.Chosen) -> None:
        self.heard.append(message)

    def on_heat_map_chosen(self, message: HeatMap.Chosen) -> None:
        self.heard.append(message)


def strips(view: RasterView) -> list[Strip]:
    return [view.render_line(row) for row in range(view.size.height)]


async def test_widgets_show_their_rasters_in_merged_runs() -> None:
    app = Charts()
    async with app.run_test(size=(80, 34)):
        for view, raster in (
            (app.query_one(LineChart), draw_curves(CURVES, *app.query_one(LineChart).size)),
            (app.query_one(BandBars), draw_bands(BANDS, *app.query_one(BandBars).size)),
            (app.query_one(HeatMap), draw_heat_map(GRID, *app.query_one(HeatMap).size)),
        ):
            shown = strips(view)
            assert [strip.text for strip in shown] == [
                line.replace(SHADE, " ") if y and isinstance(view, LineChart) else line
                for y, line in enumerate(raster.lines())
            ]
            assert all(strip.cell_length == 80 for strip in shown)
            assert max(len(list(strip)) for strip in shown) < 45
        assert app.query_one(Timeline).render_line(0).text.startswith("human ●")
        assert "█" in app.query_one(Sparkline).render_line(0).text


async def test_a_chart_is_redrawn_only_when_it_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[tuple[int, int]] = []
    draw = LineChart.draw

    def counted(view: LineChart, width: int, height: int) -> Raster:
        drawn.append((width, height))
        return draw(view, width, height)

    monkeypatch.setattr(LineChart, "draw", counted)
    app = Charts()
    async with app.run_test(size=(80, 34)) as pilot:
        chart = app.query_one(LineChart)
        strips(chart)
        first = len(drawn)
        chart.show(replace(CURVES))
        assert strips(chart)[0] is strips(chart)[0]
        assert len(drawn) == first, "equal data"
        app.theme = "textual-light"
        await pilot.pause()
        strips(chart)
        assert len(drawn) == first, "another theme only changes colours"
        chart.show(replace(CURVES, cursor=6))
        strips(chart)
        assert len(drawn) == first + 1
        await pilot.resize_terminal(100, 40)
        strips(chart)
        assert drawn[-1][0] == 100


@pytest.mark.parametrize("theme", [theme for theme in THEMES if theme in BUILTIN_THEMES])
async def test_every_role_is_seen_in_every_theme(theme: str) -> None:
    app = Charts()
    async with app.run_test(size=(80, 34)) as pilot:
        app.theme = theme
        await pilot.pause()
        view = app.query_one(LineChart)
        palette = Palette(view)
        for role in COMPONENT_OF:
            style = palette.style(role, Role.BLANK)
            assert style.color is not None
            assert style.bgcolor == view.rich_style.bgcolor
            assert style.color.is_default or style.color != style.bgcolor, role
        grounds = {
            palette.style(Role.HEAT + place, Role.HEAT + place).bgcolor for place in range(HEAT_LEVELS)
        }
        assert len(grounds) == (1 if theme.startswith("ansi") else HEAT_LEVELS)
        assert all(strip.cell_length == 80 for strip in strips(view))


async def test_text_is_dark_on_light_and_light_on_dark() -> None:
    app = Charts()
    async with app.run_test(size=(80, 34)) as pilot:
        for theme, dark_text in (("textual-dark", False), ("textual-light", True)):
            app.theme = theme
            await pilot.pause()
            for role in (Role.LABEL, Role.VALUE, Role.MARKER, Role.MEASURED):
                found = Palette(app.query_one(LineChart)).style(role, Role.BLANK).color
                assert found is not None
                assert found.type is ColorType.TRUECOLOR
                assert (sum(found.get_truecolor()) < 3 * 128) is dark_text, (theme, role)


async def test_without_colour_the_shades_stand_for_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = Charts()
    async with app.run_test(size=(80, 34)):
        view = app.query_one(HeatMap)
        palette = Palette(view)
        for role, ground in ((Role.HEAT, Role.HEAT), (Role.MARKER, Role.HEAT), (Role.MEASURED, Role.BAND)):
            assert palette.style(role, ground).bgcolor == view.rich_style.bgcolor
        assert view.render_line(0).text.split()[1].startswith("█")


async def test_clicks_choose() -> None:
    app = Charts()
    async with app.run_test(size=(80, 34)) as pilot:
        await pilot.click(Timeline, offset=(6, 0))
        await pilot.click(Timeline, offset=(79, 0))
        await pilot.click(LineChart, offset=(79, 3))
        await pilot.click(LineChart, offset=(0, 3))
        await pilot.click(HeatMap, offset=(10, 1))
        await pilot.click(HeatMap, offset=(0, 0))
        await pilot.pause()
    timeline, last, chart, cell = app.heard
    assert isinstance(timeline, Timeline.Chosen)
    assert isinstance(last, Timeline.Chosen)
    assert (timeline.generation, last.generation) == (0, 20), "never one that does not exist yet"
    assert timeline.control is timeline.timeline
    assert isinstance(chart, LineChart.Chosen)
    assert chart.position == 30
    assert isinstance(cell, HeatMap.Chosen)
    assert (cell.generation, cell.row) == (0, 1)


async def test_wide_characters_keep_the_row_in_its_width() -> None:
    app = Charts()
    async with app.run_test(size=(80, 34)):
        view = app.query_one(LineChart)
        raster = Raster.blank(1, 8)
        raster.write(0, 0, "論語 ab", Role.LABEL)
        strip = colour(raster.characters[0], cell_keys(raster)[0], Palette(view))
        assert strip.text == "論語 ab "
        assert sum(segment.cell_length for segment in strip) == 8
