"""The law of words when human text is mixed in by documents, and there are few of them.

A draw of 600 tokens from eleven chapters is one chapter, or parts of two: which words it holds depends on the
lengths, and documents exclude each other. So draws are really carried out here, more than a hundred of them,
and the law of words is averaged: given the documents that were drawn, it is exact (``rotation``).
"""

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Floats
from driftview.theory.clumps import Clumps
from driftview.theory.schedule import Schedule
from driftview.theory.survival import Lines
from driftview.theory.words import EachWordLaw, WordFates

DRAWS = 120
"""At least so many draws are carried out."""


class TriedLaw(EachWordLaw):
    """The average over draws that were carried out, always the same ones."""

    def __init__(self, clumps: Clumps, document: NDArray[np.int64], schedule: Schedule, lines: Lines) -> None:
        """Draw; ``clumps`` are in pieces of documents, and ``document`` is that of each piece, shape (P,)."""
        super().__init__(clumps.count)
        self._lines = lines
        self._shared = 0.0, 0.0
        """Covariances of types and of hapaxes in the generation that was asked for last."""
        by_word = np.argsort(clumps.clump_word, kind="stable")
        self._first = np.searchsorted(clumps.clump_word[by_word], np.arange(len(clumps.count)))
        """Where each word's clumps begin in the two arrays that follow, shape (V,)."""
        self._piece = clumps.clump_document[by_word]
        self._held = clumps.size[clumps.clump_size[by_word], None].astype(np.float32)
        """Tokens of the word in that piece, shape (C, 1)."""
        self._taken = _taken(_Places(clumps.length, document), schedule)
        """How often mix t = 1 … G takes each piece in each draw, shape (G, P, S)."""

    def _fates(self, generation: int) -> WordFates:
        dead, once = self._in_each_draw(generation)
        self._shared = _shared(dead), _shared(once)
        return WordFates(dead.mean(axis=1), once.mean(axis=1))

    def _in_each_draw(self, generation: int) -> tuple[Floats, Floats]:
        """Return the chances of each word to be dead and to be a hapax, given the draw; shape (V, S) each."""
        lines, taken = self._lines, self._taken[: generation - 1]
        _, pieces, draws = taken.shape
        fates = np.stack((lines.mix_log[1:generation, generation], lines.mix_slope[1:generation, generation]))
        whole = lines.whole_log[generation], lines.whole_slope[generation]
        through_mixes = fates.astype(np.float32) @ taken.reshape(len(taken), pieces * draws)
        of_piece = through_mixes.reshape(2, pieces, draws) + np.array(whole, np.float32)[:, None, None]
        dead = np.exp(self._over_words(of_piece[0]))
        once = np.minimum(dead * self._over_words(of_piece[1]), 1.0)
        return dead.astype(np.float64), once.astype(np.float64)

    def _over_words(self, of_piece: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the sum over the tokens of each word, (V, S), of what tokens of each piece have, (P, S)."""
        return np.add.reduceat(of_piece[self._piece] * self._held, self._first, axis=0)

    def _shared_types(self, generation: int) -> float:
        self.fates(generation)
        return self._shared[0]

    def _shared_hapaxes(self, generation: int) -> float:
        self.fates(generation)
        return self._shared[1]


def _taken(places: "_Places", schedule: Schedule) -> NDArray[np.float32]:
    """Draw for every mix; fixed human text is drawn once, and mixes that take more of it read on."""
    place = places.shuffled()
    taken = np.empty((schedule.generations, *place.shape), np.float32)
    for mix, passes in enumerate(schedule.human_passes):
        if schedule.human_source == "fresh" and passes > 0:
            place = places.shuffled()
        taken[mix] = np.floor(passes) + (place < passes % 1.0)
    return taken


class _Places:
    """Where each piece stands when the documents of a text are laid out in a random order."""

    def __init__(self, length: Floats, document: NDArray[np.int64]) -> None:
        self.random = np.random.default_rng(0)
        self.tokens = length.sum()
        self.document = document
        self.document_length = np.bincount(document, weights=length)
        first = np.cumsum(length) - length
        starts = np.cumsum(self.document_length) - self.document_length
        self.middle = first - starts[document] + length / 2
        """Middle of each piece, in tokens from the start of its document."""

    def shuffled(self) -> Floats:
        """Return the middles as shares of the text in [0, 1), for S orders in random order; shape (P, S).

        Each order is used with each document in front, the others following round and round, so that all are
        in front equally often.
        """
        documents = len(self.document_length)
        rounds = []
        for _ in range(-(-DRAWS // documents)):
            order = self.random.permutation(documents)
            start = np.empty(documents)
            start[order] = np.cumsum(self.document_length[order]) - self.document_length[order]
            rounds.append((start[:, None] - start) % self.tokens)
        starts = np.concatenate(rounds, axis=1)
        starts = starts[:, self.random.permutation(starts.shape[1])]
        return np.asarray((starts[self.document] + self.middle[:, None]) / self.tokens)


def _shared(chances: Floats) -> float:
    """Return the covariances between words, summed, of events that are independent in each draw; (V, S)."""
    mean = chances.mean(axis=1)
    return float(chances.sum(axis=0).var(ddof=1) - ((chances - mean[:, None]) ** 2).mean(axis=1).sum())
