"""The context index: every (context, next token) pair of a text, numbered level by level.

Level k numbers the pairs of a context of k tokens and the token after it. The pair before a position is the
context of the next level there, so that one sort of packed keys makes each level from the one before.
Contexts do not reach over a document's start: there, every level has one context of its own, the start.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Counts, Flags, PackedStates, Positions, Tokens
from driftview.models.protocol import TrainingText

KEY_BITS = 64
"""Bits of a sorted key."""

AT_ONCE = 1 << 16
"""Keys that are worked on at once, where a copy of all of them would take memory."""


@dataclass(frozen=True)
class Level:
    """All distinct (context of ``length`` tokens, token) pairs of a text of M positions.

    The P pairs are numbered by context, then by token; the C contexts of a level are the pairs of the level
    below it and, last, the start of a document.
    """

    length: int
    contexts: int
    """C, how many contexts there are."""
    start: int
    """The context at the start of a document."""
    pair: Positions
    """Pair at each position, shape (M,)."""
    pair_context: Positions
    """Context of each pair, shape (P,)."""
    pair_token: Positions
    """Token of each pair, shape (P,)."""
    first: Positions
    """One position of each pair, shape (P,)."""

    @property
    def pairs(self) -> int:
        """P, how many distinct pairs there are."""
        return len(self.pair_token)

    @cached_property
    def bounds(self) -> Positions:
        """Pairs ``bounds[c]`` to ``bounds[c + 1]`` have the context c; shape (C + 1,)."""
        bounds = np.zeros(self.contexts + 1, np.int32)
        np.cumsum(np.bincount(self.pair_context, minlength=self.contexts), out=bounds[1:])
        return bounds

    def by_context(self, values: Counts) -> Counts:
        """Sum one number a pair over the pairs of each context: shape (P,) to (C,)."""
        return sums_between(self.bounds, values)


class ContextIndex:
    """Levels 0 to ``order`` − 1 of one or more texts laid end to end, M positions in all.

    Texts that a model must be able to score or to copy later are indexed together with the first one, so
    that a context has one number wherever it stands.
    """

    def __init__(self, texts: Sequence[TrainingText], order: int, vocabulary_size: int) -> None:
        """Index ``texts`` for models up to ``order``; time O(order · M log M)."""
        lengths = np.array([len(text.tokens) for text in texts])
        offsets = np.cumsum(lengths) - lengths
        self.order = order
        self.vocabulary_size = vocabulary_size
        self.tokens = end_to_end([text.tokens for text in texts])
        self.starts = np.concatenate([text.starts + at for text, at in zip(texts, offsets, strict=True)])
        self.levels = [self._lowest()]
        for _ in range(1, order):
            self.levels.append(self._longer(self.levels[-1]))

    @property
    def top(self) -> Level:
        """The level of a model of the index's own order."""
        return self.levels[-1]

    def _lowest(self) -> Level:
        words = np.arange(self.vocabulary_size, dtype=np.int32)
        first = np.zeros(self.vocabulary_size, np.int32)
        first[self.tokens[::-1]] = np.arange(len(self.tokens) - 1, -1, -1, dtype=np.int32)
        return Level(0, 1, 0, self.tokens, np.zeros_like(words), words, first)

    def context(self, length: int) -> Positions:
        """Return the context of ``length`` tokens before each position, shape (M,)."""
        if length == 0:
            return np.zeros(len(self.tokens), np.int32)
        below = self.levels[length - 1]
        contexts = np.empty(len(self.tokens), np.int32)
        contexts[1:] = below.pair[:-1]
        contexts[self.starts] = below.pairs
        return contexts

    def next_context(self, length: int) -> Positions:
        """Return the context of ``length`` tokens after each position, the start after an end; shape (M,)."""
        if length == 0:
            return np.zeros(len(self.tokens), np.int32)
        below = self.levels[length - 1]
        return np.where(self.tokens == 0, np.int32(below.pairs), below.pair)

    @cached_property
    def after(self) -> Positions:
        """The context that a model of the index's order is in after each position, shape (M,)."""
        return self.next_context(self.top.length)

    def after_pairs(self) -> Positions:
        """Return the context that a model of the index's order is in after each longest pair, shape (P,)."""
        top = self.top
        if top.length == 0:
            return np.zeros(top.pairs, np.int32)
        below = self.levels[top.length - 1]
        return np.where(top.pair_token == 0, np.int32(top.start), below.pair[top.first])

    @cached_property
    def depth(self) -> Positions:
        """How many tokens of its document stand before each position, shape (M,)."""
        return depths(self.starts, len(self.tokens))

    def reaches_back(self, positions: Positions, tokens: int) -> Flags:
        """Tell which positions have so many tokens of their document before them, shape as ``positions``."""
        near = np.zeros(len(self.tokens), bool)
        for step in range(tokens):
            near[np.minimum(self.starts + step, len(near) - 1)] = True
        return ~near[positions]

    @cached_property
    def _by_token(self) -> Positions:
        """Positions in the order of their tokens, shape (M,)."""
        bits = _bits(len(self.tokens))
        keys = (self.tokens.astype(np.uint64) << np.uint64(bits)) | np.arange(
            len(self.tokens), dtype=np.uint64
        )
        keys.sort()
        return _low(keys, bits)

    def _longer(self, below: Level) -> Level:
        """Number the pairs whose contexts are one token longer."""
        count = len(self.tokens)
        contexts = below.pairs + 1
        position_bits, token_bits = _bits(count), _bits(self.vocabulary_size)
        by_token = None
        if _bits(contexts) + token_bits + position_bits > KEY_BITS:
            by_token = self._by_token  # too wide for one key: a position's rank by token stands for both
        keys = self.context(below.length + 1).astype(np.uint64)
        if by_token is None:
            keys <<= np.uint64(token_bits)
            keys |= self.tokens.view(np.uint32)
            keys <<= np.uint64(position_bits)
            keys |= np.arange(count, dtype=np.uint32)
            keys.sort()
            positions = _low(keys, position_bits)
            keys >>= np.uint64(position_bits)
            new = _changes(keys)
        else:
            rank = np.empty(count, np.uint32)
            rank[by_token] = np.arange(count, dtype=np.uint32)
            keys <<= np.uint64(position_bits)
            keys |= rank
            del rank
            keys.sort()
            positions = by_token[_low(keys, position_bits)]
            keys >>= np.uint64(position_bits)
            new = _changes(keys) | _changes(self.tokens[positions])
        del keys  # eight bytes a token, and what follows takes as much
        return _level(below, new, positions, self.tokens, self.context(below.length + 1))


def end_to_end(arrays: Sequence[Tokens]) -> Tokens:
    """Lay arrays end to end; those that lie so in memory already are not copied.

    Parameters
    ----------
    arrays
        At least one.

    Returns
    -------
    Tokens
        All of them, shape (M,); a view where no copy is needed.
    """
    filled = [each for each in arrays if len(each)]
    if len(filled) == 1:
        return filled[0]
    whole = filled[0].base if filled else None
    begins = [each.__array_interface__["data"][0] for each in filled]
    adjacent = all(
        begin + each.nbytes == after for begin, each, after in zip(begins, filled, begins[1:], strict=False)
    )
    if not isinstance(whole, np.ndarray) or not adjacent or any(each.base is not whole for each in filled):
        return np.concatenate(arrays)
    first = (begins[0] - whole.__array_interface__["data"][0]) // whole.itemsize
    return np.asarray(whole[first : first + sum(map(len, filled))])


def depths(starts: NDArray[np.int64], length: int) -> Positions:
    """Return how many tokens of its document stand before each position of a text, shape (length,).

    Parameters
    ----------
    starts
        Where documents start, shape (D,).
    length
        Tokens of the text.

    Returns
    -------
    Positions
        Tokens before each position, shape (length,).
    """
    depth = np.arange(length, dtype=np.int32)
    depth -= np.repeat(starts.astype(np.int32), np.diff(starts, append=length))
    return depth


def sums_between(bounds: NDArray[np.integer], values: Counts) -> Counts:
    """Sum ``values`` from each bound to the next: shapes (C + 1,) and (P,) to (C,).

    Parameters
    ----------
    bounds
        Where the pairs of each context begin, shape (C + 1,).
    values
        One number a pair, shape (P,).

    Returns
    -------
    ndarray of int64
        Sums, shape (C,).
    """
    sums = np.concatenate((np.zeros(1, values.dtype), np.cumsum(values)))
    return np.asarray(sums[bounds[1:]] - sums[bounds[:-1]])


def _level(below: Level, new: Flags, positions: Positions, tokens: Positions, contexts: Positions) -> Level:
    """Put together a level from positions sorted by pair and a flag at each new pair."""
    number = np.cumsum(new, dtype=np.int32)
    number -= 1
    pair = np.empty(len(positions), np.int32)
    pair[positions] = number
    first = positions[new]
    return Level(below.length + 1, below.pairs + 1, below.pairs, pair, contexts[first], tokens[first], first)


def _bits(count: int) -> int:
    """Return how many bits hold every number from 0 to ``count``."""
    return int(count).bit_length()


def _low(keys: PackedStates, bits: int) -> Positions:
    """Return the low ``bits`` bits of each key, at most 31; a long array is not copied as a whole."""
    low, mask = np.empty(len(keys), np.int32), np.uint64((1 << bits) - 1)
    for at in range(0, len(keys), AT_ONCE):
        low[at : at + AT_ONCE] = keys[at : at + AT_ONCE] & mask
    return low


def _changes(values: NDArray[np.generic]) -> Flags:
    """Flag the first value and each that differs from the one before it."""
    new = np.empty(len(values), bool)
    new[:1] = True
    np.not_equal(values[1:], values[:-1], out=new[1:])
    return new
