"""Words in whole of a run whose tokens are subwords or characters: what is lost, and what is invented."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from driftview.arrays import Counts, Indices
from driftview.choices import has_whole_words
from driftview.drift.lineage import Generation
from driftview.measures.registry import names_of_runs
from driftview.text.whole_words import FoundWords, find_words
from driftview.theory.word_law import survival_of


@dataclass(frozen=True)
class WholeWords:
    """The words of one generation beside those of the human text; lists begin with the most frequent."""

    generation: int
    human: int
    """Different words of the human training text."""
    lost: Sequence[tuple[str, int]]
    """Those that are gone, and how often humans wrote them."""
    invented: Sequence[tuple[str, int]]
    """Words that no human wrote, and how often they occur now."""
    expected: float | None
    """How many human words would be left if every word were copied whole; None where no law holds."""

    @property
    def left(self) -> int:
        """How many of the human words are there."""
        return self.human - len(self.lost)


def words_of(generation: Generation) -> FoundWords:
    """Return the words of a generation, in whole.

    Parameters
    ----------
    generation
        Any generation.

    Returns
    -------
    FoundWords
        Its words in reading order.
    """
    corpus = generation.corpus
    return find_words(corpus.vocabulary, corpus.unit, generation.tokens, generation.starts)


def whole_words(human: Generation, now: Generation) -> WholeWords:
    """Return which words a generation has lost and which it has invented.

    Parameters
    ----------
    human
        Generation 0.
    now
        The generation.

    Returns
    -------
    WholeWords
        Both lists, and what sampling alone leaves of words that are copied whole.

    Notes
    -----
    A word of c occurrences is left with the chance 1 − (1 − s_g)^c if its pieces stay together. Where they
    come apart, fewer are left: some of their copies turn into words that nobody wrote.
    """
    corpus = now.corpus
    written, found = words_of(human), words_of(now)
    numbers, places, counts = written.counted()
    mine, at, often = found.counted()
    held = find_words(corpus.vocabulary, corpus.unit, corpus.held_out, corpus.held_out_starts)
    gone = ~np.isin(numbers, mine)
    new = ~np.isin(mine, numbers) & ~np.isin(mine, held.numbers)
    return WholeWords(
        now.number,
        len(numbers),
        _listed(written, places[gone], counts[gone]),
        _listed(found, at[new], often[new]),
        _expected_left(counts, now),
    )


def predicted_lost(human: Generation, generations: Sequence[Generation]) -> tuple[float | None, ...]:
    """Return how many human words each generation would have lost if every word were copied whole.

    Parameters
    ----------
    human
        Generation 0.
    generations
        Some generations of its lineage.

    Returns
    -------
    tuple of float or None
        A number for each generation; None where no law holds.
    """
    _, _, counts = words_of(human).counted()
    left = (_expected_left(counts, each) for each in generations)
    return tuple(None if each is None else len(counts) - each for each in left)


def _expected_left(counts: Counts, now: Generation) -> float | None:
    """Return how many words are left if each is copied whole, given how often each occurs in generation 0."""
    if now.number == 0:
        return float(len(counts))
    survival = now.expected.get("survival")
    return None if survival is None else float(survival_of(counts, np.array(1.0 - survival)).sum())


def _listed(found: FoundWords, places: Indices, counts: Counts) -> list[tuple[str, int]]:
    """Return words and counts, the most frequent first, then by alphabet."""
    words = [
        (found.spelling(place), int(count)) for place, count in zip(places.tolist(), counts, strict=True)
    ]
    return sorted(words, key=lambda each: (-each[1], each[0].casefold(), each[0]))


def words_said(generation: Generation) -> str:
    """Say in one sentence what became of whole words; empty where every word is a token.

    Parameters
    ----------
    generation
        Any generation whose words were counted.

    Returns
    -------
    str
        The sentence.
    """
    lost, invented = (generation.measures.get(name) for name in names_of_runs("parts of words"))
    if has_whole_words(generation.corpus.unit) or lost is None or invented is None:
        return ""
    return f"{lost:,} whole words are lost; {invented:,} that no human wrote have been invented."
