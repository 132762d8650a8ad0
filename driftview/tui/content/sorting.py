"""How a list is sorted: by which of its columns, and which way round."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from driftview import numbers

AS_IT_COMES = -1
"""The place of no column: the list has the order in which the view makes it."""

_NUMBER = re.compile(r"\d[\d,\u202f\u00a0]*(?:\.\d+)?|\.\d+")
_TIMES = {"k": 1e3, "M": 1e6}

Cells = Callable[[int], tuple[str, ...]]
"""Returns what stands in the columns of a row, the name first."""


def moved(listed: Sequence[int], chosen: int, by: int) -> int:
    """Return the place ``by`` rows below the chosen one, within the list; the first if it is not listed.

    A list without rows keeps the cursor where it is.
    """
    if not listed:
        return chosen
    row = listed.index(chosen) + by if chosen in listed else 0
    return listed[max(0, min(row, len(listed) - 1))]


@dataclass
class Sorting:
    """The sorted column of a list, from 0 for the names, and whether the list is turned round."""

    column: int = AS_IT_COMES
    reverse: bool = False

    def next(self, columns: int) -> None:
        """Sort by the next of so many columns; after the last one the list is as it comes again."""
        self.column = self.column + 1 if self.column + 1 < columns else AS_IT_COMES
        self.reverse = False

    def choose(self, column: int) -> None:
        """Sort by a column; by the same one again, the other way round."""
        self.reverse = column == self.column and not self.reverse
        self.column = column

    def turn(self) -> None:
        """Turn the list round."""
        self.reverse = not self.reverse

    def sorted(self, places: Sequence[int], cells: Cells) -> list[int]:
        """Put rows in order by what is read in the sorted column.

        Parameters
        ----------
        places
            The rows, in the order in which the view makes them.
        cells
            What stands in the columns of a row.

        Returns
        -------
        list of int
            The same rows: names in alphabetical order, numbers from the largest to the smallest, the other
            way round if ``reverse``; rows without a number come last both ways.
        """
        if self.column == AS_IT_COMES:
            return list(reversed(places)) if self.reverse else list(places)
        keys = {place: _key(cells(place)[self.column], self.column == 0) for place in places}
        known = [place for place in places if keys[place] is not None]
        known.sort(key=lambda place: keys[place] or (0.0, ""), reverse=self.reverse)
        return known + [place for place in places if keys[place] is None]

    @property
    def falls(self) -> bool:
        """Whether the arrow beside the head of the sorted column points down."""
        return (self.column != 0) != self.reverse


def _key(text: str, name: bool) -> tuple[float, str] | None:
    """Return what a cell is sorted by: a name by its letters, a number by its size; None for neither."""
    text = text.strip()
    if name:
        return 0.0, text.casefold()
    found = _NUMBER.search(text)
    if found is None:
        return (0.0, text.casefold()) if text and text != numbers.MISSING else None
    value = float(re.sub(r"[,\u202f\u00a0]", "", found[0]))
    value *= _TIMES.get(text[found.end() : found.end() + 1], 1.0)
    below = text[: found.start()].rstrip().endswith(("−", "-"))
    return value if below else -value, ""
