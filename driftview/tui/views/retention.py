"""How much human text keeps how much, and whether starting later is too late."""

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
from driftview.tui.content.retention import PredictedShares, PredictedStarts, Question
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
"""On how many seeds every share is run at first."""


class RetentionView(StudyView):
    """What every share keeps, the smallest that keeps enough, and starting at once against starting later."""

    VIEW = "human_text"
    CSS_PATH: ClassVar[Any] = ["view.tcss", "studies.tcss"]

    def __init__(self, main: MainScreen) -> None:
        """Begin with half of the words."""
        super().__init__(main, "shares")
        self._measure = kept_measures()[0].name
        self._kept: int | None = None
        """How many percent are to be kept; None while the view chooses."""
        self._late = 0
        self._seeds = SEEDS
        self._law: RetentionLaw | None = None
        self._law_of: object = None
        self._shares: BackgroundQuery[PredictedShares | None] = BackgroundQuery(
            self, "prediction of shares", kept=64
        )
        self._starts: BackgroundQuery[PredictedStarts | None] = BackgroundQuery(
            self, "prediction of starts", kept=16
        )

    def body(self) -> ComposeResult:
        """Lay out the curve, the smallest shares, and starting at once against starting later."""
        with Container(id="shares"):
            with Panel("How much human text?", id="share-panel"):
                yield LineChart(id="share")
            with Container(id="answers"):
                with Panel("Enough", id="need-panel"):
                    yield Table(id="need")
                with Panel("From the start, or later", id="start-panel"):
                    yield Table(id="start")
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
        share, source = retention.share_for(settings)
        asked = Question(settings, self._measure, (self._kept or 50) / 100, generation, late, share, source)
        if self._kept is not None:
            return asked
        kept = retention.sensible(asked, self._stream.runs, self._predicted_shares(asked))
        return replace(asked, kept=kept)

    # What is shown

    def show_body(self) -> None:
        """Have runs and laws worked out, and show what is there."""
        question, find = self.question(), self.query_one
        self._want(question)
        runs, law, starts = (
            self._stream.runs,
            self._predicted_shares(question),
            self._predicted_starts(question),
        )
        find("#share", LineChart).show(retention.share_curves(question, runs, law))
        find("#course", LineChart).show(retention.start_curves(question, runs, starts))
        find("#need", Table).show(retention.need_table(question, runs, law))
        find("#start", Table).show(retention.start_table(question, runs, starts))
        kept = f"{round(100 * question.kept)}% of the {question.name}"
        find("#share-panel", Panel).say(
            f"{question.name[0].upper()}{question.name[1:]} kept at {question.generation}",
            question.kept_as.meaning,
        )
        find("#need-panel", Panel).say(f"Enough for {kept}")
        given = f"{retention.share_text(question.share)} {question.source}"
        find("#start-panel", Panel).say(f"Kept at {question.generation} with {given}")
        find("#course-panel", Panel).say(f"From the start, or later: {given}", "• predicted")

    def _want(self, question: Question) -> None:
        """Have the shares run once the run on the screen is there."""
        session = self.session
        if not session.computing and session.shown is session.run:
            wanted = question.runs(self._seeds)
            self._stream.want(session.generations[0].corpus, wanted, session.run.cache)

    def _predicted_shares(self, question: Question) -> PredictedShares | None:
        law = self._law_for(question)
        if question.generation == 0 or not law.holds(question.measure):
            return None
        key = self._law_of, question.measure, question.generation
        cancellation = self._shares.cancellation
        curves = partial(retention.predicted_shares, law, question.measure, question.generation, cancellation)
        return self._shares.ask(key, curves)

    def _predicted_starts(self, question: Question) -> PredictedStarts | None:
        law = self._law_for(question)
        if not law.holds(question.measure):
            return None
        key = self._law_of, question.measure, question.late, question.share, question.source
        return self._starts.ask(
            key, partial(retention.predicted_starts, law, question, self._starts.cancellation)
        )

    def _law_for(self, question: Question) -> RetentionLaw:
        """Return the law for the settings and the text of the run."""
        corpus: Corpus = self.session.generations[0].corpus
        key = corpus.name, corpus.sha256, replace(question.settings, human_share=0.0, seed=0)
        if self._law is None or key != self._law_of:
            self._law, self._law_of = RetentionLaw(corpus, question.settings), key
        return self._law

    def sentence(self) -> Wordings:
        """Say which share is enough."""
        question, runs = self.question(), self._stream.runs
        law = self._predicted_shares(question)
        state = f"{len(runs)} of {self._stream.wanted} runs"
        if law is None and question.generation and self._law_for(question).holds(self._measure):
            return (f"Predicting {question.name} for every share of human text … ({state})",)
        return retention.sentence(question, runs, law, state)

    # Commands of this view

    def do_keep(self, steps: int) -> None:
        """Ask for the share that keeps more, or less."""
        kept = round(100 * self.question().kept) + steps * STEP
        self._kept = max(STEP, min(kept, 95))
        self.show()

    def do_human_text_measure(self) -> None:
        """Ask how much is kept of something else."""
        names = [each.name for each in kept_measures()]
        self._measure = names[(names.index(self._measure) + 1) % len(names)]
        self._kept = None
        self.show()

    def do_start_later(self) -> None:
        """Let human text begin after another generation."""
        self._late += 1
        self.show()

    def do_more_shares(self) -> None:
        """Run every share on one more seed."""
        self._seeds += 1
        self.show()

    def show_answer(self, message: BackgroundQuery.Answered) -> None:
        """Show what the law says."""
        if message.whole:
            self.show_soon()

    @on(LineChart.Chosen, "#course")
    def take_place(self, message: LineChart.Chosen) -> None:
        """Look at the generation that was clicked on."""
        self.main.go(round(message.position))
