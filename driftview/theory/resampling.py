"""Texts drawn from texts: what is left when documents, or the words of each document, are drawn again.

Where nobody saw how a text was written, the least that its writer does is to sample. What that leaves depends
on what is drawn: single words, whole documents with replacement, or, where every document goes on as a chain
of its own, the words of one document. Documents and chains are drawn here many times, because a few dozen of
them exclude each other, which no sum over independent ones knows.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Floats, Indices, Tokens

TRIALS = 100
"""How many times a text is drawn, where that is not too much work."""

FEWEST_TRIALS = 20
"""Fewer trials predict nothing."""

MOST_DRAWN = 30_000_000
"""Documents, words or tokens that are drawn at most in all trials together: about a second of work."""


@dataclass(frozen=True, eq=False)
class Holdings:
    """Which of V words stand in which of D documents."""

    word: Indices
    """The words that occur, rising, shape (W,)."""
    first: Indices
    """Where the documents of each begin in ``document``, shape (W,)."""
    document: Indices
    """Documents of the first word, of the second …, shape (K,)."""
    lengths: Indices
    """Tokens of each document, shape (D,)."""

    @classmethod
    def of(cls, tokens: Tokens, starts: NDArray[np.int64]) -> Self:
        """Take token ids, shape (N,), N at least 1, and where each document starts, shape (D,)."""
        lengths = np.diff(starts, append=len(tokens)).astype(np.int64)
        keys = tokens.astype(np.int64) * len(lengths) + np.repeat(np.arange(len(lengths)), lengths)
        word, document = np.divmod(np.unique(keys), len(lengths))
        first = np.flatnonzero(np.diff(word, prepend=-1))
        return cls(word[first], first, document, lengths)

    def last_seen(self, last: Indices) -> Indices:
        """Return the last generation that has each word, shape (R, W), from that of each document, (R, D)."""
        return np.stack([np.maximum.reduceat(trial[self.document], self.first) for trial in last])


def trials_for(work: int) -> int:
    """Return how many trials can be made when one draws so much; 0 where they would be too few.

    Parameters
    ----------
    work
        Documents, words or tokens that one trial handles.

    Returns
    -------
    int
        At most TRIALS, and at least FEWEST_TRIALS or 0.
    """
    trials = min(TRIALS, MOST_DRAWN // max(1, work))
    return trials if trials >= FEWEST_TRIALS else 0


def documents_drawn(
    lengths: Indices, sizes: tuple[int, ...], trials: int, rng: np.random.Generator
) -> Indices:
    """Draw documents from the documents drawn before, and return the last generation that has each.

    Every generation is drawn with replacement from the one before it until it is as long as wanted; the last
    document is taken where that comes nearer.

    Parameters
    ----------
    lengths
        Tokens of each document of generation 0, shape (D,).
    sizes
        Tokens of generations 1 … G.
    trials
        R, how many times all of that is done.
    rng
        The only source of chance.

    Returns
    -------
    Indices
        From 0 to G, shape (R, D).
    """
    rows = np.arange(trials)[:, None]
    last = np.zeros((trials, len(lengths)), np.int64)
    drawn = np.broadcast_to(np.arange(len(lengths)), (trials, len(lengths)))
    number = np.full((trials, 1), len(lengths))
    mean = float(lengths.mean())
    for generation, size in enumerate(sizes, 1):
        columns = 2 + int(1.2 * size / mean)
        parts = [_again(drawn, number, columns, rng)]
        ends = np.cumsum(lengths[parts[0]], axis=1)
        while ends[:, -1].min() < size:
            parts.append(_again(drawn, number, columns, rng))
            ends = np.cumsum(lengths[np.concatenate(parts, axis=1)], axis=1)
        drawn = np.concatenate(parts, axis=1)
        taken = ends - lengths[drawn] / 2 <= size  # rising in each row, so that the first ones are taken
        taken[:, 0] = True
        number = taken.sum(axis=1)[:, None]
        drawn = drawn[:, : int(number.max())]
        kept = taken[:, : drawn.shape[1]]
        last[np.broadcast_to(rows, drawn.shape)[kept], drawn[kept]] = generation
        mean = float(lengths[drawn].mean())
    return last


def _again(drawn: Indices, number: Indices, columns: int, rng: np.random.Generator) -> Indices:
    """Draw from the first ``number`` of each row, shape (R, 1), with replacement; (R, columns)."""
    places = (rng.random((len(drawn), columns)) * number).astype(np.int64)
    return np.take_along_axis(drawn, places, axis=1)


def chains_drawn(
    tokens: Tokens, lengths: tuple[Indices, ...], trials: int, rng: np.random.Generator
) -> Indices:
    """Draw the words of each document from the same document before; return each word's last generation.

    Parameters
    ----------
    tokens
        Token ids of generation 0, shape (N,).
    lengths
        Tokens of the D documents in generations 0 … G, G + 1 arrays of shape (D,), none of them 0.
    trials
        R, how many times all of that is done.
    rng
        The only source of chance.

    Returns
    -------
    Indices
        From 0 to G, and −1 for words that do not occur; shape (R, V), V the largest id and 1.
    """
    words = int(tokens.max()) + 1
    last = np.full((trials, words), -1, np.int64)
    last[:, tokens] = 0
    rows = np.arange(trials)[:, None]
    drawn = np.broadcast_to(tokens, (trials, len(tokens)))
    for generation, (before, now) in enumerate(pairwise(lengths), 1):
        start = np.repeat(np.cumsum(before) - before, now)
        reach = np.repeat(before, now)
        places = start + (rng.random((trials, len(start))) * reach).astype(np.int64)
        drawn = np.take_along_axis(drawn, places, axis=1)
        last[np.broadcast_to(rows, drawn.shape), drawn] = generation
    return last


def paired_share(now: Holdings, before: Holdings, words: int) -> tuple[float, float]:
    """Return how much of what documents hold the document in the same place held before, and the next one.

    Parameters
    ----------
    now, before
        Two texts of D documents each.
    words
        How many word ids there are, V.

    Returns
    -------
    tuple[float, float]
        Share of pairs of a document and a word in it; first with the same place, then one place on.
    """
    documents = len(now.lengths)

    def keys(held: Holdings, shift: int) -> Indices:
        word = np.repeat(held.word, np.diff(held.first, append=len(held.document)))
        return ((held.document + shift) % documents) * words + word

    mine, former = keys(now, 0), keys(before, 0)
    return float(np.isin(mine, former).mean()), float(np.isin(keys(now, 1), former).mean())


def mean_and_sd(counts: Indices) -> tuple[Floats, Floats]:
    """Return the mean over trials and the standard deviation, R − 1 in the denominator; (R, G) to (G,).

    Parameters
    ----------
    counts
        A number of each trial and generation, shape (R, G).

    Returns
    -------
    tuple[Floats, Floats]
        Two arrays of shape (G,).
    """
    return counts.mean(axis=0), counts.std(axis=0, ddof=1)
