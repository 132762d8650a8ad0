"""Commands of the Story: forward, back, and the answers."""

from driftview.tui.commands.command import Command

_HERE = ("story",)

ANSWERS = 4
"""How many answers a question has at most."""

TOUR = (
    Command("story_on", ("enter", "right", "pagedown", "l", "space"), "Go on",
            "Show what happened, or the next question.", "Story", short="go on", where=_HERE),
    Command("story_back", ("left", "pageup", "h", "backspace"), "Go back", "Show the page before.", "Story",
            short="back", where=_HERE),
    *(
        Command(f"answer_{number}", (str(number),), f"Answer {number}",
                f"Choose answer {number}; nothing is shown before you go on.", "Story", short="answer",
                where=_HERE)
        for number in range(1, ANSWERS + 1)
    ),
)  # fmt: skip
"""In the order in which help shows them."""
