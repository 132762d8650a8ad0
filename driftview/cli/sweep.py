"""The command sweep: a study, made in a folder or in memory, and what it prints."""

from __future__ import annotations

import io
import json
import shlex
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from driftview.cli.completion import FILE, FOLDER, several_of
from driftview.cli.options import ListOf, Whole, Workers, lineage_options, named_by
from driftview.cli.output import STANDARD_OUTPUT, check_output, progress, told, write_text
from driftview.cli.safety import BadInput, complain
from driftview.cli.sweep_plan import (
    Named,
    Typed,
    check_same,
    new_plan,
    read_study_file,
    reopen_text,
    typed,
)
from driftview.cli.texts import measure_names, synthetic_options, text_arguments
from driftview.quantities import PREDICTED
from driftview.study.design import REPLICATES

if TYPE_CHECKING:
    from driftview.export.study_folder import StudyFolder
    from driftview.study.design import Plan
    from driftview.study.executor import Executor
    from driftview.study.records import PointSummary, Record
    from driftview.text.corpus import Corpus


def rows_csv(rows: Sequence[PointSummary]) -> str:
    """Return the rows as CSV; what does not exist is empty."""
    from driftview.export.spreadsheet import write_csv
    from driftview.study.design import axis_cell

    records = [row.as_dict() for row in rows]
    text = io.StringIO()
    cells = ([axis_cell(name, value) for name, value in record.items()] for record in records)
    write_csv(text, [records[0], *cells])
    return text.getvalue()


def rows_json(rows: Sequence[PointSummary], plan: Plan) -> str:
    """Return the rows as JSON."""
    record = {
        "format": "driftview-sweep",
        "version": 1,
        "driftview": plan.driftview,
        "corpus": {"name": plan.corpus, "sha256": plan.sha256},
        "config": plan.grid.base.as_dict(),
        "axes": {name: list(values) for name, values in plan.grid.axes.items()},
        "replicates": plan.grid.replicates,
        "rows": [row.as_dict() for row in rows],
    }
    return json.dumps(record, indent=1, allow_nan=False, ensure_ascii=False) + "\n"


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
    from driftview.export.study_tables import write_tables

    with _refusing():
        done = study.done()
    total = len(study.plan.grid)

    def keep(record: Record) -> None:
        study.keep(record)
        done.add(record.number)

    def rest() -> str:
        command = shlex.join(["driftview", "sweep", "--out", folder, "--resume"])
        return f"{len(done):,} of {total:,} runs are kept; to continue: {command}"

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
    from driftview.export.files import ExportError
    from driftview.models.protocol import ModelError
    from driftview.settings.settings import SettingsError
    from driftview.study.executor import WorkersLostError

    try:
        yield
    except (SettingsError, ModelError, ExportError, WorkersLostError) as error:
        raise BadInput(error) from None
    except OSError as error:
        raise BadInput(f"the work cannot continue: {(error.strerror or str(error)).lower()}") from None


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


Function = TypeVar("Function", bound=Callable[..., Any])

NO_AXES = ("unit", "generations", "seed")
"""Options that have one value in a sweep."""


def axis_options(function: Function) -> Function:
    """Add the options of a run, each of which but NO_AXES takes lists and ranges."""
    before = list(getattr(function, "__click_params__", ()))
    lineage_options(function)
    for param in getattr(function, "__click_params__"):  # noqa: B009 - click's own memo
        if param not in before and param.name not in NO_AXES:
            if isinstance(param.type, click.Choice):
                param.metavar = f"[{'|'.join(param.type.choices)}],…"
            param.type = ListOf(param.type)
    return function


@click.command(
    short_help="Run a grid of settings with replicates; print the results or keep them in a folder."
)
@text_arguments
@synthetic_options
@axis_options
@click.option(
    "--replicates",
    type=Whole(1),
    help=f"Runs of each point, with seeds counting up from --seed.  [default: {REPLICATES}]",
)
@click.option(
    "--measures",
    metavar="NAMES",
    shell_complete=several_of(measure_names),
    help=f"What to measure: names separated by commas, everyday, or all.  [default: {','.join(PREDICTED)}]",
)
@click.option("--every", is_flag=True, help="Print rows for every generation, not only for the last.")
@click.option(
    "--keep",
    type=ListOf(Whole(0)),
    metavar="N,…|A:B:STEP",
    help="Generations to keep and print.  [default: all in a folder]",
)
@click.option(
    "--study",
    "study_file",
    type=FILE,
    metavar="FILE",
    help="Read what to run from a TOML file; options on the command line take precedence.",
)
@click.option(
    "--out", type=FOLDER, metavar="FOLDER", help="Keep every run in a results folder as soon as it is done."
)
@click.option("--resume", is_flag=True, help="Continue the study in --out where it stopped.")
@click.option("--workers", type=Workers(), help="Number of processes.  [default: one per processor]")
@click.option("--dask", metavar="ADDRESS", help="Run on a Dask cluster, as in tcp://10.0.0.1:8786.")
@click.option(
    "--csv",
    "csv_file",
    type=FILE,
    metavar="FILE",
    help="Write CSV to FILE, or to standard output: -.  [default: -, without --out]",
)
@click.option(
    "--json", "json_file", type=FILE, metavar="FILE", help="Write JSON to FILE, or to standard output: -."
)
@click.option("--force", is_flag=True, help="Let --csv, --json and --out replace existing files.")
@click.option("--quiet", is_flag=True, help="No progress bar.")
@click.pass_context
def sweep(
    context: click.Context,
    /,
    *,
    texts: tuple[str, ...],
    corpus: tuple[str, ...],
    replicates: int | None,
    measures: str | None,
    every: bool,
    keep: tuple[int, ...] | None,
    study_file: str | None,
    out: str | None,
    resume: bool,
    workers: int | None,
    dask: str | None,
    csv_file: str | None,
    json_file: str | None,
    force: bool,
    quiet: bool,
    **options: Any,
) -> None:
    """Run every combination of the values given, as in --human-share 0:0.5:0.05 --order 1,2,3.

    Print the mean and standard deviation over the replicates, and the prediction, as CSV or JSON. With
    --out, a folder keeps every number of every run; if the work is interrupted, --resume continues it.
    """
    _check_places(
        out=out, resume=resume, study_file=study_file, csv_file=csv_file, json_file=json_file, force=force
    )
    chosen = {"corpus": corpus, "texts": texts, **options}
    named = Named(
        frozenset(named_by(context, options, ParameterSource.COMMANDLINE)),
        frozenset(named_by(context, options, ParameterSource.ENVIRONMENT)),
    )
    if resume or study_file is not None:
        chosen = typed(context, chosen)
    names = (*chosen.pop("corpus", ()), *chosen.pop("texts", ()))
    given = Typed(chosen, names, replicates, measures, keep, named)
    executor = _executor(workers, dask)
    if out is None:
        plan, records = _in_memory(given, study_file, every, executor, quiet)
    else:
        study = _in_folder(
            given, study_file, Path(out), resume=resume, force=force, executor=executor, quiet=quiet
        )
        plan, records = study.plan, study.records()
        if csv_file == json_file is None:
            if every:
                complain("note: --every has no effect with --out alone: add --csv or --json")
            return
    _print(
        plan=plan,
        records=records,
        every=every or keep is not None,
        csv_file=csv_file,
        json_file=json_file,
        force=force,
    )


def _in_memory(
    given: Typed, study_file: str | None, every: bool, executor: Executor, quiet: bool
) -> tuple[Plan, Iterable[Record]]:
    """Make all runs and keep nothing on disk."""

    plan, text = new_plan(given, read_study_file(study_file) if study_file else None, every)
    return plan, make_in_memory(text, plan, executor, quiet)


def _in_folder(
    given: Typed,
    study_file: str | None,
    out: Path,
    *,
    resume: bool,
    force: bool,
    executor: Executor,
    quiet: bool,
) -> StudyFolder:
    """Begin a study or go on with one, and make its runs and tables."""
    from driftview.export.files import shown
    from driftview.export.study_folder import StudyFolder

    if resume:
        with told():
            study = StudyFolder.go_on(out)
        check_same(given, study.plan, shown(out))
        make_in_folder(study, str(out), lambda: reopen_text(given.texts, study.plan), executor, quiet)
    else:
        plan, text = new_plan(given, read_study_file(study_file) if study_file else None, every=True)
        with told():
            study = StudyFolder.begin(out, plan, overwrite=force)
        make_in_folder(study, str(out), lambda: text, executor, quiet)
    click.echo(f"written to {shown(out)}", err=True)
    return study


def _check_places(
    *,
    out: str | None,
    resume: bool,
    study_file: str | None,
    csv_file: str | None,
    json_file: str | None,
    force: bool,
) -> None:
    """Refuse places that are taken, or that do not go together, before the work."""
    if csv_file == json_file == STANDARD_OUTPUT:
        raise BadInput("--csv and --json cannot both go to standard output")
    if resume and out is None:
        raise BadInput("--resume needs to know which study: add --out FOLDER")
    if resume and (force or study_file is not None):
        other = "--force" if force else "--study"
        raise BadInput(f"--resume continues what the folder says: remove {other}")
    for place in (csv_file, json_file):
        check_output(place, force)
    if out is not None and not resume:
        from driftview.export.study_folder import check_study_place

        with told():
            check_study_place(Path(out or " "), overwrite=force)


def _executor(workers: int | None, dask: str | None) -> Executor:
    """Return where the runs are made."""
    from driftview.study.executor import Executor

    if dask is None:
        return Executor(workers, note=complain)
    if workers is not None:
        raise BadInput("--workers applies to this machine; a Dask cluster brings its own workers")
    return Executor(kind="cluster", scheduler=dask)


def _print(
    *,
    plan: Plan,
    records: Iterable[Record],
    every: bool,
    csv_file: str | None,
    json_file: str | None,
    force: bool,
) -> None:
    """Print or write a row for each point: of the last generation that was kept, or of every one."""
    from driftview.study.records import summary

    last = plan.generations[-1]
    rows = [row for row in summary(plan, records) if every or row.generation == last]
    if csv_file is not None or json_file is None:
        write_text(csv_file or STANDARD_OUTPUT, rows_csv(rows), force)
    if json_file is not None:
        write_text(json_file, rows_json(rows, plan), force)
