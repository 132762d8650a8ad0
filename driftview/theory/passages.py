"""Passages: stretches of the human text that a model copies whole, and how that widens the spread of runs.

A model of order n chooses only where a context of n − 1 tokens occurs more than once. Between two such places
the next token is certain, so the human text falls into passages, each of which lives or dies as a whole, as a
single token does under order 1. Words that stand in one passage share its fate, which widens the spread of
how many are left; under order 1 every passage is one token.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from driftview.arrays import Counts, Flags, Floats, Positions, Tokens

AT_ONCE = 1 << 16
"""Pairs of a passage and a word in it that are worked on at once: there are as many as tokens, nearly."""


@dataclass(frozen=True, eq=False)
class Passages:
    """Which words stand in which passage."""

    word: Positions
    """The word of each pair of a passage and a word in it, shape (K,)."""
    passage: Positions
    """The passage of each such pair, rising; shape (K,)."""
    lengths: Positions
    """Tokens of each passage, shape (B,)."""
    words: int
    """V, how many words there are."""

    @classmethod
    def of(cls, tokens: Tokens, chosen: Flags, words: int) -> Self:
        """Cut a text before every token that is ``chosen``, shape (N,), not certain; the first one is."""
        passage = np.cumsum(chosen, dtype=np.int32)
        passage -= 1
        lengths = np.bincount(passage).astype(np.int32)
        pairs = passage.astype(np.int64)
        del passage
        pairs *= words
        pairs += tokens
        pairs.sort()  # in place: a text has a pair for nearly every token
        first = np.ones(len(pairs), bool)
        np.not_equal(pairs[1:], pairs[:-1], out=first[1:])
        pairs = pairs[first]
        return cls((pairs % words).astype(np.int32), (pairs // words).astype(np.int32), lengths, words)

    def of_words(self, chosen: Flags) -> "Passages":
        """Return the same passages with the chosen words alone in them; ``chosen`` has shape (V,)."""
        kept = chosen[self.word]
        return Passages(self.word[kept], self.passage[kept], self.lengths, self.words)

    @cached_property
    def _holders(self) -> Counts:
        """How many passages each word stands in, shape (V,)."""
        holders = np.zeros(self.words, np.int64)
        for at in range(0, len(self.word), AT_ONCE):
            holders += np.bincount(self.word[at : at + AT_ONCE], minlength=self.words)
        return holders

    def types_variance(self, extinction: float) -> float:
        """Return the variance of the number of words left when each passage dies with this chance, q < 1.

        A word in b passages is dead with d = q^b, two words with q^(b + b′ − shared). Words that share a
        passage are taken to share one, which lets the pairs be summed passage by passage:
        Σ_w d(1 − d) + (1/q − 1)·Σ_B [(Σ_w d)² − Σ_w d²], time O(K).
        """
        if extinction <= 0.0:
            return 0.0
        holders = self._holders
        dead = np.where(holders > 0, np.power(extinction, holders), 0.0)
        return float((dead * (1.0 - dead)).sum()) + (1.0 / extinction - 1.0) * self._pairs(dead)

    def hapaxes_variance(self, extinction: float, single: float) -> float:
        """Return the variance of the number of words that are left exactly once, likewise.

        A word in b passages is left once with Q = b·q^(b−1)·q′, q′ the chance that a passage has exactly one
        copy. Of two words in one passage, that passage has the only copy of both, with q′·a·a′, a = q^(b−1),
        or none, with q·c·c′, c = (b − 1)·q^(b−2)·q′; time O(K).
        """
        if extinction <= 0.0:
            return 0.0
        holders = self._holders
        others = np.maximum(holders - 1.0, 0.0)
        dead = np.where(holders > 0, np.power(extinction, others), 0.0)
        elsewhere = others * np.power(extinction, np.maximum(others - 1.0, 0.0)) * single
        once = np.minimum(dead * single + extinction * elsewhere, 1.0)
        together = single * self._pairs(dead) + extinction * self._pairs(elsewhere) - self._pairs(once)
        return max(0.0, float((once * (1.0 - once)).sum()) + together)

    def _pairs(self, of_word: Floats) -> float:
        """Return Σ_B Σ_{w ≠ v in B} value_w·value_v."""
        found = 0.0
        at = 0
        while at < len(self.word):
            end = self._end(at + AT_ONCE)
            inside = of_word[self.word[at:end]]
            sums = np.bincount(self.passage[at:end] - self.passage[at], inside)
            found += float((sums**2).sum() - (inside**2).sum())
            at = end
        return found

    def _end(self, at: int) -> int:
        """Return where the pairs of a passage end: of the one that has the pair before ``at``."""
        if at >= len(self.passage):
            return len(self.passage)
        return int(np.searchsorted(self.passage, self.passage[at - 1], side="right"))

    def ancestors_variance(self, extinction: float) -> float:
        """Return the variance of the number of tokens whose passage lives, q(1 − q)·Σ_B length²."""
        tokens = float((self.lengths.astype(np.int64) ** 2).sum())
        return extinction * (1.0 - extinction) * tokens


def size_slopes(by_birth: Floats, survival: Floats, sizes: Floats, generation: int) -> Floats:
    """Return how the extinction q of a token by ``generation`` g moves with the logarithm of each size.

    Under replacement ∂q/∂log N_i = (x_i − 1)·Π_{j<i} λ_j·x_j, with x_j the extinction, by g, of the family of
    a token of generation j, and λ_j = N_{j+1}/N_j its mean number of copies. Generations have a fixed size
    where a branching process has a random one of variance N_i, so that every quantity Q varies less, by
    Σ_i (∂Q/∂log N_i)²/N_i.

    Parameters
    ----------
    by_birth, survival
        Of ``Lines``.
    sizes
        N_0 … N_G, shape (G + 1,).
    generation
        g, at least 1.

    Returns
    -------
    Floats
        The slope for N_1 … N_g, shape (g,).
    """
    dead = 1.0 - np.append(survival[generation], by_birth[1 : generation + 1, generation])
    copies = sizes[1 : generation + 1] / sizes[:generation]
    passed = copies * dead[:generation]
    reached = np.cumprod(passed)
    return np.asarray(reached * (dead[1:] - 1.0))
