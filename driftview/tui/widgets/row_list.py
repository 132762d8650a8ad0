"""A list with a cursor, of any length: only the rows that are seen are made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual.events import Click, MouseScrollDown, MouseScrollUp
from textual.message import Message

from driftview.tui.widgets.prose import head
from driftview.tui.widgets.rows import Row, Rows, Span

CURSOR, OTHER = "▸ ", "  "
LEAST_WORD = 10
"""Columns are left out before the first one, which has words, gets less than so many cells."""
WHEEL_ROWS = 3

Cells = Callable[[int], tuple[str, ...]]


class Column(NamedTuple):
    """A column right of the words."""

    head: str
    width: int
    need: int
    """Where there is no room for all columns, those that are needed least are left out."""


class RowList(Rows):
    """Rows of a word and some numbers; a click chooses one, the wheel looks around."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "row-list--head", "row-list--cursor", "row-list--number", "row-list--more",
    }  # fmt: skip
    DEFAULT_CSS = """
    RowList {
        color: $foreground;
        & > .row-list--head { color: $text-muted; }
        & > .row-list--number { color: $foreground 75%; }
        & > .row-list--more { color: $text-muted; text-style: italic; }
        & > .row-list--cursor { background: $primary 35%; color: $foreground; text-style: bold; }
    }
    """

    @dataclass
    class Chosen(Message):
        """Somebody clicked on a row."""

        rows: "RowList"
        place: int

        @property
        def control(self) -> "RowList":
            """The list that was clicked."""
            return self.rows

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._columns: Sequence[Column] = ()
        self._count = 0
        self._cells: Cells | None = None
        self._cursor: int | None = None
        self._top = 0
        self._empty = ""

    @property
    def page(self) -> int:
        """Return how many rows are seen at once."""
        return max(1, self.size.height - 1)

    def show(
        self,
        columns: Sequence[Column],
        count: int,
        cells: Cells,
        cursor: int | None,
        empty: str = "",
    ) -> None:
        """Show ``count`` rows; ``cells`` makes one, ``empty`` is said where there is none."""
        moved = (cursor, count) != (self._cursor, self._count)
        self._columns, self._count, self._cells, self._empty = columns, count, cells, empty
        self._cursor = cursor
        if moved:
            self._follow()
        self.fit_rows()

    def say(self, text: str) -> None:
        """Show a sentence in place of a list."""
        self._cells, self._empty, self._count = None, text, 0
        self.fit_rows()

    def _follow(self) -> None:
        """Have the cursor in sight: scroll a step where that is enough, otherwise put it in the middle."""
        if self._cursor is None:
            return
        if self._top - 1 <= self._cursor <= self._top + self.page:
            self._top = min(max(self._top, self._cursor - self.page + 1), self._cursor)
        else:
            self._top = max(0, self._cursor - self.page // 2)

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._follow()
        super().on_resize()

    def fit_rows(self) -> None:
        """Make the rows that are seen."""
        if not self.size.width:
            return
        if self._cells is None or not self._count:
            self.show_rows([(), (Span(OTHER + self._empty, "row-list--more"),)] if self._empty else [])
            return
        self._top = max(0, min(self._top, self._count - self.page))
        kept, word = self._fitting()
        heads = ("", *(column.head for column in self._columns))
        rows = [self._row(heads, kept, word, "row-list--head", OTHER)]
        for place in range(self._top, min(self._top + self.page, self._count)):
            here = place == self._cursor
            look = "row-list--cursor" if here else ""
            rows.append(self._row(self._cells(place), kept, word, look, CURSOR if here else OTHER))
        self.show_rows(rows)

    def _fitting(self) -> tuple[list[int], int]:
        """Return which columns there is room for, and the width of the words."""
        kept = list(range(len(self._columns)))
        while True:
            taken = sum(self._columns[place].width + 1 for place in kept)
            word = self.size.width - len(CURSOR) - taken
            if word >= LEAST_WORD or len(kept) <= 1:
                return kept, max(1, word)
            kept.remove(min(kept, key=lambda place: self._columns[place].need))

    def _row(self, cells: tuple[str, ...], kept: list[int], word: int, look: str, mark: str) -> Row:
        text = head(cells[0], word)
        spans = [Span(f"{mark}{text}{' ' * (word - cell_len(text))}", look)]
        for place in kept:
            number = f" {cells[place + 1].rjust(self._columns[place].width)}"
            spans.append(Span(number, look or "row-list--number"))
        return tuple(spans)

    def on_click(self, event: Click) -> None:
        """Choose the row that was clicked on."""
        offset = event.get_content_offset(self)
        place = -1 if offset is None else self._top + offset.y - 1
        if offset is not None and offset.y >= 1 and place < self._count:
            event.stop()
            self.post_message(self.Chosen(self, place))

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Look further down."""
        event.stop()
        self.look_further(WHEEL_ROWS)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Look further up."""
        event.stop()
        self.look_further(-WHEEL_ROWS)

    def look_further(self, by: int) -> None:
        """Scroll by some rows and leave the cursor where it is."""
        self._top = max(0, min(self._top + by, self._count - self.page))
        self.fit_rows()
