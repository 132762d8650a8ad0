"""Where sentences begin and end in a text of tokens."""

import numpy as np

from driftview.arrays import Indices, Tokens
from driftview.models.curation import closing_words

AFTER_CLOSING = frozenset("\"'”’»)]")
"""Marks that still belong to a sentence whose end they follow."""


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
    after = np.array([word in AFTER_CLOSING for word in words])[tokens]
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
