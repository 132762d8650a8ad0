"""What a text would save: curves, words and phrases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from driftview import numbers
from driftview.charts.curves import CurveKind, Curves, Series
from driftview.text.cleaning import clean
from driftview.tui.content.main import Wordings
from driftview.tui.content.spans import Column

if TYPE_CHECKING:
    from driftview.drift.worth import Worth

WORDS = (
    Column("human", 6, 2),
    Column("added", 6, 3),
    Column("without", 7, 4),
    Column("with", 6, 5),
    Column("longer", 6, 1),
)
"""Columns of the list of words: chances to be alive without and with the text, generations gained."""

MEANS = (
    "chance to be alive without it and with it · longer: generations gained",
    "chance to be alive without it, with it",
)
"""What the last columns of the list of words are, longest first."""

PHRASES = (Column("added", 6, 2), Column("alive", 6, 3))


def word_cells(found: Worth, place: int) -> tuple[str, ...]:
    """Return a row of the list of words."""
    each = found.words[place]
    longer = numbers.MISSING if each.longer is None else f"+{each.longer:,}"
    return (
        safe(each.text),
        numbers.whole(each.human),
        numbers.whole(each.added),
        numbers.percent(each.before),
        numbers.percent(each.after),
        longer,
    )


def phrase_cells(found: Worth, place: int) -> tuple[str, ...]:
    """Return a row of the list of phrases."""
    each = found.phrases[place]
    return safe(each.text), numbers.whole(each.added), numbers.percent(each.alive)


def curves(found: Worth) -> Curves:
    """Return the words kept by each eighth of the text, beside the same amounts of other texts."""
    own, *others = found.curves
    series = [Series(safe(own.name)[:16], CurveKind.MEASURED, tuple(own.words.tolist()))]
    for each in others:
        values = tuple(each.at(amount) for amount in own.tokens.tolist())
        kind = CurveKind.CONTROL if each.name.startswith("human") else CurveKind.GHOST
        series.append(Series(each.name, kind, values))
    return Curves(tuple(series), (0, len(own.tokens) - 1), len(own.tokens) - 1)


def sentence(found: Worth) -> Wordings:
    """Say how many words the text keeps alive, and how many the same amount of other text."""
    own, *others = found.curves
    name = safe(found.name)
    kept = numbers.whole(round(own.at(float(own.tokens[-1])) or 0.0))
    start = (
        f"In generation {found.generation}, {numbers.whole(found.tokens)} tokens of {name} keep {kept} words"
    )
    levels = [(each.name, each.at(found.common)) for each in others]
    same = ", ".join(f"{numbers.whole(round(level))} {label}" for label, level in levels if level is not None)
    common = numbers.whole(round(own.at(found.common) or 0.0))
    amount = numbers.whole(round(found.common))
    compared = f"{amount} tokens keep {common}; the same amount of other text: {same}"
    return (
        *((f"{start} alive that would otherwise be gone. {compared}.",) if same else ()),
        f"{start} alive that would otherwise be gone.",
        f"{start}.",
        f"{name} keeps {kept} words.",
    )


def safe(text: str) -> str:
    """Return a text safe to draw, on one line."""
    return clean(text).replace("\n", " ").replace("\t", " ")
