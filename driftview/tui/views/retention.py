"""The Dose view: how much human text keeps how much, and whether a cure comes too late."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Container

from driftview.measures.registry import kept_measures
from driftview.study.retention import RetentionLaw
from driftview.tui.background import BackgroundQuery
from driftview.tui.content import retention
from driftview.tui.content.main import Wordings
from driftview.tui.content.retention import LawCures, LawDoses, Question
from driftview.tui.views.view import StudyView
from driftview.tui.widgets.charts import LineChart
from driftview.tui.widgets.frame import Panel
from driftview.tui.widgets.table import Table

if TYPE_CHECKING:
    from driftview.text.corpus import Corpus
    from driftview.tui.views.main import MainScreen

STEP = 5
"""By how many percent one asks for more or less."""

SEEDS = 2
"""On how many seeds every dose is run at first."""


class RetentionView(StudyView):
    """What every dose keeps, the smallest that keeps enough, and prevention against cure."""

    VIEW = "dose"
    CSS_PATH: ClassVar[Any] = ["view.tcss", "studies.tcss"]

    def __init__(self, main: MainScreen) -> None:
        """Begin with half of the words."""
        super().__init__(main, "doses")
        self._measure = kept_measures()[0].name
        self._kept: int | None = None
        """How many percent are to be kept; None while the view chooses."""
        self._late = 0
        self._seeds = SEEDS
        self._law: RetentionLaw | None = None
        self._law_of: object = None
        self._doses: BackgroundQuery[LawDoses | None] = BackgroundQuery(self, "law of doses", kept=64)
        self._cures: BackgroundQuery[LawCures | None] = BackgroundQuery(self, "law of cures", kept=16)

    def body(self) -> ComposeResult:
        """Lay out the curve, the smallest doses, and prevention against cure."""
        with Container(id="doses"):
            with Panel("How much human text?", id="dose-panel"):
                yield LineChart(id="dose")
            with Container(id="answers"):
                with Panel("Enough", id="need-panel"):
                    yield Table(id="need")
                with Panel("From the start, or later", id="cure-panel"):
                    yield Table(id="cure")
                with Panel("From the start, or later", id="course-panel"):
                    yield LineChart(id="course")

    def question(self) -> Question:
        """Return what is asked now; the settings are those of the run, for as long as it goes."""
        session = self.session
        target = max(session.run.target, 1)
        settings = replace(session.shown.settings, generations=target)
        starts = [start for start in retention.STARTS if start < target] or [1]
        generation = min(session.current, target)
        late = starts[self._late % len(starts)]
        share, source = retention.dose_for(settings)
        asked = Question(settings, self._measure, (self._kept or 50) / 100, generation, late, share, source)
        if self._kept is not None:
            return asked
        kept = retention.sensible(asked, self._stream.runs, self._law_doses(asked))
        return replace(asked, kept=kept)

    # What is shown

    def show_body(self) -> None:
        """Have runs and laws worked out, and show what is there."""
        question, find = self.question(), self.query_one
        self._want(question)
        runs, law, cures = self._stream.runs, self._law_doses(question), self._law_cures(question)
        find("#dose", LineChart).show(retention.dose_curves(question, runs, law))
        find("#course", LineChart).show(retention.cure_curves(question, runs, cures))
        find("#need", Table).show(retention.need_table(question, runs, law))
        find("#cure", Table).show(retention.cure_table(question, runs, cures))
        kept = f"{round(100 * question.kept)}% of the {question.name}"
        find("#dose-panel", Panel).say(
            f"{question.name[0].upper()}{question.name[1:]} kept at {question.generation}",
            question.kept_as.meaning,
        )
        find("#need-panel", Panel).say(f"Enough for {kept}")
        given = f"{retention.dose_text(question.share)} {question.source}"
        find("#cure-panel", Panel).say(f"Kept at {question.generation} with {given}")
        find("#course-panel", Panel).say(f"From the start, or later: {given}", "• predicted")

    def _want(self, question: Question) -> None:
        """Have the doses run once the run on the screen is there."""
        session = self.session
        if not session.computing and session.shown is session.run:
            wanted = question.runs(self._seeds)
            self._stream.want(session.generations[0].corpus, wanted, session.run.prepared)

    def _law_doses(self, question: Question) -> LawDoses | None:
        law = self._law_for(question)
        if question.generation == 0 or not law.holds(question.measure):
            return None
        key = self._law_of, question.measure, question.generation
        cancellation = self._doses.cancellation
        curves = partial(retention.law_doses, law, question.measure, question.generation, cancellation)
        return self._doses.ask(key, curves)

    def _law_cures(self, question: Question) -> LawCures | None:
        law = self._law_for(question)
        if not law.holds(question.measure):
            return None
        key = self._law_of, question.measure, question.late, question.share, question.source
        return self._cures.ask(key, partial(retention.law_cures, law, question, self._cures.cancellation))

    def _law_for(self, question: Question) -> RetentionLaw:
        """Return the law for the settings and the text of the run."""
        corpus: Corpus = self.session.generations[0].corpus
        key = corpus.name, corpus.sha256, replace(question.settings, human_share=0.0, seed=0)
        if self._law is None or key != self._law_of:
            self._law, self._law_of = RetentionLaw(corpus, question.settings), key
        return self._law

    def sentence(self) -> Wordings:
        """Say which dose is enough."""
        question, runs = self.question(), self._stream.runs
        law = self._law_doses(question)
        state = f"{len(runs)} of {self._stream.wanted} runs"
        if law is None and question.generation and self._law_for(question).holds(self._measure):
            return (f"Predicting {question.name} for every share of human text … ({state})",)
        return retention.sentence(question, runs, law, state)

    # Commands of this view

    def do_keep(self, steps: int) -> None:
        """Ask for the dose that keeps more, or less."""
        kept = round(100 * self.question().kept) + steps * STEP
        self._kept = max(STEP, min(kept, 95))
        self.show()

    def do_dose_measure(self) -> None:
        """Ask how much is kept of something else."""
        names = [each.name for each in kept_measures()]
        self._measure = names[(names.index(self._measure) + 1) % len(names)]
        self._kept = None
        self.show()

    def do_cure_from(self) -> None:
        """Let the cure begin after another generation."""
        self._late += 1
        self.show()

    def do_more_doses(self) -> None:
        """Run every dose on one more seed."""
        self._seeds += 1
        self.show()

    def show_answer(self, message: BackgroundQuery.Answered) -> None:
        """Show what the law says."""
        if message.whole:
            self.show()

    @on(LineChart.Chosen, "#course")
    def take_place(self, message: LineChart.Chosen) -> None:
        """Look at the generation that was clicked on."""
        self.main.go(round(message.position))
