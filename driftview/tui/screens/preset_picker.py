"""Choosing what to compare."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from driftview.tui.presets import PRESETS
from driftview.tui.screens.dialog import Dialog


class PresetPicker(Dialog[int]):
    """A list of questions; gives back the place of one, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Cancel", show=False)]
    CSS_PATH = "forms.tcss"

    def __init__(self, current: int) -> None:
        super().__init__()
        self._current = current

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical(classes="form") as form:
            self.head(form, "What to compare")
            options = [
                Option(
                    Content.from_markup(
                        "$mark $question  [dim]$hint[/dim]",
                        mark="●" if place == self._current else " ",
                        question=preset.question.ljust(34),
                        hint=preset.hint,
                    )
                )
                for place, preset in enumerate(PRESETS)
            ]
            yield OptionList(*options, compact=True)

    def on_mount(self) -> None:
        """Start on the question that is shown now."""
        self.query_one(OptionList).highlighted = self._current

    @on(OptionList.OptionSelected)
    def take(self, event: OptionList.OptionSelected) -> None:
        """Take a question."""
        self.dismiss(event.option_index)
