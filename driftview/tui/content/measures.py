"""Every measure of the registry, read at one generation and held against its floor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import assert_never

from driftview import numbers
from driftview.charts.curves import CurveKind, Curves, Series
from driftview.charts.strips import sparkline
from driftview.choices import Unit
from driftview.drift.controls import STAYS, NoiseFloor
from driftview.drift.lineage import Generation, Values
from driftview.measures import copying as _registers_all_measures  # noqa: F401
from driftview.measures.registry import Measure, all_measures, everyday_measures, panel_measures
from driftview.quantities import HUMAN_WORDS, LENGTH
from driftview.theory.deviation import half_width
from driftview.tui.content.spans import Column
from driftview.tui.session import Session

Number = float | int | None


@dataclass(frozen=True)
class Reading:
    """One measure, read at one generation."""

    measure: str
    """The name of the measure."""
    name: str
    value: str
    change: str
    """Against the human text; empty where that says nothing."""
    share: float | None
    """The value as a share of the human one; None where that says nothing."""
    lost: float
    """How much is lost, from 0 to 1, as the measure declares what is worse."""


def compared(value: Number, human: Number) -> str:
    """Write a change against the human text: "−44%", and "× 14" where it is tenfold or more."""
    if value is not None and human and value / human >= 10:
        return f"× {numbers.short(round(value / human))}"
    return numbers.relative_change(value, human)


@cache
def _worded(unit: Unit, matched: bool) -> tuple[Measure, ...]:
    """Return the measures of the main screen in the words that fit a run: the same at every step."""
    return tuple(each.said_of(unit, matched) for each in panel_measures())


def read(generations: Sequence[Generation], current: int) -> list[Reading]:
    """Return every measure at generation ``current``."""
    if not generations:
        return []
    now, human = generations[current], generations[0]
    others, matched = (any(getattr(each, kind) for each in generations) for kind in ("own_words", "matched"))
    readings = []
    for measure in _worded(human.corpus.unit, matched):
        if measure.of_others and not others:
            continue
        value, people = now.measures.get(measure.name), reference(measure, now, human)
        if not current and not measure.of_human:
            value = None
        change = compared(value, people) if measure.change and current else ""
        share = value / people if measure.change and value is not None and people else None
        readings.append(
            Reading(
                measure.name,
                measure.label if others and measure.name == HUMAN_WORDS else measure.short,
                numbers.measured(measure, value),
                change,
                share,
                0.0 if share is None else lost_share(measure, share),
            )
        )
    return readings


def of_one_length(now: Generation, human: Generation) -> bool:
    """Tell whether a generation is as long as the human text, or nearly."""
    return abs(len(now.origins) / max(1, len(human.origins)) - 1) <= SAME_LENGTH


def reference(measure: Measure, now: Generation, human: Generation) -> Number:
    """Return what a change is told against: the human text, or a random sample of it of the same length.

    None where neither compares: then there is no change to tell.
    """
    if not measure.changes_with_length or of_one_length(now, human):
        return human.measures.get(measure.name)
    return now.control.get(measure.name)


def lost_share(measure: Measure, share: float) -> float:
    """Return how much is lost when a value is ``share`` of the human one: 0 where it is none the worse."""
    match measure.worse:
        case "lower":
            return max(0.0, 1 - share)
        case "higher":
            return max(0.0, 1 - 1 / share) if share > 0 else 0.0
        case "neither":
            return 0.0
        case _:
            assert_never(measure.worse)


SAME_LENGTH = 0.02
"""Texts that differ by no more than this share are of one length."""

COURSE = 12
"""Cells of a sparkline."""
FEWEST_DRAWN = 3
"""Fewer values than these make no sparkline."""
COLUMNS = (
    Column("now", 8, 9),
    Column("change", 7, 4),
    Column("course", COURSE, 3),
    Column("saw the loss", 12, 8),
)
ARROWS = {1: "▲", -1: "▼", 0: " "}
WORSE = {
    "lower": "Lower is worse: something has been lost.",
    "higher": "Higher is worse.",
    "neither": "Neither direction is worse in itself.",
}

TAKEN = tuple(sorted(everyday_measures(), key=lambda measure: measure.name == LENGTH))
"""What is measured of every generation; the length, which never changes by itself, last."""


def others() -> tuple[Measure, ...]:
    """Return what is measured on demand, the measures of installed packages last to come."""
    return tuple(measure for measure in all_measures() if measure.everyday is None)


def listed() -> tuple[Measure, ...]:
    """Return all measures in the order of the list."""
    return (*TAKEN, *others())


@dataclass(frozen=True)
class MeasureCourse:
    """One measure at one generation."""

    measure: Measure
    now: Number
    human: Number
    course: tuple[Number, ...]
    """Its values through the generations, as far as they are known."""
    known: bool
    """Whether it has been measured here; the others are measured on demand."""
    sampled: bool = False
    """Whether ``human`` is a random sample of the human text, as long as the generation."""

    @property
    def value(self) -> str:
        """Return the value now, in words."""
        return numbers.measured(self.measure, self.now) if self.known else "…"

    @property
    def change(self) -> str:
        """Return the change against the human text, where that says something."""
        if not self.known or not self.measure.change:
            return ""
        return compared(self.now, self.human)


def measure_course(
    measure: Measure, generations: Sequence[Generation], current: int, more: Mapping[int, Values]
) -> MeasureCourse:
    """Read a measure; ``more``: by generation, what was measured on demand."""
    name = measure.name
    if generations:
        matched = any(each.matched for each in generations)
        measure = measure.said_of(generations[0].corpus.unit, matched)
    if measure.everyday:
        course = tuple(each.measures.get(name) for each in generations)
        known = True
    else:
        course = tuple(
            each.measures[name] if name in each.measures else more.get(each.number, {}).get(name)
            for each in generations
        )
        taken = bool(generations) and name in generations[current].measures
        known = taken or name in more.get(current, {})
    if not measure.of_human and course:
        course = (None, *course[1:])
    human, sampled = course[0], False
    if (
        generations
        and measure.changes_with_length
        and not of_one_length(generations[current], generations[0])
    ):
        human, sampled = generations[current].control.get(name), True
    return MeasureCourse(measure, course[current], human, course, known, sampled)


def cells(each: MeasureCourse, floor: NoiseFloor | None, total: int) -> tuple[str, ...]:
    """Return a row of the list: name, value, change, sparkline, and when it saw the loss."""
    change = each.change if each.change != numbers.MISSING else ""
    drawn = [value for value in each.course if value is not None]
    human = each.human if each.measure.change else None
    course = sparkline(each.course, COURSE, total, human=human) if len(drawn) >= FEWEST_DRAWN else ""
    return each.measure.label, each.value, change, course, seen(each.measure, floor)


def legends(judged: int, made: int) -> tuple[str, ...]:
    """Explain the last column, and say how far the measures on demand have been read; longest first."""
    left, blind, none = "▼ ▲ the way it left", "blind: has not left", "no floor: nothing to compare it with"
    if judged < made:
        reading = f"computing the others: {judged} of {made}"
        return (f"{left} · {blind} · {reading}", f"{left} · {reading}", reading)
    course = "course: ▄ as in the human text"
    return (
        f"{course} · {left} · {blind} · {none}",
        f"{course} · {left} · {blind}",
        f"▄ at the start · {left} · {blind}",
        f"{left} · {blind}",
    )


def is_loss(measure: Measure, floor: NoiseFloor) -> bool:
    """Tell whether a measure left its floor on the side where something is lost."""
    match measure.worse:
        case "lower":
            return floor.verdict == "left" and floor.direction < 0
        case "higher":
            return floor.verdict == "left" and floor.direction > 0
        case "neither":
            return floor.verdict == "left"
        case _:
            assert_never(measure.worse)


def seen(measure: Measure, floor: NoiseFloor | None) -> str:
    """Say in a word when a measure first saw the loss, or that it went the other way."""
    if floor is None:
        return "…"
    match floor.verdict:
        case "left":
            if not is_loss(measure, floor):
                return "rises" if floor.direction > 0 else "falls"
            return f"at {floor.left} {ARROWS[floor.direction]}"
        case "blind":
            return "blind"
        case "early":
            return "too early"
        case "none":
            return "no floor"
        case _:
            assert_never(floor.verdict)


def seen_sentence(measure: Measure, floor: NoiseFloor | None) -> str:
    """Say when a measure first saw the loss, and what that means."""
    if floor is None:
        return "Still being computed for every generation and for random samples of the human text."
    match floor.verdict:
        case "none":
            return "It has no noise floor: random samples have no such number, or the same number as the run."
        case "early":
            return "After five generations, driftview knows how far random samples scatter."
        case "blind":
            return (
                f"Blind so far: it has not left the range of random samples of the human text for {STAYS} "
                "generations in a row."
            )
        case "left":
            way = "above" if floor.direction > 0 else "below"
            return (
                f"Since generation {floor.left} it has been {way} its noise floor, where 99% of random "
                "samples of the human text lie."
                f"{'' if is_loss(measure, floor) else ' That is no loss: it moved the better way.'}"
            )
        case _:
            assert_never(floor.verdict)


def control_said(measure: Measure) -> str:
    """Say what a measure that is read on demand is held against."""
    match measure.control:
        case "tokens":
            return "Random samples are single words drawn from the human text, as many as the generation has."
        case "ngrams" | "paragraphs" | "none":
            return "Random samples are whole paragraphs drawn from the human text, up to the same length."
        case _:
            assert_never(measure.control)


def law(generation: Generation, measure: Measure) -> str:
    """Say what chance predicts of a measure, where it does; empty otherwise."""
    expected, spread = (generation.expected.get(measure.name + end) for end in ("", "_sd"))
    if expected is None or generation.number == 0:
        return ""
    reach = "" if spread is None else f" ± {numbers.whole(half_width(spread))}"
    predictor = generation.predictor[:1].upper() + generation.predictor[1:]
    return f"{predictor} {numbers.whole(expected)}{reach} in generation {generation.number}."


def course(
    session: Session, each: MeasureCourse, floor: NoiseFloor | None, controls: Mapping[int, Values]
) -> Curves:
    """Return a measure's curve over its floor; ``controls``: random samples, by generation, on demand."""
    span = (0, max(session.run.target, session.made, 1))
    series = []
    if floor is not None and floor.low is not None and floor.high is not None:
        edges = (None, *floor.low.tolist()), (None, *floor.high.tolist())
        series.append(Series("floor", CurveKind.FAN, (None,) * len(edges[0]), band=edges))
    name = each.measure.name
    control = tuple(
        (generation.control if each.measure.everyday else controls.get(generation.number, {})).get(name)
        for generation in session.generations[1:]
    )
    if any(value is not None for value in control):
        series.append(Series("random sample", CurveKind.CONTROL, control, first=1.0))
    series.append(Series("measured", CurveKind.MEASURED, each.course))
    shares = each.measure.is_share
    return Curves(tuple(series), span, session.current, from_zero=False, shares=shares)


def overall(found: Mapping[str, NoiseFloor]) -> tuple[str, ...]:
    """Say how many measures saw the loss, and which are blind; the longest wording first."""
    judged = [floor for floor in found.values() if floor.verdict in ("left", "blind")]
    if not judged:
        return ("Five generations are needed to show which measures see the loss.",)
    known = {measure.name: measure for measure in listed()}
    left = sorted(floor.left or 0 for floor in judged if is_loss(known[floor.measure], floor))
    better = sum(floor.verdict == "left" for floor in judged) - len(left)
    labels = {measure.name: measure.label for measure in listed()}
    blind = [labels[floor.measure] for floor in judged if floor.verdict == "blind"]
    saw = f"{len(left)} of {len(judged)} measures see the loss"
    first = f", the first in generation {left[0]}" if left else ""
    still = f"blind: {', '.join(blind)}" if blind else "none is blind"
    still = f"{better} improved; {still}" if better else still
    sampling = "A measure sees the loss once it leaves the range of random samples of the human text."
    brief = f"{len(blind)} are blind" if len(blind) != 1 else "1 is blind"
    return (
        f"{saw}{first}; {still}. {sampling}",
        f"{saw}{first}; {still}.",
        f"{saw}{first}; {brief}.",
        f"{saw}; {brief}.",
    )
