"""Stupid backoff, made into probabilities.

Brants et al. 2007, *Large language models in machine translation*: S(w | c) = n(c, w) / n(c) for a word that
followed c, else α S(w | c shortened). The scores do not sum to one; divided by their sum Z(c) they do.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from driftview.arrays import Counts, Flags, Floats, Indices, PackedStates, Tokens
from driftview.models.backoff import BackoffChoices, TrainedBackoff, Weights, downwards, occurrences
from driftview.models.protocol import ModelError, TrainingText
from driftview.models.sampling import HALF
from driftview.models.smoothing import SmoothedModel, make_suffix_links
from driftview.models.suffixes import ROOT, UNIFORM, SuffixLinks


@dataclass(frozen=True)
class StupidBackoff(SmoothedModel):
    """Relative frequencies where a word was seen, α times the shorter context's score where it was not."""

    alpha: float = 0.4
    """Factor for each step down, above 0 and at most 1."""

    name: ClassVar[str] = "stupid-backoff"

    def __post_init__(self) -> None:
        """Refuse a factor that is not one."""
        super().__post_init__()
        if not 0 < self.alpha <= 1:
            raise ModelError("the back-off factor alpha must be above 0 and at most 1")

    def train(self, text: TrainingText, vocabulary_size: int) -> "TrainedStupidBackoff":
        """Learn from ``text`` of N tokens; time O(order · N log N).

        Parameters
        ----------
        text
            The training text, of N tokens.
        vocabulary_size
            How many words there are, V; ids are below it.

        Returns
        -------
        TrainedStupidBackoff
            The trained model.
        """
        links = make_suffix_links(text, self.order, vocabulary_size, self.padded)
        counts = occurrences(links)
        sums = self._sums(links, counts)
        refusal = (1.0 - 1.0 / sums)[links.pair_context]
        return TrainedStupidBackoff(links, Weights(counts, refusal, downwards(links)), self.alpha, sums)

    def _sums(self, links: SuffixLinks, counts: Counts) -> Floats:
        """Return Z of each context: 1 + α (Z below − the scores below of the words seen), shape (C,)."""
        totals = links.by_context(counts)
        kinds = links.by_context((counts > 0).astype(np.int64))
        ratio = counts / np.maximum(totals, 1)[links.pair_context]
        possible = links.index.vocabulary_size if self.uniform else int(kinds[ROOT])
        sums = np.ones(links.contexts)
        sums[ROOT] += self.alpha * (1 - kinds[ROOT] / possible)
        for length in range(1, links.top + 1):
            contexts = slice(links.first_context[length], links.first_context[length + 1])
            level = links.index.levels[length]
            seen = np.bincount(
                level.pair_context, ratio[links.shorter_pairs(length)], minlength=level.contexts
            )
            unseen = np.maximum(sums[links.shorter[contexts]] - seen, 0.0)
            sums[contexts] += self.alpha * np.where(kinds[contexts] < possible, unseen, 0.0)
        return sums


class TrainedStupidBackoff(TrainedBackoff):
    """Scores like TrainedBackoff, but words seen in a context have all their probability from there."""

    def __init__(self, links: SuffixLinks, weights: Weights, alpha: float, sums: Floats) -> None:
        """``sums``: Z of each context, shape (C,)."""
        super().__init__(links, weights)
        self._alpha = alpha
        self._sums = sums

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
        score = np.full(len(tokens), 1.0 / self.links.index.vocabulary_size)
        for contexts in reversed(self._way_down(states)):
            pairs = self.links.find(contexts, tokens)
            seen = np.where(pairs >= 0, self._ratio[pairs], 0.0)
            mixed = np.where(seen > 0, seen, self._factor[contexts] * score)
            score = np.where(contexts == UNIFORM, score, mixed)
        return score / self._sums[states]

    @cached_property
    def choices(self) -> BackoffChoices:
        """What may be copied in each state."""
        return StupidChoices(self.links, self.weights)

    @cached_property
    def _ratio(self) -> Floats:
        totals = np.maximum(self.weights.totals(self.links), 1)
        return self.weights.counts / totals[self.links.pair_context]

    @cached_property
    def _factor(self) -> Floats:
        """What the score below is multiplied by, shape (C,); 0 at a root that leaves nothing to others."""
        factor = np.full(self.links.contexts, self._alpha)
        if self.weights.refusal[0] == 0:
            factor[ROOT] = 0.0
        return factor


class StupidChoices(BackoffChoices):
    """Choices in which a word taken from a shorter context must be one that the longer one never saw.

    A word that the longer context knows is thrown back and drawn again, which leaves exactly the share of the
    words it does not know.
    """

    def _fall(
        self,
        contexts: Indices,
        fell: Indices,
        items: Indices,
        entries: PackedStates,
        generator: np.random.BitGenerator,
    ) -> Indices:
        """Step down in the chains ``fell`` until a new word is copied; return where it was copied."""
        left = contexts.copy()
        source = np.take(self.weights.below, left)
        waiting = np.arange(len(fell))
        while len(waiting):
            chains = fell[waiting]
            states = self._states.take(source.take(waiting))
            items[chains], entries[chains], copied = self._try(states, generator)
            known = self._known(left[waiting], entries[chains])
            down = waiting[~copied]
            waiting = waiting[~copied | known]
            left[down] = source[down]
            source[down] = np.take(self.weights.below, source[down])
        return source

    def _known(self, contexts: Indices, entries: PackedStates) -> Flags:
        """Say for each entry whether its word was seen after a context."""
        words = np.take(self.links.pair_token, (entries >> HALF).view(np.int64))
        pairs = self.links.find(contexts, words)
        return np.asarray((pairs >= 0) & (np.take(self.weights.counts, pairs) > 0))
