"""What is on the screen, and every key."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from driftview.tui.commands import groups
from driftview.tui.commands.command import key_label

ABOUT = (
    "A model learns from human text and writes as much as it has read; the next model learns from what "
    "it wrote, and so on. Each writing is a generation. Words that happen not to be written are gone "
    "for good.",
    "Left is the human text, or the generation that you pinned: † marks words that the generation on "
    "the right no longer has. Right is what the machine wrote: ⟦ ⟧ enclose runs of eight words or more "
    "copied from the human text.",
    "Vocabulary: how many different words are left, what the law of drift expects (± 2 standard "
    "deviations), the control, which is an honest sample of the human text, and the curves of earlier "
    "settings. Rare-word loss: the words of the human text by how often it has them; ┃ is where the law "
    "expects them. Gauges: other measures, and their change against the human text.",
    "An n-gram loop shows the sampling part of model collapse. It does not show what large language "
    "models do besides.",
)


class Help(ModalScreen[None]):
    """One page that explains the screen and lists the keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1", "dismiss", "Close", show=False),
    ]
    CSS_PATH = "forms.tcss"

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        with VerticalScroll(classes="form wide") as form:
            form.border_title = Content("Help")
            form.border_subtitle = Content("esc closes · ↑ ↓ scroll · ctrl+p finds any command by name")
            yield Static(page(), id="help-page")


def page() -> Content:
    """Return the text of the page."""
    parts: list[Content] = []
    for paragraph in ABOUT:
        parts += [Content(paragraph), Content("\n\n")]
    for group, commands in groups():
        parts.append(Content.from_markup("[b]$group[/b]\n", group=group))
        for command in commands:
            keys = " ".join(key_label(key) for key in command.keys)
            parts.append(Content.from_markup("  [$text-primary]$keys[/]", keys=keys.ljust(18)))
            parts.append(Content(f" {command.label}\n"))
        parts.append(Content("\n"))
    return Content("").join(parts)
