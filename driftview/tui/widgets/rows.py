"""Rows of styled pieces: the base of every widget of the explorer that shows text."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest
from operator import itemgetter
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.events import Click
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from driftview.tui.widgets.line_view import LineView


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


class Rows(LineView):
    """Draws rows of text; nothing is laid out again when they change."""

    DEFAULT_CSS = """
    Rows { height: 1fr; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._rows: list[Row] = []
        self._styles_of: dict[str, Style] = {}

    @property
    def rows(self) -> list[Row]:
        """Return the rows that are shown now."""
        return self._rows

    def show_rows(self, rows: list[Row]) -> None:
        """Show other rows; only those that differ are drawn again."""
        if rows == self._rows:
            return
        pairs = enumerate(zip_longest(self._rows, rows))
        changed = [y for y, (before, after) in pairs if before != after]
        resized = len(rows) != len(self._rows)
        self._rows = rows
        for y in changed:
            self._strips.pop(y, None)
        if resized and self.styles.auto_dimensions:
            self.refresh(layout=True)
        elif width := self.size.width:  # what is hidden would have the screen laid out anew
            self.refresh(*(Region(0, y, width, 1) for y in changed))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many rows there are, for widgets that are as high as their text."""
        return len(self._rows)

    def forget_lines(self) -> None:
        """Draw every line again, and look its styles up again."""
        super().forget_lines()
        self._styles_of.clear()

    def on_resize(self) -> None:
        """Forget lines that were made for another width, and fit the rows into the new size."""
        self.forget_lines()
        self.fit_rows()

    def fit_rows(self) -> None:
        """Make the rows for the present size; does nothing where they do not depend on it."""

    def draw_line(self, y: int) -> Strip:
        """Return one row, cut or filled to the width."""
        width = self.size.width
        if y >= len(self._rows):
            return Strip.blank(width, self._style(""))
        row = self._rows[y]
        spare = width - row_width(row)
        pieces = [(text, self._style(look)) for text, look, _ in row if text]
        if spare > 0:
            pieces.append((" " * spare, self._style("")))
        runs = groupby(pieces, itemgetter(1))
        strip = Strip(
            [Segment("".join(text for text, _ in run), style) for style, run in runs], width + max(-spare, 0)
        )
        return strip.crop(0, width) if spare < 0 else strip

    def _style(self, look: str) -> Style:
        """Return the style of a look, found once for each."""
        style = self._styles_of.get(look)
        if style is None:
            style = self.get_component_rich_style(look) if look else self.rich_style
            self._styles_of[look] = style
        return style

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
