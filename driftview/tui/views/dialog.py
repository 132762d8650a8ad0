"""What every dialog can do: Escape, the cross in its frame and a click outside it close it."""

from __future__ import annotations

from typing import TypeVar

from textual import on
from textual.containers import ScrollableContainer, Vertical, VerticalScroll
from textual.content import Content
from textual.events import Click
from textual.screen import ModalScreen

from driftview.tui.error_boundary import ErrorBoundary

Answer = TypeVar("Answer")

CROSS = "✕"
"""Stands after the title of a dialog; a click on it closes the dialog."""


class Dialog(ErrorBoundary, ModalScreen[Answer | None]):
    """Lies over the explorer until it is answered or closed; closing it gives back None."""

    def head(self, form: Vertical | VerticalScroll | ScrollableContainer, title: str, keys: str = "") -> None:
        """Write the title and the cross into the frame of ``form``, and below what the keys do."""
        form.border_title = Content.from_markup(
            "$title [@click=screen.leave]$cross[/]", title=title, cross=CROSS
        )
        form.border_subtitle = Content(keys)

    @on(Click)
    def close_outside(self, event: Click) -> None:
        """Close on a click beside the dialog."""
        if event.widget is self:
            event.stop()
            self.action_leave()

    def action_leave(self) -> None:
        """Close without an answer."""
        self.dismiss(None)
