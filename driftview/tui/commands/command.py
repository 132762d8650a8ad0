"""What a command is: keys, words, and when it cannot be given."""

from collections.abc import Callable
from dataclasses import dataclass

from driftview.tui.session import Session

MAIN = "main"
"""The main screen, among the views."""


def _never(session: Session) -> str | None:
    """Return None: the command can always be given."""
    return None


@dataclass(frozen=True)
class Command:
    """One thing that the user can ask for."""

    name: str
    """The screen's method is ``do_<name>``."""
    keys: tuple[str, ...]
    """Textual's names of the keys; the first is the one that is shown."""
    label: str
    """What it does, in a few words: palette and help."""
    meaning: str
    """One sentence for those who wonder."""
    group: str
    """The heading it stands under in the help."""
    short: str = ""
    """Its word in the footer."""
    relabel: Callable[[Session], str] | None = None
    """Its footer word in this state, where that differs."""
    refusal: Callable[[Session], str | None] = _never
    """Why it cannot be done just now, or None."""
    where: tuple[str, ...] = ()
    """The views in which it means something; none for everywhere."""

    def means_something_in(self, view: str) -> bool:
        """Whether a view offers it."""
        return not self.where or view in self.where

    def footer_word(self, session: Session) -> str:
        """Return the word that the footer shows in this state."""
        return self.relabel(session) if self.relabel else self.short or self.label

    @property
    def shown_key(self) -> str:
        """Return the first key as people write it."""
        return key_label(self.keys[0])


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
    "escape": "esc",
    "slash": "/",
    "comma": ",",
    "full_stop": ".",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "f1": "F1",
}


def key_label(key: str) -> str:
    """Return a Textual key name as people write it."""
    *modifiers, last = key.split("+")
    return "+".join([*modifiers, KEY_LABELS.get(last, last)])
