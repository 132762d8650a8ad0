"""Small texts to measure, and strategies that draw them."""

from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st

from driftview.arrays import Tokens
from driftview.measures.observation import CountedText, Human, Observation
from driftview.text.vocabulary import END, Vocabulary

WORDS = 7
"""Ids of the drawn texts, the end of a document included."""

Documents = list[list[int]]


def documents(least: int = 1) -> st.SearchStrategy[Documents]:
    """Draw a text as lists of words; short words lists over few words, so that n-grams come back."""
    word = st.integers(1, WORDS - 1)
    return st.lists(st.lists(word, max_size=9), min_size=least, max_size=8)


def joined(
    texts: Documents, cut: bool = False
) -> tuple[Tokens, "np.ndarray[tuple[int], np.dtype[np.int64]]"]:
    """Return tokens and document starts; the last document has no end when it is cut."""
    ended = [[*words, 0] for words in texts]
    if cut and texts and texts[-1]:
        ended[-1].pop()
    tokens = np.array([word for words in ended for word in words], np.int32)
    lengths = np.array([len(words) for words in ended], np.int64)
    return tokens, np.cumsum(lengths) - lengths


def human(texts: Documents, size: int = WORDS, held_out: Sequence[int] = ()) -> Human:
    """Return a human text."""
    tokens, starts = joined(texts)
    held = np.array(held_out, np.int32)
    return Human(tokens, starts, counts_of(tokens, size), held, vocabulary=spelled(size))


def spelled(size: int) -> Vocabulary:
    """Return words for so many ids: ends of documents, then w1, w2 …"""
    return Vocabulary((END, *(f"w{number}" for number in range(1, size))), np.zeros(size, np.uint8))


def observe(
    texts: Documents, beside: Human | None = None, cut: bool = False, size: int = WORDS
) -> Observation:
    """Return a text next to a human text, or next to itself."""
    tokens, starts = joined(texts, cut)
    counts = counts_of(tokens, size)
    return Observation(tokens, starts, counts, beside or human(texts, size))


def counts_of(tokens: Tokens, size: int = WORDS) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Count every id."""
    return np.bincount(tokens, minlength=size).astype(np.int64)


def from_counts(*counts: int) -> Observation:
    """Return a text of one document in which word i occurs ``counts[i]`` times."""
    return from_words(np.repeat(np.arange(len(counts)), counts).tolist(), len(counts))


def from_words(words: Sequence[int], size: int | None = None) -> Observation:
    """Return a text of one document, without end, next to itself."""
    tokens = np.array(words, np.int32)
    counts = counts_of(tokens, size or int(tokens.max(initial=0)) + 1)
    starts = np.zeros(min(1, len(tokens)), np.int64)
    return Observation(tokens, starts, counts, Human(tokens, starts, counts))


def cat() -> Observation:
    """Return "the cat sat on the mat the cat ran"."""
    return from_words([0, 1, 2, 3, 0, 4, 0, 1, 5])


def slow_ngrams(text: CountedText, n: int) -> list[tuple[int, ...]]:
    """List every n-gram inside a document, one by one."""
    ends = [*text.starts[1:].tolist(), text.length]
    words = text.tokens.tolist()
    return [
        tuple(words[i : i + n])
        for start, end in zip(text.starts.tolist(), ends, strict=True)
        for i in range(start, end - n + 1)
    ]
