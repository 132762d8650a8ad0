"""What smoothing comes to: how often each pair counts, and how often copying it is refused."""

from dataclasses import dataclass

import numpy as np

from driftview.arrays import Counts, Floats, Indices
from driftview.models.ladder import ROOT, UNIFORM, Ladder


@dataclass(frozen=True)
class Weights:
    """A smoothed model over a ladder of C contexts and P pairs.

    To write a word, take one of the context's occurrences, each as likely as any other. With the chance
    ``refusal`` of its pair it is refused, and the word is written in the context ``below`` instead. So
    p(w | c) = kept(c, w) + given(c) · p(w | below(c)), where kept is n(c, w) (1 − refusal) / n(c) and given
    is the sum of n(c, w) · refusal / n(c). Additive, Witten–Bell and discounted models are all of this form.
    """

    counts: Counts
    """n(c, w): occurrences of each pair, or kinds of words before it; shape (P,)."""
    refusal: Floats
    """Chance that copying a pair is refused, from 0 to 1, shape (P,)."""
    below: Indices
    """The context that takes over from each context, shape (C,)."""
    kinds: bool = False
    """Whether the counts below the longest contexts are of kinds (distinct longer pairs), not occurrences."""
    notes: tuple[str, ...] = ()

    def totals(self, ladder: Ladder) -> Counts:
        """Return n(c), shape (C,)."""
        return ladder.by_context(self.counts)

    def alive(self, ladder: Ladder) -> Indices:
        """Return the longest suffix of each context that has a continuation; shape (C,)."""
        totals, alive = self.totals(ladder), np.arange(ladder.contexts)
        for _ in range(ladder.top):
            dead = np.flatnonzero((totals[alive] == 0) & (alive > ROOT))
            alive[dead] = ladder.shorter[alive[dead]]
        return alive

    def kept(self, ladder: Ladder) -> Floats:
        """Return the probability that each pair's context writes its word itself, shape (P,)."""
        totals = np.maximum(self.totals(ladder), 1)[ladder.pair_context]
        return np.asarray(self.counts * (1.0 - self.refusal) / totals)

    def given(self, ladder: Ladder) -> Floats:
        """Return the probability that each context leaves the word to the one below, shape (C,)."""
        totals = self.totals(ladder)
        refused = np.bincount(ladder.pair_context, self.counts * self.refusal, minlength=ladder.contexts)
        return np.where(totals > 0, refused / np.maximum(totals, 1), 1.0)


def occurrences(ladder: Ladder) -> Counts:
    """Return how often each pair occurs, shape (P,)."""
    return np.concatenate(
        [np.bincount(level.pair, minlength=level.pairs) for level in ladder.index.levels]
    ).astype(np.int64)


def continuations(ladder: Ladder) -> Counts:
    """Return occurrences of the longest pairs and, of the others, how many distinct words stand before each.

    The start of a document counts as one word. Shape (P,). Kneser and Ney 1995.
    """
    levels = ladder.index.levels
    below = zip(levels[:-1], ladder.suffix, strict=True)
    counts = [np.bincount(suffix, minlength=level.pairs) for level, suffix in below]
    counts.append(np.bincount(levels[-1].pair, minlength=levels[-1].pairs))
    return np.concatenate(counts).astype(np.int64)


def downwards(ladder: Ladder, straight: bool = False) -> Indices:
    """Return the context below each: the next shorter, or with ``straight`` the uniform one; shape (C,)."""
    if not straight:
        return ladder.shorter
    return np.full(ladder.contexts, UNIFORM)
