"""Phrases: the runs of n neighbouring words (n-grams) of a text, and what became of the human ones."""

import numpy as np

from driftview.measures.ngrams import KEY_BITS, KeySet, bits_for, distinct, inside, window_keys
from driftview.measures.observation import Human, Observation
from driftview.measures.registry import Kept, Value, measure

DISTINCT_N = "Li et al. 2016, A Diversity-Promoting Objective Function (arXiv 1510.03055)"

COMPARED = (2, 3, 4, 5)
"""Lengths of phrases that are compared with the human ones."""

REPEATED = 4
"""Length of phrases whose repetition is measured."""


def novel_share(observation: Observation, n: int) -> float | None:
    """Return the share of n-grams of the text, every occurrence counted, that no human wrote.

    Parameters
    ----------
    observation
        The text, beside the human text.
    n
        Length of the n-grams, in tokens, from 1.

    Returns
    -------
    float or None
        From 0 to 1; None where the text has no n-gram.
    """
    windows = observation.variety(n).windows
    if not windows:
        return None
    return 1 - observation.comparison.ngrams(n).windows / windows


class NovelShares:
    """The share of n-grams that no human wrote, of one text after the other beside the same human text.

    The human n-grams are hashed once, and a text is looked up in them: a tenth of the time of
    `novel_share`, which builds up what two texts share.
    """

    def __init__(self, human: Human, n: int) -> None:
        """Hash the n-grams of the human text.

        Parameters
        ----------
        human
            The human text.
        n
            Length of the n-grams, in tokens, from 1.
        """
        self._human = human
        self._n = n
        self._fits = n * bits_for(human.size) <= KEY_BITS
        self._known = KeySet(
            distinct(window_keys(human.tokens, n, human.size)[inside(human.length, human.starts, n)])
        )

    def of(self, observation: Observation) -> float | None:
        """Return the share of a text beside that human text.

        Parameters
        ----------
        observation
            The text, beside the human text.

        Returns
        -------
        float or None
            What `novel_share` gives.
        """
        comparable = observation.size == self._human.size  # keys depend on the size of the vocabulary
        if not (self._fits and comparable):
            return novel_share(observation, self._n)
        whole = inside(observation.length, observation.starts, self._n)
        keys = window_keys(observation.tokens, self._n, observation.size)[whole]
        if not len(keys):
            return None
        return 1 - self._known.count(keys) / len(keys)


def phrases_alive(observation: Observation, n: int) -> int:
    """Return how many different human n-grams the text still has.

    Parameters
    ----------
    observation
        The text, beside the human text.
    n
        Length of the n-grams, in tokens, from 1.

    Returns
    -------
    int
        From 0.
    """
    return observation.comparison.ngrams(n).types


def phrases_lost(observation: Observation, n: int) -> int:
    """Return how many different human n-grams the text does not have.

    Parameters
    ----------
    observation
        The text, beside the human text.
    n
        Length of the n-grams, in tokens, from 1.

    Returns
    -------
    int
        From 0.
    """
    return observation.human.variety(n).types - phrases_alive(observation, n)


def self_repetition(observation: Observation, n: int = REPEATED) -> float | None:
    """Return the share of n-grams, every occurrence counted, that occur elsewhere in the text too.

    Parameters
    ----------
    observation
        The text, beside the human text.
    n
        Length of the n-grams, in tokens, from 1.

    Returns
    -------
    float or None
        From 0 to 1; None where the text has no n-gram.

    Notes
    -----
    Salkar et al. 2022, Self-Repetition in Abstractive Neural Summarizers.
    """
    counts = observation.ngrams(n)
    if not len(counts):
        return None
    return int(counts[counts > 1].sum()) / int(np.sum(counts))


def _register(n: int) -> None:
    """Register what is measured of phrases of n words in comparison with the human text."""

    @measure(
        f"novel_share_{n}",
        f"new {n}-word phrases",
        "share",
        f"The share of phrases of {n} words that no human wrote.",
        "neither",
        formula=f"{n}-grams not in the human text / {n}-grams",
        source="definition",
        needs="human",
        of_length="steady",
        ngram=n,
    )
    def _novel(observation: Observation) -> Value:
        return novel_share(observation, n)

    @measure(
        f"phrases_alive_{n}",
        f"{n}-word phrases alive",
        "phrases",
        f"How many of the human phrases of {n} words still occur.",
        "lower",
        formula=f"different {n}-grams in both texts",
        source="definition",
        needs="human",
        ngram=n,
    )
    def _alive(observation: Observation) -> Value:
        return phrases_alive(observation, n)

    @measure(
        f"phrases_lost_{n}",
        f"{n}-word phrases lost",
        "phrases",
        f"How many of the human phrases of {n} words no longer occur.",
        "higher",
        formula=f"different human {n}-grams − those alive",
        source="definition",
        needs="human",
        ngram=n,
    )
    def _lost(observation: Observation) -> Value:
        return phrases_lost(observation, n)


@measure(
    "distinct_1",
    "distinct words",
    "ratio",
    "Different words per word; compare it only between texts of the same length.",
    "lower",
    formula="different 1-grams / 1-grams",
    source=DISTINCT_N,
    ordered=False,
    style="percent",
    ngram=1,
)
def _distinct_1(observation: Observation) -> Value:
    return observation.variety(1).distinct


@measure(
    "distinct_2",
    "2-word phrases",
    "ratio",
    "Different phrases of 2 words per phrase; compare it only between texts of the same length.",
    "lower",
    formula="different 2-grams / 2-grams",
    source=DISTINCT_N,
    short="pairs",
    control="ngrams",
    ngram=2,
    style="percent",
    everyday=8,
    panel=15,
    table="full",
    compared=True,
)
def _distinct_2(observation: Observation) -> Value:
    return observation.variety(2).distinct


@measure(
    "distinct_3",
    "3-word phrases",
    "ratio",
    "Different phrases of 3 words per phrase; compare it only between texts of the same length.",
    "lower",
    formula="different 3-grams / 3-grams",
    source=DISTINCT_N,
    short="triples",
    control="ngrams",
    ngram=3,
    style="percent",
    everyday=9,
    panel=9,
    studied=True,
    kept=Kept("3-word phrases", "different phrases of 3 words, against the human text"),
    compared=True,
)
def _distinct_3(observation: Observation) -> Value:
    return observation.variety(3).distinct


@measure(
    "distinct_4",
    "4-word phrases",
    "ratio",
    "Different phrases of 4 words per phrase; compare it only between texts of the same length.",
    "lower",
    formula="different 4-grams / 4-grams",
    source=DISTINCT_N,
    style="percent",
    ngram=4,
)
def _distinct_4(observation: Observation) -> Value:
    return observation.variety(4).distinct


@measure(
    "triples",
    "different triples",
    "phrases",
    "How many different phrases of 3 words the text has; compare it only between texts of the same length.",
    "lower",
    formula="different 3-grams",
    source="definition; Riis 2026 (arXiv 2604.08554) calls them trigram types",
    control="ngrams",
    ngram=3,
)
def _triples(observation: Observation) -> Value:
    return observation.variety(3).types


for _n in COMPARED:
    _register(_n)


@measure(
    "self_repetition",
    "repeats itself",
    "share",
    "The share of phrases of 4 words that the text has more than once.",
    "higher",
    formula="4-grams that occur at least twice / 4-grams",
    source="Salkar et al. 2022, Self-Repetition in Abstractive Neural Summarizers",
    ngram=REPEATED,
)
def _self_repetition(observation: Observation) -> Value:
    return self_repetition(observation)


LOOPING = 0.5
"""A document loops when more than this share of its phrases of REPEATED words are repeated."""


def looping_documents(observation: Observation) -> float | None:
    """Return the share of documents of which more than half of the 4-grams occur more than once in them.

    Parameters
    ----------
    observation
        The text.

    Returns
    -------
    float or None
        From 0 to 1; None where no document has a 4-gram.

    Notes
    -----
    Every occurrence counts, as in `self_repetition`; documents of fewer than four tokens are left out.
    """
    places = np.flatnonzero(inside(observation.length, observation.starts, REPEATED))
    if not len(places):
        return None
    document = np.searchsorted(observation.starts, places, side="right") - 1
    keys = window_keys(observation.tokens, REPEATED, observation.size)[places]
    order = np.lexsort((keys, document))
    keys, document = keys[order], document[order]
    first = np.flatnonzero(np.r_[True, (keys[1:] != keys[:-1]) | (document[1:] != document[:-1])])
    times = np.diff(first, append=len(keys))
    documents = len(observation.starts)
    windows = np.bincount(document, minlength=documents)
    repeated = np.bincount(document[first], np.where(times > 1, times, 0), minlength=documents)
    return float(np.mean(repeated[windows > 0] > LOOPING * windows[windows > 0]))


@measure(
    "looping_documents",
    "looping documents",
    "share",
    "The share of documents that repeat more than half of their phrases of 4 words.",
    "higher",
    formula="documents with more than half of their 4-grams repeated inside / documents",
    source="Holtzman et al. 2020, The Curious Case of Neural Text Degeneration (arXiv 1904.09751)",
    short="looping",
    ngram=REPEATED,
    change=False,
    given=True,
    of_length="steady",
)
def _looping_documents(observation: Observation) -> Value:
    return looping_documents(observation)
