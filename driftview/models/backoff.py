"""A smoothed model after training: it writes by copying, now and then from a shorter context."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Counts, Flags, Floats, Indices, PackedStates, Positions, Tokens
from driftview.models.protocol import NO_PARENT, ModelError, Sample, TrainingText
from driftview.models.sampling import HALF, LOW, BatchedChains, chain_count, longest_document
from driftview.models.suffixes import ROOT, UNIFORM, SuffixLinks


@dataclass(frozen=True)
class Weights:
    """A smoothed model over the suffix links of C contexts and P pairs.

    To write a word, take one of the context's occurrences, each as likely as any other. With the chance
    ``refusal`` of its pair it is refused, and the word is written in the context ``below`` instead. So
    p(w | c) = kept(c, w) + given(c) · p(w | below(c)), where kept is n(c, w) (1 − refusal) / n(c) and given
    is the sum of n(c, w) · refusal / n(c). Additive, Witten–Bell and discounted models are all of this form.
    """

    counts: Counts
    """n(c, w): occurrences of each pair, or kinds of words before it; shape (P,)."""
    refusal: Floats
    """Chance that copying a pair is refused, from 0 to 1, shape (P,)."""
    below: Indices
    """The context that takes over from each context, shape (C,)."""
    kinds: bool = False
    """Whether the counts below the longest contexts are of kinds (distinct longer pairs), not occurrences."""
    notes: tuple[str, ...] = ()

    def totals(self, links: SuffixLinks) -> Counts:
        """Return n(c), shape (C,)."""
        return links.by_context(self.counts)

    def alive(self, links: SuffixLinks) -> Indices:
        """Return the longest suffix of each context that has a continuation; shape (C,)."""
        totals, alive = self.totals(links), np.arange(links.contexts)
        for _ in range(links.top):
            dead = np.flatnonzero((totals[alive] == 0) & (alive > ROOT))
            alive[dead] = links.shorter[alive[dead]]
        return alive

    def kept(self, links: SuffixLinks) -> Floats:
        """Return the probability that each pair's context writes its word itself, shape (P,)."""
        totals = np.maximum(self.totals(links), 1)[links.pair_context]
        return np.asarray(self.counts * (1.0 - self.refusal) / totals)

    def given(self, links: SuffixLinks) -> Floats:
        """Return the probability that each context leaves the word to the one below, shape (C,)."""
        totals = self.totals(links)
        refused = np.bincount(links.pair_context, self.counts * self.refusal, minlength=links.contexts)
        return np.where(totals > 0, refused / np.maximum(totals, 1), 1.0)


def occurrences(links: SuffixLinks) -> Counts:
    """Return how often each pair occurs, shape (P,).

    Parameters
    ----------
    links
        The suffix links of the training text, with C contexts and P pairs.

    Returns
    -------
    ndarray of int64
        The counts, shape (P,).
    """
    return np.concatenate(
        [np.bincount(level.pair, minlength=level.pairs) for level in links.index.levels]
    ).astype(np.int64)


def continuations(links: SuffixLinks) -> Counts:
    """Return occurrences of the longest pairs and, of the others, how many distinct words stand before each.

    The start of a document counts as one word. Shape (P,). Kneser and Ney 1995.

    Parameters
    ----------
    links
        The suffix links of the training text, with C contexts and P pairs.

    Returns
    -------
    ndarray of int64
        The counts, shape (P,).
    """
    levels = links.index.levels
    below = zip(levels[:-1], links.suffix, strict=True)
    counts = [np.bincount(suffix, minlength=level.pairs) for level, suffix in below]
    counts.append(np.bincount(levels[-1].pair, minlength=levels[-1].pairs))
    return np.concatenate(counts).astype(np.int64)


def downwards(links: SuffixLinks, straight: bool = False) -> Indices:
    """Return the context below each: the next shorter, or with ``straight`` the uniform one; shape (C,).

    Parameters
    ----------
    links
        The suffix links of the training text, with C contexts and P pairs.
    straight
        Whether every context falls back to the uniform one at once.

    Returns
    -------
    Indices
        The contexts, shape (C,).
    """
    if not straight:
        return links.shorter
    return np.full(links.contexts, UNIFORM)


class Genealogy:
    """Finds parents of items; items are numbered pair by pair, as many to a pair as it counts.

    An item that is an occurrence is its own parent. An item that is a kind (a distinct longer pair, under
    Kneser–Ney) has a parent among the occurrences of that longer pair, each as likely as any other.
    """

    def __init__(self, links: SuffixLinks, weights: Weights) -> None:
        """Number the items of each level."""
        self._levels = links.index.levels
        self._suffix = links.suffix
        self._kinds = weights.kinds
        ends = np.concatenate(([0], np.cumsum(weights.counts)))
        self._first: list[int] = ends[links.first_pair].tolist()
        """First item of each level; beyond the last, how many there are."""

    def parents(self, items: Indices, rng: np.random.Generator) -> Positions:
        """Return the training position that each item was copied from; negative items are mutations."""
        parents = np.full(len(items), NO_PARENT, np.int32)
        for length in range(len(self._levels)):
            mine = np.flatnonzero((items >= self._first[length]) & (items < self._first[length + 1]))
            own = items.take(mine) - self._first[length]
            if self._kinds and length + 1 < len(self._levels):
                parents[mine] = self._any_of(length + 1, self._longer[length].take(own), rng)
            else:
                parents[mine] = self._order[length].take(own)
        return parents

    def _any_of(self, length: int, pairs: Positions, rng: np.random.Generator) -> Positions:
        """Return one occurrence of each pair of a level, drawn evenly."""
        ranges = self._ranges[length].take(pairs)
        place = rng.bit_generator.random_raw(len(pairs)) >> HALF
        place *= ranges & LOW
        place >>= HALF
        place += ranges >> HALF
        return self._order[length].take(place.view(np.int64))

    @cached_property
    def _ranges(self) -> dict[int, PackedStates]:
        """First place << 32 | occurrences of each pair, of each level that kinds stand for."""
        ranges = {}
        for length in range(1, len(self._levels)):
            counts = np.bincount(self._levels[length].pair, minlength=self._levels[length].pairs)
            first = (np.cumsum(counts) - counts).astype(np.uint64)
            ranges[length] = (first << HALF) | counts.astype(np.uint64)
        return ranges

    @cached_property
    def _order(self) -> dict[int, Positions]:
        """Training positions sorted by pair, of each level that parents are read from."""
        lowest = 1 if self._kinds and len(self._levels) > 1 else 0
        return {length: _sorted_by(self._levels[length].pair) for length in range(lowest, len(self._levels))}

    @cached_property
    def _longer(self) -> list[Positions]:
        """Pairs of the next level sorted by the pair that is their suffix, of each level but the top."""
        return [_sorted_by(suffix) for suffix in self._suffix]


def _sorted_by(numbers: Positions) -> Positions:
    """Return the places of ``numbers`` in rising order of their values, by one sort of packed keys."""
    bits = np.uint64(len(numbers).bit_length())
    keys = (numbers.astype(np.uint64) << bits) | np.arange(len(numbers), dtype=np.uint64)
    keys.sort()
    return (keys & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int32)


CHANCE_BITS = 31
CHANCE = np.uint64((1 << CHANCE_BITS) - 1)
"""The random bits that a chance is compared with: 31, so that 2³¹ means always and 0 never."""


class BackoffChoices:
    """What may be copied in each state; a state is a context, packed as its first item << 32 | items.

    The first V items are the vocabulary (mutations); then each pair has as many items as it counts.
    Integers only, so that a text is the same on every machine; chances are met to within 2⁻³¹.
    """

    def __init__(self, links: SuffixLinks, weights: Weights) -> None:
        """Lay out the items of all contexts."""
        self.links = links
        self.weights = weights
        words = links.index.vocabulary_size
        ends = np.concatenate(([0], np.cumsum(weights.counts))) + words
        totals = weights.totals(links)
        self._states = (ends[links.bounds[:-1]].astype(np.uint64) << HALF) | totals.astype(np.uint64)
        """The state of each context."""
        self._states[UNIFORM] = words
        self._items = np.concatenate((_mutations(words), _copies(weights)))
        """Pair << 32 | chance of being copied, of each item."""
        self._after = self._states[weights.alive(links)[links.following]]
        """The state after each pair."""
        self.start = self._states[links.start]

    def pair_of(self, items: Indices) -> Indices:
        """Return the pair that each item stands for."""
        return (self._items[items] >> HALF).view(np.int64)

    def context_of(self, states: PackedStates) -> Indices:
        """Return the context of each state."""
        pairs = self.pair_of((self._settled(states) >> HALF).view(np.int64))
        return np.asarray(self.links.pair_context[pairs])

    def advance(
        self, states: PackedStates, rng: np.random.Generator, items: NDArray[np.uint32], after: PackedStates
    ) -> None:
        """Write T tokens in each of L chains: fill ``items`` and ``after`` (states), shapes (T, L)."""
        for row in range(len(items)):
            items[row] = self._step(self._settled(states), rng.bit_generator, after[row])
            states = after[row]

    def _settled(self, states: PackedStates) -> PackedStates:
        """Return the states that words are chosen in: without words of context a start is the root."""
        return states if self.links.top else np.full(len(states), self._states[ROOT])

    def _step(self, states: PackedStates, generator: np.random.BitGenerator, after: PackedStates) -> Indices:
        """Write one token in each chain; fill the states ``after`` it and return its items."""
        items, entries, copied = self._try(states, generator)
        fell = (~copied).nonzero()[0]
        contexts = self.links.pair_context.take((entries.take(fell) >> HALF).view(np.int64))
        source = self._fall(contexts, fell, items, entries, generator)
        pairs = (entries >> HALF).view(np.int64)
        self._after.take(pairs, out=after, mode="clip")
        if self.links.top > 1 and len(fell):
            self._deepen(contexts, source, self.links.pair_token.take(pairs.take(fell)), after, fell)
        return items

    def _fall(
        self,
        contexts: Indices,
        fell: Indices,
        items: Indices,
        entries: PackedStates,
        generator: np.random.BitGenerator,
    ) -> Indices:
        """Step down in the chains ``fell`` until a word is copied; return the contexts it was copied in.

        Writes over the ``items`` and ``entries`` of these chains.
        """
        source = self.weights.below.take(contexts)
        waiting = np.arange(len(fell))
        while len(waiting):
            chains = fell[waiting]
            states = self._states.take(source.take(waiting))
            items[chains], entries[chains], copied = self._try(states, generator)
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
        self, contexts: Indices, source: Indices, words: Tokens, after: PackedStates, chains: Indices
    ) -> None:
        """Where a word was copied from a shorter context, find out whether a longer one is known with it.

        The state after a word is the longest known suffix, however the word was chosen. Candidates are the
        suffixes of the old context, longest first, down to the context that the word was copied in.
        """
        links = self.links
        longer = links.tail.take(contexts)
        source = np.maximum(source, ROOT)
        open_ = ((longer != source) & (words != 0)).nonzero()[0]
        longer, source, words, chains = longer[open_], source[open_], words[open_], chains[open_]
        while len(chains):
            pairs = links.find_below(longer, words)
            hit = pairs >= 0
            after[chains[hit]] = self._after[pairs[hit]]
            longer = links.shorter.take(longer)
            rest = (~hit & (longer != source)).nonzero()[0]
            longer, source, words, chains = longer[rest], source[rest], words[rest], chains[rest]


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


class TrainedBackoff:
    """Suffix links with weights; a state is the longest known context of what a document holds so far."""

    def __init__(self, links: SuffixLinks, weights: Weights) -> None:
        """Take what training found; tables for writing and for scoring are made when first needed."""
        self.links = links
        self.weights = weights
        self.notes = weights.notes

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
        index = self.links.index
        chains = BatchedChains(self.choices, longest_document(index), rng)
        items, starts, cut = chains.write(tokens, chain_count(index, tokens))
        return self.written(items, starts, cut, rng)

    def written(self, items: Indices, starts: Indices, cut: int, rng: np.random.Generator) -> Sample:
        """Return the text that ``items`` of the choices stand for, with its parents."""
        parents = self.genealogy.parents(items - self.links.index.vocabulary_size, rng)
        tokens = self.links.index.tokens.take(parents, mode="wrap")
        mutations = np.flatnonzero(parents < 0)
        tokens[mutations] = items[mutations]  # the first items are the vocabulary
        return Sample(tokens, parents, starts, cut)

    def probabilities(self, text: TrainingText) -> Floats:
        """Return the probability of each token of ``text``, shape (N,).

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
        return self.state_probabilities(self._alive[self.links.states(text)], text.tokens)

    def state_probabilities(self, states: Indices, tokens: Tokens) -> Floats:
        """Return the probability of each token in its state; shapes (N,) and (N,) to (N,).

        Parameters
        ----------
        states
            State of each, shape (N,).
        tokens
            Token of each, shape (N,).

        Returns
        -------
        ndarray of float64
            Probabilities, shape (N,).
        """
        states = self.links.settled(states)
        probability = np.full(len(tokens), 1.0 / self.links.index.vocabulary_size)
        for contexts in reversed(self._way_down(states)):
            pairs = self.links.find(contexts, tokens)
            mixed = np.where(pairs >= 0, self._kept[pairs], 0.0) + self._given[contexts] * probability
            probability = np.where(contexts == UNIFORM, probability, mixed)
        return probability

    @property
    def writer(self) -> "BackoffWriter":
        """This model, to be written with step by step."""
        return BackoffWriter(self)

    @cached_property
    def choices(self) -> BackoffChoices:
        """What may be copied in each state."""
        return BackoffChoices(self.links, self.weights)

    @cached_property
    def genealogy(self) -> Genealogy:
        """Where in the training text each item may come from."""
        return Genealogy(self.links, self.weights)

    @cached_property
    def _alive(self) -> Indices:
        return self.weights.alive(self.links)

    @cached_property
    def _kept(self) -> Floats:
        return self.weights.kept(self.links)

    @cached_property
    def _given(self) -> Floats:
        given = self.weights.given(self.links)
        given[UNIFORM] = 0.0
        return given

    def _way_down(self, states: Indices) -> list[Indices]:
        """Return the contexts that each state's probability is mixed from, longest first."""
        way = [states]
        while int(way[-1].max(initial=UNIFORM)) > ROOT:
            way.append(self.weights.below[way[-1]])
        return way


class BackoffWriter:
    """Writes with a smoothed model step by step (Writer of driftview.models.sampling)."""

    def __init__(self, trained: TrainedBackoff) -> None:
        """Take the choices of a trained model."""
        self._trained = trained
        self.index = trained.links.index
        self.start = trained.choices.start

    def advance(
        self, states: PackedStates, rng: np.random.Generator, items: NDArray[np.uint32], after: PackedStates
    ) -> None:
        """Write T tokens in each of L chains: fill ``items`` and ``after`` (states), shapes (T, L)."""
        self._trained.choices.advance(states, rng, items, after)

    def tokens(self, items: Indices) -> Tokens:
        """Return the token of each item."""
        return np.asarray(self._trained.links.pair_token[self._trained.choices.pair_of(items)])

    def ends(self, items: Indices, after: PackedStates) -> Flags:
        """Say of each item whether its document ends with it."""
        return np.asarray(after == self.start)

    def probabilities(self, states: PackedStates, items: Indices) -> Floats:
        """Return the probability of each item's token in its state.

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
        contexts = self._trained.choices.context_of(states)
        return self._trained.state_probabilities(contexts, self.tokens(items))

    def written(self, items: Indices, starts: Indices, cut: int, rng: np.random.Generator) -> Sample:
        """Return the text that ``items`` stand for, with its parents."""
        return self._trained.written(items, starts, cut, rng)
