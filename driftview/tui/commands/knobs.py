"""Commands that turn a knob: the run starts again from the same seed."""

from driftview.tui.commands.command import Command
from driftview.tui.session import Session


def _all_human(session: Session) -> str | None:
    return "the training text is all human already" if session.run.settings.human_share >= 1 else None


def _no_human(session: Session) -> str | None:
    return "no human text is mixed in" if session.run.settings.human_share <= 0 else None


KNOBS = (
    Command("corpus", ("c",), "Choose the human text", "Pick a bundled corpus, a file or a folder.", "Knobs"),
    Command(
        "model", ("m",), "Choose the model",
        "Order, unit, temperature, top-k and top-p; the run starts again from the same seed.", "Knobs",
        short="model",
    ),
    Command(
        "regime", ("r",), "Choose the regime",
        "What each model trains on: replace or accumulate, and how much human text is mixed in.", "Knobs",
        short="regime",
    ),
    Command(
        "more_human", ("plus", "equals_sign"), "More human text",
        "Mix a larger share of human text into every training.", "Knobs", short="human",
        refusal=_all_human,
    ),
    Command(
        "less_human", ("minus", "underscore"), "Less human text",
        "Mix a smaller share of human text into every training.", "Knobs", short="human",
        refusal=_no_human,
    ),
    Command("new_seed", ("n",), "New seed", "Run the same settings again with other chance.", "Knobs"),
)  # fmt: skip
"""In the order in which help shows them."""
