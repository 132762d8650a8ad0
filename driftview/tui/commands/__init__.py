"""Every command of the explorer, once: bindings, footer, palette, help and key sheet come from here."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from driftview.tui.commands.ancestry import ANCESTRY
from driftview.tui.commands.command import Command, key_label
from driftview.tui.commands.knobs import KNOBS
from driftview.tui.commands.look import LOOK
from driftview.tui.commands.program import PROGRAM
from driftview.tui.commands.time import TIME
from driftview.tui.commands.views import IN_VIEWS, VIEWS
from driftview.tui.commands.words import FIND, WORDS

COMMANDS: tuple[Command, ...] = (
    *TIME, *VIEWS, *FIND, *KNOBS, *LOOK, *IN_VIEWS, *WORDS, *ANCESTRY, *PROGRAM,
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


def key_sheet() -> str:
    """Return docs/keys.md: every command with its keys, as a Markdown page."""
    lines = ["# Keys of the explorer", "", "Made from the command registry; do not edit by hand."]
    for group, members in groups():
        lines += ["", f"## {group}", "", "| key | does | in a sentence |", "| --- | --- | --- |"]
        for command in members:
            keys = ", ".join(f"`{key_label(key)}`" for key in command.keys)
            lines.append(f"| {keys} | {command.label} | {command.meaning} |")
    return "\n".join([*lines, ""])
