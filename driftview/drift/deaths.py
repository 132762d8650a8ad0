"""Which words died, when, and what chance they had: obituaries."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from driftview.drift.lineage import Generation


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


def last_seen(generations: Sequence[Generation]) -> NDArray[np.int64]:
    """Return the last generation in which each word occurs, −1 for never; shape (V,)."""
    last = np.full(len(generations[0].counts), -1, np.int64)
    for generation in generations:
        last[generation.counts > 0] = generation.number
    return last


def deaths(generations: Sequence[Generation]) -> list[Death]:
    """Return every human word that the last generation lacks: those that were most frequent first."""
    human = generations[0].counts
    last = last_seen(generations)
    dead = np.flatnonzero((human > 0) & (last < generations[-1].number))
    found = [_death(int(word), int(human[word]), generations[int(last[word]) + 1]) for word in dead]
    return sorted(found, key=lambda death: (-death.human_count, death.generation, death.word))


def _death(word: int, human_count: int, generation: Generation) -> Death:
    """Put together one obituary."""
    survival = generation.expected.get("survival")
    odds = None if survival is None else 1.0 - (1.0 - survival) ** human_count
    return Death(word, human_count, generation.number, odds)
