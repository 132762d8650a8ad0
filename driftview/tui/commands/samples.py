"""Commands for the two texts beside each other, and for following one opening."""

from driftview.tui.commands.command import MAIN, Command
from driftview.tui.commands.time import nothing_more, nothing_yet

FOLLOW = (
    Command(
        "opening", ("o",), "Follow one opening",
        "Let every generation go on from the same words with the same random numbers.", "Views",
        short="opening", refusal=nothing_more,
    ),
)  # fmt: skip
"""What stands among the views in the help."""

SAMPLES = (
    Command(
        "marks", ("M",), "Change what is marked",
        "All marks in the machine's text, or only copied spans, new phrases, last words, or none.", "Look",
        short="marks", where=(MAIN,), refusal=nothing_yet,
    ),
    Command(
        "copy", ("y",), "Copy the passage", "Put the visible part of the text on the right on the clipboard.",
        "Look", short="copy", where=(MAIN,), refusal=nothing_yet,
    ),
)  # fmt: skip
"""In the order in which help shows them."""

OPENING = (
    Command("blocks_back", ("up", "k"), "Scroll back", "Go back to earlier generations.", "Opening",
            short="scroll", where=("opening",)),
    Command("blocks_on", ("down", "j"), "Scroll on", "Go on to later generations.", "Opening",
            short="scroll", where=("opening",)),
    Command("blocks_page_back", ("ctrl+up", "ctrl+b"), "Scroll a page back", "Go back a whole page.",
            "Opening", where=("opening",)),
    Command("blocks_page_on", ("ctrl+down", "ctrl+f"), "Scroll a page on", "Go on a whole page.", "Opening",
            where=("opening",)),
)  # fmt: skip
"""What only means something in the view of openings."""
