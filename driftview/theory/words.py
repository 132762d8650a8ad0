"""What becomes of each word: the chances that a law gives, and the sums over words that people look at."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from driftview.arrays import Floats


@dataclass(frozen=True)
class WordFates:
    """What becomes of each of V words by one generation."""

    dead: Floats
    """Chance that no token of the word is left, shape (V,)."""
    once: Floats
    """Chance that exactly one is left, shape (V,)."""


class WordLaw(Protocol):
    """What every law of words says: types, hapaxes and bands of generations from 0 on, with their spread."""

    def types(self, generation: int) -> float:
        """Return the expected number of words."""

    def types_sd(self, generation: int) -> float:
        """Return its spread over runs."""

    def hapaxes(self, generation: int) -> float:
        """Return how many words should occur exactly once."""

    def hapaxes_sd(self, generation: int) -> float:
        """Return its spread over runs."""

    def alive(self, generation: int, low: float, high: float) -> float:
        """Return how many words that occur ``low`` to ``high`` times in the human text should live."""


class EachWordLaw(ABC):
    """A law that follows each word for itself, where their counts alone do not decide."""

    def __init__(self, count: Floats) -> None:
        """Take how often each word occurs in the human text, shape (V,)."""
        self.count = count
        self._last: tuple[int, WordFates] | None = None

    def fates(self, generation: int) -> WordFates:
        """Return the chances of every word in a generation from 0 on; the last answer is kept."""
        if self._last is None or self._last[0] != generation:
            self._last = generation, self._fates(generation) if generation else self._at_the_start()
        return self._last[1]

    def types(self, generation: int) -> float:
        """Return E V_g = Σ_w 1 − P(w dead)."""
        return float((1.0 - self.fates(generation).dead).sum())

    def alive(self, generation: int, low: float, high: float) -> float:
        """Return how many words that occur ``low`` to ``high`` times in the human text should live."""
        inside = (self.count >= low) & (self.count <= high)
        return float((1.0 - self.fates(generation).dead[inside]).sum())

    def hapaxes(self, generation: int) -> float:
        """Return how many words should occur exactly once."""
        return float(self.fates(generation).once.sum())

    def types_sd(self, generation: int) -> float:
        """Return sd V_g: √ of Σ_w P_w(1 − P_w) and of what words have in common through human documents.

        Words that a model of high order copies together are not in it.
        """
        dead = self.fates(generation).dead
        shared = self._shared_types(generation) if generation else 0.0
        return float(np.sqrt(max((dead * (1.0 - dead)).sum() + shared, 0.0)))

    def hapaxes_sd(self, generation: int) -> float:
        """Return the spread of the number of hapaxes, likewise."""
        once = self.fates(generation).once
        shared = self._shared_hapaxes(generation) if generation else 0.0
        return float(np.sqrt(max((once * (1.0 - once)).sum() + shared, 0.0)))

    @abstractmethod
    def _fates(self, generation: int) -> WordFates:
        """Work out the chances of every word in a generation from 1 on."""

    @abstractmethod
    def _shared_types(self, generation: int) -> float:
        """Return Σ_{w ≠ v} Cov(w alive, v alive)."""

    @abstractmethod
    def _shared_hapaxes(self, generation: int) -> float:
        """Return Σ_{w ≠ v} Cov(w a hapax, v a hapax)."""

    def _at_the_start(self) -> WordFates:
        return WordFates(np.zeros(len(self.count)), (self.count == 1).astype(np.float64))
