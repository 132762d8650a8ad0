"""The Study view: the results of a sweep, setting by setting; Enter makes one of its runs to read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from driftview.measures.registry import find_measure
from driftview.tui.content.main import Wordings
from driftview.tui.content.sorting import moved
from driftview.tui.content.study import COLUMNS, Points
from driftview.tui.views.view import ListView
from driftview.tui.widgets.charts import LineChart
from driftview.tui.widgets.frame import Panel
from driftview.tui.widgets.prose import Prose
from driftview.tui.widgets.table import RowList

if TYPE_CHECKING:
    from driftview.tui.views.main import MainScreen


class SweepView(ListView):
    """The points on the left, the course of the chosen one on the right."""

    VIEW = "study"
    CSS_PATH: ClassVar[Any] = ["view.tcss", "collapse.tcss"]

    def __init__(self, main: MainScreen) -> None:
        """Begin with the first point and the first measure."""
        super().__init__(main)
        study = self.session.study
        assert study is not None
        self._study = study
        self._measures = study.plan.measures
        self._points = Points(study, self._measures[0])
        self._place = 0
        self._listed: list[int] = []

    def body(self) -> ComposeResult:
        """Lay out the list, and the course of the point under the cursor."""
        with Horizontal():
            with Panel("Settings", id="definitions-panel"):
                yield RowList(id="points")
            with Panel("Course", id="measured-panel"):
                yield LineChart(id="measured-chart")
                yield Prose(id="measured-prose")

    def show_body(self) -> None:
        """Show the list and the chosen point."""
        points, at = self._points, self.session.current
        matching = self.matching(points.names)
        self._place = self.seen(matching, self._place)
        self._listed = self.show_list(
            "points", COLUMNS, matching, lambda each: points.cells(each, at), self._place,
            empty="No setting matches.", noun="setting",
        )  # fmt: skip
        measure = find_measure(self._points.measure)
        kept_at = self._study.plan.generations[points.kept(at)]
        self.query_one("#definitions-panel", Panel).say(f"{measure.label.capitalize()} at {kept_at}")
        self.query_one("#measured-panel", Panel).say(points.names[self._place])
        self.query_one(LineChart).show(points.curves(self._place, at))
        self.query_one(Prose).say(points.said(self._place, at))

    def sentence(self) -> Wordings:
        """Say which study it is."""
        return self._points.sentence()

    # Commands of this view

    def do_move_point(self, by: int) -> None:
        """Choose another setting, so many further down."""
        self._place = moved(self._listed, self._place, by)
        self.show()

    def do_study_measure(self) -> None:
        """Show the next measure."""
        here = self._measures.index(self._points.measure)
        self._points = Points(self._study, self._measures[(here + 1) % len(self._measures)])
        self.show()

    def do_study_run(self) -> None:
        """Make the run of the chosen setting on the main screen."""
        wanted = self._points.settings[self._place]
        self.dismiss()
        self.main.take_settings(replace(wanted, prediction=self.session.run.settings.prediction))

    @on(RowList.Chosen)
    def take_row(self, message: RowList.Chosen) -> None:
        """Choose the setting that was clicked on."""
        self._place = self._listed[message.place]
        self.show()
