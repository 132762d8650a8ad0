"""Law against simulation, over every regime: runs the experiments and hands out the rows as they come."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from driftview.study.checking import Check, critical_deviate
from driftview.study.executor import Executor
from driftview.study.experiments import Experiment
from driftview.study.runs import run_seeds
from driftview.study.verify_plan import Plan
from driftview.text.corpus import Corpus

QUICK_REPLICATES = 40
REPLICATES = 200

SEEDS_PER_EXPERIMENT = 100_000
"""Experiments of one table, and tables of different seeds, never share a run."""

TASKS_PER_WORKER = 4
"""How many pieces an experiment's replicates are cut into for each worker."""


@dataclass(frozen=True)
class Progress:
    """How many runs are done, and the rows of an experiment that has just been finished."""

    done: int
    runs: int
    experiment: int
    """Number of the experiment that was worked on."""
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, eq=False)
class Piece:
    """Some replicates of an experiment, done in one go."""

    experiment: int
    seeds: tuple[int, ...]


@dataclass(frozen=True)
class Verdict:
    """The whole table, judged at a family-wise level."""

    checks: tuple[Check, ...]
    level: float

    @property
    def critical(self) -> float:
        """The |z| beyond which a row fails."""
        return critical_deviate(self.level, len(self.checks))

    @property
    def failures(self) -> tuple[Check, ...]:
        """The rows that failed."""
        return tuple(check for check in self.checks if not check.passed(self.critical))


def plan(corpus: Corpus, quick: bool = False) -> list[Experiment]:
    """Return the experiments for a corpus."""
    return Plan(corpus, QUICK_REPLICATES if quick else REPLICATES).experiments()


def run_plan(
    experiments: list[Experiment],
    seed: int,
    executor: Executor,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[Progress]:
    """Run every experiment and yield after each piece of work; the same seed gives the same rows.

    The rows of an experiment come with the piece that finishes it, so their order is that of finishing.
    """
    pieces = _pieces(experiments, seed, executor.jobs)
    tasks = ((experiments[piece.experiment], piece) for piece in pieces)
    found: dict[int, dict[int, list[float]]] = {number: {} for number in range(len(experiments))}
    runs, done = sum(len(piece.seeds) for piece in pieces), 0
    for piece, values in executor.stream(run_piece, tasks, cancelled):
        done += len(piece.seeds)
        rows = found[piece.experiment]
        rows.update(zip(piece.seeds, values, strict=True))
        experiment = experiments[piece.experiment]
        complete = len(rows) == experiment.replicates
        yield Progress(
            done, runs, piece.experiment, tuple(experiment.checks(_matrix(rows))) if complete else ()
        )


def run_piece(experiment: Experiment, piece: Piece) -> tuple[Piece, list[list[float]]]:
    """Make the runs of one piece, here or in a worker, and read the experiment's quantities of each."""
    values = run_seeds(
        experiment.corpus, experiment.settings, piece.seeds, experiment.look, measured=experiment.measured
    )
    return piece, values


def _pieces(experiments: list[Experiment], seed: int, workers: int) -> list[Piece]:
    """Cut the replicates of every experiment into pieces."""
    pieces = []
    for number, experiment in enumerate(experiments):
        first = (seed * len(experiments) + number) * SEEDS_PER_EXPERIMENT
        seeds = range(first, first + experiment.replicates)
        step = max(1, experiment.replicates // (TASKS_PER_WORKER * workers))
        pieces += [Piece(number, tuple(seeds[begin : begin + step])) for begin in range(0, len(seeds), step)]
    return pieces


def _matrix(rows: dict[int, list[float]]) -> NDArray[np.float64]:
    """Return the values in the order of their seeds, whoever finished first; shape (runs, quantities)."""
    return np.array([rows[seed] for seed in sorted(rows)])
