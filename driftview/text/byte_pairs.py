"""Subwords by byte-pair encoding: pieces of words that are merged, learned from the human text.

Every word begins as its characters. The pair of neighbouring pieces that stands most often in the text is
made one piece, again and again (Gage 1994; Sennrich, Haddow and Birch 2016, *Neural Machine Translation of
Rare Words with Subword Units*, arXiv 1508.07909). Pairs never cross the edge of a word.
Pieces are characters of Unicode, not bytes, so that whatever a model writes is text. A piece that goes on a
word is written ``##ing``, so that it is told from the word ``ing``; no word begins with ``##``.
"""

import heapq
import unicodedata
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Counts, Indices
from driftview.text.spacing import is_mark, safe_glue
from driftview.text.vocabulary import AHEAD, CONTINUES, END

LEAST = 2
"""A pair that stands once in the text is not merged: nothing says that it belongs together."""


def characters(word: str) -> list[str]:
    """Return the characters of a word with the combining marks on them, all but the first marked.

    Parameters
    ----------
    word
        A token of the word unit.

    Returns
    -------
    list of str
        Pieces; marks of punctuation, addresses and the end of a document are one piece.

    Examples
    --------
    >>> characters("sea")
    ['s', '##e', '##a']
    """
    if len(word) == 1 or word == END or is_mark(word) or safe_glue(word, 0) & AHEAD:
        return [word]
    found: list[str] = []
    for character in word:
        if found and unicodedata.category(character)[0] == "M":
            found[-1] += character
        else:
            found.append(character)
    return found[:1] + [CONTINUES + piece for piece in found[1:]]


class BytePairs:
    """Merges in the order in which they were learned, and how they divide any word."""

    def __init__(self, merges: Sequence[tuple[str, str]]) -> None:
        """Take pairs of marked pieces, the first learned first."""
        self.merges = tuple(merges)
        self._known: dict[str, tuple[str, ...]] = {}

    @cached_property
    def _ranks(self) -> dict[tuple[str, str], int]:
        return {pair: rank for rank, pair in enumerate(self.merges)}

    def divide(self, word: str) -> tuple[str, ...]:
        """Return the pieces of a word, known or not.

        Parameters
        ----------
        word
            A token of the word unit.

        Returns
        -------
        tuple of str
            Its pieces; joined without their marks they are the word.
        """
        if word not in self._known:
            self._known[word] = tuple(self._merged(characters(word)))
        return self._known[word]

    def _merged(self, pieces: list[str]) -> list[str]:
        """Merge the pair that was learned first, everywhere, until no pair is left that was learned."""
        never = len(self.merges)
        while len(pieces) > 1:
            ranks = [self._ranks.get(pair, never) for pair in pairwise(pieces)]
            best = min(ranks)
            if best == never:
                break
            pair = self.merges[best]
            merged: list[str] = []
            at = 0
            while at < len(pieces):
                here = tuple(pieces[at : at + 2]) == pair
                merged.append(joined(*pair) if here else pieces[at])
                at += 2 if here else 1
            pieces = merged
        return pieces


def joined(left: str, right: str) -> str:
    """Return two neighbouring pieces as one.

    Parameters
    ----------
    left, right
        Pieces; the second goes on a word.

    Returns
    -------
    str
        Marked as the first one is.
    """
    return left + right.removeprefix(CONTINUES)


def learn(words: Sequence[str], counts: Counts, merges: int) -> BytePairs:
    """Learn the merges of a text.

    Of pairs that stand equally often, the one whose pieces come first in alphabetical order is merged, older
    pieces before newer ones, so that the merges depend on the words and their counts alone.

    Parameters
    ----------
    words
        The different words, W of them.
    counts
        How often each stands in the text, shape (W,); a word that does not is no evidence.
    merges
        How many pairs are merged at most; fewer where no pair stands there twice.

    Returns
    -------
    BytePairs
        The merges.

    Notes
    -----
    Each merge takes one look at the text's different words, in numpy: O(merges · characters of the words).
    """
    table = _Table([characters(word) for word, count in zip(words, counts, strict=True) if count],
                   counts[counts > 0])  # fmt: skip
    learned: list[tuple[str, str]] = []
    while len(learned) < merges:
        pair = table.most_frequent()
        if pair is None:
            break
        learned.append((table.pieces[pair[0]], table.pieces[pair[1]]))
        table.merge(*pair)
    return BytePairs(learned)


class _Table:
    """The different words as rows of piece numbers with room behind each, and how often each pair stands."""

    def __init__(self, words: Sequence[Sequence[str]], counts: Counts) -> None:
        self.pieces = sorted({piece for word in words for piece in word})
        number = {piece: i for i, piece in enumerate(self.pieces)}
        lengths = np.array([len(word) for word in words], np.int64)
        self._first = np.cumsum(lengths + 1) - (lengths + 1)
        self._room = lengths + 1
        """Each word ends with a −1, which is no piece."""
        self._at = np.full(int(self._room.sum()) + 1, -1, np.int64)
        filled = np.ones(len(self._at), bool)
        filled[self._first + lengths] = filled[-1] = False
        self._at[filled] = [number[piece] for word in words for piece in word]
        self._word = np.append(np.repeat(np.arange(len(words)), self._room), len(words))
        self._counts = np.append(counts, 0)
        self._pairs: dict[tuple[int, int], int] = {}
        self._heap: list[tuple[int, int, int]] = []
        self._add(self._count(np.arange(len(self._at))))

    def _count(self, places: Indices, sign: int = 1) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the different pairs at some places of whole words, as keys, and how often each stands."""
        left, right = self._at[places[:-1]], self._at[places[1:]]
        inside = (left >= 0) & (right >= 0)
        keys = (left[inside] << 32) | right[inside]
        different, which = np.unique(keys, return_inverse=True)
        weights = self._counts[self._word[places[:-1][inside]]]
        return different, sign * np.bincount(which, weights, len(different)).astype(np.int64)

    def _add(self, counted: tuple[NDArray[np.int64], NDArray[np.int64]]) -> None:
        for key, change in zip(counted[0].tolist(), counted[1].tolist(), strict=True):
            if change:
                pair = key >> 32, key & 0xFFFFFFFF
                total = self._pairs[pair] = self._pairs.get(pair, 0) + change
                if total >= LEAST:
                    heapq.heappush(self._heap, (-total, *pair))

    def most_frequent(self) -> tuple[int, int] | None:
        """Return the pair that stands most often; None where none stands there twice."""
        while self._heap:
            total, left, right = self._heap[0]
            if self._pairs.get((left, right)) == -total:
                return left, right
            heapq.heappop(self._heap)
        return None

    def merge(self, left: int, right: int) -> None:
        """Make one piece of a pair wherever it stands."""
        self.pieces.append(joined(self.pieces[left], self.pieces[right]))
        found = np.flatnonzero((self._at[:-1] == left) & (self._at[1:] == right))
        if left == right:  # of three in a row the first two are merged
            run = np.cumsum(np.append(True, np.diff(found) != 1)) - 1
            heads = np.flatnonzero(np.append(True, np.diff(run) != 0))
            found = found[(np.arange(len(found)) - heads[run]) % 2 == 0]
        words = np.unique(self._word[found])
        room = self._room[words]
        places = np.repeat(self._first[words] - (np.cumsum(room) - room), room) + np.arange(int(room.sum()))
        before = self._count(places, -1)
        self._at[found] = len(self.pieces) - 1
        self._at[found + 1] = -2
        kept = self._at[places]
        order = np.argsort((np.repeat(np.arange(len(words)), room) << 1) + (kept < 0), kind="stable")
        self._at[places] = np.where(kept[order] < 0, -1, kept[order])
        self._add(_sum(before, self._count(places)))


def _sum(
    one: tuple[NDArray[np.int64], NDArray[np.int64]], other: tuple[NDArray[np.int64], NDArray[np.int64]]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Add the changes of pairs."""
    keys, which = np.unique(np.concatenate((one[0], other[0])), return_inverse=True)
    return keys, np.bincount(which, np.concatenate((one[1], other[1])), len(keys)).astype(np.int64)
