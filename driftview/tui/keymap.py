"""Which keys give which command: the registry's, and those that the user put in their place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import combinations
from typing import TYPE_CHECKING

from driftview.tui.key_names import CommandKeys, Keymap, key_label, key_name

if TYPE_CHECKING:
    from driftview.tui.commands.command import Command


TEXTUAL_KEYS = {
    "ctrl+p": "always opens the palette",
    "ctrl+q": "always quits",
    "ctrl+c": "always copies",
    "ctrl+z": "always goes back to the shell",
}
"""Keys that Textual takes before any screen does."""


def default_keymap() -> Keymap:
    """Return the keys as the registry has them."""
    from driftview.tui.commands import COMMANDS

    return Keymap({command.name: command.keys for command in COMMANDS})


def remapped(wanted: Mapping[str, Sequence[str]]) -> tuple[Keymap, tuple[str, ...]]:
    """Return the keymap with the changes that somebody wants, and one line for each that cannot be.

    ``wanted`` has keys as people write them, by the name of the command. Where keys are no keys, or are
    taken by another command that can be given in the same view, the command keeps its default keys.
    """
    from driftview.tui.commands import COMMANDS

    commands = {command.name: command for command in COMMANDS}
    changed: dict[str, CommandKeys] = {}
    complaints: list[str] = []
    for name, keys in wanted.items():
        try:
            changed[_known(name, commands)] = _names(keys)
        except ValueError as error:
            complaints.append(f"[keys] {name}: {error}{_kept(commands.get(name))}")
    complaints += _drop_clashes(changed, commands)
    keys_of = {name: changed.get(name, command.keys) for name, command in commands.items()}
    return Keymap(keys_of, changed), tuple(complaints)


def clashes(
    keys: Mapping[str, CommandKeys], commands: Iterable[Command]
) -> Iterator[tuple[Command, Command, str]]:
    """Yield every two commands that one key would give in one view, and the key."""
    owners: dict[str, list[Command]] = {}
    for command in commands:
        for key in keys[command.name]:
            owners.setdefault(key, []).append(command)
    for key, sharing in owners.items():
        for first, second in combinations(sharing, 2):
            if first.meets(second):
                yield first, second, key


def _drop_clashes(changed: dict[str, CommandKeys], commands: Mapping[str, Command]) -> Iterator[str]:
    """Take back changes until no key clashes, the one that stands later first, and say why."""
    while True:
        keys = {name: changed.get(name, command.keys) for name, command in commands.items()}
        found = clashes(keys, commands.values())
        clash = next((each for each in found if each[0].name in changed or each[1].name in changed), None)
        if clash is None:
            return
        *pair, key = clash
        order = list(changed)
        dropped = max(
            (each for each in pair if each.name in changed), key=lambda each: order.index(each.name)
        )
        other = pair[1] if dropped is pair[0] else pair[0]
        del changed[dropped.name]
        yield f"[keys] {dropped.name}: {key_label(key)} is a key of {other.name}{_kept(dropped)}"


def _known(name: str, commands: Mapping[str, Command]) -> str:
    if name in commands:
        return name
    former = {command.formerly: command.name for command in commands.values() if command.formerly}
    if name in former:
        return former[name]
    close = get_close_matches(name, commands, 1)
    raise ValueError("there is no such command" + (f"; did you mean {close[0]}?" if close else ""))


def _names(keys: Sequence[str]) -> CommandKeys:
    names = tuple(dict.fromkeys(key_name(key) for key in keys))
    for name in names:
        if name in TEXTUAL_KEYS:
            raise ValueError(f"{name} {TEXTUAL_KEYS[name]}")
    return names


def _kept(command: Command | None) -> str:
    """Say which keys stay."""
    if command is None:
        return ""
    return f"; it keeps {', '.join(key_label(key) for key in command.keys)}"
