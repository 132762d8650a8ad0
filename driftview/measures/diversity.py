"""How many different words a text has and how evenly it uses them; all from counts of counts."""

import math

import numpy as np

from driftview.arrays import Counts
from driftview.measures.counted import Spectrum, spectrum
from driftview.measures.observation import Observation
from driftview.measures.registry import Value, measure

SHANNON = "Shannon 1948, A Mathematical Theory of Communication"
HILL = "Hill 1973, Diversity and Evenness, Ecology 54"


def entropy_bits(found: Spectrum) -> float | None:
    """Return the plug-in entropy −Σ p log₂ p in bits, or None of an empty text (Shannon 1948)."""
    length = int(found.times @ found.types)
    if not length:
        return None
    spent = float((found.types * found.times) @ np.log2(found.times))
    return max(0.0, math.log2(length) - spent / length)


def miller_madow_bits(found: Spectrum) -> float | None:
    """Return the entropy plus (V − 1)/(2 N) nats, in bits, or None of an empty text (Miller 1955)."""
    plug_in = entropy_bits(found)
    if plug_in is None:
        return None
    length = int(found.times @ found.types)
    return plug_in + (int(found.types.sum()) - 1) / (2 * length * math.log(2))


def hill_number(found: Spectrum, order: float) -> float | None:
    """Return the effective number of words ᵠD = (Σ p^q)^(1/(1−q)) of order q ≥ 0 (Hill 1973).

    Order 1 is the limit exp(entropy), order ∞ is 1/max p. None of an empty text; raises ValueError below 0.
    """
    if order < 0:
        raise ValueError(f"the order of a Hill number is 0 or more, not {order}")
    length = int(found.times @ found.types)
    if not length:
        return None
    if order == 1:
        return math.exp2(entropy_bits(found) or 0.0)
    if math.isinf(order):
        return length / int(found.times[-1])
    return math.pow(float(found.types @ (found.times / length) ** order), 1 / (1 - order))


def simpson_unbiased(counts: Counts) -> float | None:
    """Return Σ c(c − 1) / N(N − 1): the chance that two tokens drawn without replacement are one word.

    None below two tokens (Simpson 1949, Measurement of Diversity).
    """
    found = spectrum(counts)
    length = int(found.times @ found.types)
    if length < 2:
        return None
    return float((found.types * found.times) @ (found.times - 1)) / (length * (length - 1))


@measure(
    "tokens",
    "tokens",
    "tokens",
    "How long the text is, punctuation and paragraph ends included.",
    "neither",
    formula="N",
    source="definition",
)
def _tokens(observation: Observation) -> Value:
    return observation.length


@measure(
    "types",
    "words",
    "words",
    "How many different words the text uses.",
    "lower",
    formula="V = |{w : c_w > 0}|",
    source="definition",
)
def _types(observation: Observation) -> Value:
    return observation.types


@measure(
    "hapaxes",
    "once-words",
    "words",
    "How many words occur exactly once: the next to die.",
    "lower",
    formula="V_1 = |{w : c_w = 1}|",
    source="definition",
)
def _hapaxes(observation: Observation) -> Value:
    return observation.spectrum.occurring(1)


@measure(
    "entropy_bits",
    "entropy",
    "bits",
    "How hard it is to guess a word of the text when its frequencies are known.",
    "lower",
    formula="H = −Σ p_w log₂ p_w",
    source=SHANNON,
)
def _entropy(observation: Observation) -> Value:
    return entropy_bits(observation.spectrum)


@measure(
    "entropy_mm_bits",
    "entropy, corrected",
    "bits",
    "The entropy with what a short text hides added back on average.",
    "lower",
    formula="H + (V − 1) / (2 N ln 2)",
    source="Miller 1955, Note on the Bias of Information Estimates",
)
def _entropy_miller_madow(observation: Observation) -> Value:
    return miller_madow_bits(observation.spectrum)


@measure(
    "hill_1",
    "common words",
    "words",
    "How many equally frequent words would be as hard to guess as these.",
    "lower",
    formula="¹D = 2^H",
    source=HILL,
)
def _hill_1(observation: Observation) -> Value:
    return hill_number(observation.spectrum, 1)


@measure(
    "hill_2",
    "dominant words",
    "words",
    "How many equally frequent words would meet themselves as often as these: only the commonest count.",
    "lower",
    formula="²D = 1 / Σ p_w²",
    source=HILL,
)
def _hill_2(observation: Observation) -> Value:
    return hill_number(observation.spectrum, 2)


@measure(
    "ttr",
    "words per token",
    "ratio",
    "Different words per word of text; compare it between texts of one length only.",
    "lower",
    formula="TTR = V / N",
    source="Johnson 1944, Studies in Language Behavior",
)
def _type_token_ratio(observation: Observation) -> Value:
    return observation.types / observation.length if observation.length else None


@measure(
    "unseen_mass",
    "unseen",
    "share",
    "The chance that one more word of the same writer would be a word this text does not have.",
    "lower",
    formula="V_1 / N",
    source="Good 1953, The Population Frequencies of Species",
)
def _unseen_mass(observation: Observation) -> Value:
    if not observation.length:
        return None
    return observation.spectrum.occurring(1) / observation.length
