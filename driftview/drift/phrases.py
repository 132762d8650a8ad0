"""Phrases: runs of 2 to 5 words that humans wrote and the machine lost, or that no human ever wrote."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from driftview.arrays import Counts, Flags, Positions, Tokens
from driftview.drift.lineage import Generation
from driftview.drift.runs import RunKeys, RunTable
from driftview.settings.settings import Settings
from driftview.text.corpus import Corpus
from driftview.text.tokens import brief_pieces

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
    return MARKED if settings.given is not None else max(MARKED, settings.order + 1)


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
