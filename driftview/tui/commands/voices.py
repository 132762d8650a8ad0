"""Commands of the Voices view."""

from driftview.tui.commands.command import Command

_HERE = ("voices",)

VOICES = (
    Command("voice_back", ("up", "k"), "Voice above", "Choose the voice above.", "Voices", short="voice",
            where=_HERE),
    Command("voice_on", ("down", "j"), "Voice below", "Choose the voice below.", "Voices", short="voice",
            where=_HERE),
    Command("voice_silence", ("enter",), "To its last words",
            "Look at the last generation in which the voice speaks.", "Voices", short="last words",
            where=_HERE),
)  # fmt: skip
"""In the order in which help shows them."""
