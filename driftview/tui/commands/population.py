"""Commands of the Models view: several models that write side by side."""

from driftview.tui.commands.command import Command
from driftview.tui.session import Session


def _one_model(session: Session) -> str | None:
    return None if session.shown.settings.population > 1 else "one model writes this run"


MODELS = (
    Command("model_back", ("up", "k"), "Model above", "Choose the model above.", "Models", short="model",
            where=("models",), refusal=_one_model, does=("move_model", -1)),
    Command("model_on", ("down", "j"), "Model below", "Choose the model below.", "Models", short="model",
            where=("models",), refusal=_one_model, does=("move_model", 1)),
)  # fmt: skip
"""In the order in which help shows them."""
