"""The sentence in which a token of a generation stands."""

import numpy as np

from driftview.arrays import Tokens
from driftview.drift.lineage import Generation
from driftview.text.tokens import brief_pieces
from driftview.text.vocabulary import Vocabulary

SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", "｡", "؟", "۔", "।", "។", "။")
"""Words that end a sentence, besides the end of a document."""

CLOSING = ("”", "’", "»", ")", "]", "}", "」", "』", "）", "》")
"""Marks that belong to the sentence before them when they follow its end."""

ABBREVIATIONS = (
    "Mr",
    "Mrs",
    "Ms",
    "Messrs",
    "Dr",
    "St",
    "Prof",
    "Rev",
    "Col",
    "Capt",
    "Esq",
    "vol",
    "Fig",
    "Obs",
)
"""Words after which a full stop ends nothing."""

REACH = 60
"""How many tokens a sentence may go on to each side before it is cut."""


def sentence_bounds(generation: Generation, position: int) -> tuple[int, int]:
    """Return begin and end, in tokens, of the sentence that holds a position; end marks belong to it.

    The end of a document belongs to the sentence before it. A full stop after an abbreviation ends nothing,
    nor does a mark before a word in small letters (“What?” said she.).
    """
    document = int(np.searchsorted(generation.starts, position, side="right")) - 1
    following = (
        generation.starts[document + 1] if document + 1 < len(generation.starts) else len(generation.origins)
    )
    low = max(int(generation.starts[document]), position - REACH)
    high = min(int(following), position + REACH)
    ends = [low + end for end in _ends(span(generation, low, high), generation.corpus.vocabulary)]
    begin = max((end for end in ends if end <= position), default=low)
    return begin, min((end for end in ends if end > position), default=high)


def span(generation: Generation, begin: int, end: int) -> Tokens:
    """Return the tokens from ``begin`` to ``end`` without looking up all the others."""
    if generation.written is not None:
        return generation.written[begin:end]
    return np.asarray(generation.corpus.tokens[generation.origins[begin:end]])


def _ends(tokens: Tokens, vocabulary: Vocabulary) -> list[int]:
    """Return the places behind each sentence of a piece of one document."""
    words = [vocabulary.words[token] for token in tokens.tolist()]
    found = []
    for place, word in enumerate(words):
        if word not in SENTENCE_ENDS or (word == "." and place and words[place - 1] in ABBREVIATIONS):
            continue
        end = place + 1
        while end < len(words) and words[end] in CLOSING:
            end += 1
        if end < len(words) and tokens[end] == 0:
            end += 1
        if end == len(words) or not words[end][0].islower():
            found.append(end)
    return found


def sentence(generation: Generation, position: int) -> str:
    """Return the sentence that holds a position, as prose."""
    return prose(generation, *sentence_bounds(generation, position))


def prose(generation: Generation, begin: int, end: int) -> str:
    """Return the tokens from ``begin`` to ``end`` on one line."""
    text = "".join(brief_pieces(generation.corpus.vocabulary, span(generation, begin, end)))
    return " ".join(text.split())


def last_sentence(generation: Generation, word: int) -> str | None:
    """Return the sentence in which a word stands last in a generation, or None when it does not occur."""
    places = np.flatnonzero(generation.tokens == word)
    return sentence(generation, int(places[-1])) if len(places) else None
