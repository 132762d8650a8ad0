"""Runs of n neighbouring tokens (n-grams) inside one document, and the runs that are copied word for word."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Counts, Flags, Indices, PackedStates, Positions, Tokens

HASH = np.uint64(0x9E3779B97F4A7C15)
"""2⁶⁴ divided by the golden ratio."""

KEY_BITS = 64
"""Bits of a key."""


class Variety(NamedTuple):
    """How many n-grams a text has, and how many different ones."""

    types: int
    windows: int

    @property
    def distinct(self) -> float | None:
        """Different n-grams per n-gram (distinct-n), or None without any."""
        return self.types / self.windows if self.windows else None


def bits_for(size: int) -> int:
    """Return how many bits hold the ids 0 … ``size``; the last one means "no token".

    Parameters
    ----------
    size
        How many words there are, V.

    Returns
    -------
    int
        Bits.
    """
    return size.bit_length()


def inside(length: int, starts: NDArray[np.int64], n: int) -> Flags:
    """Say for each position whether the n tokens from there stay in one document.

    Parameters
    ----------
    length
        Tokens of the text, N.
    starts
        Where each document starts, rising from 0, shape (D,).
    n
        Length of the n-grams, in tokens, from 1.

    Returns
    -------
    Flags
        Shape (N,).
    """
    flags = np.ones(length, bool)
    flags[max(0, length - n + 1) :] = False
    for back in range(1, n):
        before = starts - back
        flags[before[before >= 0]] = False
    return flags


def pack(tokens: Tokens, n: int, bits: int) -> PackedStates:
    """Pack the n tokens from each position into one key, the first token highest.

    Parameters
    ----------
    tokens
        Token ids in reading order, shape (N,).
    n
        Length of the n-grams, in tokens, from 1.
    bits
        Bits of a token; n · bits is at most 64.

    Returns
    -------
    PackedStates
        Shape (N,); windows that reach over the end of the text are filled with zeros.
    """
    ids = np.asarray(tokens, np.int32).view(np.uint32)  # ids are never negative; no copy is made
    keys = ids.astype(np.uint64)
    for ahead in range(1, n):
        keys <<= np.uint64(bits)
        keys[: max(0, len(keys) - ahead)] |= ids[ahead:]
    return keys


def distinct(keys: PackedStates) -> PackedStates:
    """Return the different values of keys.

    Parameters
    ----------
    keys
        Any keys, shape (K,).

    Returns
    -------
    PackedStates
        Rising.
    """
    ordered = np.sort(keys)
    if not len(ordered):
        return ordered
    fresh = np.empty(len(ordered), bool)
    fresh[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=fresh[1:])
    return ordered[fresh]


def multiplicities(keys: PackedStates) -> Counts:
    """Return how often each different key occurs.

    Parameters
    ----------
    keys
        Any keys, shape (K,).

    Returns
    -------
    Counts
        In the order of the keys.
    """
    if not len(keys):
        return np.zeros(0, np.int64)
    ordered = np.sort(keys)
    edges = np.flatnonzero(ordered[1:] != ordered[:-1]) + 1
    return np.diff(edges, prepend=0, append=len(ordered)).astype(np.int64)


def window_keys(tokens: Tokens, n: int, size: int) -> PackedStates:
    """Return a key for the n tokens from each position, equal where the tokens are equal.

    Parameters
    ----------
    tokens
        Token ids in reading order, shape (N,).
    n
        Length of the n-grams, in tokens, from 1.
    size
        Number of words, V.

    Returns
    -------
    PackedStates
        Shape (N,); keys of windows that cross a document start or the end of the text mean nothing.

    Notes
    -----
    Where n ids do not fit into 64 bits, a window is the pair of ranks of its two halves, which may overlap.
    """
    bits = bits_for(size)
    if n * bits <= KEY_BITS:
        return pack(tokens, n, bits)
    half = (n + 1) // 2
    halves = window_keys(tokens, half, size)
    ranks = np.searchsorted(distinct(halves), halves).astype(np.uint64)
    keys = ranks << np.uint64(KEY_BITS // 2)
    reach = n - half
    keys[: max(0, len(keys) - reach)] |= ranks[reach:]
    return keys


class KeySet:
    """A set of keys in which many others are looked up, without sorting them: a hash table of one try.

    A key that another one has driven from its place in the table is looked up among all keys.
    """

    def __init__(self, keys: PackedStates) -> None:
        """Hash some different keys, rising."""
        self._keys = keys
        bits = len(keys).bit_length() + 2  # a place in four or eight is taken
        self._shift = np.uint64(KEY_BITS - bits)
        home = self._home(keys)
        self._table = np.zeros(1 << bits, np.uint64)
        self._table[home] = keys
        self._shared = np.zeros(1 << bits, bool)
        self._shared[home[self._table[home] != keys]] = True
        self._empty = self._home(np.zeros(1, np.uint64))[0]

    def _home(self, keys: PackedStates) -> Indices:
        """Return the place of each key in the table (multiplicative hashing, Knuth 1973)."""
        return ((keys * HASH) >> self._shift).astype(np.int64)

    def count(self, keys: PackedStates) -> int:
        """Return how many of other keys are in the set, each occurrence counted."""
        home = self._home(keys)
        met = np.take(self._table, home) == keys
        known = int(np.count_nonzero(met))
        if not len(self._keys):
            return 0
        if self._keys[0] > 0:  # an empty place reads as 0
            known -= int(np.count_nonzero(keys == 0)) if not self._table[self._empty] else 0
        unsure = np.sort(keys[~met & np.take(self._shared, home)])
        nearest = self._keys[np.minimum(np.searchsorted(self._keys, unsure), len(self._keys) - 1)]
        return known + int(np.count_nonzero(nearest == unsure))


def repeated_share(tokens: Tokens, places: Indices, n: int, size: int) -> float | None:
    """Return the share of n-grams that repeat another one: 1 − different n-grams / n-grams.

    Parameters
    ----------
    tokens
        Token ids, or the numbers of classes that tokens belong to, shape (N,).
    places
        Where n-grams begin, each inside what it must not leave.
    n
        Length of the n-grams, in tokens, from 1.
    size
        Number of words or classes, V.

    Returns
    -------
    float or None
        From 0 to 1; None without any place.
    """
    if not len(places):
        return None
    return 1.0 - len(distinct(window_keys(tokens, n, size)[places])) / len(places)


def ngram_counts(tokens: Tokens, starts: NDArray[np.int64], n: int, size: int) -> Counts:
    """Return how often each different n-gram occurs.

    Parameters
    ----------
    tokens
        Token ids in reading order, shape (N,).
    starts
        Where each document starts, rising from 0, shape (D,).
    n
        Length of the n-grams, in tokens, from 1.
    size
        Number of words, V.

    Returns
    -------
    Counts
        One number for each different n-gram; n-grams never cross a document start.
    """
    keys = window_keys(tokens, n, size)
    return multiplicities(keys[inside(len(tokens), starts, n)])


def pairs_and_triples(tokens: Tokens, starts: NDArray[np.int64], size: int) -> tuple[Variety, Variety]:
    """Count the different pairs and triples of neighbours with one sort.

    Every position gives one key of three tokens, filled up with "no token" behind the end of its document.
    Sorted, a new triple begins where any bit changes and a new pair where a bit above the last token
    changes; what was filled up is known apart and taken off. Three ids must fit into 64 bits.

    Parameters
    ----------
    tokens
        Token ids, shape (N,).
    starts
        Where documents start, shape (D,).
    size
        How many words there are, V.

    Returns
    -------
    tuple[Variety, Variety]
        Different pairs and all of them; different triples and all of them.
    """
    bits = bits_for(size)
    keys = pack(tokens, 3, bits)
    last = np.append(starts[1:], len(tokens)) - 1
    before_last = last[last > starts] - 1
    none = np.uint64(size)
    step = np.uint64(bits)
    first = tokens[last].astype(np.uint64) << step
    keys[last] = ((first | none) << step) | none
    pairs = (tokens[before_last].astype(np.uint64) << step) | tokens[before_last + 1].astype(np.uint64)
    keys[before_last] = (pairs << step) | none
    keys.sort()
    changes = keys[1:] ^ keys[:-1]
    singles = len(distinct(first))
    pair_types = 1 + int(np.count_nonzero(changes >= (np.uint64(1) << step))) - singles
    triple_types = 1 + int(np.count_nonzero(changes)) - singles - len(distinct(pairs))
    windows = len(tokens) - len(last)
    return Variety(pair_types, windows), Variety(triple_types, windows - len(before_last))


COPIED = 8
"""Tokens from which on a run counts as copied."""


class Runs(NamedTuple):
    """All copied runs of a text, in reading order; three arrays of one shape."""

    starts: Counts
    """Where each run starts in the text."""
    lengths: Counts
    """Tokens of each run."""
    origins: Counts
    """Human position from which each run is copied."""


class Span(NamedTuple):
    """One passage that is copied word for word."""

    start: int
    length: int
    origin: int
    """Human position of its first token."""


def runs(origins: Positions, starts: NDArray[np.int64]) -> Runs:
    """Return the longest runs of tokens that were copied in one piece.

    Parameters
    ----------
    origins
        Human position of each token, −1 for none; shape (N,).
    starts
        Where each document starts, rising from 0, shape (D,).

    Returns
    -------
    Runs
        Every run whose origins go +1, +1, … and that does not cross a document start.
    """
    if not len(origins):
        nothing = np.zeros(0, np.int64)
        return Runs(nothing, nothing, nothing)
    breaks = np.empty(len(origins), bool)
    breaks[:1] = True
    np.not_equal(origins[1:] - origins[:-1], 1, out=breaks[1:])
    breaks[starts] = True
    begins = np.flatnonzero(breaks)
    lengths = np.diff(begins, append=len(origins))
    heads = origins[begins].astype(np.int64)
    # A token without origin is no copy, though human position 0 after it looks like the next step.
    orphans = np.flatnonzero(heads < 0)
    if len(orphans):
        begins[orphans] += 1
        lengths[orphans] -= 1
        heads[orphans] = 0
        kept = lengths > 0
        begins, lengths, heads = begins[kept], lengths[kept], heads[kept]
    return Runs(begins, lengths, heads)


def copied_spans(origins: Positions, starts: NDArray[np.int64], least: int = COPIED) -> list[Span]:
    """Return the runs that count as copied.

    Parameters
    ----------
    origins
        Human position of each token, −1 for none; shape (N,).
    starts
        Where each document starts, rising from 0, shape (D,).
    least
        Tokens from which on a run counts.

    Returns
    -------
    list of Span
        The longest first, then in reading order.
    """
    found = runs(origins, starts)
    long = np.flatnonzero(found.lengths >= least)
    order = long[np.argsort(-found.lengths[long], kind="stable")]
    return [Span(int(found.starts[i]), int(found.lengths[i]), int(found.origins[i])) for i in order]


def human_ancestors(origins: Positions, human_length: int) -> int:
    """Return how many different human tokens have a descendant in the text.

    Parameters
    ----------
    origins
        Human position of each token, −1 for none; shape (N,).
    human_length
        Tokens of the human text.

    Returns
    -------
    int
        From 0 to ``human_length``.
    """
    alive = np.zeros(human_length + 1, bool)
    alive[origins] = True  # −1 marks the spare last place
    return int(np.count_nonzero(alive[:-1]))
