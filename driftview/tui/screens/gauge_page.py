"""One gauge explained: definition, formula, paper, which way is worse, what honest samples show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Label

from driftview.tui import instruments
from driftview.tui.instruments import Instrument
from driftview.tui.screens.dialog import Dialog

if TYPE_CHECKING:
    from driftview.drift.controls import NoiseFloor
    from driftview.drift.lineage import Generation


class GaugePage(Dialog[None]):
    """A page about one gauge."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,q", "leave", "Close", show=False)]
    CSS_PATH = "forms.tcss"

    def __init__(self, each: Instrument, floor: NoiseFloor | None, generation: Generation) -> None:
        """Explain a gauge as it is read at a generation."""
        super().__init__()
        self._each = each
        self._floor = floor
        self._generation = generation

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        with VerticalScroll(classes="form") as form:
            self.head(form, self._each.measure.label.capitalize(), "esc closes")
            yield Label(Content(self._each.measure.meaning), classes="whole")
            for name, text in self._answers():
                with Horizontal(classes="row above"):
                    yield Label(name, classes="question", markup=False)
                    yield Label(text, classes="answer", markup=False)

    def _answers(self) -> Iterator[tuple[str, str]]:
        measure, number = self._each.measure, self._generation.number
        change = f", {self._each.change} against the human text" if number and self._each.change else ""
        yield "Now", f"{self._each.value} {measure.unit} in generation {number}{change}"
        yield "Formula", measure.formula
        yield "Source", measure.source
        yield "Worse", instruments.WORSE[measure.worse]
        yield "Floor", instruments.seen_sentence(measure, self._floor)
        if not measure.everyday:
            yield "Samples", instruments.honest_sample(measure)
        law = instruments.law(self._generation, measure)
        if law:
            yield "Law", law
        if measure.everyday:
            yield "In files", f"{measure.name} in lineage.json and measures.csv"
