"""The runs behind the guided tour: what is computed for it, and the evidence that its steps read."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual.message import Message

from driftview.drift.lineage import Lineage
from driftview.drift.loop import Cancelled, Loop
from driftview.drift.order_sweep import order_sweep
from driftview.drift.own_words import own_vocabularies
from driftview.drift.phrases import PhraseBook, phrase_law, phrase_states
from driftview.quantities import ENTROPY, HUMAN_WORDS, LENGTH
from driftview.settings.settings import Settings
from driftview.text.building import require_length
from driftview.text.reading import TextError
from driftview.theory.diversity import entropy_path_bits
from driftview.tui.worker import POST_EVERY

if TYPE_CHECKING:
    from driftview.drift.indexed_corpus import IndexedCorpus
    from driftview.drift.laws import ChanceBand
    from driftview.drift.lineage import BandState, Generation, Values
    from driftview.drift.order_sweep import OrderPoint
    from driftview.drift.own_words import OwnVocabulary
    from driftview.text.corpus import Corpus
    from driftview.tui.corpus_cache import CorpusCache
    from driftview.tui.session import Run, Session

PHRASE_WORDS = 3
"""Words of the phrases that are followed, where the order allows a law."""

CANDIDATES, EXAMPLES = 80, 6
"""So many phrases are looked at for examples, and so many kept: those of plain words, without marks."""


@dataclass(frozen=True)
class RunNumbers:
    """The numbers of one run, generation by generation."""

    settings: Settings
    measures: tuple[Values, ...]
    expected: tuple[Values, ...]
    bands: tuple[tuple[BandState, ...], ...]

    @classmethod
    def of(cls, settings: Settings, generations: Sequence[Generation]) -> RunNumbers:
        """Take the numbers of a run."""
        return cls(
            settings,
            tuple(each.measures for each in generations),
            tuple(each.expected for each in generations),
            tuple(each.bands for each in generations),
        )

    def share(self, generation: int, measure: str = HUMAN_WORDS) -> float | None:
        """Return a measure as a share of what the human text has."""
        return _ratio(self.measures[generation].get(measure), self.measures[0].get(measure))

    def law(self, generation: int) -> float | None:
        """Return the share of words that chance predicts to be left."""
        return _ratio(self.expected[generation].get(HUMAN_WORDS), self.measures[0].get(HUMAN_WORDS))

    def shares(self, measure: str = HUMAN_WORDS) -> tuple[float | None, ...]:
        """Return a measure through the generations, as shares of the human one."""
        return tuple(self.share(number, measure) for number in range(len(self.measures)))

    def laws(self) -> tuple[float | None, ...]:
        """Return what chance predicts to be left, beginning with everything."""
        return (1.0, *(self.law(number) for number in range(1, len(self.measures))))

    def law_of_entropy(self) -> float | None:
        """Return what chance predicts of the entropy in the last generation, as a share of the human one."""
        start = self.measures[0].get(ENTROPY)
        types = [value for each in self.expected[:-1] if (value := each.get(HUMAN_WORDS)) is not None]
        sizes = [value for each in self.measures[1:] if (value := each.get(LENGTH)) is not None]
        if not start or len(types) != len(sizes):
            return None
        return float(entropy_path_bits(start, types, sizes)[-1]) / start


def _ratio(value: float | None, whole: float | None) -> float | None:
    return None if value is None or not whole else value / whole


@dataclass(frozen=True)
class PhraseCourse:
    """What became of the phrases that people wrote."""

    words: int
    """How many words a phrase has."""
    human: int
    once: float
    """Share of the human phrases that occur once."""
    alive: tuple[float, ...]
    """Share of the human phrases, generation by generation."""
    law: ChanceBand | None
    """The same by the law, as numbers of phrases."""
    gone: tuple[str, ...]
    """Some that are gone by the generation that is asked about."""

    def expected(self, generation: int) -> float | None:
        """Return the share that chance predicts to be alive."""
        return None if self.law is None else float(self.law.mean[generation]) / max(self.human, 1)


def phrase_course(lineage: Lineage, asked: int, cancelled: Callable[[], bool]) -> PhraseCourse | None:
    """Follow the phrases of a lineage, with examples of generation ``asked``; None when it was stopped."""
    words = max(2, min(PHRASE_WORDS, lineage.settings.order))
    book = PhraseBook(lineage.corpus, words)
    states = list(phrase_states(book, lineage.generations, cancelled))
    if len(states) < len(lineage.generations):
        return None
    examples = book.examples(lineage.generations[asked - 1], lineage.generations[asked], CANDIDATES)
    counts = book.human_counts
    return PhraseCourse(
        words,
        states[0].human,
        float((counts == 1).mean()) if len(counts) else 0.0,
        tuple(state.alive / max(state.human, 1) for state in states),
        phrase_law(lineage, book),
        tuple(phrase.text for phrase in examples.gone if _is_plain(phrase.text, words))[:EXAMPLES],
    )


def _is_plain(text: str, words: int) -> bool:
    """Whether a phrase is nothing but words."""
    parts = text.split()
    return len(parts) == words and all(part.isalpha() for part in parts)


@dataclass
class Evidence:
    """Everything that the pages speak of, as far as it is known."""

    title: str
    """What the text is called."""
    corpus: Corpus
    last: int
    """The last generation."""
    alone: RunNumbers | None = None
    """Every text replaces the one before, no human text."""
    phrases: PhraseCourse | None = None
    copied: tuple[OrderPoint, ...] | None = None
    """Generation 1 of models of several orders."""
    voices: tuple[OwnVocabulary, ...] | None = None
    other_seeds: tuple[float, ...] | None = None
    """What the smallest voice keeps of its own words in the last generation, in runs with other seeds."""
    everything: RunNumbers | None = None
    """Every model reads everything so far."""
    fresh: RunNumbers | None = None
    fixed: RunNumbers | None = None

    @property
    def unit(self) -> str:
        """What is counted, in the plural."""
        return f"{self.corpus.unit}s"

    @property
    def phrase_generation(self) -> int:
        """The generation at which phrases are asked about."""
        return min(5, self.last)


LEAST, MOST = 10, 30
"""The tour goes at least and at most so many generations far."""

OTHER_SEEDS = 4
"""Runs with other seeds that show how much of a small voice's fate is luck."""

HUMAN_SHARE = 0.1

CHORUS = "chorus"
"""A bundled text of three voices, for texts that have only one."""

CHORUS_TOKENS = 100_000
"""Tokens of each generation on the chorus, which is many times as long as a novel."""


def plain(settings: Settings) -> Settings:
    """Return settings of drift alone: order, unit, size and seed are the user's, nothing else."""
    return Settings(
        order=settings.order,
        unit=settings.unit,
        tokens=settings.tokens,
        seed=settings.seed,
        generations=max(LEAST, min(settings.generations, MOST)),
    )


def saving(settings: Settings) -> dict[str, Settings]:
    """Return the runs that save words, by the name of the part of the evidence that they become."""
    alone = plain(settings)
    return {
        "everything": replace(alone, regime="accumulate"),
        "fresh": replace(alone, human_share=HUMAN_SHARE, human_source="fresh"),
        "fixed": replace(alone, human_share=HUMAN_SHARE, human_source="fixed"),
    }


def chorus(settings: Settings) -> Settings:
    """Return the settings of the run on the chorus."""
    return replace(plain(settings), tokens=CHORUS_TOKENS)


def is_like(run: Run, names: tuple[str, ...], settings: Settings) -> bool:
    """Whether a run is about the same texts and settings, however far it has got."""
    return run.names == names and replace(run.settings, generations=1) == replace(settings, generations=1)


def known_run(session: Session, names: tuple[str, ...], settings: Settings) -> Run | None:
    """Return a run on these texts that has got far enough; None where there is none."""
    runs: Iterable[Run] = (session.run, *session.history.past, *session.history.future)
    like = (run for run in runs if is_like(run, names, settings))
    return next((run for run in like if run.made >= settings.generations), None)


def is_coming(session: Session, names: tuple[str, ...], settings: Settings) -> bool:
    """Whether the run of the main screen is just being made and will do."""
    run = session.run
    far_enough = run.target >= settings.generations
    return run.computing and not run.stopped and far_enough and is_like(run, names, settings)


def lineage_of(run: Run) -> Lineage:
    """Return what has been made of a run, as it is now."""
    from driftview.drift.lineage import Lineage

    return Lineage(run.generations[0].corpus, run.settings, list(run.generations))


ORDERS = tuple(range(1, 7))
"""The orders whose copying is compared."""

Post = Callable[[Message], object]
Stopped = Callable[[], bool]


@dataclass(eq=False)
class EvidenceFound(Message):
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
class EvidenceTask:
    """What there is to go by."""

    corpus: Corpus
    settings: Settings
    """Those of the main screen."""
    cache: CorpusCache
    phrase_generation: int
    known: dict[str, Lineage]
    """Runs that are there already, by the part that they become."""


def gather(task: EvidenceTask, post: Post, stopped: Stopped) -> None:
    """Find every part of the evidence but the chorus, in the order in which the pages need them."""
    with suppress(Cancelled):
        try:
            for message in _parts(task, post, stopped):
                post(message)
        except MemoryError:
            post(NotFound("", "there is not enough memory for this tour: choose a shorter text"))


def _parts(task: EvidenceTask, post: Post, stopped: Stopped) -> Iterator[Message]:
    """Yield the parts; progress is posted meanwhile."""
    alone = yield from _run(task, "alone", plain(task.settings), post, stopped)
    owns = tuple(own_vocabularies(alone)) if len(task.corpus.voices) > 1 else ()
    worded = any(own.size for own in owns)
    if worded:
        yield EvidenceFound("voices", owns)
    elif owns:
        yield NotFound("voices", f"no voice of this text has a {task.corpus.unit} of its own")
    phrases = phrase_course(alone, task.phrase_generation, stopped)
    if phrases is not None:
        yield EvidenceFound("phrases", phrases)
    if worded:
        indexed = task.cache.indexed(task.corpus, task.settings.order)
        found = _other_seeds(task.corpus, plain(task.settings), indexed, smallest_voice(owns), stopped)
        yield EvidenceFound("other_seeds", found)
    yield EvidenceFound("copied", tuple(_copied(task, stopped)))
    for part, settings in saving(task.settings).items():
        yield from _run(task, part, settings, post, stopped)


def _run(
    task: EvidenceTask, part: str, settings: Settings, post: Post, stopped: Stopped
) -> Generator[Message, None, Lineage]:
    """Yield the numbers of one run, which is made if need be, and return the run."""
    lineage = task.known.get(part)
    if lineage is None:
        indexed = task.cache.indexed(task.corpus, settings.order)
        loop = Loop(task.corpus, settings, indexed)
        lineage = _made(loop, part, post, stopped)
        yield RunMade(loop)
    first = lineage.generations[: settings.generations + 1]
    lineage = Lineage(lineage.corpus, settings, first)
    yield EvidenceFound(part, RunNumbers.of(settings, first))
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


def smallest_voice(owns: Sequence[OwnVocabulary]) -> OwnVocabulary:
    """Return the voice with the fewest words of its own, of those that have any."""
    return min((own for own in owns if own.size), key=lambda own: own.size)


def _other_seeds(
    corpus: Corpus, settings: Settings, indexed: IndexedCorpus, own: OwnVocabulary, stopped: Stopped
) -> tuple[float, ...]:
    """Return the share of its own words that a voice keeps in the last generation, with other seeds."""
    found = []
    for seed in range(settings.seed + 1, settings.seed + 1 + OTHER_SEEDS):
        loop = Loop(corpus, replace(settings, seed=seed), indexed, measured=(HUMAN_WORDS,), controlled=False)
        for _ in range(settings.generations):
            loop.step(stopped)
        found.append(float((loop.lineage.generations[-1].counts[own.words] > 0).mean()))
    return tuple(found)


def _copied(task: EvidenceTask, stopped: Stopped) -> Iterator[OrderPoint]:
    """Yield how much models of several orders copy, as far as the text is long enough for them."""
    orders = []
    for order in sorted({*ORDERS, task.settings.order}):
        with suppress(TextError):
            require_length(task.corpus, order)
            orders.append(order)
    yield from order_sweep(task.corpus, plain(task.settings), orders=orders, cancelled=stopped)
    if stopped():
        raise Cancelled


def listen(task: EvidenceTask, post: Post, stopped: Stopped) -> None:
    """Find the voices of the chorus, for a text that has only one."""
    try:
        corpus = task.cache.corpus((CHORUS,), task.settings.unit, task.settings.merges)
        settings = chorus(task.settings)
        indexed = task.cache.indexed(corpus, settings.order)
        loop = Loop(corpus, settings, indexed, measured=(HUMAN_WORDS,), controlled=False)
        owns = tuple(own_vocabularies(_made(loop, "voices", post, stopped)))
        if not any(own.size for own in owns):
            post(NotFound("voices", f"no voice of the chorus has a {corpus.unit} of its own"))
            return
        post(EvidenceFound("voices", owns))
        found = _other_seeds(corpus, settings, indexed, smallest_voice(owns), stopped)
        post(EvidenceFound("other_seeds", found))
    except Cancelled:
        pass
    except TextError as error:
        post(NotFound("voices", str(error)))
    except MemoryError:
        post(NotFound("voices", "there is not enough memory for the chorus"))
