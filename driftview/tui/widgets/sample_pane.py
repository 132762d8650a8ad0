"""A pane of running text, human or machine-written, set only as far as it is seen; and its scroll mark."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from rich.cells import set_cell_size
from textual.events import Click, MouseDown, MouseMove, MouseScrollDown, MouseScrollUp, MouseUp
from textual.message import Message

from driftview.tui.content.spans import Row, Span
from driftview.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from driftview.tui.content.page import Anchor, Page

WHEEL_LINES = 3

ABOVE = 2
"""Lines that are shown above a place that was searched for."""

THUMB = "▐"
"""The mark beside a text, where its visible part is."""

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")

KEPT = 6
"""Pages that are kept as they were set: a step goes back as often as it goes on."""


class _Seen(NamedTuple):
    """A word on a row."""

    row: int
    start: int
    """Its first character."""
    end: int
    text: str
    marked: bool
    """Whether it has a look of its own."""


def _words_of(row: Row, y: int) -> Iterator[_Seen]:
    """Yield the words of a row."""
    looks: list[str] = []
    for span in row:
        looks += [span.look] * len(span.text)
    text = "".join(span.text for span in row)
    for found in _WORD.finditer(text):
        yield _Seen(y, *found.span(), found[0], bool(looks[found.start()]))


class SamplePane(Rows, can_focus=False):
    """Shows a window of a page; the place is kept as a token, so that it survives another generation."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "sample-pane--never", "sample-pane--more", "sample-pane--much_more", "sample-pane--far_more",
        "sample-pane--extreme", "sample-pane--own", "sample-pane--copied", "sample-pane--mark",
        "sample-pane--last", "sample-pane--new", "sample-pane--found", "sample-pane--cursor",
    }  # fmt: skip
    DEFAULT_CSS = """
    SamplePane {
        color: $foreground;
        & > .sample-pane--never { color: $text-disabled; text-style: strike; }
        & > .sample-pane--more { color: $word-more; }
        & > .sample-pane--much_more { color: $word-more; text-style: bold; }
        & > .sample-pane--far_more { color: $word-far-more; }
        & > .sample-pane--extreme { color: $word-far-more; text-style: bold; }
        & > .sample-pane--own { color: $word-own; text-style: italic; }
        &:nocolor > .sample-pane--far_more { text-style: bold; }
        &:nocolor > .sample-pane--extreme { text-style: bold underline; }
        & > .sample-pane--copied { color: $text-accent; }
        & > .sample-pane--mark { color: $text-warning; text-style: bold; }
        & > .sample-pane--last { color: $text-error; text-style: bold; }
        & > .sample-pane--new { text-style: underline; }
        & > .sample-pane--found { text-style: reverse bold; }
        & > .sample-pane--cursor { text-style: reverse; }
    }
    """

    class Scrolled(Message):
        """The wheel was turned over a pane: both are to move."""

        def __init__(self, lines: int) -> None:
            super().__init__()
            self.lines = lines

    class WordChosen(Message):
        """A word was clicked on."""

        def __init__(self, word: str, at: int) -> None:
            """``at``: which of its characters was under the mouse."""
            super().__init__()
            self.word, self.at = word, at

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._marked = ""
        """What is searched for, which is set off wherever it is seen."""
        self._make: Callable[[int], Page] | None = None
        self._key: Hashable = None
        self._page: Page | None = None
        self._pages: dict[Hashable, Page] = {}
        self._token = 0
        self._line = 0
        self._plain: list[Row] = []
        """The rows as the page has them."""
        self._cursor: tuple[int, int] | None = None
        """The row and character at which the text cursor stands, when it is in use."""

    def show(self, key: Hashable, make: Callable[[int], Page]) -> None:
        """Show another page; ``make`` sets it for a width, ``key`` tells whether it is shown already."""
        if key != self._key:
            self._key, self._make, self._page = key, make, None
            self.fit_rows()

    def prepare(self, key: Hashable, make: Callable[[int], Page]) -> None:
        """Set what will be seen of a page that may be shown next."""
        if self.size.width:
            page = self._page_of(key, make)
            page.window(page.at(self._token, self._line), self.size.height)

    def _page_of(self, key: Hashable, make: Callable[[int], Page]) -> Page:
        """Return a page for the present width: a kept one, or a new one, for which the oldest goes."""
        page = self._pages.pop(key, None)
        if page is None or page.width != self.size.width:
            page = make(self.size.width)
        self._pages[key] = page
        while len(self._pages) > KEPT:
            del self._pages[next(iter(self._pages))]
        return page

    def clear(self) -> None:
        """Show nothing, from the beginning."""
        self._key = self._make = self._page = None
        self._pages.clear()
        self._token = self._line = 0
        self._plain = []
        self.show_rows([])

    def scroll_lines(self, lines: int) -> None:
        """Move by some lines."""
        anchor = self._anchor()
        if anchor is not None and self._page is not None:
            moved = self._page.move(anchor, lines)
            self._token, self._line = self._page.token(moved), moved.line
            self.fit_rows()

    def seek(self, token: int, marked: str) -> None:
        """Show the line on which a token stands, and what was searched for, near the top."""
        self._marked = marked
        anchor = self._anchor()
        if anchor is None or self._page is None:
            return
        anchor = self._page.at(token)
        while True:
            after = self._page.move(anchor, 1)
            if after == anchor or self._page.first_token(after) > token:
                break
            anchor = after
        anchor = self._page.move(anchor, -ABOVE)
        self._token, self._line = self._page.token(anchor), anchor.line
        self.fit_rows()

    def mark(self, marked: str) -> None:
        """Set something off wherever it is seen; nothing where it is empty."""
        self._marked = marked
        self.fit_rows()

    def on_click(self, event: Click) -> None:
        """Tell which word was clicked on."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y >= len(self.rows):
            return
        text = "".join(span.text for span in self.rows[offset.y])
        under = len(set_cell_size(text, offset.x))
        for found in _WORD.finditer(text):
            if found.start() <= under < found.end():
                event.stop()
                self.post_message(self.WordChosen(found[0], under - found.start()))

    # The text cursor

    @property
    def pointed(self) -> str:
        """Return the word under the text cursor; empty while it is not in use."""
        found = self._pointed()
        return found.text if found else ""

    def point(self, used: bool) -> None:
        """Begin to use the text cursor, on the first word that has a look of its own; or put it away."""
        self._cursor = None
        if used:
            words = self._words()
            first = next((word for word in words if word.marked), words[0] if words else None)
            self._cursor = (first.row, first.start) if first else (0, 0)
        self.fit_rows()

    def move_cursor(self, words: int, lines: int) -> int:
        """Move the text cursor by some words or lines; return by how many lines the text is to move first.

        At the top and at the bottom of the pane the text moves under it.
        """
        seen, here = self._words(), self._pointed()
        if here is None:
            return 0
        place = seen.index(here)
        if lines:
            further = [word.row for word in seen if (word.row - here.row) * lines > 0]
            if not further:
                return lines
            row = min(further) if lines > 0 else max(further)
            self._cursor = (row, here.start)
        elif 0 <= place + words < len(seen):
            self._cursor = (seen[place + words].row, seen[place + words].start)
        else:
            return words
        self.fit_rows()
        return 0

    def cursor_to_end(self, last: bool) -> None:
        """Put the text cursor on the last word that is seen, or on the first."""
        seen = self._words()
        if seen:
            self._cursor = (seen[-1].row, seen[-1].start) if last else (seen[0].row, seen[0].start)
            self.fit_rows()

    def _words(self) -> list[_Seen]:
        """Return the words that are seen, in reading order."""
        return [word for y, row in enumerate(self._plain) for word in _words_of(row, y)]

    def _pointed(self) -> _Seen | None:
        """Return the word at the text cursor, or the nearest where another page has none there."""
        if self._cursor is None:
            return None
        y, x = self._cursor
        words = self._words()
        return min(words, key=lambda word: (abs(word.row - y), abs(word.start - x)), default=None)

    @property
    def share(self) -> tuple[float, float]:
        """Return where what is seen begins and ends, as shares of the text."""
        anchor, page = self._anchor(), self._page
        total = 0 if page is None else len(page.generation.origins)
        if anchor is None or page is None or not total:
            return (0.0, 1.0)
        last = page.move(anchor, max(0, self.size.height - 1))
        return page.token_near(anchor) / total, min(1.0, page.token_near(last, 1) / total)

    def go_to(self, share: float) -> None:
        """Show the place where so large a share of the text is over."""
        anchor = self._anchor()
        if anchor is None or self._page is None:
            return
        anchor = self._page.near(round(share * len(self._page.generation.origins)))
        self._token, self._line = self._page.token(anchor), anchor.line
        self.fit_rows()

    @property
    def place(self) -> tuple[int, int]:
        """Return the number of the paragraph at the top, from 1, and of all; (0, 0) without a page."""
        anchor = self._anchor()
        if anchor is None or self._page is None:
            return (0, 0)
        return self._page.document(anchor), self._page.documents

    @property
    def opening(self) -> str:
        """Return how the sentence at the top begins."""
        from driftview.drift.openings import beginning

        anchor = self._anchor()
        if anchor is None or self._page is None or not self._page.blocks:
            return ""
        return beginning(self._page.generation, self._page.first_token(anchor))

    @property
    def passage(self) -> str:
        """Return the text that is seen, without its signs."""
        anchor = self._anchor()
        if anchor is None or self._page is None:
            return ""
        return self._page.passage(anchor, self.size.height)

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Ask for both panes to move on."""
        event.stop()
        self.post_message(self.Scrolled(WHEEL_LINES))

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Ask for both panes to move back."""
        event.stop()
        self.post_message(self.Scrolled(-WHEEL_LINES))

    def _anchor(self) -> Anchor | None:
        """Return where the window begins, or None without a page."""
        if self._page is None and self._make is not None and self.size.width:
            self._page = self._page_of(self._key, self._make)
        return self._page.at(self._token, self._line) if self._page else None

    def fit_rows(self) -> None:
        """Put the lines of the window on the rows; another width needs another page."""
        if self._page is not None and self._page.width != self.size.width:
            self._page = None
        anchor = self._anchor()
        if anchor is None or self._page is None:
            return
        lines = self._page.window(anchor, self.size.height)
        rows = [tuple(Span(text, _class(look.name)) for text, look in line) for line in lines]
        self._plain = rows
        if self._marked:
            rows = [_set_off(row, self._marked) for row in rows]
        found = self._pointed()
        if found is not None:
            rows = list(rows)
            rows[found.row] = with_look(rows[found.row], [(found.start, found.end)], "sample-pane--cursor")
        self.show_rows(rows)


def _set_off(row: Row, marked: str) -> Row:
    """Give what is searched for a look of its own, in words of any look."""
    text = "".join(span.text for span in row)
    places = [found.span() for found in re.finditer(re.escape(marked), text, re.IGNORECASE)]
    return with_look(row, places, "sample-pane--found")


def with_look(row: Row, places: Sequence[tuple[int, int]], look: str) -> Row:
    """Give some stretches of a row, by their first character and the one after the last, another look."""
    spans: list[Span] = []
    start = 0
    for span in row:
        end = start + len(span.text)
        cuts = {start, end, *(cut for place in places for cut in place if start < cut < end)}
        for first, last in pairwise(sorted(cuts)):
            inside = any(low <= first < high for low, high in places)
            part = span.text[first - start : last - start]
            spans.append(Span(part, look if inside else span.look, span.command))
        start = end
    return tuple(spans)


def _class(look: str) -> str:
    """Return the component class of a look."""
    return "" if look == "PLAIN" else f"sample-pane--{look.lower()}"


class ScrollMark(Rows, can_focus=False):
    """Where in a text one is: a mark beside it, which can be dragged.

    It takes the one free column between a text and its frame, so that it costs the text no room.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"scroll-mark--thumb"}
    DEFAULT_CSS = """
    ScrollMark {
        width: 1; color: $foreground;
        & > .scroll-mark--thumb { color: $foreground 45%; }
    }
    """

    @dataclass
    class Moved(Message):
        """Somebody wants to see another place, which so large a share of the text comes before."""

        share: float

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._seen = (0.0, 1.0)
        self._held = False

    def show(self, first: float, last: float) -> None:
        """Mark what is seen, from and to shares of the text; nothing where all of it is."""
        self._seen = first, last
        self.fit_rows()

    def fit_rows(self) -> None:
        """Draw the mark, a row high at least."""
        height, (first, last) = self.size.height, self._seen
        if not height:
            return
        top = min(round(first * height), height - 1)
        end = max(top + 1, round(last * height))
        thumb: Row = (Span(THUMB, "scroll-mark--thumb"),)
        whole = first <= 0 and last >= 1
        self.show_rows([thumb if top <= y < end and not whole else () for y in range(height)])

    def on_mouse_down(self, event: MouseDown) -> None:
        """Go where the button was pressed, and follow the mouse until it is let go."""
        event.stop()
        self._held = True
        self.capture_mouse()
        self._ask(event.y)

    def on_mouse_move(self, event: MouseMove) -> None:
        """Follow the mouse."""
        if self._held:
            event.stop()
            self._ask(event.y)

    def on_mouse_up(self, event: MouseUp) -> None:
        """Let go."""
        event.stop()
        self._held = False
        self.release_mouse()

    def _ask(self, y: int) -> None:
        height = max(1, self.size.height - 1)
        self.post_message(self.Moved(max(0.0, min(y / height, 1.0))))
