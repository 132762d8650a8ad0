"""What a study keeps of each run, the making of it, and what the replicates of each point say together."""

import math
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import partial
from itertools import groupby
from typing import Any

import numpy as np

from driftview.drift.laws import Laws
from driftview.drift.lineage import Lineage, Values
from driftview.drift.loop import Loop
from driftview.settings.settings import Settings
from driftview.study.design import Plan, Point
from driftview.study.executor import Executor
from driftview.study.replicates import spread
from driftview.study.runs import run_seeds, workbench
from driftview.text.corpus import Corpus


@dataclass(frozen=True)
class Record:
    """The numbers of one run: a value of each measure in each generation that is kept."""

    number: int
    """The place of the run in the grid."""
    settings: Settings
    measured: tuple[Values, ...]
    """The measures by name, for each generation that is kept; None for what does not exist."""
    law: tuple[Values, ...] = ()
    """What chance predicts in each of these generations, with ``_sd`` names; kept with the first replicate
    of each point, and empty of names where no law holds."""


@dataclass(frozen=True)
class RunTask:
    """One run that is to be made, and what is to be kept of it."""

    number: int
    settings: Settings
    measures: tuple[str, ...]
    generations: tuple[int, ...]
    with_law: bool


def make_records(
    corpus: Corpus,
    plan: Plan,
    executor: Executor,
    done: Collection[int] = (),
    cancelled: Callable[[], bool] | None = None,
) -> Generator[Record, None, None]:
    """Make the runs of a plan that are not ``done`` and yield each as it is finished, whichever comes first.

    A record depends on its number alone, never on the workers. Closing the iterator stops the work.
    """
    stop = cancelled if executor.shares_memory else None
    tasks = (
        (corpus, _task(plan, number, settings), stop)
        for number, settings in enumerate(plan.grid.runs())
        if number not in done
    )
    for record in executor.stream(make_record, tasks, cancelled, shared=(corpus,)):
        if record is not None:
            yield record


def make_record(corpus: Corpus, task: RunTask, cancelled: Callable[[], bool] | None = None) -> Record | None:
    """Make one run and return what is kept of it; None when it was cancelled."""
    settings, generations = task.settings, task.generations
    try:
        (found,) = run_seeds(
            corpus,
            settings,
            (settings.seed,),
            partial(_measured, generations=generations, names=frozenset(task.measures)),
            measured=task.measures,
            cancelled=cancelled,
            expecting=False,
        )
    except Loop.Cancelled:
        return None
    law = tuple(law_at(corpus, settings, each) for each in generations) if task.with_law else ()
    return Record(task.number, settings, found, law)


def law_at(corpus: Corpus, settings: Settings, generation: int) -> Values:
    """Return what the law predicts for settings, without a run; empty where no law holds."""
    laws: Laws = workbench.laws(corpus, settings)
    return laws.expected(generation) if laws.hold else {}


def _task(plan: Plan, number: int, settings: Settings) -> RunTask:
    """Return one run of a plan; the first replicate of each point takes the law down."""
    return RunTask(number, settings, plan.measures, plan.generations, number % plan.grid.replicates == 0)


def _measured(lineage: Lineage, generations: Sequence[int], names: Collection[str]) -> tuple[Values, ...]:
    """Return some measures of some generations; the loop may have needed others."""
    return tuple(
        {name: value for name, value in lineage.generations[number].measures.items() if name in names}
        for number in generations
    )


@dataclass(frozen=True)
class PointSummary:
    """What the replicates of one point say about one measure of one generation."""

    point: Point
    generation: int
    measure: str
    mean: float | None
    sd: float | None
    """Standard deviation over runs, n − 1 in the denominator; None for one run."""
    runs: int
    """Runs in which the number exists."""
    law: float | None
    """What the law predicts; None where none holds."""
    law_sd: float | None

    @property
    def standard_error(self) -> float | None:
        """Standard error of the mean, sd / √runs; None for one run."""
        return None if self.sd is None else self.sd / math.sqrt(self.runs)

    def as_dict(self) -> dict[str, Any]:
        """Return the row as it is printed: the axes first."""
        own = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "point"}
        return {**dict(self.point), **own}


def summary(plan: Plan, records: Iterable[Record]) -> Iterator[PointSummary]:
    """Yield the rows of all points: by point, generation and measure, in the grid's order.

    ``records`` come in the order of their numbers; no more than one point's are held at a time, and each
    sum is taken in this order, whatever was finished first.
    """
    for _, group in groupby(records, lambda record: record.number // plan.grid.replicates):
        yield from _rows_of(plan, list(group))


def _rows_of(plan: Plan, records: list[Record]) -> Iterator[PointSummary]:
    """Yield the rows of one point."""
    point = plan.grid.point_of(records[0].settings)
    law = next((record.law for record in records if record.law), ({},) * len(plan.generations))
    fans = {name: spread(np.array([_curve(record, name) for record in records])) for name in plan.measures}
    for place, generation in enumerate(plan.generations):
        for name, rays in fans.items():
            known = sum(record.measured[place].get(name) is not None for record in records)
            yield PointSummary(
                point,
                generation,
                name,
                _known(rays.mean[place]),
                _known(rays.sd[place]) if known > 1 else None,
                known,
                law[place].get(name),
                law[place].get(f"{name}_sd"),
            )


def _curve(record: Record, name: str) -> list[float]:
    """Return a measure over the generations that are kept, NaN where it does not exist."""
    return [_number(values, name) for values in record.measured]


def _number(values: Values, name: str) -> float:
    value = values.get(name)
    return math.nan if value is None else float(value)


def _known(value: float) -> float | None:
    """Return a number that exists, else None."""
    return float(value) if math.isfinite(value) else None
