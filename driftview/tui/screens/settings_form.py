"""A form for some of the settings: model or regime."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Label

from driftview.tui.screens.dialog import Dialog
from driftview.tui.screens.fields import Field, answered
from driftview.tui.widgets.choice import Choice, Dial

if TYPE_CHECKING:
    from driftview.settings.settings import Settings


class SettingsForm(Dialog["Settings"]):
    """Asks for settings; gives them back, or None when left with Escape."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Cancel", show=False),
        Binding("enter", "accept", "Run", show=False),
    ]
    CSS_PATH = "forms.tcss"

    def __init__(self, title: str, settings: Settings, fields: tuple[Field, ...]) -> None:
        super().__init__()
        self._title = title
        self._settings = settings
        self._fields = fields

    def compose(self) -> ComposeResult:
        """Lay out one row a question, the message line, and the buttons."""
        with VerticalScroll(classes="form", can_focus=False) as form:
            self.head(form, self._title)
            for field in self._fields:
                yield from self._row(field)
            yield Label("", id="message", markup=False)
            with Horizontal(classes="buttons"):
                yield Button("Run", id="run", variant="primary", compact=True)
                yield Button("Cancel", id="cancel", compact=True)

    def _row(self, field: Field) -> ComposeResult:
        answer = field.answer(self._settings)
        with Horizontal(classes="row"):
            yield Label(field.label, classes="question", markup=False)
            if field.choices:
                kind = Dial if field.hints else Choice
                yield kind(field.options(self._settings), answer, id=field.name)
            else:
                yield Input(answer, placeholder=field.nothing, id=field.name, compact=True)
            yield Label(field.hint_of(answer), classes="hint", id=f"hint-{field.name}", markup=False)

    @on(Choice.Turned)
    def explain(self, message: Choice.Turned) -> None:
        """Say what the choice means."""
        for field in self._fields:
            if field.name == message.choice.id and field.hints:
                hint = field.hint_of(message.choice.value)
                self.query_one(f"#hint-{field.name}", Label).update(Content(hint))

    @on(Input.Submitted)
    @on(Button.Pressed, "#run")
    def action_accept(self) -> None:
        """Take the answers, or say what is wrong with them."""
        try:
            chosen = answered(self._settings, self._fields, {f.name: self._answer(f) for f in self._fields})
        except ValueError as error:
            self.query_one("#message", Label).update(Content(f"✗ {error}"))
            return
        self.dismiss(chosen)

    def _answer(self, field: Field) -> str:
        if not field.choices:
            return self.query_one(f"#{field.name}", Input).value
        return self.query_one(f"#{field.name}", Choice).value

    @on(Button.Pressed, "#cancel")
    def action_leave(self) -> None:
        """Leave everything as it is."""
        self.dismiss(None)
