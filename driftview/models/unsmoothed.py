"""The unsmoothed n-gram model behind the protocol of all models: the copying chain trained on any text."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Flags, Floats, Indices, PackedStates, Tokens
from driftview.models.chain import CopyingChain
from driftview.models.decoding import Decoding
from driftview.models.ladder import Ladder
from driftview.models.protocol import ModelError
from driftview.models.sample import Sample, TrainingText
from driftview.models.smoothing import HIGHEST_ORDER, make_ladder
from driftview.models.weights import occurrences


@dataclass(frozen=True)
class MaximumLikelihood:
    """Relative frequencies, unsmoothed; decoding may bend them when the model writes."""

    order: int
    """From 1 to 8."""
    decoding: Decoding = field(default_factory=Decoding)
    """Temperature, top-k, top-p and min-p, exact."""

    name = "none"

    def __post_init__(self) -> None:
        """Refuse an order that is not offered."""
        if not 1 <= self.order <= HIGHEST_ORDER:
            raise ModelError(f"the order must be from 1 to {HIGHEST_ORDER}, not {self.order}")

    def train(self, text: TrainingText, vocabulary_size: int) -> "TrainedChain":
        """Learn from ``text`` of N tokens; time O(order · N log N)."""
        return TrainedChain(make_ladder(text, self.order, vocabulary_size, padded=True), self.decoding)


class TrainedChain:
    """A copying chain over the whole of its own index."""

    notes: tuple[str, ...] = ()

    def __init__(self, ladder: Ladder, decoding: Decoding) -> None:
        """Train on every position of the ladder's index."""
        self.ladder = ladder
        index = ladder.index
        self.chain = CopyingChain(index, np.arange(len(index.tokens), dtype=np.int32), decoding)

    def sample(self, tokens: int, rng: np.random.Generator) -> Sample:
        """Write a text of exactly ``tokens`` tokens; the last document may be cut."""
        return self.chain.sample(tokens, rng)

    def probabilities(self, text: TrainingText) -> Floats:
        """Return n(c, w) / n(c) of each token of ``text``, before decoding bends it, shape (N,).

        0 where the word never followed its context, as it has nothing else to go by.
        """
        if len(text.tokens) and int(text.tokens.max()) >= self.ladder.index.vocabulary_size:
            raise ModelError("the text holds a word that the vocabulary does not")
        contexts = self.ladder.states(text)
        pairs = self.ladder.find(contexts, text.tokens)
        longest = contexts >= self.ladder.first_context[self.ladder.top]
        return np.where((pairs >= 0) & longest, self._share[pairs], 0.0)

    @property
    def writer(self) -> "ChainWriter":
        """This model, to be written with step by step."""
        return ChainWriter(self)

    def shares(self, items: Indices) -> Floats:
        """Return the relative frequency of each item's pair in its context."""
        pairs = self.ladder.index.top.pair[self.chain.origins_of(items)]
        return np.asarray(self._share[pairs + self.ladder.first_pair[self.ladder.top]])

    @cached_property
    def _share(self) -> Floats:
        """Relative frequency of each pair in its context, shape (P,)."""
        counts = occurrences(self.ladder)
        return np.asarray(counts / np.maximum(self.ladder.by_context(counts), 1)[self.ladder.pair_context])


class ChainWriter:
    """Writes with a chain step by step (Writer of driftview.models.writer)."""

    def __init__(self, trained: TrainedChain) -> None:
        """Take the choices of a trained chain."""
        self._trained = trained
        self._chain = trained.chain
        self.index = trained.ladder.index
        self.start = self._chain.choices.start

    def advance(
        self, states: PackedStates, rng: np.random.Generator, items: NDArray[np.uint32], after: PackedStates
    ) -> None:
        """Write STEPS tokens in each of L lanes: fill ``items`` and ``after`` (states), shapes (STEPS, L)."""
        self._chain.choices.advance(states, rng, items, after)

    def tokens(self, items: Indices) -> Tokens:
        """Return the token of each item."""
        return np.asarray(self.index.tokens[self._chain.origins_of(items)])

    def ends(self, items: Indices, after: PackedStates) -> Flags:
        """Say of each item whether its document ends with it: at an end, or where nothing can follow."""
        ended = self.tokens(items) == 0
        return np.asarray(ended if self.index.order == 1 else ended | (after == self.start))

    def probabilities(self, states: PackedStates, items: Indices) -> Floats:
        """Return the probability of each item's token in its state, before decoding bends it."""
        return self._trained.shares(items)

    def written(self, items: Indices, starts: Indices, cut: int, rng: np.random.Generator) -> Sample:
        """Return the text that ``items`` stand for, with its parents."""
        return Sample(self.tokens(items), self._chain.parents_of(items), starts, cut)
