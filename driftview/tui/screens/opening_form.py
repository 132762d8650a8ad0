"""Asking for the words from which every generation is to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Label

from driftview.tui.screens.dialog import Dialog
from driftview.tui.screens.opening import OpeningView
from driftview.tui.widgets.sample_pane import SamplePane

if TYPE_CHECKING:
    from driftview.tui.screens.main import MainScreen


class OpeningForm(Dialog[str]):
    """One line to type; gives back the opening, or None when left with Escape."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Cancel", show=False)]
    CSS_PATH = "forms.tcss"

    def __init__(self, opening: str, example: str) -> None:
        """Begin with ``opening``; an empty line stands for ``example``, the top of the left pane."""
        super().__init__()
        self._opening = opening
        self._example = example

    def compose(self) -> ComposeResult:
        """Lay out the line."""
        with Vertical(classes="form") as form:
            self.head(form, "Follow one opening", "enter follows it · esc leaves")
            yield Label(
                "Every generation goes on from these words, with the same random numbers, "
                "so that only the drift differs.",
                classes="answer",
                markup=False,
            )
            yield Label("A few words of the human text do best:", classes="above", markup=False)
            yield Input(self._opening, placeholder=self._example, id="opening", compact=True)

    @on(Input.Submitted)
    def take(self, event: Input.Submitted) -> None:
        """Take what was typed, or else what the pane on the left begins with."""
        self.dismiss(event.value.strip() or self._example or None)


def follow_opening(main: MainScreen) -> None:
    """Ask for an opening, and show what every generation makes of it."""

    def chosen(text: str | None) -> None:
        if not text:
            return
        main.session.opening = text
        if any(isinstance(screen, OpeningView) for screen in main.app.screen_stack):
            main.show()
        else:
            main.open_view("opening")

    top = main.query_one("#left", SamplePane).opening
    main.app.push_screen(OpeningForm(main.session.opening or top, top), chosen)
