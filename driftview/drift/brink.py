"""Words on the brink, and those that carry a dying word for the last time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from driftview.drift.chances import chances
from driftview.drift.lineage import Generation, Lineage
from driftview.text.paragraphs import END_ID

BRINK = 2
"""A word that occurs so often at most, and lives, is on the brink."""


@dataclass(frozen=True)
class OnTheBrink:
    """A word that may be gone in the next generation."""

    word: int
    count: int
    """How often it occurs now."""
    human_count: int
    chance: float | None
    """The chance that the next generation does not have it; None where no law holds."""


def on_the_brink(lineage: Lineage, number: int) -> list[OnTheBrink]:
    """Return the words that a generation has once or twice: the most endangered, then the once frequent.

    The chance counts all that the next model trains on: human text and older generations too.
    """
    generation = lineage.generations[number]
    human, now = lineage.generations[0].counts, generation.counts
    words = np.flatnonzero((human > 0) & (now > 0) & (now <= BRINK))
    words = words[words != END_ID]
    words = words[np.lexsort((words, -human[words], now[words]))]
    law = chances(lineage)
    if law is None:
        dying: list[float | None] = [None] * len(words)
    else:
        dying = law.absent_next(lineage.generations[: number + 1], words).tolist()
    rows = zip(words.tolist(), now[words].tolist(), human[words].tolist(), dying, strict=True)
    found = [OnTheBrink(*row) for row in rows]
    return sorted(found, key=lambda each: -(each.chance or 0.0))


def last_carriers(generation: Generation, following: Generation) -> NDArray[np.int64]:
    """Return the positions of tokens whose word the following generation lacks; rising, shape (K,)."""
    lost = (generation.counts > 0) & (following.counts == 0)
    return np.flatnonzero(lost[generation.tokens])
