"""What every run on one corpus with models of one order shares: made once, used at each turn of a knob."""

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Counts, Floats, Positions, Tokens
from driftview.measures.observation import Human, Observation
from driftview.measures.registry import EVERYDAY, Value, measure_all
from driftview.measures.windows import distinct, inside, window_keys
from driftview.models.index import ContextIndex
from driftview.models.sample import TrainingText
from driftview.models.witten_bell import WittenBellScorer
from driftview.text.corpus import Corpus

SCORER_ORDER = 3
"""The judge of held-out text has the model's order, at most this one."""

NOT_OF_A_SAMPLE = ("copied_share", "longest_copy", "distinct_2", "distinct_3")
"""Measures that single tokens drawn from the human text do not have; distinct-n is drawn for itself."""


class Ground:
    """The human text indexed for one order, together with what is held out of it."""

    def __init__(self, corpus: Corpus, order: int) -> None:
        """Index the human text: O(order · N log N)."""
        self.corpus = corpus
        self.order = order
        self.human = Human.of(corpus)
        texts = [TrainingText(corpus.tokens, corpus.starts)]
        if len(corpus.held_out):
            texts.append(TrainingText(corpus.held_out, corpus.held_out_starts))
        self.index = ContextIndex(texts, order, len(corpus.vocabulary))
        held_out = np.arange(len(corpus.tokens), len(self.index.tokens))
        self._scorer = WittenBellScorer(self.index, held_out, min(order, SCORER_ORDER))
        self._windows = {
            n: window_keys(corpus.tokens, n, len(corpus.vocabulary))[
                inside(len(corpus.tokens), corpus.starts, n)
            ]
            for n in (2, 3)
        }

    def held_out_probabilities(self, origins: Positions) -> Floats:
        """Return the probability of each held-out token after training on copied tokens, shape (H,)."""
        return self._scorer.probabilities(origins)

    def held_out_probabilities_after(self, tokens: Tokens, starts: NDArray[np.int64]) -> Floats:
        """Do the same after training on a text that is no selection of human occurrences."""
        held_out = self.human.held_out
        if not len(held_out):
            return np.zeros(0)
        texts = [TrainingText(tokens, starts), TrainingText(held_out, self.corpus.held_out_starts)]
        index = ContextIndex(texts, min(self.order, SCORER_ORDER), len(self.corpus.vocabulary))
        scorer = WittenBellScorer(index, np.arange(len(tokens), len(index.tokens)))
        return scorer.probabilities(np.arange(len(tokens), dtype=np.int32))

    def control(self, tokens: int, rng: np.random.Generator) -> tuple[dict[str, Value], Counts]:
        """Measure an honest sample: ``tokens`` human tokens drawn with replacement, no loop.

        Returns the measures, None where single tokens have none, and the counts of each id, shape (V,).
        """
        human = self.corpus.tokens
        origins = rng.integers(0, len(human), tokens, dtype=np.int32)
        sample = human[origins]
        counts = np.bincount(sample, minlength=len(self.corpus.vocabulary)).astype(np.int64)
        observation = Observation(
            sample, np.zeros(1, np.int64), counts, self.human, origins, self.held_out_probabilities(origins)
        )
        values = measure_all(observation, [name for name in EVERYDAY if name not in NOT_OF_A_SAMPLE])
        for n, keys in self._windows.items():
            number = round(tokens * len(keys) / len(human))
            drawn = keys[rng.integers(0, len(keys), number)] if number else keys[:0]
            values[f"distinct_{n}"] = len(distinct(drawn)) / len(drawn) if len(drawn) else None
        return {name: values.get(name) for name in EVERYDAY}, counts
