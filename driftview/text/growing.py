"""Reading text that a machine wrote: words that no human wrote get ids of their own."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Tokens
from driftview.text.corpus import Corpus
from driftview.text.flow import Numbers, flow
from driftview.text.glue import default_glue, safe_glue
from driftview.text.pieces import Readable
from driftview.text.vocabulary import GLUE_LEFT, GLUE_RIGHT, Vocabulary


class Reader:
    """Reads texts in the unit of a corpus, whose vocabulary grows by the words that are new."""

    def __init__(self, corpus: Corpus) -> None:
        """Begin with the vocabulary of ``corpus``."""
        self.corpus = corpus

    def read(self, text: str | Readable) -> tuple[Tokens, NDArray[np.int64]]:
        """Return the ids of a text, shape (N,), and its document starts; ``corpus`` grows to hold them."""
        known = self.corpus.vocabulary.words
        numbers = Numbers(zip(known, range(len(known)), strict=True))
        parts = [numbers.of(words) for _, words in flow(text, self.corpus.unit)]
        if len(numbers) > len(known):
            self._grow(list(numbers)[len(known) :])
        tokens = np.concatenate([np.zeros(0, np.int32), *parts])
        ends = np.flatnonzero(tokens == 0) + 1
        return tokens, np.concatenate(([0], ends[ends < len(tokens)])).astype(np.int64)

    def _grow(self, new: list[str]) -> None:
        """Give ids from V upwards to new words."""
        old = self.corpus.vocabulary
        both = GLUE_LEFT | GLUE_RIGHT
        character = self.corpus.unit == "character"
        flags = [both if character else safe_glue(word, default_glue(word)) for word in new]
        glue = np.concatenate((old.glue, np.array(flags, np.uint8)))
        self.corpus = replace(self.corpus, vocabulary=Vocabulary((*old.words, *new), glue))
