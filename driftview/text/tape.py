"""A long text on its way into memory: it grows at the end, and ends as one array that it fills alone."""

import numpy as np

from driftview.arrays import Flags, Tokens

AT_ONCE = 1 << 20
"""Tokens that are worked on at once: few enough to copy, and enough for the system to take them back."""


class Tape:
    """Token ids, appended piece by piece."""

    def __init__(self) -> None:
        """Nothing is there yet."""
        self.length = 0
        self._blocks: list[Tokens] = []
        self._pieces: list[Tokens] = []
        self._waiting = 0

    def add(self, tokens: Tokens) -> None:
        """Append some ids."""
        self._pieces.append(tokens)
        self._waiting += len(tokens)
        self.length += len(tokens)
        if self._waiting >= AT_ONCE:
            self._gather()

    def unroll(self) -> Tokens:
        """Return all ids, shape (length,); afterwards the tape is empty."""
        self._gather()
        tokens, at = np.empty(self.length, np.int32), 0
        self._blocks.reverse()
        while self._blocks:  # each goes as soon as it is copied, so that never twice as much is there
            block = self._blocks.pop()
            tokens[at : at + len(block)] = block
            at += len(block)
        self.length = 0
        return tokens

    def _gather(self) -> None:
        if self._pieces:
            self._blocks.append(np.concatenate(self._pieces))
        self._pieces, self._waiting = [], 0


def take_out(tokens: Tokens, chosen: Flags) -> Tokens:
    """Move the chosen ids out of an array, which becomes shorter, and return them; both keep their order.

    ``tokens`` must own its memory and be known to nobody else.
    """
    taken = tokens[chosen]
    kept = 0
    for at in range(0, len(tokens), AT_ONCE):
        rest = tokens[at : at + AT_ONCE][~chosen[at : at + AT_ONCE]]
        tokens[kept : kept + len(rest)] = rest
        kept += len(rest)
    tokens.resize(kept, refcheck=False)
    return taken
