"""Phrases: runs of 2 to 5 words that humans wrote and the machine lost, or that no human ever wrote."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Counts, Flags, PackedStates, Positions, Tokens
from driftview.drift.laws import ChanceBand, chances
from driftview.drift.lineage import Generation, Lineage
from driftview.measures.ngrams import inside, runs
from driftview.settings.settings import Settings
from driftview.text.corpus import Corpus
from driftview.text.tokens import brief_pieces
from driftview.theory.deviation import WIDTH

HALF = np.uint64(32)


@dataclass(frozen=True, eq=False)
class RunTable:
    """The T different runs of a text, by rising key."""

    keys: PackedStates
    """Shape (T,)."""
    counts: Counts
    """How often each occurs, shape (T,)."""
    places: Positions
    """Where the W runs of the text start, in the order of their keys, shape (W,)."""

    @classmethod
    def of(cls, keys: PackedStates, starts: NDArray[np.int64], n: int) -> "RunTable":
        """Sort the runs that stay in one document; ``keys``: of each position, shape (N,)."""
        places = np.flatnonzero(inside(len(keys), starts, n)).astype(np.int32)
        places = places[np.argsort(keys[places])]
        ordered = keys[places]
        first = np.flatnonzero(_changes(ordered))
        return cls(ordered[first], np.diff(first, append=len(ordered)).astype(np.int64), places)

    @property
    def windows(self) -> int:
        """How many runs the text has, W."""
        return len(self.places)

    @cached_property
    def first(self) -> Positions:
        """Where each run first stands, shape (T,)."""
        begins = np.cumsum(self.counts) - self.counts
        return np.minimum.reduceat(self.places, begins) if len(begins) else self.places

    def lacks(self, keys: PackedStates) -> Flags:
        """Say which of other sorted keys the text does not have."""
        if not len(self.keys):
            return np.ones(len(keys), bool)
        place = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.asarray(self.keys[place] != keys)

    def starts_of(self, chosen: Flags) -> Positions:
        """Return where the chosen runs stand, every occurrence, rising; ``chosen`` has shape (T,)."""
        return np.sort(self.places[np.repeat(chosen, self.counts)])


@dataclass
class RunKeys:
    """Makes the keys; one for all texts that are to be compared."""

    size: int
    """How many words the vocabulary has."""
    _numbers: "dict[int, _Numbers]" = field(default_factory=dict)

    def of(self, tokens: Tokens, n: int) -> PackedStates:
        """Return a key for the n tokens from each position, shape (N,).

        Where V^n < 2⁶⁴ it is the run written as a number to the base V; beyond, its two halves, which may
        overlap, are numbered first. Keys at the last n − 1 positions mean nothing.
        """
        if self.size**n <= 1 << 64:
            return _written_out(tokens, n, self.size)
        half = (n + 1) // 2
        numbers = self._numbers.setdefault(half, _Numbers()).of(self.of(tokens, half))
        keys = numbers << HALF
        reach = n - half
        keys[: max(0, len(keys) - reach)] |= numbers[reach:]
        return keys


def _written_out(tokens: Tokens, n: int, size: int) -> PackedStates:
    """Return each run of n tokens as one number of n digits."""
    digits = tokens.astype(np.uint64)
    keys = digits.copy()
    for ahead in range(1, n):
        keys *= np.uint64(size)
        keys[: max(0, len(keys) - ahead)] += digits[ahead:]
    return keys


class _Numbers:
    """Gives every key a number of its own below 2³², the same one whenever it comes again."""

    def __init__(self) -> None:
        self._keys = np.zeros(0, np.uint64)
        self._numbers = np.zeros(0, np.uint64)

    def of(self, keys: PackedStates) -> PackedStates:
        """Return the number of each key; shape as ``keys``."""
        order = np.argsort(keys)
        ordered = keys[order]
        new = _changes(ordered)
        found = ordered[new]
        self._learn(found)
        numbers = np.empty(len(keys), np.uint64)
        known = self._numbers[np.searchsorted(self._keys, found)]
        numbers[order] = known[np.cumsum(new) - 1]
        return numbers

    def _learn(self, found: PackedStates) -> None:
        """Take in keys that were not met before; they are sorted."""
        place = np.searchsorted(self._keys, found)
        met = np.zeros(len(found), bool)
        within = place < len(self._keys)
        met[within] = self._keys[place[within]] == found[within]
        fresh = found[~met]
        numbers = np.arange(len(self._keys), len(self._keys) + len(fresh), dtype=np.uint64)
        self._keys = np.insert(self._keys, place[~met], fresh)
        self._numbers = np.insert(self._numbers, place[~met], numbers)


def _changes(ordered: PackedStates) -> Flags:
    """Flag the first key and each that differs from the one before it."""
    return np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]


LENGTHS = (2, 3, 4, 5)
"""Words of a phrase."""

MARKED = 3
"""Words of the phrases that are marked in a text as written by no human, where the order allows it."""

EXAMPLES = 8

KEPT = 4
"""Generations whose phrases are kept in memory."""


def marked_length(settings: Settings) -> int:
    """Return how many words the shortest phrase has that a model can invent, at least MARKED.

    A model of order n chooses every word by the n − 1 before it, so that each of its runs of n words was
    written by a human. Of texts that were given no order is known.
    """
    return MARKED if settings.matches else max(MARKED, settings.order + 1)


@dataclass(frozen=True)
class Phrase:
    """An example."""

    text: str
    count: int
    """How often it occurs in the text that has it."""
    position: int
    """Where it first stands there, in tokens."""


@dataclass(frozen=True)
class PhraseState:
    """What has become of phrases of n words by one generation; different phrases, if not said otherwise."""

    generation: int
    n: int
    human: int
    """Phrases that humans wrote."""
    alive: int
    """Of these, those that the generation has."""
    lost_now: int
    """Of these, those that it lacks and the generation before had."""
    lost_before: int
    """Of these, those that both lack."""
    novel: int
    """Phrases of the generation that no human wrote."""
    invented: int
    """Of these, those that the generation before did not have."""
    novel_share: float | None
    """Share of all phrases of the generation, every occurrence counted, that no human wrote."""


@dataclass(frozen=True)
class PhraseExamples:
    """The most frequent phrases of each kind, in one generation."""

    gone: tuple[Phrase, ...]
    """Human phrases that the generation lacks; counted in the human text."""
    lost_now: tuple[Phrase, ...]
    """Of these, those that the generation before had."""
    novel: tuple[Phrase, ...]
    """Phrases that no human wrote; counted in the generation."""
    invented: tuple[Phrase, ...]
    """Of these, those that the generation before did not have."""


@dataclass(frozen=True, eq=False)
class NewWords:
    """The words of one generation that complete a phrase no human wrote, one bit for each token."""

    bits: NDArray[np.uint8]
    tokens: int
    share: float
    """How many of all words do so."""

    @property
    def flags(self) -> Flags:
        """Say of each token whether it completes a new phrase, shape (N,)."""
        return np.unpackbits(self.bits, count=self.tokens).astype(np.bool_)


class PhraseBook:
    """The phrases of n words of a corpus and its generations.

    Make one for each n and keep it. A call takes about 5 ms for each new generation of 130,000 tokens where
    V^n < 2⁶⁴ (n = 5 and 7,000 words are within that); beyond, some 30 ms, which wants a worker.
    """

    def __init__(self, corpus: Corpus, n: int) -> None:
        """Nothing is counted yet; raises ValueError for n below 2."""
        if n < 2:
            raise ValueError("a phrase has at least 2 words")
        self.n = n
        self._corpus = corpus
        self._keys = RunKeys(len(corpus.vocabulary))
        self._tables: dict[Generation, RunTable] = {}

    @cached_property
    def _human(self) -> RunTable:
        return RunTable.of(self._keys.of(self._corpus.tokens, self.n), self._corpus.starts, self.n)

    @property
    def human_counts(self) -> Counts:
        """How often each phrase that humans wrote occurs in their text, in no special order."""
        return self._human.counts

    def _table(self, generation: Generation) -> RunTable:
        """Return the runs of a generation; the newest few that were asked for are kept."""
        if generation.number == 0:
            return self._human
        if generation not in self._tables:
            self._tables[generation] = self._made(generation)
            if len(self._tables) > KEPT:
                del self._tables[next(iter(self._tables))]
        return self._tables[generation]

    def _made(self, generation: Generation) -> RunTable:
        return RunTable.of(self._keys.of(generation.tokens, self.n), generation.starts, self.n)

    def state(self, before: Generation, now: Generation) -> PhraseState:
        """Count what became of the phrases from one generation to the next one."""
        human, table, earlier = self._human, self._table(now), self._table(before)
        dead, novel = table.lacks(human.keys), human.lacks(table.keys)
        lost_before = int(np.count_nonzero(earlier.lacks(human.keys[dead])))
        lost = int(np.count_nonzero(dead))
        windows = table.windows
        return PhraseState(
            generation=now.number,
            n=self.n,
            human=len(human.keys),
            alive=len(human.keys) - lost,
            lost_now=lost - lost_before,
            lost_before=lost_before,
            novel=int(np.count_nonzero(novel)),
            invented=int(np.count_nonzero(earlier.lacks(table.keys[novel]))),
            novel_share=int(table.counts[novel].sum()) / windows if windows else None,
        )

    def examples(self, before: Generation, now: Generation, most: int = EXAMPLES) -> PhraseExamples:
        """Return the most frequent phrases lost and invented; at most ``most`` of each kind."""
        human, table, earlier = self._human, self._table(now), self._table(before)
        gone = table.lacks(human.keys)
        novel = human.lacks(table.keys)
        lost_now, invented = gone.copy(), novel.copy()
        lost_now[gone] = ~earlier.lacks(human.keys[gone])
        invented[novel] = earlier.lacks(table.keys[novel])
        human_text, text = self._corpus.tokens, now.tokens
        return PhraseExamples(
            self._named(human, gone, human_text, most),
            self._named(human, lost_now, human_text, most),
            self._named(table, novel, text, most),
            self._named(table, invented, text, most),
        )

    def novel_starts(self, generation: Generation) -> Positions:
        """Return the positions at which a phrase starts that no human wrote; rising, shape (K,).

        The runs of the generation are not kept for this: one answer is all that it is asked for.
        """
        table = self._tables[generation] if generation in self._tables else self._made(generation)
        return table.starts_of(self._human.lacks(table.keys))

    def new_words(self, generation: Generation) -> NewWords:
        """Return the words that complete a phrase no human wrote."""
        starts, tokens = self.novel_starts(generation), len(generation.origins)
        flags = np.zeros(tokens, np.bool_)
        flags[starts + self.n - 1] = True
        return NewWords(np.packbits(flags), tokens, len(starts) / max(tokens, 1))

    def novel_tokens(self, generation: Generation) -> Flags:
        """Say for each token whether it is part of a phrase that no human wrote; shape (N,)."""
        starts = self.novel_starts(generation)
        flags = np.zeros(len(generation.origins), bool)
        for ahead in range(self.n):
            flags[starts + ahead] = True
        return flags

    def _named(self, table: RunTable, chosen: Flags, tokens: Tokens, most: int) -> tuple[Phrase, ...]:
        """Return the most frequent of the chosen phrases; of equally frequent ones, those that come first."""
        candidates = np.flatnonzero(chosen)
        counts = table.counts[candidates]
        if len(candidates) > most:
            least = np.partition(counts, -most)[-most]
            candidates, counts = candidates[counts >= least], counts[counts >= least]
        places = table.first[candidates]
        best = np.lexsort((places, -counts))[:most]
        rows = zip(places[best].tolist(), counts[best].tolist(), strict=True)
        return tuple(Phrase(self._text(tokens[at : at + self.n]), count, at) for at, count in rows)

    def _text(self, tokens: Tokens) -> str:
        """Return a phrase on one line; the end of a paragraph is ¶."""
        vocabulary = self._corpus.vocabulary
        ended = " ¶" if tokens[-1] == 0 else ""
        return " ".join("".join(brief_pieces(vocabulary, tokens)).split()) + ended


def phrase_states(
    book: PhraseBook, generations: Sequence[Generation], cancelled: Callable[[], bool] | None = None
) -> Iterator[PhraseState]:
    """Yield the curves of a lineage, generation by generation, the human text first; work for a worker."""
    for before, now in zip([generations[0], *generations], generations, strict=False):
        if cancelled is not None and cancelled():
            return
        yield book.state(before, now)


def phrase_law(lineage: Lineage, book: PhraseBook) -> ChanceBand | None:
    """Return how many human phrases should be alive in generations 0 … G; None where there is no prediction.

    A model of order n writes no phrase of up to n words that it has not read, so that such phrases drift as
    words do: one that humans wrote c times lives with probability 1 − (1 − s_g)^c. Its spread is that of
    phrases on their own, Σ P(1 − P), times the length of the passages in which they stand together (Kish's
    design effect); on a short text this was within a fifth of 40 seeds at orders 2 to 4. Longer phrases are
    made anew all the time, and human text that is mixed in or kept brings some back by whole paragraphs: no
    law.
    """
    law = chances(lineage)
    if law is None or book.n > lineage.settings.order or not lineage.settings.knows_origins:
        return None
    schedule = law.schedule
    if any(schedule.human_shares) or schedule.subsampled or schedule.regenerated != 1:
        return None
    counts, phrases = np.unique(book.human_counts, return_counts=True)
    alive = np.array([law.alive(int(count)) for count in counts]).reshape(len(counts), law.reach + 1)
    mean = phrases @ alive
    spread = WIDTH * np.sqrt(phrases @ (alive * (1.0 - alive)) * passage_length(lineage))
    return ChanceBand(mean, np.maximum(0.0, mean - spread), mean + spread)


def passage_length(lineage: Lineage) -> float:
    """Return how long the copied passage is in which a token of generation 1 stands, on average.

    With passages of l tokens: Σ l² / Σ l; 1 before there is a generation 1.
    """
    if len(lineage.generations) < 2:
        return 1.0
    first = lineage.generations[1]
    lengths = runs(first.origins, first.starts).lengths.astype(np.float64)
    return float(lengths @ lengths / lengths.sum()) if len(lengths) else 1.0
