"""Passages copied word for word: runs of tokens whose human origins follow one another."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Counts, Positions

COPIED = 8
"""Tokens from which on a run counts as copied."""


class Runs(NamedTuple):
    """All copied runs of a text, in reading order; three arrays of one shape."""

    starts: Counts
    """Where each run starts in the text."""
    lengths: Counts
    """Tokens of each run."""
    origins: Counts
    """Human position from which each run is copied."""


class Span(NamedTuple):
    """One passage that is copied word for word."""

    start: int
    length: int
    origin: int
    """Human position of its first token."""


def runs(origins: Positions, starts: NDArray[np.int64]) -> Runs:
    """Return the longest runs whose origins go +1, +1, … and that do not cross a document start."""
    if not len(origins):
        nothing = np.zeros(0, np.int64)
        return Runs(nothing, nothing, nothing)
    breaks = np.empty(len(origins), bool)
    breaks[:1] = True
    np.not_equal(origins[1:] - origins[:-1], 1, out=breaks[1:])
    breaks[starts] = True
    begins = np.flatnonzero(breaks)
    lengths = np.diff(begins, append=len(origins))
    heads = origins[begins].astype(np.int64)
    # A token without origin is no copy, though human position 0 after it looks like the next step.
    orphans = np.flatnonzero(heads < 0)
    if len(orphans):
        begins[orphans] += 1
        lengths[orphans] -= 1
        heads[orphans] = 0
        kept = lengths > 0
        begins, lengths, heads = begins[kept], lengths[kept], heads[kept]
    return Runs(begins, lengths, heads)


def copied_spans(origins: Positions, starts: NDArray[np.int64], least: int = COPIED) -> list[Span]:
    """Return every run of ``least`` tokens or more, the longest first, then in reading order."""
    found = runs(origins, starts)
    long = np.flatnonzero(found.lengths >= least)
    order = long[np.argsort(-found.lengths[long], kind="stable")]
    return [Span(int(found.starts[i]), int(found.lengths[i]), int(found.origins[i])) for i in order]


def founders(origins: Positions, human_length: int) -> int:
    """Return how many different human tokens have a descendant in the text."""
    alive = np.zeros(human_length + 1, bool)
    alive[origins] = True  # −1 marks the spare last place
    return int(np.count_nonzero(alive[:-1]))
