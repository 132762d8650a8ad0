"""The law of copying whole documents: a document lives or dies as a token does, with all of its words."""

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Floats, Tokens
from driftview.theory.passages import Passages
from driftview.theory.survival import Lines
from driftview.theory.word_law import EachWordLaw, WordFates


class DocumentsLaw(EachWordLaw):
    """Types, hapaxes and bands where every generation is documents of the one before, drawn with replacement.

    Notes
    -----
    A generation of D documents is D draws from those before it, so that the line of a document is that of a
    token: it is alive with s_g. A word is dead when all b documents that hold it are, (1 − s_g)^b. It is left
    once when one document in which it stands once has one copy, and no other document that holds it has any.
    """

    def __init__(self, tokens: Tokens, starts: NDArray[np.int64], words: int, lines: Lines) -> None:
        """Take the human text, its documents, how many words there are, and the fate of tokens."""
        super().__init__(np.bincount(tokens, minlength=words).astype(np.float64))
        self._lines = lines
        document = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(tokens)))
        pairs, counts = np.unique(document * words + tokens, return_counts=True)
        self._holders: Floats = np.bincount(pairs % words, minlength=words).astype(np.float64)
        self._single: Floats = np.bincount(pairs[counts == 1] % words, minlength=words).astype(np.float64)
        begins = np.zeros(len(tokens), bool)
        begins[starts] = True
        self.copying(lambda: Passages.of(tokens, begins, words), lines)

    def _fates(self, generation: int) -> WordFates:
        extinction, single = (
            float(self._lines.extinction[generation]), float(self._lines.single[generation])
        )  # fmt: skip
        dead = np.where(self._holders > 0, np.power(extinction, self._holders), 1.0)
        others = np.power(extinction, np.maximum(self._holders - 1.0, 0.0))
        return WordFates(dead, self._single * single * others)

    def _shared_types(self, generation: int) -> float:
        return 0.0

    def _shared_hapaxes(self, generation: int) -> float:
        return 0.0
