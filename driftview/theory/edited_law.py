"""The law of edited texts: in every generation a share of the sentences is human again, drawn again."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from driftview.arrays import Floats
from driftview.theory.survival import Lines
from driftview.theory.word_law import EachWordLaw, WordFates


@dataclass(frozen=True)
class EditedLines:
    """The fate of human tokens where a share e of the tokens of every published text is human.

    Notes
    -----
    Generation g has N_g tokens: (1 − e) N_g copied at random from generation g − 1, and e N_g drawn from the
    human text of N_0. A token of generation t has a Poisson number of copies in t + 1, of mean
    (1 − e) N_{t+1} / N_t, so that F_t(z), the generating function of its descendants in g, is
    F_g(z) = z, F_t(z) = exp(−(1 − e) N_{t+1} / N_t (1 − F_{t+1}(z))). A word of k human tokens is drawn again
    in generation t about e N_t k / N_0 times. Together its copies in g have the generating function

        G(z) = F_0(z)^k · exp(−(e k / N_0) Σ_{t=1}^{g} N_t (1 − F_t(z))).

    That is fresh human text, one token at a time. Sentences bring words that stand together: a word that is
    repeated within one sentence comes less evenly, and so is missed more often.
    """

    sizes: tuple[float, ...]
    """N_0 … N_G."""
    share: float
    """e."""

    @cached_property
    def sums(self) -> Floats:
        """For each generation log F_0, F_0′/F_0, Σ N_t (1 − F_t) / N_0 and Σ N_t F_t′ / N_0, all at z = 0.

        Shape (G + 1, 4).
        """
        found = np.zeros((len(self.sizes), 4))
        for last in range(1, len(self.sizes)):
            dead, slope, mass, drawn = 0.0, 1.0, 0.0, 0.0
            log, ratio = 0.0, 0.0
            for number in range(last, 0, -1):
                mass += self.sizes[number] / self.sizes[0] * (1.0 - dead)
                drawn += self.sizes[number] / self.sizes[0] * slope
                mean = (1.0 - self.share) * self.sizes[number] / self.sizes[number - 1]
                log, ratio = -mean * (1.0 - dead), mean * slope
                dead, slope = float(np.exp(log)), float(np.exp(log)) * ratio
            found[last] = log, ratio, mass, drawn
        return found

    def survival(self) -> Floats:
        """Return the chance that a human token has a descendant in each generation, shape (G + 1,)."""
        log, _, mass, _ = self.sums.T
        found = -np.expm1(log - self.share * mass)
        found[0] = 1.0
        return np.asarray(found)

    def lines(self, unedited: Lines) -> Lines:
        """Return the fate of tokens, for what asks only how many live."""
        return replace(unedited, survival=self.survival())


class EditedLaw(EachWordLaw):
    """Types, hapaxes and bands of edited texts; words are taken as independent."""

    def __init__(self, count: Floats, lines: EditedLines) -> None:
        """Take how often each word occurs in the human text, shape (V,), and the fate of tokens."""
        super().__init__(count)
        self._lines = lines

    def _fates(self, generation: int) -> WordFates:
        log, ratio, mass, drawn = self._lines.sums[generation]
        share = self._lines.share
        dead = np.exp(self.count * (log - share * mass))
        return WordFates(dead, dead * self.count * (ratio + share * drawn))

    def _shared_types(self, generation: int) -> float:
        return 0.0

    def _shared_hapaxes(self, generation: int) -> float:
        return 0.0
