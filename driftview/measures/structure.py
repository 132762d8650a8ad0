"""Structure, not only words: sentences, punctuation, connectives and templates.

In large models structure explains more of the loss than the frequency of words does, and it changes in a
direction: connectives, hedges and dashes rise; questions, parentheses and passives fall (Liu 2026, arXiv
2605.20602). What needs lists of words is for English texts only and says nothing of others.
"""

from collections import Counter
from collections.abc import Callable

import numpy as np

from driftview.arrays import Flags, Indices
from driftview.measures.ngrams import inside, repeated_share
from driftview.measures.observation import Observation
from driftview.measures.registry import Value, Worse, measure
from driftview.measures.word_classes import (
    DASHES,
    EXCLAMATIONS,
    OPENING,
    QUESTIONS,
    WordClasses,
    word_classes,
)
from driftview.portable import log2
from driftview.text.vocabulary import END_ID

LIU = "Liu 2026, arXiv 2605.20602"

SHORTEST = 4
"""Words from which on a sentence that comes back is counted: “Yes, sir.” is no repetition."""

TEMPLATE = 6
"""Tokens of a template."""

KEPT = 100
"""So many of the most frequent words of the text stand in a template themselves."""

GAP = 3
"""Words that may stand between a form of *be* and its participle, at most."""


def sentence_ends(observation: Observation, classes: WordClasses) -> Indices:
    """Return the positions of the last tokens of sentences, without marks that follow one another.

    Parameters
    ----------
    observation
        A text of N tokens.
    classes
        What its words do.

    Returns
    -------
    Indices
        Rising; a text that is cut ends its last sentence. A full stop after an abbreviation ends none.
    """
    tokens = observation.tokens
    if not len(tokens):
        return np.zeros(0, np.int64)
    ends = classes.ends[tokens]
    ends[1:] &= ~(classes.abbreviates[tokens[:-1]] & (tokens[1:] != END_ID))
    ends[-1] = True
    words = np.cumsum(classes.is_word[tokens])
    places = np.flatnonzero(ends)
    # of ends without a word between them (?! or ." and the end of the document) the first counts
    fresh = np.diff(words[places], prepend=0) > 0
    return places[fresh].astype(np.int64)


def sentence_lengths(observation: Observation, classes: WordClasses) -> Indices:
    """Return how many words each sentence has, at least one.

    Parameters
    ----------
    observation
        A text.
    classes
        What its words do.

    Returns
    -------
    Indices
        In reading order.
    """
    places = sentence_ends(observation, classes)
    words = np.cumsum(classes.is_word[observation.tokens])
    return np.asarray(np.diff(words[places], prepend=0))


def passives(observation: Observation, classes: WordClasses) -> int:
    """Count what looks like a passive: a form of *be*, at most three words such as adverbs, a participle.

    Parameters
    ----------
    observation
        A text in English.
    classes
        What its words do.

    Returns
    -------
    int
        How many. A heuristic: *was interested* and *is gone* are left out by a list, reduced relative clauses
        (*the packages stored on disk*) have no *be* and are not counted.
    """
    tokens = observation.tokens
    be, between = classes.be[tokens], classes.between[tokens]
    participle = classes.participles[tokens]
    found = np.zeros(len(tokens), bool)
    open_: Flags = be
    for gap in range(1, GAP + 2):
        if gap >= len(tokens):
            break
        found[: len(tokens) - gap] |= open_[: len(tokens) - gap] & participle[gap:]
        open_ = open_.copy()
        open_[: len(tokens) - gap] &= between[gap:]
    return int(np.count_nonzero(found))


def _of_words(
    name: str,
    meaning: str,
    worse: Worse,
    formula: str,
    source: str = LIU,
    *,
    english: bool = False,
    per: int = 1000,
) -> Callable[[Callable[[Observation, WordClasses], int]], None]:
    """Register a count for every thousand words under its name; see `measure`.

    ``english``: whether it rests on lists of English words, and is None elsewhere.
    """

    def register(count: Callable[[Observation, WordClasses], int]) -> None:
        def function(observation: Observation) -> Value:
            classes = word_classes(observation)
            if classes is None or (english and not classes.are_english(observation.counts)):
                return None
            words = int(observation.counts[classes.is_word].sum())
            return per * count(observation, classes) / words if words else None

        measure(
            name, name, f"per {per:,} words", meaning, worse, formula=formula, source=source,
            of_length="steady", digits=1,
        )(function)  # fmt: skip

    return register


def _marks(observation: Observation, classes: WordClasses, marks: frozenset[str]) -> int:
    """Count some marks."""
    return int(observation.counts[classes.among(marks)].sum())


_of_words(
    "parentheses",
    "Opening brackets per 1,000 words.",
    "lower",
    "1,000 · opening brackets / words",
)(lambda observation, classes: _marks(observation, classes, OPENING))

_of_words(
    "dashes",
    "Dashes per 1,000 words, without hyphens inside words.",
    "higher",
    "1,000 · (— or – or --) / words",
)(lambda observation, classes: _marks(observation, classes, DASHES))

_of_words(
    "connectives",
    "How many connectives (however, therefore, for example …) occur in 1,000 words; English texts only.",
    "higher",
    "1,000 · connectives / words, by a list of words and phrases",
    "Halliday & Hasan 1976, Cohesion in English",
    english=True,
)(lambda observation, classes: classes.occurrences(observation.tokens, classes.connectives))

_of_words(
    "hedges",
    "How many hedges (perhaps, might, seems …) occur in 1,000 words; English texts only.",
    "higher",
    "1,000 · hedges / words, by a list of words and phrases",
    "Hyland 1998, Hedging in Scientific Research Articles",
    english=True,
)(lambda observation, classes: classes.occurrences(observation.tokens, classes.hedges))

_of_words(
    "passives",
    "Passives per 1,000 words, found by a heuristic (be and a participle); English texts only.",
    "lower",
    "1,000 · (form of be, at most 3 adverbs, participle) / words",
    english=True,
)(passives)


@measure(
    "questions",
    "questions",
    "share",
    "The share of sentences that end with a question mark.",
    "lower",
    formula="sentences with ? / sentences",
    source=LIU,
    of_length="steady",
)
def _questions(observation: Observation) -> Value:
    return _ending(observation, QUESTIONS)


@measure(
    "exclamations",
    "exclamations",
    "share",
    "The share of sentences that end with an exclamation mark.",
    "neither",
    formula="sentences with ! / sentences",
    source="definition",
    of_length="steady",
)
def _exclamations(observation: Observation) -> Value:
    return _ending(observation, EXCLAMATIONS)


def _ending(observation: Observation, marks: frozenset[str]) -> Value:
    """Return the share of sentences that end with one of some marks."""
    classes = word_classes(observation)
    if classes is None:
        return None
    places = sentence_ends(observation, classes)
    if not len(places):
        return None
    return float(classes.among(marks)[observation.tokens[places]].mean())


@measure(
    "sentence_length",
    "sentence length",
    "words",
    "How many words a sentence has, on average.",
    "neither",
    formula="words / sentences",
    source="definition",
    of_length="steady",
    style="decimal",
    digits=1,
)
def _sentence_length(observation: Observation) -> Value:
    classes = word_classes(observation)
    lengths = np.zeros(0) if classes is None else sentence_lengths(observation, classes)
    return float(lengths.mean()) if len(lengths) else None


@measure(
    "sentence_spread",
    "spread of sentences",
    "words",
    "How much sentence lengths vary: their standard deviation.",
    "lower",
    formula="√(Σ (words − mean)² / sentences)",
    source="definition",
    of_length="steady",
    style="decimal",
    digits=1,
)
def _sentence_spread(observation: Observation) -> Value:
    classes = word_classes(observation)
    lengths = np.zeros(0) if classes is None else sentence_lengths(observation, classes)
    return float(lengths.std()) if len(lengths) > 1 else None


@measure(
    "punctuation_bits",
    "punctuation mix",
    "bits",
    "How varied the punctuation is: the entropy of its marks.",
    "lower",
    formula="−Σ p log₂ p over marks",
    source="Shannon 1948",
    ordered=False,
)
def _punctuation(observation: Observation) -> Value:
    classes = word_classes(observation)
    if classes is None:
        return None
    counts = observation.counts[classes.is_mark & (observation.counts > 0)]
    if not len(counts):
        return None
    shares = counts / counts.sum()
    return float(-(shares * log2(shares)).sum())


@measure(
    "repeated_sentences",
    "repeated sentences",
    "share",
    "The share of sentences of four words or more that occur in the text more than once, word for word.",
    "higher",
    formula="sentences that occur at least twice / sentences of ≥ 4 words",
    source="definition",
    of_length="changes",
)
def _repeated_sentences(observation: Observation) -> Value:
    classes = word_classes(observation)
    if classes is None:
        return None
    ends, lengths = sentence_ends(observation, classes), sentence_lengths(observation, classes)
    begins = np.concatenate(([0], ends[:-1] + 1)) if len(ends) else ends
    same, is_word = classes.same[observation.tokens], classes.is_word[observation.tokens]
    chosen = zip(begins[lengths >= SHORTEST].tolist(), ends[lengths >= SHORTEST].tolist(), strict=True)
    found = Counter(same[low : high + 1][is_word[low : high + 1]].tobytes() for low, high in chosen)
    sentences = found.total()
    return sum(times for times in found.values() if times > 1) / sentences if sentences else None


def shapes(observation: Observation, classes: WordClasses) -> Indices:
    """Return a number for the shape of each token, shape (N,).

    Parameters
    ----------
    observation
        A text of N tokens.
    classes
        What its words do.

    Returns
    -------
    Indices
        Marks and the hundred most frequent words of the text stand for themselves; of other words it
        only counts whether they begin with a capital, have a figure, and are short (up to 4 letters), of
        middle length (up to 8) or long.
    """
    words = classes.vocabulary.spelled
    kinds = np.array(
        [
            (2 if any(map(str.isdigit, word)) else int(word[:1].isupper())) * 3
            + (len(word) > 4) + (len(word) > 8)
            for word in words
        ],
        np.int64,
    )  # fmt: skip
    table = np.where(classes.is_word, kinds, 9 + np.arange(len(words)))
    counts = observation.counts * classes.is_word
    common = np.flatnonzero(counts >= max(1, np.sort(counts)[-KEPT:][0]))
    table[common] = 9 + classes.same[common]
    return np.asarray(table[observation.tokens])


@measure(
    "repeated_templates",
    "repeated templates",
    "share",
    "The share of templates of 6 tokens that recur: common words and marks, and the shapes of other words.",
    "higher",
    formula="1 − different templates / templates",
    source="Shaib et al. 2024, Detection and Measurement of Syntactic Templates, with word shapes",
    of_length="changes",
)
def _repeated_templates(observation: Observation) -> Value:
    classes = word_classes(observation)
    if classes is None or not observation.length:
        return None
    _, ranks = np.unique(shapes(observation, classes), return_inverse=True)
    places = np.flatnonzero(inside(observation.length, observation.starts, TEMPLATE))
    return repeated_share(ranks.astype(np.int32), places, TEMPLATE, int(ranks.max()) + 1)
