"""The law of words when human text is mixed in document by document, and there are many documents.

P(w dead) = e_0^{c_w}·Π_d φ(r_wd): e_0 is the extinction of a token through the human text that the first
generation trains on, the product runs over the clumps of w in documents, φ over the draws of human text
(``draws``). Families are independent once it is known which documents were drawn (Suresh et al.,
arXiv 2412.17646, for each token); documents are taken as drawn independently, which few documents are not.
"""

import numpy as np

from driftview.arrays import Floats
from driftview.theory.clumps import Clumps
from driftview.theory.draws import Draws, document_draws
from driftview.theory.schedule import Schedule
from driftview.theory.survival import Lines
from driftview.theory.words import EachWordLaw, WordFates

NEGLIGIBLE = 1e-6
"""Clumps of a size whose words are surely alive, all together, do not add to the spread."""


class ClumpedLaw(EachWordLaw):
    """Human documents are drawn independently of each other (fresh or fixed)."""

    def __init__(self, clumps: Clumps, schedule: Schedule, lines: Lines) -> None:
        """Take the words of the human text and the fate of tokens under the schedule."""
        super().__init__(clumps.count)
        self._clumps = clumps
        self._schedule = schedule
        self._lines = lines

    def _draws(self, generation: int) -> list[Draws]:
        return document_draws(self._schedule, self._lines, generation)

    def _fates(self, generation: int) -> WordFates:
        """Add up logarithms over the clumps of each word; O(E) for E entries of the clumps."""
        log = self.count * self._lines.mix_log[0, generation]
        slope = self.count * self._lines.mix_slope[0, generation]
        for draws in self._draws(generation):
            of_clumps = draws.of_clumps(self._clumps.size)
            log += self._clumps.over_clumps(of_clumps.log_dead)
            slope += self._clumps.over_clumps(of_clumps.slope)
        dead = np.exp(log)
        return WordFates(dead, np.minimum(dead * slope, 1.0))

    def _shared_types(self, generation: int) -> float:
        return self._shared(generation, (self.fates(generation).dead,))

    def _shared_hapaxes(self, generation: int) -> float:
        fates = self.fates(generation)
        return self._shared(generation, (fates.once, fates.dead))

    def _shared(self, generation: int, values: tuple[Floats, ...]) -> float:
        """Return Σ_d Var δ_d, less the same for each word alone, for a sum over the words.

        δ_d is how the way in which document d is drawn moves that sum, beyond what any text of its length
        does, since draws hold a given number of tokens: first order in the draws (Hájek 1968).
        """
        clumps = self._clumps
        sizes = np.flatnonzero(sum(clumps.by_size(value) for value in values) > NEGLIGIBLE)
        if not len(sizes):
            return 0.0
        kernel = np.zeros((2 * len(sizes),) * 2)
        for draws in self._draws(generation):
            kernel += draws.of_clumps(clumps.size[sizes]).kernel()
        blocks = kernel.reshape(2, len(sizes), 2, len(sizes))[: len(values), :, : len(values)]
        flat = blocks.reshape(len(values) * len(sizes), -1)
        together = float((clumps.scatter(values, sizes) * flat).sum())
        alone = 0.0
        for first, value in enumerate(values):
            for second, other in enumerate(values):
                of_size = np.zeros(len(clumps.size))
                of_size[sizes] = np.diagonal(blocks[first, :, second])
                alone += float((clumps.over_clumps(of_size) * value * other).sum())
        return together - alone
