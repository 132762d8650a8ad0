"""The work behind the Phrases view, done in a thread: phrases counted, and the order dial turned."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from textual.message import Message

from driftview.drift.laws import ChanceBand
from driftview.drift.lineage import Lineage
from driftview.drift.order_sweep import ORDERS, OrderPoint, order_sweep
from driftview.drift.phrases import PhraseBook, phrase_law
from driftview.text.building import require_length
from driftview.text.reading import TextError
from driftview.tui.phrase_words import Moment, Question, Setting
from driftview.tui.worker import POST_EVERY

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
    waiting: list[Moment] = []
    posted = 0.0
    while missing and not cancelled():
        number = job.wanted()
        number = number if number in missing else min(missing)
        missing.discard(number)
        before, now = lineage.generations[max(0, number - 1)], lineage.generations[number]
        waiting.append(Moment(book.state(before, now), book.examples(before, now, MOST)))
        if not missing or time.monotonic() - posted >= POST_EVERY:
            post(PhrasesCounted(question, waiting, law))
            waiting, posted = [], time.monotonic()
    if not cancelled():
        post(PhrasesDone(question))


@dataclass(eq=False)
class DialTurned(Message):
    """One more order is done."""

    setting: Setting
    point: OrderPoint


@dataclass(eq=False)
class DialDone(Message):
    """All orders are done, or the worker was told to stop."""

    setting: Setting


def turn_dial(setting: Setting, lineage: Lineage, post: Post, cancelled: Cancelled) -> None:
    """Run the settings of a lineage with every order that its text is long enough for."""
    orders = list(_possible(lineage))
    points = order_sweep(
        lineage.corpus, lineage.settings, setting.generation, n=setting.n, orders=orders, cancelled=cancelled
    )
    for point in points:
        post(DialTurned(setting, point))
    post(DialDone(setting))


def _possible(lineage: Lineage) -> Iterator[int]:
    """Yield the orders that the text is long enough for."""
    for order in ORDERS:
        try:
            require_length(lineage.corpus, order)
        except TextError:
            return
        yield order
