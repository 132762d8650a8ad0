"""Commands of the main screen: what its two texts show."""

from driftview.tui.commands.command import MAIN, Command
from driftview.tui.commands.time import nothing_yet

LOOK = (
    Command(
        "pin", ("p",), "Pin this generation on the left",
        "Compare with this generation instead of the human text; the same key unpins.", "Look",
        short="pin", where=(MAIN,), relabel=lambda session: "pin" if session.pinned is None else "unpin",
        refusal=nothing_yet,
    ),
    Command("scroll_down", ("down", "j"), "Scroll on", "Move both texts one line on.", "Look", where=(MAIN,)),
    Command("scroll_up", ("up", "k"), "Scroll back", "Move both texts one line back.", "Look", where=(MAIN,)),
    Command(
        "page_down", ("ctrl+down", "ctrl+f"), "Scroll a page on", "Move both texts a page on.", "Look",
        where=(MAIN,),
    ),
    Command(
        "page_up", ("ctrl+up", "ctrl+b"), "Scroll a page back", "Move both texts a page back.", "Look",
        where=(MAIN,),
    ),
)  # fmt: skip
"""In the order in which help shows them."""
