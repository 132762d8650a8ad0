"""One command: what is stated of it once, and what generations that were made elsewhere refuse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from driftview.tui.key_names import key_label
from driftview.tui.leaving import Leads
from driftview.tui.session import Session

NOT_MADE = "these texts come from outside"

AGAIN = f"{NOT_MADE} and cannot be run again"
RUNS = f"it makes runs of its own, and {NOT_MADE}"

MAIN = "main"
"""The main screen, among the views."""

SECLUDED = ("tour",)
"""Views that take the keys for themselves: they offer only their own commands and the few that always are."""

WITHOUT_STEPS = (*SECLUDED, "predict")
"""Views whose arrow keys and digits do something else than go through generations and panels."""


CHANGES = (("change",), ("ask",))
"""What commands do that change settings."""


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
    withheld: str = ""
    """Why it cannot be done with generations that were given; empty where it can."""
    where: tuple[str, ...] = ()
    """The views in which it means something; none for everywhere."""
    elsewhere: tuple[str, ...] = SECLUDED
    """Where it means nothing, if it means something everywhere else."""
    formerly: str = ""
    """What older versions called it, which ``[keys]`` goes on taking."""

    def means_something_in(self, view: str) -> bool:
        """Whether a view offers it."""
        return view in self.where if self.where else view not in self.elsewhere

    @property
    def leads(self) -> Leads:
        """Where its key may lead to: most commands may ask something."""
        match self.does[:1]:
            case ("open_view",) if self.name not in WITHOUT_STEPS:
                return Leads.VIEW
            case ("change" | "step" | "scroll",):
                return Leads.STAYS
            case _:
                return Leads.STAYS if self.group == "Time" else Leads.TYPING

    def meets(self, other: Command) -> bool:
        """Whether some view offers both, so that they must not share a key."""
        views = {MAIN, *self.where, *other.where}
        return any(self.means_something_in(view) and other.means_something_in(view) for view in views)

    @property
    def not_of_given(self) -> str:
        """Return why generations that were given refuse it: what changes a setting, they always do."""
        return self.withheld or (AGAIN if self.does[:1] in CHANGES else "")

    def refused(self, session: Session) -> str | None:
        """Return why it cannot be done just now, or None."""
        return (session.given and self.not_of_given) or self.refusal(session)

    def footer_word(self, session: Session) -> str:
        """Return the word that the footer shows in this state."""
        return self.relabel(session) if self.relabel else self.short or self.label

    @property
    def shown_key(self) -> str:
        """Return the first key of the registry as people write it; what is in use stands in the keymap."""
        return key_label(self.keys[0])
