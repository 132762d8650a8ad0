"""What was turned and what it did, in one line: this run beside the one that it was turned from."""

from __future__ import annotations

from math import hypot
from typing import TYPE_CHECKING

from driftview import numbers
from driftview.choices import has_words
from driftview.numbers import percent_set as percent
from driftview.settings.wording import is_absent, phrase, turned
from driftview.theory.deviation import as_chance_predicts
from driftview.tui.session import Session
from driftview.tui.story import Wordings

if TYPE_CHECKING:
    from driftview.drift.lineage import Values
    from driftview.settings.settings import Settings
    from driftview.tui.session import Former, Run

MARK = "⇄ "
"""Stands before the line, so that it is told from the sentence above it."""

BEFORE = "before:"
"""What the earlier settings are called when more than one was turned."""


def effect(session: Session) -> Wordings:
    """Return the line at several lengths, longest first; nothing while there is nothing to say."""
    run = session.shown
    former = run.former
    if former is None or not former.measures or run.made < 1 or len(former.measures) < 2:
        return ()
    last = min(run.made, len(former.measures) - 1)
    at = session.current if 1 <= session.current <= last else last
    new, instead = names_of(former, run)
    new = new[:1].upper() + new[1:]
    generation = run.generations[at]
    now = _alive(generation.measures, run.generations[0].measures)
    then = _alive(former.measures[at], former.measures[0])
    copied = _copied(former, run, at)
    unit = "words" if has_words(run.settings.unit) else "characters"
    live = f"{now} of the {unit} live at generation {at}"
    did = f"{live}{copied[0]}, {instead} {then}{copied[1]}"
    chance = _by_chance(former.expected[at], generation.expected, former.measures[at], generation.measures)
    doubt = "; chance does as much" if chance and former.names == run.names else ""
    key = session.keys.shown("undo")
    undo = f" ({key} undoes it)" if key and session.history.past else ""
    short = f"{new}: {now} of {unit} live at {at}, {instead} {then}"
    wordings = (
        f"{new}: {did}{doubt}.{undo}",
        f"{new}: {did}{doubt}.",
        f"{new}: {did}.",
        f"{short}{doubt}.",
        f"{short}.",
        f"{new}: {now}, {instead} {then}.",
    )
    return tuple(sorted((MARK + text for text in wordings), key=len, reverse=True))


def _alive(measures: Values, human: Values) -> str:
    """Write which share of the human words a generation has."""
    types, all_types = measures.get("human_types"), human.get("human_types")
    return numbers.percent(types / all_types) if types is not None and all_types else numbers.MISSING


def _copied(former: Former, run: Run, at: int) -> tuple[str, str]:
    """Return what to add about copying, which is what the order of a model decides."""
    if former.settings.order == run.settings.order or former.settings.unit != run.settings.unit:
        return "", ""
    now = run.generations[at].measures.get("copied_share")
    then = former.measures[at].get("copied_share")
    return f" and {numbers.percent(now)} is copied", f" and {numbers.percent(then)}"


def _by_chance(law_then: Values, law_now: Values, then: Values, now: Values) -> bool:
    """Whether two runs differ by no more than two runs of one setting would; False where no law holds."""
    spreads = law_then.get("human_types_sd"), law_now.get("human_types_sd")
    types = then.get("human_types"), now.get("human_types")
    if spreads[0] is None or spreads[1] is None or types[0] is None or types[1] is None:
        return False
    return as_chance_predicts(types[0], types[1], hypot(spreads[0], spreads[1]))


def names_of(former: Former, run: Run) -> tuple[str, str]:
    """Return what is new about a run, and what to call the one before: "order 5" and "with order 3"."""
    then, now = former.settings, run.settings
    changed = turned(then, now)
    if former.names != run.names:
        return "This text", BEFORE if changed else "the one before:"
    if not changed:
        return "The same settings", BEFORE
    said = ", ".join(phrase(name, now) for name in changed)
    if len(changed) > 1:
        return said, BEFORE
    (name,) = changed
    return said, "without it" if is_absent(name, then) else f"with {_said_again(name, then, now)}:"


def _said_again(name: str, then: Settings, now: Settings) -> str:
    """Return one setting after the same one has been said with another value."""
    if name == "human_share" and then.human_source == now.human_source:
        return percent(then.human_share)
    return then.human_source if name == "human_source" else phrase(name, then)
