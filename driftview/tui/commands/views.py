"""Every view, a row each: the class that shows it, and what it wants in the footer."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ViewRow:
    """What is stated of a view once; its name is that of the command that opens it, where there is one."""

    name: str
    shows: str
    """Module and class, under driftview.tui.views; imported when it is first opened."""
    footer: tuple[tuple[str, ...], ...] = ()
    """Commands, or pairs of them, that its footer shows after the steps through time, most wanted first."""
    asks: str = ""
    """Module and function that asks what it is to be about, where it is about something."""
    about: str = ""
    """Module and function that opens it on one thing that was pointed at."""


_ROWS = (
    ViewRow(
        "words",
        "words.WordsView",
        footer=(("word_back", "word_on"), ("word_list",), ("sort",), ("find_word",)),
        asks="words.find_word",
        about="words.open_life",
    ),
    ViewRow("whole_words", "whole_words.WholeWordsView", footer=(("whole_back", "whole_on"), ("play",))),
    ViewRow(
        "phrases",
        "phrases.PhrasesView",
        footer=(("longer_phrases", "shorter_phrases"), ("phrase_order",), ("order_sweep",)),
    ),
    ViewRow(
        "voices",
        "voices.VoicesView",
        footer=(("voice_back", "voice_on"), ("voice_curve",), ("voice_silence",)),
    ),
    ViewRow("models", "population.ModelsView", footer=(("model_back", "model_on"), ("play",))),
    ViewRow(
        "ancestry",
        "ancestry.AncestryView",
        footer=(("sentence_back", "sentence_on"), ("piece_back", "piece_on"), ("sentence_path",)),
    ),
    ViewRow("vocabulary", "vocabulary.VocabularyView", footer=(("play",), ("log_axis",), ("from_zero",))),
    ViewRow("map", "survival_map.MapView", footer=(("band_back", "band_on"), ("play",))),
    ViewRow(
        "compare",
        "compare.CompareView",
        footer=(("compare_presets",), ("compare_measure",), ("compare_left", "compare_right")),
    ),
    ViewRow(
        "replicates",
        "replicates.ReplicatesView",
        footer=(("replicates_measure_back", "replicates_measure"), ("more_replicates",), ("log_axis",)),
    ),
    ViewRow(
        "human_text",
        "retention.RetentionView",
        footer=(("keep_more", "keep_less"), ("human_text_measure",), ("start_later",), ("more_shares",)),
    ),
    ViewRow(
        "predict",
        "predict.PredictView",
        footer=(
            ("guess_point_back", "guess_point_on"),
            ("guess_higher", "guess_lower"),
            ("guess_erase",),
            ("reveal",),
        ),
    ),
    ViewRow(
        "tour",
        "tour.TourView",
        footer=(("continue_tour",), ("tour_back",), ("answer_1", "answer_2", "answer_3", "answer_4")),
    ),
    ViewRow(
        "measures",
        "measures.MeasuresView",
        footer=(("measure_back", "measure_on"), ("explain_measure",)),
        about="measures.open_measure",
    ),
    ViewRow(
        "opening",
        "opening.OpeningView",
        footer=(("blocks_back", "blocks_on"), ("opening",)),
        asks="opening.follow_opening",
    ),
    ViewRow(
        "concordance",
        "concordance.ConcordanceView",
        footer=(("line_back", "line_on"), ("concordance",), ("line_ancestry",), ("filter",)),
        asks="concordance.ask_what",
    ),
    ViewRow(
        "collapse",
        "collapse.CollapseView",
        footer=(("definition_back", "definition_on"), ("definition_since",), ("filter",), ("play",)),
    ),
    ViewRow(
        "worth",
        "worth.WorthView",
        footer=(("saved_back", "saved_on"), ("worth",), ("filter",)),
        asks="worth.ask_text",
    ),
    ViewRow(
        "study",
        "study.SweepView",
        footer=(("point_back", "point_on"), ("study_measure",), ("study_run",), ("filter",)),
    ),
)

VIEWS = {view.name: view for view in _ROWS}
"""The views by name."""
