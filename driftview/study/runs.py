"""One run of many: what is measured of it, and what is kept of it when its texts are thrown away."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from driftview.arrays import Counts, Flags, Floats
from driftview.drift.lineage import Lineage
from driftview.drift.loop import Loop
from driftview.settings.settings import Settings
from driftview.study.shared import NoLaws, workbench
from driftview.text.corpus import Corpus

Kept = TypeVar("Kept")

VOCABULARY = ("tokens", "types", "hapaxes", "founders", "hill_2")
"""Measures that cost next to nothing, for many runs."""


@dataclass(frozen=True, eq=False)
class Run:
    """What is kept of one lineage of G generations: numbers, not texts."""

    settings: Settings
    curves: dict[str, Floats]
    """Each measure, shape (G + 1,); NaN where a number does not exist."""
    bands: Counts
    """Words of each frequency band that are alive, shape (G + 1, B)."""
    voices: Floats
    """Share of each voice, shape (G + 1, voices)."""
    survivors: Flags
    """Which words are in the last generation, shape (V,)."""


def kept(lineage: Lineage) -> Run:
    """Keep the numbers of a lineage."""
    generations = lineage.generations
    names = generations[-1].measures
    curves = {
        name: np.array([_number(generation.measures.get(name)) for generation in generations])
        for name in names
    }
    return Run(
        settings=lineage.settings,
        curves=curves,
        bands=np.array([[band.alive for band in generation.bands] for generation in generations], np.int64),
        voices=np.array([list(generation.voices.values()) for generation in generations]),
        survivors=generations[-1].counts > 0,
    )


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def run_seeds(
    corpus: Corpus,
    settings: Settings,
    seeds: Sequence[int],
    look: Callable[[Lineage], Kept],
    *,
    measured: Sequence[str] = VOCABULARY,
    cancelled: Callable[[], bool] | None = None,
    expecting: bool = True,
) -> list[Kept]:
    """Run settings on several seeds and return what ``look`` keeps of each; Loop.Cancelled may rise.

    ``expecting``: whether the generations are to hold what the law expects of them.
    """
    ground = workbench.ground(corpus, settings.order)
    laws = workbench.laws(ground.corpus, settings) if expecting else NoLaws(ground.corpus, settings)
    found = []
    for seed in seeds:
        loop = Loop(
            ground.corpus,
            replace(settings, seed=seed),
            ground,
            measured=measured,
            controlled=False,
            laws=laws,
        )
        for _ in range(settings.generations):
            loop.step(cancelled)
        found.append(look(loop.lineage))
    return found
