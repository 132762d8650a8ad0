"""How the drift room writes words and shares into its sentences."""

from driftview.text.paragraphs import END
from driftview.text.tokens import brief
from driftview.text.vocabulary import Vocabulary

SIGNS = {END: "¶", " ": "␣", "\n": "↵", "\t": "⇥"}
"""What stands for tokens that have no shape of their own."""


def shown(vocabulary: Vocabulary, word: int) -> str:
    """Return a word as people see it in a list; the end of a document is ¶."""
    text = brief(vocabulary.words[word])
    return SIGNS.get(text, text)


def percent(share: float) -> str:
    """Write a share as a percentage: .27 is "27 %"; what rounds to nothing or all says so in words."""
    if 0 < share < 0.005:
        return "less than 1 %"
    if 0.995 < share < 1:
        return "more than 99 %"
    return f"{share:.0%}".replace("%", " %")


def times(number: int) -> str:
    """Write how often: once, twice, 3 times."""
    return {1: "once", 2: "twice"}.get(number, f"{number:,} times")
