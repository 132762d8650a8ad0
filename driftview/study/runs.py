"""One run of many: what is measured of it, and what is kept of it when its texts are thrown away."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any, TypeVar

import numpy as np

from driftview.arrays import Counts, Flags, Floats
from driftview.drift.indexed_corpus import IndexedCorpus
from driftview.drift.laws import Laws, NoLaws
from driftview.drift.lineage import Lineage, Values
from driftview.drift.loop import Loop
from driftview.measures.survival import Band
from driftview.quantities import ANCESTORS, HUMAN_WORDS, LENGTH, WORDS, WORDS_ONCE
from driftview.settings.settings import Settings
from driftview.text.corpus import Corpus


class RememberedLaws(Laws):
    """Laws that work every generation out once, however many runs ask."""

    def __init__(self, corpus: Corpus, settings: Settings) -> None:
        """Nothing is computed yet."""
        super().__init__(corpus, settings)
        self._lock = Lock()
        self._expected: dict[tuple[int, bool], Values] = {}
        self._alive: dict[tuple[int, tuple[Band, ...]], list[float]] = {}

    def expected(self, generation: int, own_words: bool = False) -> Values:
        """Return what sampling alone predicts for a generation; see Laws."""
        key = generation, own_words
        with self._lock:
            if key not in self._expected:
                self._expected[key] = super().expected(generation, own_words)
            return dict(self._expected[key])

    def alive(self, generation: int, bands: tuple[Band, ...]) -> list[float]:
        """Return how many words of each band should live in a generation."""
        with self._lock:
            if (generation, bands) not in self._alive:
                self._alive[generation, bands] = super().alive(generation, bands)
            return list(self._alive[generation, bands])


@dataclass
class Workbench:
    """Indexes and laws of this process, the latest few of each."""

    limit: int = 6
    _made: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def indexed(self, corpus: Corpus, order: int) -> IndexedCorpus:
        """Return the index of a corpus, made when first asked for; a copy of a corpus is the same corpus."""
        made: IndexedCorpus = self._get(
            ("ground", _name(corpus), order), lambda: IndexedCorpus(corpus, order)
        )
        return made

    def lend(self, indexed: IndexedCorpus) -> None:
        """Use an index that somebody has made already."""
        self._get(("ground", _name(indexed.corpus), indexed.order), lambda: indexed)

    def laws(self, corpus: Corpus, settings: Settings) -> RememberedLaws:
        """Return the laws of settings, which do not depend on the seed."""
        key = ("laws", _name(corpus), replace(settings, seed=0, generations=1))
        made: RememberedLaws = self._get(key, lambda: RememberedLaws(corpus, settings))
        return made

    def clear(self) -> None:
        """Forget everything; what is asked for again is made again, and is the same."""
        with self._lock:
            self._made.clear()

    def _get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return what is kept under a key, made if need be; the one longest unused goes."""
        with self._lock:
            if key not in self._made:
                self._made[key] = make()
            self._made.move_to_end(key)
            while len(self._made) > 2 * self.limit:
                self._made.popitem(last=False)
            return self._made[key]


def _name(corpus: Corpus) -> Hashable:
    return corpus.name, corpus.sha256, corpus.unit, len(corpus.tokens)


workbench = Workbench()
"""The one that all runs of this process use; a worker process has its own."""

Kept = TypeVar("Kept")

VOCABULARY = (LENGTH, WORDS, HUMAN_WORDS, WORDS_ONCE, ANCESTORS, "hill_2")
"""Measures that cost next to nothing, for many runs."""


@dataclass(frozen=True, eq=False)
class MeasuredRun:
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


def kept(lineage: Lineage) -> MeasuredRun:
    """Keep the numbers of a lineage."""
    generations = lineage.generations
    names = generations[-1].measures
    curves = {
        name: np.array([_number(generation.measures.get(name)) for generation in generations])
        for name in names
    }
    return MeasuredRun(
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

    ``expecting``: whether the generations are to hold what chance predicts of them.
    """
    indexed = workbench.indexed(corpus, settings.order)
    laws = workbench.laws(indexed.corpus, settings) if expecting else NoLaws(indexed.corpus, settings)
    found = []
    for seed in seeds:
        loop = Loop(
            indexed.corpus,
            replace(settings, seed=seed),
            indexed,
            measured=measured,
            controlled=False,
            laws=laws,
        )
        for _ in range(settings.generations):
            loop.step(cancelled)
        found.append(look(loop.lineage))
    return found
