"""How the drift room writes words, shares and predictions into its sentences."""

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


def predictor(runs: int | None) -> str:
    """Say who predicts, to be followed by a number: a closed form, or so many replicates."""
    return "chance predicts" if runs is None else f"{runs} simulated runs give"


def prediction_label(runs: int | None) -> str:
    """Say what a curve or a column of predictions is called."""
    return "predicted" if runs is None else f"{runs} simulated runs"
