"""Commands of the Words view, and the one that finds any word from everywhere."""

from driftview.tui.commands.command import Command
from driftview.tui.commands.time import nothing_yet

_HERE = ("words",)

FIND = (
    Command(
        "find_word", ("slash",), "Find a word", "Type a word of the human text, and see its life.", "Views",
        short="find a word", refusal=nothing_yet,
    ),
)  # fmt: skip
"""What stands among the views in the help."""

WORDS = (
    Command("word_back", ("up", "k"), "Word above", "Choose the word above.", "Words", short="word",
            where=_HERE),
    Command("word_on", ("down", "j"), "Word below", "Choose the word below.", "Words", short="word",
            where=_HERE),
    Command("words_back", ("ctrl+up", "ctrl+b"), "A page of words up", "Go up as many words as are seen.",
            "Words", where=_HERE),
    Command("words_on", ("ctrl+down", "ctrl+f"), "A page of words down", "Go down as many words as are seen.",
            "Words", where=_HERE),
    Command("word_list", ("W",), "Dead, on the brink, or all", "Change which words are listed.", "Words",
            short="list", where=_HERE),
    Command("word_order", ("S",), "Sort the words", "By frequency, surprise, alphabet or generation.",
            "Words", short="sort", where=_HERE),
    Command("word_death", ("enter",), "To its last generation", "Look at the last generation that has it.",
            "Words", where=_HERE),
)  # fmt: skip
"""In the order in which help shows them."""
