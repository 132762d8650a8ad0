"""The copying chain: an n-gram model that writes by copying random occurrences of its context.

To write the next token, take one of the places in the training text that have the same context, each as
likely as any other, and copy what stands there: that is the maximum-likelihood n-gram model, and the place
is the token's parent. The training text is given as positions of one index (its *occurrences*), so that
every generation of a lineage is a new multiset over the same contexts and nothing is numbered again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Flags, PackedStates, Positions
from driftview.models.decoding import Decoding, choice_table
from driftview.models.index import ContextIndex
from driftview.models.lanes import HALF, LOW, STEPS, Choices, Lanes, lane_count, longest_document
from driftview.models.sample import Sample


@dataclass(frozen=True)
class ChainSample:
    """What a chain wrote: items that it copied, and the positions in the index they stand for."""

    items: NDArray[np.int64]
    """Item of the choices that each token was copied from, shape (N,); ``parents_of`` tells its parent."""
    origins: Positions
    """Position in the index that each token stands for, shape (N,)."""
    starts: NDArray[np.int64]
    """Where each document starts, shape (D,)."""
    cut: int
    """Documents that were ended because they ran in circles."""


class CopyingChain:
    """A model of the index's order, trained on the occurrences of a training text of N tokens.

    The state of a chain is packed as first item << 32 | items, where the items of a context are the training
    positions that it may copy, sorted by what they copy. Training is one sort: O(N log N).
    """

    def __init__(self, index: ContextIndex, occurrences: Positions, decoding: Decoding | None = None) -> None:
        """Train on ``occurrences``: an index position for each token of the training text, shape (N,)."""
        top = index.top
        bits = len(occurrences).bit_length()
        pairs = np.take(top.pair, occurrences)
        keys = pairs.astype(np.uint64)
        keys <<= np.uint64(bits)
        keys |= np.arange(len(occurrences), dtype=np.uint64)
        keys.sort()
        self.index = index
        self.occurrences = occurrences
        self._parent = (keys & np.uint64((1 << bits) - 1)).astype(np.uint32)
        self._sorted = np.take(occurrences, self._parent)
        """Index position of each item."""
        self._counts = np.bincount(pairs, minlength=top.pairs)
        self._decoding = decoding or Decoding()
        self._choices = self._plain() if self._decoding.plain else self._weighted()

    def sample(self, tokens: int, rng: np.random.Generator) -> Sample:
        """Write a text of exactly ``tokens`` tokens; the last document may be cut."""
        drawn = self.draw(tokens, rng)
        return Sample(self.index.tokens[drawn.origins], self.parents_of(drawn.items), drawn.starts, drawn.cut)

    def draw(
        self, tokens: int, rng: np.random.Generator, pause: Callable[[], object] | None = None
    ) -> ChainSample:
        """Write a text of exactly ``tokens`` tokens, as items and origins; ``pause`` is called meanwhile."""
        if self.index.order == 1:
            items, starts, cut = self._independent(tokens, rng)
        else:
            lanes = Lanes(self._choices, longest_document(self.index))
            items, starts, cut = lanes.write(tokens, lane_count(self.index, tokens), rng, pause)
        return ChainSample(items, self.origins_of(items), starts, cut)

    @property
    def choices(self) -> Choices:
        """What may be copied in each state."""
        return self._choices

    def origins_of(self, items: NDArray[np.int64]) -> Positions:
        """Return the index position that each item of the choices stands for."""
        return np.take(self._sorted, items)

    def parents_of(self, items: NDArray[np.int64]) -> Positions:
        """Return the training position of each item of the choices."""
        return self._parent[items].astype(np.int32)

    def _independent(
        self, tokens: int, rng: np.random.Generator
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
        """Write with order 1, where a token depends on none before it."""
        if self._decoding.plain:
            items = rng.integers(0, len(self._sorted), tokens)
        else:
            states = np.full(tokens, self._choices.start)
            items = self._choices.items(states, rng.bit_generator.random_raw(tokens))
        ends = np.flatnonzero(self.index.tokens[self._sorted[items]] == 0) + 1
        return items, np.concatenate(([0], ends[ends < tokens])), 0

    def _plain(self) -> Choices:
        """Every item of a context is as likely as any other."""
        top = self.index.top
        count = top.by_context(self._counts)
        return self._choices_of(_pack(np.cumsum(count) - count, count), count > 0)

    def _weighted(self) -> Choices:
        """Choose a pair by its weight, then one of its occurrences."""
        top = self.index.top
        weights = self._decoding.weights(self._counts, top.bounds)
        alive = top.by_context((weights > 0).astype(np.int64)) > 0
        plain = self._choices_of(np.arange(1, top.contexts + 1, dtype=np.uint64), alive)
        pairs = _pack(np.cumsum(self._counts) - self._counts, self._counts)
        return WeightedChoices(plain.start, plain.following, choice_table(weights, top.bounds), pairs)

    def _choices_of(self, states: PackedStates, alive: Flags) -> Choices:
        """Put one state a context behind each item; a context without continuation counts as an end."""
        start = states[self.index.top.start]
        states[~alive] = start
        after = np.take(self.index.after, self._sorted)
        return Choices(start, np.take(states, after))


@dataclass(frozen=True)
class WeightedChoices(Choices):
    """Choices among pairs of unequal weight; a state is context + 1."""

    table: PackedStates
    """Rising keys of all pairs (choice_table), shape (P,)."""
    pairs: PackedStates
    """First item << 32 | items of each pair, shape (P,)."""

    def random(self, lanes: int, rng: np.random.Generator) -> Iterator[PackedStates]:
        """Yield the random bits of STEPS steps: 64 each, half for the pair and half for the occurrence."""
        yield from rng.bit_generator.random_raw(STEPS * lanes).reshape(STEPS, lanes)

    def items(self, states: PackedStates, bits: PackedStates) -> NDArray[np.int64]:
        """Choose an item for each state: a pair by its weight, then one of its occurrences."""
        key = ((states - np.uint64(1)) << HALF) | (bits >> HALF)
        chosen = self.pairs[np.searchsorted(self.table, key, side="right")]
        item = (chosen >> HALF) + (((bits & LOW) * (chosen & LOW)) >> HALF)
        return item.view(np.int64)


def _pack(first: NDArray[np.int64], count: NDArray[np.int64]) -> PackedStates:
    """Pack a range of items as first << 32 | count."""
    return (first.astype(np.uint64) << HALF) | count.astype(np.uint64)
