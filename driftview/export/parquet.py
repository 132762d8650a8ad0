"""Parquet, for programs that compute: the measures of a lineage, the table of a study; needs pyarrow."""

import io
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from itertools import islice
from typing import IO, Any

from driftview.drift.lineage import Lineage
from driftview.export.files import ExportError
from driftview.export.record import measures_columns
from driftview.study.design import Plan

MISSING = "Parquet needs the package pyarrow: install it with pip install pyarrow"


def can_write_parquet() -> bool:
    """Tell whether pyarrow is installed."""
    return find_spec("pyarrow") is not None


def check_parquet() -> None:
    """Raise ExportError when pyarrow is not installed."""
    if not can_write_parquet():
        raise ExportError(MISSING)


def measures_parquet(lineage: Lineage) -> bytes:
    """Return measures.csv as a Parquet file: integers where all numbers are whole, else double precision.

    A number that does not exist is null. Raises ExportError when pyarrow is not installed.
    """
    check_parquet()
    import pyarrow
    from pyarrow import parquet

    table = {}
    for name, values in measures_columns(lineage).items():
        whole = any(value is not None for value in values) and not any(
            isinstance(value, float) for value in values
        )
        if whole:
            table[name] = pyarrow.array(values, pyarrow.int64())
        else:
            reals = [None if value is None else float(value) for value in values]
            table[name] = pyarrow.array(reals, pyarrow.float64())
    page = io.BytesIO()
    parquet.write_table(pyarrow.table(table), page)
    return page.getvalue()


ROWS = 100_000
"""Rows that are held at a time, and written as one group."""


def write_parquet(out: IO[bytes], plan: Plan, rows: Iterator[list[Any]]) -> None:
    """Write the tidy rows to an open file; the same table gives the same bytes with the same pyarrow."""
    import pyarrow
    import pyarrow.parquet

    schema = _schema(plan)
    with pyarrow.parquet.ParquetWriter(out, schema) as writer:
        while group := list(islice(rows, ROWS)):
            columns = zip(zip(*group, strict=True), schema.types, strict=True)
            arrays = [pyarrow.array(column, kind) for column, kind in columns]
            writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))


def _schema(plan: Plan) -> Any:
    """Return names and types of the columns."""
    import pyarrow

    axes = [(name, _type(values)) for name, values in plan.grid.axes.items()]
    own = [("generation", pyarrow.int32()), ("measure", pyarrow.string()), ("value", pyarrow.float64())]
    return pyarrow.schema([("run", pyarrow.int32()), *axes, ("seed", pyarrow.int64()), *own])


def _type(values: Sequence[Any]) -> Any:
    """Return the type of an axis: lists are written as their option is typed."""
    import pyarrow

    return {int: pyarrow.int64(), float: pyarrow.float64()}.get(type(values[0]), pyarrow.string())
