"""Replicates: one setting on many seeds, and the fan that its curves make."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from driftview.arrays import Counts, Flags, Floats
from driftview.drift.loop import Loop
from driftview.settings.settings import Settings
from driftview.study.executor import Executor
from driftview.study.runs import VOCABULARY, MeasuredRun, kept, run_seeds
from driftview.text.corpus import Corpus

IN_RANGE = 0.95
"""A run inside the middle 95% of the replicates is called in range."""


@dataclass(frozen=True, eq=False)
class Fan:
    """One measure over the generations of R replicates; NaN where no run has a number."""

    runs: int
    mean: Floats
    """Shape (G + 1,)."""
    sd: Floats
    """Standard deviation over runs, n − 1 in the denominator, shape (G + 1,); NaN for one run."""
    low: Floats
    """2.5% of the runs lie below, shape (G + 1,)."""
    high: Floats
    """2.5% of the runs lie above, shape (G + 1,)."""

    @property
    def error(self) -> Floats:
        """Standard error of the mean, shape (G + 1,)."""
        return np.asarray(self.sd / np.sqrt(self.runs))


def fan(runs: Sequence[MeasuredRun], name: str) -> Fan:
    """Return the fan of the measure ``name``; the runs have the same number of generations.

    Raises ValueError without a run, KeyError for what was not measured. The order in which runs came in does
    not matter: they are taken by seed.
    """
    if not runs:
        raise ValueError("a fan needs at least one run")
    return spread(np.array([run.curves[name] for run in sorted(runs, key=lambda run: run.settings.seed)]))


def spread(curves: Floats) -> Fan:
    """Return the fan of R curves, shape (R, G + 1); their order is that in which they are summed."""
    known = ~np.all(np.isnan(curves), axis=0)
    mean, sd, low, high = (np.full(curves.shape[1], np.nan) for _ in range(4))
    some = curves[:, known]
    mean[known] = np.nanmean(some, axis=0)
    if known.any():
        low[known], high[known] = np.nanquantile(some, ((1 - IN_RANGE) / 2, (1 + IN_RANGE) / 2), axis=0)
    several = np.count_nonzero(~np.isnan(curves), axis=0) > 1
    sd[several] = np.nanstd(curves[:, several], axis=0, ddof=1)
    return Fan(len(curves), mean, sd, low, high)


def stands_at(runs: Sequence[MeasuredRun], name: str, generation: int, value: float) -> float:
    """Return the share of the runs that lie below a value, runs equal to it counting half."""
    values = np.array([run.curves[name][generation] for run in runs])
    return float(np.mean(values < value) + np.mean(values == value) / 2)


def in_range(runs: Sequence[MeasuredRun], name: str, generation: int, value: float) -> bool:
    """Tell whether a value lies where the middle 95% of the replicates do."""
    rays = fan(runs, name)
    return bool(rays.low[generation] <= value <= rays.high[generation])


def differs(first: Fan, second: Fan, generation: int, single: bool = False) -> float:
    """Return how many standard deviations of chance lie between two settings in one generation.

    Between their means, or, with ``single``, between one run of each (Welch 1947); beyond 2 it is hardly
    chance. NaN where the scatter is not known.
    """
    gap = float(second.mean[generation] - first.mean[generation])
    sides = (fan.sd[generation] if single else fan.error[generation] for fan in (first, second))
    scatter = float(np.sqrt(sum(side**2 for side in sides)))
    if scatter > 0:
        return gap / scatter
    return 0.0 if gap == 0 and scatter == 0 else float(np.copysign(np.inf, gap)) if scatter == 0 else np.nan


def replicate(
    corpus: Corpus,
    settings: Settings,
    seeds: Sequence[int],
    executor: Executor,
    *,
    measured: Sequence[str] = VOCABULARY,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[MeasuredRun]:
    """Run a setting on every seed and yield runs as they are finished, whichever comes first.

    What each run is depends on its seed alone, never on the number of workers. ``cancelled`` is asked between
    runs, and by threads within them.
    """
    yield from run_all(
        corpus, [replace(settings, seed=seed) for seed in seeds], executor, measured, cancelled
    )


def run_all(
    corpus: Corpus,
    settings: Sequence[Settings],
    executor: Executor,
    measured: Sequence[str] = VOCABULARY,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[MeasuredRun]:
    """Run each of many settings on its own seed and yield runs as they are finished."""
    stop = cancelled if executor.shares_memory else None
    tasks = ((corpus, each, tuple(measured), stop) for each in settings)
    for run in executor.stream(run_once, tasks, cancelled):
        if run is not None:
            yield run


def run_once(
    corpus: Corpus, settings: Settings, measured: tuple[str, ...], cancelled: Callable[[], bool] | None
) -> MeasuredRun | None:
    """Make one run, here or in a worker; None when it was cancelled."""
    try:
        found = run_seeds(
            corpus,
            settings,
            (settings.seed,),
            kept,
            measured=measured,
            cancelled=cancelled,
            expecting=False,
        )
    except Loop.Cancelled:
        return None
    return found[0]


# Drift or selection: do the same words die in every replicate?
#
# Drift has no direction, so the fates of a word in two replicates are independent, given how common the
# word is. Selection has one. The share of words that two replicates treat alike tells them apart.


@dataclass(frozen=True)
class Sameness:
    """How alike the fates of words are in replicates of one setting."""

    alike: float
    """Share of the words that a pair of runs both keep or both lose, mean over pairs."""
    by_drift: float
    """The same if each word lived or died by chance alone, with the probability that drift gives it."""

    @property
    def excess(self) -> float:
        """How much of the room above chance is used: near 0 for drift, 1 when every run loses the same."""
        room = 1.0 - self.by_drift
        return (self.alike - self.by_drift) / room if room > 0 else 0.0


def sameness(runs: Sequence[MeasuredRun], human_counts: Counts, survival: float) -> Sameness:
    """Compare the last generations of R ≥ 2 runs; ``survival`` is s_g of drift with the same sizes.

    A word of count c lives with P = 1 − (1 − s_g)^c under drift (Suresh et al., arXiv 2412.17646), so that
    two runs treat it alike with probability P² + (1 − P)². Raises ValueError for fewer than two runs.
    """
    if len(runs) < 2:
        raise ValueError("comparing replicates takes at least two")
    written = human_counts > 0
    lives: Flags = np.array([run.survivors[: len(human_counts)][written] for run in runs])
    number = len(runs)
    alive = lives.sum(axis=0)
    pairs = alive * (alive - 1) + (number - alive) * (number - alive - 1)
    chance: Floats = 1.0 - np.power(1.0 - survival, human_counts[written])
    return Sameness(
        float(np.mean(pairs) / (number * (number - 1))), float(np.mean(chance**2 + (1.0 - chance) ** 2))
    )
