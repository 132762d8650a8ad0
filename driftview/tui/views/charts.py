"""The charts of the main screen: mounted when there is something to draw."""

from __future__ import annotations

from textual.screen import Screen

from driftview.tui.content import charts
from driftview.tui.content.measures import read
from driftview.tui.session import Session
from driftview.tui.widgets.charts import BandBars, HeatMap, LineChart, Timeline
from driftview.tui.widgets.frame import Panel
from driftview.tui.widgets.table import MeasureTable


class Charts:
    """Timeline, vocabulary chart, rare-word bars and map."""

    def __init__(self) -> None:
        self.timeline = Timeline(id="timeline")
        self.vocabulary = LineChart(id="vocabulary-chart")
        self.loss = BandBars(id="loss-chart")
        self.map = HeatMap(id="map-chart")
        self.measures = MeasureTable(id="measures")

    async def mount(self, screen: Screen[None]) -> None:
        """Put the charts, in their frames, into the room that is kept for them."""
        await screen.query_one("#time").mount(self.timeline)
        await screen.query_one("#charts").mount(
            Panel("Vocabulary", self.vocabulary, id="vocabulary", opens="vocabulary"),
            Panel("Rare words alive", self.loss, id="loss", opens="map"),
            Panel("Words alive", self.map, id="map", opens="map"),
            Panel("Measures", self.measures, id="measures-panel", opens="measures"),
        )

    def show(self, session: Session) -> None:
        """Draw the session."""
        self.timeline.show(charts.track(session))
        self.vocabulary.show(charts.vocabulary(session))
        generation = session.generations[session.current]
        self.loss.show([band for band in generation.bands if band.types])
        self.measures.show(read(session.generations, session.current))
        if self.map.is_on_screen or self.map.styles.display != "none":
            self.map.show(charts.loss_map(session))
        screen = self.timeline.screen
        ghosts = [f"◌ {ghost.label}" for ghost in reversed(session.ghosts)]
        while len(ghosts) > 1 and len(" · ".join(ghosts)) > self.vocabulary.size.width - 2:
            ghosts.pop()
        screen.query_one("#vocabulary", Panel).say("Vocabulary", " · ".join(ghosts))
        screen.query_one("#loss", Panel).say(f"Rare {generation.corpus.unit}s alive")
        screen.query_one("#measures-panel", Panel).say("Measures", "│ the human text")
