"""The vocabulary curve at full size."""

from __future__ import annotations

from dataclasses import replace

from textual import on
from textual.app import ComposeResult

from driftview.charts import numbers
from driftview.tui import figures
from driftview.tui.screens.view import View
from driftview.tui.story import Wordings
from driftview.tui.story import sentence as whole_sentence
from driftview.tui.widgets.line_chart import LineChart
from driftview.tui.widgets.panel import Panel


class VocabularyView(View):
    """Measured, expected with its band, control, and the curves of earlier settings."""

    VIEW = "vocabulary"

    _log = False

    def body(self) -> ComposeResult:
        """Lay out one large chart."""
        with Panel("Vocabulary", id="chart-panel"):
            yield LineChart(id="chart")

    def show_body(self) -> None:
        """Draw the curves."""
        self.query_one(LineChart).show(replace(figures.vocabulary(self.session), log=self._log))
        generation = self.session.generations[self.session.current]
        words = numbers.whole(generation.measures.get("types"))
        axis = "log axis" if self._log else "linear axis"
        self.query_one("#chart-panel", Panel).say(f"Vocabulary · {words} words at {generation.number}", axis)

    def sentence(self) -> Wordings:
        """Say how many words are gone, what the law expects, and how much of the book that is."""
        return whole_sentence(self.session)

    def do_log_axis(self) -> None:
        """Change between a log and a linear axis."""
        self._log = not self._log
        self.show()

    @on(LineChart.Chosen)
    def take_place(self, message: LineChart.Chosen) -> None:
        """Look at the generation that was clicked on."""
        self.main.go(round(message.position))
