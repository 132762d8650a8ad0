"""CSV that a spreadsheet shows and never runs."""

import csv
from collections.abc import Iterable
from typing import IO, Any

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a text cell begins with that spreadsheets take for a formula, or skip before one."""


def write_csv(out: IO[Any], rows: Iterable[Iterable[Any]]) -> None:
    """Write rows as CSV, None as an empty cell.

    A text that begins like a formula gets an apostrophe in front; numbers stay as they are.
    """
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([_cell(value) for value in row] for row in rows)


def _cell(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    safe = f"'{value}" if value.startswith(FORMULA) else value
    return safe.replace("\r", " ")  # which Python does not quote, so that it would end the row
