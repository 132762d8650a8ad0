"""The Concordance view: lines in their context, how often through time, and where in each text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from driftview import numbers
from driftview.charts.curves import CurveKind, Curves, Series
from driftview.text import cleaning
from driftview.tui.content.main import Wordings
from driftview.tui.content.spans import Row, Span, fitting, head, tail

if TYPE_CHECKING:
    from driftview.drift.concordance import ConcordanceLine, Occurrences

LINE, MATCH, CURSOR = "kwic--context", "kwic--match", "kwic--cursor"
"""Looks of what stands around, of what was found, and of the chosen line."""

SHADES = " ▁▂▃▄▅▆▇█"


def kwic_row(line: ConcordanceLine, width: int, chosen: bool = False) -> Row:
    """Return a line with what was found in the middle of ``width`` cells."""
    match = head(_safe(line.match), max(1, width // 2))
    room = max(0, width - 2 - cell_len(match))
    left_room = room // 2
    left = tail(_safe(line.left).rstrip(), left_room)
    right = head(_safe(line.right).strip(), room - left_room)
    look = CURSOR if chosen else LINE
    pad = " " * (left_room - cell_len(left))
    end = " " * max(0, room - left_room - cell_len(right))
    return (
        Span(f"{pad}{left} ", look),
        Span(match, CURSOR if chosen else MATCH),
        Span(f" {right}{end}", look),
    )


def strip_of(found: Occurrences) -> str:
    """Return the dispersion of the places through a text, a cell for each twentieth of it."""
    parts = found.parts.tolist()
    most = max(parts) or 1
    return "".join(SHADES[0] if not part else SHADES[-(-part * (len(SHADES) - 1) // most)] for part in parts)


def panel_title(found: Occurrences) -> str:
    """Say how often it stands in a text."""
    where = f"Generation {found.generation}" if found.generation else "Human text"
    return f"{where} · {numbers.whole(found.count)} {'place' if found.count == 1 else 'places'}"


def panel_legend(found: Occurrences, room: int) -> str:
    """Show where in the text it stands, in at most so many cells."""
    if not found.count:
        return ""
    strip, dispersion = f"begin {strip_of(found)} end", numbers.decimal(found.dispersion)
    return fitting((f"{strip} · dispersion (DP) {dispersion}", f"{strip} · DP {dispersion}", strip), room)


def curves(found: Sequence[Occurrences | None], total: int, current: int) -> Curves:
    """Return how often it stands in a million tokens of each generation, as far as that is known."""
    values = tuple(None if each is None else each.per_million for each in found)
    return Curves((Series("per million", CurveKind.MEASURED, values),), (0, max(total, 1)), current)


def sentence(typed: str, human: Occurrences | None, now: Occurrences | None, failure: str) -> Wordings:
    """Say how often it stands in the human text and in the generation."""
    name = f"“{head(_safe(typed), 40)}”"
    if failure:
        return (failure, failure[:70])
    if human is None or now is None:
        return (f"Looking for {name} …",)
    before = f"{numbers.whole(human.count)} in the human text"
    if not now.generation:
        return (f"{name}: {before}. Press → to follow it.", f"{name}: {before}.")
    many = f"{numbers.whole(now.count)} in generation {now.generation}"
    rates = f"{numbers.decimal(human.per_million, 0)} and {numbers.decimal(now.per_million, 0)} per million"
    return (f"{name}: {before}, {many} ({rates}).", f"{name}: {before}, {many}.", f"{before}, {many}.")


def place_of(line: ConcordanceLine) -> str:
    """Say where a line stands, and from where it was copied."""
    here = f"paragraph {numbers.whole(line.document)}"
    if line.place is None:
        return here
    return f"{here} · from {_safe(line.place.file)}, paragraph {numbers.whole(line.place.paragraph)}"


def _safe(text: str) -> str:
    return cleaning.shown(text).replace("\n", " ").replace("\t", " ")
