"""How the drift room writes words and shares into its sentences."""

from driftview.text.tokens import brief
from driftview.text.vocabulary import END, Vocabulary

SIGNS = {END: "¶", " ": "␣", "\n": "↵", "\t": "⇥"}
"""What stands for tokens that have no shape of their own."""


def shown(vocabulary: Vocabulary, word: int) -> str:
    """Return a word as people see it in a list; the end of a document is ¶."""
    text = brief(vocabulary.words[word])
    return SIGNS.get(text, text)


def times(number: int) -> str:
    """Write how often: once, twice, 3 times."""
    return {1: "once", 2: "twice"}.get(number, f"{number:,} times")
