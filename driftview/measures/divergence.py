"""How far the word frequencies of a text are from those of the human text."""

import numpy as np

from driftview.arrays import Floats
from driftview.measures.observation import Observation
from driftview.measures.registry import Value, measure
from driftview.portable import log2


def kullback_leibler_bits(p: Floats, q: Floats) -> float:
    """Return how many bits coding words of p with a code made for q costs in excess.

    Parameters
    ----------
    p, q
        Probabilities of the same V words, shape (V,); each sums to 1.

    Returns
    -------
    float
        From 0; infinite where q lacks a word of p.

    Notes
    -----
    Σ p log₂(p/q) (Kullback & Leibler 1951, On Information and Sufficiency).
    """
    used = p > 0
    if np.any(q[used] == 0):
        return float("inf")
    # a product and a sum, not @: that would wake the threads of the linear algebra library
    return max(0.0, float((p[used] * log2(p[used] / q[used])).sum()))


def jensen_shannon_bits(p: Floats, q: Floats) -> float:
    """Return the Jensen–Shannon divergence of two distributions.

    Parameters
    ----------
    p, q
        Probabilities of the same V words, shape (V,); each sums to 1.

    Returns
    -------
    float
        From 0, where they are the same, to 1 bit, where they have no word in common.

    Notes
    -----
    ½ KL(p‖m) + ½ KL(q‖m) with m = ½ (p + q) (Lin 1991, Divergence Measures Based on the Shannon Entropy).
    """
    middle = (p + q) / 2
    return (kullback_leibler_bits(p, middle) + kullback_leibler_bits(q, middle)) / 2


def total_variation(p: Floats, q: Floats) -> float:
    """Return the total variation distance of two distributions.

    Parameters
    ----------
    p, q
        Probabilities of the same V words, shape (V,); each sums to 1.

    Returns
    -------
    float
        From 0 to 1: the share of a text that would have to be other words.

    Notes
    -----
    ½ Σ |p − q|.
    """
    return float(np.abs(p - q).sum()) / 2


def hellinger(p: Floats, q: Floats) -> float:
    """Return the Hellinger distance of two distributions.

    Parameters
    ----------
    p, q
        Probabilities of the same V words, shape (V,); each sums to 1.

    Returns
    -------
    float
        From 0 to 1; rare words weigh more than in the total variation.

    Notes
    -----
    √(½ Σ (√p − √q)²) (Hellinger 1909).
    """
    return float(np.sqrt(((np.sqrt(p) - np.sqrt(q)) ** 2).sum() / 2))


def _both_exist(observation: Observation) -> bool:
    return bool(observation.length and observation.human.length)


@measure(
    "js_bits",
    "distance",
    "bits",
    "How far the word frequencies have moved from the human ones; 1 means no word in common.",
    "higher",
    formula="½ KL(p‖m) + ½ KL(q‖m), m = ½ (p + q)",
    source="Lin 1991, Divergence Measures Based on the Shannon Entropy",
    everyday=11,
    ordered=False,
    needs="human",
    panel=10,
    change=False,
    digits=3,
    compared=True,
)
def _jensen_shannon(observation: Observation) -> Value:
    if not _both_exist(observation):
        return None
    return jensen_shannon_bits(observation.probabilities, observation.human.probabilities)


@measure(
    "total_variation",
    "moved",
    "share",
    "The share of the text that would have to change to match the human word frequencies.",
    "higher",
    formula="½ Σ |p_w − q_w|",
    source="definition",
    everyday=12,
    ordered=False,
    needs="human",
    panel=16,
    change=False,
    style="decimal",
    digits=3,
)
def _total_variation(observation: Observation) -> Value:
    if not _both_exist(observation):
        return None
    return total_variation(observation.probabilities, observation.human.probabilities)


@measure(
    "hellinger",
    "Hellinger",
    "ratio",
    "A distance to the human frequencies that gives rare words more weight; 1 means no word in common.",
    "higher",
    formula="√(½ Σ (√p_w − √q_w)²)",
    source="Hellinger 1909",
    needs="human",
    ordered=False,
)
def _hellinger(observation: Observation) -> Value:
    if not _both_exist(observation):
        return None
    return hellinger(observation.probabilities, observation.human.probabilities)
