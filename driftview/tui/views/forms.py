"""The forms that ask for settings and for what to write where."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.filesize import decimal
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.events import DescendantFocus
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Button, Input, Label, Select

from driftview.export.lineage_folder import FILES, FORMATS, USUAL, ExportError, lineage_archive, write_lineage
from driftview.export.parquet import can_write_parquet
from driftview.settings import forms
from driftview.tui.views.dialog import Dialog
from driftview.tui.widgets.choice import DropDown, Tick

if TYPE_CHECKING:
    from driftview.drift.lineage import Lineage
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


SCREEN_FILE = "screen.svg"

TICKED = ("html", *USUAL)
"""The formats that are written unless somebody says otherwise."""

NOTICE = 12.0
"""Seconds for which it is said where things went; paths are long to read."""

NO_PARQUET = "measures.parquet: needs pip install pyarrow"


def default_folder(lineage: Lineage) -> str:
    """Return a folder name that says what is in it."""
    settings = lineage.settings
    if settings.given is not None:
        name = f"{lineage.corpus.name}-measured"
    else:
        name = f"{lineage.corpus.name}-order-{settings.order_said}-{settings.regime}-seed-{settings.seed}"
    return re.sub(r"[^\w.-]+", "-", name).strip("-.").lower() or "lineage"


@dataclass
class Written(Message):
    """Writing ended: with a folder, or with a reason why not."""

    folder: Path | None
    reason: str = ""


@dataclass
class Packed(Message):
    """A lineage is ready to be saved by the browser."""

    name: str
    packed: bytes

    @property
    def told(self) -> str:
        """Say what the browser saves, and how large it is."""
        size = decimal(len(self.packed)).replace(" ", "\N{NO-BREAK SPACE}")
        return f"Downloaded {self.name} ({size})"


def told_of(done: Path | Packed) -> str:
    """Say where a lineage was written, or what the browser saves."""
    if isinstance(done, Packed):
        return done.told
    page, where = done / FILES["html"], f"Written to {done}"
    return f"{where}\nFor a browser: {page}" if page.exists() else where


class ExportForm(Dialog[Path | Packed]):
    """Asks for a place and formats and writes; stays open when that fails, so that nothing is lost."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Cancel", show=False)]
    CSS_PATH = "forms.tcss"

    def __init__(self, lineage: Lineage, screenshot: str) -> None:
        """Offer to write ``lineage``, and ``screenshot``, an SVG of the screen."""
        super().__init__()
        self._lineage = lineage
        self._screenshot = screenshot

    def compose(self) -> ComposeResult:
        """Lay out the place, what to write, the message line and the buttons."""
        made = len(self._lineage.generations) - 1
        with VerticalScroll(classes="form", can_focus=False) as form:
            self.head(form, f"Export {made} generation{'s' if made != 1 else ''}")
            with Horizontal(classes="row"):
                yield Label("download" if self.app.is_web else "folder", classes="question", markup=False)
                yield Input(default_folder(self._lineage), id="folder", compact=True)
            for name, meaning in FORMATS.items():
                possible = name != "parquet" or can_write_parquet()
                tick = Tick(meaning if possible else NO_PARQUET, name in TICKED, id=f"format-{name}")
                tick.disabled = not possible
                yield tick
            yield Tick(f"{SCREEN_FILE}, a picture of the screen", True, id="picture")
            if not self.app.is_web:
                yield Tick("replace the folder if there is one", False, id="overwrite")
            yield Label("", id="message", markup=False)
            with Horizontal(classes="buttons"):
                verb = "Download" if self.app.is_web else "Write"
                yield Button(verb, id="write", variant="primary", compact=True)
                yield Button("Cancel", id="cancel", compact=True)

    @on(Input.Submitted)
    @on(Button.Pressed, "#write")
    def start(self) -> None:
        """Write in a thread, because disks can be slow."""
        text = self.query_one("#folder", Input).value.strip()
        if not text:
            self._say("give a name" if self.app.is_web else "give a folder")
            return
        formats = [name for name in FORMATS if self._ticked(f"format-{name}")]
        self._say("packing …" if self.app.is_web else "writing …")
        extra = {SCREEN_FILE: self._screenshot} if self._ticked("picture") else {}
        if self.app.is_web:
            self._download(re.sub(r"[^\w.-]+", "-", text).strip("-.") or "lineage", formats, extra)
        else:
            self._write(Path(text).expanduser(), formats, self._ticked("overwrite"), extra)

    def _ticked(self, identifier: str) -> bool:
        return self.query_one(f"#{identifier}", Tick).ticked

    def _say(self, text: str) -> None:
        self.query_one("#message", Label).update(Content(text))

    @work(thread=True, exclusive=True, group="export")
    def _download(self, name: str, formats: list[str], extra: dict[str, str]) -> None:
        """Pack the folder into one file, which the browser then saves."""
        packed = lineage_archive(self._lineage, name, formats, extra)
        self.post_message(Packed(f"{name}.zip", packed))

    @on(Packed)
    def deliver(self, message: Packed) -> None:
        """Hand the file to the browser."""
        self.app.deliver_binary(
            io.BytesIO(message.packed), save_filename=message.name, mime_type="application/zip"
        )
        self.dismiss(message)

    @work(thread=True, exclusive=True, group="export")
    def _write(self, folder: Path, formats: list[str], overwrite: bool, extra: dict[str, str]) -> None:
        """Write the folder with the picture in it."""
        try:
            written = write_lineage(self._lineage, folder, overwrite=overwrite, formats=formats, extra=extra)
        except ExportError as error:
            self.post_message(Written(None, str(error)))
        else:
            self.post_message(Written(written))

    @on(Written)
    def finish(self, message: Written) -> None:
        """Close when all is written, else say why it is not."""
        if message.folder is None:
            self._say(f"✗ {message.reason}")
        else:
            self.dismiss(message.folder)

    @on(Button.Pressed, "#cancel")
    def action_leave(self) -> None:
        """Write nothing."""
        self.dismiss(None)
