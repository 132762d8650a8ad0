"""Results as plain records, numpy arrays, frames of pandas and polars, and tables for pages and papers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from driftview.arrays import Floats
from driftview.errors import DriftviewError
from driftview.measures.registry import UnknownMeasureError
from driftview.settings.parameters import near
from driftview.text.reading import label

if TYPE_CHECKING:
    import pandas
    import polars

Cell = float | int | str | bool | None
"""What stands in a table; None where a number does not exist, never NaN."""


MOST_ROWS, MOST_COLUMNS = 60, 12
"""What a notebook shows of a table; `records` has all of it."""


class MissingPandasError(DriftviewError, ImportError):
    """pandas is not installed; the message says how to install it."""


class MissingPolarsError(DriftviewError, ImportError):
    """polars is not installed; the message says how to install it."""


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

    def to_polars(self) -> polars.DataFrame:
        """Return a polars frame with the columns of :meth:`records`; null for a number that does not exist.

        Raises MissingPolarsError when polars is not installed.

        Returns
        -------
        polars.DataFrame
            The frame; polars has no index.
        """
        try:
            import polars
        except ImportError:
            raise MissingPolarsError("to_polars needs polars: install it with pip install polars") from None
        columns = {name: [plain(value) for value in values] for name, values in self.columns().items()}
        return polars.DataFrame(columns, strict=False)

    def to_markdown(self, digits: int = 4, columns: Sequence[str] | None = None) -> str:
        """Return the table as Markdown, numbers to the right.

        Parameters
        ----------
        digits
            Significant digits of real numbers.
        columns
            Names of the columns; None for all.

        Returns
        -------
        str
            A line for the names, one for the alignment, one for each row; no line end last.
        """
        names, rows, right = self._written(digits, columns)
        lines = [names, ["---:" if each else "---" for each in right], *rows]
        return "\n".join(
            f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in lines
        )

    def to_latex(self, digits: int = 4, columns: Sequence[str] | None = None) -> str:
        """Return the table as a LaTeX tabular for the package booktabs.

        Parameters
        ----------
        digits
            Significant digits of real numbers.
        columns
            Names of the columns; None for all.

        Returns
        -------
        str
            From ``\\begin{tabular}`` to ``\\end{tabular}``; no line end last.
        """
        names, rows, right = self._written(digits, columns)
        form = "".join("r" if each else "l" for each in right)
        lines = [" & ".join(map(_latex, row)) + r" \\" for row in (names, *rows)]
        return "\n".join(
            [rf"\begin{{tabular}}{{{form}}}", r"\toprule", lines[0], r"\midrule", *lines[1:], r"\bottomrule",
             r"\end{tabular}"]
        )  # fmt: skip

    def _written(
        self, digits: int, chosen: Sequence[str] | None
    ) -> tuple[list[str], list[list[str]], list[bool]]:
        """Return names, rows and which columns are numbers, as text."""
        columns = self.columns()
        unknown = [name for name in chosen or () if name not in columns]
        if unknown:
            raise UnknownMeasureError(f"there is no column {label(unknown[0])}{near(unknown[0], columns)}")
        names = list(columns if chosen is None else chosen)
        cells = [[plain(value) for value in columns[name]] for name in names]
        right = [not any(isinstance(cell, str) for cell in column) for column in cells]
        texts = [[_text(cell, digits) for cell in column] for column in cells]
        return [label(name) for name in names], [list(row) for row in zip(*texts, strict=True)], right

    def _repr_html_(self) -> str:
        """Return what a notebook shows: the first rows and columns."""
        names = list(self.columns())
        return self._html(names[:MOST_COLUMNS], len(names) - MOST_COLUMNS)

    def _html(self, chosen: Sequence[str], hidden: int = 0) -> str:
        """Return some columns as HTML, and how many rows and columns are not shown."""
        names, rows, right = self._written(4, chosen)
        looks = [f'style="text-align: {"right" if each else "left"}"' for each in right]
        head = "".join(f"<th {look}>{escape(name)}</th>" for look, name in zip(looks, names, strict=True))
        body = "".join(
            f"<tr>{''.join(map('<td {}>{}</td>'.format, looks, map(escape, row)))}</tr>"
            for row in rows[:MOST_ROWS]
        )
        more = [f"{len(rows) - MOST_ROWS:,} more rows"] if len(rows) > MOST_ROWS else []
        more += [f"{hidden} more columns"] if hidden > 0 else []
        told = f"<p>{escape(', '.join(more))}</p>" if more else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{told}"


def _text(cell: Cell, digits: int) -> str:
    """Write a cell of a table."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.{digits}g}"
    return label(str(cell)) if isinstance(cell, str) else str(cell)


_LATEX = {mark: rf"\{mark}" for mark in "&%$#_{}"}
_LATEX |= {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def _latex(text: str) -> str:
    """Return a text that LaTeX sets as it stands."""
    return "".join(_LATEX.get(mark, mark) for mark in text)


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
