"""The view of whole words, where tokens are subwords or characters: the lost and the invented."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from driftview import numbers
from driftview.drift.whole_words import WholeWords, predicted_lost, whole_words
from driftview.tui.background import BackgroundQuery
from driftview.tui.content import whole_words as content
from driftview.tui.content.main import Wordings
from driftview.tui.content.sorting import moved
from driftview.tui.views.view import ListView
from driftview.tui.widgets.charts import LineChart
from driftview.tui.widgets.frame import Panel
from driftview.tui.widgets.table import RowList

if TYPE_CHECKING:
    from driftview.tui.views.main import MainScreen

LISTS = ("lost", "invented")


class WholeWordsView(ListView):
    """Two lists, and the curve of each."""

    VIEW = "whole_words"
    CSS_PATH: ClassVar[Any] = ["view.tcss", "whole_words.tcss"]

    def __init__(self, main: MainScreen) -> None:
        """Nothing is worked out yet."""
        super().__init__(main)
        self._found_words: BackgroundQuery[WholeWords] = BackgroundQuery(self, "whole words")
        self._predicted: BackgroundQuery[tuple[float | None, ...]] = BackgroundQuery(self, "whole words' law")
        self._chosen: dict[str, int] = {}
        """The place of the word with the cursor, by list."""
        self._listed: dict[str, list[int]] = {}

    def body(self) -> ComposeResult:
        """Lay out the lists, and their lengths below."""
        with Horizontal():
            with Panel("Lost", id="lost-panel"):
                yield RowList(id="lost")
            with Panel("Invented", id="invented-panel"):
                yield RowList(id="invented")
        with Panel("Whole words", id="whole-panel"):
            yield LineChart(id="whole-chart")

    def show_body(self) -> None:
        """Show both lists as far as they are worked out."""
        self.query_one(LineChart).show(content.curves(self.session, self._law()))
        self.query_one("#whole-panel", Panel).say("Whole words, lost and invented")
        found = self._found()
        if found is None:
            return
        lost, invented = numbers.whole(len(found.lost)), numbers.whole(len(found.invented))
        self.query_one("#lost-panel", Panel).say(f"Lost by generation {found.generation} · {lost}")
        self.query_one("#invented-panel", Panel).say(
            f"Invented, in generation {found.generation} · {invented}"
        )
        self._show_list("lost", found.lost)
        self._show_list("invented", found.invented)

    def _show_list(self, name: str, words: Sequence[tuple[str, int]]) -> None:
        """Show one of the lists as it is sorted."""
        chosen = self._chosen[name] = max(0, min(self._chosen.get(name, 0), len(words) - 1))
        self._listed[name] = self.show_list(
            name, content.COLUMNS, range(len(words)), lambda place: content.cells(words[place]), chosen,
            empty="none", noun="word",
        )  # fmt: skip

    def _law(self) -> tuple[float | None, ...]:
        """Return how many words chance takes if they are copied whole, as far as it is worked out."""
        session = self.session
        key = session.shown.number, session.made
        generations = tuple(session.generations)
        asked = partial(predicted_lost, generations[0], generations)
        return self._predicted.ask(key, asked) or self._predicted.last or content.NO_COURSE

    def _found(self) -> WholeWords | None:
        session = self.session
        human, now = session.generations[0], session.generations[session.current]
        key = session.shown.number, session.current
        return self._found_words.ask(key, partial(whole_words, human, now)) or self._found_words.last

    def sentence(self) -> Wordings:
        """Say how many words are lost and invented."""
        found = self._found()
        return ("working …",) if found is None else content.sentence(found)

    # Commands of this view

    def do_move_whole(self, rows: int, pages: int = 0) -> None:
        """Move the cursor of the list with the focus, or of the first one."""
        listed = self._list()
        name = listed.id or LISTS[0]
        by = rows + pages * listed.page
        self._chosen[name] = moved(self._listed.get(name, ()), self._chosen.get(name, 0), by)
        self.show()

    @on(RowList.Chosen)
    def take_row(self, message: RowList.Chosen) -> None:
        """Put the cursor on the word that was clicked on."""
        name = message.rows.id or LISTS[0]
        self._chosen[name] = self._listed[name][message.place]
        self.show()
