"""The commands in Textual's palette."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from driftview.tui.commands import COMMANDS
from driftview.tui.commands.command import Command

if TYPE_CHECKING:
    from driftview.tui.screens.main import MainScreen


class CommandProvider(Provider):
    """Finds every command of the registry by its label."""

    async def discover(self) -> Hits:
        """Offer all commands while nothing is typed."""
        for command in COMMANDS:
            label = _label(command)
            yield DiscoveryHit(Content(label), self._giving(command), label, command.meaning)

    async def search(self, query: str) -> Hits:
        """Offer the commands whose label matches."""
        matcher = self.matcher(query)
        for command in COMMANDS:
            score = matcher.match(_label(command))
            if score > 0:
                shown = matcher.highlight(_label(command))
                yield Hit(score, shown, self._giving(command), _label(command), command.meaning)

    def _giving(self, command: Command) -> Callable[[], None]:
        screen: MainScreen = self.screen  # type: ignore[assignment]  # only the main screen offers this provider
        return partial(screen.action_give, command.name)


def _label(command: Command) -> str:
    """Return a command's label with its key."""
    return f"{command.label} ({command.shown_key})"
