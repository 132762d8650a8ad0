"""Every measure, and when each first saw the loss."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Label

from driftview.drift.controls import (
    NoiseFloor,
    Witness,
    measure_control,
    measure_more,
    noise_floors,
    noise_floors_of,
)
from driftview.drift.lineage import Generation, Values
from driftview.measures import plug_ins
from driftview.measures.registry import load_installed
from driftview.tui.background import BackgroundQuery
from driftview.tui.content import measures
from driftview.tui.content.main import Wordings
from driftview.tui.content.measures import COLUMNS, MeasureCourse
from driftview.tui.content.sorting import moved
from driftview.tui.content.spans import Paragraph, Span
from driftview.tui.views.dialog import Dialog
from driftview.tui.views.view import ListView
from driftview.tui.widgets.charts import LineChart
from driftview.tui.widgets.frame import Panel
from driftview.tui.widgets.prose import Prose
from driftview.tui.widgets.rows import called
from driftview.tui.widgets.table import RowList

if TYPE_CHECKING:
    from driftview.tui.views.main import MainScreen


class MeasurePage(Dialog[None]):
    """A page about one measure."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,q", "leave", "Close", show=False)]
    CSS_PATH = "forms.tcss"

    def __init__(self, each: MeasureCourse, floor: NoiseFloor | None, generation: Generation) -> None:
        """Explain a measure as it is read at a generation."""
        super().__init__()
        self._each = each
        self._floor = floor
        self._generation = generation

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        with VerticalScroll(classes="form") as form:
            self.head(form, self._each.measure.label.capitalize(), "esc closes")
            yield Label(Content(self._each.measure.meaning), classes="whole")
            for name, text in self._answers():
                with Horizontal(classes="row above"):
                    yield Label(name, classes="question", markup=False)
                    yield Label(text, classes="answer", markup=False)

    def _answers(self) -> Iterator[tuple[str, str]]:
        measure, number = self._each.measure, self._generation.number
        against = "a random sample of the same length" if self._each.sampled else "the human text"
        change = f", {self._each.change} against {against}" if number and self._each.change else ""
        yield "Now", f"{self._each.value} {measure.unit} in generation {number}{change}"
        yield "Formula", measure.formula
        yield "Source", measure.source
        yield "Worse", measures.WORSE[measure.worse]
        yield "Floor", measures.seen_sentence(measure, self._floor)
        if not measure.everyday:
            yield "Samples", measures.control_said(measure)
        law = measures.law(self._generation, measure)
        if law:
            yield "Predicted", law
        if measure.everyday:
            yield "In files", f"{measure.name} in lineage.json and measures.csv"


TOLD_FOR = 12
"""Seconds for which it is told what an installed package does wrong."""

Key = tuple[int, int, bool]
"""The number of a run, and of a generation; whether its random sample is meant."""


class MeasuresView(ListView):
    """A list of measures, and what the one under the cursor means."""

    VIEW = "measures"
    CSS_PATH: ClassVar[Any] = ["view.tcss", "measures.tcss"]

    def __init__(self, main: MainScreen) -> None:
        """Begin with the words."""
        super().__init__(main)
        load_installed()
        self._measures = measures.listed()
        self._place = 0
        self._listed: list[int] = []
        """The measures of the list, as it is sorted."""
        self._run = 0
        self._more: dict[int, Values] = {}
        """By generation, what the measures show that the loop does not read."""
        self._controls: dict[int, Values] = {}
        """By generation, what random samples show by them."""
        self._floors: BackgroundQuery[dict[str, NoiseFloor]] = BackgroundQuery(self, "floors", kept=4)
        self._measuring: BackgroundQuery[Values] = BackgroundQuery(self, "more measures", kept=4)

    def choose(self, name: str) -> None:
        """Put the cursor on a measure."""
        self._place = [measure.name for measure in self._measures].index(name)

    def body(self) -> ComposeResult:
        """Lay out the list, and beside or below it the measure under the cursor."""
        with Horizontal():
            with Panel("Measures", id="list-panel"):
                yield RowList(id="measure-list")
            with Panel("Measure", id="measure-panel"):
                yield LineChart(id="measure-chart")
                yield Prose(id="measure-prose")

    # What is shown

    def show_body(self) -> None:
        """Show the list and the measure under the cursor, and have worked out what is not known yet."""
        session = self.session
        if session.shown.number != self._run:
            self._run, self._more, self._controls = session.shown.number, {}, {}
            self._floors.forget()
            self._measuring.forget()
        found = self._found_floors()
        self._measure_more()
        for line in plug_ins.untold():
            self.notify(line, severity="warning", markup=False, timeout=TOLD_FOR)
        total = max(session.run.target, session.made) + 1

        def cells(place: int) -> tuple[str, ...]:
            each = self._course(place)
            name, *values = measures.cells(each, found.get(each.measure.name), total)
            return called(self, name), *values

        matching = self.matching(f"{each.label} {each.name} {each.meaning}" for each in self._measures)
        self._place = self.seen(matching, self._place)
        self._listed = self.show_list(
            "measure-list", COLUMNS, matching, cells, self._place, empty="No measure matches.", noun="measure"
        )
        panel = self.query_one("#list-panel", Panel)
        legends = measures.legends(len(self._witnesses()), session.made)
        fits = (each for each in legends if len(each) + 2 <= panel.size.width)
        panel.say(f"Measures at {session.current}", next(fits, ""))
        self._show_measure(self._course(self._place), found)

    def _show_measure(self, each: MeasureCourse, found: dict[str, NoiseFloor]) -> None:
        floor = found.get(each.measure.name)
        self.query_one("#measure-panel", Panel).say(f"{each.measure.label.capitalize()} · {each.value}")
        chart = self.query_one(LineChart)
        if chart.styles.display != "none":
            chart.show(measures.course(self.session, each, floor, self._controls))
        self.query_one(Prose).say(self._said(each, floor))

    def _said(self, each: MeasureCourse, floor: NoiseFloor | None) -> list[Paragraph]:
        """Return what is said of a measure beside or under the list."""
        measure = each.measure
        law = measures.law(self.session.generations[self.session.current], measure)
        said = " ".join(filter(None, (measures.seen_sentence(measure, floor), law)))
        return [
            [Span(f"{measure.meaning} "), Span(measures.WORSE[measure.worse], "prose--muted")],
            [Span(said, "prose--even")],
            [Span("enter: ", "prose--mark"), Span("formula and paper", "prose--muted")],
        ]

    def _course(self, place: int) -> MeasureCourse:
        session = self.session
        return measures.measure_course(
            self._measures[place], session.generations, session.current, self._more
        )

    def _found_floors(self) -> dict[str, NoiseFloor]:
        """Return the floors; those of some generations fewer until a thread has worked them out."""
        generations, witnesses = list(self.session.generations), self._witnesses()
        key = self._run, len(generations), len(witnesses)
        return self._floors.ask(key, partial(_all_floors, generations, witnesses)) or self._floors.last or {}

    def _witnesses(self) -> list[Witness]:
        """Return what is known by the measures on demand, from generation 1 on without a gap."""
        known = takewhile(
            lambda each: each.number in self._more and each.number in self._controls,
            self.session.generations[1:],
        )
        return [
            Witness(each.number, len(each.origins), self._more[each.number], self._controls[each.number])
            for each in known
        ]

    def _measure_more(self) -> None:
        """Have the measures read that the loop does not read: here, of the human text, then everywhere."""
        session = self.session
        loop = session.shown.loop
        asked = self._next_to_measure()
        if asked is None or loop is None or session.computing:
            return
        number, control = asked
        generation, seed = session.generations[number], session.shown.settings.seed
        names, cancellation = [each.name for each in measures.others()], self._measuring.cancellation
        make = partial(measure_more, loop.indexed, generation, names, cancellation)
        if control:
            make = partial(measure_control, loop.indexed, seed, generation, names, cancellation)
        self._measuring.ask((self._run, number, control), make)

    def _next_to_measure(self) -> tuple[int, bool] | None:
        """Return the generation that is to be measured next, and whether it is its random sample."""
        here = (number for number in (self.session.current, 0) if number not in self._more)
        number = next(here, None)
        if number is not None:
            return number, False
        for each in self.session.generations[1:]:
            if each.number not in self._more:
                return each.number, False
            if each.number not in self._controls:
                return each.number, True
        return None

    def sentence(self) -> Wordings:
        """Say how many measures see the loss, and which are blind."""
        return measures.overall(self._found_floors())

    def show_answer(self, message: BackgroundQuery.Answered) -> None:
        """Keep what has been worked out, and show it."""
        if message.query is self._measuring and message.whole:
            self._take_measures(cast("Key", message.key), cast("Values", message.answer))
        self.show_soon()

    def _take_measures(self, key: Key, values: Values) -> None:
        """Keep measures, unless they are of another run."""
        run, number, control = key
        if run == self._run:
            (self._controls if control else self._more)[number] = values

    # Commands of this view

    def _choose(self, place: int) -> None:
        self._place = max(0, min(place, len(self._measures) - 1))
        self.show()

    def do_move_measure(self, measures: int, pages: int = 0) -> None:
        """Choose another measure, so many measures and pages further down."""
        by = measures + pages * self.query_one(RowList).page
        self._choose(moved(self._listed, self._place, by))

    def do_explain_measure(self) -> None:
        """Explain the measure under the cursor."""

        each = self._course(self._place)
        floor = self._found_floors().get(each.measure.name)
        self.app.push_screen(MeasurePage(each, floor, self.session.generations[self.session.current]))

    @on(RowList.Chosen)
    def take_row(self, message: RowList.Chosen) -> None:
        """Choose the measure that was clicked on; a click on the chosen one explains it."""
        place = self._listed[message.place]
        if place == self._place:
            self.do_explain_measure()
        else:
            self._choose(place)


def open_measure(main: MainScreen, name: str) -> None:
    """Show a measure among the others."""
    view = MeasuresView(main)
    view.choose(name)
    main.app.push_screen(view)


def _all_floors(generations: list[Generation], witnesses: list[Witness]) -> dict[str, NoiseFloor]:
    """Hold every measure against its floor; runs in a thread."""
    return noise_floors(generations) | noise_floors_of(witnesses, [each.name for each in measures.others()])
