"""The views, and the keys that open them; each view's own commands stand in a module of their own."""

from driftview.tui.commands.command import Command
from driftview.tui.commands.time import nothing_more, nothing_yet

RUNNING = ("compare", "replicates", "dose", "story")
"""Views that make runs of their own."""


def _view(name: str, key: str, label: str, meaning: str) -> Command:
    """Return the command that opens a view."""
    refusal = nothing_more if name in RUNNING else nothing_yet
    return Command(name, (key,), label, meaning, "Views", short=label.lower(), refusal=refusal)


VIEWS: tuple[Command, ...] = (
    _view("words", "w", "Words", "Who died when, who is on the brink, and the life of any word."),
    _view("phrases", "x", "Phrases", "Phrases lost and invented, and what the model's order does to them."),
    _view("voices", "v", "Voices", "How much of the text descends from each voice."),
    _view("ancestry", "f", "Ancestry", "The human pages that a sentence was copied from."),
    _view("vocabulary", "t", "Vocabulary", "The vocabulary curve at full size, on a log axis if you like."),
    _view("map", "b", "Map", "Every generation and every frequency band at once."),
    _view("compare", "C", "Compare", "Two to five runs in step: texts, curves and gauges beside each other."),
    _view(
        "replicates", "R", "Replicates", "The same settings on many seeds, and whether this run is ordinary."
    ),
    _view("dose", "d", "Dose", "How much human text keeps how much, and whether later is too late."),
    _view(
        "predict", "P", "Predict first", "Guess what will be left, then see the guess, the law and the run."
    ),
    _view("story", "s", "Story", "A guided tour of eight steps over this text: guess first, then see."),
    _view("gauges", "i", "Gauges", "Every measure, and when each first saw the loss."),
)
"""In the order in which help shows them."""

IN_VIEWS: tuple[Command, ...] = (
    Command(
        "log_axis", ("L",), "Log axis", "Change between a log and a linear axis.", "Look",
        short="log axis", where=("vocabulary", "replicates"),
    ),
)  # fmt: skip
"""What only means something in one view."""

VIEW_NAMES = {command.name for command in VIEWS}
"""The names of the views, but for the main screen."""
