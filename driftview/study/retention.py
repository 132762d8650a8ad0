"""How much human text keeps how much of what: runs and law for every human share, fresh and fixed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from driftview.arrays import Floats
from driftview.choices import HumanSource
from driftview.drift.laws import schedule_of
from driftview.measures.registry import find_measure, kept_measures, studied_measures
from driftview.settings.settings import Settings
from driftview.study.runs import VOCABULARY, MeasuredRun
from driftview.text.corpus import Corpus
from driftview.theory.mixed_law import HumanDocuments
from driftview.theory.word_law import WordLaw

SOURCES: tuple[HumanSource, ...] = ("fresh", "fixed")
"""Where the human share comes from: drawn again each time, or the same part for ever."""

SHARES = (0.0, 1.0, 0.1, 0.01, 0.5, 0.05, 0.2, 0.02, 0.75, 0.3)
"""Human shares that are run, those first that say most about the curve."""

LAW_SHARES: Floats = np.linspace(0.0, 1.0, 21) ** 2
"""Human shares for which the law is worked out, even steps of √m, shape (S,)."""

MEASURED = tuple(
    dict.fromkeys((*VOCABULARY, *(each.name for each in (*kept_measures(), *studied_measures()))))
)
"""What is measured of the runs of a study."""


@lru_cache(maxsize=512)  # a view asks for the same ones whenever it is drawn, and each is checked when made
def with_share(
    settings: Settings, share: float, source: HumanSource, first: int = 1, seed: int | None = None
) -> Settings:
    """Return settings with a human share m of every training text from generation ``first`` on."""
    return replace(
        settings,
        human_share=share,
        human_adds=0.0,
        human_source=source if 0 < share < 1 else "fresh",
        human_from=first,
        human_until=None,
        machine_shares=None,
        detector=None,
        seed=settings.seed if seed is None else seed,
    )


def retention_settings(settings: Settings, replicates: int) -> Iterator[Settings]:
    """Yield the settings of all runs, seed by seed; with no human text, or no other, one source will do."""
    for seed in range(settings.seed, settings.seed + replicates):
        for share in SHARES:
            for source in SOURCES if 0 < share < 1 else SOURCES[:1]:
                yield with_share(settings, share, source, seed=seed)


class RetentionLaw:
    """The law of words for any human share; each share is worked out once."""

    def __init__(self, corpus: Corpus, settings: Settings) -> None:
        """Prepare the law of ``settings``, whatever their own human share is."""
        self._settings = settings
        self._corpus = corpus
        self._documents = HumanDocuments(corpus.tokens, corpus.starts)
        self._laws: dict[Settings, WordLaw] = {}

    def holds(self, name: str) -> bool:
        """Whether there is a law of a measure: of words and words used once, under drift alone."""
        return find_measure(name).law in ("words", "words used once") and self._settings.drifts

    def kept(self, name: str, share: float, source: HumanSource, generation: int, first: int = 1) -> float:
        """Return how much of the human text's ``name`` is expected in a generation, as a share."""
        wanted = with_share(self._settings, share, source, first, seed=0)
        if wanted not in self._laws:
            schedule = schedule_of(wanted, len(self._corpus.tokens), self._settings.generations)
            self._laws[wanted] = self._documents.law(schedule)
        law, counts = self._laws[wanted], self._corpus.counts
        if find_measure(name).law == "words":
            return law.types(generation) / max(1, int(np.count_nonzero(counts)))
        return law.hapaxes(generation) / max(1, int(np.count_nonzero(counts == 1)))


def kept_share(run: MeasuredRun, name: str) -> Floats:
    """Return how much of the human text's value a run keeps in each generation, shape (G + 1,)."""
    curve = run.curves[name]
    if find_measure(name).worse == "higher":
        return np.asarray(curve[0] / curve)
    return np.asarray(curve / curve[0] if curve[0] else np.full(len(curve), np.nan))


def smallest(shares: Sequence[float] | Floats, kept: Sequence[float] | Floats, wanted: float) -> float | None:
    """Return the smallest human share m that keeps a share ``wanted``, between shares that are known.

    ``shares`` rise and lie close, shape (S,); what is kept is taken as a straight line of √m between them.
    None when not even the last one keeps so much.
    """
    roots, values = np.sqrt(np.asarray(shares, np.float64)), np.asarray(kept, np.float64)
    enough = np.flatnonzero(values >= wanted)
    if not enough.size:
        return None
    place = int(enough[0])
    if place == 0:
        return float(roots[0] ** 2)
    low, high = values[place - 1], values[place]
    root = roots[place - 1] + (roots[place] - roots[place - 1]) * (wanted - low) / (high - low)
    return float(root**2)


def rising(values: Sequence[float] | Floats) -> Floats:
    """Return the rising sequence nearest to ``values``, shape (S,): least squares, pool adjacent violators.

    More human text keeps more; that runs scatter about it must not make a dose look enough by luck.
    """
    blocks: list[tuple[float, int]] = []
    for value in values:
        mean, size = float(value), 1
        while blocks and blocks[-1][0] > mean:
            before, many = blocks.pop()
            mean, size = (before * many + mean * size) / (many + size), many + size
        blocks.append((mean, size))
    return np.repeat([mean for mean, _ in blocks], [size for _, size in blocks])


def means(
    runs: Sequence[MeasuredRun], name: str, source: HumanSource, generation: int
) -> list[tuple[float, float]]:
    """Return human share and mean of what is kept, over the runs of one source, shares rising."""
    found: dict[float, list[float]] = {}
    for share, kept in points(runs, name, source, generation):
        found.setdefault(share, []).append(kept)
    return [(share, float(np.mean(values))) for share, values in sorted(found.items())]


def points(
    runs: Sequence[MeasuredRun], name: str, source: HumanSource, generation: int
) -> list[tuple[float, float]]:
    """Return human share and what is kept of every run of one source, shares rising."""
    of_source = [
        run for run in runs if run.settings.human_source == source or run.settings.human_share in (0.0, 1.0)
    ]
    pairs = [(run.settings.human_share, float(kept_share(run, name)[generation])) for run in of_source]
    return sorted(pair for pair in pairs if np.isfinite(pair[1]))
