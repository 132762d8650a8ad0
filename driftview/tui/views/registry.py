"""Which class shows which view; each is imported when it is first opened."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from driftview.tui.views.panels import PanelScreen

CLASSES = {
    "words": "words.WordsView",
    "whole_words": "whole_words.WholeWordsView",
    "phrases": "phrases.PhrasesView",
    "voices": "voices.VoicesView",
    "models": "population.ModelsView",
    "ancestry": "ancestry.AncestryView",
    "vocabulary": "vocabulary.VocabularyView",
    "map": "survival_map.MapView",
    "compare": "compare.CompareView",
    "replicates": "replicates.ReplicatesView",
    "dose": "retention.RetentionView",
    "predict": "predict.PredictView",
    "story": "tour.TourView",
    "gauges": "measures.MeasuresView",
    "opening": "opening.OpeningView",
    "concordance": "concordance.ConcordanceView",
    "collapse": "collapse.CollapseView",
    "worth": "worth.WorthView",
    "study": "study.SweepView",
}
"""Module and class of each view, under driftview.tui.views."""


ASKING = {
    "opening": "opening.follow_opening",
    "words": "words.find_word",
    "concordance": "concordance.ask_what",
    "worth": "worth.ask_text",
}
"""Module and function that asks what a view is to be about."""


ABOUT = {
    "words": "words.open_life",
    "gauges": "measures.open_measure",
}
"""Module and function that opens a view on one thing that was pointed at."""


def make_view(name: str, main: PanelScreen) -> PanelScreen:
    """Return a view of the main screen's session."""
    module, of_class = CLASSES[name].split(".")
    made: PanelScreen = getattr(import_module(f"driftview.tui.views.{module}"), of_class)(main)
    return made


def ask_in_view(name: str, main: PanelScreen) -> None:
    """Ask what a view is to be about; it is shown when that is answered."""
    module, function = ASKING[name].split(".")
    getattr(import_module(f"driftview.tui.views.{module}"), function)(main)


def open_about(name: str, main: PanelScreen, what: object) -> None:
    """Open a view on one thing: Words on a word, Measures on a measure."""
    module, function = ABOUT[name].split(".")
    getattr(import_module(f"driftview.tui.views.{module}"), function)(main, what)
