"""The form that asks how texts are to be read."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.events import DescendantFocus
from textual.widget import Widget
from textual.widgets import Button, Input, Label, Select

from driftview.text.options import CHOICES, DECLARED, ReadingOption, ReadingOptions, checked_options
from driftview.tui.views.dialog import Dialog
from driftview.tui.widgets.choice import DropDown, Tick


class ReadingForm(Dialog[ReadingOptions]):
    """Asks for every option of reading; gives them back, or None when left with Escape."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Cancel", show=False),
        Binding("enter", "accept", "Read", show=False),
    ]
    CSS_PATH = "forms.tcss"

    def __init__(self, options: ReadingOptions, first: str | None = None) -> None:
        """Begin with the options that hold now, and the cursor in the field of the ``first``."""
        super().__init__()
        self._options = options
        self._first = first

    def compose(self) -> ComposeResult:
        """Lay out one row an option, the message line, and the buttons."""
        with VerticalScroll(classes="form", can_focus=False) as form:
            self.head(form, "How texts are read", "tab next · space chooses · enter reads · esc cancels")
            for name, declared in DECLARED.items():
                yield from self._row(name, declared)
            yield Label("", id="message", markup=False)
            yield Label("", id="explained", markup=False)
            with Horizontal(classes="buttons"):
                yield Button("Read", id="read", variant="primary", compact=True)
                yield Button("Cancel", id="cancel", compact=True)

    def _row(self, name: str, declared: ReadingOption) -> ComposeResult:
        value = getattr(self._options, name)
        if isinstance(value, bool):
            yield Tick(declared.label, value, id=name)
            return
        with Horizontal(classes="row"):
            yield Label(declared.label, classes="question", markup=False)
            if name in CHOICES:
                yield DropDown(tuple(declared.words), value or declared.undecided, id=name)
            else:
                yield Input(value or "", id=name, compact=True)
            yield Label(declared.undecided, classes="hint", id=f"hint-{name}", markup=False)

    def on_mount(self) -> None:
        """Say what the chosen words mean."""
        self.say_meanings()
        if self._first is not None:
            self.query_one(f"#{self._first}").focus()

    @on(Select.Changed)
    def say_meanings(self) -> None:
        """Say what the chosen words mean."""
        for name in CHOICES:
            meaning = DECLARED[name].words[self.query_one(f"#{name}", DropDown).chosen]
            self.query_one(f"#hint-{name}", Label).update(Content(meaning))

    @on(DescendantFocus)
    def explain(self, event: DescendantFocus) -> None:
        """Explain the option that has the focus; in an open list, the word under the cursor does it."""
        declared = DECLARED.get(event.widget.id or "")
        if declared is not None:
            self.query_one("#explained", Label).update(Content(declared.help.partition("  [")[0]))

    @on(DropDown.Pointed)
    def explain_word(self, message: DropDown.Pointed) -> None:
        """Explain the word under the cursor of an open list."""
        meaning = DECLARED[message.down.id or ""].words[message.word]
        self.query_one("#explained", Label).update(Content(f"{message.word}: {meaning}"))

    @on(Input.Submitted)
    @on(Button.Pressed, "#read")
    def action_accept(self) -> None:
        """Take the answers, or say what is wrong with them."""
        answers = {name: self._answer(name, declared) for name, declared in DECLARED.items()}
        try:
            self.dismiss(checked_options(ReadingOptions(**answers)))
        except ValueError as error:
            self.query_one("#message", Label).update(Content(f"✗ {error}"))

    def _answer(self, name: str, declared: ReadingOption) -> Any:
        """Return what stands in the form as the option holds it."""
        widget = self.query_one(f"#{name}", Widget)
        match widget:
            case Tick():
                return widget.ticked
            case DropDown():
                return None if widget.chosen == declared.undecided else widget.chosen
            case Input():
                return widget.value.strip() or None
            case _:
                raise TypeError(f"no answer can be read from {widget}")

    @on(Button.Pressed, "#cancel")
    def action_leave(self) -> None:
        """Leave everything as it is."""
        self.dismiss(None)
