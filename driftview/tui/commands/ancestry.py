"""Commands of the Ancestry view."""

from driftview.tui.commands.command import Command

_HERE = ("ancestry",)

ANCESTRY = (
    Command("sentence_back", ("up", "k"), "Sentence before", "Look at the sentence before.", "Ancestry",
            short="sentence", where=_HERE),
    Command("sentence_on", ("down", "j"), "Next sentence", "Look at the next sentence.", "Ancestry",
            short="sentence", where=_HERE),
    Command("paragraph_back", ("ctrl+up", "ctrl+b"), "Paragraph before",
            "Look at the beginning of the paragraph before.", "Ancestry", where=_HERE),
    Command("paragraph_on", ("ctrl+down", "ctrl+f"), "Next paragraph",
            "Look at the beginning of the next paragraph.", "Ancestry", where=_HERE),
    Command("piece_back", ("comma",), "Piece before", "Look at the piece before, and its human page.",
            "Ancestry", short="piece", where=_HERE),
    Command("piece_on", ("full_stop",), "Next piece", "Look at the next piece, and its human page.",
            "Ancestry", short="piece", where=_HERE),
)  # fmt: skip
"""In the order in which help shows them."""
