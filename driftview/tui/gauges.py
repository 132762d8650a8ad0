"""The gauges: a few measures of a generation as a person reads them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from driftview.charts import numbers

if TYPE_CHECKING:
    from driftview.drift.lineage import Generation

Number = float | int | None


@dataclass(frozen=True)
class Gauge:
    """A measure, its name on the screen, and how its number is written."""

    measure: str
    name: str
    write: Callable[[Number], str]
    compares: bool = True
    """Whether its change against the human text means something."""


def _one_decimal(value: Number) -> str:
    return numbers.decimal(value, 1)


def _three_decimals(value: Number) -> str:
    return numbers.decimal(value, 3)


GAUGES = (
    Gauge("types", "words", numbers.whole),
    Gauge("hapaxes", "once-words", numbers.whole),
    Gauge("founders", "founders", numbers.whole),
    Gauge("copied_share", "copied 8+", numbers.percent, compares=False),
    Gauge("entropy_bits", "entropy", numbers.decimal),
    Gauge("perplexity", "perplexity", numbers.perplexity),
    Gauge("perplexity_rare", "– rare words", numbers.perplexity),
    Gauge("distinct_3", "triples", numbers.percent),
    Gauge("js_bits", "distance", _three_decimals, compares=False),
    Gauge("longest_copy", "longest copy", numbers.whole, compares=False),
    Gauge("hill_1", "common words", numbers.whole),
    Gauge("hill_2", "dominant words", _one_decimal),
    Gauge("unseen_mass", "unseen", numbers.percent),
    Gauge("distinct_2", "pairs", numbers.percent),
    Gauge("total_variation", "moved", _three_decimals, compares=False),
    Gauge("ttr", "words/token", _three_decimals),
)
"""In order of what matters most; a low panel shows the first."""


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
    now, human = generations[current].measures, generations[0].measures
    readings = []
    for gauge in GAUGES:
        value = now.get(gauge.measure)
        change = ""
        if gauge.compares and current:
            change = compared(value, human.get(gauge.measure))
        course = tuple(each.measures.get(gauge.measure) for each in generations)
        if gauge.measure in ("copied_share", "longest_copy"):
            value, course = (None if current == 0 else value), (None, *course[1:])
        readings.append(Reading(gauge.name, gauge.write(value), change, course))
    return readings
