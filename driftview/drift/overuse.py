"""Over-use: how much more often a generation uses each word than the human text does.

A generation of drift is made of a few lucky words that have taken the place of the many that died: a word
used once keeps its share of the text on average, but most such words lose it all and a few gain a lot.
"""

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Counts, Floats

STEPS = (2.0, 4.0, 10.0, 25.0)
"""Ratios of shares at which a word enters the next warmer level."""

RARE = 0.025
"""The share of words with the same human count that grow beyond what chance allows."""


class Use(IntEnum):
    """How often a text uses a word, compared with the human text."""

    NEVER = 0
    AS_OFTEN = 1
    """Less than twice as often, or less often than the human text."""
    MORE = 2
    """2 to 4 times as often."""
    MUCH_MORE = 3
    """4 to 10 times."""
    FAR_MORE = 4
    """10 to 25 times."""
    EXTREME = 5
    """25 times and more."""
    OWN = 6
    """The human text does not have the word."""


def use_of_words(counts: Counts, human: Counts) -> NDArray[np.int8]:
    """Compare how often a text and the human text use each word.

    Parameters
    ----------
    counts
        How often each word occurs in the text, shape (V,).
    human
        The same for the human text, shape (V,).

    Returns
    -------
    NDArray[np.int8]
        A ``Use`` for each word, shape (V,). Shares of the texts are compared, not counts, so that texts of
        different lengths can be.
    """
    ratios = growth(counts, human)
    levels = np.searchsorted(STEPS, ratios, side="right") + Use.AS_OFTEN
    levels[counts == 0] = Use.NEVER
    levels[(human == 0) & (counts > 0)] = Use.OWN
    return levels.astype(np.int8)


def growth(counts: Counts, human: Counts) -> Floats:
    """Return the share of each word in a text over its share in the human text; shape (V,).

    0 for words that the human text does not have.
    """
    scale = max(1, int(human.sum())) / max(1, int(counts.sum()))
    return np.where(human > 0, counts * scale / np.maximum(human, 1), 0.0)


@dataclass(frozen=True)
class Winner:
    """A word that a generation uses more often than the human text."""

    word: int
    human: int
    """How often the human text uses it."""
    count: int
    """How often the generation does."""
    growth: float
    """How many times its share of the text is what it was."""
    chance: int | None
    """The count that only one such word in forty exceeds by chance; None where nothing is predicted."""


def winners(
    counts: Counts, human: Counts, generation: int, predicted: bool = True, words: int | None = None
) -> list[Winner]:
    """List the words that have grown most, the largest growth first.

    Parameters
    ----------
    counts, human
        How often each word occurs in the generation and in the human text, shape (V,).
    generation
        The number of the generation.
    predicted
        Whether drift alone made the generation (every generation as long as the human text, each trained on
        the one before), so that chance can be told.
    words
        How many to list; None for all that are used at least twice as often.
    """
    ratios = growth(counts, human)
    found = np.flatnonzero(ratios >= STEPS[0])
    found = found[np.lexsort((found, -counts[found], -ratios[found]))][:words]
    limits = {int(count): largest_by_chance(int(count), generation) for count in np.unique(human[found])}
    return [
        Winner(
            word,
            int(human[word]),
            int(counts[word]),
            float(ratios[word]),
            limits[int(human[word])] if predicted and generation else None,
        )
        for word in found.tolist()
    ]


@lru_cache(maxsize=8192)
def smallest_by_chance(count: int, generation: int) -> int:
    """Return how rarely a word may occur by chance: one such word in forty occurs less often.

    Parameters
    ----------
    count
        How often the human text has the word, from 1.
    generation
        The number of the generation, from 1.

    Returns
    -------
    int
        The smallest count x with P(count ≤ x) above 1/40; see ``largest_by_chance`` for the law.
    """
    rate = 2.0 / generation
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        if 1.0 - _exceeded(rate * count, rate * middle) > RARE:
            high = middle
        else:
            low = middle + 1
    return low


@lru_cache(maxsize=8192)
def largest_by_chance(count: int, generation: int) -> int:
    """Return how often a word may occur by chance: one such word in forty occurs more often.

    Parameters
    ----------
    count
        How often the human text has the word, from 1.
    generation
        The number of the generation, from 1.

    Notes
    -----
    A word of c tokens is c families, each of which grows as a critical branching process with Poisson
    offspring: of c families Poisson(2c/g) are alive in generation g, and the tokens of one are about
    exponential with mean g/2 (Kolmogorov; Yaglom 1947). The sum of n exponentials is a gamma variable, so

        P(count > x) = Σ_n Poisson(n; 2c/g) P(gamma(n) > 2x/g),

    which equals the chance that a Poisson number of points with mean 2x/g is smaller than one with mean
    2c/g. Good to a few per cent from generation 5 on; before that the word's own Poisson spread decides and
    the answer errs by about one token.
    """
    rate = 2.0 / generation
    low, high = count, count + 10 * int(np.sqrt(count * generation) + generation) + 20
    while low < high:
        middle = (low + high) // 2
        if _exceeded(rate * count, rate * middle) <= RARE:
            high = middle
        else:
            low = middle + 1
    return low


def _exceeded(start: float, now: float) -> float:
    """Return P(A > B) for Poisson variables A and B with means ``start`` and ``now``."""
    most = int(start + now + 12 * np.sqrt(start + now) + 30)
    numbers = np.arange(most + 1)
    factorials = _log_factorials(most.bit_length())[: most + 1]
    alive = np.exp(numbers * np.log(max(start, 1e-300)) - start - factorials)
    fewer = np.cumsum(np.exp(numbers * np.log(max(now, 1e-300)) - now - factorials))
    return float((alive[1:] * fewer[:-1]).sum())


@lru_cache(maxsize=16)
def _log_factorials(bits: int) -> Floats:
    """Return ln 0!, ln 1! and so on, shape (2^bits,); many words ask for the same ones."""
    return np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, 1 << bits)))))
