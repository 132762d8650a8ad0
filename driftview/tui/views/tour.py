"""The guided tour for a class, one idea a page, guessed before it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from driftview.charts.curves import Curves
from driftview.quantities import HUMAN_WORDS
from driftview.settings.wording import difference
from driftview.text.catalogue import title_of
from driftview.text.cleaning import clean
from driftview.tui.background import SingleShot
from driftview.tui.commands.footer import footer
from driftview.tui.commands.studying import ANSWERS
from driftview.tui.content.spans import Fact, Span
from driftview.tui.session import Ghost
from driftview.tui.terminal import cancellation
from driftview.tui.tour import route as route_module
from driftview.tui.tour import runs
from driftview.tui.tour.route import VOICES, Route
from driftview.tui.tour.runs import (
    Advanced,
    Evidence,
    EvidenceFound,
    EvidenceTask,
    NotFound,
    RunMade,
    gather,
    listen,
)
from driftview.tui.views.view import View
from driftview.tui.widgets.charts import BandBars, LineChart
from driftview.tui.widgets.frame import Footer, Header, Panel
from driftview.tui.widgets.prose import BigFigures, Prose

if TYPE_CHECKING:
    from driftview.drift.lineage import Lineage
    from driftview.tui.tour.step import Chart, Revealed, TourQuestion
    from driftview.tui.views.main import MainScreen


class TourView(View):
    """Shows the pages; a worker makes the runs meanwhile, and what the main screen has is used as it is."""

    VIEW = "tour"
    CSS_PATH: ClassVar[Any] = ["view.tcss", "tour.tcss"]

    def __init__(self, main: MainScreen) -> None:
        """Begin with the first question."""
        super().__init__(main)
        run = self.session.shown
        corpus = run.generations[0].corpus
        self._names, self._settings = run.names, run.settings
        self.evidence = Evidence(
            clean(title_of(corpus.name)).replace("\n", " "), corpus, runs.plain(run.settings).generations
        )
        self.route = Route()
        self._gathering = self._listening = False
        self._reasons: dict[str, str] = {}
        self._progress: Advanced | None = None

    def compose(self) -> ComposeResult:
        """Lay out a page that can be read from afar."""
        yield Header(id="header")
        with Vertical(id="page"), Vertical(id="tour"):
            yield Prose(id="tour-title")
            yield Prose(id="tour-text")
            yield BigFigures(id="tour-figures")
            with Panel("", id="tour-panel"):
                yield LineChart(id="tour-curves")
                yield BandBars(id="tour-bands")
            yield Prose(id="tour-moral")
        yield from self.compose_notice()
        yield Footer(id="footer")

    # What is shown

    def show(self) -> None:
        """Show the page, and have what it needs found."""
        if not self.is_mounted or not self.query("#footer"):
            return
        self._gather()
        with self.app.batch_update():
            session, route = self.session, self.route
            title = self.evidence.title
            facts = [Fact("Guided tour", "", 8), Fact(title, "", 9)]
            self.query_one(Header).show(title, lambda: facts, route_module.place(route))
            self.query_one("#footer", Footer).show(footer(session, self.VIEW, idle=self._idle()))
            told = self._told() if route.shown else None
            self.query_one("#tour-title", Prose).show(
                [[Span(route_module.heading(route, told), route_module.TITLE)]]
            )
            self.set_class(told is not None, "-told")
            if told is not None:
                self._show_told(told)
            else:
                self.query_one("#tour-text", Prose).show(self._paragraphs())

    def _paragraphs(self) -> route_module.Paragraphs:
        """Return the text of a page without a chart."""
        route = self.route
        if route.step is None:
            return route_module.last_page(route, self.session.keys.labels["undo"])
        if self._offers_chorus:
            return route_module.offer()
        asked = self._asked()
        if asked is None or route.shown:
            needed = (*route.step.asks_with, *route.step.tells_with)
            missing = next((part for part in needed if getattr(self.evidence, part) is None), "")
            return route_module.working(
                self._said_progress(), self._reasons.get(missing, self._reasons.get("", ""))
            )
        return route_module.question(asked, route.answers.get(route.place))

    def _idle(self) -> tuple[str, ...]:
        """Return the commands that do nothing on this page."""
        route = self.route
        asked = None if route.shown else self._asked()
        answers = len(route_module.OFFERED) if self._offers_chorus else len(asked.answers) if asked else 0
        return (
            *(("continue_tour",) if route.at_end else ()),
            *(("tour_back",) if not route.place and not route.shown else ()),
            *(f"answer_{number}" for number in range(answers + 1, ANSWERS + 1)),
        )

    def _show_told(self, told: Revealed) -> None:
        asked = self._asked()
        if asked is None:
            return
        self.route.judge(told)
        paragraphs = route_module.told(told, asked, self.route.answers.get(self.route.place))
        self.query_one("#tour-text", Prose).show(paragraphs)
        self.query_one("#tour-moral", Prose).show(route_module.moral(told.moral))
        self.query_one(BigFigures).show(told.figures)
        self.query_one("#tour-panel", Panel).say(told.chart_title)
        self._show_chart(told.chart)

    def _show_chart(self, chart: Chart) -> None:
        """Show curves or bars."""
        curves, bands = self.query_one(LineChart), self.query_one(BandBars)
        curves.display, bands.display = isinstance(chart, Curves), not isinstance(chart, Curves)
        if isinstance(chart, Curves):
            curves.show(chart)
        else:
            bands.show(chart)

    def _asked(self) -> TourQuestion | None:
        """Return the question, None while it needs something that is not there yet."""
        step = self.route.step
        return step.ask(self.evidence) if step is not None and self._has(step.asks_with) else None

    def _told(self) -> Revealed | None:
        """Return what happened, None while it is not known."""
        step = self.route.step
        if step is None or not self._has((*step.asks_with, *step.tells_with)):
            return None
        return step.tell(self.evidence)

    def _has(self, parts: tuple[str, ...]) -> bool:
        return all(getattr(self.evidence, part) is not None for part in parts)

    @property
    def _offers_chorus(self) -> bool:
        """Whether the page offers another text, because this one has a single voice."""
        alone = len(self.evidence.corpus.voices) < 2 and not self._listening
        return self.route.place == VOICES and alone

    def _said_progress(self) -> str:
        if self._progress is None:
            return ""
        return f"generation {self._progress.made} of {self._progress.total}"

    # Work

    def _gather(self) -> None:
        """Put a worker on the runs; the run of the main screen is waited for where it will do."""
        settings = runs.plain(self._settings)
        if self._gathering or runs.is_coming(self.session, self._names, settings):
            return
        self._gathering = True
        self.run_worker(SingleShot(self._work, self._job()), group="tour", description="tour", thread=True)

    def _job(self) -> EvidenceTask:
        wanted = {"alone": runs.plain(self._settings), **runs.saving(self._settings)}
        known: dict[str, Lineage] = {}
        for part, settings in wanted.items():
            run = runs.known_run(self.session, self._names, settings)
            if run is not None:
                known[part] = runs.lineage_of(run)
        cache = self.session.run.cache
        return EvidenceTask(
            self.evidence.corpus, self._settings, cache, self.evidence.phrase_generation, known
        )

    def _work(self, task: EvidenceTask) -> None:
        """Run in a thread."""
        gather(task, self.post_message, cancellation())

    def _listen(self, task: EvidenceTask) -> None:
        """Run in a thread."""
        listen(task, self.post_message, cancellation())

    @on(EvidenceFound)
    def take_found(self, message: EvidenceFound) -> None:
        """Take in a part of the evidence."""
        setattr(self.evidence, message.part, message.value)
        self.show_soon()

    @on(NotFound)
    def take_not_found(self, message: NotFound) -> None:
        """Remember why something cannot be had."""
        self._reasons[message.part] = message.reason
        self.show_soon()

    @on(Advanced)
    def take_progress(self, message: Advanced) -> None:
        """Say how far the runs are, where a page waits for them."""
        self._progress = message
        self.show_soon()

    @on(RunMade)
    def take_run(self, message: RunMade) -> None:
        """Keep a run, so that undo on the main screen leads to it, with the plain run as its ghost."""
        session, loop = self.session, message.loop
        session.keep(loop, self._names)
        alone = self.evidence.alone
        if alone is not None:
            types = tuple(each.get(HUMAN_WORDS) for each in alone.measures)
            label = difference(alone.settings, loop.lineage.settings)
            session.history.past[-1].ghosts = [Ghost(label, types)]

    # Commands of this view

    def do_stop(self) -> None:
        """Leave; the runs stay."""
        self.dismiss()

    def do_continue_tour(self) -> None:
        """Show what happened, or the next question."""
        if self.route.shown and self._told() is None and not self._reasons:
            return  # it is being worked out
        self.route.go_on(tells=not self._offers_chorus)
        self.show()

    def do_tour_back(self) -> None:
        """Show the page before."""
        self.route.go_back()
        if self._offers_chorus:
            self.route.shown = False
        self.show()

    def do_answer(self, number: int) -> None:
        """Take an answer, from 1; on the page that offers the chorus, a wish."""
        if self._offers_chorus:
            if number == 1:
                self._listening = True
                self.run_worker(
                    SingleShot(self._listen, self._job()), group="chorus", description="chorus", thread=True
                )
            elif number == 2:
                self.route.go_on(tells=False)
        else:
            asked = self._asked()
            if asked is None or number > len(asked.answers) or not self.route.answer(number - 1):
                return
        self.show()
