"""A few numbers in large digits, with what they mean under them."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Digits, Static

MOST = 3


class BigFigures(Horizontal):
    """Up to three figures side by side, to be read from the last row of a class."""

    DEFAULT_CSS = """
    BigFigures { height: 4; }
    BigFigures Vertical { width: 1fr; height: 4; }
    BigFigures Digits { width: 100%; height: 3; text-align: center; color: $text-primary; }
    BigFigures Static { width: 100%; height: 1; text-align: center; color: $text-muted; }
    BigFigures .second Digits { color: $text-success; }
    BigFigures .third Digits { color: $text-accent; }
    """

    def compose(self) -> ComposeResult:
        """Lay out the columns."""
        for place in ("first", "second", "third")[:MOST]:
            with Vertical(classes=place):
                yield Digits("")
                yield Static("", markup=False)

    def show(self, figures: Sequence[tuple[str, str]]) -> None:
        """Show other figures, each with its meaning; columns without one go away."""
        for place, column in enumerate(self.query(Vertical)):
            column.display = place < len(figures)
            if place < len(figures):
                value, meaning = figures[place]
                column.query_one(Digits).update(value.replace("−", "-"))
                column.query_one(Static).update(Content(meaning))
