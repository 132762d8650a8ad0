"""A text put together from sentences that come in out of order, document by document."""

import numpy as np

from driftview.arrays import Indices
from driftview.models.sentences import Sentences


class Manuscript:
    """Documents written at several desks at once, a sentence at a time.

    Documents are numbered in the order in which they are started and taken in that order until they hold the
    wanted number of tokens; the last is cut. A desk starts another document as long as more are needed.
    """

    def __init__(self, desks: int, tokens: int) -> None:
        """Start one document at each desk."""
        self.desks = desks
        self.cut = 0
        self._tokens = tokens
        self._current = np.arange(desks)
        """The document at each desk, shape (desks,)."""
        self._lengths = np.zeros(desks, np.int64)
        self._open = np.ones(desks, bool)
        self._items: list[Indices] = []
        self._document: list[Indices] = []
        self._sentence: list[Indices] = []

    def busy(self) -> Indices:
        """Return the desks at which a sentence is needed."""
        if int(self._lengths.sum()) < self._tokens:
            self._start_documents()
            return np.arange(self.desks)
        taken = self._taken()
        return np.flatnonzero(self._open[self._current] & (self._current < taken - 1))

    def add(self, desks: Indices, drawn: Sentences, kept: Indices) -> None:
        """Add one sentence at each of ``desks``: those of ``drawn`` that are ``kept``, shapes alike."""
        lengths, documents = drawn.lengths[kept], self._current[desks]
        self._items.append(drawn.items[_ranges(drawn.starts[kept], lengths)])
        self._document.append(documents)
        self._sentence.append(lengths)
        self._lengths[documents] += lengths
        self._open[documents[drawn.ended[kept]]] = False
        self.cut += int(np.count_nonzero(drawn.cut[kept]))

    def text(self) -> tuple[Indices, Indices]:
        """Return the item of each of the wanted tokens, and where each document starts."""
        items, document = np.concatenate(self._items), np.concatenate(self._document)
        lengths = np.concatenate(self._sentence)
        order = np.argsort(document, kind="stable")
        first = np.cumsum(lengths) - lengths
        laid = items[_ranges(first[order], lengths[order])][: self._tokens]
        taken = self._lengths[: self._taken()]
        return laid, np.cumsum(taken) - taken

    def _taken(self) -> int:
        """Return how many documents it takes."""
        return int(np.searchsorted(np.cumsum(self._lengths), self._tokens)) + 1

    def _start_documents(self) -> None:
        idle = np.flatnonzero(~self._open[self._current])
        self._current[idle] = len(self._lengths) + np.arange(len(idle))
        self._lengths = np.concatenate((self._lengths, np.zeros(len(idle), np.int64)))
        self._open = np.concatenate((self._open, np.ones(len(idle), bool)))


def _ranges(first: Indices, lengths: Indices) -> Indices:
    """Return the numbers first, first + 1 … of each range, one range after the other."""
    offset = np.cumsum(lengths) - lengths
    return np.repeat(first - offset, lengths) + np.arange(int(lengths.sum()))
