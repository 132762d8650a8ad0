"""Which human words a text still has, which it lost, which it brought; in numbers and by frequency."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from driftview import quantities
from driftview.arrays import Counts, Flags, Tokens
from driftview.measures.observation import Observation
from driftview.measures.registry import Kept, Value, measure


class Band(NamedTuple):
    """The words that occur ``low`` to ``high`` times in the human text."""

    low: int
    high: int

    @property
    def label(self) -> str:
        """The band as people write it: never, once, twice, 3–4."""
        names = {0: "never", 1: "once", 2: "twice"}
        if self.low == self.high:
            return names.get(self.low, f"{self.low}")
        return f"{self.low}–{self.high}"


class BandSurvival(NamedTuple):
    """What became of the words of each band; four arrays of shape (number of bands,)."""

    types: Counts
    """Words in the human text."""
    alive: Counts
    """Words that occur now."""
    lost_now: Counts
    """Words that occurred before, and no longer do."""
    lost_before: Counts
    """Words that occur neither now nor before."""


def bands(human_counts: Counts) -> tuple[Band, ...]:
    """Return the frequency bands 1, 2, 3–4, 5–8, 9–16, … up to the one that holds the largest count.

    Parameters
    ----------
    human_counts
        How often humans wrote each word, shape (V,).

    Returns
    -------
    tuple of Band
        None of them overlap; empty for a text without words.
    """
    largest = int(human_counts.max(initial=0))
    if not largest:
        return ()
    highs = [2**power for power in range((largest - 1).bit_length() + 1)]
    return tuple(Band(high // 2 + 1, high) if high > 1 else Band(1, 1) for high in highs)


def band_indices(human_counts: Counts) -> Counts:
    """Return the number of each word's band.

    Parameters
    ----------
    human_counts
        How often humans wrote each word, shape (V,).

    Returns
    -------
    Counts
        From 0, or −1 for words that no human wrote; shape (V,).
    """
    highs = np.array([band.high for band in bands(human_counts)], np.int64)
    indices = np.searchsorted(highs, human_counts)
    return np.where(human_counts > 0, indices, -1).astype(np.int64)


def band_survival(human_counts: Counts, now: Counts, before: Counts) -> BandSurvival:
    """Count the words of each band that are alive, lost in this generation, and lost before it.

    Parameters
    ----------
    human_counts, now, before
        How often each word occurs in the human text, in this generation and in the one before; shape (V,)
        each.

    Returns
    -------
    BandSurvival
        Counts by band; alive + lost_now + lost_before = types.
    """
    written = human_counts > 0
    band = band_indices(human_counts)[written]
    number = len(bands(human_counts))
    lives = now[written] > 0
    lived = before[written] > 0

    def count(chosen: Counts) -> Counts:
        return np.bincount(chosen, minlength=number).astype(np.int64)

    return BandSurvival(
        count(band), count(band[lives]), count(band[lived & ~lives]), count(band[~lived & ~lives])
    )


def own_words_by_voice(tokens: Tokens, token_voice: NDArray[np.int32], words: int) -> NDArray[np.int64]:
    """Return the voice that alone uses each word.

    Parameters
    ----------
    tokens
        The human text, shape (N,).
    token_voice
        The voice of each token, shape (N,).
    words
        How many words there are, V.

    Returns
    -------
    NDArray[np.int64]
        Number of the voice; −1 for words of several voices, and for those that nobody uses; shape (V,).
    """
    first = np.full(words, np.iinfo(np.int64).max, np.int64)
    last = np.full(words, -1, np.int64)
    np.minimum.at(first, tokens, token_voice)
    np.maximum.at(last, tokens, token_voice)
    return np.where(first == last, last, -1)


def _is_lost(observation: Observation) -> Flags:
    return np.asarray((observation.human.counts > 0) & (observation.counts == 0))


@measure(
    quantities.HUMAN_WORDS,
    "human words",
    "words",
    "How many of the different words that humans wrote the text still has. Punctuation marks and the end of "
    "a paragraph (¶) count as words.",
    "lower",
    formula="|{w : c_w > 0, h_w > 0}|",
    source="definition; expected number: Suresh et al. 2024, Rate of Model Collapse in Recursive Training",
    short="words",
    needs="human",
    ordered=False,
    law="words",
    everyday=19,
    panel=1,
    table="brief",
    studied=True,
    kept=Kept("words", "different words, of those in the human text"),
    digits=0,
    compared=True,
)
def _human_types(observation: Observation) -> Value:
    return int(np.count_nonzero((observation.counts > 0) & (observation.human.counts > 0)))


@measure(
    "new_types",
    "own words",
    "words",
    "How many different words the text has that the human text does not have.",
    "neither",
    formula="|{w : h_w = 0 < c_w}|",
    source="definition",
    needs="human",
    ordered=False,
    of_others=True,
    change=False,
    everyday=20,
    panel=2,
    table="brief",
    digits=0,
)
def _new_types(observation: Observation) -> Value:
    return int(np.count_nonzero((observation.counts > 0) & (observation.human.counts == 0)))


@measure(
    "lost_types",
    "words lost",
    "words",
    "How many of the human words the text does not have.",
    "higher",
    formula="|{w : c_w = 0 < h_w}|",
    source="definition",
    needs="human",
    ordered=False,
)
def _lost_types(observation: Observation) -> Value:
    return int(np.count_nonzero(_is_lost(observation)))


@measure(
    "lost_types_share",
    "share of words lost",
    "share",
    "The share of the human words that the text does not have.",
    "higher",
    formula="|{w : c_w = 0 < h_w}| / |{w : h_w > 0}|",
    source="definition",
    needs="human",
    ordered=False,
)
def _lost_types_share(observation: Observation) -> Value:
    human = observation.human.types
    return int(np.count_nonzero(_is_lost(observation))) / human if human else None


@measure(
    "lost_mass",
    "lost mass",
    "share",
    "The share of the human text whose words this text lacks.",
    "higher",
    formula="Σ h_w over c_w = 0, / Σ h_w",
    source="definition",
    needs="human",
    ordered=False,
)
def _lost_mass(observation: Observation) -> Value:
    human = observation.human
    return int(human.counts[_is_lost(observation)].sum()) / human.length if human.length else None


@measure(
    "own_words_least",
    "own words left",
    "share",
    "The share of own words left to the voice that has lost most of them. Own words are those that no "
    "other voice of the human text uses.",
    "lower",
    formula="min over voices v of |{w : c_w > 0, w ∈ W_v}| / |W_v|, W_v the words that only v uses",
    source="definition; expected share: Σ 1 − (1 − s_g)^{h_w} over W_v",
    short="worst voice",
    needs="human",
    ordered=False,
    of_length="changes",
)
def _own_words_least(observation: Observation) -> Value:
    human = observation.human
    if human.token_voice is None:
        return None
    owner = own_words_by_voice(human.tokens, human.token_voice, human.size)
    owner[0] = -1  # the end of a paragraph is nobody's
    owned, alive = owner[owner >= 0], owner[(owner >= 0) & (observation.counts > 0)]
    if not len(owned):
        return None
    words = np.bincount(owned)
    left = np.bincount(alive, minlength=len(words))
    return float((left[words > 0] / words[words > 0]).min())


@measure(
    quantities.AS_WRITTEN,
    "words as written",
    "words",
    "How many of the words that humans wrote are in this generation as the model wrote it; the other numbers "
    "are of the training text that it became part of.",
    "lower",
    formula="words of the human text with at least one token in the written text",
    source="definition",
    needs="human",
    ordered=False,
    control="none",
    short="written",
    table="brief",
    runs="measured mixes",
    law="words as written",
)
def _written_types(observation: Observation) -> Value:
    if observation.written is None:
        return None
    return int(np.count_nonzero((observation.written > 0) & (observation.human.counts > 0)))


@measure(
    quantities.OTHER_CASE,
    "lost, in other case",
    "words",
    "How many of the lost words live on with other capital letters: “Although” is lost, “although” is not.",
    "neither",
    formula="|{w : c_w = 0 < h_w, c_v > 0 for a v that differs from w by case alone}|",
    source="definition",
    needs="human",
    ordered=False,
    control="none",
    of_human=False,
    change=False,
    runs="whole words",
)
def _other_case(observation: Observation) -> Value:
    lost = np.flatnonzero(_is_lost(observation))
    if not len(lost):
        return 0  # so that nothing is spelled before the first step
    spellings = observation.human.spellings
    if spellings is None:
        return None
    alive = np.zeros(int(spellings.max()) + 1, bool)
    alive[spellings[observation.counts > 0]] = True
    return int(np.count_nonzero(alive[spellings[lost]]))
