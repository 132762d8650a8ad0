"""The dialog that asks what to look for in the two texts."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from driftview.tui.views.dialog import Dialog


class SearchText(Dialog[str]):
    """A line to type in; gives back what to look for."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Cancel", show=False)]
    CSS_PATH = "forms.tcss"

    def compose(self) -> ComposeResult:
        """Lay out the line."""
        with Vertical(classes="form") as form:
            self.head(form, "Search in both texts", "enter searches · esc cancels")
            yield Input(placeholder="a word, part of a word, or several words", id="opening", compact=True)
            yield Static("Case does not matter.", classes="above", markup=False)

    @on(Input.Submitted)
    def take_text(self, message: Input.Submitted) -> None:
        """Search for what was typed; nothing happens where that is nothing."""
        if message.value.strip():
            self.dismiss(message.value.strip())
