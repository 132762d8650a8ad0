"""Which words died, when, and what chance they had: obituaries."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Counts
from driftview.drift.lineage import Generation
from driftview.text.paragraphs import END_ID
from driftview.text.vocabulary import Vocabulary

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
    odds: float | None
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

    The end of a paragraph is a token and no word, and is not among them.
    """
    human = generations[0].counts
    last = last_seen(generations)
    dead = np.flatnonzero((human > 0) & (last < generations[-1].number))
    dead = dead[dead != END_ID]
    dead = dead[np.lexsort((dead, last[dead], -human[dead]))]
    died = last[dead] + 1
    log_dead = _log_extinction(generations)[died] * human[dead]
    odds = _numbers(-np.expm1(log_dead))
    surprise = _numbers(-log_dead / np.log(2.0))
    rows = zip(dead.tolist(), human[dead].tolist(), died.tolist(), odds, surprise, strict=True)
    return [Death(*row) for row in rows]


def arrange(found: Iterable[Death], order: DeathOrder, vocabulary: Vocabulary) -> list[Death]:
    """Return deaths in another order; where no law holds, the most surprising are the most frequent."""
    if order == "alphabet":
        words = vocabulary.words
        return sorted(found, key=lambda death: (words[death.word].casefold(), death.word))
    if order == "generation":
        return sorted(found, key=lambda death: (death.generation, -death.human_count, death.word))
    if order == "surprise":
        return sorted(found, key=lambda death: (-(death.surprise or 0.0), -death.human_count, death.word))
    return sorted(found, key=lambda death: (-death.human_count, death.generation, death.word))


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
