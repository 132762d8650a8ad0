"""Keyness: the words that a generation uses more, or less, than the human text, as corpus linguists say it.

The statistics are those of AntConc, Sketch Engine and Rayson's log-likelihood calculator, under their usual
names. All of them take the two texts for independent samples. A generation is not: it descends from the human
text, and drift alone moves its words further than sampling once would, so each word also has the range that
drift allows.
"""

from dataclasses import dataclass
from itertools import islice
from typing import Literal, NamedTuple, assert_never

import numpy as np
from numpy.typing import ArrayLike

from driftview.arrays import Counts, Floats
from driftview.drift.laws import chances
from driftview.drift.lineage import Lineage
from driftview.drift.overuse import largest_by_chance, smallest_by_chance
from driftview.text.vocabulary import END_ID
from driftview.theory.survival import is_steady

SIGNIFICANT = 3.84
"""A log-likelihood from here on has a probability below 5% when both texts are samples of one."""

SMOOTHED = 1.0
"""What simple maths adds to both frequencies per million, Sketch Engine's default."""

Direction = Literal["over", "under"]
"""Used more than in the human text; used less."""


class Keyness(NamedTuple):
    """The statistics of words in two texts, arrays of one shape."""

    log_likelihood: Floats
    """G², never negative: how surely the two texts differ."""
    log_ratio: Floats
    """Binary logarithm of the ratio of relative frequencies: how much they differ."""
    percent_difference: Floats
    """%DIFF; infinite where the reference lacks the word."""
    simple_maths: Floats
    """Ratio of frequencies per million, each with 1 added."""


def keyness(focus: ArrayLike, reference: ArrayLike, focus_size: float, reference_size: float) -> Keyness:
    """Compare how often words occur in two texts.

    Parameters
    ----------
    focus, reference
        How often each word occurs in the text that is looked at and in the one it is compared with, same
        shape.
    focus_size, reference_size
        Tokens of the two texts.

    Returns
    -------
    Keyness
        Four statistics of the shape of ``focus``.

    Notes
    -----
    With a and b the counts, c and d the sizes, and the expected counts E of a 2 × 2 table:

    * log-likelihood, 4-term: G² = 2 Σ O ln(O/E) over a, b, c − a and d − b (Dunning 1993; AntConc);
    * log ratio: log₂((a/c)/(b/d)), with 0.5 in the place of a count of 0 (Hardie 2014);
    * %DIFF: 100·(a/c − b/d)/(b/d) (Gabrielatos and Marchi 2011);
    * simple maths: (10⁶·a/c + 1)/(10⁶·b/d + 1) (Kilgarriff 2009; Sketch Engine).
    """
    a, b = np.asarray(focus, np.float64), np.asarray(reference, np.float64)
    c, d = max(float(focus_size), 1.0), max(float(reference_size), 1.0)
    share = (a + b) / (c + d)
    log_likelihood = 2.0 * sum(
        _term(observed, expected)
        for observed, expected in (
            (a, c * share),
            (b, d * share),
            (c - a, c * (1.0 - share)),
            (d - b, d * (1.0 - share)),
        )
    )
    ratio = (np.where(a > 0, a, 0.5) / c) / (np.where(b > 0, b, 0.5) / d)
    with np.errstate(divide="ignore", invalid="ignore"):
        difference = 100.0 * ((a / c) / (b / d) - 1.0)
    simple = (1e6 * a / c + SMOOTHED) / (1e6 * b / d + SMOOTHED)
    return Keyness(np.maximum(log_likelihood, 0.0), np.log2(ratio), difference, simple)


def _term(observed: Floats, expected: Floats) -> Floats:
    """Return O ln(O/E), 0 where O is 0."""
    safe = np.where(observed > 0, observed, 1.0)
    return np.asarray(
        np.where(observed > 0, observed * np.log(safe / np.where(expected > 0, expected, 1)), 0)
    )


@dataclass(frozen=True)
class KeyWord:
    """A word that a generation uses more or less often than the human text."""

    word: int
    human: int
    """How often the human text has it."""
    count: int
    """How often the generation has it."""
    log_likelihood: float
    log_ratio: float
    percent_difference: float | None
    """None where the human text lacks the word."""
    simple_maths: float
    drift: tuple[int, int] | None
    """The counts that drift allows to 95 of 100 such words; None where that is not known."""

    @property
    def beyond_drift(self) -> bool | None:
        """Whether drift alone would hardly have taken it so far; None where that is not known."""
        return None if self.drift is None else not self.drift[0] <= self.count <= self.drift[1]


def key_words(lineage: Lineage, number: int, direction: Direction, words: int | None = None) -> list[KeyWord]:
    """List the words that a generation over-uses or under-uses, by log-likelihood.

    Parameters
    ----------
    lineage
        What the generation belongs to.
    number
        The generation that is compared with the human text.
    direction
        Words that it uses more, or less, than the human text does.
    words
        At most so many; None for all with a log-likelihood of at least 3.84 (p < 0.05).

    Returns
    -------
    list of KeyWord
        The surest differences first.
    """
    human, now = lineage.generations[0].counts, lineage.generations[number].counts
    found = keyness(now, human, int(now.sum()), int(human.sum()))
    match direction:
        case "over":
            chosen = found.log_ratio > 0
        case "under":
            chosen = found.log_ratio < 0
        case _:
            assert_never(direction)
    chosen &= (found.log_likelihood >= SIGNIFICANT) & ((human > 0) | (now > 0))
    chosen[END_ID] = False
    places = np.flatnonzero(chosen)
    places = places[np.lexsort((places, -found.log_likelihood[places]))][:words]
    drifts = drifts_alone(lineage) and number > 0
    return [
        KeyWord(
            word,
            int(human[word]),
            int(now[word]),
            float(found.log_likelihood[word]),
            float(found.log_ratio[word]),
            float(found.percent_difference[word]) if human[word] else None,
            float(found.simple_maths[word]),
            _drift(human, word, number) if drifts else None,
        )
        for word in places.tolist()
    ]


def _drift(human: Counts, word: int, number: int) -> tuple[int, int] | None:
    count = int(human[word])
    if not count:
        return None
    return smallest_by_chance(count, number), largest_by_chance(count, number)


def drifts_alone(lineage: Lineage) -> bool:
    """Tell whether nothing but drift moves the counts of words, so that their range is known in closed form.

    Parameters
    ----------
    lineage
        What is asked about.

    Returns
    -------
    bool
        Whether every generation is as long as the human text and trains on the one before alone.
    """
    law = chances(lineage)
    return law is not None and is_steady(law.schedule)


def over_used(lineage: Lineage, words: int) -> list[int]:
    """Return the words that the last generation over-uses most surely, those with letters.

    Parameters
    ----------
    lineage
        One generation at least.
    words
        At most so many.

    Returns
    -------
    list of int
        Their numbers in the vocabulary.
    """
    spelled, last = lineage.corpus.vocabulary.words, lineage.generations[-1].counts
    human = lineage.generations[0].counts
    found = keyness(last, human, int(last.sum()), int(human.sum()))
    sure = np.where(found.log_ratio > 0, found.log_likelihood, 0.0)
    places = np.argsort(-sure, kind="stable")[: 10 * words].tolist()
    lettered = (word for word in places if sure[word] >= SIGNIFICANT and any(map(str.isalpha, spelled[word])))
    return list(islice(lettered, words))
