"""The fate of a vocabulary's words, generation by generation, near by and far away."""

from typing import Protocol

import numpy as np

from driftview.study.keeping import Vocabulary
from driftview.theory.schedule import Schedule
from driftview.theory.survival import LAST_STEP, family_survival, token_lines
from driftview.theory.word_law import (
    Spectrum,
    expected_hapaxes,
    expected_types,
    hapaxes_sd,
    types_sd,
)

LONGEST = 500
"""Generations that a law follows one by one, within a fraction of a second."""


class Path(Protocol):
    """Words alive and words seen once in each generation, with their spread over runs."""

    by_tokens: bool
    """Whether words differ by their count alone, so that only s_g matters."""

    def survival(self, generation: int) -> float:
        """Return s_g, the chance that a human token has a descendant."""

    def types(self, generation: int) -> float:
        """Return E V_g."""

    def types_sd(self, generation: int) -> float:
        """Return its spread."""

    def hapaxes(self, generation: int) -> float:
        """Return how many words should occur once."""

    def hapaxes_sd(self, generation: int) -> float:
        """Return its spread."""


class _SpectrumPath:
    """Words that differ by their count alone, from extinction and e′ of single tokens."""

    by_tokens = True

    def __init__(self, spectrum: Spectrum) -> None:
        self._spectrum = spectrum

    def survival(self, generation: int) -> float:
        """Return s_g; a path says how."""
        raise NotImplementedError

    def single(self, generation: int) -> float:
        """Return e′, the chance that a token has exactly one descendant; a path says how."""
        raise NotImplementedError

    def types(self, generation: int) -> float:
        return float(expected_types(self._spectrum, 1.0 - self.survival(generation)))

    def types_sd(self, generation: int) -> float:
        return float(types_sd(self._spectrum, 1.0 - self.survival(generation)))

    def hapaxes(self, generation: int) -> float:
        extinction = 1.0 - self.survival(generation)
        return float(expected_hapaxes(self._spectrum, extinction, self.single(generation)))

    def hapaxes_sd(self, generation: int) -> float:
        extinction = 1.0 - self.survival(generation)
        return float(hapaxes_sd(self._spectrum, extinction, self.single(generation)))


class TokenPath(_SpectrumPath):
    """Words under any schedule, token by token."""

    def __init__(self, spectrum: Spectrum, schedule: Schedule) -> None:
        super().__init__(spectrum)
        self._lines = token_lines(schedule)

    def survival(self, generation: int) -> float:
        """Return s_g of that schedule."""
        return float(self._lines.survival[generation])

    def single(self, generation: int) -> float:
        """Return e′ of that schedule."""
        return float(self._lines.single[generation])


class FarPath(_SpectrumPath):
    """Words under plain replacement, any number of generations away (``theory.survival``)."""

    def survival(self, generation: int) -> float:
        """Return s_g of large texts."""
        return family_survival(generation)

    def single(self, generation: int) -> float:
        """Return Π_{j ≤ g} 1 − s_j, the derivative of the sequence; beyond LAST_STEP it goes with s²."""
        near = min(generation, LAST_STEP)
        logs = np.log1p(-np.array([family_survival(number) for number in range(1, near + 1)]))
        ratio = family_survival(generation) / family_survival(near)
        return float(np.exp(logs.sum())) * ratio**2


def near_path(vocabulary: Vocabulary, schedule: Schedule) -> Path:
    """Return the fate of words under a schedule; document by document where documents are drawn whole."""
    whole = any(schedule.human_shares) or schedule.regenerated < 1
    if vocabulary.documents is None or not whole:
        return TokenPath(vocabulary.spectrum, schedule)
    return _DocumentPath(vocabulary, schedule)


class _DocumentPath:
    """Words whose tokens stand together in documents."""

    by_tokens = False

    def __init__(self, vocabulary: Vocabulary, schedule: Schedule) -> None:
        assert vocabulary.documents is not None
        self._lines = token_lines(schedule)
        self._law = vocabulary.documents.law(schedule, self._lines)

    def survival(self, generation: int) -> float:
        return float(self._lines.survival[generation])

    def types(self, generation: int) -> float:
        return self._law.types(generation)

    def types_sd(self, generation: int) -> float:
        return self._law.types_sd(generation)

    def hapaxes(self, generation: int) -> float:
        return self._law.hapaxes(generation)

    def hapaxes_sd(self, generation: int) -> float:
        return self._law.hapaxes_sd(generation)
