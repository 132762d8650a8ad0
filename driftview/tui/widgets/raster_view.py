"""The widget under every chart: shows a raster through the line API, in the colours of the theme."""

from collections.abc import Iterator
from itertools import pairwise
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from rich.segment import Segment
from rich.style import Style
from textual.color import Color, Gradient
from textual.geometry import Region
from textual.strip import Strip

from driftview.charts.raster import HEAT_LEVELS, Raster, Role
from driftview.tui.widgets.line_view import LineView

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
}
"""The component class that colours each role; heat levels lie between chart--cold and chart--hot."""

ON_ANY_GROUND = {Role.LAW, Role.MARKER}
"""Roles that stand on strong colours and take black or white, whichever is seen there."""

TEXTURE = 0.25
"""How far the shade characters of a heat map go from the colour under them towards the hottest."""


class RasterView(LineView):
    """Shows what ``draw`` returns, drawn anew when data or size change and coloured anew with the theme."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *COMPONENT_OF.values(),
        "chart--band-ground",
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
        & > .chart--control { color: $text-warning; }
        & > .chart--ghost { color: $text-muted; }
        & > .chart--alive { color: $primary; }
        & > .chart--lost-now { color: $error; }
        & > .chart--lost-before { color: $foreground 55%; }
        & > .chart--law { color: $text; text-style: bold; }
        & > .chart--done { color: $text-primary; }
        & > .chart--current { color: $text-accent; text-style: bold; }
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
        """Draw anew: the data have changed. Only the cells that differ are sent to the terminal."""
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
        """Colour every line anew: the theme or a style has changed."""
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
        return colour(self._raster.characters[y], self._keys[y], self._palette)


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
        self._plain = view.app.no_color or self._ends[1].ansi is not None
        gradient = Gradient((0, self._ends[0]), (1, self._ends[1]))
        self._heat = [gradient.get_color(place / (HEAT_LEVELS - 1)) for place in range(HEAT_LEVELS)]

    def style(self, role: int, ground: int) -> Style:
        """Return the style of a role on a ground."""
        key = role, ground
        if key not in self._known:
            style = self._foreground(role)
            if ground != Role.BLANK and not self._plain:
                style += self._background(ground)
                if role in ON_ANY_GROUND and ground != Role.BAND and style.bgcolor:
                    contrast = Color.from_rich_color(style.bgcolor).get_contrast_text(1.0)
                    style += Style(color=contrast.rich_color)
            self._known[key] = style
        return self._known[key]

    def _foreground(self, role: int) -> Style:
        if role == Role.BLANK:
            return self._view.rich_style
        if role >= Role.HEAT:
            heat, hottest = self._heat[role - Role.HEAT], self._ends[1]
            shown = hottest if self._plain else heat.blend(hottest, TEXTURE)
            return self._view.rich_style + Style(color=shown.rich_color)
        return self._view.get_component_rich_style(COMPONENT_OF[Role(role)])

    def _background(self, ground: int) -> Style:
        if ground >= Role.HEAT:
            return Style(bgcolor=self._heat[ground - Role.HEAT].rich_color)
        if ground == Role.BAND:
            return Style(bgcolor=self._view.get_component_rich_style("chart--band-ground").bgcolor)
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
