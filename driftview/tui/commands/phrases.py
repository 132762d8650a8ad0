"""Commands of the Phrases view."""

from driftview.tui.commands.command import Command

_HERE = ("phrases",)

PHRASES = (
    Command("longer_phrases", ("up", "k"), "Longer phrases", "One word more, up to five.", "Phrases",
            short="length", where=_HERE),
    Command("shorter_phrases", ("down", "j"), "Shorter phrases", "One word less, down to two.", "Phrases",
            short="length", where=_HERE),
    Command("order_dial", ("O",), "Order dial",
            "Run the settings with every order: how much is invented, how much copied.", "Phrases",
            short="order dial", where=_HERE),
)  # fmt: skip
"""In the order in which help shows them."""
