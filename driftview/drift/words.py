"""Words: found, followed from generation to generation, endangered, and dead."""

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, assert_never

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Counts, Floats
from driftview.drift.ancestry import last_sentence
from driftview.drift.laws import ChanceBand, Chances, chances
from driftview.drift.lineage import Generation, Lineage
from driftview.drift.wording import shown, times
from driftview.numbers import percent
from driftview.quantities import OTHER_CASE
from driftview.text.corpus import Corpus
from driftview.text.search import Search
from driftview.text.vocabulary import END, END_ID, Vocabulary

RARE_DEATH = 0.05
"""A death that so few words of the same frequency share is called early; a life likewise long."""

SAFE = 0.9
"""Of a living word that was so likely to live, only its count is worth a remark."""


class WordFinder:
    """Finds words of the human training text by their beginning; make one for each corpus."""

    def __init__(self, corpus: Corpus) -> None:
        """Sort the words, some 10 ms for 7,000 of them."""
        words = corpus.vocabulary.words
        self._corpus = corpus
        self._sorted = sorted(
            (_plain(words[word]), int(word)) for word in np.flatnonzero(corpus.counts > 0).tolist()
        )

    def complete(self, typed: str, limit: int = 8) -> list[int]:
        """Return ids of words that begin with what is typed, upper and lower case being one.

        The word itself comes first, written just so before written otherwise; then the most frequent.
        """
        wanted = _plain(typed)
        begin = bisect_left(self._sorted, (wanted, -1))
        end = bisect_left(self._sorted, (wanted + "\U0010ffff", -1))
        counts, words = self._corpus.counts, self._corpus.vocabulary.words
        found = self._sorted[begin:end]
        found.sort(key=lambda each: (words[each[1]] != typed, each[0] != wanted, -counts[each[1]], each[1]))
        return [word for _, word in found[:limit]]

    def matching(self, search: Search, limit: int = 8) -> list[int]:
        """Return ids of words that have what is looked for anywhere in them, the most frequent first."""
        words = self._corpus.vocabulary.words
        numbers = [word for _, word in self._sorted]
        found = [numbers[place] for place in search.places(words[word].strip() for word in numbers)]
        found.sort(key=lambda word: (-self._corpus.counts[word], word))
        return found[:limit]

    def find(self, typed: str) -> int | None:
        """Return the word that is typed in full, None when the human text does not have it."""
        first = self.complete(typed, 1)
        whole = bool(first) and _plain(self._corpus.vocabulary.words[first[0]]) == _plain(typed)
        return first[0] if whole else None


def _plain(word: str) -> str:
    """Return a word as it is compared; ¶ stands for the end of a document."""
    return "¶" if word == END else word.strip().casefold() or word


@dataclass(frozen=True)
class SurvivalChance:
    """What a word could expect before the first generation was written."""

    end: int
    """The generation that ``alive_at_end`` is about: the last one asked for or made."""
    alive_at_end: float
    """The chance to be alive then."""
    median_death: int | None
    """The generation by which half of such words are dead; None: later than anything computed."""


@dataclass(frozen=True, eq=False)
class LifeLine:
    """A word from the human text to the last generation made, G."""

    word: int
    text: str
    human_count: int
    counts: Counts
    """How often each generation has it, shape (G + 1,)."""
    band: ChanceBand | None
    """The counts that chance allows, shapes (G + 1,); None where no law holds."""
    alive: Floats | None
    """The chance to be alive in each generation, shape (G + 1,); None where no law holds."""
    chance: SurvivalChance | None
    last_seen: int
    """The last generation that has it."""
    death: int | None
    """The first generation of the lasting absence; None while it lives."""
    returns: int
    """How often it was absent and came back."""
    last_sentence: str
    """The sentence in which it stands last in the last generation that has it."""

    @property
    def made(self) -> int:
        """The last generation made, G."""
        return len(self.counts) - 1

    @property
    def obituary(self) -> str:
        """What became of the word and how likely that was, in one to three plain sentences."""
        made, now = self.made, int(self.counts[-1])
        said = f"The human text has “{self.text}” {times(self.human_count)}"
        if made == 0:
            return f"{said}."
        if self.death is None:
            said = f"{said}, and generation {made} has it {times(now)}."
        elif self.death == 1:
            said = f"{said}; generation 1 never used it."
        else:
            said = f"{said}; generation {self.last_seen} used it last, generation {self.death} lost it."
        if self.band is None or self.alive is None or self.chance is None:
            return said
        if self.death is None and float(self.alive[made]) > SAFE:
            return f"{said} Chance alone allows it {self.band.low[made]:,.0f} to {self.band.high[made]:,.0f}."
        return f"{said} {_judged(self.last_seen, made, self.alive, self.chance)}"


def life_line(lineage: Lineage, word: int) -> LifeLine:
    """Follow a word of the human training text; raises ValueError when no human wrote it there."""
    generations = lineage.generations
    counts = np.array([generation.counts[word] for generation in generations], np.int64)
    if not counts[0]:
        raise ValueError("the human training text does not have this word")
    present = np.flatnonzero(counts)
    last, made = int(present[-1]), len(counts) - 1
    law = chances(lineage)
    said = shown(lineage.corpus.vocabulary, word)
    alive = None if law is None else law.alive(int(counts[0]))[: made + 1]
    band = None if law is None else ChanceBand(*(side[: made + 1] for side in law.count_band(int(counts[0]))))
    chance = None if law is None else _chance(law, int(counts[0]), max(lineage.settings.generations, made))
    return LifeLine(
        word=word,
        text=said,
        human_count=int(counts[0]),
        counts=counts,
        band=band,
        alive=alive,
        chance=chance,
        last_seen=last,
        death=None if last == made else last + 1,
        returns=int(np.count_nonzero(np.diff(present) > 1)),
        last_sentence=last_sentence(generations[last], word) or "",
    )


def _chance(law: Chances, human_count: int, end: int) -> SurvivalChance:
    return SurvivalChance(end, float(law.alive(human_count)[end]), law.median_death(human_count))


def _judged(last: int, made: int, alive: Floats, survival: SurvivalChance) -> str:
    """Hold a life against the law."""
    half = (
        ""
        if survival.median_death is None
        else f", and half of such words are gone by generation {survival.median_death:,}"
    )
    if last == made:
        chance = float(alive[made])
        note = "; few words this rare live so long" if chance < RARE_DEATH else ""
        return f"A word this frequent had a chance of {percent(chance)} to live this long{half}{note}."
    chance = float(alive[last + 1])
    if 1.0 - chance < RARE_DEATH:
        return f"An early death: {percent(1.0 - chance)} of such words are gone by then{half}."
    if float(alive[last]) < RARE_DEATH:
        return f"A long life: {percent(float(alive[last]))} of such words live that long{half}."
    return f"A word this frequent had a chance of {percent(chance)} to be alive then{half}."


DeathOrder = Literal["frequency", "surprise", "alphabet", "generation"]
"""The most frequent first; the least expected first; by the alphabet; the earliest first."""


@dataclass(frozen=True)
class Death:
    """A word that a lineage has lost, for as long as it has been followed."""

    word: int
    """Its id."""
    human_count: int
    """How often the human text has it."""
    generation: int
    """The first generation without it, after which it never came back."""
    chance: float | None
    """The chance it had, by the law, to be alive in that generation; None where no law holds."""
    surprise: float | None = None
    """−log₂ of the chance to be dead by then, in bits: 0 is a matter of course; None where no law holds."""


def last_seen(generations: Sequence[Generation]) -> NDArray[np.int64]:
    """Return the last generation in which each word occurs, −1 for never; shape (V,)."""
    last = np.full(len(generations[0].counts), -1, np.int64)
    for generation in generations:
        last[generation.counts > 0] = generation.number
    return last


def deaths(generations: Sequence[Generation]) -> list[Death]:
    """Return every human word that the last generation lacks: those that were most frequent first.

    The end of a paragraph (¶) is a token and no word: it is not among them, though measures and laws count it
    as they count punctuation marks.
    """
    human = generations[0].counts
    last = last_seen(generations)
    dead = np.flatnonzero((human > 0) & (last < generations[-1].number))
    dead = dead[dead != END_ID]
    dead = dead[np.lexsort((dead, last[dead], -human[dead]))]
    died = last[dead] + 1
    log_dead = _log_extinction(generations)[died] * human[dead]
    chance = _numbers(-np.expm1(log_dead))
    surprise = _numbers(-log_dead / np.log(2.0))
    rows = zip(dead.tolist(), human[dead].tolist(), died.tolist(), chance, surprise, strict=True)
    return [Death(*row) for row in rows]


def other_case_said(generation: Generation) -> str:
    """Say how many of the words that a generation lacks live on in the other case.

    Parameters
    ----------
    generation
        The generation.

    Returns
    -------
    str
        Such as "155 of 3,087 live on in the other case"; empty where none does, or nobody counted.
    """
    other = generation.measures.get(OTHER_CASE)
    lost = generation.human_words - generation.words_left
    return f"{other:,} of {lost:,} live on in the other case" if other else ""


def arrange(found: Iterable[Death], order: DeathOrder, vocabulary: Vocabulary) -> list[Death]:
    """Return deaths in another order; where no law holds, the most surprising are the most frequent."""
    match order:
        case "alphabet":
            words = vocabulary.words
            return sorted(found, key=lambda death: (words[death.word].casefold(), death.word))
        case "generation":
            return sorted(found, key=lambda death: (death.generation, -death.human_count, death.word))
        case "surprise":
            return sorted(found, key=lambda death: (-(death.surprise or 0.0), -death.human_count, death.word))
        case "frequency":
            return sorted(found, key=lambda death: (-death.human_count, death.generation, death.word))
        case _:
            assert_never(order)


def toll(generations: Sequence[Generation]) -> Counts:
    """Return how many words died for good, so far, in each generation; shape (G + 1,)."""
    human = generations[0].counts
    last = last_seen(generations)[human > 0]
    died = last[last < generations[-1].number] + 1
    return np.bincount(died, minlength=len(generations)).astype(np.int64)


def _log_extinction(generations: Sequence[Generation]) -> NDArray[np.float64]:
    """Return log(1 − s_g), NaN where no law holds; shape (G + 1,)."""
    survival = [generation.expected.get("survival") for generation in generations]
    known = np.array([np.nan if chance is None else chance for chance in survival], np.float64)
    return np.asarray(np.log1p(-np.minimum(known, 1.0 - 1e-16)))


def _numbers(values: NDArray[np.float64]) -> list[float | None]:
    """Return the values as plain numbers, None for NaN; never −0."""
    return [None if math.isnan(value) else abs(value) for value in values.tolist()]


ENDANGERED_AT_MOST = 2
"""A word that occurs so often at most, and lives, is endangered."""


@dataclass(frozen=True)
class EndangeredWords:
    """A word that may be gone in the next generation."""

    word: int
    count: int
    """How often it occurs now."""
    human_count: int
    chance: float | None
    """The chance that the next generation does not have it; None where no law holds."""


def endangered_words(lineage: Lineage, number: int) -> list[EndangeredWords]:
    """Return the words that a generation has once or twice: the most endangered, then the once frequent.

    The chance counts all that the next model trains on: human text and older generations too.
    """
    generation = lineage.generations[number]
    human, now = lineage.generations[0].counts, generation.counts
    words = np.flatnonzero((human > 0) & (now > 0) & (now <= ENDANGERED_AT_MOST))
    words = words[words != END_ID]
    words = words[np.lexsort((words, -human[words], now[words]))]
    law = chances(lineage)
    if law is None:
        dying: list[float | None] = [None] * len(words)
    else:
        dying = law.absent_next(lineage.generations[: number + 1], words).tolist()
    rows = zip(words.tolist(), now[words].tolist(), human[words].tolist(), dying, strict=True)
    found = [EndangeredWords(*row) for row in rows]
    return sorted(found, key=lambda each: -(each.chance or 0.0))


def last_carriers(generation: Generation, following: Generation) -> NDArray[np.int64]:
    """Return the positions of tokens whose word the following generation lacks; rising, shape (K,)."""
    lost = (generation.counts > 0) & (following.counts == 0)
    return np.flatnonzero(lost[generation.tokens])
