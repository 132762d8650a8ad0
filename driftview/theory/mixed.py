"""Choosing the law of words that fits how a human text is mixed in."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Tokens
from driftview.theory.clumped import ClumpedLaw
from driftview.theory.clumps import Clumps
from driftview.theory.rotation import RotatingLaw
from driftview.theory.schedule import Schedule
from driftview.theory.survival import Lines, token_lines
from driftview.theory.tried_draws import TriedLaw
from driftview.theory.words import WordLaw

FEW_DOCUMENTS = 64
"""Up to so many documents draws are carried out; more are taken as drawn independently."""

SHORT_TEXT = 40_000
"""Draws are carried out for texts of at most so many tokens; in longer ones that would take too long."""

PIECES = 400
"""Few documents are cut into about so many pieces."""


class HumanDocuments:
    """A human text of N tokens in D documents, from which documents are drawn."""

    def __init__(self, tokens: Tokens, starts: NDArray[np.int64]) -> None:
        """Take token ids, shape (N,), and where each document starts, shape (D,)."""
        self._tokens = tokens
        self._starts = starts
        self._clumps: dict[int | None, Clumps] = {}

    @property
    def tokens(self) -> int:
        """How many tokens the text has."""
        return len(self._tokens)

    @cached_property
    def types(self) -> int:
        """How many words it has."""
        return int(np.count_nonzero(np.bincount(self._tokens)))

    def law(self, schedule: Schedule, lines: Lines | None = None) -> WordLaw:
        """Return the law of words under a schedule whose human text is this one.

        ``lines``: the fate of tokens under that schedule, where it is known already. Clumps are worked out
        once, O(N log N).
        """
        lines = token_lines(schedule) if lines is None else lines
        mixed = any(schedule.human_shares)
        if mixed and schedule.human_source == "rotating":
            return RotatingLaw(self._clumps_of(None), schedule, lines)
        if mixed and len(self._starts) <= FEW_DOCUMENTS and len(self._tokens) <= SHORT_TEXT:
            clumps = self._clumps_of(-(-len(self._tokens) // PIECES))
            first = np.cumsum(clumps.length) - clumps.length
            document = np.searchsorted(self._starts, first.astype(np.int64), side="right") - 1
            return TriedLaw(clumps, document, schedule, lines)
        passes = schedule.human_passes
        smallest = max(1, round(passes[passes > 0].min(initial=1.0) * len(self._tokens)))
        longest = np.diff(self._starts, append=len(self._tokens)).max()
        return ClumpedLaw(self._clumps_of(smallest if longest > smallest else None), schedule, lines)

    def _clumps_of(self, longest: int | None) -> Clumps:
        if longest not in self._clumps:
            self._clumps = {longest: Clumps.of(self._tokens, self._starts, longest)}
        return self._clumps[longest]
