"""Phrases: runs of 2 to 5 words that humans wrote and the machine lost, or that no human ever wrote."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple, assert_never

import numpy as np
from numpy.typing import ArrayLike, NDArray

from driftview.arrays import Counts, Flags, Floats, Indices, PackedStates, Positions, Tokens
from driftview.drift.laws import ChanceBand, chances
from driftview.drift.lineage import Generation, Lineage
from driftview.measures.ngrams import inside, runs
from driftview.settings.settings import Settings
from driftview.text.corpus import Corpus, Place
from driftview.text.search import Search
from driftview.text.tokens import brief_pieces
from driftview.text.vocabulary import END_ID
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

    def at(self, tokens: Tokens, places: Indices, n: int) -> PackedStates:
        """Return the keys of some positions at which n tokens begin, shape (K,)."""
        if self.size**n > 1 << 64:
            return self.of(tokens, n)[places]
        keys = np.zeros(len(places), np.uint64)
        for ahead in range(n):
            keys *= np.uint64(self.size)
            keys += tokens[places + ahead].astype(np.uint64)
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


Rank = Literal["log-likelihood", "PMI", "t-score", "frequency"]
"""By what phrases are sorted: how much more often they occur than by chance, or how often."""

RANKS: tuple[Rank, ...] = ("log-likelihood", "PMI", "t-score", "frequency")
"""In the order in which one key goes through them."""

SIFTED = 5_000
"""Phrases that a filter looks at, those first that rank highest."""

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
    score: float = 0.0
    """By what it was chosen: the association of its words, or how often it occurs."""
    place: Place | None = None
    """Where it first stands in the human text; None for phrases of generations."""


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


class Association(NamedTuple):
    """How much more often words stand together than chance would have them, arrays of one shape."""

    expected: Floats
    """How often they would if words were drawn one by one."""
    log_likelihood: Floats
    """Simple log-likelihood: how surely they belong together."""
    pmi: Floats
    """Pointwise mutual information in bits: how strongly."""
    t_score: Floats


def association(observed: ArrayLike, expected: ArrayLike) -> Association:
    """Compare how often words stand together with how often chance would have them.

    Parameters
    ----------
    observed
        O, how often the phrase occurs.
    expected
        E, how often it would if words were drawn one by one, same shape.

    Returns
    -------
    Association
        The measures that corpus linguists use, of the same shape.

    Notes
    -----
    Simple log-likelihood 2·(O ln(O/E) − (O − E)), PMI log₂(O/E) (Church and Hanks 1990) and t-score
    (O − E)/√O (Church et al. 1991), as Evert (2008) has them; for phrases of n words E = N·Π c_i/N.
    """
    often, chance = np.asarray(observed, np.float64), np.asarray(expected, np.float64)
    ratio = np.where(often > 0, often, 1.0) / np.maximum(chance, 1e-300)
    likelihood = 2.0 * (often * np.log(ratio) - (often - chance))
    return Association(
        chance,
        np.maximum(likelihood, 0.0),
        np.log2(ratio),
        (often - chance) / np.sqrt(np.maximum(often, 1.0)),
    )


def _expected(counts: Counts, ids: NDArray[np.int32]) -> Floats:
    """Return how often each phrase would occur if words were drawn one by one; ``ids`` has shape (K, n)."""
    total = float(max(1, counts.sum()))
    return np.asarray(total * np.prod(counts[ids] / total, axis=1))


@dataclass(frozen=True)
class LostPhrase:
    """A human phrase that is gone."""

    phrase: Phrase
    last: int
    """The last generation that has it."""
    association: Association
    """How much its words belong together in the human text."""


@dataclass(frozen=True)
class _Ranking:
    """Which phrases come first, how many are wanted, and what they must match."""

    rank: Rank
    most: int
    sieve: Search | None


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

    def examples(
        self,
        before: Generation,
        now: Generation,
        most: int = EXAMPLES,
        rank: Rank = "frequency",
        sieve: Search | None = None,
    ) -> PhraseExamples:
        """Return phrases lost and invented, at most ``most`` of each kind, those first that rank highest.

        By an association measure only phrases of words are ranked, without punctuation and ends of
        paragraphs; ``sieve`` leaves out what does not match it.
        """
        human, table, earlier = self._human, self._table(now), self._table(before)
        gone = table.lacks(human.keys)
        novel = human.lacks(table.keys)
        lost_now, invented = gone.copy(), novel.copy()
        lost_now[gone] = ~earlier.lacks(human.keys[gone])
        invented[novel] = earlier.lacks(table.keys[novel])
        ours, theirs = _Ranking(rank, most, sieve), (now.tokens, now.counts)
        human_text = self._corpus.tokens, self._corpus.counts
        return PhraseExamples(
            self._named(human, gone, human_text, ours, human=True),
            self._named(human, lost_now, human_text, ours, human=True),
            self._named(table, novel, theirs, ours),
            self._named(table, invented, theirs, ours),
        )

    def lost(
        self, generations: Sequence[Generation], rank: Rank, most: int | None, sieve: Search | None = None
    ) -> list[LostPhrase]:
        """Return the human phrases that the last generation lacks, with the last generation that had each."""
        human, last = self._human, generations[-1]
        gone = self._table(last).lacks(human.keys)
        ranking = _Ranking(rank, most if most is not None else len(human.keys), sieve)
        text = self._corpus.tokens, self._corpus.counts
        named = self._named(human, gone, text, ranking, human=True)
        starts = np.array([each.position for each in named], np.int64)
        seen = self._last_seen(starts, generations[1:])
        found = []
        for phrase, at in zip(named, seen.tolist(), strict=True):
            ids = text[0][phrase.position : phrase.position + self.n]
            expected = float(_expected(text[1], ids[None, :])[0])
            found.append(LostPhrase(phrase, at, association(phrase.count, expected)))
        return found

    def _last_seen(self, sought: Indices, generations: Sequence[Generation]) -> Indices:
        """Return the last generation that has each of K human phrases, 0 for none, shape (K,).

        ``sought``: where they stand in the human text, shape (K,). Only the runs of a generation that begin
        with the first words of one of them are looked up, so a few phrases cost little in any text.
        """
        seen = np.zeros(len(sought), np.int64)
        if not len(sought):
            return seen
        human = self._corpus.tokens
        keys = self._keys.of(human, self.n)[sought]
        order = np.argsort(keys)
        ordered = keys[order]
        begins = np.zeros((2, self._keys.size), bool)
        begins[0, human[sought]] = begins[1, human[sought + 1]] = True
        for generation in generations:
            tokens = generation.tokens
            runs = max(0, len(tokens) - self.n + 1)
            likely = begins[0][tokens[:runs]] & begins[1][tokens[1 : runs + 1]]
            places = np.flatnonzero(likely)
            places = places[inside(len(tokens), generation.starts, self.n)[places]]
            found = self._keys.at(tokens, places, self.n)
            nearest = np.minimum(np.searchsorted(ordered, found), len(ordered) - 1)
            seen[order[nearest[ordered[nearest] == found]]] = generation.number
        return seen

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

    def _named(
        self,
        table: RunTable,
        chosen: Flags,
        text: tuple[Tokens, Counts],
        ranking: _Ranking,
        human: bool = False,
    ) -> tuple[Phrase, ...]:
        """Return the chosen phrases that rank highest; of equal ones, those that come first."""
        candidates = np.flatnonzero(chosen)
        candidates, scores = self._scored(table, candidates, text, ranking.rank)
        most = ranking.most if ranking.sieve is None else max(ranking.most, SIFTED)
        if len(candidates) > most:
            least = np.partition(scores, -most)[-most]
            candidates, scores = candidates[scores >= least], scores[scores >= least]
        places, counts = table.first[candidates], table.counts[candidates]
        best = np.lexsort((places, -scores))[:most]
        if ranking.sieve is not None:
            texts = [self._text(text[0][at : at + self.n]) for at in places[best].tolist()]
            best = best[ranking.sieve.places(texts)][: ranking.most]
        rows = zip(places[best].tolist(), counts[best].tolist(), scores[best].tolist(), strict=True)
        return tuple(
            Phrase(
                self._text(text[0][at : at + self.n]),
                count,
                at,
                score,
                self._corpus.place(at) if human else None,
            )
            for at, count, score in rows
        )

    def _scored(
        self, table: RunTable, candidates: Indices, text: tuple[Tokens, Counts], rank: Rank
    ) -> tuple[Indices, Floats]:
        """Return the candidates that can be ranked, and how high each ranks."""
        if rank == "frequency":
            return candidates, table.counts[candidates].astype(np.float64)
        tokens, counts = text
        places = table.first[candidates].astype(np.int64)
        ids = tokens[places[:, None] + np.arange(self.n)]
        worded = self._corpus.vocabulary.wordlike[ids].all(axis=1) & (ids != END_ID).all(axis=1)
        candidates, ids = candidates[worded], ids[worded]
        found = association(table.counts[candidates], _expected(counts, ids))
        match rank:
            case "log-likelihood":
                scores = np.where(found.pmi > 0, found.log_likelihood, -found.log_likelihood)
            case "PMI":
                scores = found.pmi
            case "t-score":
                scores = found.t_score
            case _:
                assert_never(rank)
        return candidates, scores

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
    made again and again, and human text that is mixed in or kept brings some back by whole paragraphs: no
    law.
    """
    law = chances(lineage)
    if law is None or book.n > lineage.settings.order or not lineage.settings.knows_origins:
        return None
    schedule = law.schedule
    if schedule.mixes_human or schedule.subsampled or schedule.regenerated != 1:
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
