"""Choices whose state is a glyph and not only a colour: one of several, or yes and no."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from textual.binding import Binding, BindingType
from textual.events import Click
from textual.message import Message

from driftview.tui.content.spans import Span
from driftview.tui.widgets.rows import Rows

CHOSEN, OTHER = "(•) ", "( ) "
YES, NO = "[x] ", "[ ] "
BACK, ON = "◂ ", " ▸"
FOCUSED = "▸ "
GAP = "  "


class Choice(Rows, can_focus=True):
    """One of several words, side by side; the arrow keys, space and the mouse choose."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"choice--chosen", "choice--other"}
    DEFAULT_CSS = """
    Choice {
        width: auto; height: 1; color: $text-muted;
        & > .choice--chosen { color: $foreground; text-style: bold; }
        & > .choice--other { color: $text-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,up", "turn(-1)", "Choose the previous one", show=False),
        Binding("right,space", "turn(1)", "Choose the next", show=False),
    ]

    @dataclass
    class Turned(Message):
        """Another word was chosen."""

        choice: Choice

        @property
        def control(self) -> Choice:
            """Return where it was chosen."""
            return self.choice

    def __init__(self, words: tuple[str, ...], chosen: str, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._words = words
        self._index = words.index(chosen) if chosen in words else 0

    @property
    def value(self) -> str:
        """Return the word that is chosen."""
        return self._words[self._index]

    def on_mount(self) -> None:
        """Draw for the first time."""
        self.fit_rows()

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show whether the keys come here."""
        super().watch_has_focus(has_focus)
        self.fit_rows()

    def action_turn(self, by: int) -> None:
        """Choose another word."""
        self._choose((self._index + by) % len(self._words))

    def _choose(self, index: int) -> None:
        self._index = index
        self.fit_rows()
        self.post_message(self.Turned(self))

    def on_click(self, event: Click) -> None:
        """Choose what is under the mouse."""
        offset = event.get_content_offset(self)
        if offset is not None:
            self.choose_at(offset.x)

    def choose_at(self, column: int) -> None:
        """Choose the word at a column."""
        x = len(FOCUSED)
        for index, text in enumerate(self._texts()):
            if x <= column < x + cell_len(text):
                self._choose(index)
            x += cell_len(text) + len(GAP)

    def _is_chosen(self, place: int) -> bool:
        return place == self._index

    def _texts(self) -> list[str]:
        return [(CHOSEN if i == self._index else OTHER) + word for i, word in enumerate(self._words)]

    def fit_rows(self) -> None:
        """Draw the words, the chosen one marked."""
        spans = [Span(FOCUSED if self.has_focus else " " * len(FOCUSED))]
        for i, text in enumerate(self._texts()):
            spans.append(Span(text + GAP, "choice--chosen" if self._is_chosen(i) else "choice--other"))
        self.show_rows([tuple(spans)])

    def get_content_width(self, *_: object) -> int:
        """Return how wide all words are together."""
        return len(FOCUSED) + sum(cell_len(text) + len(GAP) for text in self._texts())


class OrderSweep(Choice):
    """One of many words, of which only the chosen one is shown; the same keys, and clicks, turn it."""

    def choose_at(self, column: int) -> None:
        """Turn back at the left arrow, on anywhere else."""
        self.action_turn(-1 if column < len(FOCUSED) + cell_len(BACK) else 1)

    def _texts(self) -> list[str]:
        longest = max(cell_len(word) for word in self._words)
        return [f"{BACK}{set_cell_size(self.value, longest)}{ON}"]

    def _is_chosen(self, place: int) -> bool:
        return True

    def get_content_width(self, *_: object) -> int:
        """Return how wide the longest word is with its arrows."""
        return len(FOCUSED) + cell_len(self._texts()[0])


class Tick(Choice):
    """Yes or no to one sentence; space, the arrow keys and the mouse turn it."""

    def __init__(self, text: str, ticked: bool, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(("yes", "no"), "yes" if ticked else "no", id=id)
        self._text = text

    @property
    def ticked(self) -> bool:
        """Whether the answer is yes."""
        return self.value == "yes"

    def choose_at(self, column: int) -> None:
        """Turn it, wherever it is clicked."""
        self.action_turn(1)

    def _texts(self) -> list[str]:
        return [(YES if self.ticked else NO) + self._text]
