"""Which class shows which view; each is imported when it is first opened."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from driftview.tui.views.run_screen import KnobScreen
    from driftview.tui.views.view import View

CLASSES = {
    "words": "words.WordsView",
    "phrases": "phrases.PhrasesView",
    "voices": "voices.VoicesView",
    "ancestry": "ancestry.AncestryView",
    "vocabulary": "vocabulary.VocabularyView",
    "map": "survival_map.MapView",
    "compare": "compare.CompareView",
    "replicates": "replicates.ReplicatesView",
    "dose": "retention.DoseView",
    "predict": "predict.PredictView",
    "story": "tour.StoryView",
    "gauges": "measures.GaugesView",
    "opening": "opening.OpeningView",
}
"""Module and class of each view, under driftview.tui.views."""


def make_view(name: str, main: KnobScreen) -> View:
    """Return a view of the main screen's session."""
    module, of_class = CLASSES[name].split(".")
    made: View = getattr(import_module(f"driftview.tui.views.{module}"), of_class)(main)
    return made
