"""The copying chain: an n-gram model that writes by copying random occurrences of its context.

To write the next token, take one of the places in the training text that have the same context, each as
likely as any other, and copy what stands there: that is the maximum-likelihood n-gram model, and the place
is the token's parent. The training text is given as positions of one index (its *occurrences*), so that
every generation of a lineage is a new multiset over the same contexts and nothing is numbered again.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Counts, Flags, Floats, Indices, PackedStates, Positions, Tokens
from driftview.models.backoff import occurrences
from driftview.models.decoding import Decoding, choice_table
from driftview.models.index import ContextIndex
from driftview.models.protocol import ModelError, Sample, TrainingText
from driftview.models.sampling import HALF, LOW, BatchedChains, Choices, chain_count, longest_document
from driftview.models.smoothing import HIGHEST_ORDER, make_suffix_links
from driftview.models.suffixes import SuffixLinks


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

    def __init__(
        self,
        index: ContextIndex,
        occurrences: Positions,
        decoding: Decoding | None = None,
        counts: Counts | None = None,
    ) -> None:
        """Train on a text.

        Parameters
        ----------
        index
            The index that the text consists of.
        occurrences
            An index position for each token of the training text, shape (N,).
        decoding
            Bends the probabilities; None for none.
        counts
            How often each of the index's longest pairs occurs in the text, shape (P,), where it is known.
        """
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
        self._counts = np.bincount(pairs, minlength=top.pairs) if counts is None else counts
        self._decoding = decoding or Decoding()
        self._choices = self._plain() if self._decoding.plain else self._weighted()

    def sample(self, tokens: int, rng: np.random.Generator) -> Sample:
        """Write a text of exactly ``tokens`` tokens; the last document may be cut.

        Parameters
        ----------
        tokens
            How many tokens are written, N, at least 1.
        rng
            The only source of chance.

        Returns
        -------
        Sample
            The text, with the training position that each token was copied from, −1 for none; shapes
            (N,).
        """
        drawn = self.draw(tokens, rng)
        return Sample(self.index.tokens[drawn.origins], self.parents_of(drawn.items), drawn.starts, drawn.cut)

    def draw(
        self, tokens: int, rng: np.random.Generator, pause: Callable[[], object] | None = None
    ) -> ChainSample:
        """Write a text of exactly ``tokens`` tokens, as items and origins; ``pause`` is called meanwhile.

        Parameters
        ----------
        tokens
            How many tokens are written, N, at least 1.
        rng
            The only source of chance.
        pause
            Called between two pieces of work; what it raises stops it.

        Returns
        -------
        ChainSample
            The text, with the training position that each token was copied from, −1 for none; shapes
            (N,).
        """
        if self.index.order == 1:
            items, starts, cut = self._independent(tokens, rng)
        else:
            chains = BatchedChains(self._choices, longest_document(self.index), rng, pause)
            items, starts, cut = chains.write(tokens, chain_count(self.index, tokens))
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
        if isinstance(self._choices, WeightedChoices):
            states = np.full(tokens, self._choices.start)
            items = self._choices.items(states, rng.bit_generator.random_raw(tokens))
        else:
            items = rng.integers(0, len(self._sorted), tokens)
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
        """Put one state a context behind each item; a context without continuation counts as an end.

        Where editors have replaced the beginning of every document, nothing stands at the start of a
        document in the index. Documents then begin in the context of the text's first token.
        """
        top = self.index.top
        begins = top.start if alive[top.start] else top.pair_context[top.pair[self.occurrences[0]]]
        start = states[begins]
        states[~alive] = start
        following = np.take(states, self.index.after_pairs())  # items are in the order of their pairs
        return Choices(start, np.repeat(following, self._counts))


@dataclass(frozen=True)
class WeightedChoices(Choices):
    """Choices among pairs of unequal weight; a state is context + 1."""

    table: PackedStates
    """Rising keys of all pairs (choice_table), shape (P,)."""
    pairs: PackedStates
    """First item << 32 | items of each pair, shape (P,)."""

    def advance(
        self, states: PackedStates, rng: np.random.Generator, items: NDArray[np.uint32], after: PackedStates
    ) -> None:
        """Write T tokens in each of L chains; 64 random bits each, half for the pair, half for the item."""
        for row, bits in enumerate(rng.bit_generator.random_raw(items.size).reshape(items.shape)):
            chosen = self.items(states, bits)
            items[row] = chosen
            states = np.take(self.following, chosen, out=after[row], mode="clip")

    def items(self, states: PackedStates, bits: PackedStates) -> NDArray[np.int64]:
        """Choose an item for each state: a pair by its weight, then one of its occurrences."""
        key = ((states - np.uint64(1)) << HALF) | (bits >> HALF)
        chosen = self.pairs[np.searchsorted(self.table, key, side="right")]
        item = (chosen >> HALF) + (((bits & LOW) * (chosen & LOW)) >> HALF)
        return item.view(np.int64)


def _pack(first: NDArray[np.int64], count: NDArray[np.int64]) -> PackedStates:
    """Pack a range of items as first << 32 | count."""
    return (first.astype(np.uint64) << HALF) | count.astype(np.uint64)


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
        """Learn from ``text`` of N tokens; time O(order · N log N).

        Parameters
        ----------
        text
            The training text, of N tokens.
        vocabulary_size
            How many words there are, V; ids are below it.

        Returns
        -------
        TrainedChain
            The trained model.
        """
        return TrainedChain(make_suffix_links(text, self.order, vocabulary_size, padded=True), self.decoding)


class TrainedChain:
    """A copying chain over the whole of its own index."""

    notes: tuple[str, ...] = ()

    def __init__(self, links: SuffixLinks, decoding: Decoding) -> None:
        """Train on every position of the indexed text."""
        self.links = links
        index = links.index
        self.chain = CopyingChain(index, np.arange(len(index.tokens), dtype=np.int32), decoding)

    def sample(self, tokens: int, rng: np.random.Generator) -> Sample:
        """Write a text of exactly ``tokens`` tokens; the last document may be cut.

        Parameters
        ----------
        tokens
            How many tokens are written, N, at least 1.
        rng
            The only source of chance.

        Returns
        -------
        Sample
            The text, with the training position that each token was copied from, −1 for none; shapes
            (N,).
        """
        return self.chain.sample(tokens, rng)

    def probabilities(self, text: TrainingText) -> Floats:
        """Return n(c, w) / n(c) of each token of ``text``, before decoding bends it, shape (N,).

        0 where the word never followed its context, as it has nothing else to go by.

        Parameters
        ----------
        text
            The text, as token ids and where its documents start.

        Returns
        -------
        ndarray of float64
            Probabilities, shape (N,).
        """
        if len(text.tokens) and int(text.tokens.max()) >= self.links.index.vocabulary_size:
            raise ModelError("the text holds a word that the vocabulary does not")
        contexts = self.links.states(text)
        pairs = self.links.find(contexts, text.tokens)
        longest = contexts >= self.links.first_context[self.links.top]
        return np.where((pairs >= 0) & longest, self._share[pairs], 0.0)

    @property
    def writer(self) -> "ChainSteps":
        """This model, to be written with step by step."""
        return ChainSteps(self)

    def shares(self, items: Indices) -> Floats:
        """Return the relative frequency of each item's pair in its context."""
        pairs = self.links.index.top.pair[self.chain.origins_of(items)]
        return np.asarray(self._share[pairs + self.links.first_pair[self.links.top]])

    @cached_property
    def _share(self) -> Floats:
        """Relative frequency of each pair in its context, shape (P,)."""
        counts = occurrences(self.links)
        return np.asarray(counts / np.maximum(self.links.by_context(counts), 1)[self.links.pair_context])


class ChainSteps:
    """Writes with a chain step by step (Writer of driftview.models.sampling)."""

    def __init__(self, trained: TrainedChain) -> None:
        """Take the choices of a trained chain."""
        self._trained = trained
        self._chain = trained.chain
        self.index = trained.links.index
        self.start = self._chain.choices.start

    def advance(
        self, states: PackedStates, rng: np.random.Generator, items: NDArray[np.uint32], after: PackedStates
    ) -> None:
        """Write T tokens in each of L chains: fill ``items`` and ``after`` (states), shapes (T, L)."""
        self._chain.choices.advance(states, rng, items, after)

    def tokens(self, items: Indices) -> Tokens:
        """Return the token of each item."""
        return np.asarray(self.index.tokens[self._chain.origins_of(items)])

    def ends(self, items: Indices, after: PackedStates) -> Flags:
        """Say of each item whether its document ends with it: at an end, or where nothing can follow."""
        ended = self.tokens(items) == 0
        return np.asarray(ended if self.index.order == 1 else ended | (after == self.start))

    def probabilities(self, states: PackedStates, items: Indices) -> Floats:
        """Return the probability of each item's token in its state, before decoding bends it.

        Parameters
        ----------
        states
            State of each, shape (N,).
        items
            Item of each, shape (N,).

        Returns
        -------
        ndarray of float64
            Probabilities, shape (N,).
        """
        return self._trained.shares(items)

    def written(self, items: Indices, starts: Indices, cut: int, rng: np.random.Generator) -> Sample:
        """Return the text that ``items`` stand for, with its parents."""
        return Sample(self.tokens(items), self._chain.parents_of(items), starts, cut)
