"""Choosing a file, or a folder of which each file is a voice."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.visual import VisualType
from textual.widgets import Button, DirectoryTree, Label

from driftview.text.reading import label as clean_line
from driftview.tui.content.spans import tail
from driftview.tui.screens.dialog import Dialog

PATH_CELLS = 66
"""How much of the path of the folder is shown."""


class TextTree(DirectoryTree):
    """Folders and files without the hidden ones; whatever their names are, they are shown as plain text."""

    ICON_NODE = "▸ "
    ICON_NODE_EXPANDED = "▾ "
    ICON_FILE = "  "
    DEFAULT_CSS = """
    TextTree { background: $surface; }
    """

    def filter_paths(self, paths: Iterable[Path]) -> Iterable[Path]:
        """Leave out what is hidden."""
        return [path for path in paths if not path.name.startswith(".")]

    def process_label(self, label: str | Text) -> Text:
        """Return a name as it may be drawn: one clean line, no markup."""
        name = label if isinstance(label, str) else label.plain
        return Text(clean_line(name))


class FilePicker(Dialog[Path]):
    """A tree of folders and files; gives back what was chosen, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Cancel", show=False),
        Binding("f", "take_folder", "Take the folder", show=False),
        Binding("backspace", "up", "To the folder above", show=False),
    ]
    CSS_PATH = "forms.tcss"
    AUTO_FOCUS = "TextTree"

    def __init__(self, start: Path) -> None:
        """Begin in the folder ``start``."""
        super().__init__()
        self._start = start

    def compose(self) -> ComposeResult:
        """Lay out the path, the tree and the buttons."""
        with Vertical(classes="form wide") as form:
            keys = "enter opens · f takes the folder · ⌫ one folder up · esc leaves"
            self.head(form, "Choose a file or a folder", keys)
            yield Label(_shown(self._start), id="path", markup=False)
            yield TextTree(self._start)
            with Horizontal(classes="buttons"):
                yield Button("Take the folder", id="folder-button", variant="primary", compact=True)
                yield Button("One folder up", id="up", compact=True)
                yield Button("Cancel", id="cancel", compact=True)

    def on_mount(self) -> None:
        """Show what the folder holds."""
        self.query_one(TextTree).root.expand()

    @on(DirectoryTree.FileSelected)
    def take_file(self, event: DirectoryTree.FileSelected) -> None:
        """Take a file."""
        self.dismiss(event.path.absolute())

    @on(Button.Pressed, "#folder-button")
    def action_take_folder(self) -> None:
        """Take the folder under the cursor, or the one that the file under it is in."""
        node = self.query_one(TextTree).cursor_node
        path = node.data.path if node and node.data else self._start
        self.dismiss((path if path.is_dir() else path.parent).absolute())

    @on(Button.Pressed, "#up")
    def action_up(self) -> None:
        """Show the folder above."""
        tree = self.query_one(TextTree)
        above = Path(tree.path).absolute().parent
        tree.path = above
        self.query_one("#path", Label).update(_shown(above))

    @on(Button.Pressed, "#cancel")
    def action_leave(self) -> None:
        """Choose nothing."""
        self.dismiss(None)


def _shown(path: Path) -> VisualType:
    """Return a path as it is shown, its end rather than its beginning."""
    return Content(tail(clean_line(str(path.absolute())), PATH_CELLS))
