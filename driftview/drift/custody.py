"""Chain of custody: the path of a sentence through the generations, and whether a text descends from outputs.

A model copies each word from a place of the text that it was trained on. Which of several equal places it was
is not recorded; the path below takes the longest runs, so it has the fewest joins that the texts allow.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Indices, Tokens
from driftview.drift.ancestry import prose, sentence_bounds
from driftview.drift.lineage import Generation, Lineage
from driftview.drift.phrases import RunKeys, RunTable, marked_length
from driftview.text.building import Reader
from driftview.text.corpus import Corpus, Place
from driftview.text.reading import TextError, label
from driftview.text.sources import Source


@dataclass(frozen=True)
class Stretch:
    """Neighbouring tokens of one generation that the sentence descends from."""

    generation: int
    begin: int
    end: int
    text: str
    place: Place | None = None
    """Where it stands, in the human text."""


@dataclass(frozen=True)
class CustodyStep:
    """What the sentence was in one generation."""

    generation: int
    stretches: tuple[Stretch, ...]
    """In the order of the sentence, that of generation 0 with its places."""
    joined: int
    """How many joins this generation made: places where it put together what stood apart in what it read."""


@dataclass(frozen=True)
class Custody:
    """The path of a sentence from the human pages to a generation."""

    generation: int
    begin: int
    end: int
    text: str
    steps: tuple[CustodyStep, ...]
    """The newest first; the last one is the human text."""
    removes: tuple[int, int]
    """How often its words were copied since a human wrote them, at least and at most."""
    hands: int
    """How many writers it passed through: human voices, and a model for each generation."""
    orphans: int
    """Tokens that descend from no human one, or whose path is lost."""

    @property
    def joins(self) -> int:
        """Joins made on the way, in all generations."""
        return sum(step.joined for step in self.steps)


KEPT = 4
"""Texts that are kept indexed where each model reads one."""


SCANS = 60
"""Questions about one text that are answered by reading through it: sorting it takes as long as so many."""


class _Places:
    """Finds where a run of human tokens stands in one text."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self._ids = generation.tokens if generation.matched else generation.origins
        self._asked = 0

    @cached_property
    def _ordered(self) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
        """The positions by what stands there, and what stands there."""
        order = np.argsort(self._ids, kind="stable")
        return order, self._ids[order]

    def _of(self, wanted: int) -> NDArray[np.int64]:
        """Return where one token stands, rising."""
        self._asked += 1
        if self._asked <= SCANS:
            return np.flatnonzero(self._ids == wanted)
        order, ordered = self._ordered
        low, high = np.searchsorted(ordered, [wanted, wanted + 1])
        return order[low:high].astype(np.int64)

    def longest(self, wanted: NDArray[np.int32]) -> tuple[int, int]:
        """Return where the longest beginning of ``wanted`` stands first, and its length; 0 for nowhere."""
        places = self._of(int(wanted[0]))
        if not len(places) or wanted[0] < 0:
            return 0, 0
        length = 1
        while length < len(wanted) and wanted[length] >= 0:
            ahead = places + length
            going_on = ahead < len(self._ids)
            going_on[going_on] = self._ids[ahead[going_on]] == wanted[length]
            if not going_on.any():
                break
            places, length = places[going_on], length + 1
        return int(places.min()), length

    def ids(self, begin: int, end: int) -> NDArray[np.int32]:
        """Return what tokens are found by: the human tokens behind them, or words where matched."""
        return np.asarray(self._ids[begin:end])


class CustodyFinder:
    """Follows sentences of one lineage back; make one and keep it: texts are indexed as they are needed."""

    def __init__(self, lineage: Lineage) -> None:
        """Nothing is indexed yet."""
        self._lineage = lineage
        self._indexed: dict[int, _Places] = {}

    def _places(self, number: int) -> _Places:
        if number not in self._indexed:
            self._indexed[number] = _Places(self._lineage.generations[number])
            if self._lineage.settings.rule.newest == 1 and len(self._indexed) > KEPT:
                del self._indexed[next(iter(self._indexed))]  # no older model has read it
        return self._indexed[number]

    def sentence(self, number: int, position: int) -> Custody:
        """Follow the sentence that holds a position of a generation.

        Parameters
        ----------
        number
            The generation.
        position
            A token of it.

        Returns
        -------
        Custody
            The path of the sentence.
        """
        return self.span(number, *sentence_bounds(self._lineage.generations[number], position))

    def span(self, number: int, begin: int, end: int) -> Custody:
        """Follow the tokens from ``begin`` to ``end`` of a generation; see `sentence`.

        Parameters
        ----------
        number
            The generation.
        begin, end
            The tokens.

        Returns
        -------
        Custody
            Their path.
        """
        generations = self._lineage.generations
        waiting: dict[int, list[tuple[int, int, int, int]]] = {number: [(0, begin, end, 0)]}
        steps, orphans, removes = [], 0, [0] if number == 0 else []
        for each in range(number, -1, -1):
            stretches = sorted(waiting.pop(each, []))
            if not stretches:
                continue
            joined = 0
            for offset, low, high, depth in stretches if each else ():
                parents, lost = self._parents(each, low, high)
                orphans += lost
                joined += max(0, len(parents) - 1)
                for start, older, first, length in parents:
                    found = (offset + start, first, first + length, depth + 1)
                    waiting.setdefault(older, []).append(found)
                    removes += [depth + 1] if older == 0 else []
            parts = tuple(_stretch(generations[each], low, high) for _, low, high, _ in stretches)
            steps.append(CustodyStep(each, parts, joined))
        voices = {stretch.place.voice for step in steps for stretch in step.stretches if stretch.place}
        return Custody(
            number,
            begin,
            end,
            prose(generations[number], begin, end),
            tuple(steps),
            (min(removes, default=0), max(removes, default=0)),
            len(voices) + sum(step.generation > 0 for step in steps),
            orphans,
        )

    def _parents(self, number: int, begin: int, end: int) -> tuple[list[tuple[int, int, int, int]], int]:
        """Return the stretches that a generation copied some tokens from, and how many have none.

        Each is its offset, the older generation, its first token there, and its length.
        """
        wanted = self._places(number).ids(begin, end)
        if self._lineage.generations[number].matched:
            wanted = np.asarray(self._lineage.generations[number].tokens_between(begin, end))
        found: list[tuple[int, int, int, int]] = []
        offset = lost = 0
        while offset < len(wanted):
            best = (0, 0, 0)
            for older in self._read(number):
                first, length = self._longest(older, wanted[offset:], number)
                if length > best[0]:
                    best = length, older, first
            length, older, first = best
            if not length:
                lost, offset = lost + 1, offset + 1
                continue
            found.append((offset, older, first, length))
            offset += length
        return found, lost

    def _longest(self, older: int, wanted: NDArray[np.int32], number: int) -> tuple[int, int]:
        """Look in the human text by words where texts were matched: its own ids are places."""
        matched = self._lineage.generations[number].matched
        if older == 0 and matched:
            return _of_words(self._lineage.corpus.tokens, wanted)
        return self._places(older).longest(wanted)

    def _read(self, number: int) -> Iterator[int]:
        """Yield the generations that the model of one read, the newest first; 0 for human text in the mix."""
        settings = self._lineage.settings
        newest = settings.rule.newest
        oldest = 0 if newest is None else max(0, number - newest)
        yield from range(number - 1, oldest - 1, -1)
        if oldest > 0 and settings.mixes_human:
            yield 0


def _of_words(tokens: Tokens, wanted: NDArray[np.int32]) -> tuple[int, int]:
    """Return where the longest beginning of a run of words stands first in a text, and how long it is."""
    places, length = np.flatnonzero(tokens == wanted[0]), 1
    if not len(places):
        return 0, 0
    while length < len(wanted):
        ahead = places + length
        going_on = ahead < len(tokens)
        going_on[going_on] = tokens[ahead[going_on]] == wanted[length]
        if not going_on.any():
            break
        places, length = places[going_on], length + 1
    return int(places.min()), length


def _stretch(generation: Generation, begin: int, end: int) -> Stretch:
    corpus = generation.corpus
    place = None if generation.number else corpus.place(begin)
    return Stretch(generation.number, begin, end, prose(generation, begin, end) or "¶", place)


FINGERPRINT = 5
"""Words of a run that is looked for in foreign texts, at least."""

SURE = 1e-3
"""A text is called derived from outputs where chance would give so many shared joins this rarely."""


@dataclass(frozen=True)
class SharedJoins:
    """How many runs of a foreign text stand in one generation and in no human text."""

    generation: int
    shared: int
    expected: float
    """How many human text of this length would share by chance."""
    probability: float
    """The chance that human text shares so many or more."""
    example: str
    """One of them; empty without any."""


@dataclass(frozen=True)
class Provenance:
    """Whether a text was derived from the generations of a lineage."""

    words: int
    """Tokens of a run."""
    runs: int
    """Runs of the text that no human text has."""
    generations: tuple[SharedJoins, ...]
    """From generation 1 on."""
    verbatim: float
    """The share of its runs that the human training text has: it may be a copy of that."""

    @property
    def likeliest(self) -> SharedJoins | None:
        """The generation that it shares most with, beyond chance; None where it shares nothing for sure."""
        sure = [each for each in self.generations if each.probability < SURE / max(1, len(self.generations))]
        return max(sure, key=lambda each: (each.shared - each.expected, -each.generation), default=None)


def provenance(lineage: Lineage, corpus: Corpus, tokens: Tokens, starts: Indices) -> Provenance:
    """Tell whether a text was derived from the outputs of a lineage, by joins that only machines have made.

    Parameters
    ----------
    lineage
        Its generations.
    corpus
        Its corpus with the words of the text in the vocabulary.
    tokens, starts
        The text, shapes (N,) and (D,).

    Returns
    -------
    Provenance
        For each generation, runs that stand in it and in no human text, next to what human text would share.

    Notes
    -----
    The null hypothesis is the held-out human text: of its M runs that the training text lacks, some m_j stand
    in generation j by chance. A text with K such runs then shares Poisson(K·(m_j + 1)/M); the 1 keeps a
    generation that the held-out text never meets from being certain.
    """
    n = max(FINGERPRINT, marked_length(lineage.settings))
    keys = RunKeys(len(corpus.vocabulary))
    human = RunTable.of(keys.of(lineage.corpus.tokens, n), lineage.corpus.starts, n)
    held_out = RunTable.of(keys.of(lineage.corpus.held_out, n), lineage.corpus.held_out_starts, n)
    text = RunTable.of(keys.of(tokens, n), starts, n)
    fresh = human.lacks(text.keys) & held_out.lacks(text.keys)
    known = human.lacks(held_out.keys)
    found = []
    for generation in lineage.generations[1:]:
        table = RunTable.of(keys.of(generation.tokens, n), generation.starts, n)
        shared = fresh & ~table.lacks(text.keys)
        by_chance = int(np.count_nonzero(known & ~table.lacks(held_out.keys)))
        expected = float(np.count_nonzero(fresh)) * (by_chance + 1) / max(1, int(np.count_nonzero(known)))
        count = int(np.count_nonzero(shared))
        example = ""
        if count:
            at = int(text.first[np.flatnonzero(shared)[0]])
            words = corpus.vocabulary.words
            example = " ".join(words[token].strip() or "¶" for token in tokens[at : at + n].tolist())
        found.append(SharedJoins(generation.number, count, expected, _poisson_tail(count, expected), example))
    verbatim = 1.0 - float(human.lacks(text.keys).mean()) if len(text.keys) else 0.0
    return Provenance(n, int(np.count_nonzero(fresh)), tuple(found), verbatim)


def provenance_of(lineage: Lineage, source: Source) -> Provenance:
    """Tell whether a text that was found was derived from the outputs of a lineage; see `provenance`.

    Parameters
    ----------
    lineage
        Its generations.
    source
        The text, all voices of it.

    Returns
    -------
    Provenance
        What it shares with each generation.

    Raises
    ------
    TextError
        There is no word in it.
    """
    reader = Reader(lineage.corpus)
    read = [reader.read(page) for voice in source.voices for _, page in voice.files]
    begins = np.cumsum([0, *(len(each.tokens) for each in read[:-1])])
    tokens = np.concatenate([each.tokens for each in read])
    if not len(tokens):
        raise TextError(f"{label(source.name)} is empty: give a text with some words in it")
    starts = np.concatenate([each.starts + begin for each, begin in zip(read, begins, strict=True)])
    return provenance(lineage, reader.corpus, tokens, starts)


def _poisson_tail(count: int, mean: float) -> float:
    """Return P(X ≥ count) of a Poisson variable."""
    if count == 0:
        return 1.0
    logs = [i * math.log(mean) - mean - math.lgamma(i + 1) for i in range(count)] if mean > 0 else [0.0]
    return max(0.0, 1.0 - sum(map(math.exp, logs))) if count < 500 or count < 2 * mean else 0.0
