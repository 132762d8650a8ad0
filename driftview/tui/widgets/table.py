"""A small table: a name and some columns of numbers, each as wide as it needs to be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len

from driftview.tui.widgets.rows import Row, Rows, Span

Cells = Sequence[Span]
"""The cells of one row; the look of each is one of LOOKS, or empty."""

LOOKS = ("head", "strong", "muted", "mark", "first", "second", "third", "fourth", "fifth")
"""What a cell may look like; the last five are the colours of the lines of a chart."""

GAPS = (3, 2, 1)


class Table(Rows):
    """The first column stands left, the others right; rows and then columns that do not fit are left out."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"table--{look}" for look in LOOKS}
    DEFAULT_CSS = """
    Table {
        color: $foreground;
        & > .table--head { color: $text-muted; }
        & > .table--strong { color: $foreground; text-style: bold; }
        & > .table--muted { color: $text-muted; }
        & > .table--mark { color: $text-warning; text-style: bold; }
        & > .table--first { color: $text-primary; text-style: bold; }
        & > .table--second { color: $text-accent; text-style: bold; }
        & > .table--third { color: $text-success; text-style: bold; }
        & > .table--fourth { color: $text-error; text-style: bold; }
        & > .table--fifth { color: $foreground; text-style: bold; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._cells: list[tuple[Span, ...]] = []

    @property
    def wanted(self) -> int:
        """Return how wide it would like to be."""
        columns = max(map(len, self._cells), default=0)
        widths = [max(cell_len(row[i].text) for row in self._cells if i < len(row)) for i in range(columns)]
        return sum(widths) + GAPS[-1] * max(0, columns - 1)

    def show(self, rows: Sequence[Cells]) -> None:
        """Show other rows, the head among them."""
        self._cells = [tuple(row) for row in rows]
        self.fit_rows()

    def fit_rows(self) -> None:
        """Set the columns as far apart as there is room for."""
        rows = self._cells[: self.size.height]
        columns = max(map(len, rows), default=0)
        if not columns or not self.size.width:
            self.show_rows([])
            return
        widths = [max(cell_len(row[i].text) for row in rows if i < len(row)) for i in range(columns)]
        while columns > 2 and sum(widths[:columns]) + GAPS[-1] * (columns - 1) > self.size.width:
            columns -= 1
        taken = sum(widths[:columns])
        gap = next((gap for gap in GAPS if taken + gap * (columns - 1) <= self.size.width), GAPS[-1])
        self.show_rows([_row(row[:columns], widths, gap) for row in rows])


def _row(cells: Cells, widths: list[int], gap: int) -> Row:
    spans = []
    for i, cell in enumerate(cells):
        room = " " * (widths[i] - cell_len(cell.text))
        text = f"{' ' * gap}{room}{cell.text}" if i else f"{cell.text}{room}"
        spans.append(Span(text, f"table--{cell.look}" if cell.look else "", cell.command))
    return tuple(spans)
