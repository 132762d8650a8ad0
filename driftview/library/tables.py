"""Results as plain records, numpy arrays and pandas frames."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from driftview.arrays import Floats
from driftview.errors import DriftviewError
from driftview.measures.registry import UnknownMeasureError
from driftview.settings.parameters import near
from driftview.text.reading import label

if TYPE_CHECKING:
    import pandas

Cell = float | int | str | bool | None
"""What stands in a table; None where a number does not exist, never NaN."""


class MissingPandasError(DriftviewError, ImportError):
    """pandas is not installed; the message says how to install it."""


class Table:
    """Rows and columns that can be had in several forms."""

    index: ClassVar[str | None] = None
    """The column that a pandas frame is indexed by."""

    def columns(self) -> Mapping[str, Sequence[Any]]:
        """Return the columns by name, all of one length.

        Returns
        -------
        Mapping[str, Sequence[Any]]
            Values by name of the column, all of one length.
        """
        raise NotImplementedError

    def records(self) -> list[dict[str, Cell]]:
        """Return a dictionary for each row: plain Python values that JSON can hold, None for no number.

        Returns
        -------
        list[dict[str, Cell]]
            A dictionary a row.
        """
        columns = self.columns()
        rows = zip(*columns.values(), strict=True)
        return [dict(zip(columns, map(plain, row), strict=True)) for row in rows]

    def to_pandas(self) -> pandas.DataFrame:
        """Return a pandas frame with the columns of :meth:`records`.

        int64 where every number of a column is there and whole, else float64 with NaN for those that do not
        exist. Raises MissingPandasError when pandas is not installed.

        Returns
        -------
        pandas.DataFrame
            The frame.
        """
        try:
            import pandas
        except ImportError:
            raise MissingPandasError("to_pandas needs pandas: install it with pip install pandas") from None
        columns = {
            name: _typed([plain(value) for value in values]) for name, values in self.columns().items()
        }
        frame = pandas.DataFrame(columns)
        return frame if self.index is None else frame.set_index(self.index)


class Curves(Table):
    """A table of numbers with a row for each generation."""

    index = "generation"

    def array(self, name: str) -> Floats:
        """Return one column, shape (rows,), float64; NaN where a number does not exist.

        Raises UnknownMeasureError, with the nearest name, for a column that is not there.

        Parameters
        ----------
        name
            Name of the column.

        Returns
        -------
        ndarray of float64
            The column, shape (rows,).
        """
        columns = self.columns()
        if name not in columns:
            raise UnknownMeasureError(f"there is no column {label(name)}{near(name, columns)}")
        return _floats(columns[name])


def plain(value: Any) -> Cell:
    """Return a value as Python's own; None for a number that does not exist.

    Parameters
    ----------
    value
        A number of Python or numpy, or text.

    Returns
    -------
    Cell
        The value, None for NaN and infinity.
    """
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    cell: Cell = value
    return cell


def _floats(values: Sequence[Any]) -> Floats:
    return np.array([math.nan if value is None else value for value in values], np.float64)


def _typed(values: list[Cell]) -> Any:
    """Return a column as an array of one type; text stays a list."""
    kinds = {type(value) for value in values}
    if kinds == {int}:
        return np.array(values, np.int64)
    if kinds == {bool}:
        return np.array(values, np.bool_)
    if kinds <= {int, float, type(None)}:
        return _floats(values)
    return values
