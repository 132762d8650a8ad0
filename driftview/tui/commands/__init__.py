"""Every command of the explorer, once: bindings, footer, palette, help and key sheet come from here."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from driftview.tui.commands.ancestry import ANCESTRY
from driftview.tui.commands.command import Command
from driftview.tui.commands.given import with_reason
from driftview.tui.commands.instruments import INSTRUMENTS
from driftview.tui.commands.knobs import KNOBS
from driftview.tui.commands.look import LOOK
from driftview.tui.commands.panels import PANELS
from driftview.tui.commands.phrases import PHRASES
from driftview.tui.commands.predict import PREDICT
from driftview.tui.commands.program import PROGRAM
from driftview.tui.commands.samples import FOLLOW, OPENING, SAMPLES
from driftview.tui.commands.studies import STUDIES
from driftview.tui.commands.time import TIME
from driftview.tui.commands.tour import TOUR
from driftview.tui.commands.views import IN_VIEWS, VIEWS
from driftview.tui.commands.voices import VOICES
from driftview.tui.commands.words import FIND, WORDS

COMMANDS: tuple[Command, ...] = tuple(map(with_reason, (
    *TIME, *VIEWS, *FIND, *FOLLOW, *KNOBS, *LOOK, *SAMPLES, *IN_VIEWS, *INSTRUMENTS, *OPENING, *WORDS,
    *PHRASES, *VOICES, *ANCESTRY, *PREDICT, *TOUR, *STUDIES, *PANELS, *PROGRAM,
)))  # fmt: skip
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
