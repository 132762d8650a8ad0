"""The pieces of a sentence under each other, each in its human surroundings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.events import Click, MouseScrollDown, MouseScrollUp
from textual.message import Message

from driftview.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from driftview.drift.ancestry import Piece
    from driftview.text.corpus import Corpus


class Concordance(Rows):
    """One line a piece, aligned at the pieces; a click or the wheel chooses one."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "concordance--muted", "concordance--mark", "concordance--piece", "concordance--here",
    }  # fmt: skip
    DEFAULT_CSS = """
    Concordance {
        color: $foreground;
        & > .concordance--muted { color: $text-muted; }
        & > .concordance--mark { color: $text-warning; }
        & > .concordance--piece { color: $text-accent; }
        & > .concordance--here { background: $primary 35%; color: $foreground; text-style: bold; }
    }
    """

    @dataclass
    class Chosen(Message):
        """A piece was chosen with the mouse."""

        place: int

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._corpus: Corpus | None = None
        self._pieces: Sequence[Piece] = ()
        self._chosen = 0
        self._top = 0

    def show(self, corpus: Corpus, found: Sequence[Piece], chosen: int) -> None:
        """Show the pieces of another sentence, or choose another piece."""
        self._corpus, self._pieces, self._chosen = corpus, found, chosen
        self.fit_rows()

    def fit_rows(self) -> None:
        """Make the lines that are seen; the chosen one always is."""
        from driftview.tui.concordance import concordance_rows

        height = self.size.height
        if self._corpus is None or not height:
            return
        self._top = min(max(self._top, self._chosen - height + 1), self._chosen)
        self._top = max(0, min(self._top, len(self._pieces) - height))
        seen = range(self._top, min(self._top + height, len(self._pieces)))
        self.show_rows(concordance_rows(self._corpus, self._pieces, self._chosen, self.size.width, seen))

    def on_click(self, event: Click) -> None:
        """Choose the piece that was clicked on."""
        offset = event.get_content_offset(self)
        if offset is not None and self._top + offset.y < len(self._pieces):
            event.stop()
            self.post_message(self.Chosen(self._top + offset.y))

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Choose the next piece."""
        event.stop()
        self.turn(1)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Choose the piece before."""
        event.stop()
        self.turn(-1)

    def turn(self, by: int) -> None:
        """Choose a piece so many lines further down."""
        if 0 <= self._chosen + by < len(self._pieces):
            self.post_message(self.Chosen(self._chosen + by))
