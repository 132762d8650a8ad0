"""Where a text says something: a word, the beginning of one, or several words in a row."""

from __future__ import annotations

import numpy as np

from driftview.arrays import Flags, Indices
from driftview.drift.lineage import Generation
from driftview.text.vocabulary import Vocabulary


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
