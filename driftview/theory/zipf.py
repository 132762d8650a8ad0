"""Texts of any size without simulating them: a Zipf–Mandelbrot vocabulary in log-spaced bins of ranks.

The word of rank r has a share p_r ∝ 1/(r + b)^a (Zipf 1935; Mandelbrot 1953). A text of N tokens holds it
Poisson(N p_r) times, and Poisson counts thin to Poisson counts, so that E V_g = Σ_r 1 − exp(−N p_r s_g)
with no further approximation. A few thousand bins do for 10¹⁵ tokens.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from driftview.arrays import Counts, Floats
from driftview.theory.word_law import Spectrum, expected_types, single_of

STEEPEST, FLATTEST = 10, 10**9
"""Beyond these a text is one word for ever, or all its words are new, and shares become too small to tell."""

SINGLE_RANKS = 1000
"""Ranks that have a bin of their own."""

BIN_RATIO = 1.01
"""Later bins end this much further down the list than they start."""

RAREST = 1e-9
"""An endless vocabulary is cut where words are expected this often; the rest is one bin of that count."""

WHOLE_COUNTS = 64
"""Counts up to this one are told apart; above it Poisson scatter hardly matters."""

SURELY_COMMON = 1000.0
"""Words expected more often than this are never seen as few as WHOLE_COUNTS times."""

SURELY_RARE = 15.0
"""Words expected less often than this are never seen more than WHOLE_COUNTS times."""


@dataclass(frozen=True)
class ZipfMandelbrot:
    """A vocabulary whose word of rank r = 1, 2, … has a share proportional to 1/(r + shift)^exponent."""

    exponent: float
    """a > 0, at most STEEPEST; above 1 when the vocabulary is endless."""
    shift: float = 2.7
    """b > −1, at most FLATTEST, which flattens the head."""
    words: float | None = None
    """How many words there are to know; None for endlessly many."""

    def __post_init__(self) -> None:
        """Refuse what cannot be, in one clear line."""
        rules = (
            (0 < self.exponent <= STEEPEST, f"the exponent must be above 0 and at most {STEEPEST:g}"),
            (-1 < self.shift <= FLATTEST, f"the shift must be above −1 and at most {FLATTEST:,}"),
            (self.words is not None or self.exponent > 1, "an endless vocabulary needs an exponent above 1"),
            (self.words is None or self.words >= 1, "a vocabulary needs at least one word"),
        )
        for holds, message in rules:
            if not holds:
                raise ValueError(message)

    def rates(self, tokens: float) -> Spectrum:
        """Return how often words are expected in N tokens: ``count`` N·p_r, ``words`` in that bin.

        Bins that cover several ranks hold the mean share, ∫ (r + b)^(−a) dr over them (midpoint rule); their
        error is below 10⁻⁶.

        Parameters
        ----------
        tokens
            Tokens N of the text.

        Returns
        -------
        Spectrum
            The rates, binned.
        """
        ends = self._bin_ends(tokens)
        sizes = np.diff(ends, prepend=0.0)
        weights = self._weights(ends - sizes, ends)
        rest = self._weight_after(ends[-1])
        rates = tokens * weights / (weights.sum() + rest)
        if rest > 0:
            left = tokens * rest / (weights.sum() + rest)
            rates, sizes = np.append(rates, left), np.append(sizes, left / RAREST)
        rates = rates / sizes
        return Spectrum(rates[::-1], sizes[::-1])

    def spectrum(self, tokens: float) -> Spectrum:
        """Return the expected number of words that occur k times in a text of N tokens (Poisson counts).

        One entry for each k up to WHOLE_COUNTS, above it one for each bin, at the mean count seen there; good
        wherever a text's spectrum is (bands, hapaxes, spread).

        Parameters
        ----------
        tokens
            Tokens N of the text.

        Returns
        -------
        Spectrum
            Words by how often they occur.
        """
        rates = self.rates(tokens)
        few = rates.count < SURELY_COMMON
        chances = _poisson(rates.count[few])
        number = np.arange(WHOLE_COUNTS + 1, dtype=np.float64)
        some = rates.count[few] > SURELY_RARE
        more = np.where(some, 1.0 - chances.sum(axis=1), 0.0)
        kept = more > 1e-12
        mean = (rates.count[few][kept] - chances[kept] @ number) / more[kept]
        count = np.concatenate((number[1:], mean, rates.count[~few]))
        exact = rates.words[few] @ chances[:, 1:]
        words = np.concatenate((exact, rates.words[few][kept] * more[kept], rates.words[~few]))
        return Spectrum(count, words)

    def _bin_ends(self, tokens: float) -> Floats:
        """Return the last rank of each bin."""
        last = self._last_rank(tokens)
        single = np.arange(1.0, min(SINGLE_RANKS, last) + 1.0)
        if last <= SINGLE_RANKS:
            return single
        steps = math.ceil(math.log(last / SINGLE_RANKS) / math.log(BIN_RATIO))
        later = np.round(np.geomspace(SINGLE_RANKS, last, steps + 1)[1:])
        later[-1] = last
        return np.concatenate((single, later))

    def _last_rank(self, tokens: float) -> float:
        """Return the vocabulary's size, or the rank from which on words are RAREST."""
        if self.words is not None:
            return float(round(self.words))
        ranks = np.arange(1.0, SINGLE_RANKS + 1)
        total = self._weights(ranks - 1.0, ranks).sum() + self._weight_after(SINGLE_RANKS)
        return float(max(2.0 * SINGLE_RANKS, np.round((tokens / (total * RAREST)) ** (1.0 / self.exponent))))

    def _weights(self, before: Floats, last: Floats) -> Floats:
        """Return Σ (r + b)^(−a) over before < r ≤ last, exactly where there is one rank, else by ∫."""
        low, high = before + 0.5 + self.shift, last + 0.5 + self.shift
        single = last - before <= 1.0
        width = np.log1p((high - low) / np.where(single, 1.0, low))
        turned = (1.0 - self.exponent) * width
        grown = np.where(np.abs(turned) < 1e-12, 1.0, np.expm1(turned) / np.where(turned == 0, 1.0, turned))
        integral = np.where(single, 1.0, low) ** (1.0 - self.exponent) * width * grown
        return np.asarray(np.where(single, (last + self.shift) ** -self.exponent, integral))

    def _weight_after(self, rank: float) -> float:
        """Return Σ (r + b)^(−a) over all later ranks, 0 when there are none."""
        if self.words is not None:
            return 0.0
        return float((rank + 0.5 + self.shift) ** (1.0 - self.exponent) / (self.exponent - 1.0))


def _poisson(rates: Floats) -> Floats:
    """Return the chance of 0 … WHOLE_COUNTS events at each rate, shape (R, WHOLE_COUNTS + 1)."""
    number = np.arange(WHOLE_COUNTS + 1, dtype=np.float64)
    log_factorial = np.concatenate(([0.0], np.cumsum(np.log(number[1:]))))
    logs = np.log(np.maximum(rates, np.finfo(np.float64).tiny))
    return np.asarray(np.exp(logs[:, None] * number - rates[:, None] - log_factorial))


def poisson_types(rates: Spectrum, survival: ArrayLike) -> Floats:
    """Return E V = Σ 1 − exp(−λ s) in the shape of ``survival``, λ the rates of a text and s_g of a token.

    At s = 1 it is the vocabulary of the human text. The law of Suresh et al. (arXiv 2412.17646) with
    Poisson counts.

    Parameters
    ----------
    rates
        How often words are expected (``count``) and how many words that is (``words``), shape (R,).
    survival
        Chance s_g of a token to have descendants; an array.

    Returns
    -------
    ndarray of float64
        Words, in the shape of ``survival``.
    """
    alive = -np.expm1(-rates.count * np.asarray(survival, np.float64)[..., None])
    return np.asarray(alive @ rates.words)


def poisson_types_sd(rates: Spectrum, survival: ArrayLike) -> Floats:
    """Return its spread √Σ P(1 − P) over texts and lineages, P = 1 − exp(−λ s), words independent.

    Parameters
    ----------
    rates
        How often words are expected (``count``) and how many words that is (``words``), shape (R,).
    survival
        Chance s_g of a token to have descendants; an array.

    Returns
    -------
    ndarray of float64
        Standard deviation in words, in the shape of ``survival``.
    """
    dead = np.exp(-rates.count * np.asarray(survival, np.float64)[..., None])
    return np.asarray(np.sqrt((dead * (1.0 - dead)) @ rates.words))


def poisson_hapaxes(rates: Spectrum, survival: ArrayLike, single: ArrayLike) -> Floats:
    """Return the expected number of words that occur once, Σ λ e′ exp(−λ s), in the arguments' shape.

    ``single`` is e′, the chance that one token has exactly one descendant; 1 for the human text itself.

    Parameters
    ----------
    rates
        How often words are expected (``count``) and how many words that is (``words``), shape (R,).
    survival
        Chance s_g of a token to have descendants; an array.
    single
        Derivative of a token's extinction at z = 0: the chance of exactly one copy; an array.

    Returns
    -------
    ndarray of float64
        Words, in the shape of ``survival``.
    """
    alive, once = (np.asarray(value, np.float64)[..., None] for value in (survival, single))
    return np.asarray((rates.count * once * np.exp(-rates.count * alive)) @ rates.words)


def vocabulary_at(counts: Counts | Spectrum, share: ArrayLike) -> Floats:
    """Return the types that a reader of a share x of the text meets, Σ_w 1 − (1 − x)^(c_w), in that shape.

    Each token is read with probability x. Generation g of a loop has the vocabulary of x = s_g.

    Parameters
    ----------
    counts
        How often each word occurs, shape (V,), or their spectrum.
    share
        Share of the text that is read, from 0 to 1.

    Returns
    -------
    ndarray of float64
        Different words in that share of the text.
    """
    return expected_types(counts, 1.0 - np.asarray(share, np.float64))


def heaps_slope(counts: Counts | Spectrum, share: float = 1.0) -> float:
    """Return d ln V/d ln n after a share 0 < x ≤ 1 of the text: x·Σ c(1 − x)^(c−1)/V.

    At x = 1 it is hapaxes over types, V_1/V (Karlin 1967; for endless Zipf vocabularies it tends to 1/a).

    Parameters
    ----------
    counts
        How often each word occurs, shape (V,), or their spectrum.
    share
        Share of the text that is read, from 0 to 1.

    Returns
    -------
    float
        Slope of ln V against ln N, from 0 to 1.
    """
    spectrum = counts if isinstance(counts, Spectrum) else Spectrum.of(counts)
    once = single_of(spectrum.count, 1.0 - share, share)
    return float(once @ spectrum.words / vocabulary_at(spectrum, share))
