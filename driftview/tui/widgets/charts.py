"""Charts as widgets: rasters of driftview.charts in the colours of the theme."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from rich.segment import Segment
from rich.style import Style
from textual.color import Color, Gradient
from textual.events import Click
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from driftview.charts.curves import Curves
from driftview.charts.heat_map import HeatGrid, cell_at, draw_heat_map
from driftview.charts.line_chart import Plot, draw_curves, x_at
from driftview.charts.raster import HEAT_LEVELS, SHADE, Raster, Role
from driftview.charts.strips import Track, draw_bands, draw_sparkline, draw_timeline, generation_at
from driftview.drift.first_text import call_first
from driftview.drift.lineage import BandState
from driftview.tui.content.spans import Row, Span, wrapped
from driftview.tui.widgets.rows import LineView, Rows

COMPONENT_OF = {
    Role.AXIS: "chart--axis",
    Role.LABEL: "chart--label",
    Role.VALUE: "chart--value",
    Role.CURSOR: "chart--cursor",
    Role.MARKER: "chart--marker",
    Role.MEASURED: "chart--measured",
    Role.SECOND: "chart--second",
    Role.THIRD: "chart--third",
    Role.FOURTH: "chart--fourth",
    Role.EXPECTED: "chart--expected",
    Role.BAND: "chart--band",
    Role.CONTROL: "chart--control",
    Role.GHOST: "chart--ghost",
    Role.ALIVE: "chart--alive",
    Role.LOST_NOW: "chart--lost-now",
    Role.LOST_BEFORE: "chart--lost-before",
    Role.LAW: "chart--law",
    Role.DONE: "chart--done",
    Role.CURRENT: "chart--current",
    Role.PENDING: "chart--pending",
    Role.FIFTH: "chart--fifth",
    Role.FAN: "chart--fan",
    Role.GUESS: "chart--guess",
    Role.LOST: "chart--lost",
}
"""The component class that colours each role; heat levels lie between chart--cold and chart--hot."""

GROUND_OF = {
    Role.BAND: "chart--band-ground",
    Role.FAN: "chart--fan-ground",
    Role.LOST: "chart--lost-ground",
}
"""The component class that tints the ground of an area; other grounds take the colour of their role."""

ON_ANY_GROUND = {Role.LAW, Role.MARKER}
"""Roles that stand on strong colours and take black or white, whichever is seen there."""

TEXTURE = 0.25
"""How far the shade characters of a heat map go from the colour under them towards the hottest."""


class RasterView(LineView):
    """Shows what ``draw`` returns, drawn again when data or size change and coloured again with the theme."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *COMPONENT_OF.values(),
        *GROUND_OF.values(),
        "chart--cold",
        "chart--hot",
    }
    DEFAULT_CSS = """
    RasterView {
        width: 1fr; height: 1fr;
        & > .chart--axis { color: $foreground 45%; }
        & > .chart--label { color: $text-muted; }
        & > .chart--value { color: $text; text-style: bold; }
        & > .chart--cursor { color: $text-muted; }
        & > .chart--marker { color: $text; text-style: bold; }
        & > .chart--measured { color: $text-primary; }
        & > .chart--second { color: $text-accent; }
        & > .chart--third { color: $text-success; }
        & > .chart--fourth { color: $text-error; }
        & > .chart--fifth { color: $foreground; }
        & > .chart--guess { color: $text-accent; text-style: bold; }
        & > .chart--fan { color: $primary 60%; }
        & > .chart--expected { color: $text-success; }
        & > .chart--band { color: $success 60%; }
        & > .chart--band-ground { background: $success 14%; }
        & > .chart--fan-ground { background: $primary 20%; }
        & > .chart--lost { color: $text-error; text-style: italic; }
        & > .chart--lost-ground { background: $error 12%; }
        & > .chart--control { color: $text-muted; }
        & > .chart--ghost { color: $text-muted; }
        & > .chart--alive { color: $primary; }
        & > .chart--lost-now { color: $error; }
        & > .chart--lost-before { color: $foreground 55%; }
        & > .chart--law { color: $text; text-style: bold; }
        & > .chart--done { color: $text-primary; }
        & > .chart--current { color: $text; text-style: bold; }
        & > .chart--pending { color: $foreground 55%; }
        & > .chart--cold { color: $panel; }
        & > .chart--hot { color: $primary; }
    }
    """
    ALLOW_SELECT = False

    _raster: Raster | None = None
    _keys: NDArray[np.int32] | None = None
    """Role · 256 + ground of every cell of the raster."""
    _palette: "Palette | None" = None

    def draw(self, width: int, height: int) -> Raster:
        """Return the picture at a size in cells."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Draw again: the data have changed. Only the cells that differ are sent to the terminal."""
        old = self._raster
        if old is None or (old.width, old.height) != tuple(self.size):
            self._raster = None
            self.refresh()
            return
        new = self.draw(old.width, old.height)
        regions = list(differences(old, new))
        self._raster, self._keys = new, cell_keys(new)
        for region in regions:
            self._strips.pop(region.y, None)
        if regions:
            self.refresh(*regions)

    def forget_lines(self) -> None:
        """Colour every line again: the theme or a style has changed."""
        super().forget_lines()
        self._palette = None

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the rows that the screen asks for, of a picture of the present size."""
        raster = self._raster
        if raster is None or (raster.width, raster.height) != tuple(self.size):
            self._raster = self.draw(*self.size)
            self._keys = cell_keys(self._raster)
            self._strips.clear()
        return super().render_lines(crop)

    def draw_line(self, y: int) -> Strip:
        """Return one row of the picture."""
        if self._raster is None or self._keys is None or y >= self._raster.height:
            return Strip.blank(self.size.width, self.rich_style)
        if self._palette is None:
            self._palette = Palette(self)
        characters = self._raster.characters[y]
        if not self._palette.plain:  # the ground says it
            characters = np.where((characters == SHADE) & (self._raster.grounds[y] > 0), " ", characters)
        return colour(characters, self._keys[y], self._palette)


def differences(old: Raster, new: Raster) -> Iterator[Region]:
    """Yield, for each row in which two rasters of one size differ, the cells from the first to the last."""
    differ = (old.characters != new.characters) | (old.grounds != new.grounds)
    differ |= (old.roles != new.roles) & (new.characters != " ")
    for y in np.flatnonzero(differ.any(axis=1)).tolist():
        columns = np.flatnonzero(differ[y])
        first, last = int(columns[0]), int(columns[-1])
        yield Region(first, y, last + 1 - first, 1)


class Palette:
    """The styles of a raster view by role and ground, looked up once each.

    Without colours, or with the terminal's own sixteen, which cannot be mixed, no ground is tinted: shade
    characters then stand for themselves.
    """

    def __init__(self, view: RasterView) -> None:
        self._view = view
        self._known: dict[tuple[int, int], Style] = {}
        self._ends = [view.get_component_styles(name).color for name in ("chart--cold", "chart--hot")]
        self.plain = view.app.no_color or self._ends[1].ansi is not None
        gradient = Gradient((0, self._ends[0]), (1, self._ends[1]))
        self._heat = [gradient.get_color(place / (HEAT_LEVELS - 1)) for place in range(HEAT_LEVELS)]

    def style(self, role: int, ground: int) -> Style:
        """Return the style of a role on a ground."""
        key = role, ground
        if key not in self._known:
            style = self._foreground(role)
            if ground != Role.BLANK and not self.plain:
                style += self._background(ground)
                if role in ON_ANY_GROUND and ground not in GROUND_OF and style.bgcolor:
                    contrast = Color.from_rich_color(style.bgcolor).get_contrast_text(1.0)
                    style += Style(color=contrast.rich_color)
            self._known[key] = style
        return self._known[key]

    def _foreground(self, role: int) -> Style:
        if role == Role.BLANK:
            return self._view.rich_style
        if role >= Role.HEAT:
            heat, hottest = self._heat[role - Role.HEAT], self._ends[1]
            shown = hottest if self.plain else heat.blend(hottest, TEXTURE)
            return self._view.rich_style + Style(color=shown.rich_color)
        return self._view.get_component_rich_style(COMPONENT_OF[Role(role)])

    def _background(self, ground: int) -> Style:
        if ground >= Role.HEAT:
            return Style(bgcolor=self._heat[ground - Role.HEAT].rich_color)
        if ground in GROUND_OF:
            return Style(bgcolor=self._view.get_component_rich_style(GROUND_OF[Role(ground)]).bgcolor)
        return Style(bgcolor=self._foreground(ground).color)


def colour(characters: NDArray[np.str_], keys: NDArray[np.int32], palette: Palette) -> Strip:
    """Return one row of a raster as a strip, with runs of one style merged."""
    row = characters.tolist()
    ends = [0, *(np.flatnonzero(keys[1:] != keys[:-1]) + 1).tolist(), len(row)]
    segments = [
        Segment("".join(row[start:end]), palette.style(*divmod(int(keys[start]), 256)))
        for start, end in pairwise(ends)
        if end > start
    ]
    return Strip(segments, len(row))


def cell_keys(raster: Raster) -> NDArray[np.int32]:
    """Return role · 256 + ground of every cell; empty cells take the role before them, to make longer runs.

    The colour of an empty cell is not seen, and a dotted line would otherwise change style at every cell.
    """
    places = np.arange(raster.width, dtype=np.int32)
    drawn = (raster.characters != " ") | (raster.grounds > 0)
    source = np.maximum.accumulate(np.where(drawn, places, 0), axis=1) if raster.width else places
    roles = np.take_along_axis(raster.roles, np.broadcast_to(source, raster.roles.shape), axis=1)
    before = np.take_along_axis(raster.grounds, np.broadcast_to(source, raster.roles.shape), axis=1)
    filled = np.where(drawn | (before > 0), raster.roles, roles)
    return filled.astype(np.int32) * 256 + raster.grounds


class LineChart(RasterView):
    """Curves through the generations; a click chooses an x."""

    @dataclass
    class Chosen(Message):
        """Somebody clicked on the plot."""

        chart: "LineChart"
        position: float
        """The x that was clicked, not rounded."""

        @property
        def control(self) -> "LineChart":
            """The chart that was clicked."""
            return self.chart

    _curves = Curves()
    _plot: tuple[Curves, tuple[int, int], Plot] | None = None
    """Curves without a cursor, a size in cells, and what was drawn of them."""

    @property
    def curves(self) -> Curves:
        """What is shown."""
        return self._curves

    def show(self, curves: Curves) -> None:
        """Show other curves."""
        if not getattr(self.app, "begins_human", True):
            series = tuple(replace(each, name=call_first(False, each.name)) for each in curves.series)
            curves = replace(curves, series=series)
        if curves != self._curves:
            self._curves = curves
            self.redraw()

    def draw(self, width: int, height: int) -> Raster:
        """Return the chart at a size in cells."""
        if width < 1 or height < 1:
            return draw_curves(self._curves, width, height)
        bare = replace(self._curves, cursor=None)
        if self._plot is None or self._plot[:2] != (bare, (width, height)):
            self._plot = bare, (width, height), Plot(bare, width, height)
        return self._plot[2].at(self._curves.cursor)

    def on_click(self, event: Click) -> None:
        """Tell which x was clicked."""
        offset = event.get_content_offset(self)
        position = None if offset is None else x_at(self._curves, *self.size, offset.x)
        if position is not None:
            self.post_message(self.Chosen(self, position))


class HeatMap(RasterView):
    """Shares by generation and band; a click chooses a cell."""

    @dataclass
    class Chosen(Message):
        """Somebody clicked on a cell."""

        heat_map: "HeatMap"
        generation: int
        row: int
        """The row of the grid, not of the screen."""

        @property
        def control(self) -> "HeatMap":
            """The heat map that was clicked."""
            return self.heat_map

    _grid = HeatGrid()

    @property
    def grid(self) -> HeatGrid:
        """What is shown."""
        return self._grid

    def show(self, grid: HeatGrid) -> None:
        """Show another grid, or the same with another cursor."""
        if grid != self._grid:
            self._grid = grid
            self.redraw()

    def draw(self, width: int, height: int) -> Raster:
        """Return the map at a size in cells."""
        return draw_heat_map(self._grid, width, height)

    def on_click(self, event: Click) -> None:
        """Tell which cell was clicked."""
        offset = event.get_content_offset(self)
        cell = None if offset is None else cell_at(self._grid, *self.size, *offset)
        if cell is not None:
            self.post_message(self.Chosen(self, *cell))


class BandBars(RasterView):
    """One bar for each frequency band: alive, lost now, lost before, and what chance predicts."""

    _bands: tuple[BandState, ...] = ()

    @property
    def bands(self) -> tuple[BandState, ...]:
        """What is shown."""
        return self._bands

    def show(self, bands: Sequence[BandState]) -> None:
        """Show other bands."""
        if tuple(bands) != self._bands:
            self._bands = tuple(bands)
            self.redraw()

    def draw(self, width: int, height: int) -> Raster:
        """Return the bars at a size in cells."""
        return draw_bands(self._bands, width, height)


class Timeline(RasterView):
    """The generations as a line; a click chooses one that exists."""

    DEFAULT_CSS = "Timeline { height: 1; }"

    @dataclass
    class Chosen(Message):
        """Somebody clicked on a generation."""

        timeline: "Timeline"
        generation: int

        @property
        def control(self) -> "Timeline":
            """The timeline that was clicked."""
            return self.timeline

    _track = Track()

    @property
    def track(self) -> Track:
        """What is shown."""
        return self._track

    def show(self, track: Track) -> None:
        """Show another state of the run."""
        if track != self._track:
            self._track = track
            self.redraw()

    def draw(self, width: int, height: int) -> Raster:
        """Return the timeline at a size in cells; a second row holds the numbers."""
        return draw_timeline(self._track, width, height)

    def on_click(self, event: Click) -> None:
        """Tell which generation was clicked; beyond the last one that exists, that one."""
        offset = event.get_content_offset(self)
        generation = None if offset is None else generation_at(self._track, self.size.width, offset.x)
        if generation is not None:
            self.post_message(self.Chosen(self, min(generation, self._track.done)))


class Sparkline(RasterView):
    """A curve in one row, with the current value set off."""

    DEFAULT_CSS = "Sparkline { height: 1; & > .chart--cursor { color: $text-accent; text-style: bold; } }"

    _shown: tuple[tuple[float | None, ...], int | None, int | None] = ((), None, None)

    def show(
        self, values: Sequence[float | None], total: int | None = None, cursor: int | None = None
    ) -> None:
        """Show other values; ``total`` is how many there will be, ``cursor`` the place of the current one."""
        shown = (tuple(values), total, cursor)
        if shown != self._shown:
            self._shown = shown
            self.redraw()

    def draw(self, width: int, height: int) -> Raster:
        """Return the sparkline; what is below its row stays blank."""
        values, total, cursor = self._shown
        return draw_sparkline(values, width, total, cursor, height)


READ, UNREAD, LAW = "█", "░", "┃"


class ReadingFraction(Rows):
    """A bar, and below it what it means."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "reading--read", "reading--unread", "reading--law", "reading--number", "reading--said",
        "reading--more",
    }  # fmt: skip
    DEFAULT_CSS = """
    ReadingFraction {
        color: $foreground;
        & > .reading--read { color: $primary; }
        & > .reading--unread { color: $foreground 30%; }
        & > .reading--law { color: $text; text-style: bold; }
        & > .reading--number { color: $text-accent; text-style: bold; }
        & > .reading--said { color: $foreground; text-style: bold; }
        & > .reading--more { color: $text-muted; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._share = 0.0
        self._law: float | None = None
        self._number = ""
        self._sentences: tuple[tuple[str, str], ...] = ()

    def show(self, share: float, law: float | None, number: str, sentences: tuple[str, ...]) -> None:
        """Show a share, where chance predicts it, the share as a number, and sentences about it."""
        looks = ("reading--said", *["reading--more"] * (len(sentences) - 1))
        self._share, self._law, self._number = share, law, number
        self._sentences = tuple(zip(sentences, looks, strict=True))
        self.fit_rows()

    def fit_rows(self) -> None:
        """Draw the bar as wide as there is room, and as many sentences as fit."""
        if not self.size.width:
            return
        rows = [self._bar(self.size.width - len(self._number) - 2)]
        for sentence, look in self._sentences:
            lines = wrapped([Span(sentence, look)], self.size.width)
            if len(rows) + len(lines) <= self.size.height:
                rows += lines
        self.show_rows(rows)

    def _bar(self, room: int) -> Row:
        read = round(self._share * room)
        cells = [(READ, "reading--read")] * read + [(UNREAD, "reading--unread")] * (room - read)
        if self._law is not None and room > 0:
            cells[min(max(round(self._law * room) - 1, 0), room - 1)] = (LAW, "reading--law")
        spans: list[Span] = []
        for text, look in cells:
            if spans and spans[-1].look == look:
                spans[-1] = Span(spans[-1].text + text, look)
            else:
                spans.append(Span(text, look))
        return (*spans, Span(f"  {self._number}", "reading--number"))
