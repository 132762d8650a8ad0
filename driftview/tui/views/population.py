"""The Models view: several models that write side by side, each and together, beside the law of islands."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from driftview.drift.side_by_side import SideBySide, side_by_side
from driftview.tui.background import BackgroundQuery
from driftview.tui.content import population as words
from driftview.tui.content.main import Wordings
from driftview.tui.content.sorting import moved
from driftview.tui.views.view import ListView
from driftview.tui.widgets.charts import LineChart
from driftview.tui.widgets.frame import Panel
from driftview.tui.widgets.table import RowList

if TYPE_CHECKING:
    from driftview.tui.views.main import MainScreen

FRAME = 3
"""Rows of a table besides those of its models: the border and the heading."""


class ModelsView(ListView):
    """Words and similarity as curves over a table of the models."""

    VIEW = "models"
    CSS_PATH: ClassVar[Any] = ["view.tcss", "population.tcss"]

    def __init__(self, main: MainScreen) -> None:
        """Begin with the first model."""
        super().__init__(main)
        self._run = 0
        self._chosen = 0
        self._listed: list[int] = []
        self._lines: BackgroundQuery[SideBySide] = BackgroundQuery(self, "models")

    def body(self) -> ComposeResult:
        """Lay out the charts and the table, and what is said where there is only one model."""
        with Vertical(id="models"):
            with Horizontal(id="model-charts"):
                with Panel("Words", id="model-words-panel"):
                    yield LineChart(id="model-words")
                with Panel("How alike", id="model-alike-panel"):
                    yield LineChart(id="model-alike")
            with Panel("Models", id="model-table-panel"):
                yield RowList(id="model-table")
        key = self.session.keys.labels["regime"]
        yield Static(Content.from_markup(words.ALONE.format(key="$key"), key=key), id="one-model")

    @property
    def _alone(self) -> bool:
        return self.session.shown.settings.population < 2

    def _known(self) -> SideBySide | None:
        """Return the models as far as they are worked out; None at first."""
        session = self.session
        if session.shown.number != self._run:
            self._run = session.shown.number
            self._lines.forget()
        key = session.shown.number, session.made
        return self._lines.ask(key, partial(side_by_side, session.lineage())) or self._lines.last

    def _number(self, lines: SideBySide) -> int:
        """Return the generation that is shown: the one looked at, as far as the models are worked out."""
        return min(self.session.current, len(lines.union) - 1)

    def show_body(self) -> None:
        """Show what is worked out, and have the rest worked out."""
        self.set_class(self._alone, "-alone")
        lines = None if self._alone else self._known()
        if lines is None:
            self.query_one(RowList).say("working …")
            return
        models = len(lines.names)
        self._chosen = max(0, min(self._chosen, models - 1))
        number, total = self._number(lines), max(self.session.run.target, self.session.made)
        self.query_one("#model-words", LineChart).show(words.word_curves(lines, self._chosen, total, number))
        self.query_one("#model-alike", LineChart).show(
            words.similarity_curves(lines, self._chosen, total, number)
        )
        self.query_one("#model-words-panel", Panel).say("Words of one model and of all together")
        self.query_one("#model-alike-panel", Panel).say("How alike: same words, equally often")
        panel = self.query_one("#model-table-panel", Panel)
        height = min(models + 1, max(3, self.size.height // 3 - 1)) + FRAME
        if panel.styles.height is None or panel.styles.height.value != height:
            panel.styles.height = height
        panel.say(f"{models} models at generation {number}" if number else f"{models} models at the start")

        def cells(place: int) -> tuple[str, ...]:
            if place == models:
                return words.union_cells(lines, number, total)
            return words.cells(lines, place, number, total)

        # the row of all together is no model: it stays below them
        self._listed = self.show_list(
            "model-table", words.COLUMNS, range(models), cells, self._chosen, noun="model", last=(models,)
        )

    def sentence(self) -> Wordings:
        """Say what each model and all together keep, and whether chance explains it."""
        if self._alone:
            return ("One model writes this run.",)
        lines = self._known()
        if lines is None:
            return ("Following the models …",)
        return words.sentence(lines, self._number(lines), self.session.shown.settings)

    # Commands of this view

    def do_move_model(self, step: int) -> None:
        """Choose another model, so many further down the list."""
        models = [place for place in self._listed if place < self.session.shown.settings.population]
        self._chosen = moved(models, self._chosen, step)
        self.show()

    @on(RowList.Chosen)
    def take_row(self, message: RowList.Chosen) -> None:
        """Choose the model that was clicked on."""
        chosen = self._listed[message.place]
        if chosen < self.session.shown.settings.population:
            self._chosen = chosen
            self.show()
