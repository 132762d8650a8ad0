"""What every run on one corpus with models of one order shares, made once and used by each of them."""

from functools import partial
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Counts, Flags, Floats, Positions, Tokens
from driftview.measures.ngrams import Variety
from driftview.measures.observation import Human, Observation
from driftview.measures.registry import Measure, Pause, Value, everyday_measures, never
from driftview.models.index import ContextIndex, depths
from driftview.models.protocol import TrainingText
from driftview.models.smoothing import HIGHEST_ORDER
from driftview.models.witten_bell import WittenBellScorer
from driftview.text.corpus import Corpus

SCORER_ORDER = 3
"""The judge of held-out text has the model's order, at most this one."""


class IndexedCorpus:
    """The human text indexed for one order, together with what is held out of it."""

    def __init__(self, corpus: Corpus, order: int) -> None:
        """Index the human text: O(order · N log N)."""
        self.corpus = corpus
        self.order = order
        self.human = Human.of(corpus)
        texts = [TrainingText(corpus.tokens, corpus.starts)]
        if len(corpus.held_out):
            texts.append(TrainingText(corpus.held_out, corpus.held_out_starts))
        self.index = ContextIndex(texts, min(order, HIGHEST_ORDER), len(corpus.vocabulary))
        held_out = np.arange(len(corpus.tokens), len(self.index.tokens))
        self._scorer = WittenBellScorer(self.index, held_out, min(order, SCORER_ORDER))
        self._longer = self._numbered(texts, tuple(n for n in _sampled_ngrams() if n > order))
        self._endings: dict[int, tuple[Positions | None, Flags]] = {}
        self._counted: tuple[Positions, Counts] | None = None

    def _numbered(
        self, texts: list[TrainingText], lengths: tuple[int, ...]
    ) -> dict[int, tuple[Positions, Flags]]:
        """Return, for lengths above the order, the number of the n-gram that ends at each human token, (N,).

        And whether one ends there: not where a document's start is too near.
        """
        if not lengths:
            return {}
        human = len(self.corpus.tokens)
        index = ContextIndex(texts, max(lengths), self.index.vocabulary_size)
        numbers, depth = {}, depths(self.corpus.starts, human)
        for n in lengths:
            level = index.levels[n - 1]
            numbers[n] = level.pair[:human], depth >= n - 1
        return numbers

    def pair_counts(self, origins: Positions) -> Counts:
        """Count how often copied tokens end each of the index's P longest pairs, shape (P,).

        Word counts, n-gram counts up to the order, what a scorer learns from the text and what the next model
        trains on all follow from this one count, since the n tokens up to a copied token are those up to its
        origin for every n up to the order. The last answer is kept: the text that was measured is trained on.
        """
        if self._counted is None or self._counted[0] is not origins:
            pairs = np.take(self.index.top.pair, origins)
            self._counted = origins, np.bincount(pairs, minlength=self.index.top.pairs)
        return self._counted[1]

    def word_counts(self, origins: Positions) -> Counts:
        """Count the words of copied tokens, shape (V,)."""
        words, vocabulary = self.index.top.pair_token, len(self.corpus.vocabulary)
        return np.bincount(words, self.pair_counts(origins), minlength=vocabulary).astype(np.int64)

    def variety(self, n: int, origins: Positions) -> Variety | None:
        """Count the n-grams that end in copied tokens; None where n is above the order."""
        if n > self.index.order:
            return None
        ngram, ends = self._endings_of(n)
        counts = self.pair_counts(origins)
        here = np.flatnonzero(ends & (counts > 0))
        occurrences = int(np.take(counts, here).sum())
        if ngram is None:
            return Variety(len(here), occurrences)
        met = np.zeros(self.index.levels[n - 1].pairs, bool)
        met[np.take(ngram, here)] = True
        return Variety(int(np.count_nonzero(met)), occurrences)

    def _endings_of(self, n: int) -> tuple[Positions | None, Flags]:
        """Return the n-gram that each longest pair ends with, None for itself, and whether it has one."""
        if n not in self._endings:
            index, first = self.index, self.index.top.first
            whole = n == index.order
            ngram = None if whole else index.top.pair_token if n == 1 else index.levels[n - 1].pair[first]
            self._endings[n] = ngram, index.reaches_back(first, n - 1)
        return self._endings[n]

    def held_out_probabilities(self, origins: Positions) -> Floats:
        """Return the probability of each held-out token after training on copied tokens, shape (H,)."""
        return self._scorer.probabilities(self.pair_counts(origins))

    def held_out_probabilities_after(self, tokens: Tokens, starts: NDArray[np.int64]) -> Floats:
        """Do the same after training on a text that is no selection of human occurrences."""
        held_out = self.human.held_out
        if not len(held_out):
            return np.zeros(0)
        texts = [TrainingText(tokens, starts), TrainingText(held_out, self.corpus.held_out_starts)]
        index = ContextIndex(texts, min(self.order, SCORER_ORDER), len(self.corpus.vocabulary))
        scorer = WittenBellScorer(index, np.arange(len(tokens), len(index.tokens)))
        return scorer.probabilities(np.bincount(index.top.pair[: len(tokens)], minlength=index.top.pairs))

    def control(self, tokens: int, rng: np.random.Generator, pause: Pause = never) -> dict[str, Value]:
        """Measure a control: ``tokens`` human tokens drawn with replacement, no loop.

        Returns the measures, None where single tokens have none. ``pause`` is called between pieces of work.
        """
        origins = self.draw(tokens, rng)
        pause()
        observation = self.observe_human(origins, np.zeros(1, np.int64))
        values: dict[str, Value] = {}
        for measure in everyday_measures():
            pause()
            values[measure.name] = self._of_sample(measure, observation, origins)
        return values

    def _of_sample(self, measure: Measure, observation: Observation, origins: Positions) -> Value:
        """Return what single tokens drawn from the human text have of a measure, None for nothing.

        Phrases are those that end where the tokens stand.
        """
        match measure.control:
            case "tokens":
                return measure(observation)
            case "ngrams":
                return self._sampled_variety(measure.ngram or 1, origins).distinct
            case "paragraphs" | "none":
                return None
            case _:
                assert_never(measure.control)

    def draw(self, tokens: int, rng: np.random.Generator) -> Positions:
        """Draw human positions one by one, with replacement: a control, shape (tokens,)."""
        return rng.integers(0, len(self.corpus.tokens), tokens, dtype=np.int32)

    def observe_human(self, origins: Positions, starts: NDArray[np.int64]) -> Observation:
        """Return human tokens, given by their positions, as measures see them."""
        return Observation(
            self.corpus.tokens[origins],
            starts,
            self.word_counts(origins),
            self.human,
            origins,
            self.held_out_probabilities(origins),
            counted_variety=partial(self.variety, origins=origins),
        )

    def _sampled_variety(self, n: int, origins: Positions) -> Variety:
        """Count the n-grams that end at human positions."""
        counted = self.variety(n, origins)
        if counted is not None:
            return counted
        number, ends = self._longer[n]
        drawn = number[origins[ends[origins]]]
        met = np.zeros(int(drawn.max(initial=0)) + 1, bool)
        met[drawn] = True
        return Variety(int(np.count_nonzero(met)), len(drawn))


def _sampled_ngrams() -> tuple[int, ...]:
    """Return the lengths of the phrases that the control has."""
    return tuple(each.ngram for each in everyday_measures() if each.control == "ngrams" and each.ngram)
