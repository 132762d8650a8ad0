"""The table of a study as Parquet, for those who compute with it; needs pyarrow."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import IO, Any

import pyarrow
import pyarrow.parquet

from driftview.study.design import Plan
from driftview.study.records import Record

ROWS = 100_000
"""Rows that are held at a time, and written as one group."""


def write_parquet(out: IO[bytes], plan: Plan, records: Iterator[Record]) -> None:
    """Write the tidy table to an open file; the same table gives the same bytes with the same pyarrow."""
    from driftview.export.studies.tables import table_rows

    schema = _schema(plan)
    rows = table_rows(plan, records)
    with pyarrow.parquet.ParquetWriter(out, schema) as writer:
        while group := list(islice(rows, ROWS)):
            columns = zip(zip(*group, strict=True), schema.types, strict=True)
            arrays = [pyarrow.array(column, kind) for column, kind in columns]
            writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))


def _schema(plan: Plan) -> Any:
    """Return names and types of the columns."""
    axes = [(name, _type(values)) for name, values in plan.grid.axes.items()]
    own = [("generation", pyarrow.int32()), ("measure", pyarrow.string()), ("value", pyarrow.float64())]
    return pyarrow.schema([("run", pyarrow.int32()), *axes, ("seed", pyarrow.int64()), *own])


def _type(values: Sequence[Any]) -> Any:
    """Return the type of an axis: lists are written as their option is typed."""
    return {int: pyarrow.int64(), float: pyarrow.float64()}.get(type(values[0]), pyarrow.string())
