"""Numbered blocks of text under each other, one of them the current one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.events import Click, MouseScrollDown, MouseScrollUp
from textual.message import Message

from driftview.tui.widgets.prose import wrapped
from driftview.tui.widgets.rows import Row, Rows, Span

GUTTER = 7
"""Cells for the mark of the current block, and the numbers."""
HERE = "◉"
SEAM = "╎"
"""Stands where a text leaves another one that begins alike."""
AIRY = 22
"""From so many rows on there is air between the blocks."""
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

        blocks: "Blocks"
        number: int

        @property
        def control(self) -> "Blocks":
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
        """Break the lines anew, and keep the current block in sight."""
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
