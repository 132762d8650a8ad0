"""The own vocabulary of each voice: the words that only one voice uses, which are what dies with a voice.

The share of a text that descends from a voice has no direction: on average it never changes. The words that
only one voice uses do: each is lost as any word so rare is, and a small voice has few that are not rare.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Counts
from driftview.drift.ancestry import sentence
from driftview.drift.laws import ChanceBand, Laws
from driftview.drift.lineage import Generation, Lineage
from driftview.drift.simulated import own_words_of, simulated_band
from driftview.drift.words import last_seen
from driftview.measures.survival import own_words_by_voice
from driftview.settings.settings import Settings
from driftview.text.vocabulary import END_ID
from driftview.theory.deviation import WIDTH


@dataclass(frozen=True, eq=False)
class OwnVocabulary:
    """The words that only one voice uses, from the human text to the last generation made, G."""

    voice: int
    """Its number in the corpus."""
    name: str
    words: NDArray[np.int64]
    """Ids of the words that no other voice uses in the training text, the most frequent first; shape (K,)."""
    counts: Counts
    """How often the human text has each, shape (K,)."""
    last: NDArray[np.int64]
    """The last generation that has each, shape (K,)."""
    alive: Counts
    """How many of them each generation has, shape (G + 1,)."""
    band: ChanceBand | None
    """How many chance leaves, shapes (G + 1,); None where there is no prediction."""
    judged: bool = True
    """Whether about 95 of 100 runs lie in a band like this one: see JUDGED_ORDER."""

    @property
    def size(self) -> int:
        """How many words only this voice uses, K."""
        return len(self.words)

    def share(self, number: int) -> float | None:
        """Return the share of its own words that a generation has; None where it has none of its own.

        Parameters
        ----------
        number
            The generation.

        Returns
        -------
        float or None
            From 0 to 1.
        """
        return int(self.alive[number]) / self.size if self.size else None

    def predicted(self, number: int) -> float | None:
        """Return the share that chance alone leaves on average.

        Parameters
        ----------
        number
            The generation.

        Returns
        -------
        float or None
            From 0 to 1; None where there is no prediction.
        """
        return None if self.band is None or not self.size else float(self.band.mean[number]) / self.size

    def in_range(self, number: int) -> bool | None:
        """Tell whether chance alone explains how many are left; None where nobody knows.

        Parameters
        ----------
        number
            The generation.

        Returns
        -------
        bool or None
            Whether the number lies within two standard deviations, or within one word; None where there is
            no prediction, or a band that is known to be too narrow.
        """
        if self.band is None or not self.judged:
            return None
        reach = max(1.0, float(self.band.high[number] - self.band.mean[number]))
        return bool(abs(int(self.alive[number]) - float(self.band.mean[number])) <= reach)

    def gone(self, number: int) -> NDArray[np.int64]:
        """Return the places, in ``words``, of those that a generation and all later ones lack.

        Parameters
        ----------
        number
            The generation.

        Returns
        -------
        ndarray of int64
            Places, those of the most frequent words first.
        """
        return np.flatnonzero(self.last < number)


def own_vocabularies(lineage: Lineage, laws: Laws | None = None) -> list[OwnVocabulary]:
    """Follow the own words of every voice of a corpus, in the order of the corpus.

    Parameters
    ----------
    lineage
        What is followed; texts that were written elsewhere too, because words are counted and nothing else.
    laws
        The laws of the lineage where they are at hand; they are made otherwise.

    Returns
    -------
    list of OwnVocabulary
        One a voice. With one voice, its own words are all words.

    Notes
    -----
    With c_w occurrences of word w in the human text and s_g the chance that one of them has descendants in
    generation g, a voice with the own words W keeps Σ_{w ∈ W} 1 − (1 − s_g)^{c_w} of them on average.
    """
    corpus, generations = lineage.corpus, lineage.generations
    owner = own_words_by_voice(corpus.tokens, corpus.token_voice, len(corpus.vocabulary))
    owner[END_ID] = -1
    laws = laws or Laws(corpus, lineage.settings)
    last, present = last_seen(generations), [generation.counts > 0 for generation in generations]
    found = []
    for number, voice in enumerate(corpus.voices):
        words = np.flatnonzero(owner == number)
        words = words[np.lexsort((words, -corpus.counts[words]))]
        alive = np.array([int(each[words].sum()) for each in present], np.int64)
        found.append(
            OwnVocabulary(
                number,
                voice.name,
                words,
                corpus.counts[words],
                last[words],
                alive,
                _band(laws, words, generations, number),
                simulated_band(generations, own_words_of(number)) is not None or _is_judged(lineage.settings),
            )
        )
    return found


JUDGED_ORDER = 3
"""The highest order of which the closed form's band was measured to hold 95 of 100 runs (docs/finding.md).

Above, and where human text is mixed in by whole documents, it is too narrow for small voices; bands from
replicates are right there.
"""


def _is_judged(settings: Settings) -> bool:
    """Tell whether the closed form's bands are right here; texts from elsewhere have no order."""
    mixed = settings.human_share > 0 or settings.machine_shares is not None or settings.rule.subsampled
    return not mixed and (settings.given is not None or settings.order <= JUDGED_ORDER)


def _band(
    laws: Laws, words: NDArray[np.int64], generations: Sequence[Generation], voice: int
) -> ChanceBand | None:
    """Return how many own words should be left: by replicates where there are some, else by the law."""
    simulated = simulated_band(generations, own_words_of(voice))
    if simulated is not None or not laws.hold:
        return simulated
    predicted = [laws.of_words(words, generation.number) for generation in generations]
    mean = np.array([each[0] for each in predicted])
    spread = WIDTH * np.array([each[1] for each in predicted])
    return ChanceBand(mean, np.maximum(0.0, mean - spread), np.minimum(len(words), mean + spread))


@dataclass(frozen=True)
class LastOwnSentence:
    """The last sentence that has a word which only one voice uses."""

    generation: int
    word: int
    text: str


def last_own_sentence(
    lineage: Lineage, own: OwnVocabulary, until: int | None = None
) -> LastOwnSentence | None:
    """Return the last sentence with one of the own words of a voice, of the generations up to ``until``.

    Parameters
    ----------
    lineage
        Where it is looked for.
    own
        The vocabulary.
    until
        The last generation that is looked at; None for all.

    Returns
    -------
    LastOwnSentence or None
        None where no generation has any of the words.
    """
    last = lineage.last if until is None else until
    is_own = np.zeros(len(lineage.corpus.vocabulary), bool)
    is_own[own.words] = True
    for number in np.flatnonzero(own.alive[: last + 1])[::-1].tolist():
        generation = lineage.generations[number]
        tokens = generation.tokens
        places = np.flatnonzero(is_own[tokens])
        if len(places):  # where mixes are measured, a word may be in the human part of the mix alone
            position = int(places[-1])
            return LastOwnSentence(number, int(tokens[position]), sentence(generation, position))
    return None
