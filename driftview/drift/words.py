"""One word: found as it is typed, and followed from generation to generation to its obituary."""

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np

from driftview.arrays import Counts, Floats
from driftview.drift.chances import Band, Chances, chances
from driftview.drift.lineage import Lineage
from driftview.drift.sentences import last_sentence
from driftview.drift.wording import shown, times
from driftview.numbers import percent_in_words as percent
from driftview.text.corpus import Corpus
from driftview.text.paragraphs import END

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

    def find(self, typed: str) -> int | None:
        """Return the word that is typed in full, None when the human text does not have it."""
        first = self.complete(typed, 1)
        whole = bool(first) and _plain(self._corpus.vocabulary.words[first[0]]) == _plain(typed)
        return first[0] if whole else None


def _plain(word: str) -> str:
    """Return a word as it is compared; ¶ stands for the end of a document."""
    return "¶" if word == END else word.strip().casefold() or word


@dataclass(frozen=True)
class Odds:
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
    band: Band | None
    """The counts that chance allows, shapes (G + 1,); None where no law holds."""
    alive: Floats | None
    """The chance to be alive in each generation, shape (G + 1,); None where no law holds."""
    odds: Odds | None
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
            said = f"{said}; generation 1 never took it up."
        else:
            said = f"{said}; generation {self.last_seen} wrote it last, generation {self.death} lost it."
        if self.band is None or self.alive is None or self.odds is None:
            return said
        if self.death is None and float(self.alive[made]) > SAFE:
            return f"{said} Chance alone allows it {self.band.low[made]:,.0f} to {self.band.high[made]:,.0f}."
        return f"{said} {_judged(self.last_seen, made, self.alive, self.odds)}"


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
    band = None if law is None else Band(*(side[: made + 1] for side in law.count_band(int(counts[0]))))
    odds = None if law is None else _odds(law, int(counts[0]), max(lineage.settings.generations, made))
    return LifeLine(
        word=word,
        text=said,
        human_count=int(counts[0]),
        counts=counts,
        band=band,
        alive=alive,
        odds=odds,
        last_seen=last,
        death=None if last == made else last + 1,
        returns=int(np.count_nonzero(np.diff(present) > 1)),
        last_sentence=last_sentence(generations[last], word) or "",
    )


def _odds(law: Chances, human_count: int, end: int) -> Odds:
    return Odds(end, float(law.alive(human_count)[end]), law.median_death(human_count))


def _judged(last: int, made: int, alive: Floats, odds: Odds) -> str:
    """Hold a life against the law."""
    half = (
        ""
        if odds.median_death is None
        else f", and half of such words are gone by generation {odds.median_death:,}"
    )
    if last == made:
        chance = float(alive[made])
        note = "; few words as rare live so long" if chance < RARE_DEATH else ""
        return f"A word that frequent had a chance of {percent(chance)} to live this long{half}{note}."
    chance = float(alive[last + 1])
    if 1.0 - chance < RARE_DEATH:
        return f"An early death: {percent(1.0 - chance)} of such words are gone by then{half}."
    if float(alive[last]) < RARE_DEATH:
        return f"A long life: {percent(float(alive[last]))} of such words live that long{half}."
    return f"A word that frequent had a chance of {percent(chance)} to be alive then{half}."
