"""Phrases: the runs of n neighbouring words (n-grams) of a text, and what became of the human ones."""

import numpy as np

from driftview.measures.observation import Observation
from driftview.measures.registry import Function, Value, measure

DISTINCT = (1, 2, 3, 4)
"""Lengths of phrases that distinct-n is measured for."""

COMPARED = (2, 3, 4, 5)
"""Lengths of phrases that are compared with the human ones."""

REPEATED = 4
"""Length of phrases whose repetition is measured."""


def novel_share(observation: Observation, n: int) -> float | None:
    """Return the share of n-grams of the text, every occurrence counted, that no human wrote."""
    windows = observation.variety(n).windows
    if not windows:
        return None
    return 1 - observation.comparison.ngrams(n).windows / windows


def phrases_alive(observation: Observation, n: int) -> int:
    """Return how many different human n-grams the text still has."""
    return observation.comparison.ngrams(n).types


def phrases_lost(observation: Observation, n: int) -> int:
    """Return how many different human n-grams the text does not have."""
    return observation.human.variety(n).types - phrases_alive(observation, n)


def self_repetition(observation: Observation, n: int = REPEATED) -> float | None:
    """Return the share of n-grams, every occurrence counted, that occur elsewhere in the text too."""
    counts = observation.ngrams(n)
    if not len(counts):
        return None
    return int(counts[counts > 1].sum()) / int(np.sum(counts))


def _register(n: int) -> None:
    """Register what is measured of phrases of n words in comparison with the human text."""

    @measure(
        f"novel_share_{n}",
        f"new {n}-word runs",
        "share",
        f"The share of runs of {n} words that no human wrote.",
        "neither",
        formula=f"{n}-grams not in the human text / {n}-grams",
        source="definition",
    )
    def _novel(observation: Observation) -> Value:
        return novel_share(observation, n)

    @measure(
        f"phrases_alive_{n}",
        f"{n}-word runs alive",
        "phrases",
        f"How many of the human runs of {n} words still occur.",
        "lower",
        formula=f"different {n}-grams in both texts",
        source="definition",
    )
    def _alive(observation: Observation) -> Value:
        return phrases_alive(observation, n)

    @measure(
        f"phrases_lost_{n}",
        f"{n}-word runs lost",
        "phrases",
        f"How many of the human runs of {n} words no longer occur.",
        "higher",
        formula=f"different human {n}-grams − those alive",
        source="definition",
    )
    def _lost(observation: Observation) -> Value:
        return phrases_lost(observation, n)


def _distinct(n: int) -> Function:
    def function(observation: Observation) -> Value:
        return observation.variety(n).distinct

    return function


for _n in DISTINCT:
    measure(
        f"distinct_{_n}",
        f"distinct {_n}",
        "ratio",
        f"Different runs of {_n} word{'s' * (_n > 1)} per run; compare it between texts of one length only.",
        "lower",
        formula=f"different {_n}-grams / {_n}-grams",
        source="Li et al. 2016, A Diversity-Promoting Objective Function (arXiv 1510.03055)",
    )(_distinct(_n))

for _n in COMPARED:
    _register(_n)


@measure(
    "self_repetition",
    "repeats itself",
    "share",
    "The share of runs of 4 words that the text has more than once.",
    "higher",
    formula="4-grams that occur at least twice / 4-grams",
    source="Salkar et al. 2022, Self-Repetition in Abstractive Neural Summarizers",
)
def _self_repetition(observation: Observation) -> Value:
    return self_repetition(observation)
