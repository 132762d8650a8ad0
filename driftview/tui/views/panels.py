"""Screens with panels that can take all the room, and the keys that mean something on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from typing import Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.screen import Screen

from driftview.tui import providers
from driftview.tui.commands import BY_NAME, commands_of
from driftview.tui.commands.command import MAIN, Command
from driftview.tui.commands.views import VIEWS
from driftview.tui.content.main import effect
from driftview.tui.error_boundary import ErrorBoundary
from driftview.tui.first_frame import HORIZONTAL, VERTICAL
from driftview.tui.session import Session
from driftview.tui.views.dialog import Dialog
from driftview.tui.widgets.frame import Panel
from driftview.tui.widgets.rows import CommandChosen, PlainLine

ASIDE, GROWN = "-aside", "-grown"
"""The classes of what is hidden by a maximised panel, and of that panel and what it is in; see main.tcss."""


class PanelScreen(ErrorBoundary, Screen[None]):
    """Moves the focus between its panels, and lets one of them stand for all."""

    HORIZONTAL_BREAKPOINTS = HORIZONTAL
    VERTICAL_BREAKPOINTS = VERTICAL
    COMMANDS = {providers.commands, providers.settings}  # noqa: RUF012 - as Textual declares it

    AUTO_FOCUS = ""
    """No panel has the focus at first; None would stand for the app's wish, which is the first one."""

    VIEW: ClassVar[str] = MAIN
    """Its name in the command registry."""

    session: Session
    """What the explorer knows."""

    _to_show: bool = False
    """Whether it will be shown soon."""

    def action_give(self, name: str) -> None:
        """Do what a command says, or say why not; under a dialog nothing is done."""
        if isinstance(self.app.screen, Dialog):
            return
        command = BY_NAME[name]
        reason = None if name == "stop" else command.refused(self.session)
        if reason:
            self.query_one("#sentence", PlainLine).show(f"{command.label}: {reason}.", f"{reason}.")
        else:
            self.carry_out(command)

    def carry_out(self, command: Command) -> None:
        """Do what a command says, now that nothing is against it."""
        raise NotImplementedError

    def method_of(self, command: Command, part: object = None) -> Callable[[], None] | None:
        """Return what carries out a command on this screen, or on a ``part`` of it, if anything does."""
        name, *arguments = command.does or (command.name,)
        method = getattr(self if part is None else part, f"do_{name}", None)
        return None if method is None else partial(method, *arguments)

    @on(CommandChosen)
    def take_command(self, message: CommandChosen) -> None:
        """Do what was clicked on."""
        if message.command == "palette":
            self.app.action_command_palette()
        else:
            self.action_give(message.command)

    def do_copy_screen(self) -> None:
        """Put what stands on the screen on the clipboard, as text."""
        from driftview.tui.clipboard import copy
        from driftview.tui.terminal import text_of_screen

        copy(self, text_of_screen(self), "the screen")

    def show(self) -> None:
        """Bring everything that depends on the session up to date."""
        raise NotImplementedError

    def show_soon(self) -> None:
        """Bring everything up to date once what threads have posted so far has been taken, and only once.

        Runs can come faster than a view is drawn; a key would have to wait for each drawing.
        """
        if not self._to_show:
            self._to_show = True
            self.call_later(self._show_now)

    def _show_now(self) -> None:
        self._to_show = False
        if self.is_attached:
            self.show()

    def panels(self) -> list[Panel]:
        """Return the panels that have room at this size, as one reads."""
        return [widget for widget in self.focus_chain if isinstance(widget, Panel)]

    @property
    def focused_panel(self) -> Panel | None:
        """Return the panel that has the focus, or something in which has it."""
        if self.focused is None:
            return None
        return next((each for each in self.focused.ancestors_with_self if isinstance(each, Panel)), None)

    @property
    def maximised(self) -> bool:
        """Whether one panel has all the room."""
        return bool(self.query(f"Panel.{GROWN}"))

    def restore(self) -> bool:
        """Give all panels their room again; False when they had it."""
        before = self.maximised
        for name in (ASIDE, GROWN):
            self.query(f".{name}").remove_class(name)
        if before:
            self._show_when_laid_out()
        return before

    def _show_when_laid_out(self) -> None:
        """Show what fits once panels have their new sizes, and not while their styles are still to come."""
        self.refresh(layout=True)
        self.call_after_refresh(self.show)

    def _enlarge(self, panel: Panel) -> None:
        """Give one panel the room of all others."""
        for node in panel.ancestors_with_self:
            if node is self:
                break
            for other in node.parent.children if node.parent else ():
                if other is not node and (isinstance(other, Panel) or other.query(Panel)):
                    other.add_class(ASIDE)
            if node.id != "page":
                node.add_class(GROWN)
        self._show_when_laid_out()

    def do_maximise(self) -> None:
        """Give all the room to the panel that has the focus, or the first one; or give it back."""
        if self.restore():
            return
        panel = self.focused_panel or next(iter(self.panels()), None)
        if panel is not None:
            self.set_focus(panel, scroll_visible=False)
            self._enlarge(panel)

    def do_move_focus(self, step: int) -> None:
        """Move the focus by some panels, round the screen; a maximised panel makes room for the next."""
        was_maximised, panels = self._all_panels()
        if panels:
            now = self.focused_panel
            place = panels.index(now) + step if now in panels else min(step, 0)
            self._focus(panels[place % len(panels)], was_maximised)

    def do_focus_panel(self, number: int) -> None:
        """Put the focus on a panel by its number, from 1."""
        was_maximised, panels = self._all_panels()
        if number <= len(panels):
            self._focus(panels[number - 1], was_maximised)
        else:
            self.query_one("#sentence", PlainLine).show(
                f"Panels here: {len(panels)}; there is no panel {number}."
            )

    def _all_panels(self) -> tuple[bool, list[Panel]]:
        """Return whether one panel had all the room, and the panels, which have theirs again."""
        return self.restore(), self.panels()

    def _focus(self, panel: Panel, maximise: bool) -> None:
        self.set_focus(panel, scroll_visible=False)
        if maximise:
            self._enlarge(panel)


def bindings_of(view: str) -> Iterator[BindingType]:
    """Yield a binding for every key that means something in a view; they come before those of widgets."""
    for command in commands_of(view):
        for key in command.keys:
            action = f"give('{command.name}')"
            yield Binding(key, action, command.label, show=False, priority=True, id=command.name)


def show_effect(screen: Screen[None], session: Session) -> None:
    """Say on a screen what was turned and what it did; without anything to say there is no line."""
    line = screen.query_one("#effect", PlainLine)
    said = effect(session)
    if said:
        line.show(*said)
    if not said:
        line.display = False
    elif not line.display and _caught_up(session):
        # the new generation is drawn first: making room for the line moves everything below it
        screen.call_after_refresh(_reveal, screen, session)


def _reveal(screen: Screen[None], session: Session) -> None:
    """Make room for the line, if it is still wanted."""
    screen.query_one("#effect", PlainLine).display = bool(effect(session))


def _caught_up(session: Session) -> bool:
    """Whether the run has come as far as what is looked at, or as it will."""
    former = session.shown.former
    return (
        former is None
        or not session.computing
        or session.made >= min(session.wanted, len(former.measures) - 1)
    )


def make_view(name: str, main: PanelScreen) -> PanelScreen:
    """Return a view of the main screen's session."""
    made: PanelScreen = _loaded(VIEWS[name].shows)(main)
    return made


def ask_in_view(name: str, main: PanelScreen) -> None:
    """Ask what a view is to be about; it is shown when that is answered."""
    _loaded(VIEWS[name].asks)(main)


def open_about(name: str, main: PanelScreen, what: object) -> None:
    """Open a view on one thing: Words on a word, Measures on a measure."""
    _loaded(VIEWS[name].about)(main, what)


def _loaded(place: str) -> Any:
    """Return what stands in a module of this room; a view is loaded when it is first wanted."""
    module, name = place.split(".")
    return getattr(import_module(f"driftview.tui.views.{module}"), name)
