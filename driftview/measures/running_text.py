"""Measures of vocabulary that go along the text: how soon words come back, and how evenly."""

import zlib

import numpy as np

from driftview.arrays import Counts, Flags, Positions, Tokens
from driftview.measures.observation import USUAL, Observation, previous_positions
from driftview.measures.registry import Value, measure
from driftview.portable import exp2, log2

MATTR_WINDOW = 50
"""Tokens of the moving window."""

HEAPS_POINTS = 40
"""Lengths at which the growth of the vocabulary is read off."""

HEAPS_LEAST = 100
"""Tokens below which a growth has no slope."""

COMMON_ENOUGH = 10
"""Occurrences from which on a word can be of middle frequency."""

STRETCH = 20_000
"""Bytes of the stretches that are compressed: about 3,600 English words."""

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


def mtld(tokens: Tokens, threshold: float = USUAL.mtld) -> float | None:
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


def middle_words(counts: Counts) -> Flags:
    """Say which words of a text are of middle frequency.

    Parameters
    ----------
    counts
        How often the text has each word, shape (V,).

    Returns
    -------
    Flags
        The middle third of the words that occur at least ten times, shape (V,).
    """
    common = counts[counts >= COMMON_ENOUGH]
    if not len(common):
        return np.zeros(len(counts), bool)
    low, high = np.quantile(common, [1 / 3, 2 / 3])
    return np.asarray((counts >= low) & (counts <= high))


def compression_ratio(text: bytes, stretch: int = STRETCH) -> float | None:
    """Return how many times smaller a text becomes when it is compressed.

    Parameters
    ----------
    text
        The text as UTF-8.
    stretch
        Bytes of each stretch that is compressed by itself.

    Returns
    -------
    float or None
        Plain by compressed size, the mean over all whole stretches; a shorter text is one stretch. The more
        a text repeats itself, the larger. None of an empty text.

    Notes
    -----
    zlib at level 6 (Deutsch 1996, RFC 1951). On texts of different length the ratio grows with the length,
    so that stretches of one length are compared (Shaib et al. 2024, arXiv 2403.00553).
    """
    if not text:
        return None
    whole = max(1, len(text) // stretch)
    pieces = (text[place * stretch : (place + 1) * stretch] for place in range(whole))
    return float(np.mean([len(piece) / len(zlib.compress(piece, 6)) for piece in pieces]))


@measure(
    "mtld",
    "MTLD",
    "tokens",
    "How many words you read on average before the variety falls to 72% (you can choose the level).",
    "lower",
    formula="N / number of stretches with V/N > .72, mean of both directions",
    source="McCarthy & Jarvis 2010, MTLD, vocd-D, and HD-D",
    of_length="steady",
)
def _mtld(observation: Observation) -> Value:
    return mtld(observation.tokens, observation.thresholds.mtld)


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
    "How fast new words keep coming as you read on; 0 means that no more come.",
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
    chosen = middle_words(observation.counts)
    return burstiness(observation.tokens, observation.previous, chosen)


@measure(
    "compression_ratio",
    "compression",
    "times",
    "How many times smaller 20,000 bytes of the text become when compressed; more if it repeats itself.",
    "higher",
    formula="bytes as UTF-8 / bytes after zlib, mean over stretches of 20,000 bytes",
    source="Deutsch 1996, RFC 1951 (DEFLATE); Shaib et al. 2024 (arXiv 2403.00553)",
    of_length="steady",
)
def _compression_ratio(observation: Observation) -> Value:
    return compression_ratio(observation.spelled)
