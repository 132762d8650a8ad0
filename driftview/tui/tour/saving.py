"""The last two questions: what would have kept the words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from driftview.charts.curves import CurveKind, Curves, Series
from driftview.charts.line_chart import SOLID
from driftview.numbers import percent_set as share_of
from driftview.tui.tour.page import Asked, Choices, Step, Told, figure, percent, trainings
from driftview.tui.tour.plan import HUMAN_SHARE

if TYPE_CHECKING:
    from driftview.tui.tour.evidence import Course, Evidence

ALIKE = 0.03
"""Shares of words that differ by no more than this are called the same."""

KEPT = ("no more than before", "up to 60 %", "60 to 90 %", "nearly all: over 90 %")

SOURCES = ("fresh, clearly", "fixed, clearly", "both the same", "neither of them helps")

LATER = "the page was asked for before its evidence was there"


def _ask_everything(evidence: Evidence) -> Asked:
    last = evidence.last
    left = percent(evidence.alone.share(last)) if evidence.alone else ""
    return Asked(
        f"So far every text replaced the one before: {left} of the {evidence.unit} were left after "
        f"{trainings(last)}. Now nothing is thrown away: every model reads all that was ever written, the "
        "human text too.\n"
        f"How many of the {evidence.unit} are left?",
        KEPT,
    )


def _tell_everything(evidence: Evidence) -> Told:
    alone, everything, last = evidence.alone, evidence.everything, evidence.last
    if alone is None or everything is None:
        raise ValueError(LATER)
    left, before = everything.share(last), alone.share(last)
    return Told(
        Choices(((before or 0.0) + ALIKE, 0.6, 0.9), KEPT).place(left),
        f"{percent(left)} of the {evidence.unit} are left; {percent(before)} were when each text replaced "
        "the one before.",
        (
            figure(left, "everything kept"),
            figure(everything.law(last), "said the law"),
            figure(before, "newest text only"),
        ),
        _compared({"everything so far": everything}, alone, last),
        f"{evidence.unit.capitalize()} left · ╌ the law · ◌ newest text only",
        "The human text stays on the shelf: an ever smaller part of it, but it never goes.",
    )


def _ask_tenth(evidence: Evidence) -> Asked:
    return Asked(
        f"Another way: {share_of(HUMAN_SHARE)} of what every model reads is human text. Fresh: another part "
        "each time. Fixed: the same part for ever.\n"
        f"Which keeps more of the {evidence.unit}, after {trainings(evidence.last)}?",
        SOURCES,
    )


def _tell_tenth(evidence: Evidence) -> Told:
    alone, fresh, fixed, last = evidence.alone, evidence.fresh, evidence.fixed, evidence.last
    if alone is None or fresh is None or fixed is None:
        raise ValueError(LATER)
    kept = {"fresh": fresh.share(last), "fixed": fixed.share(last), "none": alone.share(last)}
    return Told(
        _better(kept["fresh"] or 0.0, kept["fixed"] or 0.0, kept["none"] or 0.0),
        f"Fresh keeps {percent(kept['fresh'])}, fixed {percent(kept['fixed'])}, none at all "
        f"{percent(kept['none'])}. The law said {percent(fresh.law(last))}, {percent(fixed.law(last))} and "
        f"{percent(alone.law(last))}.",
        (
            figure(kept["fresh"], "left with fresh"),
            figure(kept["fixed"], "left with fixed"),
            figure(kept["none"], "left without"),
        ),
        _compared({"fresh": fresh, "fixed": fixed}, alone, last),
        f"{evidence.unit.capitalize()} left, {share_of(HUMAN_SHARE)} human text · ╌ the law · ◌ none",
        f"“We mix in {share_of(HUMAN_SHARE)} of human text” does not say which of the two it means.",
    )


def _better(fresh: float, fixed: float, none: float) -> int:
    """Return which answer is right."""
    if max(fresh, fixed) <= none + ALIKE:
        return 3
    if abs(fresh - fixed) <= ALIKE:
        return 2
    return 0 if fresh > fixed else 1


def _compared(courses: dict[str, Course], alone: Course, last: int) -> Curves:
    """Return the courses with their laws, over that of the run that keeps nothing."""
    series = [Series("", CurveKind.GHOST, alone.shares())]
    for number, (name, course) in enumerate(courses.items()):
        if course.law(last) is not None:
            series.append(Series("", CurveKind.EXPECTED, course.laws(), role=SOLID[number]))
        series.append(Series(name, CurveKind.MEASURED, course.shares()))
    return Curves(tuple(series), (0, last), shares=True)


SAVING = (
    Step("Nothing is thrown away", "Feeding everything back", ("alone",), ("everything",), _ask_everything,
         _tell_everything),
    Step("A tenth of human text", "A tenth, fresh or fixed", ("alone",), ("fresh", "fixed"), _ask_tenth,
         _tell_tenth),
)  # fmt: skip
"""Steps seven and eight."""
