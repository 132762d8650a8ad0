"""Divide a text that was read by words into subwords, with how each of them stands on the page."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Indices, Tokens
from driftview.text.byte_pairs import BytePairs
from driftview.text.spacing import CLOSE, VARIABLE, Way, Ways
from driftview.text.vocabulary import CONTINUES


@dataclass(frozen=True)
class Pieces:
    """The pieces of W words, one word after the other."""

    words: tuple[str, ...]
    """Every different piece, the known ones first; END is piece 0."""
    numbers: Indices
    """Pieces of all words, shape (P,)."""
    lengths: Indices
    """How many pieces each word has, at least 1; shape (W,)."""

    @property
    def first(self) -> Indices:
        """Where the pieces of each word begin, shape (W,)."""
        return np.cumsum(self.lengths) - self.lengths

    def places(self, tokens: Tokens) -> Indices:
        """Return where in ``numbers`` each piece of a text of words stands, shape (N′,)."""
        lengths = self.lengths[tokens]
        offsets = np.cumsum(lengths) - lengths
        return np.repeat(self.first[tokens] - offsets, lengths) + np.arange(int(lengths.sum()))

    def divide(self, tokens: Tokens) -> Tokens:
        """Return a text of words, shape (N,), as pieces, shape (N′,)."""
        return self.numbers[self.places(tokens)].astype(np.int32)


def divide_words(words: Sequence[str], pairs: BytePairs, known: Sequence[str]) -> Pieces:
    """Divide words.

    Parameters
    ----------
    words
        W words, END among them or not.
    pairs
        The merges.
    known
        Pieces that have numbers already, END first; new ones get the next.

    Returns
    -------
    Pieces
        The pieces of each word.
    """
    number = {piece: i for i, piece in enumerate(known)}
    divided = [pairs.divide(word) for word in words]
    numbers = [number.setdefault(piece, len(number)) for word in divided for piece in word]
    lengths = np.array([len(word) for word in divided], np.int64)
    return Pieces(tuple(number), np.array(numbers, np.int64), lengths)


def divide_ends(ends: Indices, pieces: Pieces, tokens: Tokens) -> Indices:
    """Return behind which pieces documents end that ended behind these tokens, shape (D,)."""
    return np.concatenate(([0], np.cumsum(pieces.lengths[tokens])))[ends]


def divide_codes(tokens: Tokens, codes: NDArray[np.uint16], pieces: Pieces, ways: Ways) -> NDArray[np.uint16]:
    """Return how each piece of a text stands on the page.

    Parameters
    ----------
    tokens
        The text in words, shape (N,).
    codes
        How each word stands, shape (N,).
    pieces
        The pieces of the words.
    ways
        What codes stand for; ways of pieces are added.

    Returns
    -------
    ndarray of uint16
        Codes of the pieces, shape (N′,): the first piece of a word stands where the word does, the others
        close to it, each with its part of the spelling that the author gave the word.
    """
    lengths = pieces.lengths[tokens]
    divided = np.full(int(lengths.sum()), CLOSE, np.uint16)
    first = np.cumsum(lengths) - lengths
    divided[first] = codes
    table = list(ways)
    spelled = np.array([bool(way.parts) for way in table])
    at = np.flatnonzero(spelled[codes] & (lengths > 1))
    keys, which = np.unique((tokens[at].astype(np.int64) << 16) | codes[at], return_inverse=True)
    for number, key in enumerate(keys.tolist()):
        word, code = key >> 16, key & 0xFFFF
        begin = int(pieces.first[word])
        own = pieces.numbers[begin : begin + int(pieces.lengths[word])].tolist()
        found = [ways[way] for way in _ways([pieces.words[piece] for piece in own], table[code])]
        mine = first[at[which == number]]
        for offset, each in enumerate(found):
            divided[mine + offset] = each
    return divided


def _ways(pieces: Sequence[str], way: Way) -> list[Way]:
    """Give each piece of a word its part of a spelling."""
    parts, found = iter(way.parts), []
    for number, piece in enumerate(pieces):
        bare = piece.removeprefix(CONTINUES) if number else piece
        own = tuple(next(parts, each) for each in bare if each in VARIABLE)
        plain = own == tuple(each for each in bare if each in VARIABLE)
        found.append(Way("" if number else way.gap, () if plain else own))
    return found


def usual_codes(tokens: Tokens, codes: NDArray[np.uint16], size: int) -> NDArray[np.uint16]:
    """Return the most frequent code of each id, shape (size,); of equally frequent ones the smallest."""
    keys, counts = np.unique((tokens.astype(np.int64) << 16) | codes, return_counts=True)
    order = np.lexsort((-keys, counts))
    usual = np.zeros(size, np.uint16)
    usual[keys[order] >> 16] = (keys[order] & 0xFFFF).astype(np.uint16)
    return usual
