"""Where decoding selects: the course that word shares take when texts are so large that drift is absent.

Temperature, top-k and top-p prefer the same words in every replicate. That is selection; drift has no
direction. These limits say where selection alone would lead.
"""

import numpy as np

from driftview.arrays import Floats

STRONGEST = 1e300
"""Largest power that is taken; what it leaves is the commonest word alone."""


def temperature_limit(shares: Floats, temperature: float, generation: int) -> Floats:
    """Return p_g ∝ p_0^(τ^(−g)), shape (V,): a temperature τ below 1 sharpens, one above 1 flattens.

    Exact for one-word contexts and N → ∞: each generation raises shares to the power 1/τ and scales them to
    sum to one. Dead words stay dead. Raises ValueError when τ is not above 0.
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
    """Return p^g, the mass of the human text's head that g generations of top-p leave (many small words)."""
    return float(top_p**generation)


def top_k_limit(shares: Floats, top_k: int) -> Floats:
    """Return shares after any number of generations of top-k decoding, shape (V,); ties to the lower index.

    The k commonest words stay the k commonest: one generation does all of it (order 1).
    """
    part = np.asarray(shares, np.float64)
    result = np.zeros(len(part))
    head = np.argsort(-part, kind="stable")[:top_k]
    result[head] = part[head] / part[head].sum()
    return result
