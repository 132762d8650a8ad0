"""The tables of a study: every number of every run, and what the runs of each point say together."""

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from driftview.export.files import replacing
from driftview.export.parquet import can_write_parquet, write_parquet
from driftview.export.spreadsheet import write_csv
from driftview.export.study_folder import StudyFolder, synced
from driftview.study.design import Plan, axis_cell
from driftview.study.records import PointSummary, Record, summary

TABLE = "table.csv"
PARQUET = "table.parquet"
SUMMARY = "summary.csv"

OWN = ("seed", "generation", "measure", "value")


def write_tables(folder: StudyFolder) -> list[Path]:
    """Write the tables of a study whose runs are all there, and return where; each is whole or not at all.

    The runs are read one after another, in the grid's order: nothing depends on which was finished first, and
    no more than the runs of one point are held at a time. Raises ExportError.
    """
    places = [folder.place / TABLE, folder.place / SUMMARY]
    _write_csv(places[0], table_columns(folder.plan), table_rows(folder.plan, folder.records()))
    _write_csv(places[1], summary_columns(folder.plan), summary_rows(summary(folder.plan, folder.records())))
    if can_write_parquet():
        places.append(folder.place / PARQUET)
        with replacing(places[-1]) as draft, synced(draft, "wb") as out:
            write_parquet(out, folder.plan, table_rows(folder.plan, folder.records()))
    return places


def table_columns(plan: Plan) -> list[str]:
    """Return the head of table.csv."""
    return ["run", *plan.grid.axes, *OWN]


def table_rows(plan: Plan, records: Iterable[Record]) -> Iterator[list[Any]]:
    """Yield the tidy rows: run, the axes, seed, generation, measure, value."""
    for record in records:
        point = [axis_cell(name, value) for name, value in plan.grid.point_of(record.settings)]
        for generation, values in zip(plan.generations, record.measured, strict=True):
            for name in plan.measures:
                yield [record.number, *point, record.settings.seed, generation, name, values[name]]


def summary_columns(plan: Plan) -> list[str]:
    """Return the head of summary.csv."""
    own = ["generation", "measure", "runs", "mean", "standard_error", "law", "law_sd"]
    return [*plan.grid.axes, *own]


def summary_rows(rows: Iterable[PointSummary]) -> Iterator[list[Any]]:
    """Yield the rows of summary.csv."""
    for row in rows:
        point = [axis_cell(name, value) for name, value in row.point]
        own = (row.generation, row.measure, row.runs, row.mean, row.standard_error, row.law, row.law_sd)
        yield [*point, *own]


def _write_csv(place: Path, head: list[str], rows: Iterator[list[Any]]) -> None:
    """Write a table; what does not exist is empty."""
    with replacing(place) as draft, synced(draft) as out:
        write_csv(out, chain([head], rows))
