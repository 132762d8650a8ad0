"""Several settings, each on many seeds: cut into pieces, run on an executor, gathered by seed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from driftview.drift.lineage import Lineage
from driftview.settings.settings import Settings
from driftview.study.executor import Executor
from driftview.study.runs import run_seeds
from driftview.text.corpus import Corpus

TASKS_PER_WORKER = 4
"""How many pieces the replicates of one setting are cut into for each worker."""


class Repeated(Protocol):
    """Something that is run on many seeds."""

    @property
    def corpus(self) -> Corpus:
        """The human text."""

    @property
    def settings(self) -> Settings:
        """All but the seed."""

    @property
    def replicates(self) -> int:
        """How many runs."""

    @property
    def measured(self) -> tuple[str, ...]:
        """Names of the measures that are taken of every generation."""

    @property
    def draw(self) -> Callable[[np.random.Generator], list[float]] | None:
        """What makes the numbers from chance alone, in place of runs of the loop; None for such runs."""

    def look(self, lineage: Lineage) -> list[float]:
        """Take some numbers from one run."""


@dataclass(frozen=True, eq=False)
class ReplicateBatch:
    """Some replicates of one setting, done in one go."""

    number: int
    """Number of what is repeated."""
    seeds: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class RepetitionProgress:
    """How many runs are done, and all numbers of what has just been finished."""

    done: int
    runs: int
    number: int
    """Number of what was worked on."""
    values: NDArray[np.float64] | None = None
    """What ``look`` found, in the order of the seeds, shape (replicates, numbers); None unless finished."""


def repeat(
    repeated: Sequence[Repeated],
    first_seeds: Sequence[int],
    executor: Executor,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[RepetitionProgress]:
    """Run everything on its seeds, from its first one on, and yield after each piece of work.

    The seeds decide the values, whoever finishes first; what is finished first comes first.
    """
    pieces = _pieces(repeated, first_seeds, executor.jobs)
    tasks = ((repeated[piece.number], piece) for piece in pieces)
    found: dict[int, dict[int, list[float]]] = {number: {} for number in range(len(repeated))}
    runs, done = sum(len(piece.seeds) for piece in pieces), 0
    for piece, values in executor.stream(run_piece, tasks, cancelled):
        done += len(piece.seeds)
        rows = found[piece.number]
        rows.update(zip(piece.seeds, values, strict=True))
        complete = len(rows) == repeated[piece.number].replicates
        yield RepetitionProgress(done, runs, piece.number, _matrix(rows) if complete else None)


def run_piece(repeated: Repeated, piece: ReplicateBatch) -> tuple[ReplicateBatch, list[list[float]]]:
    """Make the runs of one piece, here or in a worker, and look at each."""
    draw = repeated.draw
    if draw is not None:
        return piece, [draw(np.random.default_rng(seed)) for seed in piece.seeds]
    values = run_seeds(
        repeated.corpus,
        repeated.settings,
        piece.seeds,
        repeated.look,
        measured=repeated.measured,
        expecting=False,
    )
    return piece, values


def _pieces(repeated: Sequence[Repeated], first_seeds: Sequence[int], workers: int) -> list[ReplicateBatch]:
    """Cut all replicates into pieces."""
    pieces = []
    for number, (each, first) in enumerate(zip(repeated, first_seeds, strict=True)):
        seeds = range(first, first + each.replicates)
        step = max(1, each.replicates // (TASKS_PER_WORKER * workers))
        pieces += [
            ReplicateBatch(number, tuple(seeds[begin : begin + step])) for begin in range(0, len(seeds), step)
        ]
    return pieces


def _matrix(rows: dict[int, list[float]]) -> NDArray[np.float64]:
    """Return the values in the order of their seeds, whoever finished first; shape (runs, numbers)."""
    return np.array([rows[seed] for seed in sorted(rows)])
