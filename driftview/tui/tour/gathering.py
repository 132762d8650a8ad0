"""The tour's worker: it makes the runs one after the other, in a thread, and posts what they show."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from driftview.drift.lineage import Lineage
from driftview.drift.loop import Cancelled, Loop
from driftview.drift.order_sweep import order_sweep
from driftview.drift.voices import voice_lines
from driftview.text.building import require_length
from driftview.text.reading import TextError
from driftview.tui.tour.evidence import Course, phrase_course
from driftview.tui.tour.plan import CHORUS, chorus, plain, saving
from driftview.tui.worker import POST_EVERY

if TYPE_CHECKING:
    from driftview.drift.order_sweep import OrderPoint
    from driftview.settings.settings import Settings
    from driftview.text.corpus import Corpus
    from driftview.tui.corpus_cache import CorpusCache

ORDERS = tuple(range(1, 7))
"""The orders whose copying is compared."""

Post = Callable[[Message], object]
Stopped = Callable[[], bool]


@dataclass(eq=False)
class Found(Message):
    """One part of the evidence is there."""

    part: str
    value: object


@dataclass(eq=False)
class RunMade(Message):
    """A run is complete; it can be kept."""

    loop: Loop


@dataclass(eq=False)
class Advanced(Message):
    """A run has got further."""

    part: str
    made: int
    total: int

    def can_replace(self, message: Message) -> bool:
        """Only the newest one matters."""
        return isinstance(message, Advanced)


@dataclass(eq=False)
class NotFound(Message):
    """A part of the evidence cannot be had; the reason is one clear line."""

    part: str
    reason: str


@dataclass(frozen=True)
class Task:
    """What there is to go by."""

    corpus: Corpus
    settings: Settings
    """Those of the main screen."""
    prepared: CorpusCache
    phrase_generation: int
    known: dict[str, Lineage]
    """Runs that are there already, by the part that they become."""


def gather(task: Task, post: Post, stopped: Stopped) -> None:
    """Find every part of the evidence but the chorus, in the order in which the pages need them."""
    with suppress(Cancelled):
        try:
            for message in _parts(task, post, stopped):
                post(message)
        except MemoryError:
            post(NotFound("", "there is not enough memory for this tour: choose a shorter text"))


def _parts(task: Task, post: Post, stopped: Stopped) -> Iterator[Message]:
    """Yield the parts; progress is posted meanwhile."""
    alone = yield from _run(task, "alone", plain(task.settings), post, stopped)
    if len(task.corpus.voices) > 1:
        yield Found("voices", tuple(voice_lines(alone)))
    phrases = phrase_course(alone, task.phrase_generation, stopped)
    if phrases is not None:
        yield Found("phrases", phrases)
    yield Found("copied", tuple(_copied(task, stopped)))
    for part, settings in saving(task.settings).items():
        yield from _run(task, part, settings, post, stopped)


def _run(
    task: Task, part: str, settings: Settings, post: Post, stopped: Stopped
) -> Generator[Message, None, Lineage]:
    """Yield the numbers of one run, which is made if need be, and return the run."""
    lineage = task.known.get(part)
    if lineage is None:
        indexed = task.prepared.indexed(task.corpus, settings.order)
        loop = Loop(task.corpus, settings, indexed)
        lineage = _made(loop, part, post, stopped)
        yield RunMade(loop)
    first = lineage.generations[: settings.generations + 1]
    lineage = Lineage(lineage.corpus, settings, first)
    yield Found(part, Course.of(settings, first))
    return lineage


def _made(loop: Loop, part: str, post: Post, stopped: Stopped) -> Lineage:
    """Let a loop run to its last generation; raises Cancelled."""
    posted, total = 0.0, loop.lineage.settings.generations
    for number in range(1, total + 1):
        loop.step(stopped)
        if time.monotonic() - posted >= POST_EVERY:
            post(Advanced(part, number, total))
            posted = time.monotonic()
    return loop.lineage


def _copied(task: Task, stopped: Stopped) -> Iterator[OrderPoint]:
    """Yield how much models of several orders copy, as far as the text is long enough for them."""
    orders = []
    for order in sorted({*ORDERS, task.settings.order}):
        with suppress(TextError):
            require_length(task.corpus, order)
            orders.append(order)
    yield from order_sweep(task.corpus, plain(task.settings), orders=orders, cancelled=stopped)
    if stopped():
        raise Cancelled


def listen(task: Task, post: Post, stopped: Stopped) -> None:
    """Find the voices of the chorus, for a text that has only one."""
    try:
        corpus = task.prepared.corpus((CHORUS,), task.settings.unit)
        settings = chorus(task.settings)
        indexed = task.prepared.indexed(corpus, settings.order)
        loop = Loop(corpus, settings, indexed, measured=("human_types",), controlled=False)
        post(Found("voices", tuple(voice_lines(_made(loop, "voices", post, stopped)))))
    except Cancelled:
        pass
    except TextError as error:
        post(NotFound("voices", str(error)))
    except MemoryError:
        post(NotFound("voices", "there is not enough memory for the chorus"))
