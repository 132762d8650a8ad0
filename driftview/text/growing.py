"""Reading text that a machine wrote: words that no human wrote get ids of their own."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Tokens
from driftview.text.corpus import Corpus
from driftview.text.glue import default_glue, safe_glue
from driftview.text.tokens import tokenise
from driftview.text.vocabulary import GLUE_LEFT, GLUE_RIGHT, Vocabulary


class Reader:
    """Reads texts in the unit of a corpus, whose vocabulary grows by the words that are new."""

    def __init__(self, corpus: Corpus) -> None:
        """Begin with the vocabulary of ``corpus``."""
        self.corpus = corpus

    def read(self, text: str) -> tuple[Tokens, NDArray[np.int64]]:
        """Return the ids of a text, shape (N,), and its document starts; ``corpus`` grows to hold them."""
        words = tokenise(text, self.corpus.unit)
        known = self.corpus.vocabulary
        new = [word for word in dict.fromkeys(words) if known.find(word) is None]
        if new:
            self._grow(new)
        number = {word: i for i, word in enumerate(self.corpus.vocabulary.words)}
        tokens = np.fromiter(map(number.__getitem__, words), np.int32, len(words))
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
