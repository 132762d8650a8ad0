"""Every command of the explorer, once: bindings, footer, palette, help and key sheet come from here."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from driftview.tui.commands.command import Command
from driftview.tui.commands.finding import (
    ANCESTRY,
    FINDING,
    LOOKING,
    MODELS,
    PHRASES,
    VOICES,
    WHOLE_WORDS,
    WORDS,
)
from driftview.tui.commands.studying import PREDICT, STUDIES, TOUR
from driftview.tui.commands.table import (
    FIND,
    FOLLOW,
    IN_VIEWS,
    LOOK,
    MEASURES,
    OPENING,
    PANELS,
    PROGRAM,
    SAMPLES,
    SETTINGS,
    TIME,
    VIEWS,
)

COMMANDS: tuple[Command, ...] = (
    *TIME, *VIEWS, *FIND, *LOOKING, *FOLLOW, *SETTINGS, *LOOK, *SAMPLES, *IN_VIEWS, *MEASURES, *OPENING,
    *WORDS, *WHOLE_WORDS, *PHRASES, *VOICES, *MODELS, *FINDING, *ANCESTRY, *PREDICT, *TOUR, *STUDIES,
    *PANELS, *PROGRAM,
)  # fmt: skip
"""All of them, in the order in which help and key sheet show them."""

BY_NAME = {command.name: command for command in COMMANDS}
"""The commands by name."""


def commands_of(view: str) -> list[Command]:
    """Return the commands that mean something in a view."""
    return [command for command in COMMANDS if command.means_something_in(view)]


def groups(commands: Iterable[Command] = COMMANDS) -> Iterator[tuple[str, list[Command]]]:
    """Go through the commands under their headings."""
    for name, members in groupby(commands, key=lambda command: command.group):
        yield name, list(members)
