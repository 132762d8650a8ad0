"""How badly a model trained on a text is surprised by human text that no model ever saw."""

from typing import NamedTuple

import numpy as np

from driftview import quantities
from driftview.arrays import Flags, Floats
from driftview.measures.observation import Observation
from driftview.measures.registry import Function, Kept, Value, measure
from driftview.measures.survival import Band, bands
from driftview.portable import exp2, log2

RARE = 3
"""Words of up to so many human occurrences are rare."""

JELINEK = "Jelinek et al. 1977, Perplexity: a Measure of the Difficulty of Speech Recognition Tasks"

BANDS = (Band(0, 0), Band(1, 1), Band(2, 2), Band(3, 4), Band(5, 8), Band(9, 16))
"""The bands that held-out perplexity is registered for."""


class BandPerplexity(NamedTuple):
    """Held-out perplexity on the words of one band; band 0–0 holds the words no model could learn."""

    band: Band
    tokens: int
    """Held-out tokens that belong to the band."""
    perplexity: float | None


def perplexity(probabilities: Floats) -> float | None:
    """Return the perplexity of tokens that were scored.

    Parameters
    ----------
    probabilities
        Probability that a model gave each token, shape (H,).

    Returns
    -------
    float or None
        Among how many equally likely words the model had to guess; None without tokens or where one was
        held to be impossible.

    Notes
    -----
    2^(−mean log₂ p) (Jelinek et al. 1977).
    """
    if not len(probabilities) or float(probabilities.min()) <= 0:
        return None
    return float(exp2(-log2(probabilities).mean()))


def perplexity_by_band(observation: Observation) -> tuple[BandPerplexity, ...]:
    """Return held-out perplexity by how often humans wrote the words.

    Parameters
    ----------
    observation
        The text, beside the human text.

    Returns
    -------
    tuple of BandPerplexity
        The words unknown to the human training text first, then each frequency band.
    """
    counts = observation.human.counts
    return tuple(_on_band(observation, band) for band in (Band(0, 0), *bands(counts)))


def _chosen(observation: Observation, band: Band) -> Flags:
    seen = observation.human.counts[observation.human.held_out]
    return np.asarray((seen >= band.low) & (seen <= band.high))


def _on_band(observation: Observation, band: Band) -> BandPerplexity:
    chosen = _chosen(observation, band)
    scored = observation.held_out_probability
    value = None if scored is None else perplexity(scored[chosen])
    return BandPerplexity(band, int(np.count_nonzero(chosen)), value)


@measure(
    quantities.QUALITY,
    "perplexity",
    "words",
    "How many equally likely words a model of this text has to choose from when it guesses the next human "
    "word.",
    "higher",
    formula="2^(−mean log₂ p) over held-out tokens",
    source=JELINEK,
    everyday=17,
    needs="held_out",
    control="tokens",
    panel=7,
    table="brief",
    studied=True,
    style="perplexity",
    kept=Kept(
        "held-out predictability", "perplexity of unseen human text: the human model's over this one's"
    ),
)
def _perplexity(observation: Observation) -> Value:
    scored = observation.held_out_probability
    return None if scored is None else perplexity(scored)


@measure(
    "perplexity_rare",
    "perplexity, rare",
    "words",
    "The same guess, only for words that occur one to three times in the human text.",
    "higher",
    formula="2^(−mean log₂ p) over held-out tokens with 1 ≤ c_w ≤ 3",
    source=JELINEK,
    everyday=18,
    needs="held_out",
    control="tokens",
    panel=8,
    style="perplexity",
    short="– rare words",
)
def _perplexity_rare(observation: Observation) -> Value:
    return _on_band(observation, Band(1, RARE)).perplexity


@measure(
    "model_perplexity",
    "own perplexity",
    "words",
    "How many equally likely words the model that wrote this text had to choose from when it guessed the "
    "next human word.",
    "higher",
    formula="2^(−mean log₂ p) over held-out tokens, p given by the model that was trained on the text before",
    source=JELINEK,
    needs="held_out",
    control="none",
    style="perplexity",
    runs="neural models",
)
def _model_perplexity(observation: Observation) -> Value:
    scored = observation.model_probability
    return None if scored is None else perplexity(scored)


def _banded(band: Band) -> Function:
    def function(observation: Observation) -> Value:
        return _on_band(observation, band).perplexity

    return function


for _band in BANDS:
    measure(
        f"perplexity_seen_{_band.low}"
        if _band.low == _band.high
        else f"perplexity_seen_{_band.low}_{_band.high}",
        f"perplexity, {_band.label}",
        "words",
        f"The same guess on words that occur {_band.low} to {_band.high} times in the human text only."
        if _band.low != _band.high
        else f"The same guess on words that occur exactly {_band.low} times in the human text only.",
        "higher",
        formula=f"2^(−mean log₂ p) over held-out tokens with {_band.low} ≤ c_w ≤ {_band.high}",
        source=JELINEK,
        needs="held_out",
        control="tokens",
        style="perplexity",
    )(_banded(_band))
