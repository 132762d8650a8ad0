"""The gauges as a table: name, value, change against the human text, and a sparkline."""

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len

from driftview.tui.gauges import Reading
from driftview.tui.widgets.rows import Row, Rows, Span

GAP = 2
SHORTEST_NAME = 8
SHORTEST_SPARKLINE = 4
WIDEST_SPARKLINE = 40


class GaugeTable(Rows):
    """One row a gauge; rows that do not fit are left out from the end, sparklines where there is no room."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"gauge-table--value", "gauge-table--change", "gauge-table--line"}
    DEFAULT_CSS = """
    GaugeTable {
        color: $foreground;
        & > .gauge-table--value { color: $foreground; text-style: bold; }
        & > .gauge-table--change { color: $text-warning; }
        & > .gauge-table--line { color: $text-primary; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._readings: Sequence[Reading] = ()
        self._total = 1

    def show(self, readings: Sequence[Reading], total: int) -> None:
        """Show other readings; ``total`` is how many generations there will be, with the human one."""
        self._readings, self._total = readings, total
        self.fit_rows()

    def fit_rows(self) -> None:
        """Make the rows that fit, in columns as wide as they need."""
        readings = self._readings[: self.size.height]
        if not readings:
            self.show_rows([])
            return
        widths = _Widths(readings, self.size.width)
        self.show_rows([self._row(reading, widths) for reading in readings])

    def _row(self, reading: Reading, widths: "_Widths") -> Row:
        from driftview.charts.strips import sparkline  # numpy must not hold up the first frame

        spans = [
            Span(_fitted(reading.name, widths.name)),
            Span(reading.value.rjust(widths.value + widths.gap), "gauge-table--value"),
        ]
        if widths.change:
            spans.append(Span(reading.change.rjust(widths.change + widths.gap), "gauge-table--change"))
        if widths.line:
            line = sparkline(reading.course, widths.line, self._total)
            spans += [Span(" " * GAP), Span(line, "gauge-table--line")]
        return tuple(spans)


def _fitted(name: str, width: int) -> str:
    """Return a name in so many cells, shortened if it must be."""
    return name.ljust(width) if cell_len(name) <= width else f"{name[: width - 1]}…"


class _Widths:
    """How wide the columns of a table are."""

    def __init__(self, readings: Sequence[Reading], width: int) -> None:
        self.name = max(cell_len(reading.name) for reading in readings)
        self.value = max(cell_len(reading.value) for reading in readings)
        self.change = max(cell_len(reading.change) for reading in readings)
        self.change = max(self.change, len("−99 %"))
        surplus = self.name + self.value + self.change + 2 - width
        if surplus > self.name - SHORTEST_NAME:  # a number that is cut off would be another number
            self.change = 0
            surplus = self.name + self.value + 1 - width
        self.name = max(1, self.name - max(surplus, 0))
        columns = self.name + self.value + self.change
        self.gap = GAP if columns + 2 * GAP <= width else 1
        left = width - columns - 2 * self.gap - GAP
        self.line = min(left, WIDEST_SPARKLINE) if left >= SHORTEST_SPARKLINE else 0
