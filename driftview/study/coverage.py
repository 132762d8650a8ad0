"""Coverage: how many runs lie inside the band that a run is shown, for every regime and order, on two texts.

A law may have the right mean and still call a third of all runs unusual. So runs that only count words are
made of each setting and held against what the program predicts by itself: the closed form where that is
measured to be right, else the other runs of the same setting.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from driftview.arrays import Floats
from driftview.drift.laws import Laws
from driftview.drift.simulated import SHORT, Simulation, is_closed_right, widening
from driftview.quantities import HUMAN_WORDS
from driftview.settings.settings import Settings
from driftview.study.experiments import Check, coverage_check
from driftview.text.corpus import Corpus

REGIMES: Mapping[str, Mapping[str, Any]] = {
    "replace": {},
    "10% fresh": {"human_share": 0.1},
    "10% fixed": {"human_share": 0.1, "human_source": "fixed"},
    "subsample": {"regime": "subsample"},
    "accumulate": {"regime": "accumulate"},
}
"""What is tried, by name."""

ORDERS = (1, 3, 5, 8)

GENERATION = 8
"""The generation whose words are counted."""

RUNS = 60
"""Runs of each setting."""

SPREAD_ERROR = 0.15
"""A predicted spread may be off by this share: then 91% of runs lie inside ±2 sd, and 60% inside ±1."""

WIDTHS = (1.0, 2.0)
"""Standard deviations to either side."""

SHORT_TEXT, NOVEL = "ecclesiastes", "persuasion"
"""The text that stands beside the one that is given, so that a short and a long one are tried."""


@dataclass(frozen=True, eq=False)
class CoverageTrial:
    """One setting on one text."""

    corpus: Corpus
    regime: str
    order: int
    seed: int = 1

    @property
    def settings(self) -> Settings:
        """What its runs are made with."""
        return Settings(order=self.order, generations=GENERATION, **REGIMES[self.regime])

    @property
    def closed(self) -> bool:
        """Whether the closed form is what a run of these settings is shown."""
        return is_closed_right(self.settings, len(self.corpus.tokens))

    def checks(self, cancelled: Callable[[], bool]) -> list[Check]:
        """Make the runs and return a row for each width; Cancelled rises when ``cancelled`` says so."""
        settings = self.settings
        simulation = Simulation(self.corpus, settings, stream=self.seed)
        counts = np.concatenate([each.counts for each in simulation.batches(RUNS, cancelled)])
        words = counts[:, GENERATION, 0].astype(np.float64)
        away = self._from_closed(words) if self.closed else _from_others(words)
        source = "closed form" if self.closed else f"{RUNS - 1} simulated runs"
        name = f"{self.corpus.name}, {self.regime}, order {self.order}"
        found = []
        for width in WIDTHS:
            wanted, least = (math.erf(each / math.sqrt(2.0)) for each in (width, width * (1 - SPREAD_ERROR)))
            row = (name, f"inside ±{width:g} sd", GENERATION)
            inside = (away <= width).astype(np.float64)
            found.append(coverage_check(row, inside, wanted, wanted - least, source))
        return found

    def _from_closed(self, words: Floats) -> Floats:
        expected = Laws(self.corpus, self.settings).expected(GENERATION)
        mean, spread = float(expected[HUMAN_WORDS] or 0.0), float(expected[f"{HUMAN_WORDS}_sd"] or 0.0)
        return np.asarray(np.abs(words - mean) / max(spread, 0.5))


def _from_others(words: Floats) -> Floats:
    """Return how far each run lies from the mean of the others, in standard deviations of a prediction."""
    runs = len(words)
    mean = (words.sum() - words) / (runs - 1)
    square = ((words**2).sum() - words**2) / (runs - 1) - mean**2
    spread = np.sqrt(np.maximum(square * (runs - 1) / (runs - 2), 0.0))
    return np.asarray(np.abs(words - mean) / np.maximum(widening(runs - 1) * spread, 0.5))


def trials(given: Corpus, other: Corpus, seed: int) -> Iterator[CoverageTrial]:
    """Yield what is tried on the text that is given and on one of the other length."""
    for corpus in (given, other):
        for order in ORDERS:
            for regime in REGIMES:
                yield CoverageTrial(corpus, regime, order, seed)


def other_text(given: Corpus) -> str:
    """Return the name of a bundled text that is long where the given one is short, and the reverse."""
    return NOVEL if len(given.tokens) <= SHORT else SHORT_TEXT
