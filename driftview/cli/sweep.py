"""``driftview sweep``: a grid of settings with replicates."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from driftview.cli.numbers import ListOf
from driftview.cli.options import lineage_options, make_corpus, make_settings
from driftview.cli.output import STANDARD_OUTPUT, check_output, write_text
from driftview.cli.progress import progress
from driftview.cli.safety import BadInput
from driftview.cli.texts import text_arguments

if TYPE_CHECKING:
    from driftview.drift.settings import Settings
    from driftview.study.sweep import Grid, Row
    from driftview.text.corpus import Corpus

Function = TypeVar("Function", bound=Callable[..., Any])

NO_AXES = ("unit", "generations", "seed", "bottleneck", "sizes", "machine_shares", "detector")
"""Options that have one value in a sweep."""

MEASURES = "types,hapaxes,founders"


def axis_options(function: Function) -> Function:
    """Add the options of a run, each of which but NO_AXES takes a list."""
    before = list(getattr(function, "__click_params__", ()))
    lineage_options(function)
    for param in getattr(function, "__click_params__"):  # noqa: B009 - click's own memo
        if param not in before and param.name not in NO_AXES:
            if isinstance(param.type, click.Choice):
                param.metavar = f"[{'|'.join(param.type.choices)}],…"
            param.type = ListOf(param.type)
    return function


@click.command(short_help="Run a grid of settings with replicates; print one row for each point.")
@text_arguments
@axis_options
@click.option(
    "--replicates",
    type=click.IntRange(1),
    default=8,
    show_default=True,
    help="Runs of each point, on the seeds from --seed on.",
)
@click.option("--measures", default=MEASURES, show_default=True, help="What to measure, separated by commas.")
@click.option("--every", is_flag=True, help="Rows for every generation, not for the last alone.")
@click.option("--workers", type=click.IntRange(1), help="Processes at work.  [default: one a processor]")
@click.option(
    "--csv", "csv_file", metavar="FILE", help="Write CSV to FILE, or to standard output: -.  [default: -]"
)
@click.option("--json", "json_file", metavar="FILE", help="Write JSON to FILE, or to standard output: -.")
@click.option("--force", is_flag=True, help="Let --csv and --json replace a file.")
@click.option("--quiet", is_flag=True, help="No progress bar.")
def sweep(
    *,
    texts: tuple[str, ...],
    corpus: tuple[str, ...],
    replicates: int,
    measures: str,
    every: bool,
    workers: int | None,
    csv_file: str | None,
    json_file: str | None,
    force: bool,
    quiet: bool,
    **values: Any,
) -> None:
    """Run every combination of the values given, as in --human-share 0,0.1,0.2 --order 1,2,3.

    Prints mean and standard deviation over the replicates, and what the law predicts, as CSV or JSON.
    """
    if csv_file == json_file == STANDARD_OUTPUT:
        raise BadInput("--csv and --json cannot both go to standard output")
    for place in (csv_file, json_file):
        check_output(place, force)
    base, axes = _split(values)
    settings = make_settings(base)
    text = make_corpus((*corpus, *texts), settings)
    grid = _grid(settings, axes, replicates)
    rows = _rows(text, grid, _measures(measures), every=every, workers=workers, quiet=quiet)
    if csv_file is not None or json_file is None:
        write_text(csv_file or STANDARD_OUTPUT, _csv(rows))
    if json_file is not None:
        write_text(json_file, _json(rows, text, grid))


def _split(values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, tuple[Any, ...]]]:
    """Return the options with one value, and the axes, which have several."""
    base, axes = {}, {}
    for name, value in values.items():
        if isinstance(value, tuple) and len(value) != 1:
            axes[name] = value
        else:
            base[name] = value[0] if isinstance(value, tuple) else value
    return base, axes


def _grid(settings: Settings, axes: dict[str, tuple[Any, ...]], replicates: int) -> Grid:
    """Return the grid; raises BadInput when a point of it cannot be."""
    from driftview.study.sweep import Grid

    try:
        return Grid(settings, axes, replicates)
    except ValueError as error:
        raise BadInput(str(error)) from None


def _measures(names: str) -> tuple[str, ...]:
    """Return the names of measures; raises BadInput for one that does not exist."""
    import driftview.measures
    from driftview.measures.registry import find_measure

    assert driftview.measures
    chosen = tuple(name.strip() for name in names.split(",") if name.strip())
    try:
        for name in chosen:
            find_measure(name)
    except ValueError as error:
        raise BadInput(str(error)) from None
    if not chosen:
        raise BadInput("--measures names nothing to measure")
    return chosen


def _rows(
    text: Corpus, grid: Grid, measures: tuple[str, ...], *, every: bool, workers: int | None, quiet: bool
) -> list[Row]:
    """Make all runs, with a progress bar where a person watches."""
    from driftview.study.executor import Executor
    from driftview.study.sweep import rows
    from driftview.study.sweep import sweep as run_sweep

    runs = []
    with progress(len(grid.settings()), "runs", quiet) as advance:
        for run in run_sweep(text, grid, Executor(workers), measures):
            runs.append(run)
            advance(1)
    last = grid.base.generations
    return rows(text, grid, runs, range(last + 1) if every else (last,))


def _csv(rows: list[Row]) -> str:
    """Return the rows as CSV; what does not exist is empty."""
    records = [row.as_dict() for row in rows]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(records[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)
    return text.getvalue()


def _json(rows: list[Row], text: Corpus, grid: Grid) -> str:
    """Return the rows as JSON."""
    from driftview import __version__

    record = {
        "format": "driftview-sweep",
        "version": 1,
        "driftview": __version__,
        "corpus": {"name": text.name, "sha256": text.sha256},
        "config": grid.base.as_dict(),
        "axes": {name: list(values) for name, values in grid.axes.items()},
        "replicates": grid.replicates,
        "rows": [row.as_dict() for row in rows],
    }
    return json.dumps(record, indent=1, allow_nan=False, ensure_ascii=False) + "\n"
