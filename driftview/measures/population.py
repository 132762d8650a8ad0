"""Several models that write side by side: how many words each has, and how alike they are."""

import numpy as np

from driftview.arrays import Counts, Floats
from driftview.measures.observation import Observation
from driftview.measures.registry import Value, measure

NEI = "Nei 1978, Estimation of Average Heterozygosity and Genetic Distance, for words"


def homozygosity(shares: Floats, tokens: Floats) -> Floats:
    """Return the chance that two different tokens of a model are the same word, shape (M,).

    Parameters
    ----------
    shares
        Relative frequency of each word in each model, shape (M, V).
    tokens
        How many tokens each model has, shape (M,).

    Returns
    -------
    Floats
        Σ p², freed of the pairs of a token with itself: (N Σ p² − 1)/(N − 1).
    """
    return np.asarray((tokens * (shares * shares).sum(axis=1) - 1.0) / np.maximum(tokens - 1.0, 1.0))


def identity(counts: Counts) -> Floats:
    """Return how often a token of one model is the word of a token of another, shape (M, M).

    Parameters
    ----------
    counts
        How often each model has each word, shape (M, V).

    Returns
    -------
    Floats
        J_kl = Σ p_k p_l; on the diagonal `homozygosity`.
    """
    tokens = counts.sum(axis=1).astype(np.float64)
    shares = counts / np.maximum(tokens, 1.0)[:, None]
    found = np.array([[(one * other).sum() for other in shares] for one in shares])
    np.fill_diagonal(found, homozygosity(shares, tokens))
    return found


def alike(counts: Counts) -> Floats:
    """Return how alike models are, 1 on the diagonal; shape (M, M).

    Parameters
    ----------
    counts
        How often each model has each word, shape (M, V).

    Returns
    -------
    Floats
        J_kl / √(J_kk J_ll) (Nei's genetic identity); NaN beside a model that never repeats a word.
    """
    found = identity(counts)
    own = np.diagonal(found)
    scale = np.sqrt(np.outer(own, own))
    scaled = np.divide(found, scale, out=np.full_like(found, np.nan), where=scale > 0)
    np.fill_diagonal(scaled, 1.0)
    return scaled


@measure(
    "model_types",
    "words of a model",
    "words",
    "How many different words one model of the population uses, on average.",
    "lower",
    formula="mean of V_k over the models k",
    source="definition",
    needs="origins",
    ordered=False,
    of_length="changes",
    control="none",
    law="words of a model",
    short="each model",
    table="brief",
    runs="several models",
)
def _model_types(observation: Observation) -> Value:
    counts = observation.models
    return None if counts is None else float((counts > 0).sum(axis=1).mean())


@measure(
    "model_similarity",
    "models alike",
    "share",
    "How alike two models of the population are: 100% where they use all words equally often.",
    "higher",
    formula="mean over pairs of J_kl / √(J_kk J_ll), J_kl = Σ p_k p_l, without a token paired with itself",
    source=NEI,
    needs="origins",
    ordered=False,
    of_length="steady",
    control="none",
    short="alike",
    table="brief",
    runs="several models",
)
def _model_similarity(observation: Observation) -> Value:
    counts = observation.models
    if counts is None or len(counts) < 2:
        return None
    return float(alike(counts)[np.triu_indices(len(counts), 1)].mean())


@measure(
    "model_fst",
    "between the models",
    "share",
    "The share of the variety of words that lies between the models, not within them.",
    "neither",
    formula="F_ST = 1 − H_S / H_T, H_S = 1 − mean J_kk, H_T = 1 − mean J_kl over k ≠ l",
    source="Hudson, Slatkin & Maddison 1992, for words",
    needs="origins",
    ordered=False,
    of_length="steady",
    control="none",
    short="between models",
    table="full",
    runs="several models",
)
def _model_fst(observation: Observation) -> Value:
    counts = observation.models
    if counts is None or len(counts) < 2:
        return None
    found = identity(counts)
    apart = 1.0 - found[np.triu_indices(len(found), 1)].mean()
    return float(1.0 - (1.0 - np.diagonal(found).mean()) / apart) if apart > 0 else None
