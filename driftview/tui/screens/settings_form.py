"""A form for some of the settings: model or regime."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, Label

from driftview.settings import forms
from driftview.tui.screens.dialog import Dialog
from driftview.tui.widgets.choice import Choice, Dial

if TYPE_CHECKING:
    from driftview.settings.parameters import Parameter
    from driftview.settings.settings import Settings


class SettingsForm(Dialog["Settings"]):
    """Asks for settings; gives them back, or None when left with Escape."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Cancel", show=False),
        Binding("enter", "accept", "Run", show=False),
    ]
    CSS_PATH = "forms.tcss"

    def __init__(self, title: str, settings: Settings, asked: tuple[Parameter, ...]) -> None:
        super().__init__()
        self._title = title
        self._settings = settings
        self._asked = asked

    def compose(self) -> ComposeResult:
        """Lay out one row a question, the message line, and the buttons."""
        with VerticalScroll(classes="form", can_focus=False) as form:
            self.head(form, self._title)
            for declared in self._asked:
                yield from self._row(declared)
            yield Label("", id="message", markup=False)
            with Horizontal(classes="buttons"):
                yield Button("Run", id="run", variant="primary", compact=True)
                yield Button("Cancel", id="cancel", compact=True)

    def _row(self, declared: Parameter) -> ComposeResult:
        answer, question = forms.shown(declared, self._settings), forms.question_of(declared)
        words = forms.choices(declared, self._settings)
        with Horizontal(classes="row", id=f"row-{declared.name}"):
            yield Label(question.label, classes="question", markup=False)
            if words:
                kind = Dial if forms.meanings(declared.kind) else Choice
                yield kind(words, answer, id=declared.name)
            else:
                yield Input(answer, placeholder=question.nothing, id=declared.name, compact=True)
            yield Label("", classes="hint", id=f"hint-{declared.name}", markup=False)

    @on(Choice.Turned)
    @on(Input.Changed)
    def on_mount(self) -> None:
        """Say what the answers mean, and grey out the questions that mean nothing beside them."""
        answers = self._answers()
        withheld = forms.withheld(self._settings, self._asked, answers)
        for declared in self._asked:
            name = declared.name
            self.query_one(f"#{name}", Widget).disabled = name in withheld
            self.query_one(f"#row-{name}").set_class(name in withheld, "idle")
            hint = withheld.get(name) or forms.hint(declared, answers[name])
            self.query_one(f"#hint-{name}", Label).update(Content(hint))

    @on(Input.Submitted)
    @on(Button.Pressed, "#run")
    def action_accept(self) -> None:
        """Take the answers, or say what is wrong with them."""
        try:
            chosen = forms.answered(self._settings, self._asked, self._answers())
        except ValueError as error:
            self.query_one("#message", Label).update(Content(f"✗ {error}"))
            return
        self.dismiss(chosen)

    def _answers(self) -> dict[str, str]:
        """Return what stands in the form, by the names of the settings."""
        found = {}
        for declared in self._asked:
            widget = self.query_one(f"#{declared.name}", Widget)
            found[declared.name] = widget.value if isinstance(widget, Input | Choice) else ""
        return found

    @on(Button.Pressed, "#cancel")
    def action_leave(self) -> None:
        """Leave everything as it is."""
        self.dismiss(None)
