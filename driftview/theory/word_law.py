"""What becomes of each word: the chances that a law gives, and the sums over words that people look at."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np
from numpy.typing import ArrayLike

from driftview.arrays import Counts, Floats
from driftview.theory.passages import Passages, size_slopes
from driftview.theory.survival import Lines

LEAST_LEFT = 0.1
"""Fixed sizes take at most the rest of a variance: what they take is first order, and never all of it."""


@dataclass(frozen=True)
class WordFates:
    """What becomes of each of V words by one generation."""

    dead: Floats
    """Chance that no token of the word is left, shape (V,)."""
    once: Floats
    """Chance that exactly one is left, shape (V,)."""


class WordLaw(Protocol):
    """What every law of words says: types, hapaxes and bands of generations from 0 on, with their spread."""

    def types(self, generation: int) -> float:
        """Return the expected number of words."""

    def types_sd(self, generation: int) -> float:
        """Return its spread over runs."""

    def hapaxes(self, generation: int) -> float:
        """Return how many words should occur exactly once."""

    def hapaxes_sd(self, generation: int) -> float:
        """Return its spread over runs."""

    def alive(self, generation: int, low: float, high: float) -> float:
        """Return how many words that occur ``low`` to ``high`` times in the human text should live."""


class EachWordLaw(ABC):
    """A law that follows each word for itself, where their counts alone do not decide."""

    def __init__(self, count: Floats) -> None:
        """Take how often each word occurs in the human text, shape (V,)."""
        self.count = count
        self._last: tuple[int, WordFates] | None = None
        self._copied: tuple[Callable[[], Passages], Lines] | None = None

    def copying(self, passages: Callable[[], Passages], lines: Lines) -> Self:
        """Let words that a model copies in one passage share their fate, which widens the spread.

        Parameters
        ----------
        passages
            Returns what lives and dies as a whole, once it is needed.
        lines
            The fate of tokens, and so of passages.

        Returns
        -------
        Self
            This law.
        """
        self._copied = passages, lines
        return self

    def fates(self, generation: int) -> WordFates:
        """Return the chances of every word in a generation from 0 on; the last answer is kept."""
        if self._last is None or self._last[0] != generation:
            self._last = generation, self._fates(generation) if generation else self._at_the_start()
        return self._last[1]

    def types(self, generation: int) -> float:
        """Return E V_g = Σ_w 1 − P(w dead)."""
        return float((1.0 - self.fates(generation).dead).sum())

    def alive(self, generation: int, low: float, high: float) -> float:
        """Return how many words that occur ``low`` to ``high`` times in the human text should live."""
        inside = (self.count >= low) & (self.count <= high)
        return float((1.0 - self.fates(generation).dead[inside]).sum())

    def hapaxes(self, generation: int) -> float:
        """Return how many words should occur exactly once."""
        return float(self.fates(generation).once.sum())

    def types_sd(self, generation: int) -> float:
        """Return sd V_g: √ of Σ_w P_w(1 − P_w) and of what words have in common.

        That is human documents, which are drawn as wholes, and passages that a model copies.
        """
        dead = self.fates(generation).dead
        shared = self._shared_types(generation) if generation else 0.0
        if self._copied is None or not generation:
            return float(np.sqrt(max((dead * (1.0 - dead)).sum() + shared, 0.0)))
        passages, lines = self._copied
        copied = passages().types_variance(float(lines.extinction[generation]))
        return float(np.sqrt(max(copied + shared, 0.0)))

    def hapaxes_sd(self, generation: int) -> float:
        """Return the spread of the number of hapaxes, likewise."""
        once = self.fates(generation).once
        shared = self._shared_hapaxes(generation) if generation else 0.0
        if self._copied is None or not generation:
            return float(np.sqrt(max((once * (1.0 - once)).sum() + shared, 0.0)))
        passages, lines = self._copied
        extinction, single = float(lines.extinction[generation]), float(lines.single[generation])
        return float(np.sqrt(max(passages().hapaxes_variance(extinction, single) + shared, 0.0)))

    @abstractmethod
    def _fates(self, generation: int) -> WordFates:
        """Work out the chances of every word in a generation from 1 on."""

    @abstractmethod
    def _shared_types(self, generation: int) -> float:
        """Return Σ_{w ≠ v} Cov(w alive, v alive)."""

    @abstractmethod
    def _shared_hapaxes(self, generation: int) -> float:
        """Return Σ_{w ≠ v} Cov(w a hapax, v a hapax)."""

    def _at_the_start(self) -> WordFates:
        absent, once = (self.count == times for times in (0, 1))  # words that are held out only are absent
        return WordFates(absent.astype(np.float64), once.astype(np.float64))


# From the fate of a token to the fate of words: expected types, hapaxes, bands and ancestors.
#
# A word of c tokens is dead when all its c families are: P(alive) = 1 − e^c, e the extinction of one token
# (Suresh et al., arXiv 2412.17646). Words differ only by c, so everything runs over the distinct counts.


@dataclass(frozen=True)
class Spectrum:
    """How many words have each count; all that a law needs to know of a vocabulary."""

    count: Floats
    """Distinct counts above 0, rising, shape (K,); they need not be whole."""
    words: Floats
    """How many words have that count, shape (K,); they need not be whole."""

    @classmethod
    def of(cls, counts: Counts) -> Self:
        """Build it from the count of each word, shape (V,); zeros are left out."""
        seen = np.sort(counts[counts > 0])
        first = np.flatnonzero(np.diff(seen, prepend=0))
        return cls(seen[first].astype(np.float64), np.diff(first, append=len(seen)).astype(np.float64))

    @property
    def types(self) -> float:
        """How many words there are."""
        return float(self.words.sum())

    @property
    def tokens(self) -> float:
        """How many tokens they have together."""
        return float(self.count @ self.words)

    def between(self, low: float, high: float) -> "Spectrum":
        """Return the words that occur ``low`` to ``high`` times."""
        inside = (self.count >= low) & (self.count <= high)
        return Spectrum(self.count[inside], self.words[inside])


def survival_of(count: ArrayLike, extinction: ArrayLike) -> Floats:
    """Return the chance that a word of ``count`` tokens is alive, 1 − e^count; the two shapes broadcast.

    Parameters
    ----------
    count
        How often the word occurs in the human text; an array.
    extinction
        Chance e that a token has no descendant; an array.

    Returns
    -------
    ndarray of float64
        The chance, in the broadcast shape.
    """
    return np.asarray(1.0 - np.power(np.asarray(extinction, np.float64), np.asarray(count, np.float64)))


def single_of(count: ArrayLike, extinction: ArrayLike, single: ArrayLike) -> Floats:
    """Return the chance that such a word is a hapax, count·e^(count − 1)·e′; the shapes broadcast.

    ``single`` is e′, the chance that one token has exactly one descendant (``Lines.single``).

    Parameters
    ----------
    count
        How often the word occurs in the human text; an array.
    extinction
        Chance e that a token has no descendant; an array.
    single
        Derivative e′ of the extinction at z = 0: the chance of exactly one copy of a token; an array.

    Returns
    -------
    ndarray of float64
        The chance, in the broadcast shape.
    """
    times = np.asarray(count, np.float64)
    others_dead = np.power(np.asarray(extinction, np.float64), np.maximum(times - 1.0, 0.0))
    return np.asarray(np.minimum(times * others_dead * np.asarray(single, np.float64), 1.0))


def expected_types(counts: Counts | Spectrum, extinction: ArrayLike) -> Floats:
    """Return E V_g = Σ_w 1 − e^(c_w), in the shape of ``extinction`` (Suresh et al., arXiv 2412.17646).

    Parameters
    ----------
    counts
        How often each word occurs in the human text, shape (V,), or their spectrum.
    extinction
        Chance e that a token has no descendant; an array.

    Returns
    -------
    ndarray of float64
        Words, in the shape of ``extinction``.
    """
    spectrum = _spectrum(counts)
    alive = survival_of(spectrum.count, np.asarray(extinction)[..., None])
    return np.asarray(alive @ spectrum.words)


def types_sd(counts: Counts | Spectrum, extinction: ArrayLike) -> Floats:
    """Return sd V_g ≈ √Σ_w P_w(1 − P_w), P_w = 1 − e^(c_w), in the shape of ``extinction``.

    Words are taken as independent (a sum of Bernoulli variables); that the size is fixed would take off a few
    percent, more where nearly all words are rare. That is right for models of low order; from
    order 4 on whole passages live or die together and the true spread is larger: use replicates there.

    Parameters
    ----------
    counts
        How often each word occurs in the human text, shape (V,), or their spectrum.
    extinction
        Chance e that a token has no descendant; an array.

    Returns
    -------
    ndarray of float64
        Standard deviation in words, in the shape of ``extinction``.
    """
    spectrum = _spectrum(counts)
    alive = survival_of(spectrum.count, np.asarray(extinction)[..., None])
    return np.asarray(np.sqrt((alive * (1.0 - alive)) @ spectrum.words))


def expected_alive(counts: Counts | Spectrum, extinction: ArrayLike, low: float, high: float) -> Floats:
    """Return how many words that occur ``low`` to ``high`` times live, in the shape of ``extinction``.

    Parameters
    ----------
    counts
        How often each word occurs in the human text, shape (V,), or their spectrum.
    extinction
        Chance e that a token has no descendant; an array.
    low
        Words that occur at least so often in the human text are counted.
    high
        Words that occur at most so often in the human text are counted.

    Returns
    -------
    ndarray of float64
        Words, in the shape of ``extinction``.
    """
    return expected_types(_spectrum(counts).between(low, high), extinction)


def expected_hapaxes(counts: Counts | Spectrum, extinction: ArrayLike, single: ArrayLike) -> Floats:
    """Return how many words should occur once, Σ_w c_w·e^(c_w − 1)·e′, in the arguments' shape.

    Parameters
    ----------
    counts
        How often each word occurs in the human text, shape (V,), or their spectrum.
    extinction
        Chance e that a token has no descendant; an array.
    single
        Derivative e′ of the extinction at z = 0: the chance of exactly one copy of a token; an array.

    Returns
    -------
    ndarray of float64
        Words, in the shape of ``extinction``.
    """
    spectrum = _spectrum(counts)
    once = single_of(spectrum.count, np.asarray(extinction)[..., None], np.asarray(single)[..., None])
    return np.asarray(once @ spectrum.words)


def hapaxes_sd(counts: Counts | Spectrum, extinction: ArrayLike, single: ArrayLike) -> Floats:
    """Return its spread √Σ_w Q_w(1 − Q_w), words taken as independent, in the arguments' shape.

    Parameters
    ----------
    counts
        How often each word occurs in the human text, shape (V,), or their spectrum.
    extinction
        Chance e that a token has no descendant; an array.
    single
        Derivative e′ of the extinction at z = 0: the chance of exactly one copy of a token; an array.

    Returns
    -------
    ndarray of float64
        Standard deviation in words, in the shape of ``extinction``.
    """
    spectrum = _spectrum(counts)
    once = single_of(spectrum.count, np.asarray(extinction)[..., None], np.asarray(single)[..., None])
    return np.asarray(np.sqrt((once * (1.0 - once)) @ spectrum.words))


def expected_ancestors(human_tokens: float, survival: ArrayLike) -> Floats:
    """Return how many human tokens should still have descendants, N_0·s_g, in the shape of ``survival``.

    Parameters
    ----------
    human_tokens
        N_0, the tokens of the human text.
    survival
        Chance s_g of a token to have descendants; an array.

    Returns
    -------
    ndarray of float64
        Human tokens, in the shape of ``survival``.
    """
    return np.asarray(human_tokens * np.asarray(survival, np.float64))


def _spectrum(counts: Counts | Spectrum) -> Spectrum:
    return counts if isinstance(counts, Spectrum) else Spectrum.of(counts)


class UnmixedLaw:
    """Expected types, hapaxes and bands of each generation, with their spread, from single tokens' fate."""

    def __init__(
        self,
        counts: Counts,
        lines: Lines,
        sizes: Floats | None = None,
        passages: Callable[[], Passages] | None = None,
    ) -> None:
        """Take what decides the law of words.

        Parameters
        ----------
        counts
            How often humans wrote each word, shape (V,).
        lines
            The fate of tokens.
        sizes
            N_0 … N_G where each generation is written from the one before it alone, shape (G + 1,): then the
            spread knows that they are fixed.
        passages
            Returns what lives and dies as a whole, once it is needed; None for single tokens.
        """
        self._spectrum = Spectrum.of(counts)
        self._lines = lines
        self._extinction = lines.extinction
        self._single = lines.single
        self._sizes = sizes
        self._passages = passages

    def of_words(self, counts: Counts, restrict: Callable[[Passages], Passages]) -> "UnmixedLaw":
        """Return the law of some words: ``counts`` is 0 for the others, ``restrict`` leaves them out."""
        whole = self._passages
        passages = None if whole is None else lambda: restrict(whole())
        return UnmixedLaw(counts, self._lines, self._sizes, passages)

    def types(self, generation: int) -> float:
        """Return E V_g (``expected_types``)."""
        return float(expected_types(self._spectrum, self._extinction[generation]))

    def types_sd(self, generation: int) -> float:
        """Return sd V_g: that of passages or single tokens, less what the fixed sizes of generations take."""
        extinction = float(self._extinction[generation])
        if self._passages is None or not generation:
            variance = float(types_sd(self._spectrum, extinction)) ** 2
        else:
            variance = self._passages().types_variance(extinction)
        count = self._spectrum.count
        slope = float((self._spectrum.words * count * np.power(extinction, count - 1.0)).sum())
        return self._of_fixed_size(generation, variance, slope)

    def ancestors_sd(self, generation: int) -> float:
        """Return the standard deviation of the number of human ancestors, likewise."""
        extinction, tokens = float(self._extinction[generation]), self._spectrum.tokens
        if self._passages is None or not generation:
            variance = tokens * extinction * (1.0 - extinction)
        else:
            variance = self._passages().ancestors_variance(extinction)
        return self._of_fixed_size(generation, variance, tokens)

    def _of_fixed_size(self, generation: int, variance: float, slope: float) -> float:
        """Return the sd of a quantity that moves by ``slope`` with the extinction of a token."""
        if self._sizes is not None and generation > 0:
            of_sizes = size_slopes(self._lines.by_birth, self._lines.survival, self._sizes, generation)
            less = float(((slope * of_sizes) ** 2 / self._sizes[1 : generation + 1]).sum())
            variance = max(variance - less, variance * LEAST_LEFT)
        return float(np.sqrt(variance))

    def alive(self, generation: int, low: float, high: float) -> float:
        """Return how many words that occur ``low`` to ``high`` times in the human text should live."""
        return float(expected_alive(self._spectrum, self._extinction[generation], low, high))

    def hapaxes(self, generation: int) -> float:
        """Return how many words should occur exactly once (``expected_hapaxes``)."""
        return float(expected_hapaxes(self._spectrum, self._extinction[generation], self._single[generation]))

    def hapaxes_sd(self, generation: int) -> float:
        """Return the spread of the number of hapaxes, of passages or single tokens (``hapaxes_sd``)."""
        extinction, single = float(self._extinction[generation]), float(self._single[generation])
        if self._passages is None or not generation:
            return float(hapaxes_sd(self._spectrum, extinction, single))
        return float(np.sqrt(self._passages().hapaxes_variance(extinction, single)))
