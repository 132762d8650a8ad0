"""Commands of the program as a whole."""

from driftview.tui.commands.command import Command
from driftview.tui.commands.time import nothing_yet

PROGRAM = (
    Command(
        "export", ("e",), "Export", "Write the lineage as a folder that people can read.", "Program",
        short="export", refusal=nothing_yet,
    ),
    Command(
        "help", ("question_mark", "f1"), "Help", "Show what is on the screen and every key.", "Program",
        short="help", elsewhere=(),
    ),
    Command("quit", ("q",), "Quit", "Leave driftview at once.", "Program", elsewhere=()),
)  # fmt: skip
"""In the order in which help shows them."""
