"""What sampling alone leaves of texts that were written elsewhere: of the human words, and step by step.

Nobody knows what such a writer drew. Two ways to draw bound what sampling does: single words, and whole
documents with replacement. Documents are the yardstick, because texts come and go by documents: a word that
stands in one of them goes with it, so that fewer words are left, and runs differ more. Where every document
goes on as a chain of its own, its words are drawn from the document in the same place.
"""

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import Literal, NamedTuple, assert_never, get_args

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Counts, Flags, Floats, Indices, Tokens
from driftview.choices import Unit
from driftview.drift.laws import Laws
from driftview.drift.lineage import Values
from driftview.drift.simulated import widening
from driftview.drift.training import Passage
from driftview.measures.survival import Band
from driftview.portable import rounded_words
from driftview.quantities import ANCESTORS, HUMAN_WORDS, WORDS, WORDS_ONCE
from driftview.settings.settings import Settings
from driftview.text.corpus import Corpus
from driftview.theory.passages import Passages
from driftview.theory.resampling import (
    Holdings,
    chains_drawn,
    documents_drawn,
    mean_and_sd,
    paired_share,
    trials_for,
)
from driftview.theory.schedule import Schedule
from driftview.theory.survival import Lines, token_lines
from driftview.theory.word_law import UnmixedLaw, survival_of

Sampler = Literal["chains", "documents", "words"]
"""What is drawn."""

SAMPLERS: tuple[Sampler, ...] = get_args(Sampler)
"""All of them; the first that is known of a text is its yardstick."""

KEPT = "kept_words"
"""The name of what one step should keep, among expected values."""

FEW = 5
"""From so many documents on, drawing documents says something."""

CHAINED, APART = 0.5, 2.0
"""Documents are chains where at least this share of what they hold was in the same place one step before, and
so many times the share that was one place on."""


class Null(NamedTuple):
    """What one way of sampling leaves."""

    expected: float
    sd: float


def known_name(name: str, sampler: Sampler) -> str:
    """Return what a value is called in files under one way of sampling: human_types_if_documents."""
    return f"{name}_if_{sampler}"


def nulls(expected: Values, name: str) -> dict[Sampler, Null]:
    """Return what each way of sampling leaves, the yardstick first; empty where nothing is predicted."""
    found: dict[Sampler, Null] = {}
    for sampler in SAMPLERS:
        key = known_name(name, sampler)
        mean, sd = expected.get(key), expected.get(f"{key}_sd")
        if mean is not None and sd is not None:
            found[sampler] = Null(mean, sd)
    return found


def drawn(sampler: Sampler, unit: Unit) -> str:
    """Say what is drawn, in two words or three."""
    match sampler:
        case "chains":
            return "drawn within documents"
        case "documents":
            return "documents drawn"
        case "words":
            return f"{unit}s drawn"
        case _:
            assert_never(sampler)


class GivenLaws(Laws):
    """What sampling alone would have done to given texts, in every step and since the human text."""

    def __init__(self, corpus: Corpus, settings: Settings, passages: Sequence[Passage]) -> None:
        """Take the human text, settings that say how long the generations are, and their texts."""
        super().__init__(corpus, settings)
        self._corpus = corpus
        written = [each.written for each in passages]
        texts = [
            (each, passage.starts)
            for each, passage in zip(written, passages, strict=True)
            if each is not None
        ]
        self._texts: list[tuple[Tokens, NDArray[np.int64]]] = [(corpus.tokens, corpus.starts), *texts]
        self._sizes = tuple(len(tokens) for tokens, _ in self._texts[1:])

    def expected(self, generation: int, own_words: bool = False) -> Values:
        """Return what each way of sampling leaves; the yardstick stands under the plain name too."""
        found = super().expected(generation, own_words)
        if not generation:
            return found
        words = Null(float(found[HUMAN_WORDS] or 0.0), float(found[f"{HUMAN_WORDS}_sd"] or 0.0))
        left = {**self._drawn_since(generation), "words": words}
        kept = self._kept(generation)
        for name, by_sampler in ((HUMAN_WORDS, left), (KEPT, kept)):
            for sampler, null in by_sampler.items():
                key = known_name(name, sampler)
                found[key], found[f"{key}_sd"] = rounded_words(null.expected), rounded_words(null.sd)
            mean, sd = next(iter(by_sampler.values()))
            found[name], found[f"{name}_sd"] = rounded_words(mean), rounded_words(sd)
        if WORDS in found:
            found[WORDS], found[f"{WORDS}_sd"] = found[HUMAN_WORDS], found[f"{HUMAN_WORDS}_sd"]
        if len(left) > 1:  # of hapaxes and ancestors only drawn words predict anything
            found = {
                name: each for name, each in found.items() if not name.startswith((WORDS_ONCE, ANCESTORS))
            }
        return found

    def alive(self, generation: int, bands: tuple[Band, ...]) -> list[float]:
        """Return how many words of each band the yardstick leaves."""
        of_words = super().alive(generation, bands)
        chances = self._chances(generation) if generation else None
        if chances is None:
            return of_words
        human = self._corpus.counts[self._human.word]
        inside = ((human >= band.low) & (human <= band.high) for band in bands)
        return [rounded_words(float(chances[each].sum())) for each in inside]

    @cached_property
    def _human(self) -> Holdings:
        return Holdings.of(*self._texts[0])

    @cached_property
    def chained(self) -> bool:
        """Whether every document goes on as a chain of its own."""
        documents = {len(starts) for _, starts in self._texts}
        if len(documents) > 1 or min(documents) < FEW:
            return False
        words = len(self._corpus.vocabulary)
        shares = [
            paired_share(Holdings.of(*now), Holdings.of(*before), words)
            for before, now in pairwise(self._texts)
            if not np.array_equal(before[0], now[0])
        ]
        return bool(shares) and all(own >= CHAINED and own >= APART * other for own, other in shares)

    @cached_property
    def _last_seen(self) -> Indices | None:
        """In each trial, the last generation that has each human word, shape (R, W); None: not simulated."""
        human, rng = self._human, np.random.default_rng(0)
        if self.chained:
            lengths = tuple(_lengths(*text) for text in self._texts)
            trials = trials_for(sum(int(each.sum()) for each in lengths))
            return chains_drawn(self._texts[0][0], lengths, trials, rng)[:, human.word] if trials else None
        if len(human.lengths) < FEW:
            return None
        trials = trials_for(int(sum(self._in_documents)) + len(human.document))
        return human.last_seen(documents_drawn(human.lengths, self._sizes, trials, rng)) if trials else None

    def _drawn_since(self, generation: int) -> dict[Sampler, Null]:
        """Return what documents or chains leave of the human words."""
        last = self._last_seen
        if last is not None:
            return {self._by: _null((last >= generation).sum(axis=1)[:, None])}
        if len(self._human.lengths) < FEW or self.chained:
            return {}
        return {"documents": _closed(self._texts[0], self._in_documents[:generation])}

    @property
    def _by(self) -> Sampler:
        return "chains" if self.chained else "documents"

    def _chances(self, generation: int) -> Floats | None:
        """Return the chance of each human word to be left under the yardstick, shape (W,); None: words."""
        last = self._last_seen
        if last is not None:
            return np.asarray((last >= generation).mean(axis=0))
        if len(self._human.lengths) < FEW or self.chained:
            return None
        dead = _document_lines(len(self._human.lengths), self._in_documents[:generation]).extinction[
            generation
        ]
        return survival_of(np.diff(self._human.first, append=len(self._human.document)), dead)

    @property
    def _in_documents(self) -> tuple[float, ...]:
        """How many documents each generation would be, were they as long as human ones."""
        mean = len(self._corpus.tokens) / len(self._human.lengths)
        return tuple(max(1.0, size / mean) for size in self._sizes)

    def _kept(self, generation: int) -> dict[Sampler, Null]:
        """Return how many words of the generation before this one each way of sampling keeps."""
        before, size = self._texts[generation - 1], self._sizes[generation - 1]
        tokens, starts = before
        found: dict[Sampler, Null] = {}
        rng = np.random.default_rng(generation)
        held = Holdings.of(tokens, starts)
        if self.chained:
            lengths = _lengths(*before), _lengths(*self._texts[generation])
            trials = trials_for(len(tokens) + size)
            if trials:
                last = chains_drawn(tokens, lengths, trials, rng)
                found["chains"] = _null((last == 1).sum(axis=1)[:, None])
        elif len(starts) >= FEW:
            trials = trials_for(int(size * len(starts) / len(tokens)) + len(held.document))
            if trials:
                last = held.last_seen(documents_drawn(held.lengths, (size,), trials, rng))
                found["documents"] = _null((last == 1).sum(axis=1)[:, None])
            else:
                found["documents"] = _closed(before, (max(1.0, size * len(starts) / len(tokens)),))
        law = _word_law(np.bincount(tokens).astype(np.int64), len(tokens), (float(size),))
        found["words"] = Null(law.types(1), law.types_sd(1))
        return found


def _lengths(tokens: Tokens, starts: NDArray[np.int64]) -> Indices:
    return np.diff(starts, append=len(tokens)).astype(np.int64)


def _null(counts: Indices) -> Null:
    """Return what trials leave, shape (R, 1); the spread stands for one of the prediction."""
    mean, sd = mean_and_sd(counts)
    return Null(float(mean[0]), widening(len(counts)) * float(sd[0]))


def _closed(text: tuple[Tokens, NDArray[np.int64]], sizes: tuple[float, ...]) -> Null:
    """Return what drawing whole documents leaves by the closed form; ``sizes`` are in documents."""
    tokens, starts = text
    chosen: Flags = np.zeros(len(tokens), bool)
    chosen[starts] = True
    words = int(tokens.max()) + 1
    documents = Passages.of(tokens, chosen, words)
    holders: Counts = np.bincount(documents.word, minlength=words).astype(np.int64)
    every = np.array([float(len(starts)), *sizes])
    law = UnmixedLaw(holders, _document_lines(len(starts), sizes), every, lambda: documents)
    return Null(law.types(len(sizes)), law.types_sd(len(sizes)))


def _document_lines(documents: int, sizes: tuple[float, ...]) -> Lines:
    """Return the fate of documents that are drawn as tokens are; ``sizes`` are in documents."""
    return token_lines(Schedule.replace(float(documents), len(sizes), sizes=sizes))


def _word_law(counts: Counts, tokens: int, sizes: tuple[float, ...]) -> UnmixedLaw:
    lines = token_lines(Schedule.replace(float(tokens), len(sizes), sizes=sizes))
    return UnmixedLaw(counts, lines, np.array([float(tokens), *sizes]))
