"""Ask for a folder of results, read it in a thread, and show it, or put it beside what is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Input, Static

from driftview.drift.loop import Cancelled
from driftview.errors import DriftviewError
from driftview.text.reading import label
from driftview.tui.background import SingleShot
from driftview.tui.results import Results, read_beside, read_results
from driftview.tui.terminal import cancellation
from driftview.tui.views.corpus import FilePicker
from driftview.tui.views.dialog import Dialog

if TYPE_CHECKING:
    from driftview.study.compared import Compared
    from driftview.tui.views.panels import PanelScreen

Use = Literal["open", "beside"]
"""What a folder is wanted for: to be shown instead, or to stand beside what is shown."""

ASKED: dict[Use, tuple[str, str]] = {
    "open": (
        "Open results",
        "The folder of a sweep or of a lineage, or generations that any model wrote.",
    ),
    "beside": (
        "Compare with another lineage",
        "The folder of a lineage, or generations that any model wrote; the seeds in it are replicates.",
    ),
}
"""The title of the question and what may be answered."""


class ResultsPicker(Dialog[Path]):
    """A line for the path of a folder, and a way to the tree; gives back the path, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Cancel", show=False)]
    CSS_PATH = "forms.tcss"

    def __init__(self, use: Use, start: Path) -> None:
        """Ask what ``use`` is made of; the tree begins in the folder ``start``."""
        super().__init__()
        self._use, self._start = use, start

    def compose(self) -> ComposeResult:
        """Lay out the line, what it may hold, and the button."""
        title, meaning = ASKED[self._use]
        with Vertical(classes="form") as form:
            self.head(form, title, "enter opens · esc cancels")
            yield Static(Content(meaning), classes="above")
            yield Input(placeholder="path of a folder or file", id="path", compact=True)
            yield Static(id="wrong", markup=False)
            with Horizontal(classes="buttons"):
                yield Button("Choose from a tree …", id="tree", compact=True)
                yield Button("Cancel", id="cancel", compact=True)

    @on(Input.Submitted)
    def take_path(self, event: Input.Submitted) -> None:
        """Take what was typed, if it is there."""
        typed = event.value.strip()
        if not typed:
            return
        path = Path(typed).expanduser()
        if path.exists():
            self.dismiss(path)
        else:
            self.query_one("#wrong", Static).update(Content(f"There is no file or folder {label(typed)}."))

    @on(Button.Pressed, "#tree")
    def choose(self) -> None:
        """Show folders and files."""
        self.app.push_screen(FilePicker(self._start), self._take)

    def _take(self, path: Path | None) -> None:
        if path is not None:
            self.dismiss(path)

    @on(Button.Pressed, "#cancel")
    def action_leave(self) -> None:
        """Choose nothing."""
        self.dismiss(None)


@dataclass(eq=False)
class ResultsRead(Message):
    """A folder was read, or cannot be."""

    results: Results | None = None
    beside: Compared | None = None
    wrong: str = ""


def ask_for_results(main: PanelScreen, use: Use) -> None:
    """Ask for a folder and have it read in a thread; ``main`` is told what it holds."""

    def chosen(path: Path | None) -> None:
        if path is not None:
            main.notify(f"Reading {label(path.name)} …", markup=False, timeout=3)
            body = SingleShot(_read, use, path, main.post_message)
            main.run_worker(body, group="results", description="results", thread=True, exclusive=True)

    main.app.push_screen(ResultsPicker(use, Path.cwd()), chosen)


def _read(use: Use, path: Path, post: Callable[[Message], object]) -> None:
    """Run in a thread: read a folder and say what it holds."""
    cancelled = cancellation()
    try:
        message = (
            ResultsRead(results=read_results(path))
            if use == "open"
            else ResultsRead(beside=read_beside(path, cancelled))
        )
    except Cancelled:
        return
    except (DriftviewError, OSError) as error:
        message = ResultsRead(wrong=str(error))
    if not cancelled():
        post(message)
