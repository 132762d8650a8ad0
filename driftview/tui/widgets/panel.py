"""A frame with a title, in which a chart is put once there is something to show."""

from __future__ import annotations

from typing import Self

from textual.containers import Vertical
from textual.content import Content
from textual.events import Click
from textual.geometry import Region
from textual.widget import Widget

from driftview.tui.widgets.rows import CommandChosen


class Panel(Vertical, can_focus=True):
    """A titled frame; empty at first, so that the first frame needs no chart."""

    _said = ("", "")
    _saying = False

    def __init__(self, title: str, *children: Widget, id: str, opens: str = "") -> None:  # noqa: A002
        """Put ``children`` into a frame; a click on its title gives the command ``opens``."""
        super().__init__(*children, id=id)
        self._opens = opens
        self.say(title)

    def on_click(self, event: Click) -> None:
        """Open what the title stands for."""
        if self._opens and event.widget is self and event.y == 0:
            event.stop()
            self.post_message(CommandChosen(self._opens))

    def say(self, title: str, legend: str = "") -> None:
        """Set what stands on the frame, above and below; nothing is drawn again when it is the same."""
        if (title, legend) != self._said:
            self._said = title, legend
            self._saying = True
            self.border_title = Content(title)
            self.border_subtitle = Content(legend) if legend else None
            self._saying = False

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Draw again; when only a title has changed, then only the two rows that titles stand on."""
        if self._saying and not regions:
            width, height = self.outer_size
            left, top = self.content_offset
            regions = (Region(-left, -top, width, 1), Region(-left, height - 1 - top, width, 1))
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
