"""Choosing the human text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Label, OptionList
from textual.widgets.option_list import Option

from driftview.text.bundled import CATALOGUE, DEFAULT, Bundled

Names = tuple[str, ...]


class CorpusPicker(ModalScreen[Names | None]):
    """A list of the bundled texts, and a line for any path; gives back names for the text room, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Cancel", show=False)]
    CSS_PATH = "forms.tcss"

    def __init__(self, current: Names) -> None:
        super().__init__()
        self._current = current

    def compose(self) -> ComposeResult:
        """Lay out the list and the line."""
        with Vertical(classes="form") as form:
            form.border_title = Content("Human text")
            yield OptionList(*self._options(), compact=True)
            hint = "or a file, a folder, or nltk:gutenberg/austen-emma.txt"
            yield Label(hint, classes="above", markup=False)
            yield Input(placeholder="path", id="path", compact=True)

    def _options(self) -> Iterator[Option]:
        for each in CATALOGUE:
            yield Option(_entry(each, (each.name,) == self._current), id=each.name)

    def on_mount(self) -> None:
        """Start on the text that is shown now."""
        names = [each.name for each in CATALOGUE]
        chosen = self._current[0] if self._current else DEFAULT
        self.query_one(OptionList).highlighted = names.index(chosen) if chosen in names else 0

    @on(OptionList.OptionSelected)
    def take_bundled(self, event: OptionList.OptionSelected) -> None:
        """Take a bundled text."""
        self.dismiss((event.option_id or "",))

    @on(Input.Submitted)
    def take_path(self, event: Input.Submitted) -> None:
        """Take what was typed, when anything was."""
        if event.value.strip():
            self.dismiss((event.value.strip(),))

    def action_leave(self) -> None:
        """Keep the text that is shown."""
        self.dismiss(None)


def _entry(bundled: Bundled, current: bool) -> Content:
    """Return one line of the list."""
    return Content.from_markup(
        "$mark $title  [dim]$author, $year[/dim]",
        mark="●" if current else " ",
        title=bundled.title.ljust(24),
        author=bundled.author,
        year=bundled.year,
    )
