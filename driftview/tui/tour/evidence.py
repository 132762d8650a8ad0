"""What the tour's runs have brought to light: numbers, not texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from driftview.drift.phrases import PhraseBook, phrase_law, phrase_states
from driftview.theory.diversity import entropy_path_bits

if TYPE_CHECKING:
    from collections.abc import Callable

    from driftview.drift.laws import ChanceBand
    from driftview.drift.lineage import BandState, Generation, Lineage, Values
    from driftview.drift.order_sweep import OrderPoint
    from driftview.drift.voices import VoiceLine
    from driftview.settings.settings import Settings
    from driftview.text.corpus import Corpus

PHRASE_WORDS = 3
"""Words of the phrases that are followed, where the order allows a law."""

CANDIDATES, EXAMPLES = 80, 6
"""So many phrases are looked at for examples, and so many kept: those of plain words, without marks."""


@dataclass(frozen=True)
class Course:
    """The numbers of one run, generation by generation."""

    settings: Settings
    measures: tuple[Values, ...]
    expected: tuple[Values, ...]
    bands: tuple[tuple[BandState, ...], ...]

    @classmethod
    def of(cls, settings: Settings, generations: Sequence[Generation]) -> Course:
        """Take the numbers of a run."""
        return cls(
            settings,
            tuple(each.measures for each in generations),
            tuple(each.expected for each in generations),
            tuple(each.bands for each in generations),
        )

    def share(self, generation: int, measure: str = "human_types") -> float | None:
        """Return a measure as a share of what the human text has."""
        return _ratio(self.measures[generation].get(measure), self.measures[0].get(measure))

    def law(self, generation: int) -> float | None:
        """Return the share of words that the law expects to be left."""
        return _ratio(self.expected[generation].get("human_types"), self.measures[0].get("human_types"))

    def shares(self, measure: str = "human_types") -> tuple[float | None, ...]:
        """Return a measure through the generations, as shares of the human one."""
        return tuple(self.share(number, measure) for number in range(len(self.measures)))

    def laws(self) -> tuple[float | None, ...]:
        """Return what the law expects to be left, beginning with everything."""
        return (1.0, *(self.law(number) for number in range(1, len(self.measures))))

    def law_of_entropy(self) -> float | None:
        """Return what the law expects of the entropy in the last generation, as a share of the human one."""
        start = self.measures[0].get("entropy_bits")
        types = [value for each in self.expected[:-1] if (value := each.get("human_types")) is not None]
        sizes = [value for each in self.measures[1:] if (value := each.get("tokens")) is not None]
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
        """Return the share that the law expects to be alive."""
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
    alone: Course | None = None
    """Every text replaces the one before, no human text."""
    phrases: PhraseCourse | None = None
    copied: tuple[OrderPoint, ...] | None = None
    """Generation 1 of models of several orders."""
    voices: tuple[VoiceLine, ...] | None = None
    everything: Course | None = None
    """Every model reads everything so far."""
    fresh: Course | None = None
    fixed: Course | None = None

    @property
    def unit(self) -> str:
        """What is counted, in the plural."""
        return f"{self.corpus.unit}s"

    @property
    def phrase_generation(self) -> int:
        """The generation at which phrases are asked about."""
        return min(5, self.last)
