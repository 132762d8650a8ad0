"""Where in a text one is: a mark in the column beside it, which can be dragged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.events import MouseDown, MouseMove, MouseUp
from textual.message import Message

from driftview.tui.content.spans import Row, Span
from driftview.tui.widgets.rows import Rows

THUMB = "▐"


class ScrollMark(Rows, can_focus=False):
    """Takes the one free column between a text and its frame, so that it costs the text no room."""

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
