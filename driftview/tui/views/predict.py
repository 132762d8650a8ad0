"""The Predict view: a guess first, and then guess, law and run together."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Key

from driftview.tui.content import predict as words
from driftview.tui.content.main import Wordings
from driftview.tui.content.predict import Truth
from driftview.tui.guess import Guess, guessed_generations
from driftview.tui.views.view import View
from driftview.tui.widgets.charts import LineChart
from driftview.tui.widgets.frame import Panel
from driftview.tui.widgets.prose import Prose
from driftview.tui.widgets.rows import PlainLine
from driftview.tui.widgets.table import Table


class PredictView(View):
    """A chart to draw on, and a table of what was guessed; what happened is hidden until it is asked for.

    The guess is about the run that is wanted: changing a setting here empties the chart.
    """

    VIEW = "predict"
    CSS_PATH: ClassVar[Any] = ["view.tcss", "predict.tcss"]

    def body(self) -> ComposeResult:
        """Lay out the chart, and the table with what is said of it."""
        with Panel("Predict first", id="guess-panel"):
            yield LineChart(id="guess-chart")
        with Horizontal(id="guess-answers"):
            with Panel("Your guess", id="guess-table-panel"):
                yield Table(id="guess-table")
                yield Prose(id="guess-verdict")
            with Panel("What to go by", id="guess-reason-panel"):
                yield Prose(id="guess-reason")

    @property
    def guess(self) -> Guess:
        """Return the guess about the run that is wanted; a new one where there is none."""
        run, guess = self.session.run, self.session.guess
        last = max(run.target, 1)
        if guess is None or guess.run != run.number or guess.generations[-1] > last:
            guess = self.session.guess = Guess(run.number, guessed_generations(last))
        return guess

    def _truth(self) -> Truth:
        return Truth.of(self.session.run)

    # What is shown

    @property
    def tells_effect(self) -> bool:
        """Say what a changed setting did only when the guess is made."""
        return self.guess.shown

    def show_body(self) -> None:
        """Draw the guess, and what happened if that may be seen."""
        guess, truth = self.guess, self._truth()
        self.query_one(LineChart).show(words.curves(self.session, guess, truth))
        self.query_one(Table).show(words.table(guess, truth))
        self.query_one("#guess-verdict", Prose).show(words.verdict(guess, truth))
        self.query_one("#guess-reason-panel", Panel).say("Why it is so" if guess.shown else "What to go by")
        self.query_one("#guess-reason", Prose).say(words.reasons(self.session, guess, truth))
        unit = self.session.run.settings.unit.capitalize()
        title = f"{unit}s left, of all that people used"
        said = "" if guess.shown else "prediction and run are hidden until you press enter"
        self.query_one("#guess-panel", Panel).say(title, said)

    def sentence(self) -> Wordings:
        """Ask, or say how far the guess was off."""
        guess = self.guess
        if guess.shown:
            return words.answer(self.session, guess, self._truth())
        return words.question(self.session, guess)

    # Commands of this view

    def on_key(self, event: Key) -> None:
        """Take digits as they are typed."""
        if event.character and event.character in "0123456789" and not self.guess.shown:
            event.stop()
            self.guess.type(event.character)
            self.show()

    def do_move_point(self, points: int) -> None:
        """Choose a later generation, or an earlier one."""
        self.guess.choose(points)
        self.show()

    def do_draw(self, direction: int) -> None:
        """Move the point, unless everything is shown already: nobody guesses afterwards."""
        if self.guess.shown:
            self.query_one("#sentence", PlainLine).show("The answer is shown. Press enter for a new guess.")
            return
        self.guess.draw(direction)
        self.show()

    def do_guess_erase(self) -> None:
        """Take back a digit, or the point."""
        if not self.guess.shown:
            self.guess.erase()
            self.show()

    def do_reveal(self) -> None:
        """Show what happened; when it is shown, begin a new guess."""
        if self.guess.shown:
            self.session.guess = None
        else:
            self.guess.shown = True
        self.show()
