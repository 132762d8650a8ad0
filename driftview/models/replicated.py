"""Replicates side by side: many lineages of the plain chain, of which only what was copied is kept.

A short text is written in a few chains, so that array operations cost more than they save. Many replicates of
one setting, one chain each, make the arrays long again: 60 replicates of 6,000 tokens cost about a
millisecond each a generation.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Indices, PackedStates
from driftview.models.index import ContextIndex
from driftview.models.sampling import HALF, STEPS, Choices, longest_document

STRETCH = 16 * STEPS
"""Steps written between two looks at whether to stop."""


class ReplicatedChains:
    """R lineages of the maximum-likelihood chain over one index, a generation at a time.

    Each replicate is written as one chain from document to document and cut after the last token. That has
    the distribution of documents written in batched chains, because these are taken in the order in which
    they were started.
    """

    def __init__(self, index: ContextIndex, human_tokens: int, replicates: int) -> None:
        """Let every replicate begin with the first ``human_tokens`` positions of the index."""
        self._index = index
        self._replicates = np.arange(replicates, dtype=np.int64)[:, None]
        self._human_tokens = human_tokens
        human = np.arange(human_tokens, dtype=np.int64)
        self.origins: Indices = np.broadcast_to(human, (replicates, human_tokens)).copy()
        """Index position that each token of the newest generation was copied from, shape (R, N)."""

    def step(self, tokens: int, rng: np.random.Generator, pause: Callable[[], object]) -> None:
        """Train every replicate on its newest generation and write the next.

        Parameters
        ----------
        tokens
            N, how many tokens each replicate writes.
        rng
            What every choice is made with.
        pause
            Called every few milliseconds; what it raises ends the writing.
        """
        copied, place = self._sorted()
        pause()
        starts, following = self._states(copied, place)
        pause()
        items = _written(
            starts, following, tokens, longest=longest_document(self._index), rng=rng, pause=pause
        )
        self.origins = copied[items.T.astype(np.int64)]

    def counts(self, numbers: NDArray[np.integer], kinds: int) -> Indices:
        """Count tokens by a number that each human position has, shape (N,): the result is (R, kinds)."""
        replicates = len(self._replicates)
        keys = (self._replicates * kinds + numbers[self.origins]).ravel()
        return np.bincount(keys, minlength=replicates * kinds).reshape(replicates, kinds)

    def ancestors(self) -> Indices:
        """Count the human tokens that the newest generation of each replicate descends from, shape (R,)."""
        replicates = len(self._replicates)
        keys = (self._replicates * self._human_tokens + self.origins).ravel()
        met = np.zeros(replicates * self._human_tokens, bool)
        met[keys] = True
        return np.asarray(met.reshape(replicates, -1).sum(axis=1))

    def _sorted(self) -> tuple[Indices, Indices]:
        """Return what is copied, sorted by replicate and pair, and the replicate of each; shapes (R · M,)."""
        top, (replicates, length) = self._index.top, self.origins.shape
        bits = np.uint64((replicates * length).bit_length())
        keys = (self._replicates * top.pairs + top.pair[self.origins]).ravel().astype(np.uint64)
        keys <<= bits
        keys |= np.arange(keys.size, dtype=np.uint64)
        keys.sort()
        keys &= (np.uint64(1) << bits) - np.uint64(1)
        source = keys.view(np.int64)
        return self.origins.ravel()[source], source // length

    def _states(self, copied: Indices, place: Indices) -> tuple[PackedStates, PackedStates]:
        """Return the state in which each replicate starts, and the one after each item."""
        top, replicates = self._index.top, len(self._replicates)
        contexts = place * top.contexts + top.pair_context[top.pair[copied]]
        count = np.bincount(contexts, minlength=replicates * top.contexts)
        states = ((np.cumsum(count) - count).astype(np.uint64) << HALF) | count.astype(np.uint64)
        states = states.reshape(replicates, top.contexts)
        starts = states[:, top.start].copy()
        np.copyto(states, starts[:, None], where=count.reshape(states.shape) == 0)  # nothing follows: an end
        return starts, states.ravel()[place * top.contexts + self._index.after[copied]]


def _written(
    starts: PackedStates,
    following: PackedStates,
    tokens: int,
    *,
    longest: int,
    rng: np.random.Generator,
    pause: Callable[[], object],
) -> NDArray[np.uint32]:
    """Write ``tokens`` tokens in each of R chains, document after document, as items of shape (tokens, R).

    A document that grows beyond ``longest`` tokens is ended, as in ``BatchedChains``: where all ends of
    documents have died out, a chain would never come back to how texts begin.
    """
    steps, chains = -(-tokens // STEPS) * STEPS, len(starts)
    items, after = np.empty((steps, chains), np.uint32), np.empty((STEPS, chains), np.uint64)
    choices, states, born = Choices(starts[0], following), starts, np.zeros(chains, np.int64)
    for first in range(0, steps, STEPS):
        stop = first + STEPS
        if not first % STRETCH:
            pause()
        choices.advance(states, rng, items[first:stop], after)
        ended = after == starts
        born = np.where(ended.any(axis=0), stop - ended[::-1].argmax(axis=0), born)
        endless = stop - born > longest
        born[endless] = stop
        states = np.where(endless, starts, after[-1])
    return items[:tokens]
