"""Retrieval: which of the scraped documents the next model trains on, where likely ones are preferred."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Floats, Tokens
from driftview.portable import log2

CHOICE = 2.0
"""So many times as much is scraped as is trained on, where the machine wrote enough for that."""

LEAST = 2.0**-53
"""The smallest random number that has a logarithm."""


class Scraped(NamedTuple):
    """How much is scraped for a mix, in tokens."""

    machine: int
    human: int

    @classmethod
    def of(cls, written: int, human_share: float) -> "Scraped":
        """Return how much is scraped for a mix of ``written`` tokens, beside a share of human text."""
        machine_share = 1.0 - human_share
        machine = min(float(written), CHOICE * written * machine_share)
        whole = machine / machine_share if machine_share > 0 else CHOICE * written
        return cls(round(machine), round(whole) - round(machine))


def likelihood(tokens: Tokens, starts: NDArray[np.int64], newest: Tokens, words: int) -> Floats:
    """Return how likely each document is in the language of the newest generation.

    Parameters
    ----------
    tokens, starts
        D documents: their tokens, and where each starts.
    newest
        The tokens of the newest generation.
    words
        Size of the vocabulary, V.

    Returns
    -------
    Floats
        Mean log₂ of the frequency of its words, shape (D,). Half an occurrence is added to every word, so
        that none is impossible.
    """
    counts = np.bincount(newest, minlength=words) + 0.5
    lengths = np.diff(starts, append=len(tokens))
    return np.asarray(np.add.reduceat(log2(counts / counts.sum())[tokens], starts) / lengths)


def ranking(likely: Floats, strength: float, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return the numbers of documents in the order in which they are found, shape (D,).

    Parameters
    ----------
    likely
        Mean log₂ likelihood of each, shape (D,).
    strength
        The weight of a document is its mean probability to this power; 0: all alike.
    rng
        The only source of chance.

    Returns
    -------
    ndarray of int64
        A random order without replacement: the largest sums of log weight and Gumbel noise first
        (Efraimidis & Spirakis 2006; Yellott 1977).
    """
    noise = -log2(-log2(np.maximum(rng.random(len(likely)), LEAST)))
    return np.argsort(-(strength * likely + noise), kind="stable").astype(np.int64)
