"""Law against simulation, over every regime: runs the experiments and hands out the rows as they come."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from driftview.study.checking import Check, critical_deviate
from driftview.study.executor import Executor
from driftview.study.experiments import Experiment
from driftview.study.repetition import repeat
from driftview.study.verify_plan import Plan
from driftview.text.corpus import Corpus

QUICK_REPLICATES = 40
REPLICATES = 200

SEEDS_PER_EXPERIMENT = 100_000
"""Experiments of one table, and tables of different seeds, never share a run."""


@dataclass(frozen=True)
class Progress:
    """How many runs are done, and the rows of an experiment that has just been finished."""

    done: int
    runs: int
    experiment: int
    """Number of the experiment that was worked on."""
    checks: tuple[Check, ...] = ()


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
    first_seeds = [
        (seed * len(experiments) + number) * SEEDS_PER_EXPERIMENT for number in range(len(experiments))
    ]
    for step in repeat(experiments, first_seeds, executor, cancelled):
        checks = () if step.values is None else tuple(experiments[step.number].checks(step.values))
        yield Progress(step.done, step.runs, step.number, checks)
