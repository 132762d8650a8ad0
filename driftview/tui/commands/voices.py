"""Commands of the Voices view."""

from driftview.tui.commands.command import Command
from driftview.tui.commands.time import nothing_yet
from driftview.tui.session import Session

_HERE = ("voices",)


def _alone(session: Session) -> str | None:
    """Refuse to go among voices where there is one."""
    missing = nothing_yet(session)
    if missing or len(session.generations[0].corpus.voices) > 1:
        return missing
    return "this text has one voice"


VOICES = (
    Command("voice_back", ("up", "k"), "Voice above", "Choose the voice above.", "Voices", short="voice",
            where=_HERE, refusal=_alone),
    Command("voice_on", ("down", "j"), "Voice below", "Choose the voice below.", "Voices", short="voice",
            where=_HERE, refusal=_alone),
    Command("voice_silence", ("enter",), "To its last words",
            "Look at the last generation in which the voice speaks.", "Voices", short="last words",
            where=_HERE, refusal=_alone),
)  # fmt: skip
"""In the order in which help shows them."""
