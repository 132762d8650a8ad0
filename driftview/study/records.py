"""What a study keeps of each run, and the making of it, here or on a worker far away."""

from collections.abc import Callable, Collection, Generator, Sequence
from dataclasses import dataclass
from functools import partial

from driftview.drift.laws import Laws
from driftview.drift.lineage import Lineage, Values
from driftview.drift.loop import Loop
from driftview.settings.settings import Settings
from driftview.study.executor import Executor
from driftview.study.plan import Plan
from driftview.study.runs import run_seeds
from driftview.study.shared import workbench
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
    """What the law expects in each of these generations, with ``_sd`` names; kept with the first replicate
    of each point, and empty of names where no law holds."""


@dataclass(frozen=True)
class Task:
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
    stop = cancelled if executor.kind == "threads" else None
    tasks = (
        (corpus, _task(plan, number, settings), stop)
        for number, settings in enumerate(plan.grid.runs())
        if number not in done
    )
    for record in executor.stream(make_record, tasks, cancelled, shared=(corpus,)):
        if record is not None:
            yield record


def make_record(corpus: Corpus, task: Task, cancelled: Callable[[], bool] | None = None) -> Record | None:
    """Make one run and return what is kept of it; None when it was cancelled."""
    settings, generations = task.settings, task.generations
    try:
        (found,) = run_seeds(
            corpus,
            settings,
            (settings.seed,),
            partial(_measured, generations=generations),
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


def _task(plan: Plan, number: int, settings: Settings) -> Task:
    """Return one run of a plan; the first replicate of each point takes the law down."""
    return Task(number, settings, plan.measures, plan.generations, number % plan.grid.replicates == 0)


def _measured(lineage: Lineage, generations: Sequence[int]) -> tuple[Values, ...]:
    """Return the measures of some generations."""
    return tuple(dict(lineage.generations[number].measures) for number in generations)
