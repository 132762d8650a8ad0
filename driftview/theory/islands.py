"""Several models that write side by side: how long a human token lives in one of them, and in any of them.

The island model of population genetics (Wright 1931) as a branching process of several types. Model k reads
its own text of n_t,k tokens and f_t,k tokens of what the others wrote, drawn by whole documents, and writes
n_t+1,k tokens. A token of model k is therefore in the training text of k for certain, in that of another
model l with probability p_t,l = f_t,l / (N_t − n_t,k), and each time it is there it is copied a Poisson
number of times with mean w_t,l = n_t+1,l / (n_t,l + f_t,l). Extinction e of a line is then

    e_t(k) = exp(−w_t,k (1 − e_t+1(k))) · Π_{l ≠ k} [1 − p_t,l(k) + p_t,l(k) exp(−w_t,l (1 − e_t+1(l)))],

with e_G(k) = 0 where survival in k is asked for, and 1 elsewhere. With no migration, and with everybody
reading everything, the union of all models follows the law of one model: s_{g+1} = 1 − exp(−s_g).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from driftview.arrays import Counts, Floats
from driftview.theory.word_law import EachWordLaw, WordFates, WordLaw


@dataclass(frozen=True, eq=False)
class Islands:
    """Sizes of M models through G generations, and how much each reads of the others."""

    sizes: Floats
    """Tokens that each model writes, and first the human text that each begins with; shape (G + 1, M)."""
    foreign: Floats
    """Tokens of the others in what each model reads after generations 1 … G, shape (G, M)."""
    same_start: bool
    """Whether all begin with the same whole human text, not each with a share of its own."""

    @property
    def models(self) -> int:
        """How many models there are, M."""
        return int(self.sizes.shape[1])

    def extinction(self, generation: int) -> tuple[Floats, Floats]:
        """Return the chance that a human token has no descendant in generation g, and its derivative.

        Parameters
        ----------
        generation
            g, from 1 to G.

        Returns
        -------
        tuple of Floats
            Shape (M + 1, M) each: survival asked for in each model and, last, in any of them; for a token
            that model k began with. The derivative is by the chance that one descendant is not counted, at
            none: the chance of exactly one descendant.
        """
        asked = np.concatenate((np.eye(self.models), np.ones((1, self.models))))
        dead, slope = 1.0 - asked, asked
        for step in range(generation - 1, 0, -1):
            dead, slope = self._before(step, dead, slope)
        return self._at_first(dead, slope)

    def _at_first(self, dead: Floats, slope: Floats) -> tuple[Floats, Floats]:
        """Go from the first generation back to the human text, where nobody has read anybody."""
        rate = self.sizes[1] / self.sizes[0]
        quiet = -rate * (1.0 - dead)
        if not self.same_start:
            gone = np.exp(quiet)
            return gone, gone * rate * slope
        gone = np.exp(quiet.sum(axis=1, keepdims=True))
        grown = gone * (rate * slope).sum(axis=1, keepdims=True)
        return np.repeat(gone, self.models, axis=1), np.repeat(grown, self.models, axis=1)

    def _before(self, step: int, dead: Floats, slope: Floats) -> tuple[Floats, Floats]:
        """Go one generation back: ``step``, at least 1, is the generation that is read."""
        sizes, foreign = self.sizes[step], self.foreign[step - 1]
        rate = self.sizes[step + 1] / (sizes + foreign)
        own = np.exp(-rate * (1.0 - dead))
        own_slope = own * rate * slope
        others = sizes.sum() - sizes
        read = np.divide(foreign, others, out=np.zeros_like(foreign), where=others > 0)
        abroad = 1.0 - read + read * own
        whole = abroad.prod(axis=1, keepdims=True)
        whole_slope = (read * own_slope / abroad).sum(axis=1, keepdims=True)
        rest = whole / abroad
        rest_slope = rest * (whole_slope - read * own_slope / abroad)
        return own * rest, own_slope * rest + own * rest_slope


class IslandLaw(EachWordLaw):
    """The law of words of one of several models, or of all of them together."""

    def __init__(self, islands: Islands, counts: Counts, place: int, spread: WordLaw | None = None) -> None:
        """Take how often each word occurs in what each model begins with, shape (M, V).

        ``place``: the model; M for all together. ``spread``: a law whose spread is used in place of that of
        words that live and die alone.
        """
        super().__init__(np.asarray(counts.sum(axis=0), np.float64))
        if islands.same_start:
            self.count /= islands.models
        self._islands, self._counts, self._place = islands, counts, place
        self._spread = spread

    @cached_property
    def _first(self) -> Floats:
        """How often each word occurs in what each model begins with; one text where all begin with it."""
        if self._islands.same_start:
            return np.asarray(self._counts[:1], np.float64)
        return np.asarray(self._counts, np.float64)

    def types_sd(self, generation: int) -> float:
        """Return the spread of the number of words."""
        return super().types_sd(generation) if self._spread is None else self._spread.types_sd(generation)

    def hapaxes_sd(self, generation: int) -> float:
        """Return the spread of the number of hapaxes."""
        return super().hapaxes_sd(generation) if self._spread is None else self._spread.hapaxes_sd(generation)

    def _fates(self, generation: int) -> WordFates:
        dead, slope = (each[self._place] for each in self._islands.extinction(generation))
        first = self._first
        dead, slope = dead[: len(first)], slope[: len(first)]
        alone = np.log(np.maximum(dead, TINY)) @ first
        gone = np.exp(alone)
        return WordFates(gone, gone * ((slope / np.maximum(dead, TINY)) @ first))

    def _at_the_start(self) -> WordFates:
        together = self._islands.same_start or self._place == self._islands.models
        own = self.count if together else self._counts[self._place]
        return WordFates((own == 0).astype(np.float64), (own == 1).astype(np.float64))

    def _shared_types(self, generation: int) -> float:
        return 0.0

    def _shared_hapaxes(self, generation: int) -> float:
        return 0.0


TINY = 1e-300
"""In place of a chance that rounds to zero, whose logarithm would not exist."""
