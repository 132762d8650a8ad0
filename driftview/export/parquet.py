"""measures.parquet: the table of measures.csv with types, for programs that compute with it."""

import io
from importlib.util import find_spec

from driftview.drift.lineage import Lineage
from driftview.export.places import ExportError
from driftview.export.record import measures_columns

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
