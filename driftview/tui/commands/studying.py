"""Commands of the views that ask for a guess or make runs of their own: Predict first, tour, studies."""

from driftview.tui.commands.command import Command
from driftview.tui.session import Session

_IN_PREDICT = ("predict",)


def _asks_again(session: Session) -> str:
    return "guess again" if session.guess and session.guess.shown else "show"


PREDICT = (
    Command(
        "guess_point_back", ("left", "h"), "Previous point", "Choose an earlier generation to guess.",
        "Predict first", short="generation", where=_IN_PREDICT, does=("move_point", -1)
    ),
    Command(
        "guess_point_on", ("right", "l"), "Next point", "Choose a later generation to guess.",
        "Predict first", short="generation", where=_IN_PREDICT, does=("move_point", 1)
    ),
    Command(
        "guess_higher", ("up", "k"), "Guess higher", "Add five percent; type digits for any number.",
        "Predict first", short="draw", where=_IN_PREDICT, does=("draw", 1)
    ),
    Command(
        "guess_lower", ("down", "j"), "Guess lower", "Subtract five percent; type digits for any number.",
        "Predict first", short="draw", where=_IN_PREDICT, does=("draw", -1)
    ),
    Command(
        "guess_erase", ("backspace", "delete"), "Erase", "Delete the last digit, or the whole point.",
        "Predict first", short="erase", where=_IN_PREDICT,
    ),
    Command(
        "reveal", ("enter",), "Show what happened",
        "Compare your guess with the prediction and the run; the same key starts a new guess.",
        "Predict first",
        short="show", relabel=_asks_again,
        where=_IN_PREDICT,
    ),
)  # fmt: skip
"""In the order in which help shows them."""

_IN_TOUR = ("tour",)

ANSWERS = 4
"""How many answers a question has at most."""

TOUR = (
    Command("continue_tour", ("enter", "right", "pagedown", "l", "space"), "Continue",
            "Show what happened, or the next question.", "Guided tour",
            short="continue", where=_IN_TOUR, formerly="story_on"),
    Command("tour_back", ("left", "pageup", "h", "backspace"), "Go back", "Show the previous page.",
            "Guided tour", short="back", where=_IN_TOUR, formerly="story_back"),
    *(
        Command(f"answer_{number}", (str(number),), f"Answer {number}",
                f"Choose answer {number}; the result is shown when you continue.", "Guided tour",
                does=("answer", number),
                short="answer",
                where=_IN_TOUR)
        for number in range(1, ANSWERS + 1)
    ),
)  # fmt: skip
"""In the order in which help shows them."""


def _named_beside(session: Session) -> str | None:
    return "these are the lineages that were named" if session.beside else None


_COMPARE, _REPLICATES, _HUMAN_TEXT = ("compare",), ("replicates",), ("human_text",)

STUDIES = (
    Command("compare_presets", ("enter",), "What to compare", "Choose one of the classic questions.",
            "Compare", short="question", where=_COMPARE, refusal=_named_beside),
    Command("compare_measure", ("M",), "Next measure", "Draw the curves of the next measure.", "Compare",
            short="measure", where=_COMPARE),
    Command("compare_left", ("comma",), "Another text on the left", "Show the next run's text on the left.",
            "Compare", short="texts", where=_COMPARE),
    Command("compare_right", ("full_stop",), "Another text beside it", "Show the next run's text beside it.",
            "Compare", short="texts", where=_COMPARE),
    Command("compare_down", ("down", "j"), "Texts down", "Move all texts down one line.", "Compare",
            short="scroll", where=_COMPARE, does=("scroll_all", 1)),
    Command("compare_up", ("up", "k"), "Texts up", "Move all texts up one line.", "Compare",
            short="scroll", where=_COMPARE, does=("scroll_all", -1)),
    Command("replicates_measure_back", ("up", "k"), "Measure above", "Show the spread of the measure above.",
            "Replicates", short="measure", where=_REPLICATES, does=("move_fan", -1)),
    Command("replicates_measure", ("down", "j"), "Measure below", "Show the spread of the measure below.",
            "Replicates", short="measure", where=_REPLICATES, does=("move_fan", 1)),
    Command("more_replicates", ("enter",), "Twenty more seeds",
            "Run the same settings on twenty more seeds.", "Replicates",
            short="more seeds", where=_REPLICATES),
    Command("keep_more", ("up", "k"), "Keep more", "Ask for the share of human text that keeps 5% more.",
            "How much human text?",
            short="keep", where=_HUMAN_TEXT, does=("keep", 1)),
    Command("keep_less", ("down", "j"), "Keep less", "Ask for the share of human text that keeps 5% less.",
            "How much human text?",
            short="keep", where=_HUMAN_TEXT, does=("keep", -1)),
    Command("human_text_measure", ("M",), "Next measure",
            "Words, words used once, phrases, perplexity or diversity.",
            "How much human text?", short="measure", where=_HUMAN_TEXT, formerly="dose_measure"),
    Command("start_later", ("F",), "Start later",
            "Choose the generation after which human text is mixed in.", "How much human text?",
            short="start later",
            where=_HUMAN_TEXT, formerly="cure_from"),
    Command("more_shares", ("enter",), "One more seed",
            "Run every share of human text with one more seed.", "How much human text?", short="more seeds",
            where=_HUMAN_TEXT, formerly="more_doses"),
)  # fmt: skip
"""In the order in which help shows them."""
