"""The sentence in which a token of a generation stands."""

import numpy as np

from driftview.drift.lineage import Generation
from driftview.text.tokens import render

SENTENCE_ENDS = (".", "!", "?", "…", "。", "؟", "۔", "।")
"""Words that end a sentence, besides the end of a document."""

REACH = 60
"""How many tokens a sentence may go on to each side before it is cut."""


def sentence_bounds(generation: Generation, position: int) -> tuple[int, int]:
    """Return begin and end, in tokens, of the sentence that holds a position; end marks belong to it."""
    tokens, vocabulary = generation.tokens, generation.corpus.vocabulary
    ends = [number for mark in SENTENCE_ENDS if (number := vocabulary.find(mark)) is not None] + [0]
    document = int(np.searchsorted(generation.starts, position, side="right")) - 1
    following = generation.starts[document + 1] if document + 1 < len(generation.starts) else len(tokens)
    low = max(int(generation.starts[document]), position - REACH)
    high = min(int(following), position + REACH)
    before = np.flatnonzero(np.isin(tokens[low:position], ends))
    after = np.flatnonzero(np.isin(tokens[position:high], ends))
    begin = low + int(before[-1]) + 1 if len(before) else low
    end = position + int(after[0]) + 1 if len(after) else high
    return begin, end


def sentence(generation: Generation, position: int) -> str:
    """Return the sentence that holds a position, as prose."""
    begin, end = sentence_bounds(generation, position)
    text = render(generation.corpus.vocabulary, generation.tokens[begin:end])
    return " ".join(text.split())


def last_sentence(generation: Generation, word: int) -> str | None:
    """Return the sentence in which a word stands last in a generation, or None when it does not occur."""
    places = np.flatnonzero(generation.tokens == word)
    return sentence(generation, int(places[-1])) if len(places) else None
