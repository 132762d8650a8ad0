"""Find the words of a text whose tokens may be pieces of words or characters."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Counts, Flags, Indices, Tokens
from driftview.choices import Unit, has_subwords, has_whole_words, has_words
from driftview.text.vocabulary import END, Vocabulary

BASE = np.uint64(0x9E3779B97F4A7C15)
"""An odd number: words are told apart by a polynomial in it, modulo 2⁶⁴, over their characters. That two of a
million words have one number has a chance of about 10⁻⁷."""

_JOINING = frozenset("'’-‐")
"""Between two letters these are inside a word."""


@dataclass(frozen=True, eq=False)
class FoundWords:
    """The W words of a text in reading order; marks of punctuation are none."""

    vocabulary: Vocabulary
    tokens: Tokens
    first: Indices
    """The first token of each, shape (W,)."""
    stop: Indices
    """Behind its last token, shape (W,)."""
    numbers: NDArray[np.uint64]
    """Tells different words apart, whatever pieces they are made of; shape (W,)."""

    def counted(self) -> tuple[NDArray[np.uint64], Indices, Counts]:
        """Return the numbers of the different words, rising, a place of each in this list, and its count."""
        different, places, counts = np.unique(self.numbers, return_index=True, return_counts=True)
        return different, places, counts.astype(np.int64)

    def spelling(self, place: int) -> str:
        """Return a word of the list as it is written."""
        inside = self.tokens[self.first[place] : self.stop[place]].tolist()
        return "".join(self.vocabulary.spelled[token] for token in inside)

    def spelled(self) -> tuple[list[str], Counts]:
        """Return the different words and how often each stands in the text."""
        _, places, counts = self.counted()
        return [self.spelling(place) for place in places.tolist()], counts


def find_words(
    vocabulary: Vocabulary, unit: Unit, tokens: Tokens, starts: Indices, *, marks: bool = False
) -> FoundWords:
    """Return the words of a text.

    Parameters
    ----------
    vocabulary
        The words, pieces or characters that ids stand for.
    unit
        What a token is. Words are tokens; or a subword with those that go on from it; or letters and digits
        in a row, with apostrophes and hyphens between them.
    tokens
        The text, shape (N,).
    starts
        Where its documents start, shape (D,).
    marks
        Whether marks of punctuation count as words too; the ends of documents never do.

    Returns
    -------
    FoundWords
        The words.
    """
    kinds = _kinds(vocabulary, unit)
    inside = (tokens != 0) if marks and has_words(unit) else kinds.wordlike[tokens]
    opens = np.zeros(len(tokens) + 1, bool)
    opens[starts] = opens[-1] = True
    if not has_words(unit):
        between = kinds.joining[tokens]
        between[:1] = between[-1:] = False
        between[1:] &= inside[:-1] & ~opens[1:-1]
        between[:-1] &= inside[1:] & ~opens[1:-1]
        inside = inside | between
    begins = inside.copy()
    if not has_whole_words(unit):
        goes_on = kinds.continues[tokens] if has_subwords(unit) else inside
        begins[1:] &= ~(goes_on[1:] & inside[:-1]) | opens[1:-1]
    first = np.flatnonzero(begins)
    edge = np.flatnonzero(begins | ~inside | opens[:-1])
    stop = np.append(edge, len(tokens))[np.searchsorted(edge, first, side="right")]
    return FoundWords(vocabulary, tokens, first, stop, _numbers(kinds, tokens, first, stop))


@dataclass(frozen=True, eq=False)
class _Kinds:
    """What each id is, shapes (V,)."""

    wordlike: Flags
    joining: Flags
    continues: Flags
    lengths: Indices
    """Characters of its spelling."""
    numbers: NDArray[np.uint64]
    """The polynomial over them."""


@lru_cache(maxsize=4)
def _kinds(vocabulary: Vocabulary, unit: Unit) -> _Kinds:
    spelled = vocabulary.spelled
    letters = [any(each.isalnum() for each in word) for word in spelled]
    return _Kinds(
        np.array(letters) | vocabulary.continues,
        np.array([word in _JOINING for word in spelled]),
        vocabulary.continues,
        np.array([0 if word == END else len(word) for word in spelled], np.int64),
        np.array([_number(word) for word in spelled], np.uint64),
    )


def _number(word: str) -> int:
    found = 0
    for character in word:
        found = (found * int(BASE) + ord(character) + 1) & 0xFFFFFFFFFFFFFFFF
    return found


def _numbers(kinds: _Kinds, tokens: Tokens, first: Indices, stop: Indices) -> NDArray[np.uint64]:
    """Return Σ number · BASE^(characters behind it) over the pieces of each word."""
    if not len(first):
        return np.zeros(0, np.uint64)
    ends = np.cumsum(kinds.lengths[tokens])
    sizes = stop - first
    offsets = np.cumsum(sizes) - sizes
    places = np.repeat(first - offsets, sizes) + np.arange(int(sizes.sum()))
    behind = np.repeat(ends[stop - 1], sizes) - ends[places]
    powers = np.full(int(behind.max()) + 1, BASE, np.uint64)
    powers[0] = 1
    np.multiply.accumulate(powers, out=powers)
    return np.asarray(np.add.reduceat(kinds.numbers[tokens[places]] * powers[behind], offsets))
