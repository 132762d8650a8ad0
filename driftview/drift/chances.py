"""What chance allows the words and voices of one lineage: odds, bands, and the brink."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Floats
from driftview.drift.laws import Laws, schedule_of
from driftview.drift.lineage import Generation, Lineage
from driftview.theory.schedule import Schedule
from driftview.theory.survival import absence, generation_of_death, is_steady, token_lines
from driftview.theory.variance import family_moments, inbreeding
from driftview.theory.word_law import survival_of

WIDTH = 2.0
"""A band reaches so many standard deviations to each side."""


class Band(NamedTuple):
    """Expected value and what chance allows around it, for generations 0 … G; shapes (G + 1,)."""

    mean: Floats
    low: Floats
    high: Floats


@lru_cache(maxsize=16)
def _extinction(schedule: Schedule) -> Floats:
    return token_lines(schedule).extinction


@lru_cache(maxsize=16)
def _drift(schedule: Schedule) -> tuple[Floats, Floats]:
    """Return the mean of a family and F_g."""
    return family_moments(schedule)[0], inbreeding(schedule)


@dataclass(frozen=True)
class Chances:
    """The law of drift for the generations 0 … G of a lineage; made in no time and worked out once.

    Tokens are taken one by one, which fits the counts of words at every order that was tried (1 to 5). Where
    human text is mixed in by paragraphs, words that stand together there go further and die sooner.
    """

    schedule: Schedule

    @property
    def reach(self) -> int:
        """The last generation that is predicted, G."""
        return self.schedule.generations

    def alive(self, human_count: int) -> Floats:
        """Return the chance that a word is alive in generations 0 … G, 1 − (1 − s_g)^c; shape (G + 1,)."""
        return survival_of(human_count, _extinction(self.schedule))

    def median_death(self, human_count: int) -> int | None:
        """Return the generation by which half of such words are dead; None when it lies beyond what is known.

        Where every generation is as large as the human text and trains on the one before, any number of
        generations is known.
        """
        dead = np.flatnonzero(self.alive(human_count) <= 0.5)
        if len(dead):
            return int(dead[0])
        return generation_of_death(human_count) if is_steady(self.schedule) else None

    def count_band(self, human_count: int) -> Band:
        """Return how often a word of ``human_count`` tokens should occur."""
        mean, drift = _drift(self.schedule)
        share = human_count / self.schedule.human_tokens
        spread = WIDTH * np.sqrt(share * (1.0 - share) * drift) * self.schedule.mix_sizes
        expected = human_count * mean
        return Band(expected, np.maximum(0.0, expected - spread), expected + spread)

    def share_band(self, share: float, clumping: float = 1.0) -> Band:
        """Return what part of each generation a voice with this share of the human text should have.

        ``clumping``: how many times the variance of independent tokens the voice has in one generation.
        """
        _, drift = _drift(self.schedule)
        clumped = -np.expm1(clumping * np.log1p(-np.minimum(drift, 1.0 - 1e-16)))
        spread = WIDTH * np.sqrt(share * (1.0 - share) * clumped)
        return Band(
            np.full(len(drift), share), np.maximum(0.0, share - spread), np.minimum(1.0, share + spread)
        )

    def absent_next(self, generations: Sequence[Generation], words: NDArray[np.int64]) -> Floats:
        """Return the chance that each word is absent from the generation after the last one given."""
        counts = np.array([generation.counts[words] for generation in generations])
        return absence(self.schedule, generations[-1].number, counts)


def chances(lineage: Lineage) -> Chances | None:
    """Return the law for a lineage, at least one generation beyond it; None where no law holds."""
    if not Laws(lineage.corpus, lineage.settings).hold:
        return None
    reach = max(lineage.settings.generations, len(lineage.generations))
    return Chances(schedule_of(lineage.settings, len(lineage.corpus.tokens), reach))
