"""The human text of a prediction, and how much of it a lasting human share keeps."""

import math
from dataclasses import dataclass
from typing import Self

import numpy as np

from driftview.arrays import Floats
from driftview.text.corpus import Corpus
from driftview.theory.mixed_law import HumanDocuments
from driftview.theory.retention import dose, fresh_presence
from driftview.theory.schedule import HumanSource, Schedule
from driftview.theory.survival import token_lines
from driftview.theory.word_law import Spectrum, expected_types
from driftview.theory.zipf import ZipfMandelbrot

LONG_RUN = 4.0
"""What a share m of human text keeps has settled after some multiple of 1/m generations."""

SHORTEST_RUN = 40
"""And never before so many."""

MOST = 400
"""Further than this nothing is followed; smaller shares than one percent settle later."""


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The words of a human text: how many there are of each count, and, where known, its documents."""

    name: str
    tokens: int
    spectrum: Spectrum
    documents: HumanDocuments | None = None

    @classmethod
    def of(cls, corpus: Corpus) -> Self:
        """Take the training text of a corpus."""
        documents = HumanDocuments(corpus.tokens, corpus.starts)
        return cls(corpus.name, len(corpus.tokens), Spectrum.of(corpus.counts), documents)

    @classmethod
    def of_zipf(cls, exponent: float, tokens: int, shift: float = 2.7, words: float | None = None) -> Self:
        """Imagine a text of ``tokens`` tokens that follows the law of Zipf and Mandelbrot; of any size.

        The word of rank r has a share proportional to 1/(r + shift)^exponent; ``words``: how many words
        there are to know, None for endlessly many. Raises ValueError, one line, for what cannot be.
        """
        law = ZipfMandelbrot(exponent, shift, words)
        many = "endlessly many" if words is None else f"{words:,}"
        name = f"Zipf–Mandelbrot, exponent {exponent:g}, shift {shift:g}, {many} words"
        return cls(name, tokens, law.spectrum(float(tokens)))

    @property
    def heterozygosity(self) -> float:
        """H = 1 − Σp²."""
        return float(1.0 - self.spectrum.words @ self._shares**2)

    @property
    def entropy_bits(self) -> float:
        """Plug-in entropy, −Σ p log₂ p."""
        return float(-self.spectrum.words @ (self._shares * np.log2(self._shares)))

    @property
    def _shares(self) -> Floats:
        return np.asarray(self.spectrum.count / self.spectrum.tokens)


@dataclass(frozen=True)
class Keeping:
    """Words that the machine's text knows in the long run when a share of every training text is human."""

    human_share: float
    fresh: float
    """Drawn anew for every generation."""
    fixed: float
    """The same part of the human text for ever."""


def keeping(vocabulary: Vocabulary, share: float) -> Keeping:
    """Return what a share 0 < m ≤ 1 keeps under replacement, generations being as large as the human text.

    Of what the machine writes LONG_RUN/m generations on: document by document where documents are known, else
    token by token.
    """
    generation = max(SHORTEST_RUN, math.ceil(LONG_RUN / share))
    return Keeping(
        share, _kept(vocabulary, share, "fresh", generation), _kept(vocabulary, share, "fixed", generation)
    )


def _kept(vocabulary: Vocabulary, share: float, source: HumanSource, generation: int) -> float:
    if vocabulary.documents is not None:
        return dose(vocabulary.documents, share, source, min(generation, MOST)).types
    if source == "fresh":
        present = fresh_presence(vocabulary.spectrum.count, share, written=True)
        return float(vocabulary.spectrum.words @ present)
    schedule = Schedule.replace(
        vocabulary.tokens, min(generation, MOST), human_share=share, human_source=source
    )
    return float(expected_types(vocabulary.spectrum, token_lines(schedule).extinction[-1]))
