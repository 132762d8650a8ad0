"""The law of words when human text is handed out slice after slice: nothing about it is left to chance."""

import numpy as np

from driftview.arrays import Floats
from driftview.theory.clumps import Clumps, runs, summed
from driftview.theory.schedule import Schedule
from driftview.theory.survival import Lines, slices
from driftview.theory.words import EachWordLaw, WordFates


class RotatingLaw(EachWordLaw):
    """A token's mixes are known from where it stands: P(w dead) = Π over its tokens of their extinction."""

    def __init__(self, clumps: Clumps, schedule: Schedule, lines: Lines) -> None:
        """Cut the text where the slices of the schedule, in whole tokens, begin and end; O(N log N)."""
        super().__init__(clumps.count)
        self._lines = lines
        tokens = clumps.tokens
        shares, self._times = slices(np.rint(schedule.human_passes * tokens) / tokens, rotating=True)
        ends = np.rint(np.cumsum(shares) * tokens).astype(np.int64)
        part = np.searchsorted(ends, np.arange(tokens), side="right")
        entry, number = runs(clumps.token_word * len(shares) + part)
        self._entry_word, self._entry_part = np.divmod(entry, len(shares))
        self._entry_tokens = number.astype(np.float64)

    def _fates(self, generation: int) -> WordFates:
        times = self._times[:, : generation - 1]
        log = self._lines.whole_log[generation] + times @ self._lines.mix_log[1:generation, generation]
        slope = self._lines.whole_slope[generation] + times @ self._lines.mix_slope[1:generation, generation]
        dead = np.exp(self._over_words(log))
        return WordFates(dead, np.minimum(dead * self._over_words(slope), 1.0))

    def _over_words(self, of_part: Floats) -> Floats:
        """Return the sum over the tokens of each word, shape (V,), of what each part's tokens have, (P,)."""
        each = self._entry_tokens * of_part[self._entry_part]
        return summed(self._entry_word, each, len(self.count))

    def _shared_types(self, generation: int) -> float:
        return 0.0

    def _shared_hapaxes(self, generation: int) -> float:
        return 0.0
