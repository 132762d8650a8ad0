"""The commands in Textual's palette."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from driftview.tui.commands import commands_of

if TYPE_CHECKING:
    from driftview.tui.session import Session


class _Screen(Protocol):
    """What the main screen and the views have in common."""

    VIEW: str

    @property
    def session(self) -> Session:
        """What the explorer knows."""

    def action_give(self, name: str) -> None:
        """Do what a command says."""


class _Offer(NamedTuple):
    """One command as the palette shows it."""

    label: str
    help: str
    refused: bool
    give: Callable[[], None]


class CommandProvider(Provider):
    """Finds every command that means something in the view it is asked from, by its label."""

    async def discover(self) -> Hits:
        """Offer all commands while nothing is typed."""
        for offer in self._offers():
            shown = Content(offer.label)
            yield DiscoveryHit(_look(shown, offer), offer.give, offer.label, offer.help)

    async def search(self, query: str) -> Hits:
        """Offer the commands whose label matches."""
        matcher = self.matcher(query)
        for offer in self._offers():
            score = matcher.match(offer.label)
            if score > 0:
                shown = _look(matcher.highlight(offer.label), offer)
                yield Hit(score, shown, offer.give, offer.label, offer.help)

    def _offers(self) -> Iterator[_Offer]:
        """Yield the commands, with their keys as they are in use, and why they cannot be given just now."""
        screen = cast(_Screen, self.screen)
        for command in commands_of(screen.VIEW):
            key = screen.session.keys.shown(command.name)
            label = f"{command.label} ({key})" if key else command.label
            reason = None if command.name == "stop" else command.refusal(screen.session)
            said = f"Not now: {reason}." if reason else command.meaning
            yield _Offer(label, said, bool(reason), partial(screen.action_give, command.name))


def _look(shown: Content, offer: _Offer) -> Content:
    """Dim what cannot be given just now."""
    return shown.stylize("dim") if offer.refused else shown
