"""The gauges: every measure, and when each first saw the loss."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from driftview.drift.floors import Floor, floors
from driftview.drift.lineage import Values
from driftview.drift.measuring import measure_more
from driftview.tui import instruments
from driftview.tui.desk import Desk
from driftview.tui.instruments import COLUMNS, EVERYDAY, MEASURES, OTHERS, Instrument
from driftview.tui.screens.view import View
from driftview.tui.story import Wordings
from driftview.tui.widgets.line_chart import LineChart
from driftview.tui.widgets.panel import Panel
from driftview.tui.widgets.prose import Paragraph, Prose
from driftview.tui.widgets.row_list import RowList
from driftview.tui.widgets.rows import Span

if TYPE_CHECKING:
    from driftview.tui.screens.main import MainScreen

Key = tuple[int, int]
"""The number of a run, and of a generation."""


class GaugesView(View):
    """A list of gauges, and what the one under the cursor means."""

    VIEW = "gauges"
    CSS_PATH: ClassVar[Any] = ["view.tcss", "instruments.tcss"]

    def __init__(self, main: MainScreen) -> None:
        """Begin with the words."""
        super().__init__(main)
        self._place = 0
        self._run = 0
        self._more: dict[int, Values] = {}
        self._floors: Desk[dict[str, Floor]] = Desk(self, "floors", kept=4)
        self._measuring: Desk[Values] = Desk(self, "more measures", kept=4)

    def body(self) -> ComposeResult:
        """Lay out the list, and beside or below it the gauge under the cursor."""
        with Horizontal():
            with Panel("Gauges", id="list-panel"):
                yield RowList(id="gauge-list")
            with Panel("Gauge", id="gauge-panel"):
                yield LineChart(id="gauge-chart")
                yield Prose(id="gauge-prose")

    # What is shown

    def show_body(self) -> None:
        """Show the list and the gauge under the cursor, and have worked out what is not known yet."""
        session = self.session
        if session.shown.number != self._run:
            self._run, self._more = session.shown.number, {}
            self._floors.forget()
            self._measuring.forget()
        found = self._found_floors()
        self._measure_more()
        total = max(session.run.target, session.made) + 1

        def cells(place: int) -> tuple[str, ...]:
            each = self._instrument(place)
            return instruments.cells(each, found.get(each.measure.name), total)

        self.query_one(RowList).show(COLUMNS, len(MEASURES), cells, self._place)
        legend = "▼ ▲ the way it left · blind: has not left"
        panel = self.query_one("#list-panel", Panel)
        panel.say(f"Gauges at {session.current}", legend if len(legend) + 2 <= panel.size.width else "")
        self._show_gauge(self._instrument(self._place), found)

    def _show_gauge(self, each: Instrument, found: dict[str, Floor]) -> None:
        floor = found.get(each.measure.name)
        self.query_one("#gauge-panel", Panel).say(f"{each.measure.label.capitalize()} · {each.value}")
        chart = self.query_one(LineChart)
        if chart.styles.display != "none":
            chart.show(instruments.course(self.session, each, floor))
        self.query_one(Prose).show(self._said(each, floor))

    def _said(self, each: Instrument, floor: Floor | None) -> list[Paragraph]:
        """Return what is said of a gauge beside or under the list."""
        measure = each.measure
        law = instruments.law(self.session.generations[self.session.current], measure)
        said = " ".join(filter(None, (instruments.seen_sentence(measure, floor), law)))
        if not measure.everyday:
            said = "It is measured on demand, at the generations looked at, and has no floor."
        return [
            [Span(f"{measure.meaning} "), Span(instruments.WORSE[measure.worse], "prose--muted")],
            [Span(said, "prose--even")],
            [Span("enter: ", "prose--mark"), Span("formula and paper", "prose--muted")],
        ]

    def _instrument(self, place: int) -> Instrument:
        session = self.session
        return instruments.instrument(MEASURES[place], session.generations, session.current, self._more)

    def _found_floors(self) -> dict[str, Floor]:
        """Return the floors; those of some generations fewer until a thread has worked them out."""
        generations = list(self.session.generations)
        key = self._run, len(generations)
        return self._floors.ask(key, partial(floors, generations)) or self._floors.last or {}

    def _measure_more(self) -> None:
        """Have the human text and the current generation measured by the other gauges, in turn."""
        session = self.session
        loop = session.shown.loop
        missing = [number for number in (session.current, 0) if number not in self._more]
        if missing and loop is not None and not session.computing:
            generation = session.generations[missing[0]]
            names = [each.name for each in OTHERS]
            measured = partial(measure_more, loop.ground, generation, names, self._measuring.told_to_stop)
            self._measuring.ask((self._run, missing[0]), measured)

    def sentence(self) -> Wordings:
        """Say how many gauges see the loss, and which are blind."""
        return instruments.overall(self._found_floors())

    @on(Desk.Answered)
    def take_answer(self, message: Desk.Answered) -> None:
        """Keep what has been worked out, and show it."""
        message.desk.keep(message)
        if message.desk is self._measuring and message.whole:
            self._take_measures(cast("Key", message.key), cast("Values", message.answer))
        self.show()

    def _take_measures(self, key: Key, values: Values) -> None:
        """Keep measures, unless they are of another run."""
        run, number = key
        if run == self._run:
            self._more[number] = values

    # Commands of this view

    def _choose(self, place: int) -> None:
        self._place = max(0, min(place, len(MEASURES) - 1))
        self.show()

    def do_gauge_back(self) -> None:
        """Choose the gauge above."""
        self._choose(self._place - 1)

    def do_gauge_on(self) -> None:
        """Choose the gauge below."""
        self._choose(self._place + 1)

    def do_gauges_back(self) -> None:
        """Go a page up."""
        self._choose(self._place - self.query_one(RowList).page)

    def do_gauges_on(self) -> None:
        """Go a page down."""
        self._choose(self._place + self.query_one(RowList).page)

    def do_explain_gauge(self) -> None:
        """Explain the gauge under the cursor."""
        from driftview.tui.screens.gauge_page import GaugePage

        each = self._instrument(self._place)
        floor = self._found_floors().get(each.measure.name) if each.measure in EVERYDAY else None
        self.app.push_screen(GaugePage(each, floor, self.session.generations[self.session.current]))

    @on(RowList.Chosen)
    def take_row(self, message: RowList.Chosen) -> None:
        """Choose the gauge that was clicked on; a click on the chosen one explains it."""
        if message.place == self._place:
            self.do_explain_gauge()
        else:
            self._choose(message.place)

    @on(LineChart.Chosen)
    def take_generation_on_chart(self, message: LineChart.Chosen) -> None:
        """Look at the generation that was clicked on."""
        self.main.go(round(message.position))
