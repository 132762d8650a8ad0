"""The names of keys, as people write them and as Textual does, and the keys in use."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from textual.keys import KEY_NAME_REPLACEMENTS, Keys, key_to_character

KEY_LABELS = {
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "plus": "+",
    "minus": "−",
    "equals_sign": "=",
    "underscore": "_",
    "question_mark": "?",
    "slash": "/",
    "backslash": "\\",
    "at": "@",
    "escape": "esc",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    **{f"f{number}": f"F{number}" for number in range(1, 25)},
}
"""How keys are shown, where that is not their name."""

_BY_LABEL = {label.lower(): key for key, label in KEY_LABELS.items()}
_SPECIAL = {key.value for key in Keys if "+" not in key.value and not key.value.startswith("<")}
_MODIFIERS = {"alt", "ctrl", "hyper", "meta", "shift", "super"}


def key_label(key: str) -> str:
    """Return a Textual key name as people write it."""
    *modifiers, last = key.split("+")
    return "+".join([*modifiers, KEY_LABELS.get(last) or _character(last) or last])


def key_name(written: str) -> str:
    """Return Textual's name of a key that somebody wrote: ``?``, ``ctrl+down``, ``G``, ``esc``, ``←``.

    Raises ValueError, with a message of one line, when there is no such key.
    """
    before, plus, last = written.rpartition("+")
    if not last:  # the key + itself, or something and it
        before, plus, last = written[:-2], written[-2:-1], written[-1:]
    modifiers = {each.strip().lower() for each in before.split("+")} if plus else set()
    name = _plain(last if last == " " else last.strip())
    if name is None or not modifiers <= _MODIFIERS:
        raise ValueError(f"“{written}” is not a key")
    if modifiers == {"shift"} and len(name) == 1 and name.isalpha():
        return name.upper()
    return "+".join([*sorted(modifiers), name.lower() if modifiers else name])


def _plain(last: str) -> str | None:
    """Return Textual's name of a key without its modifiers, or None when there is none."""
    if last.lower() in _BY_LABEL:
        return _BY_LABEL[last.lower()]
    if len(last) == 1:
        return key_of(last)
    name = last.lower()
    return name if name in _SPECIAL or name in KEY_LABELS or key_to_character(name) else None


def key_of(character: str) -> str | None:
    """Return Textual's name of the key that types a character."""
    if character.isalnum():
        return character
    name = unicodedata.name(character, "").lower().replace("-", "_").replace(" ", "_")
    return KEY_NAME_REPLACEMENTS.get(name, name) or None


def _character(name: str) -> str | None:
    """Return the visible character that a key types, if it does."""
    character = None if name in _SPECIAL else key_to_character(name)
    return character if character and character.isprintable() and character != " " else None


CommandKeys = tuple[str, ...]


UNBOUND = "unbound"
"""Stands, in Textual's keymap, for a command that has no key; no terminal sends it."""


@dataclass(frozen=True)
class Keymap:
    """The keys of every command, as they are in use."""

    keys: Mapping[str, CommandKeys]
    """By the name of the command; a command may have none."""
    changed: Mapping[str, CommandKeys] = field(default_factory=dict)
    """Those of them that the user chose."""

    labels: Mapping[str, str] = field(init=False)
    """The first key of each command as people write it; empty when it has none."""

    def __post_init__(self) -> None:
        """Write the labels once: every step shows them."""
        labels = {name: key_label(keys[0]) if keys else "" for name, keys in self.keys.items()}
        object.__setattr__(self, "labels", labels)

    def all_shown(self, name: str) -> list[str]:
        """Return all keys of a command as people write them."""
        return [key_label(key) for key in self.keys[name]]

    def bindings(self) -> dict[str, str]:
        """Return the changes as Textual's keymap, by the id of the binding, which is the command's name."""
        return {name: ",".join(keys) or UNBOUND for name, keys in self.changed.items()}
