"""The law of words when no human text is mixed in: it needs their counts only."""

from driftview.arrays import Counts
from driftview.theory.expectation import (
    Spectrum,
    expected_alive,
    expected_hapaxes,
    expected_types,
    hapaxes_sd,
    types_sd,
)
from driftview.theory.survival import Lines


class UnmixedLaw:
    """Expected types, hapaxes and bands of each generation, with their spread, from single tokens' fate."""

    def __init__(self, counts: Counts, lines: Lines) -> None:
        """Take the count of each word, shape (V,), and the fate of tokens."""
        self._spectrum = Spectrum.of(counts)
        self._extinction = lines.extinction
        self._single = lines.single

    def types(self, generation: int) -> float:
        """Return E V_g (``expectation.expected_types``)."""
        return float(expected_types(self._spectrum, self._extinction[generation]))

    def types_sd(self, generation: int) -> float:
        """Return sd V_g (``expectation.types_sd``)."""
        return float(types_sd(self._spectrum, self._extinction[generation]))

    def alive(self, generation: int, low: float, high: float) -> float:
        """Return how many words that occur ``low`` to ``high`` times in the human text should live."""
        return float(expected_alive(self._spectrum, self._extinction[generation], low, high))

    def hapaxes(self, generation: int) -> float:
        """Return how many words should occur exactly once (``expectation.expected_hapaxes``)."""
        return float(expected_hapaxes(self._spectrum, self._extinction[generation], self._single[generation]))

    def hapaxes_sd(self, generation: int) -> float:
        """Return the spread of the number of hapaxes (``expectation.hapaxes_sd``)."""
        return float(hapaxes_sd(self._spectrum, self._extinction[generation], self._single[generation]))
