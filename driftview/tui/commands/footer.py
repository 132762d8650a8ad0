"""What the footer shows: at most seven keys, by what can be done now."""

from collections.abc import Iterator
from dataclasses import dataclass

from driftview.tui.commands import BY_NAME
from driftview.tui.commands.command import MAIN, Command
from driftview.tui.session import Session

FOOTER_ITEMS = 7
"""The footer never shows more keys than this."""

OF_VIEWS: dict[str, tuple[tuple[str, ...], ...]] = {
    "vocabulary": (("play",), ("log_axis",)),
    "words": (("word_back", "word_on"), ("word_list",), ("word_order",), ("find_word",)),
    "ancestry": (("sentence_back", "sentence_on"), ("piece_back", "piece_on")),
}
"""What a view wants in the footer after the steps through time, most wanted first."""


@dataclass(frozen=True)
class FooterItem:
    """One entry of the footer: a key or a pair of keys, and a word."""

    commands: tuple[Command, ...]
    word: str
    refusals: tuple[str | None, ...]
    """Of each command: why it cannot be given just now, or None."""

    @property
    def refused(self) -> bool:
        """Whether none of its commands can be given just now."""
        return None not in self.refusals


def _footer_names(session: Session) -> Iterator[tuple[str, ...]]:
    """Yield the commands of each footer entry in this state, most wanted first."""
    yield ("previous", "next")
    at_end = bool(session.generations) and session.current == session.made and not session.computing
    yield ("more",) if at_end and not session.playing else ("play",)
    yield ("model",)
    yield ("regime",)
    yield ("more_human", "less_human")
    yield ("stop",) if session.computing else ("export",)
    yield ("help",)


def footer(session: Session, view: str = MAIN) -> list[FooterItem]:
    """Return what the footer shows in this state; never more than FOOTER_ITEMS entries."""
    items = []
    for names in _footer_names(session) if view == MAIN else _view_names(session, view):
        commands = tuple(BY_NAME[name] for name in names)
        reasons = tuple(command.refusal(session) for command in commands)
        word = commands[0].footer_word(session)
        if names == ("stop",) and view != MAIN and not session.computing and not session.playing:
            word, reasons = "back", (None,)
        items.append(FooterItem(commands, word, reasons))
    return items[:FOOTER_ITEMS]


def _view_names(session: Session, view: str) -> Iterator[tuple[str, ...]]:
    """Yield the commands of each footer entry of a view."""
    yield ("previous", "next")
    yield from OF_VIEWS.get(view, ())
    yield ("stop",)
    yield ("help",)
