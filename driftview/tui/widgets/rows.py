"""The base of the explorer's own widgets: rows of styled pieces on the line API, with cached strips."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual.events import Click
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget


class Span(NamedTuple):
    """Some text on a row."""

    text: str
    look: str = ""
    """A component class of the widget; empty for its plain style."""
    command: str = ""
    """The command that a click on it gives; empty for none."""


Row = tuple[Span, ...]


def row_width(row: Sequence[Span]) -> int:
    """Return how many cells a row takes."""
    return sum(cell_len(span.text) for span in row)


def justified(left: Sequence[Span], right: Sequence[Span], width: int) -> Row:
    """Return one row with ``left`` at its left and ``right`` at its right end."""
    gap = width - row_width(left) - row_width(right)
    return (*left, Span(" " * max(gap, 1)), *right)


@dataclass
class CommandChosen(Message):
    """A command was chosen with the mouse."""

    command: str


class Rows(Widget):
    """Draws rows of text; nothing is laid out again when they change."""

    DEFAULT_CSS = """
    Rows { height: 1fr; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._rows: list[Row] = []
        self._strips: dict[int, Strip] = {}

    @property
    def rows(self) -> list[Row]:
        """Return the rows that are shown now."""
        return self._rows

    def show_rows(self, rows: list[Row]) -> None:
        """Show other rows; only those that differ are drawn again."""
        if rows != self._rows:
            pairs = enumerate(zip_longest(self._rows, rows))
            changed = [y for y, (before, after) in pairs if before != after]
            resized = len(rows) != len(self._rows)
            self._rows = rows
            for y in changed:
                self._strips.pop(y, None)
            if resized and self.styles.auto_dimensions:
                self.refresh(layout=True)
            else:
                self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many rows there are, for widgets that are as high as their text."""
        return len(self._rows)

    def notify_style_update(self) -> None:
        """Forget strips that were made in another theme."""
        super().notify_style_update()
        self._strips.clear()

    def on_resize(self) -> None:
        """Forget strips that were made for another width, and fit the rows into the new size."""
        self._strips.clear()
        self.fit_rows()

    def fit_rows(self) -> None:
        """Make the rows for the present size; does nothing where they do not depend on it."""

    def render_line(self, y: int) -> Strip:
        """Return one line of the widget."""
        strip = self._strips.get(y)
        if strip is None:
            strip = self._strips[y] = self._draw(y)
        return strip

    def _draw(self, y: int) -> Strip:
        plain = self.rich_style
        width = self.size.width
        if y >= len(self._rows):
            return Strip.blank(width, plain)
        segments = [
            Segment(text, self.get_component_rich_style(look) if look else plain)
            for text, look, _ in self._rows[y]
            if text
        ]
        return Strip(segments).adjust_cell_length(width, plain).simplify()

    def on_click(self, event: Click) -> None:
        """Give the command that was clicked on."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y >= len(self._rows):
            return
        x = 0
        for span in self._rows[offset.y]:
            x += cell_len(span.text)
            if offset.x < x:
                if span.command:
                    event.stop()
                    self.post_message(CommandChosen(span.command))
                return
