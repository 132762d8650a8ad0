"""What a page of the tour is: a question with answers, and what a run shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from driftview import numbers
from driftview.charts.curves import Curves

if TYPE_CHECKING:
    from driftview.drift.lineage import BandState
    from driftview.tui.tour.runs import Evidence

Chart = Curves | tuple["BandState", ...]
"""Curves, or the bars of rare-word loss."""


class TourQuestion(NamedTuple):
    """A question and its answers."""

    text: str
    answers: tuple[str, ...]


class TourFigure(NamedTuple):
    """A number to be read from the last row of a class."""

    value: str
    meaning: str


@dataclass(frozen=True)
class Revealed:
    """What a real run shows."""

    right: int
    """Which of the answers, from 0, is the right one."""
    said: str
    """One or two sentences."""
    figures: tuple[TourFigure, ...]
    """Not more than three."""
    chart: Chart
    chart_title: str
    moral: str
    """What to take home, in one sentence."""
    finding: str = ""
    """The heading, where that of the step does not hold for this text."""


@dataclass(frozen=True)
class TourStep:
    """One idea: it is asked about before it is shown."""

    subject: str
    """The heading while it is asked; it does not give the answer away."""
    finding: str
    """The heading when it is shown."""
    asks_with: tuple[str, ...]
    """The parts of the evidence that the question needs."""
    tells_with: tuple[str, ...]
    """Those that the answer needs besides."""
    ask: Callable[[Evidence], TourQuestion] = field(repr=False)
    tell: Callable[[Evidence], Revealed] = field(repr=False)


class AnswerChoices(NamedTuple):
    """Answers that divide the numbers among themselves, from the lowest to the highest."""

    borders: tuple[float, ...]
    """The lowest number of every answer but the first."""
    answers: tuple[str, ...]

    def place(self, value: float | None) -> int:
        """Return which answer a number belongs to; a number that does not exist counts as nought."""
        return sum(border <= (value or 0.0) for border in self.borders)


def rest(share: float | None) -> float | None:
    """Return what is missing to everything."""
    return None if share is None else 1 - share


def figure(share: float | None, meaning: str) -> TourFigure:
    """Return a share as a figure: digits are large, the sign behind them is not."""
    return TourFigure(numbers.percent(share), meaning)


def fitting(texts: Sequence[str], room: int) -> list[str]:
    """Return as many texts, from the first on, as together take no more than ``room`` characters."""
    kept: list[str] = []
    for text in texts:
        if sum(map(len, kept)) + len(text) > room:
            break
        kept.append(text)
    return kept


def trainings(number: int) -> str:
    """Write a number of trainings."""
    return "one training" if number == 1 else f"{number} trainings"
