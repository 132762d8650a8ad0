"""Commands of the Predict view: a guess is drawn or typed, and then held against what happened."""

from driftview.tui.commands.command import Command
from driftview.tui.session import Session

_HERE = ("predict",)


def _asks_again(session: Session) -> str:
    return "guess again" if session.guess and session.guess.shown else "show"


PREDICT = (
    Command(
        "guess_point_back", ("left", "h"), "Point before", "Choose an earlier generation to guess.",
        "Predict first", short="generation", where=_HERE,
    ),
    Command(
        "guess_point_on", ("right", "l"), "Next point", "Choose a later generation to guess.",
        "Predict first", short="generation", where=_HERE,
    ),
    Command(
        "guess_higher", ("up", "k"), "Guess higher", "Five percent more; type digits for any number.",
        "Predict first", short="draw", where=_HERE,
    ),
    Command(
        "guess_lower", ("down", "j"), "Guess lower", "Five percent less; type digits for any number.",
        "Predict first", short="draw", where=_HERE,
    ),
    Command(
        "guess_erase", ("backspace", "delete"), "Erase", "Take back the last digit, or the whole point.",
        "Predict first", short="erase", where=_HERE,
    ),
    Command(
        "reveal", ("enter",), "Show what happened",
        "Hold the guess against the law and the run; the same key begins a new guess.", "Predict first",
        short="show", relabel=_asks_again,
        where=_HERE,
    ),
)  # fmt: skip
"""In the order in which help shows them."""
