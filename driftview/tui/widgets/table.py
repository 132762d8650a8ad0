"""Tables and lists with a cursor, of any length: only the rows that are seen are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from rich.cells import cell_len
from textual.events import Click, MouseScrollDown, MouseScrollUp
from textual.message import Message

from driftview import numbers
from driftview.drift.order_sweep import ORDERS, OrderPoint
from driftview.drift.phrases import Phrase
from driftview.settings.settings import order_said
from driftview.text import cleaning
from driftview.tui.content.measures import Reading
from driftview.tui.content.sorting import AS_IT_COMES, Sorting
from driftview.tui.content.spans import Column, Row, Span, head, wrapped
from driftview.tui.widgets.rows import BARS, LossRows, MeasureChosen, Rows, called, loss_look

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
        self._cells = [
            tuple(
                cell._replace(text=called(self, cell.text)) if not row or not place else cell
                for place, cell in enumerate(cells)
            )
            for row, cells in enumerate(rows)
        ]
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


SHORTEST_NAME = 8
SHORTEST_BAR = 4
WIDEST_BAR = 40
STROKE, HALF_STROKE, NO_STROKE = "━", "╸", "╌"
HUMAN, BEYOND = "│", "▶"
"""What ends a bar: where the human value is, or that this one is larger than there is room for."""
AS_MUCH = 1.04
"""Up to this share of the human value it counts as the same."""


class MeasureTable(LossRows):
    """One row a measure: its name, a bar as a share of the human value, and the change or the value.

    All bars have one axis, so that entropy, which loses little, looks that way beside words. Rows that do not
    fit are left out from the end; values next to changes, and then bars, where there is no room.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"measure-table--value", "measure-table--rest"}
    DEFAULT_CSS = """
    MeasureTable {
        color: $foreground;
        & > .measure-table--value { color: $foreground; }
        & > .measure-table--rest { color: $foreground 40%; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._readings: Sequence[Reading] = ()

    def show(self, readings: Sequence[Reading]) -> None:
        """Show other readings."""
        self._readings = [replace(each, name=called(self, each.name)) for each in readings]
        self.fit_rows()

    def fit_rows(self) -> None:
        """Make the rows that fit, in columns as wide as they need."""
        readings = self._readings[: self.size.height]
        if not readings:
            self.show_rows([])
            return
        widths = _Widths(readings, self.size.width)
        self.show_rows([_reading_row(reading, widths) for reading in readings])

    def on_click(self, event: Click) -> None:
        """Show the measure that was clicked on."""
        offset = event.get_content_offset(self)
        if offset is not None and offset.y < min(len(self._readings), self.size.height):
            event.stop()
            self.post_message(MeasureChosen(self._readings[offset.y].measure))


def _reading_row(reading: Reading, widths: _Widths) -> Row:
    look = loss_look(reading.lost)
    spans = [Span(_fitted(reading.name, widths.name))]
    if widths.bar:
        spans += [Span(" "), *_bar(reading.share, loss_look(reading.lost, BARS), widths.bar)]
    if widths.value:
        spans.append(Span(reading.value.rjust(widths.value + 1), "measure-table--value"))
        said = reading.change
    else:
        said = reading.change or reading.value
    spans.append(Span(said.rjust(widths.change + 1), look if reading.change else "measure-table--value"))
    return tuple(spans)


def _bar(share: float | None, look: str, width: int) -> list[Span]:
    """Return a bar of so many cells, the last of which is where the human value ends."""
    if share is None:
        return [Span(" " * width)]
    halves = round(min(share, 1.0) * (width - 1) * 2)
    full = STROKE * (halves // 2) + HALF_STROKE * (halves % 2)
    end = Span(BEYOND, look) if share > AS_MUCH else Span(HUMAN, "measure-table--rest")
    return [Span(full, look), Span(NO_STROKE * (width - 1 - len(full)), "measure-table--rest"), end]


def _fitted(name: str, width: int) -> str:
    """Return a name in so many cells, shortened if it must be."""
    return name.ljust(width) if cell_len(name) <= width else f"{name[: width - 1]}…"


class _Widths:
    """How wide the columns of a table are."""

    def __init__(self, readings: Sequence[Reading], width: int) -> None:
        self.name = max(cell_len(reading.name) for reading in readings)
        value = max(cell_len(reading.value) for reading in readings)
        change = max(*(cell_len(reading.change) for reading in readings), len("−99%"))
        both = self.name + SHORTEST_BAR + 4 + value + change + 3 <= width
        self.value = value if both else 0
        self.change = change if both else max(cell_len(each.change or each.value) for each in readings)
        right = self.change + 1 + (self.value + 1) * both
        self.name = min(self.name, max(SHORTEST_NAME, width - right - SHORTEST_BAR - 1))
        bar = width - self.name - right - 1
        self.bar = min(bar, WIDEST_BAR) if bar >= SHORTEST_BAR else 0
        if not self.bar:
            self.name = max(1, width - right)


CURSOR, OTHER = "▸ ", "  "
DOWN, UP = "▾", "▴"
"""Stand beside the head of the column that a list is sorted by."""
HEAD, SORTED = "row-list--head", "row-list--sorted"
LEAST_WORD = 10
"""Columns are left out before the first one, which has words, gets less than so many cells."""
WHEEL_ROWS = 3

RowCells = Callable[[int], tuple[str, ...]]


class RowList(Rows):
    """Rows of a word and some numbers; a click chooses one, the wheel looks around."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "row-list--head", "row-list--sorted", "row-list--cursor", "row-list--number", "row-list--more",
    }  # fmt: skip
    DEFAULT_CSS = """
    RowList {
        color: $foreground;
        & > .row-list--head { color: $text-muted; }
        & > .row-list--sorted { color: $foreground; text-style: bold; }
        & > .row-list--number { color: $foreground 75%; }
        & > .row-list--more { color: $text-muted; text-style: italic; }
        & > .row-list--cursor { background: $primary 35%; color: $foreground; text-style: bold; }
    }
    """

    @dataclass
    class Chosen(Message):
        """Somebody clicked on a row."""

        rows: RowList
        place: int

        @property
        def control(self) -> RowList:
            """The list that was clicked."""
            return self.rows

    @dataclass
    class HeadChosen(Message):
        """Somebody clicked on the head of a column, 0 for that of the names."""

        rows: RowList
        column: int

        @property
        def control(self) -> RowList:
            """The list that was clicked."""
            return self.rows

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._columns: Sequence[Column] = ()
        self._name = ""
        self._sorting: Sorting | None = None
        self._heads: list[tuple[int, int]] = []
        """Of each column that is seen: the cell after its last one, and its number."""
        self._count = 0
        self._cells: RowCells | None = None
        self._cursor: int | None = None
        self._top = 0
        self._empty = ""

    @property
    def page(self) -> int:
        """Return how many rows are seen at once."""
        return max(1, self.size.height - 1)

    @property
    def columns(self) -> int:
        """Return how many columns it has, that of the names among them."""
        return 1 + len(self._columns)

    def show(
        self,
        columns: Sequence[Column],
        count: int,
        cells: RowCells,
        cursor: int | None,
        *,
        empty: str = "",
        name: str = "",
        sorting: Sorting | None = None,
    ) -> None:
        """Show ``count`` rows; ``cells`` makes one, ``empty`` is said where there is none.

        ``name`` is the head of the first column; ``sorting`` says beside which head there is an arrow, None
        for a list that cannot be sorted.
        """
        moved = (cursor, count) != (self._cursor, self._count)
        self._name, self._sorting = called(self, name), None if sorting is None else replace(sorting)
        self._columns = [each._replace(head=called(self, each.head)) for each in columns]
        self._count, self._cells, self._empty = count, cells, called(self, empty)
        self._cursor = cursor
        if moved:
            self._follow()
        self.fit_rows()

    def say(self, text: str) -> None:
        """Show a sentence in place of a list."""
        self._cells, self._empty, self._count = None, called(self, text), 0
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
        rows = [self._head_row(kept, word)]
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

    def _head_row(self, kept: list[int], word: int) -> Row:
        """Return the heads of the columns, an arrow at that of the sorted one."""
        sorting, x = self._sorting, len(OTHER) + word
        arrow = "" if sorting is None else DOWN if sorting.falls else UP
        here = AS_IT_COMES if sorting is None else sorting.column
        name = head(f"{self._name}{arrow if here == 0 else ''}", word)
        spans = [Span(f"{OTHER}{name}{' ' * (word - cell_len(name))}", SORTED if here == 0 else HEAD)]
        self._heads = [(x, 0)]
        for place in kept:
            column = self._columns[place]
            sorted_by = here == place + 1
            # an arrow may take the space before the column, so that heads stay above their numbers
            text = f"{arrow if sorted_by else ''}{column.head}".rjust(column.width + 1)
            spans.append(Span(text, SORTED if sorted_by else HEAD))
            x += column.width + 1
            self._heads.append((x, place + 1))
        return tuple(spans)

    def _row(self, cells: tuple[str, ...], kept: list[int], word: int, look: str, mark: str) -> Row:
        text = head(cells[0], word)
        spans = [Span(f"{mark}{text}{' ' * (word - cell_len(text))}", look)]
        for place in kept:
            number = f" {cells[place + 1].rjust(self._columns[place].width)}"
            spans.append(Span(number, look or "row-list--number"))
        return tuple(spans)

    def on_click(self, event: Click) -> None:
        """Choose the row that was clicked on, or sort by the column."""
        offset = event.get_content_offset(self)
        if offset is not None and offset.y == 0 and self._sorting is not None and self._count:
            event.stop()
            column = next((number for end, number in self._heads if offset.x < end), self._heads[-1][1])
            self.post_message(self.HeadChosen(self, column))
            return
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


NUMBER = 8
"""Cells of a percentage with the spaces beside it."""
MIDDLE = 7
"""Cells of the order, between the bars."""
HEADS = (("phrases no human wrote", "in copied passages"), ("no human wrote", "copied"))
LESSON = "Higher orders invent less and copy more."
FULL, LEFT_HALF, RIGHT_HALF = "█", "▌", "▐"


class OrderTable(Rows):
    """One row an order; orders that are not done yet have dots."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "sweep--head", "sweep--invented", "sweep--copied", "sweep--number", "sweep--here",
    }  # fmt: skip
    DEFAULT_CSS = """
    OrderTable {
        color: $foreground;
        & > .sweep--head { color: $text-muted; }
        & > .sweep--invented { color: $text-accent; }
        & > .sweep--copied { color: $text-primary; }
        & > .sweep--number { color: $foreground; }
        & > .sweep--here { color: $foreground; text-style: bold; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._points: Mapping[int, OrderPoint] = {}
        self._order = 0
        self._unfinished = False

    def show(self, points: Mapping[int, OrderPoint], order: int, running: bool) -> None:
        """Show other points; ``order`` is the one that is set now."""
        self._points, self._order, self._unfinished = dict(points), order, running
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
            rows += [(), (Span(LESSON.center(2 * side + MIDDLE).rstrip(), "sweep--head"),)]
        self.show_rows(rows)

    def _heading(self, side: int) -> Row:
        left, right = next((pair for pair in HEADS if len(pair[0]) < side), HEADS[-1])
        return (Span(f"{left} ".rjust(side) + "order".center(MIDDLE) + f" {right}", "sweep--head"),)

    def _row(self, order: int, side: int) -> Row:
        here = order == self._order
        name = f"▸ {order_said(order)} ◂" if here else order_said(order)
        middle = Span(name.center(MIDDLE), "sweep--here" if here else "sweep--head")
        point = self._points.get(order)
        if point is None:
            waiting = "…" if self._unfinished else numbers.MISSING
            dots = Span(waiting.center(NUMBER), "sweep--head")
            return (Span(" " * (side - NUMBER)), dots, middle, dots)
        look = "sweep--here" if here else "sweep--number"
        room = side - NUMBER
        return (
            Span(bar(point.invented, room, left=True).rjust(room), "sweep--invented"),
            Span(f"{numbers.percent(point.invented)} ".rjust(NUMBER), look),
            middle,
            Span(f" {numbers.percent(point.copied)}".ljust(NUMBER), look),
            Span(bar(point.copied, room, left=False), "sweep--copied"),
        )


def bar(share: float | None, width: int, *, left: bool) -> str:
    """Return a bar for a share of ``width`` cells, to half a cell; ``left``: it grows to the left."""
    whole, half = divmod(round(2 * max(width, 0) * (share or 0.0)), 2)
    return RIGHT_HALF * half + FULL * whole if left else FULL * whole + LEFT_HALF * half


class PhraseList(Rows):
    """Rows of count, mark and phrase; a mark says that something happened in this very generation."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"phrase-list--count", "phrase-list--mark", "phrase-list--new"}
    DEFAULT_CSS = """
    PhraseList {
        color: $foreground;
        & > .phrase-list--count { color: $text-muted; }
        & > .phrase-list--mark { color: $text-warning; text-style: bold; }
        & > .phrase-list--new { color: $foreground; text-style: bold; }
    }
    """

    def __init__(self, mark: str, *, id: str) -> None:  # noqa: A002
        """Show no phrases yet; ``mark`` stands before those of this generation."""
        super().__init__(id=id)
        self._mark = mark
        self._phrases: Sequence[Phrase] = ()
        self._fresh: frozenset[int] = frozenset()
        self._otherwise = ""

    def show(self, phrases: Sequence[Phrase], fresh: Sequence[Phrase], otherwise: str = "") -> None:
        """Show other phrases, marked where they are among the ``fresh``; ``otherwise``: said without any."""
        self._phrases, self._otherwise = phrases, called(self, otherwise)
        self._fresh = frozenset(phrase.position for phrase in fresh)
        self.fit_rows()

    def fit_rows(self) -> None:
        """Make the rows that fit."""
        width = self.size.width
        if not width:
            return
        if not self._phrases:
            self.show_rows([(), *wrapped([Span(self._otherwise, "phrase-list--count")], width)])
            return
        shown = self._phrases[: self.size.height]
        digits = max(len(f"{phrase.count:,}") for phrase in shown)
        self.show_rows([self._row(phrase, digits, width) for phrase in shown])

    def _row(self, phrase: Phrase, digits: int, width: int) -> Row:
        fresh = phrase.position in self._fresh
        mark = f" {self._mark} " if fresh else " " * (len(self._mark) + 2)
        text = cleaning.shown(phrase.text).replace("\n", " ").replace("\t", " ")
        room = max(1, width - digits - len(mark))
        place = "" if phrase.place is None else f"  ¶ {phrase.place.paragraph:,}"
        if cell_len(text) + cell_len(place) > room:
            place = ""
        gap = " " * (room - cell_len(place) - cell_len(text)) if place else ""
        return (
            Span(f"{phrase.count:,}".rjust(digits), "phrase-list--count"),
            Span(mark, "phrase-list--mark"),
            Span(head(text, room), "phrase-list--new" if fresh else ""),
            Span(f"{gap}{place}", "phrase-list--count"),
        )
