"""Where sentences end, in tokens: marks, what may stand behind them, and abbreviations.

Two rules share the marks. :func:`closing_words` and :func:`find_sentences` look at words alone, so that a
model that writes knows at once where its sentence ends. :func:`ends_to_read` also minds abbreviations and
small letters, for sentences that people are shown.
"""

from collections.abc import Sequence

import numpy as np

from driftview.arrays import Flags, Indices, Tokens
from driftview.text.vocabulary import END

SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", "｡", "؟", "۔", "।", "។", "။")
"""Words that end a sentence, besides the end of a document."""

CLOSING = ("”", "’", "»", ")", "]", "}", "」", "』", "）", "》")
"""Marks that belong to the sentence before them when they follow its end."""

STRAIGHT = ('"', "'")
"""Quotes that open as well as close; right behind the end of a sentence they are taken to close."""

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


def closing_words(words: Sequence[str]) -> Flags:
    """Flag the words that end a sentence: ``.``, ``!``, ``?`` and their like, alone.

    Parameters
    ----------
    words
        The words of the vocabulary, V of them.

    Returns
    -------
    Flags
        Flags, shape (V,).
    """
    return np.array([word in SENTENCE_ENDS for word in words])


def find_sentences(words: tuple[str, ...], tokens: Tokens, starts: Indices) -> tuple[Indices, Indices]:
    """Return the sentences of a text, without the ends of its documents.

    Parameters
    ----------
    words
        The words of the vocabulary, V of them, the end of a document first.
    tokens
        The text, shape (N,).
    starts
        Where its documents start, shape (D,).

    Returns
    -------
    first, lengths : Indices
        Where each sentence begins, and how many tokens it has, at least 1; shapes (S,). A sentence ends
        behind a closing mark and the quotes and brackets that follow it, or with its document.
    """
    closing = closing_words(words)[tokens]
    after_end = {*CLOSING, *STRAIGHT}
    after = np.array([word in after_end for word in words])[tokens]
    ended = closing.copy()
    # a quote continues what is closed: the last token before it that is none must be a closing mark
    last_other = np.maximum.accumulate(np.where(after, -1, np.arange(len(tokens))))
    ended |= after & (last_other >= 0) & closing[last_other]
    begins = np.zeros(len(tokens) + 1, bool)
    begins[1:] = ended
    begins[:-1] &= ~after | ~np.append(False, ended[:-1])
    begins[starts] = True
    begins = begins[:-1] & (tokens != 0)
    edge = np.flatnonzero(begins | (tokens == 0))
    first = np.flatnonzero(begins)
    stop = np.append(edge, len(tokens))[np.searchsorted(edge, first, side="right")]
    return first, stop - first


def ends_to_read(words: Sequence[str]) -> list[int]:
    """Return the places behind each sentence of a piece of one document, as people read sentences.

    A full stop after an abbreviation ends nothing, nor does a mark before a word in small letters (“What?”
    said she.). The end of a document belongs to the sentence before it.
    """
    found = []
    for place, word in enumerate(words):
        if word not in SENTENCE_ENDS or (word == "." and place and words[place - 1] in ABBREVIATIONS):
            continue
        end = place + 1
        while end < len(words) and words[end] in CLOSING:
            end += 1
        if end < len(words) and words[end] == END:
            end += 1
        if end == len(words) or not words[end][0].islower():
            found.append(end)
    return found
