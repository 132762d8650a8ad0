"""The Replicates view: the same setting on many seeds, and where this run lies among them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal

from driftview.measures.registry import studied_measures
from driftview.tui.content import replicates
from driftview.tui.content.main import Wordings
from driftview.tui.views.view import StudyView
from driftview.tui.widgets.charts import LineChart
from driftview.tui.widgets.frame import Panel
from driftview.tui.widgets.table import Table

if TYPE_CHECKING:
    from driftview.study.runs import MeasuredRun
    from driftview.tui.views.main import MainScreen

RUNS = 20
"""How many replicates are made at first, and each time more are asked for."""


class ReplicatesView(StudyView):
    """A fan of runs, what differs from the prediction, and each measure against the fan."""

    VIEW = "replicates"
    CSS_PATH: ClassVar[Any] = ["view.tcss", "studies.tcss"]

    def __init__(self, main: MainScreen) -> None:
        """Begin with the words."""
        super().__init__(main, "replicates")
        self._measure = studied_measures()[0].name
        self._log = False
        self._wanted = RUNS

    def body(self) -> ComposeResult:
        """Lay out two charts over a table."""
        with Horizontal(id="curves"):
            with Panel("Fan", id="fan-panel"):
                yield LineChart(id="fan")
            with Panel("Against the prediction", id="departure-panel"):
                yield LineChart(id="departure")
        with Panel("Measures", id="standing-panel"):
            yield Table(id="standing")

    def show_body(self) -> None:
        """Have missing runs made, and show those that are there."""
        session, find = self.session, self.query_one
        self._want()
        runs = self._runs
        find("#fan", LineChart).show(replicates.curves(session, runs, self._measure, self._log))
        find("#departure", LineChart).show(replicates.departures(session, runs, self._measure))
        find("#standing", Table).show(replicates.table(session, runs, self._measure))
        name = replicates.measure_of(self._measure, self.session.shown.settings.unit).short
        name = name[0].upper() + name[1:]
        find("#fan-panel", Panel).say(name, "log axis" if self._log else "")
        known = session.generations[-1].expected.get(self._measure) is not None
        find("#departure-panel", Panel).say(f"{name}, less {'the prediction' if known else 'the mean'}")
        find("#standing-panel", Panel).say(
            f"This run at {session.current}, and {len(runs)} on other seeds (± 1 sd)",
            "unusual: further out than 99% of runs",
        )

    @property
    def _runs(self) -> list[MeasuredRun]:
        """The replicates that are there: made here, or given as the texts are."""
        return replicates.given_runs(self.session) if self.session.given else self._stream.runs

    def _want(self) -> None:
        """Have the replicates made once this run is there."""
        session = self.session
        if session.given or session.computing or session.shown is not session.run:
            return
        settings, target = session.run.settings, max(session.run.target, 1)
        wanted = replicates.other_seeds(settings, target, self._wanted)
        self._stream.want(session.generations[0].corpus, wanted, session.run.cache)

    def sentence(self) -> Wordings:
        """Say where the replicates lie, and whether this run is in range."""
        runs = self._runs
        wanted = len(runs) if self.session.given else self._wanted
        return replicates.sentence(self.session, runs, self._measure, wanted)

    # Commands of this view

    def do_move_fan(self, measures: int) -> None:
        """Show the fan of another measure, so many further down."""
        names = [each.name for each in studied_measures()]
        self._measure = names[(names.index(self._measure) + measures) % len(names)]
        self.show()

    def do_more_replicates(self) -> None:
        """Ask for more seeds."""
        self._wanted += RUNS
        self.show()

    def footer_words(self) -> dict[str, str]:
        """Say which axis the keys lead to."""
        return {"log_axis": "linear axis" if self._log else "log axis"}

    def do_log_axis(self) -> None:
        """Change between a log and a linear axis."""
        self._log = not self._log
        self.show()
