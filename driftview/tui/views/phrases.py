"""The Phrases view: what was lost and invented, and what the order of the model does to it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.worker import Worker

from driftview.drift.laws import ChanceBand
from driftview.drift.lineage import Lineage
from driftview.drift.order_sweep import ORDERS, OrderPoint, order_sweep
from driftview.drift.phrases import LENGTHS, RANKS, PhraseBook, Rank, marked_length, phrase_law
from driftview.text.building import require_length
from driftview.text.reading import TextError
from driftview.text.search import Search
from driftview.tui.background import SingleShot
from driftview.tui.content import phrases as words
from driftview.tui.content.main import Wordings
from driftview.tui.content.phrases import Course, Moment, OrderSweep, Question, Setting
from driftview.tui.terminal import cancellation
from driftview.tui.views.view import View
from driftview.tui.widgets.charts import LineChart
from driftview.tui.widgets.frame import Panel
from driftview.tui.widgets.table import OrderTable, PhraseList
from driftview.tui.worker import POST_EVERY

if TYPE_CHECKING:
    from driftview.tui.views.main import MainScreen

MOST = 60
"""Examples of each kind: as many as the largest screen shows."""

Post = Callable[[Message], object]
Cancelled = Callable[[], bool]


@dataclass(eq=False)
class PhrasesCounted(Message):
    """Some generations are counted."""

    question: Question
    moments: list[Moment]
    law: ChanceBand | None
    """How many human phrases should be alive, in every generation."""


@dataclass(eq=False)
class PhrasesDone(Message):
    """All generations that were asked for are counted."""

    question: Question


@dataclass(frozen=True)
class Job:
    """What is to be counted."""

    question: Question
    lineage: Lineage
    missing: frozenset[int]
    """The generations that are not counted yet."""
    wanted: Callable[[], int]
    """Tells which one is looked at, and so is to come first."""


def count_phrases(job: Job, post: Post, cancelled: Cancelled) -> None:
    """Count the missing generations, whichever is wanted at the time first; work for a thread."""
    question, lineage, missing = job.question, job.lineage, set(job.missing)
    book = PhraseBook(lineage.corpus, question.n)
    law = phrase_law(lineage, book)
    sieve = Search.typed(question.filtered) if question.filtered else None
    waiting: list[Moment] = []
    posted = 0.0
    while missing and not cancelled():
        number = job.wanted()
        number = number if number in missing else min(missing)
        missing.discard(number)
        before, now = lineage.generations[max(0, number - 1)], lineage.generations[number]
        examples = book.examples(before, now, MOST, question.rank, sieve)
        waiting.append(Moment(book.state(before, now), examples))
        if not missing or time.monotonic() - posted >= POST_EVERY:
            post(PhrasesCounted(question, waiting, law))
            waiting, posted = [], time.monotonic()
    if not cancelled():
        post(PhrasesDone(question))


@dataclass(eq=False)
class OrderTried(Message):
    """One more order is done."""

    setting: Setting
    point: OrderPoint


@dataclass(eq=False)
class SweepDone(Message):
    """All orders are done, or the worker was told to stop."""

    setting: Setting


def sweep_orders(setting: Setting, lineage: Lineage, post: Post, cancelled: Cancelled) -> None:
    """Run the settings of a lineage with every order that its text is long enough for."""
    orders = list(_possible(lineage))
    points = order_sweep(
        lineage.corpus, lineage.settings, setting.generation, n=setting.n, orders=orders, cancelled=cancelled
    )
    for point in points:
        post(OrderTried(setting, point))
    post(SweepDone(setting))


def _possible(lineage: Lineage) -> Iterator[int]:
    """Yield the orders that the text is long enough for."""
    for order in ORDERS:
        try:
            require_length(lineage.corpus, order)
        except TextError:
            return
        yield order


class PhrasesView(View):
    """Curves above, examples below, and the order sweep beside the curves when it is asked for."""

    VIEW = "phrases"
    CSS_PATH: ClassVar[Any] = ["view.tcss", "phrases.tcss"]

    def __init__(self, main: MainScreen) -> None:
        """Begin with the shortest phrases that the model can invent."""
        super().__init__(main)
        self._n = min(LENGTHS[-1], marked_length(self.session.shown.settings))
        self._rank: Rank = RANKS[0]
        self._courses: dict[Question, Course] = {}
        self._course = Course(Question(0, 0))
        self._sweep: OrderSweep | None = None
        self._sweep_worker: Worker[None] | None = None

    def body(self) -> ComposeResult:
        """Lay out the panels."""
        with Horizontal(id="phrase-top"):
            with Panel("Phrases", id="course-panel"):
                yield LineChart(id="course-chart")
            with Panel("Order sweep", id="sweep-panel"):
                yield OrderTable(id="sweep-table")
        with Horizontal(id="phrase-lists"):
            with Panel("Gone", id="gone-panel"):
                yield PhraseList("†", id="gone-list")
            with Panel("New", id="novel-panel"):
                yield PhraseList("+", id="novel-list")

    # What is shown

    def show_body(self) -> None:
        """Show what is counted, and have the rest counted."""
        session, course = self.session, self._asked()
        total = max(session.run.target, session.made)
        chart = words.curves(course, session.made, total, session.current)
        self.query_one(LineChart).show(chart)
        self._show_titles()
        moment = course.moments.get(session.current)
        if moment is not None:
            self._show_examples(moment)
        self._show_sweep()
        self._count_missing()

    def _asked(self) -> Course:
        """Return what is known of the phrases that are looked at; another run begins with nothing known."""
        question = Question(self.session.shown.number, self._n, self._rank, self.filtered)
        if question != self._course.question:
            self._course.counting = False  # a worker on another question stops the one on this
            if question.run != self._course.question.run:
                self._courses.clear()
            self._course = self._courses.setdefault(question, Course(question))
        return self._course

    def _show_titles(self) -> None:
        session = self.session
        settings, number = session.shown.settings, session.current
        phrases = words.named(self._n, settings.unit)
        wide = self.query_one("#gone-panel", Panel).size.width
        where = f"in generation {number}" if number else "in the human text"
        gone = f"Human {phrases} gone by {number}", f"Gone by {number}"
        novel = f"{phrases.capitalize()} no human wrote", "No human wrote"
        self.query_one("#course-panel", Panel).say(f"{phrases.capitalize()} at {number}")
        self.query_one("#gone-panel", Panel).say(
            _fitting(wide, *gone),
            _fitting(
                wide,
                f"by {self._rank} · how often in the human text · † just lost",
                f"by {self._rank} · † just lost",
                f"by {self._rank}",
            ),
        )
        self.query_one("#novel-panel", Panel).say(
            _fitting(wide, *novel), _fitting(wide, f"how often {where} · + just appeared", "+ just appeared")
        )

    def _show_examples(self, moment: Moment) -> None:
        settings, number = self.session.shown.settings, self.session.current
        found = moment.examples
        left = words.ALL_LEFT if number else words.NOTHING_GONE
        self.query_one("#gone-list", PhraseList).show(found.gone, found.lost_now if number else (), left)
        new = words.none_new(self._n, settings, number)
        self.query_one("#novel-list", PhraseList).show(found.novel, found.invented, new)

    def _show_sweep(self) -> None:
        sweep = self._sweep
        self.set_class(sweep is not None, "-sweep")
        if sweep is None:
            return
        self.query_one(OrderTable).show(sweep.points, self.session.shown.settings.order, sweep.running)
        panel = self.query_one("#sweep-panel", Panel)
        phrases = words.named(sweep.setting.n, self.session.shown.settings.unit)
        title = f"Order sweep at {sweep.setting.generation} · {phrases}"
        again = f"O repeats it at {max(1, self.session.current)}" if sweep.setting != self._setting() else ""
        low = "◂ no human wrote · in copied passages of 8 words or more ▸"
        hint = "esc stops it" if sweep.running else again or low
        panel.say(title, _fitting(panel.size.width, hint, "◂ no human wrote · copied 8+ ▸"))

    def sentence(self) -> Wordings:
        """Say how many phrases are gone, what chance predicts, and how many are new."""
        return words.sentence(self._asked(), self.session.shown.settings, self.session.current)

    # Counting

    def _count_missing(self) -> None:
        """Put a worker on the generations that are not counted yet, unless one is on them."""
        course = self._course
        missing = set(range(self.session.made + 1)) - course.moments.keys()
        if missing and not course.counting:
            course.counting = True
            lineage, session = self.session.lineage(), self.session
            job = Job(course.question, lineage, frozenset(missing), lambda: session.current)
            self.run_worker(
                SingleShot(self._count, job),
                group="phrases",
                description="phrases",
                thread=True,
                exclusive=True,
            )

    def _count(self, job: Job) -> None:
        count_phrases(job, self.post_message, cancellation())

    @on(PhrasesCounted)
    def take_counted(self, message: PhrasesCounted) -> None:
        """Keep what was counted, unless another run is looked at by now."""
        course = self._courses.get(message.question)
        if course is not None:
            course.law = message.law
            course.moments.update({moment.state.generation: moment for moment in message.moments})
            self.show_soon()

    @on(PhrasesDone)
    def take_done(self, message: PhrasesDone) -> None:
        """Go on where generations were made meanwhile."""
        if message.question == self._course.question:
            self._course.counting = False
            self.show_soon()

    # The order sweep

    def _setting(self) -> Setting:
        return Setting(self.session.shown.number, self._n, max(1, self.session.current))

    def _turn(self, setting: Setting, lineage: Any) -> None:
        sweep_orders(setting, lineage, self.post_message, cancellation())

    @on(OrderTried)
    def take_point(self, message: OrderTried) -> None:
        """Show one more order."""
        if self._sweep is not None and message.setting == self._sweep.setting:
            self._sweep.points[message.point.order] = message.point
            self.show_soon()

    @on(SweepDone)
    def take_sweep(self, message: SweepDone) -> None:
        """Note that no more orders come."""
        if self._sweep is not None and message.setting == self._sweep.setting:
            self._sweep.running = False
            self.show_soon()

    # Commands of this view

    def do_order_sweep(self) -> None:
        """Run the order sweep at this generation; close it when it is done."""
        setting = self._setting()
        if self._sweep is not None and self._sweep.setting == setting:
            self._leave_sweep()
            return
        self._sweep = OrderSweep(setting)
        body = SingleShot(self._turn, setting, self.session.lineage())
        self._sweep_worker = self.run_worker(
            body, group="sweep", description="sweep", thread=True, exclusive=True
        )
        self.show()

    def _leave_sweep(self) -> None:
        if self._sweep_worker is not None:
            self._sweep_worker.cancel()
        self._sweep = self._sweep_worker = None
        self.show()

    def footer_words(self) -> dict[str, str]:
        """Say what Escape does while the sweep is there."""
        if self._sweep is None:
            return {}
        return {"stop": "stop" if self._sweep.running else "close the sweep"}

    def do_stop(self) -> None:
        """Stop the order sweep, then close it, then do what escape does everywhere."""
        if self._sweep is not None and self._sweep.running and self._sweep_worker is not None:
            self._sweep_worker.cancel()
        elif self._sweep is not None:
            self._leave_sweep()
        else:
            super().do_stop()

    def do_phrase_order(self) -> None:
        """Sort the phrases by something else."""
        self._rank = RANKS[(RANKS.index(self._rank) + 1) % len(RANKS)]
        self.show()

    def do_change_length(self, by: int) -> None:
        """Look at phrases of more words, or of fewer."""
        self._n = max(LENGTHS[0], min(self._n + by, LENGTHS[-1]))
        self.show()


def _fitting(width: int, *wordings: str) -> str:
    """Return the first wording that fits on the frame of a panel."""
    return next((each for each in wordings if len(each) + 2 <= width), wordings[-1])
