"""The view of whole words, where tokens are subwords or characters: the lost and the invented."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal

from driftview import numbers
from driftview.drift.whole_words import WholeWords, whole_words
from driftview.tui.background import BackgroundQuery
from driftview.tui.content import whole_words as content
from driftview.tui.content.main import Wordings
from driftview.tui.views.view import View
from driftview.tui.widgets.charts import LineChart
from driftview.tui.widgets.frame import Panel
from driftview.tui.widgets.table import Table

if TYPE_CHECKING:
    from driftview.tui.views.main import MainScreen


class WholeWordsView(View):
    """Two lists, and the curve of each."""

    VIEW = "whole_words"
    CSS_PATH: ClassVar[Any] = ["view.tcss", "whole_words.tcss"]

    def __init__(self, main: MainScreen) -> None:
        """Nothing is worked out yet."""
        super().__init__(main)
        self._lists: BackgroundQuery[WholeWords] = BackgroundQuery(self, "whole words")

    def body(self) -> ComposeResult:
        """Lay out the lists, and their lengths below."""
        with Horizontal():
            with Panel("Lost", id="lost-panel"):
                yield Table(id="lost")
            with Panel("Invented", id="invented-panel"):
                yield Table(id="invented")
        with Panel("Whole words", id="whole-panel"):
            yield LineChart(id="whole-chart")

    def show_body(self) -> None:
        """Show both lists as far as they are worked out."""
        self.query_one(LineChart).show(content.curves(self.session))
        self.query_one("#whole-panel", Panel).say("Whole words, lost and invented")
        found = self._found()
        if found is None:
            return
        lost, invented = numbers.whole(len(found.lost)), numbers.whole(len(found.invented))
        self.query_one("#lost-panel", Panel).say(f"Lost by generation {found.generation} · {lost}")
        self.query_one("#invented-panel", Panel).say(
            f"Invented, in generation {found.generation} · {invented}"
        )
        self.query_one("#lost", Table).show(content.rows(found.lost, "none"))
        self.query_one("#invented", Table).show(content.rows(found.invented, "none"))

    def _found(self) -> WholeWords | None:
        session = self.session
        human, now = session.generations[0], session.generations[session.current]
        key = session.shown.number, session.current
        return self._lists.ask(key, partial(whole_words, human, now)) or self._lists.last

    def sentence(self) -> Wordings:
        """Say how many words are lost and invented."""
        found = self._found()
        return ("working …",) if found is None else content.sentence(found)
