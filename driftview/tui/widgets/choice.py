"""Choices in forms: one of several words, which open as a list, and yes or no."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widgets import OptionList, Select

from driftview.tui.content.spans import Span
from driftview.tui.widgets.rows import Rows

YES, NO = "[x] ", "[ ] "
FOCUSED = "▸ "
ARROW = 5
"""Cells of the arrow that says that there is a list, with the spaces around it and the mark of the focus."""


class DropDown(Select[str], inherit_bindings=False):
    """One of several words: a click, space, ↑ or ↓ opens the list; ← and → go through it closed.

    Enter belongs to the form while the list is closed.
    """

    DEFAULT_CSS = """
    DropDown {
        width: auto; height: 1; margin-left: 2;
        &.-textual-compact > SelectCurrent { background: $foreground 8%; padding: 0 1; }
        &.-textual-compact:focus > SelectCurrent { background: $primary 35%; text-style: bold; }
        & > SelectOverlay { width: 100%; border: round $primary; }
        & > SelectOverlay:focus { border: round $primary; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,down,up", "show_overlay", "Show the list", show=False),
        Binding("left", "turn(-1)", "Choose the one before", show=False),
        Binding("right", "turn(1)", "Choose the next", show=False),
    ]

    def __init__(self, words: tuple[str, ...], chosen: str, *, id: str | None = None) -> None:  # noqa: A002
        """Offer ``words``, of which ``chosen`` holds now, or the first where it is none of them."""
        self.words = words
        options = [(Content(word), word) for word in words]
        value = chosen if chosen in words else words[0]
        super().__init__(options, value=value, allow_blank=False, compact=True, id=id)
        self.styles.width = max(map(cell_len, words)) + ARROW

    @dataclass
    class Pointed(Message):
        """The cursor of the open list is on a word."""

        down: DropDown
        word: str

        @property
        def control(self) -> DropDown:
            """Return whose list it is."""
            return self.down

    def on_mount(self) -> None:
        """Tell where the cursor of the open list is: Textual's own message of it does not get out."""
        self.watch(self.query_one(OptionList), "highlighted", self._tell_pointed, init=False)

    def _tell_pointed(self, place: int | None) -> None:
        if place is not None and self.expanded:
            self.post_message(self.Pointed(self, self.words[place]))

    @property
    def chosen(self) -> str:
        """Return the word that is chosen."""
        return str(self.value)

    def action_turn(self, by: int) -> None:
        """Choose another word without opening the list."""
        self.value = self.words[(self.words.index(self.chosen) + by) % len(self.words)]


class Tick(Rows, can_focus=True):
    """Yes or no to one sentence, told by a glyph and not only a colour; space, ← → and the mouse turn it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"tick--yes", "tick--no"}
    DEFAULT_CSS = """
    Tick {
        width: auto; height: 1; color: $text-muted;
        & > .tick--yes { color: $foreground; text-style: bold; }
        & > .tick--no { color: $foreground; }
        &:disabled > .tick--no { color: $text-disabled; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("left,right,space", "turn", "Turn it", show=False)]

    @dataclass
    class Turned(Message):
        """It was turned."""

        tick: Tick

        @property
        def control(self) -> Tick:
            """Return what was turned."""
            return self.tick

    def __init__(self, text: str, ticked: bool, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._text = text
        self.ticked = ticked
        """Whether the answer is yes."""

    def say(self, text: str) -> None:
        """Ask something else."""
        self._text = text
        self.refresh(layout=True)
        self.fit_rows()

    def on_mount(self) -> None:
        """Draw for the first time."""
        self.fit_rows()

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show whether the keys come here."""
        super().watch_has_focus(has_focus)
        self.fit_rows()

    def action_turn(self) -> None:
        """Turn it."""
        self.ticked = not self.ticked
        self.fit_rows()
        self.post_message(self.Turned(self))

    def on_click(self, event: Click) -> None:
        """Turn it, wherever it is clicked."""
        event.stop()
        self.action_turn()

    @property
    def _said(self) -> str:
        return (YES if self.ticked else NO) + self._text

    def fit_rows(self) -> None:
        """Draw it."""
        mark = FOCUSED if self.has_focus else " " * len(FOCUSED)
        self.show_rows([(Span(mark + self._said, "tick--yes" if self.ticked else "tick--no"),)])

    def get_content_width(self, *_: object) -> int:
        """Return how wide it is."""
        return len(FOCUSED) + cell_len(self._said)
