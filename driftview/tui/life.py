"""The life of one word as the screen shows it: its curve, and what is said of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from driftview import numbers
from driftview.charts.curves import CurveKind, Curves, Series
from driftview.text.cleaning import clean
from driftview.theory.deviation import half_width
from driftview.tui.content.spans import Span
from driftview.tui.story import judgement

if TYPE_CHECKING:
    from driftview.drift.words import LifeLine

LABEL, NAME = "prose--muted", "prose--strong"
"""Looks of what is said and of the word itself."""

QUOTED = (90, 260)
"""A longer last sentence is cut around the word to so many characters, by the room that there is."""

OTHERWISE = 330
"""How many cells obituary and odds take."""

MILESTONES = (1, 3, 10, 30, 100, 300, 1000)
"""Generations whose odds are named."""


def curves(life: LifeLine, total: int, cursor: int) -> Curves:
    """Return the count of a word through the generations, with the band that chance allows."""
    series = []
    if life.band is not None:
        mean, spread = life.band.mean.tolist(), (life.band.high - life.band.mean).tolist()
        series.append(Series("expected", CurveKind.EXPECTED, tuple(mean), tuple(spread), lowest=0.0))
    counts = tuple(float(count) for count in life.counts.tolist())
    series.append(Series("count", CurveKind.MEASURED, counts))
    return Curves(tuple(series), (0, max(total, life.made, 1)), cursor)


def title(life: LifeLine) -> str:
    """Return what stands above a life."""
    name = f"“{_safe(life.text)}”"
    if life.death is not None:
        return f"{name} · lost in generation {life.death}"
    return f"{name} · alive in generation {life.made}" if life.made else name


def legend(life: LifeLine) -> str:
    """Return what stands below a life."""
    return "░ what chance allows (± 2 sd)" if life.band is not None else "no law holds for this run"


def no_curves() -> Curves:
    """Return an empty chart."""
    return Curves()


def nobody(generation: int) -> list[list[Span]]:
    """Say how to come by a word where the list has none."""
    if generation == 0:
        return [[Span("Press → to let the first model write, or / to look at any word.")]]
    return [[Span("Press / to look at any word, or → to go on.")]]


def said(life: LifeLine, room: int) -> list[list[Span]]:
    """Return the paragraphs that tell a life in ``room`` cells: obituary, odds, last sentence."""
    paragraphs = [[Span(_together(_safe(life.obituary)))]]
    if life.returns:
        often = "once" if life.returns == 1 else f"{life.returns} times"
        paragraphs[0].append(Span(f" In between it was gone and came back {often}."))
    odds = list(_odds(life))
    if odds:
        paragraphs += [[], odds]
    if life.last_sentence:
        where = f"in generation {life.last_seen}" if life.last_seen else "in the human text"
        label = "Last sentence" if life.death is not None else "Latest sentence"
        paragraphs += [[], [Span(f"{label}, {where}: ", LABEL), *_quoted(life, room - OTHERWISE)]]
    return paragraphs


def _odds(life: LifeLine) -> Iterator[Span]:
    """Say what chance the word had at the start to be alive later on."""
    if life.alive is None or life.odds is None:
        return
    known = {step: float(life.alive[step]) for step in MILESTONES if step <= life.made}
    known[life.odds.end] = life.odds.alive_at_end
    yield Span("Odds at the start, to be alive in generation", LABEL)
    for number, (step, chance) in enumerate(sorted(known.items())):
        yield Span(", " if number else " ", LABEL)
        yield Span(f"{step}: ", LABEL)
        yield Span(_together(numbers.percent(chance)))
    yield Span(".", LABEL)


def _quoted(life: LifeLine, room: int) -> Iterator[Span]:
    """Return the last sentence with the word standing out, cut where it is long."""
    most = max(QUOTED[0], min(room, QUOTED[1]))
    text, word = _safe(life.last_sentence), _safe(life.text)
    found = list(re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text)) or list(
        re.finditer(re.escape(word), text)
    )
    if not found:
        yield Span(text[:most] + (" …" if len(text) > most else ""))
        return
    begin, end = found[-1].span()
    low, high = 0, len(text)
    if len(text) > most:
        low = max(0, min(begin - most // 2, len(text) - most))
        high = min(len(text), max(end, low + most))
        low = low and text.find(" ", low, begin) + 1
        cut = text.rfind(" ", end, high) if high < len(text) else -1
        high = cut if cut > 0 else high
    yield Span(("… " if low else "") + text[low:begin])
    yield Span(text[begin:end], NAME)
    yield Span(text[end:high] + (" …" if high < len(text) else ""))


def verdict(measured: float, expected: float | None, spread: float | None) -> tuple[str, str]:
    """Hold a number of dead words against the law: in a clause, and in a few words."""
    if expected is None or spread is None:
        return "no law is known for this run", "no law"
    law = f"{numbers.whole(expected)} ± {numbers.whole(half_width(spread))}"
    judged = judgement(measured, expected, spread)
    return f"the law expects {law}: {judged}", f"law {law}: {judged}"


def _together(text: str) -> str:
    """Keep percentages on one line."""
    return text.replace(" %", "\N{NO-BREAK SPACE}%")


def _safe(text: str) -> str:
    return clean(text).replace("\n", " ").replace("\t", " ")
