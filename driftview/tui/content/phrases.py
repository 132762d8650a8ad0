"""The Phrases view as curves and in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from driftview import numbers
from driftview.charts.curves import CurveKind, Curves, Series
from driftview.drift.laws import ChanceBand
from driftview.drift.order_sweep import OrderPoint
from driftview.drift.phrases import LENGTHS, RANKS, PhraseExamples, PhraseState, Rank
from driftview.theory.deviation import WIDTH
from driftview.tui.content.main import Wordings

if TYPE_CHECKING:
    from driftview.drift.phrases import PhraseState
    from driftview.settings.settings import Settings


def named(n: int, unit: str) -> str:
    """Return what the phrases are called."""
    return f"phrases of {n} {unit}s"


def curves(course: Course, made: int, total: int, current: int) -> Curves:
    """Return the shares of human phrases alive and newly lost, and of phrases that no human wrote."""
    states = [course.moments[each].state if each in course.moments else None for each in range(made + 1)]
    alive = tuple(None if state is None else _share(state.alive, state) for state in states)
    lost = tuple(
        None if state is None or not state.generation else _share(state.lost_now, state) for state in states
    )
    series = [Series("alive", CurveKind.MEASURED, alive), Series("lost now", CurveKind.MEASURED, lost)]
    if any(state is not None and state.novel for state in states):
        novel = tuple(None if state is None else state.novel_share for state in states)
        series.append(Series("no human wrote", CurveKind.MEASURED, novel))
    known = next((state for state in states if state is not None), None)
    if course.law is not None and known is not None:
        mean = course.law.mean[: made + 1] / max(known.human, 1)
        spread = (course.law.high - course.law.mean)[: made + 1] / max(known.human, 1)
        band = tuple(mean.tolist()), tuple(spread.tolist())
        series.append(Series("predicted", CurveKind.EXPECTED, *band, lowest=0.0))
    return Curves(tuple(series), (0, max(total, 1)), current, shares=True)


def _share(count: int, state: PhraseState) -> float | None:
    return count / state.human if state.human else None


def sentence(course: Course, settings: Settings, current: int) -> Wordings:
    """Say how many phrases are gone, what chance predicts, and how many are new."""
    phrases = named(course.question.n, settings.unit)
    moment = course.moments.get(current)
    if moment is None:
        return (f"Counting the {phrases} …",)
    state = moment.state
    if not state.human:
        return (f"The human text has no {phrases}.",)
    if current == 0:
        start = f"The human text: {numbers.whole(state.human)} different {phrases}"
        return (f"{start}. Press → to see which survive a training.", f"{start}.")
    gone = numbers.percent(1 - state.alive / state.human)
    after = "After 1 training" if current == 1 else f"After {current} trainings"
    said = f"{after} {gone} of the human {phrases} are gone"
    law, brief = _judged(course, state)
    new, newly = _invented(state, settings)
    return (
        f"{said}; {law}. {new}",
        f"{said}; {brief}. {new}",
        f"{gone} of the human {phrases} are gone; {brief}. {new}",
        f"{gone} of the {phrases} are gone; {brief}. {newly}",
        f"{gone} of these phrases are gone; {brief}. {newly}",
        f"{gone} of these phrases are gone; {brief}.",
        f"{gone} of the {phrases} are gone. {newly}",
        f"{gone} of them are gone. {newly}",
    )


def _judged(course: Course, state: PhraseState) -> tuple[str, str]:
    """Say what chance predicts and whether the run departs from it; long and short."""
    if course.law is None:
        return "no prediction where the model invents phrases", "no prediction"
    expected, high = (float(side[state.generation]) for side in (course.law.mean, course.law.high))
    law = f"chance predicts {numbers.percent(1 - expected / state.human)}"
    law += f" ± {numbers.percent((high - expected) / state.human)}"
    if abs(state.alive - expected) <= max(high - expected, 1.0):
        return f"{law}, so this run is in range", law
    often = numbers.beyond(WIDTH * (state.alive - expected) / max(high - expected, 1.0))
    return f"{law}, so this run is out of range ({often})", f"{law} (out of range)"


def _invented(state: PhraseState, settings: Settings) -> tuple[str, str]:
    """Say what share of the text no human wrote; long and short."""
    if state.novel:
        share = numbers.percent(state.novel_share)
        return f"{share} of this generation's phrases are new.", f"{share} are new."
    return "None are new.", "None are new."


NOTHING_GONE = "Nothing is gone: this is the human text."
ALL_LEFT = "Every human phrase is left."


def none_new(n: int, settings: Settings, current: int) -> str:
    """Say why no phrase is new."""
    if current == 0:
        return "People wrote all of this text. Press → to see what the machine makes of it."
    if settings.smoothing == "none" and settings.knows_origins and n <= settings.order:
        longer = " Press ↑ for longer phrases." if n < LENGTHS[-1] else ""
        if settings.endless:
            return f"This model copies whole documents, so no phrase is new.{longer}"
        return (
            f"None is possible: a model of order {settings.order} writes no {settings.order} "
            f"{settings.unit}s in a row that it has not read.{longer}"
        )
    return "None: people wrote every one of them."


class Question(NamedTuple):
    """Whose phrases: a run, how many words they have, which come first, and what they have in them."""

    run: int
    n: int
    rank: Rank = RANKS[0]
    filtered: str = ""


@dataclass(frozen=True)
class Moment:
    """What has become of the phrases by one generation."""

    state: PhraseState
    examples: PhraseExamples


@dataclass
class Course:
    """The answers to one question so far."""

    question: Question
    moments: dict[int, Moment] = field(default_factory=dict)
    law: ChanceBand | None = None
    counting: bool = False
    """Whether a worker is on it."""


class Setting(NamedTuple):
    """Where the order sweep stands: a run, the words of its phrases, and the generation that is written."""

    run: int
    n: int
    generation: int


@dataclass
class OrderSweep:
    """The order sweep as far as it has run."""

    setting: Setting
    points: dict[int, OrderPoint] = field(default_factory=dict)
    running: bool = True
