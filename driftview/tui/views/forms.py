"""The forms that ask for settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.events import DescendantFocus
from textual.widget import Widget
from textual.widgets import Button, Input, Label, Select

from driftview.settings import forms
from driftview.tui.views.dialog import Dialog
from driftview.tui.widgets.choice import DropDown

if TYPE_CHECKING:
    from driftview.settings.parameters import Parameter
    from driftview.settings.settings import Settings


BESIDE_QUESTIONS = 10
"""Rows of a form besides its questions: frame, message, explanation and buttons."""


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
        self._explained: dict[str, str] = {}
        """The answers whose meanings are shown."""

    def compose(self) -> ComposeResult:
        """Lay out one row a question, the message line, and the buttons."""
        with Vertical(classes="form") as form:
            self.head(form, self._title, "tab next field · space opens a list · enter runs · esc cancels")
            with VerticalScroll(id="questions", can_focus=False):
                for declared in self._asked:
                    yield from self._row(declared)
            yield Label("", id="message", markup=False)
            yield Label("", id="explained", markup=False)
            with Horizontal(classes="buttons"):
                yield Button("Run", id="run", variant="primary", compact=True)
                yield Button("Cancel", id="cancel", compact=True)

    def _row(self, declared: Parameter) -> ComposeResult:
        answer, question = forms.shown(declared, self._settings), forms.question_of(declared)
        words = forms.choices(declared, self._settings)
        with Horizontal(classes="row", id=f"row-{declared.name}"):
            yield Label(question.label, classes="question", markup=False)
            if words:
                yield DropDown(words, answer, id=declared.name)
            else:
                yield Input(answer, placeholder=question.nothing, id=declared.name, compact=True)
            yield Label("", classes="hint", id=f"hint-{declared.name}", markup=False)

    def on_mount(self) -> None:
        """Begin with what the answers mean."""
        self.say_meanings()

    def on_resize(self) -> None:
        """Let the questions scroll where there is no room for all, and what is said of them stay."""
        self.query_one("#questions").styles.max_height = max(3, self.size.height - BESIDE_QUESTIONS)

    @on(Select.Changed)
    @on(Input.Changed)
    def say_meanings(self) -> None:
        """Say what the answers mean, and grey out the questions that mean nothing beside them."""
        answers = self._answers()
        if answers == self._explained:  # each field says that it changed when it is first drawn
            return
        self._explained = answers
        withheld = forms.withheld(self._settings, self._asked, answers)
        for declared in self._asked:
            name = declared.name
            self.query_one(f"#{name}", Widget).disabled = name in withheld
            self.query_one(f"#row-{name}").set_class(name in withheld, "idle")
            hint = withheld.get(name) or forms.hint(declared, answers[name])
            self.query_one(f"#hint-{name}", Label).update(Content(hint))

    @on(DescendantFocus)
    def explain(self, event: DescendantFocus) -> None:
        """Explain the question that has the focus; in an open list, the word under the cursor does it."""
        asked = next((each for each in self._asked if each.name == event.widget.id), None)
        if asked is not None:
            self.query_one("#explained", Label).update(Content(forms.explanation(asked)))

    @on(DropDown.Pointed)
    def explain_word(self, message: DropDown.Pointed) -> None:
        """Explain the word under the cursor of an open list."""
        declared = next(each for each in self._asked if each.name == message.down.id)
        meaning = forms.meanings(declared.kind).get(message.word)
        said = f"{message.word}: {meaning}" if meaning else forms.explanation(declared)
        self.query_one("#explained", Label).update(Content(said))

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
            match widget:
                case DropDown():
                    found[declared.name] = widget.chosen
                case Input():
                    found[declared.name] = widget.value
                case _:
                    raise TypeError(f"no answer can be read from {widget}")
        return found

    @on(Button.Pressed, "#cancel")
    def action_leave(self) -> None:
        """Leave everything as it is."""
        self.dismiss(None)
