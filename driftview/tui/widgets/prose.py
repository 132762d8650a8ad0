"""Paragraphs of text in several looks, broken into lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Click, MouseScrollDown, MouseScrollUp
from textual.message import Message
from textual.widgets import Static

from driftview.charts.block_digits import block_figure
from driftview.tui.content.spans import Paragraph, Row, Span, row_width, wrapped
from driftview.tui.widgets.rows import Rows, called

MORE = " …"
"""Ends what goes on beyond the room."""


class Prose(Rows):
    """Shows paragraphs, and as much of them as there is room for."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "prose--muted", "prose--strong", "prose--mark", "prose--here", "prose--even",
    }  # fmt: skip
    DEFAULT_CSS = """
    Prose {
        color: $foreground;
        & > .prose--muted { color: $text-muted; }
        & > .prose--strong { color: $text-accent; text-style: bold underline; }
        & > .prose--mark { color: $text-warning; text-style: bold; }
        & > .prose--here { color: $text-accent; text-style: bold; }
        & > .prose--even { color: $text-primary; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._paragraphs: list[list[Span]] = []
        self._visible: str = ""

    def say(self, paragraphs: Sequence[Paragraph], visible: str = "") -> None:
        """Show paragraphs of our own words, which call generation 0 human where somebody says so."""
        self.show(
            [[span._replace(text=called(self, span.text)) for span in each] for each in paragraphs], visible
        )

    def show(self, paragraphs: Sequence[Paragraph], visible: str = "") -> None:
        """Show other paragraphs; the first line with the look ``visible`` is not scrolled out of sight."""
        self._paragraphs = [list(paragraph) for paragraph in paragraphs]
        self._visible = visible
        self.fit_rows()

    def fit_rows(self) -> None:
        """Break the paragraphs into lines; where room is short, there is no air between them."""
        if not self.size.width:
            return
        lines = [line for paragraph in self._paragraphs for line in wrapped(paragraph, self.size.width)]
        if len(lines) > self.size.height:
            lines = [line for line in lines if line]
        found = [
            number for number, line in enumerate(lines) if any(span.look == self._visible for span in line)
        ]
        first = found[0] - 1 if found and self._visible else 0
        first = max(0, min(first, len(lines) - self.size.height))
        shown = lines[first : first + self.size.height]
        if shown and first + self.size.height < len(lines):
            shown[-1] = _cut_off(shown[-1], self.size.width)
        self.show_rows(shown)


def _cut_off(row: Row, width: int) -> Row:
    """Return a row that says that more would follow."""
    spans = list(row)
    while spans and (row_width(spans) + len(MORE) > width or spans[-1].text.endswith(" ")):
        text = spans[-1].text.rstrip()
        text = text if text != spans[-1].text else text.rpartition(" ")[0].rstrip()
        spans[-1:] = [Span(text, spans[-1].look)] if text else []
    return (*spans, Span(MORE, "prose--muted"))


GUTTER = 7
"""Cells for the mark of the current block, and the numbers."""
HERE = "◉"
SEAM = "╎"
"""Stands where a text leaves another one that begins alike."""
AIRY = 22
"""Rows that a page needs before its blocks are separated by blank lines."""
WHEEL_ROWS = 3


@dataclass(frozen=True)
class Block:
    """One text with its number."""

    number: int
    spans: tuple[Span, ...]


class Blocks(Rows):
    """Shows a window of the blocks; the current one is brought in sight when it changes."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "blocks--number", "blocks--here", "blocks--shared", "blocks--mark", "blocks--current",
    }  # fmt: skip
    DEFAULT_CSS = """
    Blocks {
        color: $foreground;
        & > .blocks--number { color: $text-muted; }
        & > .blocks--here { color: $text-accent; text-style: bold; }
        & > .blocks--shared { color: $text-muted; }
        & > .blocks--mark { color: $text-warning; text-style: bold; }
        & > .blocks--current { color: $text-accent; }
    }
    """

    @dataclass
    class Chosen(Message):
        """Somebody clicked on a block."""

        blocks: Blocks
        number: int

        @property
        def control(self) -> Blocks:
            """The widget that was clicked."""
            return self.blocks

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._blocks: tuple[Block, ...] = ()
        self._current = 0
        self._top = 0
        self._broken: dict[tuple[Block, int], list[Row]] = {}

    def show(self, blocks: Sequence[Block], current: int) -> None:
        """Show other blocks, or another current one."""
        followed = (len(blocks), current) == (len(self._blocks), self._current)
        self._blocks, self._current = tuple(blocks), current
        self._broken = {key: rows for key, rows in self._broken.items() if key[0] in blocks}
        self.fit_rows(follow=not followed)

    def scroll_lines(self, lines: int) -> None:
        """Move by some lines."""
        self._top += lines
        self.fit_rows()

    def scroll_pages(self, pages: int) -> None:
        """Move by as many lines as are seen."""
        self.scroll_lines(pages * max(1, self.size.height - 1))

    def fit_rows(self, follow: bool = False) -> None:
        """Break the blocks into lines, and show those in the window."""
        if not self.size.width or not self._blocks:
            self.show_rows([])
            return
        rows, begins = self._all_rows()
        if follow:
            self._top = self._place_of_current(begins, len(rows))
        self._top = max(0, min(self._top, len(rows) - self.size.height))
        self.show_rows(rows[self._top : self._top + self.size.height])

    def on_resize(self) -> None:
        """Break the lines again, and keep the current block in sight."""
        self.forget_lines()
        self.fit_rows(follow=True)

    def _all_rows(self) -> tuple[list[Row], list[int]]:
        """Return the lines of all blocks, and at which of them each begins."""
        rows: list[Row] = []
        begins = []
        for block in self._blocks:
            if rows and self.size.height >= AIRY:
                rows.append(())
            begins.append(len(rows))
            here = block.number == self._current
            mark = (Span(HERE if here else " ", "blocks--here"),
                    Span(f"{block.number:>4}  ", "blocks--here" if here else "blocks--number"))  # fmt: skip
            for place, row in enumerate(self._lines(block)):
                rows.append((*(mark if place == 0 else (Span(" " * GUTTER),)), *row))
        return rows, begins

    def _lines(self, block: Block) -> list[Row]:
        key = block, self.size.width
        if key not in self._broken:
            self._broken[key] = wrapped(block.spans, max(self.size.width - GUTTER, 8))
        return self._broken[key]

    def _place_of_current(self, begins: list[int], rows: int) -> int:
        """Return the top line: that of the block before the current one, if both are seen then."""
        numbers = [block.number for block in self._blocks]
        place = numbers.index(self._current) if self._current in numbers else 0
        end = begins[place + 1] if place + 1 < len(begins) else rows
        before = begins[max(0, place - 1)]
        return before if end - before <= self.size.height else begins[place]

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Look further down."""
        event.stop()
        self.scroll_lines(WHEEL_ROWS)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Look further up."""
        event.stop()
        self.scroll_lines(-WHEEL_ROWS)

    def on_click(self, event: Click) -> None:
        """Tell which block was clicked."""
        offset = event.get_content_offset(self)
        if offset is None or not self._blocks:
            return
        _, begins = self._all_rows()
        place = sum(begin <= self._top + offset.y for begin in begins) - 1
        event.stop()
        self.post_message(self.Chosen(self, self._blocks[max(place, 0)].number))


MOST = 3


LARGE_FROM = 34
"""Rows of the screen from which figures are large."""


class BigFigures(Horizontal):
    """Up to three figures side by side, to be read from the last row of a class."""

    DEFAULT_CSS = """
    BigFigures {
        height: auto;
        & Vertical { width: 1fr; height: auto; }
        & Static { width: 100%; height: 1; text-align: center; color: $text-muted; }
        & Static.value { height: auto; color: $text-primary; text-style: bold; }
        & .second Static.value { color: $text-success; }
        & .third Static.value { color: $text-accent; }
    }
    """

    def compose(self) -> ComposeResult:
        """Lay out the columns."""
        for place in ("first", "second", "third")[:MOST]:
            with Vertical(classes=place):
                yield Static("", markup=False, classes="value")
                yield Static("", markup=False, classes="meaning")

    def show(self, figures: Sequence[tuple[str, str]]) -> None:
        """Show other figures, each with its meaning; columns without one go away."""
        large = self.screen.size.height >= LARGE_FROM
        for place, column in enumerate(self.query(Vertical)):
            column.display = place < len(figures)
            if place < len(figures):
                value, meaning = figures[place]
                lines = block_figure(value, large) or ["", value, ""]
                column.query_one(".value", Static).update(Content("\n".join(lines)))
                column.query_one(".meaning", Static).update(Content(meaning))
