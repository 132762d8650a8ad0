"""Diversity that is lost at a known rate: heterozygosity, Simpson's index, entropy, and the last word left.

Sampling N tokens from a text and training the next model on them is, for word shares, the Wright–Fisher
model of a population without sexes (Fisher 1930; Wright 1931).
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from driftview.arrays import Floats
from driftview.theory.retention import family_reach
from driftview.theory.schedule import Schedule
from driftview.theory.survival import token_lines

LONG_SUM = 100_000
"""Terms that an infinite product is followed for before its tail is integrated."""


def heterozygosity(start: float, sizes: ArrayLike) -> Floats:
    """Return E H_0 … E H_G, H = 1 − Σp², when generations have N_1 … N_G tokens; shape (G + 1,).

    E H_g = H_0·Π_{j ≤ g}(1 − 1/N_j): two tokens stay different unless one parent has both (Wright 1931).

    Parameters
    ----------
    start
        H_0 (for Simpson's index Σp²) of the human text, from 0 to 1.
    sizes
        Tokens N_1 … N_G of each generation, shape (G,).

    Returns
    -------
    ndarray of float64
        Expected heterozygosity in generations 0 … G, shape (G + 1,).
    """
    kept = np.cumprod(1.0 - 1.0 / np.atleast_1d(np.asarray(sizes, np.float64)))
    return np.asarray(start * np.concatenate(([1.0], kept)))


def simpson(start: float, sizes: ArrayLike) -> Floats:
    """Return E Σp² for generations 0 … G from its start, 1 − E H_g; shape (G + 1,) (Wright 1931).

    Parameters
    ----------
    start
        Σp² of the human text, from 0 to 1.
    sizes
        Tokens N_1 … N_G of each generation, shape (G,).

    Returns
    -------
    ndarray of float64
        Expected Σp² in generations 0 … G, shape (G + 1,).
    """
    return np.asarray(1.0 - heterozygosity(1.0 - start, sizes))


def half_life(tokens: float) -> float:
    """Return after how many generations half of the heterozygosity is gone: ln 2 / −ln(1 − 1/N).

    Parameters
    ----------
    tokens
        Tokens N of each generation.

    Returns
    -------
    float
        Generations until half is lost; infinite texts lose nothing.
    """
    if tokens <= 1:
        return 0.0
    return math.log(2.0) / -math.log1p(-1.0 / tokens)


def accumulated_heterozygosity(start: float, tokens: float, generations: int) -> Floats:
    """Return E H_g of everything so far, g = 0 … G, when every text of N tokens is kept; shape (G + 1,).

    Pólya's urn: E H_g = H_0·Π_{k=2}^{g+1}(1 − 1/(N k²)). That accumulating bounds the loss by π²/6 is from
    Gerstgrasser et al. (arXiv 2404.01413).

    Parameters
    ----------
    start
        H_0 (for Simpson's index Σp²) of the human text, from 0 to 1.
    tokens
        Tokens N of each generation.
    generations
        How many generations are followed, G.

    Returns
    -------
    ndarray of float64
        Expected heterozygosity of the whole pool in generations 0 … G, shape (G + 1,).
    """
    number = np.arange(2, generations + 2, dtype=np.float64)
    kept = np.cumprod(1.0 - 1.0 / (tokens * number**2))
    return np.asarray(start * np.concatenate(([1.0], kept)))


def accumulated_loss_limit(tokens: float) -> float:
    """Return the share of heterozygosity that accumulating ever loses, for N ≥ 1 tokens a generation.

    1 − Π_{k ≥ 2}(1 − 1/(N k²)), which is (π²/6 − 1)/N for large N (Gerstgrasser et al., arXiv 2404.01413).

    Parameters
    ----------
    tokens
        Tokens N that each generation adds, at least 1.

    Returns
    -------
    float
        Share of H_0 that is lost in the end.
    """
    number = np.arange(2, LONG_SUM + 1, dtype=np.float64)
    tail = 1.0 / (tokens * (LONG_SUM + 0.5))
    return float(-np.expm1(np.log1p(-1.0 / (tokens * number**2)).sum() - tail))


def overlap_tokens(tokens: float, regenerated: float) -> float:
    """Return N_e, how many tokens a text drifts like when only a share α > 0 of it is rewritten.

    N_e = N/[α(2 − α)]: a pair of tokens is left as it was with probability (1 − α)², and only another one
    can come to share a parent (identity by descent, Wright 1931). Raises ValueError outside 0 < α ≤ 1.

    Parameters
    ----------
    tokens
        Tokens N of each generation.
    regenerated
        Share α of each generation that is rewritten, from 0 to 1.

    Returns
    -------
    float
        The effective number of tokens, N_e.
    """
    if not 0 < regenerated <= 1:
        raise ValueError("the regenerated share must be above 0 and at most 1")
    return tokens / (regenerated * (2.0 - regenerated))


def overlap_singletons_lost(regenerated: float) -> float:
    """Return the share of once-words that one overlapping generation loses, α·e^(−α) (Poisson copies).

    Parameters
    ----------
    regenerated
        Share α of each generation that is rewritten, from 0 to 1.

    Returns
    -------
    float
        Share of the words used once, from 0 to 1.
    """
    return regenerated * math.exp(-regenerated)


def entropy_loss_bits(types: ArrayLike, tokens: ArrayLike) -> Floats:
    """Return the bits of plug-in entropy that writing N tokens with V types loses, ≈ (V − 1)/(2 N ln 2).

    The bias of the plug-in estimate (Miller 1955); good where most tokens belong to words of several counts.

    Parameters
    ----------
    types
        Different words V, one number or an array.
    tokens
        Tokens N of the generation, one number or an array.

    Returns
    -------
    ndarray of float64
        Bits lost in one generation, in the shape of the arguments.
    """
    words, size = np.asarray(types, np.float64), np.asarray(tokens, np.float64)
    return np.asarray((words - 1.0) / (2.0 * math.log(2.0) * size))


def entropy_path_bits(start_bits: float, types: ArrayLike, sizes: ArrayLike) -> Floats:
    """Return the entropy of generations 0 … G, each losing what the types of the one before cost it.

    ``types`` are the (expected) V_0 … V_{G−1}, ``sizes`` N_1 … N_G, both of shape (G,); returns (G + 1,).
    Miller (1955), summed; never below 0.

    Parameters
    ----------
    start_bits
        Entropy of the human text, in bits.
    types
        Different words of generations 0 … G − 1, shape (G,).
    sizes
        Tokens N_1 … N_G of each generation, shape (G,).

    Returns
    -------
    ndarray of float64
        Expected entropy in bits in generations 0 … G, shape (G + 1,).
    """
    lost = np.cumsum(entropy_loss_bits(types, sizes))
    return np.asarray(np.maximum(start_bits - np.concatenate(([0.0], lost)), 0.0))


def fixation(share: ArrayLike) -> Floats:
    """Return the chance that a word is the last one left: its share p_w (Kimura 1962, s = 0).

    Parameters
    ----------
    share
        Share of the word (p), from 0 to 1; an array of any shape.

    Returns
    -------
    ndarray of float64
        The chance, in the shape of ``share``.
    """
    return np.asarray(share, np.float64).copy()


def fixation_time(share: ArrayLike, tokens: float) -> Floats:
    """Return the mean generations until a word is alone or gone, −2N[p ln p + (1 − p) ln(1 − p)].

    Diffusion limit for N tokens (Ewens 1963; Kimura and Ohta 1969); in the shape of ``share``.

    Parameters
    ----------
    share
        Share of the word (p), from 0 to 1; an array of any shape.
    tokens
        Tokens N of each generation.

    Returns
    -------
    ndarray of float64
        Mean generations, in the shape of ``share``.
    """
    part = np.asarray(share, np.float64)
    inner = np.where((part > 0) & (part < 1), part, 0.5)
    spread = inner * np.log(inner) + (1.0 - inner) * np.log1p(-inner)
    return np.asarray(np.where((part > 0) & (part < 1), -2.0 * tokens * spread, 0.0))


# Additive smoothing is mutation: some tokens copy nothing, and dead words come back.
#
# With pseudo-counts that add up to a over a vocabulary of V words that is kept, each written token is a
# mutation with probability μ = a/(N + a), and then any word with probability 1/V (drift with mutation
# between a fixed set of alleles, Kimura 1968).


def mutation_rate(pseudo_counts: float, tokens: float) -> float:
    """Return μ = a/(N + a), a being all the pseudo-counts of the smoothing together (exact for order 1).

    Parameters
    ----------
    pseudo_counts
        All the pseudo-counts of the smoothing together, a.
    tokens
        Tokens N of each generation.

    Returns
    -------
    float
        The mutation rate, from 0 to 1.
    """
    return pseudo_counts / (tokens + pseudo_counts)


def equilibrium_presence(tokens: float, rate: float, types: float) -> float:
    """Return the chance that any one of V words is present in the long run, 1 − exp(−(N μ/V)·A(μ)).

    Each generation brings N μ/V births of the word; A(μ) generations is what a family touches in all
    (branching with immigration, Heathcote 1965). For words that stay rare; human frequency no longer matters.

    Parameters
    ----------
    tokens
        Tokens N of each generation.
    rate
        Mutation rate μ: share of tokens that copy nothing, from 0 to 1.
    types
        Words V of the vocabulary that is kept.

    Returns
    -------
    float
        The chance, from 0 to 1.
    """
    if rate == 0:
        return 0.0
    return float(-np.expm1(-tokens * rate / types * family_reach(rate)))


def equilibrium_simpson(tokens: float, rate: float, types: float) -> float:
    """Return the chance that two tokens of one generation are the same word, in the long run.

    The fixed point of F = (1 − μ)²[1/N + (1 − 1/N)F] + [1 − (1 − μ)²]/V, about
    (1 + 2Nμ/V)/(1 + 2Nμ) (Kimura 1968, V alleles). F compares two different tokens: the unbiased index.

    Parameters
    ----------
    tokens
        Tokens N of each generation.
    rate
        Mutation rate μ: share of tokens that copy nothing, from 0 to 1.
    types
        Words V of the vocabulary that is kept.

    Returns
    -------
    float
        The chance, from 0 to 1.
    """
    neither = (1.0 - rate) ** 2
    if neither == 1.0:
        return 1.0
    return (neither / tokens + (1.0 - neither) / types) / (1.0 - neither * (1.0 - 1.0 / tokens))


def presence_with_mutation(count: ArrayLike, schedule: Schedule, types: float) -> Floats:
    """Return the chance that a word of ``count`` human tokens is in generations 0 … G under ``schedule``.

    1 − e_0^c·Π_i exp(−(N_i α μ/V)·s_i): its human families, and those born by mutation in generations
    i = 1 … g, at the schedule's rate μ (branching with immigration, Heathcote 1965). Shape (…, G + 1), the
    shape of ``count`` in front.

    Parameters
    ----------
    count
        How often the word occurs in the human text; an array of any shape.
    schedule
        What each generation trains on and how much it writes.
    types
        Words V of the vocabulary that is kept.

    Returns
    -------
    ndarray of float64
        The chance in generations 0 … G; one more axis than ``count``, shape (…, G + 1).
    """
    lines = token_lines(schedule)
    births = np.asarray(schedule.sizes) * schedule.regenerated * schedule.mutation / types
    none_born = np.exp(-births @ lines.by_birth[1:])
    none_left = np.power(lines.extinction, np.asarray(count, np.float64)[..., None])
    return np.asarray(1.0 - none_left * none_born)


# Where decoding selects: the course that word shares take when texts are so large that drift is absent.
#
# Temperature, top-k and top-p prefer the same words in every replicate. That is selection; drift has no
# direction. These limits say where selection alone would lead.

STRONGEST = 1e300
"""Largest power that is taken; what it leaves is the commonest word alone."""


def temperature_limit(shares: Floats, temperature: float, generation: int) -> Floats:
    """Return p_g ∝ p_0^(τ^(−g)), shape (V,): a temperature τ below 1 sharpens, one above 1 flattens.

    Exact for one-word contexts and N → ∞: each generation raises shares to the power 1/τ and scales them to
    sum to one. Dead words stay dead. Raises ValueError when τ is not above 0.

    Parameters
    ----------
    shares
        Shares of the words in the human text, which sum to 1, shape (V,).
    temperature
        Temperature τ of decoding, above 0.
    generation
        The generation g, from 0.

    Returns
    -------
    ndarray of float64
        Shares in that generation, shape (V,).
    """
    if temperature <= 0:
        raise ValueError("temperature must be above 0")
    with np.errstate(divide="ignore"):
        logs = np.log(np.asarray(shares, np.float64))
    logs -= logs.max()
    exponent = np.exp(min(-generation * np.log(temperature), np.log(STRONGEST)))
    powered = np.where(np.isneginf(logs), 0.0, np.exp(exponent * np.where(np.isneginf(logs), 0.0, logs)))
    return np.asarray(powered / powered.sum())


def top_p_limit(shares: Floats, top_p: float, generation: int) -> Floats:
    """Return shares after g generations of top-p decoding, N → ∞, shape (V,).

    Each keeps the smallest head of words whose mass is at least p and scales it to sum to one; ties go to the
    lower index. About the head of mass p^g of the human text is left; never less than one word.

    Parameters
    ----------
    shares
        Shares of the words in the human text, which sum to 1, shape (V,).
    top_p
        Share p of the mass that may be drawn, above 0 and at most 1.
    generation
        The generation g, from 0.

    Returns
    -------
    ndarray of float64
        Shares in that generation, shape (V,).
    """
    order = np.argsort(-np.asarray(shares, np.float64), kind="stable")
    kept = np.asarray(shares, np.float64)[order]
    kept /= kept.sum()
    for _ in range(generation):
        mass_before = np.concatenate(([0.0], np.cumsum(kept)[:-1]))
        head = np.where(mass_before < top_p, kept, 0.0)
        head /= head.sum()
        if np.array_equal(head, kept):
            break
        kept = head
    result = np.zeros(len(kept))
    result[order] = kept
    return result


def top_p_mass(top_p: float, generation: int) -> float:
    """Return p^g, the mass of the human text's head that g generations of top-p leave (many small words).

    Parameters
    ----------
    top_p
        Share p of the mass that may be drawn, above 0 and at most 1.
    generation
        The generation g, from 0.

    Returns
    -------
    float
        Mass of the head that is left, from 0 to 1.
    """
    return float(top_p**generation)


def top_k_limit(shares: Floats, top_k: int) -> Floats:
    """Return shares after any number of generations of top-k decoding, shape (V,); ties to the lower index.

    The k commonest words stay the k commonest: one generation does all of it (order 1).

    Parameters
    ----------
    shares
        Shares of the words in the human text, which sum to 1, shape (V,).
    top_k
        How many of the likeliest words may be drawn, at least 1.

    Returns
    -------
    ndarray of float64
        Shares in every generation after the first, shape (V,).
    """
    part = np.asarray(shares, np.float64)
    result = np.zeros(len(part))
    head = np.argsort(-part, kind="stable")[:top_k]
    result[head] = part[head] / part[head].sum()
    return result
