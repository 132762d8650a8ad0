"""Lines to type a string or a pattern into: for the concordance, the filter of a list, and both texts."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from driftview.text.search import Search, SearchError
from driftview.tui.views.dialog import Dialog

RULES = "Lower case matches capitals too. /…/ is a regular expression; /…/i ignores case."


class AskSearch(Dialog[str]):
    """Gives back what was typed, once it can be looked for; an empty line where that means something."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Cancel", show=False)]
    CSS_PATH: ClassVar[Any] = ["forms.tcss", "find_word.tcss"]

    def __init__(self, title: str, typed: str = "", empty: str | None = None) -> None:
        """Ask under a title; ``empty`` says what an empty line means, None that it means nothing."""
        super().__init__()
        self._title, self._typed, self._empty = title, typed, empty

    def compose(self) -> ComposeResult:
        """Lay out the line and what is said under it."""
        with Vertical(classes="form") as form:
            self.head(form, self._title, "enter searches · esc cancels")
            yield Input(self._typed, placeholder="letters, or /a pattern/", id="word", compact=True)
            yield Static(id="hint", markup=False)

    def on_mount(self) -> None:
        """Say what may be typed."""
        self._say("")

    @on(Input.Changed)
    def check(self) -> None:
        """Say at once what is wrong with a pattern."""
        typed = self.query_one(Input).value
        try:
            if typed:
                Search.typed(typed)
            self._say("")
        except SearchError as error:
            self._say(str(error))

    def _say(self, wrong: str) -> None:
        rules = RULES if self._empty is None else f"{RULES} {self._empty}"
        self.query_one("#hint", Static).update(Content(wrong or rules))

    @on(Input.Submitted)
    def take(self) -> None:
        """Give back what is typed, unless it cannot be looked for."""
        typed = self.query_one(Input).value
        if not typed.strip():
            if self._empty is not None:
                self.dismiss("")
            return
        try:
            Search.typed(typed)
        except SearchError as error:
            self._say(str(error))
            return
        self.dismiss(typed)


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
