"""The vocabulary curve at full size, and how much of the text it amounts to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, ClassVar

from textual.app import ComposeResult

from driftview import numbers
from driftview.drift.lineage import Generation
from driftview.tui.content import charts
from driftview.tui.content.main import Wordings, whole_sentence
from driftview.tui.views.view import View
from driftview.tui.widgets.charts import LAW, LineChart, ReadingFraction
from driftview.tui.widgets.frame import Panel

MILESTONES = ((0.5, "half"), (0.25, "three quarters"), (0.1, "nine tenths"))
"""Shares of the book that are still known, and how much is then forgotten."""


class VocabularyView(View):
    """Measured, expected with its band, control, and the curves of earlier settings."""

    VIEW = "vocabulary"
    CSS_PATH: ClassVar[Any] = ["view.tcss", "vocabulary.tcss"]

    _log = False
    _from_zero = True

    def body(self) -> ComposeResult:
        """Lay out one large chart, and the reading fraction below it."""
        with Panel("Vocabulary", id="chart-panel"):
            yield LineChart(id="chart")
        with Panel("How much of the book this amounts to", id="reading-panel"):
            yield ReadingFraction(id="reading")

    def show_body(self) -> None:
        """Draw the curves, and show the reading fraction."""
        curves = replace(charts.vocabulary(self.session), log=self._log, from_zero=self._from_zero)
        self.query_one(LineChart).show(curves)
        generation = self.session.generations[self.session.current]
        human = " human" if generation.own_words else ""
        left = " left" if generation.own_words else ""
        words = f"{numbers.whole(generation.words_left)}{human} {generation.corpus.unit}s{left}"
        panel = self.query_one("#chart-panel", Panel)
        panel.say(f"Vocabulary · {words} at {generation.number}", self._legend(panel.size.width - 2))
        self._show_reading(generation)

    def _legend(self, room: int) -> str:
        """Name the axis, and the settings of the earlier curves, as far as there is room."""
        axis = "log axis" if self._log else "axis from zero" if self._from_zero else "axis not from zero"
        ghosts = [f"◌ {ghost.label}" for ghost in reversed(self.session.ghosts)]
        while ghosts and len(" · ".join([axis, *ghosts])) > room:
            ghosts.pop()
        return " · ".join([axis, *ghosts])

    def _show_reading(self, generation: Generation) -> None:
        share, law = generation.reading_fraction, generation.reading_fraction_expected
        widget, wordings = self.query_one(ReadingFraction), _reading_says(generation.number, share, law)
        said = next((each for each in wordings if len(each) <= widget.size.width), wordings[-1])
        forgotten = ", ".join(self._milestones(generation.number))
        more = (f"It is as if {forgotten}.",) if forgotten else ()
        widget.show(share, law, numbers.percent(share), (said, *more))

    def _milestones(self, current: int) -> Iterator[str]:
        """Yield by which generation how much of the book is as good as forgotten."""
        shares = [each.reading_fraction for each in self.session.generations[: current + 1]]
        reached: dict[int, str] = {}
        for share, forgotten in MILESTONES:
            number = next((number for number, each in enumerate(shares) if each <= share), None)
            if number is not None:
                reached[number] = forgotten  # the most of one generation
        for place, (number, forgotten) in enumerate(reached.items()):
            book = "" if place else " of the book were forgotten"
            yield f"{forgotten}{book} by generation {number}"

    def sentence(self) -> Wordings:
        """Say how many words are left, and what chance predicts."""
        return whole_sentence(self.session, reading=False)

    def footer_words(self) -> dict[str, str]:
        """Say which axis the keys lead to."""
        return {
            "log_axis": "linear axis" if self._log else "log axis",
            "from_zero": "close up" if self._zero else "from zero",
        }

    def do_log_axis(self) -> None:
        """Change between a log and a linear axis."""
        self._log = not self._log
        self.show()

    @property
    def _zero(self) -> bool:
        """Whether the axis is linear and begins at zero."""
        return self._from_zero and not self._log

    def do_from_zero(self) -> None:
        """Begin the linear axis at zero, or where the curves begin."""
        self._from_zero, self._log = not self._zero, False
        self.show()


def _reading_says(number: int, share: float, law: float | None) -> Wordings:
    """Say what the bar means, the longest wording first."""
    if number == 0:
        return (
            "Generation 0 is the book itself: a reader of the whole book knows all of its words.",
            "Generation 0 is the book: a reader of all of it knows all its words.",
        )
    read = numbers.percent(share)
    long = f"Generation {number} has the vocabulary of someone who read {read} of the book"
    short = f"Someone who read {read} of the book has this vocabulary"
    if law is None:
        return (f"{long}.", f"{short}.")
    expected = numbers.percent(law)
    return (
        f"{long}; chance predicts {expected} ({LAW}).",
        f"{short}; chance predicts {expected} ({LAW}).",
        f"{short} (predicted: {expected}, {LAW}).",
    )
