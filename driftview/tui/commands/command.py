"""One command: what is stated of it once, and why it may be refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from driftview.choices import MOST_COMPARED, has_whole_words
from driftview.settings.conflicts import idle_beside
from driftview.settings.settings import PARAMETERS, order_said
from driftview.tui.key_names import key_label
from driftview.tui.leaving import Leads
from driftview.tui.served import for_visitor
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


# Why a command may not be given just now.

ORDERS = PARAMETERS["order"].steps
TEMPERATURES = PARAMETERS["temperature"].steps


def at_start(session: Session) -> str | None:
    """Refuse to go back from the first text."""
    return "this is already the human text" if session.current == 0 else None


def at_end(session: Session) -> str | None:
    """Refuse to go on from the last generation, and say what computes more."""
    if session.current < session.made:
        return None
    if session.waits_for_user:
        return nothing_yet(session)
    if session.computing:
        return "the next generation is still being computed"
    if session.given:
        return "this is the last of these texts"
    key = "" if session.run.looking else session.keys.labels["more"]
    return f"{key} computes ten more" if key else "this is the last one"


def nothing_yet(session: Session) -> str | None:
    """Refuse while there is no generation to do it with."""
    if session.generations:
        return None
    key = session.keys.labels["more"] if session.waits_for_user else ""
    return "nothing has been computed yet" + (f"; {key} starts" if key else "")


def nothing_in_whole(session: Session) -> str | None:
    """Refuse to look for whole words where every word is a token."""
    if has_whole_words(session.shown.settings.unit):
        return "every word is one token here: choose subwords or characters as the unit"
    return nothing_yet(session)


def nothing_more(session: Session) -> str | None:
    """Refuse to make generations of a lineage that can only be looked at."""
    if session.waits_for_user:
        return None
    return nothing_yet(session) or session.run.looking or None


def nothing_going_on(session: Session) -> str | None:
    """Refuse to stop what does not go on."""
    return None if session.computing or session.playing else "nothing is being computed"


def nothing_beside(session: Session) -> str | None:
    """Refuse to compare where neither runs can be made nor lineages were named."""
    if session.beside:
        return nothing_yet(session)
    key = session.keys.labels["beside"]
    others = f"{RUNS}; {key} puts another lineage beside them" if key else RUNS
    return others if session.given else nothing_more(session)


def nothing_replicated(session: Session) -> str | None:
    """Refuse to show replicates where neither runs can be made nor other seeds were given."""
    return RUNS if session.given and not session.replicated else nothing_more(session)


def no_study(session: Session) -> str | None:
    """Refuse where no study was opened."""
    if session.study:
        return None
    key = session.keys.labels["open_results"]
    return f"no study is open: {key} opens the folder of a sweep" if key else "no study is open"


def only_offered(session: Session) -> str | None:
    """Refuse files to visitors, who see only what is offered."""
    return "visitors see only what is offered" if for_visitor() else None


def full(session: Session) -> str | None:
    """Refuse one more lineage beside as many as can be told apart."""
    if len(session.beside) + 1 >= MOST_COMPARED:
        return f"{MOST_COMPARED} lineages at a time are the most"
    return only_offered(session) or nothing_yet(session)


def all_human(session: Session) -> str | None:
    """Refuse to add to human text alone."""
    full = session.run.settings.human_share >= 1
    return "the training text is already all human" if full else session.run.excluded.get("human_share")


def no_human(session: Session) -> str | None:
    """Refuse to take from what has no human text."""
    none = session.run.settings.human_share <= 0
    return session.run.excluded.get("human_share") or ("no human text is mixed in" if none else None)


def all_edited(session: Session) -> str | None:
    """Refuse to edit more than every sentence."""
    full = session.run.settings.edited >= 1
    return "every sentence is already human" if full else session.run.excluded.get("edited")


def nothing_edited(session: Session) -> str | None:
    """Refuse to edit less than nothing."""
    none = session.run.settings.edited <= 0
    return session.run.excluded.get("edited") or ("nothing is edited" if none else None)


def no_source(session: Session) -> str | None:
    """Refuse to choose where human text comes from while none is mixed in."""
    idle = idle_beside("human_source", session.run.settings)
    return "no human text is mixed in; + mixes some in" if idle else None


def highest(session: Session) -> str | None:
    """Refuse to raise the order above the highest."""
    highest = session.run.settings.order >= ORDERS[-1]
    return f"{order_said(ORDERS[-1])} is the highest order" if highest else session.run.excluded.get("order")


def lowest(session: Session) -> str | None:
    """Refuse to lower the order below the lowest."""
    lowest = session.run.settings.order <= ORDERS[0]
    return f"{ORDERS[0]} is the lowest order" if lowest else session.run.excluded.get("order")


def _fixed(session: Session) -> str | None:
    smoothing = session.run.settings.smoothing
    smoothed = smoothing != PARAMETERS["smoothing"].default
    return (
        f"{smoothing} smoothing writes at temperature 1"
        if smoothed
        else session.run.excluded.get("temperature")
    )


def hottest(session: Session) -> str | None:
    """Refuse to raise the temperature above the highest."""
    hot = session.run.settings.temperature >= TEMPERATURES[-1]
    return f"{TEMPERATURES[-1]:g} is the highest here; m takes any" if hot else _fixed(session)


def coolest(session: Session) -> str | None:
    """Refuse to lower the temperature below the lowest."""
    cool = session.run.settings.temperature <= TEMPERATURES[0]
    return f"{TEMPERATURES[0]:g} is the lowest here; m takes any" if cool else _fixed(session)


def nothing_to_undo(session: Session) -> str | None:
    """Refuse to undo nothing."""
    return None if session.history.past else "there is nothing to undo yet"


def nothing_to_redo(session: Session) -> str | None:
    """Refuse to redo nothing."""
    return None if session.history.future else "nothing was undone"


def unread(session: Session) -> str | None:
    """Refuse while the text is being read."""
    return None if session.run.corpus is not None else "the text is still being read"
