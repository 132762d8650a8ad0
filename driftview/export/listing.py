"""One table of findings, written once: for a terminal, as CSV or JSON, in a transcript, and in Python."""

import io
import json
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from numbers import Integral
from typing import Any, Literal, assert_never

from driftview import numbers
from driftview.drift.first_text import call_first
from driftview.export.document import DocumentTable
from driftview.export.spreadsheet import write_csv
from driftview.text.cleaning import clean_prose
from driftview.version import __version__

ListingValue = float | int | str | bool | None
"""What stands in a row; None where a number does not exist."""

Kind = Literal["text", "count", "percent", "decimal", "yes"]
"""How a value is written for people."""


@dataclass(frozen=True)
class ListingColumn:
    """A column of a table of findings."""

    name: str
    """Its name in files and in Python."""
    head: str
    """What stands above it for people."""
    kind: Kind = "text"
    to_right: bool = False
    """Whether a text stands on the right: the left side of a concordance."""
    only_in_files: bool = False
    """Whether people read it elsewhere, so that it has no column on a terminal and in a transcript."""

    def write(self, value: ListingValue) -> str:
        """Return a value as people read it."""
        if value is None:
            return numbers.MISSING
        match self.kind:
            case "text":
                return clean_prose(str(value)).replace("\n", " ").replace("\t", " ")
            case "yes":
                return "yes" if value else "no"
            case "count":
                return numbers.whole(float(value))
            case "percent":
                return numbers.percent(float(value), 1)
            case "decimal":
                return numbers.decimal(float(value))
            case _:
                assert_never(self.kind)

    @property
    def is_text(self) -> bool:
        """Whether its values are no numbers."""
        return self.kind in ("text", "yes")


@dataclass(frozen=True)
class Listing:
    """Rows, the columns that they have, and what a reader must know about them."""

    name: str
    """What the table is called in files."""
    caption: str
    columns: tuple[ListingColumn, ...]
    rows: tuple[tuple[ListingValue, ...], ...]
    said: tuple[str, ...] = ()
    """What the table means, in sentences."""

    def called(self, said_human: bool) -> "Listing":
        """Return the table with generation 0 called human only where somebody says that it is.

        Parameters
        ----------
        said_human
            Whether somebody does.

        Returns
        -------
        Listing
            The same rows and names of columns; caption, heads and sentences may differ.
        """
        if said_human:
            return self
        columns = tuple(replace(each, head=call_first(False, each.head)) for each in self.columns)
        said = tuple(call_first(False, each) for each in self.said)
        return replace(self, caption=call_first(False, self.caption), columns=columns, said=said)

    def cells(self, most: int | None = None) -> list[list[str]]:
        """Return heads and rows as people read them.

        Parameters
        ----------
        most
            How many rows are returned besides the heads; None for all.

        Returns
        -------
        list of list of str
            The heads, then a list for each row.
        """
        rows = (
            [
                column.write(value)
                for column, value in zip(self.columns, row, strict=True)
                if not column.only_in_files
            ]
            for row in self.rows[:most]
        )
        return [[column.head for column in self.shown_columns], *rows]

    @property
    def shown_columns(self) -> list[ListingColumn]:
        """The columns that people read."""
        return [column for column in self.columns if not column.only_in_files]

    def csv(self) -> str:
        """Return all rows as CSV with the names of the columns on top.

        Returns
        -------
        str
            The file's content.
        """
        page = io.StringIO()
        write_csv(page, [[column.name for column in self.columns], *(map(_plain, row) for row in self.rows)])
        return page.getvalue()

    def json(self) -> str:
        """Return all rows as JSON, null for numbers that do not exist.

        Returns
        -------
        str
            The file's content.
        """
        record = {
            "format": f"driftview-{self.name}",
            "version": 1,
            "driftview": __version__,
            "caption": self.caption,
            "said": list(self.said),
            "rows": self.records(),
        }
        return json.dumps(record, ensure_ascii=False, allow_nan=False, indent=1) + "\n"

    def records(self) -> list[dict[str, Any]]:
        """Return a dictionary for each row.

        Returns
        -------
        list of dict
            Values by name of the column.
        """
        names = [column.name for column in self.columns]
        return [dict(zip(names, map(_plain, row), strict=True)) for row in self.rows]

    def by_column(self) -> Mapping[str, Sequence[Any]]:
        """Return the values of each column.

        Returns
        -------
        mapping of str to sequence
            Values by name of the column, one a row.
        """
        return {
            column.name: [_plain(row[place]) for row in self.rows]
            for place, column in enumerate(self.columns)
        }

    def document_table(self, most: int | None = None, columns: Collection[str] = ()) -> DocumentTable:
        """Return the table for a transcript.

        Parameters
        ----------
        most
            How many rows are shown; None for all.
        columns
            The names of those that are shown; all without any.

        Returns
        -------
        DocumentTable
            Heads and cells as people read them.
        """
        kept = [place for place, each in enumerate(self.shown_columns) if not columns or each.name in columns]
        head, *rows = ([row[place] for place in kept] for row in self.cells(most))
        return DocumentTable(self.caption, tuple(head), tuple(map(tuple, rows)))


def _plain(value: ListingValue) -> ListingValue:
    """Return a value that JSON can hold; numbers of numpy become Python's."""
    if isinstance(value, bool | str) or value is None:
        return value
    if isinstance(value, Integral):
        return int(value)
    return float(value) if math.isfinite(value) else None
