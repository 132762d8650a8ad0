"""Suffix links: every context of an index under one numbering, with the shorter context below each.

Smoothed models step down from a context to a shorter one. The links number the contexts of all levels in
one row, so that a chain's state is one number, and one table holds what may be written in it.
"""

from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Counts, Flags, Indices, PackedStates, Positions, Tokens
from driftview.models.index import ContextIndex, sums_between
from driftview.models.protocol import TrainingText

UNIFORM = 0
"""The rung below the empty context, where every word is as likely as any other."""

ROOT = 1
"""The empty context."""

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
"""2⁶⁴ / golden ratio, odd."""


class SuffixLinks:
    """C contexts and P pairs of an index of K + 1 levels; contexts of one length are numbered in a row.

    A context that holds a document's start has no suffix within its document but the tokens after the start:
    below "start, w₁ … w_m" comes "w₁ … w_m", at once. With ``padded`` the start is a word like any other that
    fills the whole space before a document, as in nltk.lm.
    """

    def __init__(self, index: ContextIndex, padded: bool = False) -> None:
        """Lay the levels of ``index`` end to end."""
        self.index = index
        self.padded = padded
        levels = index.levels
        sizes = [1] + [level.contexts for level in levels]
        self.first_context: list[int] = np.cumsum(sizes).tolist()
        """First context of each level; beyond the last, how many there are."""
        self.first_pair: list[int] = np.cumsum([0] + [level.pairs for level in levels]).tolist()
        """First pair of each level; beyond the last, how many there are."""
        self.top = len(levels) - 1
        self.start = self.first_context[self.top] + levels[-1].start
        """The context in which a document starts."""
        self.contexts = self.first_context[-1]
        if self.top == 0:  # with no word of context, the start must still be told from what follows a word
            self.start = self.contexts
            self.contexts += 1
        self.pairs = self.first_pair[-1]
        self.pair_token: Tokens = np.concatenate([level.pair_token for level in levels])
        """Token of each pair, shape (P,)."""
        self.pair_context: Indices = np.concatenate(
            [
                level.pair_context.astype(np.int64) + at
                for level, at in zip(levels, self.first_context, strict=False)
            ]
        )
        """Context of each pair, shape (P,); it never falls."""

    @cached_property
    def bounds(self) -> Indices:
        """Pairs ``bounds[c]`` to ``bounds[c + 1]`` have the context c; shape (C + 1,)."""
        sizes = np.bincount(self.pair_context, minlength=self.contexts)
        return np.concatenate(([0], np.cumsum(sizes)))

    def by_context(self, values: Counts) -> Counts:
        """Sum one number a pair over the pairs of each context: shape (P,) to (C,)."""
        return sums_between(self.bounds, values)

    @cached_property
    def shorter(self) -> Indices:
        """The longest proper suffix of each context, shape (C,); UNIFORM below the root."""
        below = np.full(self.contexts, ROOT, np.int64)
        below[: ROOT + 1] = UNIFORM
        for level in self.index.levels[2:]:
            at, end = self.first_context[level.length], self.first_context[level.length + 1]
            below[at : end - 1] = self._suffixes(level.length)
            if self.padded:
                below[end - 1] = at - 1
        return below

    @cached_property
    def suffix(self) -> list[Positions]:
        """The pair without its oldest word, of each pair of each level above 0, as numbered in its level."""
        levels = self.index.levels
        return [below.pair[level.first] for below, level in pairwise(levels)]

    @cached_property
    def tail(self) -> Indices:
        """Each context without its oldest word where one more would not fit, shape (C,)."""
        tail = np.arange(self.contexts)
        if self.top:
            at, end = self.first_context[self.top], self.first_context[self.top + 1]
            tail[at:end] = ROOT
            if self.top > 1:
                tail[at : end - 1] = self._padded_suffixes(self.top)
                tail[end - 1] = at - 1
        return tail

    @cached_property
    def following(self) -> Indices:
        """The context after each pair, itself where that fits and the start after an end; shape (P,)."""
        after = np.full(self.pairs, ROOT)
        for length in range(self.top):
            at = self.first_context[length + 1]
            after[self._pairs_of(length)] = at + np.arange(self.index.levels[length].pairs)
        if self.top:
            after[self._pairs_of(self.top)] = self.suffix[-1] + self.first_context[self.top]
        after[self.pair_token == 0] = self.start
        return after

    @cached_property
    def _keys(self) -> PackedStates:
        """Context and token of each pair as one number, rising, shape (P,)."""
        return self._packed(self.pair_context, self.pair_token)

    def find(self, contexts: Indices, tokens: Tokens | Indices) -> Indices:
        """Return the pair of each context and token, −1 where they never met; shapes alike."""
        wanted = self._packed(contexts, tokens)
        place = np.searchsorted(self._keys, wanted)
        np.minimum(place, self.pairs - 1, out=place)
        place[self._keys[place] != wanted] = -1
        return place

    def find_below(self, contexts: Indices, tokens: Tokens | Indices) -> Indices:
        """Do as ``find`` for contexts of one word up to one word less than the longest, in less time."""
        keys = self._keys[self.first_pair[1] : self.first_pair[self.top]]
        wanted = self._packed(contexts, tokens)
        hopeful = self._marked.take(self._mark(wanted)).nonzero()[0]
        wanted = wanted.take(hopeful)
        place = np.searchsorted(keys, wanted)
        np.minimum(place, len(keys) - 1, out=place)
        found = np.full(len(contexts), -1)
        found[hopeful] = np.where(keys.take(place) == wanted, place + self.first_pair[1], -1)
        return found

    @cached_property
    def _marked(self) -> Flags:
        """True at the mark of every key that find_below knows: most others are told apart at once."""
        marked = np.zeros(1 << self._mark_bits, bool)
        marked[self._mark(self._keys[self.first_pair[1] : self.first_pair[self.top]])] = True
        return marked

    @property
    def _mark_bits(self) -> int:
        """Enough bits that at most one mark in eight is taken."""
        return (8 * (self.first_pair[self.top] - self.first_pair[1])).bit_length()

    def _mark(self, keys: PackedStates) -> Indices:
        """Scatter keys evenly (Fibonacci hashing: the high bits of a product with 2⁶⁴ / golden ratio)."""
        return ((keys * GOLDEN) >> np.uint64(64 - self._mark_bits)).view(np.int64)

    def states(self, text: TrainingText) -> Indices:
        """Return the longest context before each token of ``text`` that the index holds, shape (N,)."""
        longest = np.full(len(text.tokens), ROOT)
        if self.top == 0:
            return longest
        known = longest
        for length in range(1, self.top + 1):
            pairs = self.find(known[:-1], text.tokens[:-1])
            known = np.full(len(text.tokens), -1)
            known[1:] = np.where(
                pairs < 0, -1, pairs + (self.first_context[length] - self.first_pair[length - 1])
            )
            known[text.starts] = self.first_context[length + 1] - 1
            np.maximum(longest, known, out=longest)
        return longest

    def settled(self, states: Indices) -> Indices:
        """Return the contexts that words are chosen in: without words of context a start is the root."""
        return states if self.top else np.full(len(states), ROOT)

    def shorter_pairs(self, length: int) -> Indices:
        """Return the pair of the same token after the shorter context, for each pair of a level above 0."""
        level = self.index.levels[length]
        below = self.suffix[length - 1] + self.first_pair[length - 1]
        if not self.padded:
            depth = self.index.depth[level.first]
            for words in range(length - 1):
                cut = np.flatnonzero(depth == words)
                below[cut] = self.index.levels[words].pair[level.first[cut]] + self.first_pair[words]
        return np.asarray(below, np.int64)

    def padded_pairs(self, length: int) -> NDArray[np.bool_]:
        """Flag the pairs of a level below the top that no state of these links ever uses."""
        level = self.index.levels[length]
        if self.padded or length == self.top:
            return np.zeros(level.pairs, bool)
        return np.asarray(self.index.depth[level.first] < length)

    def _packed(self, contexts: Indices, tokens: Tokens | Indices) -> PackedStates:
        bits = np.uint64(int(self.index.vocabulary_size).bit_length())
        keys = contexts.astype(np.uint64)
        keys <<= bits
        keys |= tokens.astype(np.uint64)
        return keys

    def _pairs_of(self, length: int) -> slice:
        return slice(self.first_pair[length], self.first_pair[length + 1])

    def _padded_suffixes(self, length: int) -> Indices:
        """Return the suffix of each context of ``length`` ≥ 2 but the start, padding counted as words."""
        return self.suffix[length - 2].astype(np.int64) + self.first_context[length - 1]

    def _suffixes(self, length: int) -> Indices:
        """Return the shorter context of each context of ``length`` ≥ 2 but the start."""
        suffixes = self._padded_suffixes(length)
        if self.padded:
            return suffixes
        ends = self.index.levels[length - 1].first
        words = self.index.depth[ends] + 1
        for count in range(1, length):
            cut = np.flatnonzero(words == count)
            suffixes[cut] = self.index.levels[count - 1].pair[ends[cut]] + self.first_context[count]
        return suffixes
