"""The first frame, on the screen before anything is loaded, and the sizes below which there is none."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from driftview.text.cleaning import label


class FirstFrame(Screen[None]):
    """Says whose program this is and what it is about to read; the app keeps keys for the main screen."""

    DEFAULT_CSS = """
    FirstFrame {
        & > #head { dock: top; height: 1; background: $panel; color: $text-primary; text-style: bold; }
        & > #foot { dock: bottom; height: 1; background: $panel; }
        & > #read { margin: 1 0 0 0; padding: 0 1; height: 1; color: $foreground; }
    }
    """
    SCOPED_CSS = False

    def __init__(self, names: Sequence[str]) -> None:
        """Show what the texts are called that are about to be read."""
        super().__init__()
        self._names = names

    def compose(self) -> ComposeResult:
        """Lay out what the main screen has at these places too."""
        yield Static(" driftview", id="head")
        yield Static(Content(f"Reading {', '.join(map(label, self._names)) or 'the text'} …"), id="read")
        yield Static(id="foot")


SMALLEST = (60, 20)
"""Columns and rows below which a notice takes the place of a screen."""

HORIZONTAL = [
    (0, "-too-narrow"),
    (SMALLEST[0], "-narrow"),
    (76, "-normal"),
    (100, "-roomy"),
    (160, "-wide"),
]
"""The class of a screen from so many columns on."""

VERTICAL = [
    (0, "-too-low"),
    (SMALLEST[1], "-low"),
    (30, "-middling"),
    (48, "-high"),
]
"""The class of a screen from so many rows on."""


def notice(width: int, height: int, least_width: int, least_height: int) -> str:
    """Return what to say when there is too little room."""
    return (
        f"driftview needs a larger window.\n\n"
        f"This one has {width} × {height} cells;\n"
        f"{least_width} × {least_height} is the minimum.\n\n"
        "Please enlarge it; ctrl+q quits."
    )
