"""One command: what is stated of it once, and what generations that were made elsewhere refuse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from driftview.tui.key_names import key_label
from driftview.tui.session import Session

MAIN = "main"
"""The main screen, among the views."""

SECLUDED = ("story",)
"""Views that take the keys for themselves: they offer only their own commands and the few that always are."""

WITHOUT_STEPS = (*SECLUDED, "predict")
"""Views whose arrow keys and digits do something else than go through generations and panels."""


def _never(session: Session) -> str | None:
    """Return None: the command can always be given."""
    return None


@dataclass(frozen=True)
class Command:
    """One thing that the user can ask for."""

    name: str
    """What it is called under ``[keys]``."""
    keys: tuple[str, ...]
    """Textual's names of the keys, unless the user chose others; the first is the one that is shown."""
    label: str
    """What it does, in a few words: palette and help."""
    meaning: str
    """One sentence for those who wonder."""
    group: str
    """The heading it stands under in the help."""
    does: tuple[str | int, ...] = ()
    """The screen's method, without ``do_``, and what it is called with; else ``do_<name>``."""
    short: str = ""
    """Its word in the footer."""
    relabel: Callable[[Session], str] | None = None
    """Its footer word in this state, where that differs."""
    refusal: Callable[[Session], str | None] = _never
    """Why it cannot be done just now, or None."""
    where: tuple[str, ...] = ()
    """The views in which it means something; none for everywhere."""
    elsewhere: tuple[str, ...] = SECLUDED
    """Where it means nothing, if it means something everywhere else."""

    def means_something_in(self, view: str) -> bool:
        """Whether a view offers it."""
        return view in self.where if self.where else view not in self.elsewhere

    def meets(self, other: Command) -> bool:
        """Whether some view offers both, so that they must not share a key."""
        views = {MAIN, *self.where, *other.where}
        return any(self.means_something_in(view) and other.means_something_in(view) for view in views)

    def footer_word(self, session: Session) -> str:
        """Return the word that the footer shows in this state."""
        return self.relabel(session) if self.relabel else self.short or self.label

    @property
    def shown_key(self) -> str:
        """Return the first key of the registry as people write it; what is in use stands in the keymap."""
        return key_label(self.keys[0])


NOT_MADE = "these texts were given, not made here"

_AGAIN = f"{NOT_MADE}, so nothing can be run again"
_RUNS = f"it makes runs of its own, and {NOT_MADE}"

WITHHELD: dict[str, str] = {
    **dict.fromkeys(
        ("model", "regime", "more_human", "less_human", "human_source", "higher_order", "lower_order",
         "warmer", "cooler", "new_seed", "undo", "redo"),
        _AGAIN,
    ),
    "compare": f"{_RUNS}; the option beside of `driftview open` names others",
    **dict.fromkeys(("replicates", "dose", "story", "order_dial"), _RUNS),
    "corpus": f"{NOT_MADE}; leave with q, and name another text",
    "more": f"{NOT_MADE}, and these are all",
    "worth": f"{NOT_MADE}, so there is no run that a text could join",
    "voice_curve": f"{NOT_MADE}, so nobody knows which human voice each word was learnt from",
    "opening": f"{NOT_MADE}, and the models that wrote them are not here to go on",
    "predict": f"{NOT_MADE}; its guesses are about a run",
}  # fmt: skip
"""The reason by the name of the command."""


def with_reason(command: Command) -> Command:
    """Return a command that says why given texts withhold it, if they do."""
    reason = WITHHELD.get(command.name)
    if reason is None:
        return command

    def refusal(session: Session) -> str | None:
        compared = command.name == "compare" and session.beside
        replicated = command.name == "replicates" and session.replicated
        given = session.given and not (compared or replicated)
        return reason if given else command.refusal(session)

    return replace(command, refusal=refusal)
