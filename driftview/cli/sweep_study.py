"""The runs of a sweep: made, kept as they come in, and what to say when something stops them."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from driftview.cli.progress import progress
from driftview.cli.safety import BadInput, complain

if TYPE_CHECKING:
    from driftview.export.studies.folder import StudyFolder
    from driftview.study.design import Plan
    from driftview.study.executor import Executor
    from driftview.study.records import Record
    from driftview.text.corpus import Corpus


def make_in_memory(corpus: Corpus, plan: Plan, executor: Executor, quiet: bool) -> list[Record]:
    """Make all runs and return them in the grid's order; raises BadInput when that cannot be."""
    found: list[Record] = []
    with _refusing():
        _make(corpus, plan, executor, quiet=quiet, keep=found.append)
    return sorted(found, key=lambda record: record.number)


def make_in_folder(
    study: StudyFolder, folder: str, open_text: Callable[[], Corpus], executor: Executor, quiet: bool
) -> None:
    """Make the runs that a study's folder does not have yet, and its tables.

    However it ends, what is there says how to go on. Raises BadInput when something does not let it.
    """
    from driftview.export.studies.tables import write_tables

    with _refusing():
        done = study.done()
    total = len(study.plan.grid)

    def keep(record: Record) -> None:
        study.keep(record)
        done.add(record.number)

    def rest() -> str:
        command = shlex.join(["driftview", "sweep", "--out", folder, "--resume"])
        return f"{len(done):,} of {total:,} runs are kept; to go on: {command}"

    with _telling(rest), _refusing():
        if len(done) < total:
            _make(open_text(), study.plan, executor, quiet=quiet, keep=keep, done=frozenset(done))
        write_tables(study)


def _make(
    corpus: Corpus,
    plan: Plan,
    executor: Executor,
    *,
    quiet: bool,
    keep: Callable[[Record], None],
    done: Collection[int] = (),
) -> None:
    """Make the runs that are not done, with a progress bar where a person watches."""
    from driftview.study.records import make_records

    missing = len(plan.grid) - len(done)
    with (
        progress(missing, "runs", quiet) as advance,
        closing(make_records(corpus, plan, executor, done)) as records,
    ):
        for record in records:
            keep(record)
            advance(1)


@contextmanager
def _refusing() -> Iterator[None]:
    """Turn what does not let runs be made or kept into a line for the user."""
    from driftview.export.places import ExportError
    from driftview.models.protocol import ModelError
    from driftview.settings.settings import SettingsError
    from driftview.study.executor import WorkersLostError

    try:
        yield
    except (SettingsError, ModelError, ExportError, WorkersLostError) as error:
        raise BadInput(error) from None
    except OSError as error:
        raise BadInput(f"the work cannot go on: {(error.strerror or str(error)).lower()}") from None


@contextmanager
def _telling(rest: Callable[[], str]) -> Iterator[None]:
    """Say what is kept and how to go on when something ends the work early."""
    try:
        yield
    except BadInput as error:
        raise BadInput(f"{error.message}; {rest()}") from None
    except (KeyboardInterrupt, SystemExit):
        complain(rest())
        raise
