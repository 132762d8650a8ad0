"""What a text lacks of the human words, and has beside them; for texts that are not of a lineage."""

import numpy as np

from driftview.measures.observation import Observation
from driftview.measures.registry import Measure, Value


def _lost(observation: Observation) -> Value:
    return int(np.count_nonzero(_is_lost(observation)))


def _lost_share(observation: Observation) -> Value:
    human = observation.human.types
    return int(np.count_nonzero(_is_lost(observation))) / human if human else None


def _lost_mass(observation: Observation) -> Value:
    human = observation.human
    return int(human.counts[_is_lost(observation)].sum()) / human.length if human.length else None


def _new(observation: Observation) -> Value:
    return int(np.count_nonzero((observation.counts > 0) & (observation.human.counts == 0)))


def _is_lost(observation: Observation) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    return np.asarray((observation.human.counts > 0) & (observation.counts == 0))


LOSSES = (
    Measure(
        "lost_types", "words lost", "words", "How many of the human words the text does not have.",
        "|{w : c_w = 0 < h_w}|", "definition", "higher", _lost,
    ),
    Measure(
        "lost_types_share", "share of words lost", "share",
        "The share of the human words that the text does not have.",
        "|{w : c_w = 0 < h_w}| / |{w : h_w > 0}|", "definition", "higher", _lost_share,
    ),
    Measure(
        "lost_mass", "lost mass", "share", "The share of the human text whose words this text lacks.",
        "Σ h_w over c_w = 0, / Σ h_w", "definition", "higher", _lost_mass,
    ),
    Measure(
        "new_types", "new words", "words", "How many words the text has that the human text does not have.",
        "|{w : h_w = 0 < c_w}|", "definition", "neither", _new,
    ),
)  # fmt: skip
"""Measures against a human text, beside those of the registry."""
