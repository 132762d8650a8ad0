"""What is measured: one text with its counts, next to the human text that it may descend from."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Counts, Flags, Floats, Indices, PackedStates, Positions, Tokens
from driftview.measures import ngrams
from driftview.measures.ngrams import Runs, Span, Variety, distinct, runs
from driftview.text.corpus import Corpus
from driftview.text.tokens import render
from driftview.text.vocabulary import Vocabulary
from driftview.text.whole_words import find_words


class Spectrum(NamedTuple):
    """Counts of counts: ``types[j]`` words occur exactly ``times[j]`` times; rising, none empty."""

    times: Counts
    types: Counts

    def occurring(self, times: int) -> int:
        """Return how many words occur exactly ``times`` times (V_i)."""
        place = int(np.searchsorted(self.times, times))
        found = place < len(self.times) and self.times[place] == times
        return int(self.types[place]) if found else 0


def spectrum(counts: Counts) -> Spectrum:
    """Return the counts of counts of the words that occur at all.

    Parameters
    ----------
    counts
        How often each word occurs, shape (V,).

    Returns
    -------
    Spectrum
        Also the frequency spectrum, or frequency of frequencies.
    """
    how_many = np.bincount(counts)
    how_many[:1] = 0
    times = np.flatnonzero(how_many)
    return Spectrum(times.astype(np.int64), how_many[times].astype(np.int64))


def previous_positions(tokens: Tokens) -> Positions:
    """Return where each token's word last occurred before it.

    Parameters
    ----------
    tokens
        Token ids in reading order, shape (N,).

    Returns
    -------
    Positions
        −1 for a first time; shape (N,).
    """
    keys = tokens.astype(np.uint64)
    keys <<= np.uint64(32)
    keys |= np.arange(len(tokens), dtype=np.uint64)
    keys.sort()
    order = (keys & np.uint64(0xFFFFFFFF)).astype(np.int64)
    keys >>= np.uint64(32)
    again = np.flatnonzero(keys[1:] == keys[:-1])
    before = np.full(len(tokens), -1, np.int32)
    before[order[again + 1]] = order[again]
    return before


@dataclass(frozen=True, eq=False)
class CountedText:
    """A text of N tokens in D documents, over a vocabulary of V ids."""

    tokens: Tokens
    """Token ids in reading order, shape (N,)."""
    starts: NDArray[np.int64]
    """Where each document starts, rising from 0, shape (D,)."""
    counts: Counts
    """How often each id occurs, shape (V,)."""
    _ngrams: dict[int, Counts] = field(default_factory=dict, init=False, repr=False)

    @property
    def length(self) -> int:
        """Number of tokens, N."""
        return len(self.tokens)

    @property
    def size(self) -> int:
        """Number of ids of the vocabulary, words that do not occur included, V."""
        return len(self.counts)

    @cached_property
    def spectrum(self) -> Spectrum:
        """Counts of counts."""
        return spectrum(self.counts)

    @cached_property
    def types(self) -> int:
        """Number of different words that occur."""
        return int(self.spectrum.types.sum())

    @cached_property
    def probabilities(self) -> Floats:
        """Relative frequency of each id, shape (V,); all zero in an empty text."""
        return self.counts / max(1, self.length)

    @cached_property
    def previous(self) -> Positions:
        """Position at which each token's word last occurred before, −1 for a first time; shape (N,)."""
        return previous_positions(self.tokens)

    @cached_property
    def _pairs_and_triples(self) -> tuple[Variety, Variety]:
        return ngrams.pairs_and_triples(self.tokens, self.starts, self.size)

    def ngrams(self, n: int) -> Counts:
        """Return how often each different n-gram occurs; n-grams never cross a document start."""
        if n < 1:
            raise ValueError(f"an n-gram has at least one token, not {n}")
        if n not in self._ngrams:
            self._ngrams[n] = ngrams.ngram_counts(self.tokens, self.starts, n, self.size)
        return self._ngrams[n]

    def variety(self, n: int) -> Variety:
        """Return the numbers of different n-grams and of all n-grams."""
        fits = 3 * ngrams.bits_for(self.size) <= ngrams.KEY_BITS
        if n in (2, 3) and fits and self.length:
            return self._pairs_and_triples[n - 2]
        counts = self.ngrams(n)
        return Variety(len(counts), int(counts.sum()))


Codes: TypeAlias = NDArray[np.int64]

HALF = np.uint64(32)
"""Bits of a key that each half of a window takes."""


class Shared(NamedTuple):
    """The n-grams that occur in both of two texts; n-grams never cross a document start."""

    n: int
    text: Codes
    """Number of the shared n-gram that starts at each position of the text, −1 for none; shape (N,)."""
    other: Codes
    """The same for the other text."""
    types: int
    """Different n-grams that both texts have."""

    @property
    def windows(self) -> int:
        """Positions of the text at which a shared n-gram starts."""
        return int(np.count_nonzero(self.text >= 0))


def _is_start(text: CountedText) -> Flags:
    flags = np.zeros(text.length, bool)
    flags[text.starts] = True
    return flags


def _joined(left: Codes, right: Codes, is_start: Flags, shift: int) -> tuple[Counts, PackedStates]:
    """Return the positions where a window of both halves may start, and its key at each."""
    whole = (left[: max(0, len(left) - shift)] >= 0) & (right[shift:] >= 0) & ~is_start[shift:]
    places = np.flatnonzero(whole)
    return places, (left[places].astype(np.uint64) << HALF) | right[places + shift].astype(np.uint64)


def _common(first: PackedStates, second: PackedStates) -> PackedStates:
    """Return the keys that both sorted arrays of different keys hold."""
    merged = np.sort(np.concatenate((first, second)), kind="stable")
    return merged[:-1][merged[1:] == merged[:-1]] if len(merged) else merged


def _coded(length: int, places: Counts, keys: PackedStates, common: PackedStates) -> Codes:
    codes = np.full(length, -1, np.int64)
    if len(common):
        ranks = np.minimum(np.searchsorted(common, keys), len(common) - 1)
        codes[places] = np.where(common[ranks] == keys, ranks, -1)
    return codes


class Comparison:
    """The shared n-grams of a text and another, for any n; longer ones are built from shorter ones.

    A window is shared only if both of its halves are, so that the work shrinks with what is left.
    """

    def __init__(self, text: CountedText, other: CountedText) -> None:
        self._texts = text, other
        self._is_start = _is_start(text), _is_start(other)
        self._shared: dict[int, Shared] = {1: self._words()}

    def _words(self) -> Shared:
        text, other = self._texts
        both = (text.counts > 0) & (other.counts > 0)
        numbers = np.where(both, np.arange(len(both)), -1)
        return Shared(1, numbers[text.tokens], numbers[other.tokens], int(np.count_nonzero(both)))

    def _join(self, left: Shared, right: Shared) -> Shared:
        """Return the shared windows that begin with one of ``left`` and go on with one of ``right``."""
        places, keys = _joined(left.text, right.text, self._is_start[0], left.n)
        other_places, other_keys = _joined(left.other, right.other, self._is_start[1], left.n)
        common = _common(distinct(keys), distinct(other_keys))
        return Shared(
            left.n + right.n,
            _coded(len(left.text), places, keys, common),
            _coded(len(left.other), other_places, other_keys, common),
            len(common),
        )

    def ngrams(self, n: int) -> Shared:
        """Return the shared n-grams; raises ValueError below n = 1."""
        if n < 1:
            raise ValueError(f"an n-gram has at least one token, not {n}")
        if n not in self._shared:
            left = 1 << ((n - 1).bit_length() - 1)
            self._shared[n] = self._join(self.ngrams(left), self.ngrams(n - left))
        return self._shared[n]

    def longest(self) -> Span | None:
        """Return the first of the longest passages of the text that the other text has too, or None.

        Its origin is the first place of the other text where the passage stands.
        """
        powers = [self.ngrams(1)]
        while powers[-1].types and powers[-1].n < len(powers[-1].text):
            powers.append(self.ngrams(2 * powers[-1].n))
        best = next((found for found in reversed(powers) if found.types), None)
        if best is None:
            return None
        for step in reversed(powers[: powers.index(best)]):
            trial = self._join(best, step)
            best = trial if trial.types else best
        start = int(np.argmax(best.text >= 0))
        return Span(start, best.n, int(np.argmax(best.other == best.text[start])))

    def covered(self, n: int) -> int:
        """Return how many tokens of the text lie inside a shared n-gram."""
        begins = (self.ngrams(n).text >= 0).astype(np.int64)
        depth = np.cumsum(begins)
        depth[n:] -= depth[:-n].copy()
        return int(np.count_nonzero(depth))


class WordNumbers(NamedTuple):
    """The numbers of different words (driftview.text.whole_words), rising."""

    trained: NDArray[np.uint64]
    """Of the text that models are trained on."""
    human: NDArray[np.uint64]
    """Of all human text, what is held out included."""


def _nothing() -> Tokens:
    return np.zeros(0, np.int32)


class Thresholds(NamedTuple):
    """Where measures of variety that ask for a number have it; the defaults are their authors'."""

    mtld: float = 0.72
    """Ratio of different words at which a stretch of MTLD ends, above 0 and below 1."""
    hd_d_draws: int = 42
    """Words that are drawn for HD-D, from 1."""


USUAL = Thresholds()


@dataclass(frozen=True, eq=False)
class Human(CountedText):
    """The human training text, and the held-out text that no model trains on."""

    held_out: Tokens = field(default_factory=_nothing)
    """Held-out token ids, shape (H,)."""
    token_voice: NDArray[np.int32] | None = None
    """The voice of each token, shape (N,); None where there is one voice."""
    vocabulary: Vocabulary | None = None
    """The word of each id, also of ids that the human text lacks, where text is spelled out."""
    corpus: Corpus | None = None
    """Where the text comes from: it knows how tokens make words."""

    @classmethod
    def of(cls, corpus: Corpus) -> Self:
        """Take the training and the held-out text of a corpus."""
        voice = corpus.token_voice if len(corpus.voices) > 1 else None
        return cls(
            corpus.tokens, corpus.starts, corpus.counts, corpus.held_out, voice, corpus.vocabulary, corpus
        )

    @cached_property
    def spellings(self) -> Indices | None:
        """A number of each word that it shares with those that differ by capital letters alone, shape (V,).

        None where there are no two such words: of texts in lower case, for one.
        """
        if self.vocabulary is None:
            return None
        numbers: dict[str, int] = {}
        found = [numbers.setdefault(word.casefold(), len(numbers)) for word in self.vocabulary.words]
        return np.array(found, np.int64) if len(numbers) < len(found) else None

    @cached_property
    def words(self) -> WordNumbers | None:
        """The different words of the human text, in whole; None where nobody knows how they are spelled."""
        corpus = self.corpus
        if corpus is None:
            return None
        read = find_words(corpus.vocabulary, corpus.unit, self.tokens, self.starts)
        unread = find_words(corpus.vocabulary, corpus.unit, self.held_out, corpus.held_out_starts)
        numbers = read.counted()[0]
        return WordNumbers(numbers, np.union1d(numbers, unread.numbers))


class Diet(NamedTuple):
    """How much of what a generation was trained on a machine wrote, where it was scraped together."""

    scraped: float
    """Share of machine text in what was scraped, before a detector and a search engine chose."""
    trained_on: float
    """Share of machine text in the newest mix that was trained on."""


@dataclass(frozen=True, eq=False)
class Observation(CountedText):
    """One text, most often a generation, over the vocabulary of the human text."""

    human: Human
    origins: Positions | None = None
    """Human position that each token descends from, −1 for none, shape (N,); None where nobody knows."""
    held_out_probability: Floats | None = None
    """Probability that a fixed scorer, trained on this text, gives each held-out token, shape (H,)."""
    matched: Positions | None = None
    """Where origins are not known: the human position that each token was matched with, −1 for none, (N,)."""

    counted_variety: Callable[[int], Variety | None] | None = None
    """Counts n-grams faster than by reading the text, or says None where it cannot."""

    model_probability: Floats | None = None
    """Probability that the model which wrote this text gave each held-out token, shape (H,), where it has
    been asked."""

    diet: Diet | None = None
    """What the model was trained on, where that was scraped together."""
    thresholds: Thresholds = USUAL
    """Numbers that measures of variety ask for."""

    models: Counts | None = None
    """How often each of several models that write side by side has each word, shape (M, V)."""

    written: Counts | None = None
    """How often each word occurs in what the model wrote, shape (V,), where this text is the mix or pool
    that it became part of."""

    def __post_init__(self) -> None:
        """Refuse arrays that do not belong together."""
        if self.size != self.human.size:
            raise ValueError(f"the text has {self.size} ids, the human text {self.human.size}")
        if self.origins is not None and len(self.origins) != self.length:
            raise ValueError(f"{len(self.origins)} origins for {self.length} tokens")
        scored = self.held_out_probability
        if scored is not None and len(scored) != len(self.human.held_out):
            raise ValueError(f"{len(scored)} probabilities for {len(self.human.held_out)} held-out tokens")

    def variety(self, n: int) -> Variety:
        """Return the numbers of different n-grams and of all n-grams."""
        counted = None if self.counted_variety is None else self.counted_variety(n)
        return super().variety(n) if counted is None else counted

    @cached_property
    def spelled(self) -> bytes:
        """The text as UTF-8, as plain prose, documents separated by blank lines; empty without its words."""
        words = self.human.vocabulary
        return b"" if words is None else render(words, self.tokens, self.starts).encode("utf-8", "replace")

    @cached_property
    def copies(self) -> Runs | None:
        """Every run that is copied from the human text, of any length; None where origins are not known.

        Where copies were found by matching they are those.
        """
        origins = self.matched if self.origins is None else self.origins
        return None if origins is None else runs(origins, self.starts)

    @cached_property
    def words(self) -> NDArray[np.uint64] | None:
        """The numbers of the different words of the text, in whole; None where their spelling is unknown."""
        corpus = self.human.corpus
        if corpus is None:
            return None
        found = find_words(corpus.vocabulary, corpus.unit, self.tokens, self.starts)
        return found.counted()[0]

    @cached_property
    def comparison(self) -> Comparison:
        """The n-grams that this text and the human text share, whether origins are known or not."""
        return Comparison(self, self.human)
