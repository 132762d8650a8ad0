"""Experiments of ``verify``: settings, and what a law predicts of the runs that they give."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from driftview.drift.laws import Laws, schedule_of
from driftview.drift.lineage import Lineage
from driftview.settings.settings import Settings
from driftview.study.checking import Check, mean_check, spread_check
from driftview.study.law_error import words_error
from driftview.text.corpus import Corpus
from driftview.theory.word_law import Spectrum

Read = Callable[[Lineage], float]
"""Takes one number from a lineage."""

ORDER_ERROR = 0.007
"""Beyond order 1 the laws of words are within this share of the human words (500 k tokens, orders 1–4)."""


@dataclass(frozen=True)
class Quantity:
    """One number of a run that a law predicts."""

    name: str
    generation: int
    read: Read
    predicted: float
    allowance: float = 0.0
    """The error that the law itself states."""
    note: str = ""
    """Where it comes from."""
    spread: bool = False
    """Whether the prediction is of the standard deviation over runs, not of the mean."""


@dataclass(frozen=True, eq=False)
class Experiment:
    """Replicates of one setting, and all that is predicted of them."""

    regime: str
    corpus: Corpus
    settings: Settings
    quantities: tuple[Quantity, ...]
    replicates: int
    measured: tuple[str, ...] = ("types", "hapaxes", "founders")
    """Names of the measures that the quantities read."""

    def look(self, lineage: Lineage) -> list[float]:
        """Read every quantity of one run."""
        return [quantity.read(lineage) for quantity in self.quantities]

    def checks(self, values: NDArray[np.float64]) -> list[Check]:
        """Hold the values of all runs, shape (replicates, quantities), against the laws."""
        return [
            (spread_check if quantity.spread else mean_check)(
                (self.regime, quantity.name, quantity.generation),
                values[:, column],
                quantity.predicted,
                quantity.allowance,
                quantity.note,
            )
            for column, quantity in enumerate(self.quantities)
        ]


@dataclass(frozen=True, eq=False)
class Reader:
    """Makes quantities of one setting from the laws of the drift room."""

    corpus: Corpus
    settings: Settings
    words_error: float = 0.0
    """The law's error as a share of the human text's words."""
    relative_error: float = 0.0
    """The law's error as a share of the number of words or once-words."""
    founders_error: float = 0.0
    """The same for founders."""
    note: str = ""
    laws: Laws = field(init=False)

    def __post_init__(self) -> None:
        """Make the laws once."""
        object.__setattr__(self, "laws", Laws(self.corpus, self.settings))

    def words(self, generation: int) -> Quantity:
        """Return how many words there are."""
        predicted = self._expected("types", generation)
        allowance = self._lines_error(generation) + self._error(predicted)
        return Quantity("words", generation, _measure("types", generation), predicted, allowance, self._why())

    def once_words(self, generation: int) -> Quantity:
        """Return how many words occur once."""
        predicted = self._expected("hapaxes", generation)
        allowance = self._lines_error(generation) + self._error(predicted)
        read = _measure("hapaxes", generation)
        return Quantity("once-words", generation, read, predicted, allowance, self._why())

    def founders(self, generation: int) -> Quantity:
        """Return how many human tokens have descendants."""
        predicted = self._expected("founders", generation)
        allowance = predicted * self.founders_error
        read = _measure("founders", generation)
        return Quantity("founders", generation, read, predicted, allowance, self.note)

    def band(self, generation: int, low: int, high: int) -> Quantity:
        """Return how many words of one frequency band are alive."""
        counts = self.corpus.counts
        inside = np.flatnonzero((counts >= low) & (counts <= high))
        extinction = 1.0 - self.laws.survival(generation)
        predicted = float((1.0 - extinction ** counts[inside]).sum())

        def alive(lineage: Lineage) -> float:
            return float(np.count_nonzero(lineage.generations[generation].counts[inside]))

        span = f"{low}" if low == high else f"{low}–{high}"
        allowance = self._lines_error(generation, low, high)
        return Quantity(f"words seen {span}×", generation, alive, predicted, allowance, self._why())

    def _expected(self, name: str, generation: int) -> float:
        value = self.laws.expected(generation)[name]
        assert value is not None
        return float(value)

    def _error(self, predicted: float) -> float:
        words = int((self.corpus.counts > 0).sum())
        return self.relative_error * predicted + self.words_error * words

    def _lines_error(self, generation: int, low: int = 1, high: int | None = None) -> float:
        """Return what taking the families of a word as independent may cost, for words of some counts."""
        spectrum = Spectrum.of(self.corpus.counts).between(low, float("inf") if high is None else high)
        schedule = schedule_of(self.settings, len(self.corpus.tokens), self.settings.generations)
        return words_error(spectrum, schedule, generation)

    def _why(self) -> str:
        return f"{self.note}; O(1/N)" if self.note else "O(1/N)"


def _measure(name: str, generation: int) -> Read:
    """Return the reader of a measure."""

    def read(lineage: Lineage) -> float:
        return float(lineage.generations[generation].measures[name] or 0.0)

    return read
