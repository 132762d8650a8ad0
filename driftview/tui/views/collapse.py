"""The Collapse view: which of the eight definitions of model collapse this run meets, and since when."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from driftview.drift.collapse import Definition, collapse
from driftview.tui.background import BackgroundQuery
from driftview.tui.content import collapse as words
from driftview.tui.content.main import Wordings
from driftview.tui.content.sorting import moved
from driftview.tui.views.view import ListView
from driftview.tui.widgets.charts import LineChart
from driftview.tui.widgets.frame import Panel
from driftview.tui.widgets.prose import Prose
from driftview.tui.widgets.table import RowList

if TYPE_CHECKING:
    from driftview.tui.views.main import MainScreen


NARROW, WIDE = 74, 116
"""A list of fewer cells has short names; one of so many also says what was measured."""


class CollapseView(ListView):
    """The definitions, and below them what is measured of the chosen one."""

    VIEW = "collapse"
    CSS_PATH: ClassVar[Any] = ["view.tcss", "collapse.tcss"]

    def __init__(self, main: MainScreen) -> None:
        """Begin with the first definition."""
        super().__init__(main)
        self._place = 0
        self._listed: list[int] = []
        self._found: BackgroundQuery[list[Definition]] = BackgroundQuery(self, "collapse")

    def body(self) -> ComposeResult:
        """Lay out the list, and curve and words of the definition under the cursor."""
        with Panel("Definitions", id="definitions-panel"):
            yield RowList(id="definitions")
        with Horizontal():
            with Panel("Measured", id="measured-panel"):
                yield LineChart(id="measured-chart")
            with Panel("What it means", id="meaning-panel"):
                yield Prose(id="measured-prose")

    def _known(self) -> list[Definition] | None:
        """Return the definitions as far as they are judged; None at first."""
        session = self.session
        loop = session.shown.loop
        key = session.shown.number, session.made
        if session.computing and self._found.last is not None:
            return self._found.last
        indexed = None if loop is None else loop.indexed
        judge = partial(collapse, session.lineage(), indexed, self._found.cancellation)
        return self._found.ask(key, judge) or self._found.last

    def show_body(self) -> None:
        """Show the list and the chosen definition."""
        found = self._known()
        if found is None:
            self.query_one(RowList).say("working …")
            return
        panel, session = self.query_one("#definitions-panel", Panel), self.session
        narrow = panel.size.width < NARROW
        columns = (*words.COLUMNS, *words.VALUES) if panel.size.width >= WIDE else words.COLUMNS
        cells = [words.cells(each, session.current, narrow) for each in found]
        kept = self.matching(each.name for each in found)
        self._place = self.seen(kept, self._place)
        self._listed = self.show_list(
            "definitions", columns, kept, cells.__getitem__, self._place,
            empty="No definition matches.", noun="definition",
        )  # fmt: skip
        means = next((each for each in words.MEANS if panel.size.width > len(each) + 4), "")
        panel.say("Definitions of model collapse", means)
        chosen = found[self._place]
        total = max(session.run.target, session.made)
        self.query_one("#measured-panel", Panel).say(f"{chosen.number} · {chosen.short}")
        self.query_one("#meaning-panel", Panel).say(f"{chosen.number} · {chosen.verdict}")
        self.query_one(LineChart).show(words.curves(chosen, total, session.current))
        self.query_one(Prose).say(words.said(chosen, session.current))

    def sentence(self) -> Wordings:
        """Say how many definitions are met."""
        found = self._known()
        return ("Judging …",) if found is None else words.sentence(found, self.session.made)

    # Commands of this view

    def do_move_definition(self, by: int) -> None:
        """Choose another definition, so many further down."""
        self._place = moved(self._listed, self._place, by)
        self.show()

    def do_definition_since(self) -> None:
        """Go to the first generation that meets the definition."""
        found = self._known()
        since = None if found is None else found[self._place].since
        if since is not None:
            self.main.go(since)

    @on(RowList.Chosen)
    def take_row(self, message: RowList.Chosen) -> None:
        """Choose the definition that was clicked on."""
        self._place = self._listed[message.place]
        self.show()
