"""How much of a text is copied from the human text, from which places and which voices.

Where nobody saw the copying, places are found by comparing the two texts. Every token gets the longest
passage of the text that holds it and stands word for word in the human text; of passages of one length, the
one that begins first. Of several human places the first is taken. Passages never cross a document start.
The human text is sorted once by prefix doubling (Karp, Miller and Rosenberg 1972; Manber and Myers 1993):
its runs of 1, 2, 4, 8 … tokens are numbered in their order, so that two runs of any length are compared in
log₂ steps.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Counts, Floats, PackedStates, Positions, Tokens
from driftview.measures.ngrams import COPIED, founders
from driftview.measures.observation import Observation
from driftview.measures.registry import Value, measure


@measure(
    "copied_share",
    "copied 8+",
    "share",
    "The share of the text inside passages of at least 8 words copied word for word from the human text.",
    "higher",
    formula="tokens in runs of origins +1, +1, … of at least 8 / N",
    source="definition",
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
)
def _longest_copy(observation: Observation) -> Value:
    copies = observation.copies
    return None if copies is None else int(copies.lengths.max(initial=0))


@measure(
    "founders",
    "founders",
    "tokens",
    "How many words of the human text, place by place, still have a descendant.",
    "lower",
    formula="|{origins ≥ 0}|",
    source="Wright–Fisher genealogy: N s_g are expected",
)
def _founders(observation: Observation) -> Value:
    if observation.origins is None:
        return None
    return founders(observation.origins, observation.human.length)


@measure(
    "shared_share",
    "shared 8+",
    "share",
    "The share of the text inside runs of 8 words that stand in the human text too, by chance or by copying.",
    "higher",
    formula="tokens inside shared 8-grams / N",
    source="definition",
)
def _shared_share(observation: Observation) -> Value:
    if not observation.length:
        return None
    return observation.comparison.covered(COPIED) / observation.length


@measure(
    "longest_shared",
    "longest shared",
    "tokens",
    "The longest passage that stands in the human text too; needs no genealogy.",
    "higher",
    formula="longest common run of tokens",
    source="definition",
)
def _longest_shared(observation: Observation) -> Value:
    span = observation.comparison.longest()
    return span.length if span else 0


@measure(
    "mutated_share",
    "mutations",
    "share",
    "The share of the text copied from nowhere: words that a smoothed model made up or brought back.",
    "neither",
    formula="tokens without an origin / N",
    source="mutation in the sense of Kimura and Crow 1964",
)
def _mutated_share(observation: Observation) -> Value:
    if observation.origins is None or not observation.length:
        return None
    return float((observation.origins < 0).mean())


# Where a text stands in the human text, found by comparing the two: for writers whose copying nobody saw.
#
# Every token gets the longest passage of the text that holds it and stands word for word in the human text;
# of passages of one length, the one that begins first. Of several human places the first is taken. Passages
# never cross a document start. The human text is sorted once by prefix doubling (Karp, Miller and Rosenberg
# 1972; Manber and Myers 1993): its runs of 1, 2, 4, 8 … tokens are numbered in their order, so that two
# runs of any length are compared in log₂ steps.

HALF = np.uint64(32)
"""Bits of a key that each half of a run takes."""

ODD = np.uint32(1)

Codes = NDArray[np.uint32]
"""Runs of one length as numbers in their order: 2r + 3 is the r-th different human run, 2r + 2 is between the
runs r − 1 and r; shape (N + 1,). Beyond the end stands 1 in the human text and 0 in others, never alike."""

BEYOND_HUMAN, BEYOND = 1, 0


@dataclass(eq=False)
class _Level:
    """The T different human runs of 2^k tokens, in their order."""

    keys: PackedStates
    """Two halves as codes of the level below, of single tokens the token itself; shape (T,)."""
    first: Counts
    """Where each run first stands in the human text, shape (T,)."""
    codes: Codes
    """Of the run at each human place."""
    alike: Counts | None = field(default=None, repr=False)
    """How many tokens each run has in common with the one before it, shape (T,)."""

    @classmethod
    def of(cls, keys: PackedStates) -> "_Level":
        """Number the runs of the human text."""
        different, first, ranks = np.unique(keys, return_index=True, return_inverse=True)
        codes = np.full(len(keys) + 1, BEYOND_HUMAN, np.uint32)
        codes[:-1] = 2 * ranks + 3
        return cls(different, first.astype(np.int64), codes)

    def code(self, keys: PackedStates) -> Codes:
        """Number the runs of any text among the human ones."""
        places = np.searchsorted(self.keys, keys)
        present = self.keys[np.minimum(places, len(self.keys) - 1)] == keys
        codes = np.full(len(keys) + 1, BEYOND, np.uint32)
        codes[:-1] = 2 * places + 2 + present
        return codes


class Matcher:
    """Finds the human places of any text; make one for each human text, and keep it."""

    def __init__(self, human: Tokens) -> None:
        """Sort the single tokens; longer runs are sorted when they are first needed, O(N log N) each time."""
        self._levels = [_Level.of(human.astype(np.uint64))]

    def match(self, tokens: Tokens, starts: NDArray[np.int64]) -> Positions:
        """Return the human place of each token, −1 for words that the human text lacks; shape (N,).

        O(N log N) for each doubling of the longest passage: 150 ms for 130,000 tokens.
        """
        origins = np.full(len(tokens), -1, np.int32)
        codes = self._codes(tokens.astype(np.uint64))
        reach = self._reach(codes)
        ends = np.append(starts[1:], len(tokens))
        left = np.repeat(ends, ends - starts) - np.arange(len(tokens))
        reach = np.minimum(reach, left)
        begins = np.flatnonzero((reach > 0) & ~_goes_on(reach, starts))
        lengths = reach[begins]
        chosen = _longest_over(len(tokens), begins, lengths)
        inside = np.flatnonzero(chosen >= 0)
        used, which = np.unique(chosen[inside], return_inverse=True)
        places = self._first_places(codes, begins[used], lengths[used])
        origins[inside] = places[which] + inside - begins[used][which]
        return origins

    def _codes(self, tokens: PackedStates) -> list[Codes]:
        """Number a text's runs of 1, 2, 4 … tokens, up to a length of which the human text has none."""
        codes = [self._levels[0].code(tokens)]
        while np.any(codes[-1] & ODD):
            codes.append(self._level(len(codes)).code(_doubled(codes[-1], len(codes))))
        return codes

    def _level(self, k: int) -> _Level:
        while len(self._levels) <= k:
            self._levels.append(_Level.of(_doubled(self._levels[-1].codes, len(self._levels))))
        return self._levels[k]

    def _reach(self, codes: list[Codes]) -> Counts:
        """Return the length of the longest passage that begins at each place, 0 for none; shape (N,)."""
        reach = np.zeros(len(codes[0]) - 1, np.int64)
        for k in range(len(codes) - 1):
            known, longer = codes[k][:-1] & ODD > 0, codes[k + 1][:-1]
            at = np.flatnonzero(known & (longer & ODD == 0))
            above = self._level(k + 1)
            for neighbour in (-1, 0):
                ranks = np.clip(_rank(longer[at]) + neighbour, 0, len(above.first) - 1)
                reach[at] = np.maximum(reach[at], self._alike(codes, at, above.first[ranks], k))
        return reach

    def _alike(self, codes: list[Codes], at: Counts, places: Counts, k: int) -> Counts:
        """Return how many tokens, below 2^(k + 1), are alike from places of a text and of the human one."""
        alike = np.zeros(len(at), np.int64)
        for j in range(k, -1, -1):
            own, human = codes[j], self._level(j).codes
            here = own[np.minimum(at + alike, len(own) - 1)]
            there = human[np.minimum(places + alike, len(human) - 1)]
            alike += (here == there).astype(np.int64) << j
        return alike

    def _first_places(self, codes: list[Codes], begins: Counts, lengths: Counts) -> Counts:
        """Return the first human place of each passage; shapes (M,)."""
        places = np.zeros(len(begins), np.int64)
        for length in np.unique(lengths).tolist():
            mine = np.flatnonzero(lengths == length)
            k = length.bit_length() - 1
            if length == 1 << k:
                places[mine] = self._level(k).first[_rank(codes[k][begins[mine]])]
            else:
                places[mine] = self._first_of(codes, begins[mine], length, k)
        return places

    def _first_of(self, codes: list[Codes], begins: Counts, length: int, k: int) -> Counts:
        """Do the same for one length between 2^k and 2^(k + 1): the runs that begin so are a row."""
        level = self._level(k + 1)
        if level.alike is None:
            here = [each.codes for each in self._levels]
            level.alike = np.zeros(len(level.first), np.int64)
            level.alike[1:] = self._alike(here, level.first[1:], level.first[:-1], k)
        ranks = np.minimum(_rank(codes[k + 1][begins]), len(level.first) - 1)
        ranks -= self._alike(codes, begins, level.first[ranks], k) < length
        changes = level.alike < length
        changes[0] = True
        rows = np.minimum.reduceat(level.first, np.flatnonzero(changes))
        return np.asarray(rows[np.cumsum(changes)[ranks] - 1], np.int64)


def _rank(codes: Codes) -> Counts:
    """Return the number of the human run that is meant, or of the one that follows."""
    return np.asarray((codes >> ODD).astype(np.int64) - 1)


def _doubled(codes: Codes, k: int) -> PackedStates:
    """Return the keys of runs of 2^k tokens from the codes of their halves; shape (N,)."""
    half = 1 << (k - 1)
    behind = np.full(len(codes) - 1, codes[-1], np.uint32)
    behind[: max(0, len(behind) - half)] = codes[half:-1]
    return (codes[:-1].astype(np.uint64) << HALF) | behind


def _goes_on(reach: Counts, starts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say of each place whether its passage is but the rest of the one from the place before."""
    goes_on = np.zeros(len(reach), bool)
    goes_on[1:] = (reach[1:] == reach[:-1] - 1) & (reach[:-1] > 0)
    goes_on[starts] = False
    return goes_on


def _longest_over(tokens: int, begins: Counts, lengths: Counts) -> Counts:
    """Return for each token the longest passage over it, the first of equals; −1 for none; shape (N,).

    Passages begin and end in the same order, so that those over a token are a row; the longest of a row is
    looked up in a table of the rows of 1, 2, 4 … passages.
    """
    at = np.arange(tokens)
    low = np.searchsorted(begins + lengths, at, side="right")
    high = np.searchsorted(begins, at, side="right")
    over = np.flatnonzero(high > low)
    chosen = np.full(tokens, -1, np.int64)
    if not len(over):
        return chosen
    table = [(lengths << np.int64(32)) + len(begins) - np.arange(len(begins))]
    widths = np.frexp((high - low)[over])[1] - 1
    for k in range(int(widths.max())):
        table.append(np.maximum(table[-1][: -(1 << k)], table[-1][1 << k :]))
    for k in np.unique(widths).tolist():
        mine = over[widths == k]
        best = np.maximum(table[k][low[mine]], table[k][high[mine] - (1 << k)])
        chosen[mine] = len(begins) - (best & 0xFFFFFFFF)
    return chosen


def voice_shares(origins: Positions, token_voice: NDArray[np.int32], voices: int) -> Floats:
    """Return the share of tokens that descend from each voice; shape (voices,).

    ``origins`` are human positions, −1 for none; ``token_voice`` is the voice of each human position.
    The shares sum to one less the share of tokens without origin; they are all zero for an empty text.
    """
    if not len(origins):
        return np.zeros(voices)
    if voices == 1:
        return np.array([float(np.mean(origins >= 0))])
    known = origins[origins >= 0] if int(origins.min()) < 0 else origins
    counts = np.bincount(token_voice[known], minlength=voices)
    return counts / len(origins)
