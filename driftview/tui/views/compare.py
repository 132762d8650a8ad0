"""The Compare view: several lineages in step, their texts, curves and measures beside each other."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option
from textual.worker import Worker

from driftview.quantities import HUMAN_WORDS
from driftview.tui.background import SingleShot
from driftview.tui.content import compare
from driftview.tui.content.compare import PRESETS, Entrant, Preset
from driftview.tui.content.main import Wordings
from driftview.tui.content.page import Page
from driftview.tui.content.replicates import given_replicates, measure_of
from driftview.tui.parallel import Finished, Grown, ParallelRuns, RunStream
from driftview.tui.terminal import cancellation
from driftview.tui.views.dialog import Dialog
from driftview.tui.views.view import View
from driftview.tui.widgets.charts import LineChart
from driftview.tui.widgets.frame import Panel
from driftview.tui.widgets.sample_pane import SamplePane
from driftview.tui.widgets.table import Table

if TYPE_CHECKING:
    from driftview.drift.lineage import Generation
    from driftview.settings.settings import Settings
    from driftview.study.runs import MeasuredRun
    from driftview.tui.views.main import MainScreen


class PresetPicker(Dialog[int]):
    """A list of questions; gives back the place of one, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Cancel", show=False)]
    CSS_PATH = "forms.tcss"

    def __init__(self, current: int) -> None:
        super().__init__()
        self._current = current

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical(classes="form") as form:
            self.head(form, "What to compare")
            options = [
                Option(
                    Content.from_markup(
                        "$mark $question  [dim]$hint[/dim]",
                        mark="●" if place == self._current else " ",
                        question=preset.question.ljust(34),
                        hint=preset.hint,
                    )
                )
                for place, preset in enumerate(PRESETS)
            ]
            yield OptionList(*options, compact=True)

    def on_mount(self) -> None:
        """Start on the question that is shown now."""
        self.query_one(OptionList).highlighted = self._current

    @on(OptionList.OptionSelected)
    def take(self, event: OptionList.OptionSelected) -> None:
        """Take a question."""
        self.dismiss(event.option_index)


REPLICATES = 6
"""How many replicates of each setting show what chance does."""

TEXTS = ((160, 4), (100, 3), (0, 2))
"""How many texts are shown from a width on."""

LEAST_CHART, LEAST_OF_MANY = 26, 20
"""Columns that the chart gets at least, beside few lineages and beside more than three."""

FRAME = 4
"""Columns that a panel takes for its frame and the air in it."""

NAMES = 17
"""Columns that the names of the measures take."""


class CompareView(View):
    """Texts over a chart and a table."""

    VIEW = "compare"
    CSS_PATH: ClassVar[Any] = ["view.tcss", "studies.tcss"]

    def __init__(self, main: MainScreen) -> None:
        """Begin with the question that was last asked."""
        super().__init__(main)
        self._measure = HUMAN_WORDS
        self._left, self._right = 0, 1
        self._entrants: list[Entrant] = []
        self._asked: object = None
        self._batch = 0
        self._racing = False
        self._failure = ""
        self._worker: Worker[None] | None = None
        self._wanted: list[Settings] = []
        """The replicates, once the lineages are there."""
        self._runs: list[MeasuredRun] = []
        """Those that are made."""
        self._stream = RunStream(self, "replicates", self.session.store)

    @property
    def preset(self) -> Preset:
        """Return the question; of lineages that were named, how they differ."""
        return compare.BESIDE if self.session.beside else PRESETS[self.session.store.preset]

    def body(self) -> ComposeResult:
        """Lay out texts, chart and table."""
        with Horizontal(id="entries"):
            for place in range(TEXTS[0][1]):
                with Panel("", id=f"entry-{place}"):
                    yield SamplePane(id=f"sample-{place}")
        with Horizontal(id="compared"):
            with Panel("Curves", id="curve-panel"):
                yield LineChart(id="curve")
            with Panel("Measures", id="table-panel"):
                yield Table(id="table")

    # The runs

    def _prepare(self) -> None:
        """Take the runs of the question; make those that the screen does not have already."""
        session = self.session
        if session.beside:
            self._take_named()
            return
        target = max(session.run.target, 1)
        settings = replace(session.shown.settings, generations=target)
        asked = session.shown.number, session.store.preset, settings
        if asked != self._asked:
            self._asked = asked
            self._halt()
            self._entrants = [Entrant(*each) for each in self.preset.entrants(settings)]
            self._left, self._right, self._failure = 0, 1, ""
            self._measure = self.preset.measure
        measured = self.preset.measure in session.generations[0].measures
        for each in self._entrants:
            if each.settings == settings and measured:
                each.generations = list(session.generations[: target + 1])
        if session.computing or session.shown is not session.run or self._racing or self._failure:
            return
        missing = {
            place: each.settings
            for place, each in enumerate(self._entrants)
            if not each.generations and not (each.settings == settings and measured)
        }
        if missing:
            self._start(missing)
        else:
            self._want_replicates()

    def _take_named(self) -> None:
        """Put the lineages that were named beside the one that is explored."""
        session = self.session
        if self._asked != session.beside:
            self._asked = session.beside
            self._halt()
            own = Entrant(session.generations[0].corpus.name, session.shown.settings)
            self._entrants = [own, *map(compare.named, session.beside)]
            self._left, self._right, self._batch = 0, 1, self._batch + 1
            if self._measure not in compare.studied(self.preset):
                self._measure = HUMAN_WORDS
        own = self._entrants[0]
        own.generations = list(session.generations)
        if session.given:
            own.replicates = given_replicates(session)
            own.averaged = bool(own.replicates)

    def _start(self, missing: dict[int, Settings]) -> None:
        self._batch += 1
        self._racing = True
        run = self.session.run
        corpus = self.session.generations[0].corpus
        body = SingleShot(
            self._work,
            ParallelRuns(self._batch, corpus, run.names, missing, run.cache, (self.preset.measure,)),
        )
        self._worker = self.run_worker(body, group="runs", description="runs", thread=True, exclusive=True)

    def _work(self, runs: ParallelRuns) -> None:
        """Run in a thread."""
        runs.run(self.post_message, cancellation())

    def _halt(self) -> None:
        """Stop making lineages and replicates."""
        self._batch += 1
        self._racing = False
        if self._worker is not None:
            self._worker.cancel()
            self._worker = None
        self._stream.stop()
        self._wanted = []

    def _want_replicates(self) -> None:
        session = self.session
        if self._wanted or not self.preset.replicated:
            return
        self._wanted = [
            replace(each.settings, seed=each.settings.seed + number)
            for number in range(1, REPLICATES + 1)
            for each in self._entrants
        ]
        self._stream.want(session.generations[0].corpus, self._wanted, session.run.cache)
        self._sort_replicates()

    def _sort_replicates(self) -> None:
        """Give every lineage its replicates."""
        runs = self._runs = self._stream.runs
        for each in self._entrants:
            each.replicates = [run for run in runs if run.settings.but_for_seed(each.settings)]

    # What is shown

    def show(self) -> None:
        """Have the runs made before anything is said about them."""
        if self.session.generations:
            self._prepare()
        super().show()

    @property
    def number(self) -> int:
        """Return the generation looked at: the session's, as far as all lineages have it."""
        return max(0, min(self.session.current, compare.lagging(self._entrants)))

    def show_body(self) -> None:
        """Show what is there."""
        number, find = self.number, self.query_one
        target = max(self.session.run.target, 1)
        find("#curve", LineChart).show(compare.curves(self._entrants, self._measure, number, target))
        name = measure_of(self._measure, self.session.shown.settings.unit).short
        find("#curve-panel", Panel).say(f"{name[0].upper()}{name[1:]}")
        find("#table", Table).show(self._table(number))
        width = max(min(find("#table", Table).wanted + FRAME, self._widest), self.size.width // 3)
        panel = find("#table-panel", Panel)
        panel.styles.width = width
        judged = self.preset.replicated or bool(self.session.beside)
        legends = compare.legends(self._entrants, number) if judged else ()
        panel.say(f"Measures at {number}", next((each for each in legends if len(each) + 6 <= width), ""))
        self._show_texts(number)

    @property
    def _widest(self) -> int:
        """Return how wide the table may be."""
        return self.size.width - (LEAST_OF_MANY if len(self._entrants) > 3 else LEAST_CHART)

    def _table(self, number: int) -> list[list[Any]]:
        room = (self._widest - FRAME - NAMES) // max(1, len(self._entrants)) - 2
        return compare.table(self._entrants, number, self._measure, self.preset, min(room, 12))

    def _texts(self) -> list[int]:
        """Return the places of the lineages whose texts are shown."""
        count, room = len(self._entrants), next(texts for width, texts in TEXTS if self.size.width >= width)
        others = [(self._right + step) % count for step in range(count)]
        return [self._left, *(place for place in others if place != self._left)][:room]

    def _show_texts(self, number: int) -> None:
        places = self._texts()
        for slot in range(TEXTS[0][1]):
            panel = self.query_one(f"#entry-{slot}", Panel)
            panel.display = slot < len(places)
            if not panel.display:
                continue
            entrant = self._entrants[places[slot]]
            generation = entrant.at(number)
            pane = self.query_one(f"#sample-{slot}", SamplePane)
            title = f"{compare.mark(places[slot])} {entrant.label}"
            if generation is None:
                panel.say(title, "working …")
                pane.clear()
                continue
            key = self._batch, places[slot], number
            pane.show(key, partial(_page, generation))
            same = number == 0 and not self.session.beside
            panel.say("Human text" if same else f"{title} · generation {number}")

    def sentence(self) -> Wordings:
        """Say what each keeps."""
        if self._failure:
            return (f"This cannot be compared here: {self._failure}", self._failure)
        if self._racing and compare.lagging(self._entrants) < 1:
            return (f"{self.preset.question}: working …",)
        runs, wanted = len(self._runs), len(self._wanted)
        state = "" if runs == wanted else f"{runs} of {wanted} replicates"
        state = "working …" if self._racing else state
        return compare.sentence(self._entrants, self.number, self.preset, state)

    # Commands of this view

    def do_compare_presets(self) -> None:
        """Ask what to compare."""

        def chosen(place: int | None) -> None:
            if place is not None:
                self.session.store.preset = place
                self._asked = None
                if self._measure not in compare.studied(self.preset):
                    self._measure = HUMAN_WORDS
                self.show()

        self.app.push_screen(PresetPicker(self.session.store.preset), chosen)

    def do_compare_measure(self) -> None:
        """Draw the next measure."""
        rows = list(compare.studied(self.preset))
        self._measure = rows[(rows.index(self._measure) + 1) % len(rows)]
        self.show()

    def do_compare_left(self) -> None:
        """Show another text on the left."""
        self._left = self._after(self._left, self._right)
        self.show()

    def do_compare_right(self) -> None:
        """Show another text beside it."""
        self._right = self._after(self._right, self._left)
        self.show()

    def _after(self, place: int, taken: int) -> int:
        count = max(1, len(self._entrants))
        following = (place + 1) % count
        return (following + 1) % count if following == taken else following

    def do_scroll_all(self, lines: int) -> None:
        """Move all texts by some lines."""
        for pane in self.query(SamplePane):
            pane.scroll_lines(lines)

    @on(Grown)
    def take_generations(self, message: Grown) -> None:
        """Let lineages grow."""
        if message.batch == self._batch:
            for place, generations in message.made.items():
                self._entrants[place].generations.extend(generations)
            self.show_soon()

    @on(Finished)
    def take_finish(self, message: Finished) -> None:
        """Go on with the replicates, or say why nothing can be compared."""
        if message.batch == self._batch:
            self._racing, self._failure = False, message.reason
            self.show_soon()

    @on(RunStream.Made)
    def take_run(self, message: RunStream.Made) -> None:
        """Take in one more replicate."""
        message.stream.keep(message)
        self._sort_replicates()
        self.show_soon()

    @on(RunStream.Ended)
    def take_end(self, message: RunStream.Ended) -> None:
        """Note that all replicates are there."""
        message.stream.end(message)
        self.show_soon()

    @on(SamplePane.Scrolled)
    def take_scroll(self, message: SamplePane.Scrolled) -> None:
        """Move all texts when the wheel turns over one."""
        self.do_scroll_all(message.lines)


def _page(generation: Generation, width: int) -> Page:
    return Page(generation, width, spans=generation.number > 0)
