"""What has the focus, what is on the screen, and every key that means something there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from driftview.drift.first_text import call_first
from driftview.tui.commands import BY_NAME, commands_of, groups
from driftview.tui.commands.command import MAIN, Command
from driftview.tui.content.help import NEWCOMER, OF_PANELS, PAGES, Page
from driftview.tui.key_names import Keymap
from driftview.tui.views.dialog import Dialog
from driftview.tui.widgets.frame import Panel

KEYS_WIDTH = 18
"""Columns that the keys of a command take."""

PALETTE = "ctrl+p"
"""Finds any command by name."""


class Help(Dialog[None]):
    """One page that explains the panel with the focus, the view and the keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1", "leave", "Close", show=False),
        Binding("j", "scroll(1)", "Scroll on", show=False),
        Binding("k", "scroll(-1)", "Scroll back", show=False),
        Binding("g", "scroll(-9999)", "Go to the beginning", show=False),
        Binding("G", "scroll(9999)", "Go to the end", show=False),
    ]
    CSS_PATH = "forms.tcss"

    def __init__(self, keys: Keymap, view: str = MAIN, panel: Panel | None = None) -> None:
        """Explain ``view``, and before it the panel that has the focus."""
        super().__init__()
        self._keys, self._view, self._panel = keys, view, panel

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        about = page(self._keys, self._view, self._panel, getattr(self.app, "begins_human", True))
        with VerticalScroll(classes="form wide") as form:
            self.head(form, "Help", "esc closes · ↑ ↓ scroll · ctrl+p finds any command by name")
            yield Static(about, id="help-page")

    def action_scroll(self, lines: int) -> None:
        """Move by some lines."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)


def page(keys: Keymap, view: str = MAIN, panel: Panel | None = None, said_human: bool = True) -> Content:
    """Return the text of the page: panel, view, the keys of this view alone, all other keys."""
    called = partial(call_first, said_human)
    parts = [*_panel(panel, called), *_view(keys, view, called)]
    here = [command for command in commands_of(view) if command.where]
    everywhere = [command for command in commands_of(view) if not command.where]
    if here:
        name = "On this screen" if view == MAIN else f"Only in {BY_NAME[view].label}"
        parts += [_heading(name), *_lines(here, keys), Content("\n")]
    for group, commands in groups(everywhere):
        parts += [_heading(group), *_lines(commands, keys), Content("\n")]
    return Content("").join(parts)


def _view(keys: Keymap, view: str, called: Callable[[str], str]) -> Iterator[Content]:
    """Yield what a view shows, and each of its parts by name."""
    about = PAGES.get(view) or Page(BY_NAME[view].meaning, ())  # a plain view is what its command says
    if view != MAIN:
        yield _heading(BY_NAME[view].label)
    yield Content(f"{called(about.intro)}\n\n")
    if view == MAIN:
        yield Content(f"{called(_newcomer(keys))}\n\n")
    for name, meaning in about.parts:
        yield Content.assemble((name, "b $text-primary"), f": {called(meaning)}\n")
    if about.outro:
        yield Content(f"\n{called(about.outro)}\n")
    yield Content("\n")


def _panel(panel: Panel | None, called: Callable[[str], str]) -> Iterator[Content]:
    """Yield what there is to say of a panel."""
    about = OF_PANELS.get(panel.id or "") if panel is not None else None
    if panel is not None and about:
        yield _heading(str(panel.border_title or "").split(" · ")[0])
        yield Content(f"{called(about)}\n\n")


def _newcomer(keys: Keymap) -> str:
    """Return where to begin; a command that has no key is in the palette."""
    return NEWCOMER.format_map({name: keys.labels[name] or PALETTE for name in BY_NAME})


def _heading(name: str) -> Content:
    return Content.assemble((name, "b"), "\n")


def _lines(commands: Iterable[Command], keys: Keymap) -> Iterator[Content]:
    """Yield a line for each command."""
    for command in commands:
        shown = " ".join(keys.all_shown(command.name)).ljust(KEYS_WIDTH)
        yield Content.assemble("  ", (shown, "$text-primary"), f" {command.label}\n")
