"""Where a text says something: a word, the beginning of one, or several words in a row."""

from __future__ import annotations

import re

import numpy as np

from driftview.arrays import Flags, Indices
from driftview.choices import has_whole_words
from driftview.drift.lineage import Generation
from driftview.text.corpus import Corpus
from driftview.text.unspaced import has_unspaced
from driftview.text.vocabulary import Vocabulary

_PARTS = re.compile(r"[^\W_]+")
LONGEST = 24
"""Characters that a token inside a longer run is looked for with."""


def occurrences(generation: Generation, wanted: str) -> Indices:
    """Find what somebody looks for in a generation, whatever the case of its letters.

    Parameters
    ----------
    generation
        The text.
    wanted
        One word, of which a part is enough, or several words that follow one another.

    Returns
    -------
    ndarray of int64
        The position of the first token of each place, rising.
    """
    parts = wanted.casefold().split()
    tokens = generation.tokens
    if not parts or len(tokens) < len(parts):
        return np.zeros(0, np.int64)
    vocabulary = generation.corpus.vocabulary
    found = np.ones(len(tokens) - len(parts) + 1, np.bool_)
    for place, part in enumerate(parts):
        named = _words_with(vocabulary, part, whole=len(parts) > 1)
        found &= named[tokens[place : place + len(found)]]
    return np.flatnonzero(found)


def _words_with(vocabulary: Vocabulary, part: str, whole: bool) -> Flags:
    """Say of each word whether it has these letters, or consists of them."""
    words = (word.casefold() for word in vocabulary.words)
    return np.fromiter((word == part if whole else part in word for word in words), np.bool_, len(vocabulary))


def word_at(corpus: Corpus, run: str, at: int) -> int | None:
    """Find the human word, or the token of another unit, that is meant by a place in what looks like a word.

    Parameters
    ----------
    corpus
        The human text.
    run
        Letters that stand together on the screen: “niece's” may be two tokens, a Chinese sentence many.
    at
        Which of its characters is pointed at.

    Returns
    -------
    int or None
        The id of the longest token that holds the place, which for words is the whole run or a part that
        ends where writing lets tokens end; None where the human text has no such token.
    """
    vocabulary = corpus.vocabulary
    whole = vocabulary.find(run)
    if whole is not None or not run:
        return whole
    at = max(0, min(at, len(run) - 1))
    if has_whole_words(corpus.unit) and not has_unspaced(run):
        parts = (found for found in _PARTS.finditer(run) if found.start() <= at < found.end())
        return next((vocabulary.find(found[0]) for found in parts), None)
    spelled = {text: number for number, text in enumerate(vocabulary.spelled)}
    first = max(0, at - LONGEST)
    inside = (
        (low, high)
        for low in range(first, at + 1)
        for high in range(at + 1, min(len(run), low + LONGEST) + 1)
        if run[low:high] in spelled
    )
    found = max(inside, key=lambda part: part[1] - part[0], default=None)
    return None if found is None else spelled[run[found[0] : found[1]]]


def said(wanted: str, places: list[tuple[str, int, int]]) -> str:
    """Say which of the places each text shows: its name, the number of the place, and how many there are."""
    told = [
        f"{number:,} of {count:,} in {name}" if count else f"not in {name}" for name, number, count in places
    ]
    return f"“{wanted}”: {', '.join(told)}."


class TextSearch:
    """What is searched for in two texts, and which of its places each pane shows."""

    def __init__(self, wanted: str) -> None:
        """Nothing of it is shown yet."""
        self.wanted = wanted
        self._shown: dict[str, int] = {}
        """By pane: the number of the place that it shows, from 1."""

    def seek(self, step: int, generations: dict[str, Generation]) -> tuple[dict[str, int], str]:
        """Go to another place in each text, round and round.

        Parameters
        ----------
        step
            1 for the next place, −1 for the one before.
        generations
            The text of each pane.

        Returns
        -------
        dict, str
            The first token of the place to show, for each pane whose text has one; what to say.
        """
        found, told = {}, []
        for pane, generation in generations.items():
            places = occurrences(generation, self.wanted)
            at = 0
            if places.size:
                at = (self._shown.get(pane, 0 if step > 0 else 1) + step - 1) % places.size + 1
                found[pane] = int(places[at - 1])
            self._shown[pane] = at
            name = f"generation {generation.number}" if generation.number else "the human text"
            told.append((name, at, int(places.size)))
        return found, said(self.wanted, told)
