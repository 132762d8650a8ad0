"""Gauges of vocabulary that go along the text: how soon words come back, and how evenly."""

import zlib

import numpy as np

from driftview.arrays import Counts, Flags, Positions, Tokens
from driftview.measures.observation import Observation, previous_positions
from driftview.measures.registry import Value, measure
from driftview.portable import exp2, log2

MTLD_THRESHOLD = 0.72
"""Ratio of different words at which a factor of MTLD is full."""

MATTR_WINDOW = 50
"""Tokens of the moving window."""

HEAPS_POINTS = 40
"""Lengths at which the growth of the vocabulary is read off."""

HEAPS_LEAST = 100
"""Tokens below which a growth has no slope."""

COMMON_ENOUGH = 10
"""Human occurrences from which on a word can be of middle frequency."""

GAPS_LEAST = 4
"""Gaps between occurrences that a burstiness is computed from at least."""


def _factors(previous: Positions, threshold: float) -> float:
    """Count the stretches of falling variety: full ones, and the last one by how far it has got."""
    factors = start = types = 0
    length = 0
    for position, before in enumerate(previous.tolist()):
        types += before < start
        length = position + 1 - start
        if types / length <= threshold:
            factors += 1
            start, types, length = position + 1, 0, 0
    rest = (1 - types / length) / (1 - threshold) if length else 0.0
    return factors + rest


def mtld(tokens: Tokens, threshold: float = MTLD_THRESHOLD) -> float | None:
    """Return the measure of textual lexical diversity (MTLD).

    Parameters
    ----------
    tokens
        Token ids in reading order, shape (N,).
    threshold
        Ratio of different words at which a stretch ends, between 0 and 1.

    Returns
    -------
    float or None
        Mean length of a stretch, in tokens; None where no word ever comes back.

    Notes
    -----
    The mean of a reading forwards and one backwards (McCarthy & Jarvis 2010, MTLD, vocd-D, and HD-D).
    """
    forwards = _factors(previous_positions(tokens), threshold)
    backwards = _factors(previous_positions(tokens[::-1]), threshold)
    if not forwards or not backwards:
        return None
    return (len(tokens) / forwards + len(tokens) / backwards) / 2


def mattr(previous: Positions, window: int = MATTR_WINDOW) -> float | None:
    """Return the moving-average type-token ratio (MATTR).

    Parameters
    ----------
    previous
        Position at which each token's word last occurred before, −1 for a first time; shape (N,).
    window
        Length of the window, in tokens.

    Returns
    -------
    float or None
        From 0 to 1; None of a text shorter than the window.

    Notes
    -----
    Each token is counted in the windows in which it is the first of its word: they start after the word's
    previous occurrence (Covington & McFall 2010, Cutting the Gordian Knot).
    """
    length = len(previous)
    windows = length - window + 1
    if windows < 1:
        return None
    position = np.arange(length)
    earliest = np.maximum(previous + 1, position - window + 1)
    latest = np.minimum(position, windows - 1)
    firsts = np.maximum(latest - np.maximum(earliest, 0) + 1, 0).sum()
    return int(firsts) / (windows * window)


def heaps_slope(previous: Positions) -> float | None:
    """Return the exponent b of Heaps' law V(n) ∝ n^b, the growth of the vocabulary along the text.

    Parameters
    ----------
    previous
        Position at which each token's word last occurred before, −1 for a first time; shape (N,).

    Returns
    -------
    float or None
        0 where no new word comes any more, 1 where every word is new; None below 100 tokens.

    Notes
    -----
    The least-squares slope of log V(n) on log n at lengths n evenly spaced in log n between a hundredth of
    the text (10 tokens at least) and the whole (Heaps 1978, Information Retrieval).
    """
    if len(previous) < HEAPS_LEAST:
        return None
    types = np.cumsum(previous < 0)
    least = max(10, len(previous) // 100)
    spaced = exp2(np.linspace(log2(least), log2(len(previous)), HEAPS_POINTS))
    lengths = np.unique(np.rint(spaced).astype(np.int64))
    x, y = log2(lengths), log2(types[lengths - 1])
    x -= x.mean()
    return float((x * y).sum() / (x * x).sum())


def burstiness(tokens: Tokens, previous: Positions, chosen: Flags) -> float | None:
    """Return the mean burstiness of the gaps between occurrences of the chosen words.

    Parameters
    ----------
    tokens
        Token ids in reading order, shape (N,).
    previous
        Position at which each token's word last occurred before, −1 for a first time; shape (N,).
    chosen
        Whether each word counts, shape (V,).

    Returns
    -------
    float or None
        −1 for a steady beat, 0 for words strewn at random, towards 1 for words in clusters; None where no
        chosen word has four gaps.

    Notes
    -----
    (σ − μ)/(σ + μ) (Goh & Barabási 2008, Burstiness and Memory in Complex Systems). Few gaps bias it
    downwards, so compare like with like.
    """
    again = np.flatnonzero(previous >= 0)
    words, gaps = tokens[again], (again - previous[again]).astype(np.float64)
    number = np.bincount(words, minlength=len(chosen))
    kept = chosen & (number >= GAPS_LEAST)
    if not kept.any():
        return None
    number = number[kept]
    mean = np.bincount(words, gaps, len(chosen))[kept] / number
    square = np.bincount(words, gaps**2, len(chosen))[kept] / number
    deviation = np.sqrt(np.maximum(square - mean**2, 0))
    return float(((deviation - mean) / (deviation + mean)).mean())


def middle_words(human_counts: Counts) -> Flags:
    """Say which words are of middle frequency.

    Parameters
    ----------
    human_counts
        How often humans wrote each word, shape (V,).

    Returns
    -------
    Flags
        The middle third of the words that humans wrote at least ten times, shape (V,).
    """
    common = human_counts[human_counts >= COMMON_ENOUGH]
    if not len(common):
        return np.zeros(len(human_counts), bool)
    low, high = np.quantile(common, [1 / 3, 2 / 3])
    return np.asarray((human_counts >= low) & (human_counts <= high))


def compression_ratio(tokens: Tokens) -> float | None:
    """Return how far the token ids can be squeezed.

    Parameters
    ----------
    tokens
        Token ids in reading order, shape (N,).

    Returns
    -------
    float or None
        Compressed by plain size; None of an empty text. Not the size of the spelt-out text.

    Notes
    -----
    zlib at level 6, of two bytes an id, or four where two do not hold the ids (Deutsch 1996, RFC 1951).
    """
    if not len(tokens):
        return None
    plain = tokens.astype("<u2" if int(tokens.max()) < 2**16 else "<u4").tobytes()
    return len(zlib.compress(plain, 6)) / len(plain)


@measure(
    "mtld",
    "MTLD",
    "tokens",
    "How many words one reads on average before the variety falls to 72%.",
    "lower",
    formula="N / number of stretches with V/N > .72, mean of both directions",
    source="McCarthy & Jarvis 2010, MTLD, vocd-D, and HD-D",
    of_length="steady",
)
def _mtld(observation: Observation) -> Value:
    return mtld(observation.tokens)


@measure(
    "mattr",
    "MATTR",
    "ratio",
    "Different words per word in 50 neighbouring words, on average; does not depend on length.",
    "lower",
    formula="mean of V/50 over all windows of 50 tokens",
    source="Covington & McFall 2010, Cutting the Gordian Knot",
    of_length="steady",
)
def _mattr(observation: Observation) -> Value:
    return mattr(observation.previous)


@measure(
    "heaps_slope",
    "Heaps slope",
    "exponent",
    "How fast new words keep coming as one reads on; 0 means that none comes any more.",
    "lower",
    formula="slope of log V(n) on log n",
    source="Heaps 1978, Information Retrieval",
)
def _heaps_slope(observation: Observation) -> Value:
    return heaps_slope(observation.previous)


@measure(
    "burstiness",
    "burstiness",
    "ratio",
    "Whether words of middle frequency come in clusters, as they do when a text has topics (0: at random).",
    "neither",
    formula="mean of (σ − μ)/(σ + μ) of the gaps of a word",
    source="Goh & Barabási 2008, Burstiness and Memory in Complex Systems",
    change=False,
)
def _burstiness(observation: Observation) -> Value:
    chosen = middle_words(observation.human.counts)
    return burstiness(observation.tokens, observation.previous, chosen)


@measure(
    "compression_ratio",
    "compression",
    "ratio",
    "How small the text can be squeezed; the smaller, the more it repeats itself.",
    "lower",
    formula="zlib size / plain size of the token ids",
    source="Deutsch 1996, RFC 1951 (DEFLATE)",
)
def _compression_ratio(observation: Observation) -> Value:
    return compression_ratio(observation.tokens)
