"""The gauges: a few measures of a generation as a person reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from driftview import numbers

if TYPE_CHECKING:
    from driftview.drift.lineage import Generation
    from driftview.measures.registry import Measure

Number = float | int | None


@dataclass(frozen=True)
class Reading:
    """One gauge, read at one generation."""

    name: str
    value: str
    change: str
    """Against the human text; empty where that says nothing."""
    course: tuple[float | None, ...]
    """Its values through the generations."""


def compared(value: Number, human: Number) -> str:
    """Write a change against the human text: "−44 %", and "× 14" where it is tenfold or more."""
    if value is not None and human and value / human >= 10:
        return f"× {numbers.short(round(value / human))}"
    return numbers.relative_change(value, human)


def read(generations: Sequence[Generation], current: int) -> list[Reading]:
    """Return every gauge at generation ``current``."""
    if not generations:
        return []
    from driftview.drift.lineage import HUMAN_WORDS  # numpy must not hold up the first frame
    from driftview.measures.registry import gauges

    now, human = generations[current], generations[0]
    others, matched = (any(getattr(each, kind) for each in generations) for kind in ("own_words", "matched"))
    readings = []
    for gauge in (each.said_of(human.corpus.unit, matched) for each in gauges()):
        if gauge.of_others and not others:
            continue
        value, course = now.measures.get(gauge.name), course_of(gauge, generations)
        if not current and not gauge.of_human:
            value = None
        change = compared(value, human.measures.get(gauge.name)) if gauge.change and current else ""
        readings.append(
            Reading(
                gauge.label if others and gauge.name == HUMAN_WORDS else gauge.short,
                numbers.measured(gauge, value),
                change,
                course,
            )
        )
    return readings


def course_of(measure: Measure, generations: Sequence[Generation]) -> tuple[Number, ...]:
    """Return a measure through the generations; the human text has none of what tells nothing of it."""
    course = tuple(each.measures.get(measure.name) for each in generations)
    return course if measure.of_human else (None, *course[1:])
