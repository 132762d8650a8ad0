"""A smoothed model after training: it writes by copying, now and then from a shorter context."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Flags, Floats, Indices, PackedStates, Tokens
from driftview.models.genealogy import Genealogy
from driftview.models.ladder import ROOT, UNIFORM, Ladder
from driftview.models.lanes import Lanes, lane_count, longest_document
from driftview.models.protocol import ModelError
from driftview.models.sample import Sample, TrainingText
from driftview.models.stepping import BackoffChoices
from driftview.models.weights import Weights


class TrainedBackoff:
    """A ladder with its weights; a state is the longest context known of what a document holds so far."""

    def __init__(self, ladder: Ladder, weights: Weights) -> None:
        """Take what training found; tables for writing and for scoring are made when first needed."""
        self.ladder = ladder
        self.weights = weights
        self.notes = weights.notes

    def sample(self, tokens: int, rng: np.random.Generator) -> Sample:
        """Write a text of exactly ``tokens`` tokens; the last document may be cut."""
        index = self.ladder.index
        lanes = Lanes(self.choices, longest_document(index))
        items, starts, cut = lanes.write(tokens, lane_count(index, tokens), rng)
        return self.written(items, starts, cut, rng)

    def written(self, items: Indices, starts: Indices, cut: int, rng: np.random.Generator) -> Sample:
        """Return the text that ``items`` of the choices stand for, with its parents."""
        parents = self.genealogy.parents(items - self.ladder.index.vocabulary_size, rng)
        tokens = self.ladder.index.tokens.take(parents, mode="wrap")
        mutations = np.flatnonzero(parents < 0)
        tokens[mutations] = items[mutations]  # the first items are the vocabulary
        return Sample(tokens, parents, starts, cut)

    def probabilities(self, text: TrainingText) -> Floats:
        """Return the probability of each token of ``text``, shape (N,)."""
        if len(text.tokens) and int(text.tokens.max()) >= self.ladder.index.vocabulary_size:
            raise ModelError("the text holds a word that the vocabulary does not")
        return self.state_probabilities(self._alive[self.ladder.states(text)], text.tokens)

    def state_probabilities(self, states: Indices, tokens: Tokens) -> Floats:
        """Return the probability of each token in its state; shapes (N,) and (N,) to (N,)."""
        states = self.ladder.settled(states)
        probability = np.full(len(tokens), 1.0 / self.ladder.index.vocabulary_size)
        for contexts in reversed(self._way_down(states)):
            pairs = self.ladder.find(contexts, tokens)
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
        return BackoffChoices(self.ladder, self.weights)

    @cached_property
    def genealogy(self) -> Genealogy:
        """Where in the training text each item may come from."""
        return Genealogy(self.ladder, self.weights)

    @cached_property
    def _alive(self) -> Indices:
        return self.weights.alive(self.ladder)

    @cached_property
    def _kept(self) -> Floats:
        return self.weights.kept(self.ladder)

    @cached_property
    def _given(self) -> Floats:
        given = self.weights.given(self.ladder)
        given[UNIFORM] = 0.0
        return given

    def _way_down(self, states: Indices) -> list[Indices]:
        """Return the contexts that each state's probability is mixed from, longest first."""
        way = [states]
        while int(way[-1].max(initial=UNIFORM)) > ROOT:
            way.append(self.weights.below[way[-1]])
        return way


class BackoffWriter:
    """Writes with a smoothed model step by step (Writer of driftview.models.writer)."""

    def __init__(self, trained: TrainedBackoff) -> None:
        """Take the choices of a trained model."""
        self._trained = trained
        self.index = trained.ladder.index
        self.start = trained.choices.start

    def advance(
        self, states: PackedStates, rng: np.random.Generator, items: NDArray[np.uint32], after: PackedStates
    ) -> None:
        """Write STEPS tokens in each of L lanes: fill ``items`` and ``after`` (states), shapes (STEPS, L)."""
        self._trained.choices.advance(states, rng, items, after)

    def tokens(self, items: Indices) -> Tokens:
        """Return the token of each item."""
        return np.asarray(self._trained.ladder.pair_token[self._trained.choices.pair_of(items)])

    def ends(self, items: Indices, after: PackedStates) -> Flags:
        """Say of each item whether its document ends with it."""
        return np.asarray(after == self.start)

    def probabilities(self, states: PackedStates, items: Indices) -> Floats:
        """Return the probability of each item's token in its state."""
        contexts = self._trained.choices.context_of(states)
        return self._trained.state_probabilities(contexts, self.tokens(items))

    def written(self, items: Indices, starts: Indices, cut: int, rng: np.random.Generator) -> Sample:
        """Return the text that ``items`` stand for, with its parents."""
        return self._trained.written(items, starts, cut, rng)
