"""Writing with a smoothed model: try to copy in the longest context, step down where that is refused."""

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Floats, Indices, PackedStates, Tokens
from driftview.models.ladder import ROOT, UNIFORM, Ladder
from driftview.models.lanes import HALF, LOW, STEPS
from driftview.models.weights import Weights

CHANCE_BITS = 31
CHANCE = np.uint64((1 << CHANCE_BITS) - 1)
"""The random bits that a chance is compared with: 31, so that 2³¹ means always and 0 never."""


class BackoffChoices:
    """What may be copied in each state; a state is a context, packed as its first item << 32 | items.

    The first V items are the vocabulary (mutations); then each pair has as many items as it counts.
    Integers only, so that a text is the same on every machine; chances are met to within 2⁻³¹.
    """

    def __init__(self, ladder: Ladder, weights: Weights) -> None:
        """Lay out the items of all contexts."""
        self.ladder = ladder
        self.weights = weights
        words = ladder.index.vocabulary_size
        ends = np.concatenate(([0], np.cumsum(weights.counts))) + words
        totals = weights.totals(ladder)
        self._states = (ends[ladder.bounds[:-1]].astype(np.uint64) << HALF) | totals.astype(np.uint64)
        """The state of each context."""
        self._states[UNIFORM] = words
        self._items = np.concatenate((_mutations(words), _copies(weights)))
        """Pair << 32 | chance of being copied, of each item."""
        self._after = self._states[weights.alive(ladder)[ladder.following]]
        """The state after each pair."""
        self.start = self._states[ladder.start]

    def pair_of(self, items: Indices) -> Indices:
        """Return the pair that each item stands for."""
        return (self._items[items] >> HALF).view(np.int64)

    def context_of(self, states: PackedStates) -> Indices:
        """Return the context of each state."""
        pairs = self.pair_of((self._settled(states) >> HALF).view(np.int64))
        return np.asarray(self.ladder.pair_context[pairs])

    def advance(
        self, states: PackedStates, rng: np.random.Generator, items: NDArray[np.uint32], after: PackedStates
    ) -> None:
        """Write STEPS tokens in each of L lanes: fill ``items`` and ``after`` (states), shapes (STEPS, L)."""
        for row in range(STEPS):
            items[row] = self._step(self._settled(states), rng.bit_generator, after[row])
            states = after[row]

    def _settled(self, states: PackedStates) -> PackedStates:
        """Return the states that words are chosen in: without words of context a start is the root."""
        return states if self.ladder.top else np.full(len(states), self._states[ROOT])

    def _step(self, states: PackedStates, generator: np.random.BitGenerator, after: PackedStates) -> Indices:
        """Write one token in each lane; fill the states ``after`` it and return its items."""
        items, entries, copied = self._try(states, generator)
        fell = (~copied).nonzero()[0]
        contexts = self.ladder.pair_context.take((entries.take(fell) >> HALF).view(np.int64))
        source = self._fall(contexts, fell, items, entries, generator)
        pairs = (entries >> HALF).view(np.int64)
        self._after.take(pairs, out=after, mode="clip")
        if self.ladder.top > 1 and len(fell):
            self._deepen(contexts, source, self.ladder.pair_token.take(pairs.take(fell)), after, fell)
        return items

    def _fall(
        self,
        contexts: Indices,
        fell: Indices,
        items: Indices,
        entries: PackedStates,
        generator: np.random.BitGenerator,
    ) -> Indices:
        """Step down in the lanes ``fell`` until a word is copied; return the contexts it was copied in.

        Writes over the ``items`` and ``entries`` of these lanes.
        """
        source = self.weights.below.take(contexts)
        waiting = np.arange(len(fell))
        while len(waiting):
            lanes = fell[waiting]
            states = self._states.take(source.take(waiting))
            items[lanes], entries[lanes], copied = self._try(states, generator)
            waiting = waiting[~copied]
            source[waiting] = self.weights.below.take(source[waiting])
        return source

    def _try(
        self, states: PackedStates, generator: np.random.BitGenerator
    ) -> tuple[Indices, PackedStates, NDArray[np.bool_]]:
        """Take one of each state's items; return items, their entries, and whether they may be copied."""
        bits = generator.random_raw(len(states))
        item = bits >> HALF
        item *= states & LOW
        item >>= HALF
        item += states >> HALF
        chosen = item.view(np.int64)
        entries = self._items.take(chosen)
        bits &= CHANCE
        return chosen, entries, bits < (entries & LOW)

    def _deepen(
        self, contexts: Indices, source: Indices, words: Tokens, after: PackedStates, lanes: Indices
    ) -> None:
        """Where a word was copied from a shorter context, find out whether a longer one is known with it.

        The state after a word is the longest known suffix, however the word was chosen. Candidates are the
        suffixes of the old context, longest first, down to the context that the word was copied in.
        """
        ladder = self.ladder
        longer = ladder.tail.take(contexts)
        source = np.maximum(source, ROOT)
        open_ = ((longer != source) & (words != 0)).nonzero()[0]
        longer, source, words, lanes = longer[open_], source[open_], words[open_], lanes[open_]
        while len(lanes):
            pairs = ladder.find_below(longer, words)
            hit = pairs >= 0
            after[lanes[hit]] = self._after[pairs[hit]]
            longer = ladder.shorter.take(longer)
            rest = (~hit & (longer != source)).nonzero()[0]
            longer, source, words, lanes = longer[rest], source[rest], words[rest], lanes[rest]


def _mutations(words: int) -> PackedStates:
    """Return the entries of the words of the vocabulary, which are also the root's pairs."""
    return (np.arange(words, dtype=np.uint64) << HALF) | (CHANCE + np.uint64(1))


def _copies(weights: Weights) -> PackedStates:
    """Return the entries of all other items."""
    return np.repeat(_chances(weights.refusal), weights.counts)


def _chances(refusal: Floats) -> PackedStates:
    """Return pair << 32 | chance of being copied · 2³¹ of each pair."""
    chances = np.rint((1.0 - refusal) * float(1 << CHANCE_BITS)).astype(np.uint64)
    chances |= np.arange(len(refusal), dtype=np.uint64) << HALF
    return chances
