"""The order dial as bars: what a model of each order invents to the left, what it copies to the right."""

from collections.abc import Mapping
from typing import ClassVar

from driftview.charts import numbers
from driftview.drift.dial import ORDERS, DialPoint
from driftview.tui.widgets.rows import Row, Rows, Span

NUMBER = 8
"""Cells of a percentage with the spaces beside it."""
MIDDLE = 7
"""Cells of the order, between the bars."""
HEADS = (("phrases no human wrote", "in copied passages"), ("no human wrote", "copied"))
LESSON = "Higher orders invent less and copy more."
FULL, LEFT_HALF, RIGHT_HALF = "█", "▌", "▐"


class DialTable(Rows):
    """One row an order; orders that are not done yet have dots."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "dial--head", "dial--invented", "dial--copied", "dial--number", "dial--here",
    }  # fmt: skip
    DEFAULT_CSS = """
    DialTable {
        color: $foreground;
        & > .dial--head { color: $text-muted; }
        & > .dial--invented { color: $text-accent; }
        & > .dial--copied { color: $text-primary; }
        & > .dial--number { color: $foreground; }
        & > .dial--here { color: $foreground; text-style: bold; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._points: Mapping[int, DialPoint] = {}
        self._order = 0
        self._turning = False

    def show(self, points: Mapping[int, DialPoint], order: int, turning: bool) -> None:
        """Show other points; ``order`` is the one that is set now."""
        self._points, self._order, self._turning = dict(points), order, turning
        self.fit_rows()

    def fit_rows(self) -> None:
        """Make the rows; the heading only where there is room for it."""
        if not self.size.width:
            return
        side = max(0, (self.size.width - MIDDLE) // 2)
        rows = [self._row(order, side) for order in ORDERS]
        if self.size.height > len(rows):
            rows.insert(0, self._heading(side))
        if self.size.height > len(rows) + 1 and len(LESSON) <= self.size.width:
            rows += [(), (Span(LESSON.center(2 * side + MIDDLE).rstrip(), "dial--head"),)]
        self.show_rows(rows)

    def _heading(self, side: int) -> Row:
        left, right = next((pair for pair in HEADS if len(pair[0]) < side), HEADS[-1])
        return (Span(f"{left} ".rjust(side) + "order".center(MIDDLE) + f" {right}", "dial--head"),)

    def _row(self, order: int, side: int) -> Row:
        here = order == self._order
        name = f"▸ {order} ◂" if here else f"{order}"
        middle = Span(name.center(MIDDLE), "dial--here" if here else "dial--head")
        point = self._points.get(order)
        if point is None:
            waiting = "…" if self._turning else numbers.MISSING
            dots = Span(waiting.center(NUMBER), "dial--head")
            return (Span(" " * (side - NUMBER)), dots, middle, dots)
        look = "dial--here" if here else "dial--number"
        room = side - NUMBER
        return (
            Span(bar(point.invented, room, left=True).rjust(room), "dial--invented"),
            Span(f"{numbers.percent(point.invented)} ".rjust(NUMBER), look),
            middle,
            Span(f" {numbers.percent(point.copied)}".ljust(NUMBER), look),
            Span(bar(point.copied, room, left=False), "dial--copied"),
        )


def bar(share: float | None, width: int, *, left: bool) -> str:
    """Return a bar for a share of ``width`` cells, to half a cell; ``left``: it grows to the left."""
    whole, half = divmod(round(2 * max(width, 0) * (share or 0.0)), 2)
    return RIGHT_HALF * half + FULL * whole if left else FULL * whole + LEFT_HALF * half
