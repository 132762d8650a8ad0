"""Where a text stands in the human text, found by comparing the two: for writers whose copying nobody saw.

Every token gets the longest passage of the text that holds it and stands word for word in the human text;
of passages of one length, the one that begins first. Of several human places the first is taken. Passages
never cross a document start. The human text is sorted once by prefix doubling (Karp, Miller and Rosenberg
1972; Manber and Myers 1993): its runs of 1, 2, 4, 8 … tokens are numbered in their order, so that two
runs of any length are compared in log₂ steps.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Counts, Flags, Indices, PackedStates, Positions, Tokens
from driftview.measures.registry import Pause, never

HALF = np.uint64(32)
"""Bits of a key that each half of a run takes."""

ODD = np.uint32(1)

SEVERAL = np.uint64(0xFFFFFFFF)
"""Stands for a second half where there are several; no code is as large."""

Codes = NDArray[np.uint32]
"""Runs of one length as numbers in their order: 2r + 3 is the r-th different human run, 2r + 2 is between the
runs r − 1 and r; shape (N + 1,). Beyond the end stands 1 in the human text and 0 in others, never alike."""

BEYOND_HUMAN, BEYOND = 1, 0


class _Smallest:
    """Smallest numbers of the rows of an array: pairs of pairs of pairs, twice its memory."""

    def __init__(self, values: Counts) -> None:
        """Take M ≥ 1 numbers; O(M)."""
        self._levels = [values]
        while len(self._levels[-1]) > 1:
            below = self._levels[-1]
            pairs = np.minimum(below[: len(below) & ~1 : 2], below[1::2])
            self._levels.append(np.append(pairs, below[-1]) if len(below) % 2 else pairs)

    def last_below(self, at: Counts, limits: Counts) -> Counts:
        """Return the last place up to ``at`` whose number is below its limit, shape (Q,); O(Q log M).

        There must be one: a number below all limits stands first.
        """
        return self._nearest(at, limits, -1)

    def first_below(self, at: Counts, limits: Counts) -> Counts:
        """Do the same for the first place from ``at`` on; a number below all limits stands last."""
        return self._nearest(at, limits, 1)

    def _nearest(self, at: Counts, limits: Counts, step: int) -> Counts:
        """Climb from each place until a row holds what is sought, then descend to its nearest place."""
        at, height, climbing = at.copy(), np.zeros(len(at), np.int64), np.arange(len(at))
        near = int(step < 0)  # of two neighbours, the one that is met first
        for level, values in enumerate(self._levels):
            here = at[climbing]
            found = values[here] < limits[climbing]
            beside = ~found & (here & 1 == near)
            beside[beside] = values[here[beside] + step] < limits[climbing[beside]]
            there = found | beside
            at[climbing] = np.where(there, here + step * beside, (here >> 1) + step)
            height[climbing] = level
            climbing = climbing[~there]
            if not len(climbing):
                break
        for level in range(int(height.max(initial=0)) - 1, -1, -1):
            mine, values = np.flatnonzero(height > level), self._levels[level]
            nearer = np.minimum(2 * at[mine] + near, len(values) - 1)
            at[mine] = np.where(values[nearer] < limits[mine], nearer, 2 * at[mine] + 1 - near)
        return at

    def of_rows(self, begins: Counts, ends: Counts) -> Counts:
        """Return the smallest number from ``begins`` to before ``ends``, rows of at least one; shape (Q,)."""
        begins, ends = begins.copy(), ends.copy()
        smallest = self._levels[0][begins]
        for values in self._levels:
            going = np.flatnonzero(begins < ends)
            if not len(going):
                break
            left, right = begins[going], ends[going]
            smallest[going] = np.minimum(smallest[going], np.minimum(values[left], values[right - 1]))
            begins[going], ends[going] = (left + 1) >> 1, right >> 1
        return smallest


@dataclass(eq=False)
class _Level:
    """The T different human runs of 2^k tokens, in their order."""

    keys: PackedStates
    """Two halves as codes of the level below, of single tokens the token itself; shape (T,)."""
    first: Counts
    """Where each run first stands in the human text, shape (T,)."""
    codes: Codes
    """Of the run at each human place."""
    order: Positions
    """Human places in the order of their runs, those of one run rising; shape (N,)."""
    ways: PackedStates
    """By half the code of a first half: the first run that begins so or comes after << 32 | the code of the
    second half where there is one only, else SEVERAL. Of single tokens, by token: how many are smaller."""
    alike: _Smallest | None = field(default=None, repr=False)
    """How many tokens each run has in common with the one before it, and the last with nothing."""
    places: _Smallest | None = field(default=None, repr=False)
    """``first``, to be asked for rows of runs."""

    @classmethod
    def of_tokens(cls, human: Tokens) -> "_Level":
        """Number the different tokens of the human text."""
        order = _sorted(human.astype(np.uint64), np.arange(len(human), dtype=np.int64))
        tokens = human[order].astype(np.uint64)
        smaller = np.concatenate(([0], np.cumsum(np.bincount(human) > 0)))
        return cls._of(tokens, order, smaller.astype(np.uint64))

    @classmethod
    def of_halves(cls, below: "_Level", k: int) -> "_Level":
        """Number the runs of 2^k tokens by their halves: one sort, as the second halves are in order."""
        half, count = 1 << (k - 1), len(below.order)
        cut_off = np.arange(max(0, count - half), count)
        by_second: Indices = np.concatenate((cut_off, below.order[below.order >= half] - half)).astype(
            np.int64
        )
        order = _sorted(below.codes[by_second].astype(np.uint64), by_second)
        keys = ((below.codes[:-1].astype(np.uint64) << HALF) | _second_halves(below.codes, k))[order]
        different = keys[_changes(keys)]
        number = np.bincount(_rank(different >> HALF), minlength=len(below.first) + 1)
        ways = np.full(len(number) + 1, SEVERAL, np.uint64)
        bounds = np.cumsum(number) - number
        alone = np.flatnonzero(number == 1)
        ways[1:][alone] = different[bounds[alone]] & SEVERAL
        ways[1:] |= bounds.astype(np.uint64) << HALF
        return cls._of(keys, order, ways)

    @classmethod
    def _of(cls, keys: PackedStates, order: Indices, ways: PackedStates) -> "_Level":
        """Put together a level from the sorted keys and the places that they are of."""
        new = _changes(keys)
        codes = np.full(len(keys) + 1, BEYOND_HUMAN, np.uint32)
        codes[order] = 2 * np.cumsum(new, dtype=np.uint32) + 1
        return cls(keys[new], order[new].astype(np.int64), codes, order.astype(np.int32), ways)

    def code_tokens(self, tokens: Tokens) -> Codes:
        """Number the tokens of any text among the human ones."""
        place = np.minimum(tokens, len(self.ways) - 1)
        smaller = self.ways[place]
        codes = np.full(len(tokens) + 1, BEYOND, np.uint32)
        codes[:-1] = 2 * smaller + 2 + (self.ways[np.minimum(place + 1, len(self.ways) - 1)] > smaller)
        return codes

    def code_halves(self, below: Codes, k: int) -> Codes:
        """Number the runs of 2^k tokens of any text from their halves' codes in the level below.

        Where few runs are human ones, only what their neighbours need is numbered; elsewhere stands BEYOND.
        """
        half, codes = 1 << (k - 1), np.full(len(below), BEYOND, np.uint32)
        known = np.flatnonzero(below & ODD)
        if 2 * len(known) > len(below):
            codes[:-1] = self._code(below[:-1], _second_halves(below, k))
            return codes
        codes[known] = self._code(below[known], below[np.minimum(known + half, len(below) - 1)])
        second = known[(codes[known] & ODD) > 0] + 2 * half
        second = second[second < len(below) - 1]
        second = second[below[second] & ODD == 0]
        codes[second] = self._code(below[second], below[np.minimum(second + half, len(below) - 1)])
        return codes

    def _code(self, first: Codes, second: Codes) -> Codes:
        """Number runs by the codes of their halves.

        Most first halves go on in one way: their second half is compared, not searched for.
        """
        ways = np.take(self.ways, first >> ODD)
        alone, known = ways.astype(np.uint32), first & ODD
        codes = (ways >> HALF).astype(np.uint32)
        codes += known * (second > alone)
        codes += ODD
        codes <<= ODD
        codes += known * (second == alone)
        several = np.flatnonzero(known & (alone == SEVERAL))
        keys = (first[several].astype(np.uint64) << HALF) | second[several]
        places = np.searchsorted(self.keys, keys)
        codes[several] = 2 * places + 2 + (self.keys[np.minimum(places, len(self.keys) - 1)] == keys)
        return codes


class Matcher:
    """Finds the human places of any text; make one for each human text, and keep it."""

    def __init__(self, human: Tokens) -> None:
        """Sort the single tokens; longer runs are sorted when they are first needed, O(N log N) each time."""
        self._levels = [_Level.of_tokens(human)]

    def match(self, tokens: Tokens, starts: NDArray[np.int64], pause: Pause = never) -> Positions:
        """Return the human place of each token.

        Parameters
        ----------
        tokens
            Token ids in reading order, shape (N,).
        starts
            Where each document starts, rising from 0, shape (D,).
        pause
            Called between two pieces of work; what it raises ends it.

        Returns
        -------
        Positions
            −1 for words that the human text lacks; shape (N,).

        Notes
        -----
        O(N log N) for each doubling of the longest passage: 150 ms for 130,000 tokens.
        """
        origins = np.full(len(tokens), -1, np.int32)
        codes = self._codes(tokens, pause)
        pause()
        reach = self._reach(codes)
        pause()
        ends = np.append(starts[1:], len(tokens))
        left = np.repeat(ends, ends - starts) - np.arange(len(tokens))
        reach = np.minimum(reach, left)
        begins = np.flatnonzero((reach > 0) & ~_goes_on(reach, starts))
        lengths = reach[begins]
        chosen = _longest_over(len(tokens), begins, lengths)
        pause()
        inside = np.flatnonzero(chosen >= 0)
        used, which = np.unique(chosen[inside], return_inverse=True)
        pause()
        places = self._first_places(codes, begins[used], lengths[used])
        origins[inside] = places[which] + inside - begins[used][which]
        return origins

    def _codes(self, tokens: Tokens, pause: Pause) -> list[Codes]:
        """Number a text's runs of 1, 2, 4 … tokens, up to a length of which the human text has none."""
        codes = [self._levels[0].code_tokens(tokens)]
        while np.any(codes[-1] & ODD):
            pause()
            codes.append(self._level(len(codes)).code_halves(codes[-1], len(codes)))
        return codes

    def _level(self, k: int) -> _Level:
        while len(self._levels) <= k:
            self._levels.append(_Level.of_halves(self._levels[-1], len(self._levels)))
        return self._levels[k]

    def _reach(self, codes: list[Codes]) -> Counts:
        """Return the length of the longest passage that begins at each place, 0 for none; shape (N,)."""
        reach = np.zeros(len(codes[0]) - 1, np.int64)
        for k in range(len(codes) - 1):
            shorter, longer = codes[k][:-1], codes[k + 1][:-1]
            at = np.flatnonzero((shorter & ODD) > (longer & ODD))
            reach[at] = 1 << k
            above = self._level(k + 1)
            for neighbour in (-1, 0):
                ranks = np.clip(_rank(longer[at]) + neighbour, 0, len(above.first) - 1)
                alike = np.flatnonzero(above.keys[ranks] >> HALF == shorter[at])
                mine, places = at[alike], above.first[ranks[alike]]
                reach[mine] = np.maximum(reach[mine], self._alike(codes, mine, places, k, 1 << k))
        return reach

    def _alike(self, codes: list[Codes], at: Counts, places: Counts, k: int, known: int = 0) -> Counts:
        """Return how many tokens are alike from places of a text and of the human one.

        Fewer than 2^k more than are ``known`` to be.
        """
        alike = np.full(len(at), known)
        for j in range(k - 1, -1, -1):
            alike += (codes[j][at + alike] == self._level(j).codes[places + alike]).astype(np.int64) << j
        return alike

    def _first_places(self, codes: list[Codes], begins: Counts, lengths: Counts) -> Counts:
        """Return the first human place of each passage; shapes (M,)."""
        places = np.zeros(len(begins), np.int64)
        heights = np.frexp(lengths)[1] - 1
        for k in np.unique(heights).tolist():
            mine = np.flatnonzero(heights == k)
            places[mine] = self._first_of(codes, begins[mine], lengths[mine], k)
        return places

    def _first_of(self, codes: list[Codes], begins: Counts, lengths: Counts, k: int) -> Counts:
        """Do the same for lengths from 2^k to 2^(k + 1): the runs that begin alike are a row."""
        level = self._level(k + 1)
        if level.alike is None or level.places is None:
            human = [each.codes for each in self._levels]
            alike = np.full(len(level.first) + 1, -1, np.int64)
            alike[1:-1] = self._alike(human, level.first[1:], level.first[:-1], k + 1)
            level.alike, level.places = _Smallest(alike), _Smallest(level.first)
        ranks = np.minimum(_rank(codes[k + 1][begins]), len(level.first) - 1)
        ranks -= self._alike(codes, begins, level.first[ranks], k + 1) < lengths
        return level.places.of_rows(
            level.alike.last_below(ranks, lengths), level.alike.first_below(ranks + 1, lengths)
        )


def _sorted(keys: PackedStates, places: Indices) -> Indices:
    """Return ``places`` in the order of their ``keys`` (below 2^32); equal ones stay in order."""
    packed = (keys << HALF) | np.arange(len(keys), dtype=np.uint64)
    packed.sort()
    return np.asarray(places[(packed & np.uint64(0xFFFFFFFF)).astype(np.int64)])


def _changes(keys: PackedStates) -> Flags:
    """Say of each of the sorted keys whether it is another than the one before."""
    changes = np.ones(len(keys), bool)
    np.not_equal(keys[1:], keys[:-1], out=changes[1:])
    return changes


def _rank(codes: NDArray[np.unsignedinteger]) -> Counts:
    """Return the number of the human run that is meant, or of the one that follows."""
    return np.asarray(codes.astype(np.int64) >> 1) - 1


def _second_halves(codes: Codes, k: int) -> Codes:
    """Return the code of the second half of each run of 2^k tokens, shape (N,)."""
    half = 1 << (k - 1)
    behind = np.full(len(codes) - 1, codes[-1], np.uint32)
    behind[: max(0, len(behind) - half)] = codes[half:-1]
    return behind


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
