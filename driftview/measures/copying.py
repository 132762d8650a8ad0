"""How much of a text is copied, from which voices, and how much of what was read a machine wrote."""

import numpy as np
from numpy.typing import NDArray

from driftview import quantities
from driftview.arrays import Floats, Positions
from driftview.measures.ngrams import COPIED, human_ancestors
from driftview.measures.observation import Observation
from driftview.measures.registry import Value, measure


@measure(
    quantities.COPIED_SHARE,
    "copied 8+",
    "share",
    "The share of the text inside passages of at least 8 words copied word for word from the human text.",
    "higher",
    formula="tokens in runs of origins +1, +1, … of at least 8 / N",
    source="definition",
    everyday=14,
    needs="origins",
    control="none",
    panel=5,
    table="brief",
    studied=True,
    change=False,
    of_human=False,
    matched="matched 8+",
    of_length="steady",
    compared=True,
)
def _copied_share(observation: Observation) -> Value:
    copies = observation.copies
    if copies is None or not observation.length:
        return None
    return int(copies.lengths[copies.lengths >= COPIED].sum()) / observation.length


@measure(
    "longest_copy",
    "longest copy",
    "tokens",
    "The longest passage that is copied word for word from the human text.",
    "higher",
    formula="longest run of origins +1, +1, …",
    source="definition",
    everyday=15,
    needs="origins",
    control="none",
    panel=11,
    change=False,
    of_human=False,
    matched="longest match",
    digits=0,
)
def _longest_copy(observation: Observation) -> Value:
    copies = observation.copies
    return None if copies is None else int(copies.lengths.max(initial=0))


@measure(
    quantities.ANCESTORS,
    "human ancestors",
    "tokens",
    "How many words of the human text, counted place by place, still have descendants in this text.",
    "lower",
    formula="|{origins ≥ 0}|",
    source="Wright–Fisher genealogy: N s_g are expected",
    law="ancestors",
    everyday=16,
    needs="origins",
    ordered=False,
    panel=4,
    table="full",
    studied=True,
    digits=0,
    short="ancestors",
)
def _ancestors(observation: Observation) -> Value:
    if observation.origins is None:
        return None
    return human_ancestors(observation.origins, observation.human.length)


@measure(
    "shared_share",
    "shared 8+",
    "share",
    "The share of the text inside runs of 8 words that also occur in the human text, by chance or by "
    "copying.",
    "higher",
    formula="tokens inside shared 8-grams / N",
    source="definition",
    needs="human",
    of_length="steady",
)
def _shared_share(observation: Observation) -> Value:
    if not observation.length:
        return None
    return observation.comparison.covered(COPIED) / observation.length


@measure(
    "longest_shared",
    "longest shared",
    "tokens",
    "The longest passage that also occurs in the human text; needs no genealogy.",
    "higher",
    formula="longest common run of tokens",
    source="definition",
    needs="human",
)
def _longest_shared(observation: Observation) -> Value:
    span = observation.comparison.longest()
    return span.length if span else 0


@measure(
    "mutated_share",
    "mutations",
    "share",
    "The share of the text with no origin: words that a smoothed model made up or brought back.",
    "neither",
    formula="tokens without an origin / N",
    source="mutation in the sense of Kimura and Crow 1964",
    needs="origins",
    ordered=False,
    of_length="steady",
)
def _mutated_share(observation: Observation) -> Value:
    if observation.origins is None or not observation.length:
        return None
    return float((observation.origins < 0).mean())


def voice_shares(origins: Positions, token_voice: NDArray[np.int32], voices: int) -> Floats:
    """Return the share of tokens that descend from each voice.

    Parameters
    ----------
    origins
        Human position that each token descends from, −1 for none; shape (N,).
    token_voice
        Voice of each human position, shape (H,).
    voices
        How many voices there are.

    Returns
    -------
    Floats
        Shape (voices,); they sum to one less the share of tokens without origin, to 0 for an empty text.
    """
    if not len(origins):
        return np.zeros(voices)
    if voices == 1:
        return np.array([float(np.mean(origins >= 0))])
    known = origins[origins >= 0] if int(origins.min()) < 0 else origins
    counts = np.bincount(token_voice[known], minlength=voices)
    return counts / len(origins)


@measure(
    "scraped_share",
    "machine text found",
    "share",
    "The share of machine text in what was scraped for this generation to train on.",
    "higher",
    formula="machine tokens / tokens of what is scraped; by a rule share_0 · (P_human / P_g)^exponent",
    source="definition",
    needs="origins",
    of_length="steady",
    control="none",
    of_human=False,
    change=False,
    table="full",
    runs="scraped text",
)
def _scraped_share(observation: Observation) -> Value:
    return None if observation.diet is None else observation.diet.scraped


@measure(
    "machine_share",
    "machine text read",
    "share",
    "The share of machine text in the training text of this generation, after detector and search engine.",
    "higher",
    formula="machine tokens / tokens of the newest mix",
    source="definition",
    needs="origins",
    of_length="steady",
    control="none",
    of_human=False,
    change=False,
    short="machine",
    table="brief",
    runs="scraped text",
)
def _machine_share(observation: Observation) -> Value:
    return None if observation.diet is None else observation.diet.trained_on
