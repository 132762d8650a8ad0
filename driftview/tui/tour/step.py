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
    finding: str
    """The heading: what this run shows, which on another text may be something else."""
    elsewhere: tuple[int, ...] = ()
    """The answers that runs with other seeds gave; they are right too."""


@dataclass(frozen=True)
class TourStep:
    """One idea: it is asked about before it is shown."""

    subject: str
    """The heading while it is asked; it does not give the answer away."""
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
        """Return which answer a number belongs to; a number that does not exist counts as zero."""
        return sum(border <= (value or 0.0) for border in self.borders)


def rest(share: float | None) -> float | None:
    """Return the share that is missing."""
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


def times(band: BandState) -> str:
    """Say how often people used the words of a band: "once", "3–4 times"."""
    label = numbers.band_label(band.low, band.high)
    return f"{label} times" if "–" in label or label.endswith("+") else label


def fell(share: float | None) -> str:
    """Say how far a measure has fallen, or that it has not."""
    if share is None:
        return f"fallen by {numbers.MISSING}"
    return f"risen by {numbers.percent(-share)}" if share < 0 else f"fallen by {numbers.percent(share)}"


def trainings(number: int) -> str:
    """Write a number of trainings."""
    return "one training" if number == 1 else f"{number} trainings"
