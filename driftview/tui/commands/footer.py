"""What the footer shows: the keys that are wanted most now, as many as there is room for."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from driftview.tui.commands import BY_NAME, COMMANDS
from driftview.tui.commands.command import MAIN, SECLUDED, WITHOUT_STEPS, Command
from driftview.tui.commands.views import VIEWS
from driftview.tui.session import Session

WHERE_THERE_IS_ROOM = (
    "quit", "tour", "words", "phrases", "voices", "export", "compare", "human_text", "measures",
    "vocabulary", "map", "ancestry", "predict",
)  # fmt: skip
"""What the main screen's footer shows besides, most wanted first."""

AFTER_A_VIEW = ("play", "maximise", "export", "quit_now")
"""What a view's footer shows after all that is the view's own; other views follow."""


@dataclass(frozen=True)
class FooterItem:
    """One entry of the footer: a key or a pair of keys, and a word."""

    commands: tuple[Command, ...]
    keys: tuple[str, ...]
    """Of each command: its key, as people write it; empty when it has none."""
    word: str
    refusals: tuple[str | None, ...]
    """Of each command: why it cannot be given just now, or None."""

    @property
    def refused(self) -> bool:
        """Whether none of its commands can be given just now."""
        return None not in self.refusals


def _footer_names(session: Session, maximised: bool) -> Iterator[tuple[str, ...]]:
    """Yield the commands of each footer entry in this state, most wanted first."""
    yield ("previous", "next")
    if session.given:
        yield from (("play",), ("words",), ("phrases",), ("ancestry",))
        yield ("stop",) if session.computing or maximised else ("export",)
        yield from (("help",), ("quit",), ("vocabulary",), ("map",))
        return
    at_end = bool(session.generations) and session.current == session.made and not session.computing
    yield ("more",) if session.waits_for_user or (at_end and not session.playing) else ("play",)
    yield ("model",)
    yield ("regime",)
    yield ("more_human", "less_human")
    if (session.computing and not session.run.stopped) or maximised:
        yield ("stop",)
    yield ("help",)
    yield from ((name,) for name in WHERE_THERE_IS_ROOM)


def footer(
    session: Session,
    view: str = MAIN,
    maximised: bool = False,
    words: Mapping[str, str] | None = None,
    idle: Collection[str] = (),
) -> list[FooterItem]:
    """Return what the footer shows in this state where there is room for it, most wanted first.

    ``maximised``: whether one panel has all the room, which Escape then gives back. ``words``: what commands
    are called in the state that the view itself is in. ``idle``: commands that would do nothing in it.
    """
    items = []
    for offered in _footer_names(session, maximised) if view == MAIN else _view_names(session, view):
        names = tuple(name for name in offered if name not in idle)
        if not names:
            continue
        commands = tuple(BY_NAME[name] for name in names)
        reasons = tuple(command.refused(session) for command in commands)
        word = (words or {}).get(names[0]) or commands[0].footer_word(session)
        if names == ("stop",) and maximised:
            word, reasons = "all panels", (None,)
        elif names == ("stop",) and view != MAIN:
            word = (words or {}).get("stop") or ("leave" if view in SECLUDED else "back")
            reasons = (None,)
        keys = tuple(session.keys.labels[name] for name in names)
        items.append(FooterItem(commands, keys, word, reasons))
    return items


def _view_names(session: Session, view: str) -> Iterator[tuple[str, ...]]:
    """Yield the commands of each footer entry of a view, the views that lead on from it last."""
    wanted = VIEWS[view].footer
    if view not in WITHOUT_STEPS:
        yield ("previous", "next")
    yield from wanted
    yield ("stop",)
    yield ("help",)
    if view in SECLUDED:
        return
    shown = {name for names in wanted for name in names}
    yield from _own_besides(view, shown)
    after = tuple(name for name in WHERE_THERE_IS_ROOM if name in VIEWS)
    for name in (*AFTER_A_VIEW, *after):
        if name not in shown and name != view and not (name == "play" and view in WITHOUT_STEPS):
            yield (name,)


def _own_besides(view: str, shown: Collection[str]) -> Iterator[tuple[str, ...]]:
    """Yield what means something in few views and is not shown yet; neighbours with one word are a pair."""
    own = (each for each in COMMANDS if view in each.where and each.short and each.name not in shown)
    for _, members in groupby(own, key=lambda command: command.short):
        yield tuple(command.name for command in members)
