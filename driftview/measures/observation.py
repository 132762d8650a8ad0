"""What is measured: one text, next to the human text that it may descend from."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

import numpy as np

from driftview.arrays import Floats, Positions, Tokens
from driftview.measures.counted import CountedText
from driftview.measures.shared import Comparison
from driftview.measures.spans import Runs, runs
from driftview.text.corpus import Corpus


def _nothing() -> Tokens:
    return np.zeros(0, np.int32)


@dataclass(frozen=True, eq=False)
class Human(CountedText):
    """The human training text, and the held-out text that no model trains on."""

    held_out: Tokens = field(default_factory=_nothing)
    """Held-out token ids, shape (H,)."""

    @classmethod
    def of(cls, corpus: Corpus) -> Self:
        """Take the training and the held-out text of a corpus."""
        return cls(corpus.tokens, corpus.starts, corpus.counts, corpus.held_out)


@dataclass(frozen=True, eq=False)
class Observation(CountedText):
    """One text, most often a generation, over the vocabulary of the human text."""

    human: Human
    origins: Positions | None = None
    """Human position that each token descends from, −1 for none, shape (N,); None where nobody knows."""
    held_out_probability: Floats | None = None
    """Probability that a fixed scorer, trained on this text, gives each held-out token, shape (H,)."""
    matched: Positions | None = None
    """Where origins are not known: the human position that each token was matched with, −1 for none, (N,)."""

    def __post_init__(self) -> None:
        """Refuse arrays that do not belong together."""
        if self.size != self.human.size:
            raise ValueError(f"the text has {self.size} ids, the human text {self.human.size}")
        if self.origins is not None and len(self.origins) != self.length:
            raise ValueError(f"{len(self.origins)} origins for {self.length} tokens")
        scored = self.held_out_probability
        if scored is not None and len(scored) != len(self.human.held_out):
            raise ValueError(f"{len(scored)} probabilities for {len(self.human.held_out)} held-out tokens")

    @cached_property
    def copies(self) -> Runs | None:
        """Every run that is copied from the human text, of any length; None where origins are not known.

        Where copies were found by matching they are those.
        """
        origins = self.matched if self.origins is None else self.origins
        return None if origins is None else runs(origins, self.starts)

    @cached_property
    def comparison(self) -> Comparison:
        """The n-grams that this text and the human text share, whether origins are known or not."""
        return Comparison(self, self.human)
