"""Passages: pieces of text that remember where each of their tokens comes from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Positions, Tokens

Order = NDArray[np.int64]
"""Numbers of documents, in the order in which they are read."""


@dataclass(frozen=True)
class Passage:
    """N tokens in D documents."""

    origins: Positions
    """Human training position that each token descends from, −1 for none; shape (N,)."""
    starts: NDArray[np.int64]
    """Where each document starts, shape (D,)."""
    written: Tokens | None = None
    """The tokens, where they cannot be read off the origins."""

    def __len__(self) -> int:
        """Return how many tokens there are."""
        return len(self.origins)

    def beginning(self, tokens: int) -> "Passage":
        """Return the first ``tokens`` tokens; the last document may be cut."""
        if tokens >= len(self):
            return self
        written = None if self.written is None else self.written[:tokens]
        return Passage(self.origins[:tokens], self.starts[self.starts < tokens], written)

    def documents(self, order: Order, tokens: int) -> "Passage":
        """Return documents in the given order until there are ``tokens`` tokens; the last may be cut."""
        whole = np.diff(self.starts, append=len(self))[order]
        lengths = np.clip(tokens - (np.cumsum(whole) - whole), 0, whole)
        begins, lengths = self.starts[order][lengths > 0], lengths[lengths > 0]
        starts = np.cumsum(lengths) - lengths
        at = np.arange(int(lengths.sum())) + np.repeat(begins - starts, lengths)
        return Passage(self.origins[at], starts, None if self.written is None else self.written[at])


def join(passages: Sequence[Passage], human: Tokens) -> Passage:
    """Lay passages end to end; ``human`` is the training text that the origins point into."""
    filled = [passage for passage in passages if len(passage)]
    if len(filled) == 1:
        return filled[0]
    offsets = np.cumsum([0] + [len(passage) for passage in filled])
    starts = [passage.starts + at for passage, at in zip(filled, offsets, strict=False)]
    written = None
    if any(passage.written is not None for passage in filled):
        pieces = [human[p.origins] if p.written is None else p.written for p in filled]
        written = np.concatenate(pieces)
    return Passage(np.concatenate([passage.origins for passage in filled]), np.concatenate(starts), written)
