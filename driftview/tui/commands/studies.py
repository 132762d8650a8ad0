"""Commands of the views that make many runs: Compare, Replicates, Dose."""

from driftview.tui.commands.command import Command

_COMPARE, _REPLICATES, _DOSE = ("compare",), ("replicates",), ("dose",)

STUDIES = (
    Command("compare_presets", ("enter",), "What to compare", "Choose one of the classic questions.",
            "Compare", short="question", where=_COMPARE),
    Command("compare_measure", ("M",), "Next measure", "Draw the curves of the next measure.", "Compare",
            short="measure", where=_COMPARE),
    Command("compare_left", ("comma",), "Another text on the left", "Show the next run's text on the left.",
            "Compare", short="texts", where=_COMPARE),
    Command("compare_right", ("full_stop",), "Another text beside it", "Show the next run's text beside it.",
            "Compare", short="texts", where=_COMPARE),
    Command("compare_down", ("down", "j"), "Texts on", "Move all texts one line on.", "Compare",
            where=_COMPARE),
    Command("compare_up", ("up", "k"), "Texts back", "Move all texts one line back.", "Compare",
            where=_COMPARE),
    Command("replicates_measure_back", ("up", "k"), "Measure above", "Show the fan of the measure above.",
            "Replicates", short="measure", where=_REPLICATES),
    Command("replicates_measure", ("down", "j"), "Measure below", "Show the fan of the measure below.",
            "Replicates", short="measure", where=_REPLICATES),
    Command("more_replicates", ("enter",), "Twenty more seeds",
            "Run the same settings on twenty more seeds.", "Replicates",
            short="more seeds", where=_REPLICATES),
    Command("keep_more", ("up", "k"), "Keep more", "Ask for the dose that keeps five percent more.", "Dose",
            short="keep", where=_DOSE),
    Command("keep_less", ("down", "j"), "Keep less", "Ask for the dose that keeps five percent less.", "Dose",
            short="keep", where=_DOSE),
    Command("dose_measure", ("M",), "Next measure", "Words, once-words, phrases, perplexity or diversity.",
            "Dose", short="measure", where=_DOSE),
    Command("cure_from", ("F",), "When the cure begins",
            "Change the generation from which on human text is mixed in.", "Dose", short="cure from",
            where=_DOSE),
    Command("more_doses", ("enter",), "One more seed",
            "Run every dose on one more seed.", "Dose", short="more seeds",
            where=_DOSE),
)  # fmt: skip
"""In the order in which help shows them."""
