"""Passages: stretches of the human text that a model copies whole, and how that widens the spread of runs.

A model of order n chooses only where a context of n − 1 tokens occurs more than once. Between two such places
the next token is certain, so the human text falls into passages, each of which lives or dies as a whole, as a
single token does under order 1. Words that stand in one passage share its fate, which widens the spread of
how many are left; under order 1 every passage is one token.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from driftview.arrays import Flags, Floats, Indices, Tokens


@dataclass(frozen=True, eq=False)
class Passages:
    """Which words stand in which passage."""

    word: Indices
    """The word of each pair of a passage and a word in it, shape (K,)."""
    passage: Indices
    """The passage of each such pair, shape (K,)."""
    lengths: Floats
    """Tokens of each passage, shape (B,)."""
    words: int
    """V, how many words there are."""

    @classmethod
    def of(cls, tokens: Tokens, chosen: Flags, words: int) -> Self:
        """Cut a text before every token that is ``chosen``, shape (N,), not certain; the first one is."""
        passage = np.cumsum(chosen) - 1
        count = int(passage[-1]) + 1
        pairs = np.unique(tokens.astype(np.int64) * count + passage)
        return cls(pairs // count, pairs % count, np.bincount(passage).astype(np.float64), words)

    def of_words(self, chosen: Flags) -> "Passages":
        """Return the same passages with the chosen words alone in them; ``chosen`` has shape (V,)."""
        kept = chosen[self.word]
        return Passages(self.word[kept], self.passage[kept], self.lengths, self.words)

    def types_variance(self, extinction: float) -> float:
        """Return the variance of the number of words left when each passage dies with this chance, q < 1.

        A word in b passages is dead with d = q^b, two words with q^(b + b′ − shared). Words that share a
        passage are taken to share one, which lets the pairs be summed passage by passage:
        Σ_w d(1 − d) + (1/q − 1)·Σ_B [(Σ_w d)² − Σ_w d²], time O(K).
        """
        if extinction <= 0.0:
            return 0.0
        holders = np.bincount(self.word, minlength=self.words)
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
        holders = np.bincount(self.word, minlength=self.words)
        others = np.maximum(holders - 1.0, 0.0)
        dead = np.where(holders > 0, np.power(extinction, others), 0.0)
        elsewhere = others * np.power(extinction, np.maximum(others - 1.0, 0.0)) * single
        once = np.minimum(dead * single + extinction * elsewhere, 1.0)
        together = single * self._pairs(dead) + extinction * self._pairs(elsewhere) - self._pairs(once)
        return max(0.0, float((once * (1.0 - once)).sum()) + together)

    def _pairs(self, of_word: Floats) -> float:
        """Return Σ_B Σ_{w ≠ v in B} value_w·value_v."""
        inside = of_word[self.word]
        sums = np.bincount(self.passage, inside, minlength=len(self.lengths))
        return float((sums**2).sum() - (inside**2).sum())

    def founders_variance(self, extinction: float) -> float:
        """Return the variance of the number of tokens whose passage lives, q(1 − q)·Σ_B length²."""
        return float(extinction * (1.0 - extinction) * (self.lengths**2).sum())


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
