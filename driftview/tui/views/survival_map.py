"""The map: every generation and every frequency band at once, and the cell under the cursor in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from driftview import numbers
from driftview.charts.heat_map import HeatGrid
from driftview.drift.lineage import BandState
from driftview.theory.deviation import WIDTH
from driftview.tui.content import charts, survival_map
from driftview.tui.content.main import Wordings
from driftview.tui.content.spans import Paragraph, Span
from driftview.tui.views.view import View
from driftview.tui.widgets.charts import HeatMap, LineChart
from driftview.tui.widgets.frame import Panel
from driftview.tui.widgets.prose import Prose

SHADES = (
    "░ to 25%  ▒ to 50%  ▓ to 75%  █ to 100% of its words alive",
    "░ 25%  ▒ 50%  ▓ 75%  █ 100% alive",
)

TITLES = (
    "Words alive, by generation and by how often humans used them",
    "Words alive, by how often humans used them",
    "Words alive",
)
AROUND = 4
"""Rows of the map's panel that are not bands: its frame, the axis and the read-out."""
CELL_ROWS = 4
"""The least height of the panel below it."""


class MapView(View):
    """A heat map with a cursor; the curve of the cursor's band stands beside it where there is room."""

    VIEW = "map"
    CSS_PATH: ClassVar[Any] = ["view.tcss", "survival_map.tcss"]

    _row = 0
    _first = 0
    """The first band that is shown, where not all fit."""

    def body(self) -> ComposeResult:
        """Lay out the map, the curve of one band, and the read-out."""
        with Horizontal(id="map-row"):
            with Panel("Words alive", id="heat-panel"):
                yield HeatMap(id="heat")
            with Panel("One band", id="band-panel"):
                yield LineChart(id="band-chart")
        with Panel("Under the cursor ◆", id="cell-panel"):
            yield Prose(id="cell")

    def show_body(self) -> None:
        """Draw the map with its cursor, the band's curve, and the cell in words."""
        session = self.session
        bands = survival_map.shown_bands(session.generations)
        self._row = min(self._row, len(bands) - 1)
        place = bands[self._row]
        self._fit_map(len(bands))
        self.query_one(HeatMap).show(self._grid())
        panel = self.query_one("#heat-panel", Panel)
        title, legend = (
            next((each for each in wordings if len(each) <= panel.size.width - 2), wordings[-1])
            for wordings in (TITLES, SHADES)
        )
        panel.say(title, legend)
        band = self._band(place)
        self.query_one("#band-panel", Panel).say(survival_map.named(band).capitalize())
        self.query_one(LineChart).show(survival_map.curves(session, place))
        self.query_one(Prose).say(self._cell(place))

    def _grid(self) -> HeatGrid:
        """Return the map with its cursor; of bands that do not all fit, those round the cursor."""
        grid = charts.loss_map(self.session)
        fitting = max(1, self._room())
        self._first = max(0, min(self._first, self._row, len(grid.rows) - fitting), self._row - fitting + 1)
        shown = slice(self._first, self._first + fitting)
        cursor = (self.session.current, self._row - self._first)
        return replace(grid, labels=grid.labels[shown], rows=grid.rows[shown], cursor=cursor)

    def _room(self) -> int:
        """Return how many rows there are for bands."""
        below = 0 if self.maximised else CELL_ROWS
        return self.query_one("#body").size.height - below - AROUND

    def _cell(self, place: int) -> list[Paragraph]:
        """Return the cell under the cursor in words, and which words it is about."""
        session = self.session
        said = survival_map.read_out(session.generations[session.current], place)
        gone, alive = survival_map.names(session.generations, session.current, place)
        paragraphs: list[Paragraph] = [[Span(" ".join(said))]]
        for title, found in (("Lost in this step: ", gone), ("Still alive: ", alive)):
            if found:
                paragraphs.append([Span(title, "prose--even"), Span(", ".join(found), "prose--muted")])
        return paragraphs

    def _fit_map(self, bands: int) -> None:
        """Make the map as high as whole rows allow; the words get what is left."""
        row = self.query_one("#map-row")
        if self.maximised:
            row.styles.height = None
            return
        room = max(1, self._room())
        rows = max(1, room // max(bands, 1)) * bands
        row.styles.height = min(rows, room) + AROUND

    def _band(self, place: int) -> BandState:
        return self.session.generations[self.session.current].bands[place]

    def sentence(self) -> Wordings:
        """Say how the rarest words fare against the law, and how many bands deviate from it."""
        session = self.session
        generation = session.generations[session.current]
        states = [generation.bands[place] for place in survival_map.shown_bands(session.generations)]
        if generation.number == 0:
            return (
                "All words are alive in the human text. The rarest, at the top, go first.",
                "All words are alive.",
            )
        rarest = states[0]
        share = numbers.percent(rarest.alive / rarest.types)
        said = f"Of the {survival_map.named(rarest)} {share} are alive in generation {generation.number}"
        if rarest.expected_alive is None:
            return (f"{said}; no prediction for this run.", f"{said}.")
        expected = numbers.percent(rarest.expected_alive / rarest.types)
        law = f"{said}, {generation.predictor} {expected}"
        apart = [each for each in map(survival_map.departure, states) if each is not None]
        away = sum(abs(each) > WIDTH for each in apart)
        odd = f"{away} of {len(states)} bands deviate" if away else "no band deviates"
        by = generation.prediction_label
        brief = f"{share} of the {survival_map.named(rarest)} are alive ({by} {expected}); {odd}"
        return (
            f"{law}; {odd} by more than 2 sd (chance alone: 1 band in 22).",
            f"{law}; {odd}.",
            f"{brief}.",
            f"{law}.",
            f"{said}.",
        )

    def do_move_band(self, bands: int) -> None:
        """Go to more frequent words, or to rarer ones."""
        self._row = max(0, self._row + bands)
        self.show()

    @on(HeatMap.Chosen)
    def take_cell(self, message: HeatMap.Chosen) -> None:
        """Put the cursor on the cell that was clicked."""
        self._row = self._first + message.row
        self.main.go(message.generation)
