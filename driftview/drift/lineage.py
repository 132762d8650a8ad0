"""Lineages: a corpus, settings, and the generations that they produced."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Counts, Positions, SpacingCodes, Tokens
from driftview.drift.spill import spillable
from driftview.drift.wording import prediction_label, predictor
from driftview.quantities import ANCESTORS, COPIED_SHARE, HUMAN_WORDS, QUALITY, WORDS_ONCE
from driftview.settings.settings import Settings, SettingsError
from driftview.text.cleaning import clean_prose
from driftview.text.corpus import Corpus
from driftview.text.tokens import written_pieces

Values = dict[str, float | int | None]
"""Numbers by name; None where a number does not exist."""


@dataclass(frozen=True, slots=True)
class BandState:
    """What became of the words of one frequency band by one generation."""

    low: int
    high: int
    """A band holds the words that occur ``low`` to ``high`` times in the human text."""
    types: int
    alive: int
    lost_now: int
    lost_before: int
    expected_alive: float | None


# The reading fraction: how much of the book a reader has read who knows as many words as a generation.
#
# A reader of a share x of a text, taken here and there, misses a word of k tokens with probability (1 −
# x)^k, just as a generation in which a share s_g of the human tokens has descendants (Suresh et al., arXiv
# 2412.17646). So every number of words has its share of reading, whatever the run that led to it.

HALVINGS = 50
"""Steps of the bisection: more than a double can tell apart."""


def reading_share(human_counts: Counts, words: float) -> float:
    """Return the share of the human text whose reader has met ``words`` words, from 0 to 1.

    ``human_counts`` says how often the human text has each id, shape (V,). 1 for as many words as there are,
    or more (found by bisection; 0.2 ms for 7,000 words).
    """
    times, number = np.unique(human_counts[human_counts > 0], return_counts=True)
    if words >= number.sum():
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        met = number @ -np.expm1(times * np.log1p(-min(middle, 1.0 - 1e-16)))
        low, high = (middle, high) if met < words else (low, middle)
    return (low + high) / 2


@spillable("origins", "starts", "written", "counts", "codes")
@dataclass(frozen=True, eq=False)
class Generation:
    """One generation: its text, where each token comes from, and what was measured of it.

    Where the training mix or pool is measured (``Settings.of``), the text is still the one that was written;
    measures, predictions, bands, voices and counts are of the mix or pool.

    Its arrays may be in a temporary file (driftview.drift.spill); then each reading of an attribute maps it,
    so take it once and not in a loop.
    """

    number: int
    corpus: Corpus
    origins: Positions
    """Human training position that each token descends from, −1 for none; shape (N,)."""
    starts: NDArray[np.int64]
    """Where each document starts, shape (D,)."""
    written: Tokens | None
    """The tokens, where they cannot be read off the origins."""
    measures: Values
    expected: Values
    """What the law predicts: types, hapaxes, ancestors, survival (s_g) …; empty where no law holds."""
    control: Values
    """The same measures of a control of the human text, of the same size."""
    bands: tuple[BandState, ...]
    voices: dict[str, float]
    """Share of tokens that descend from each voice; empty where an outside program wrote."""
    counts: Counts
    """How often each word id occurs in the text that is measured (``Settings.of``), shape (V,)."""
    matched: bool = False
    """Whether the origins were found by comparing texts, because nobody saw the copying."""
    codes: SpacingCodes | None = None
    """How each token stands on the page where its origin does not say it; shape (N,)."""

    def __repr__(self) -> str:
        """Say in a line which one it is."""
        return f"<generation {self.number} of {self.corpus.name}: {len(self.origins):,} tokens>"

    @property
    def tokens(self) -> Tokens:
        """The text as token ids, shape (N,)."""
        if self.written is not None:
            return self.written
        return np.asarray(self.corpus.tokens[self.origins])

    def tokens_between(self, low: int, high: int) -> Tokens:
        """Return tokens ``low`` to ``high``, shape (high − low,), without looking at the others.

        Parameters
        ----------
        low
            First position.
        high
            Position behind the last one.

        Returns
        -------
        ndarray of int32
            Token ids, shape (high − low,).
        """
        if self.written is not None:
            return self.written[low:high]
        return np.asarray(self.corpus.tokens[self.origins[low:high]])

    def page_between(self, low: int, high: int) -> list[str]:
        """Return what tokens ``low`` to ``high`` add to the page, as their authors spaced and spelled them.

        Parameters
        ----------
        low, high
            Positions in the text of this generation.

        Returns
        -------
        list of str
            A string for each token; joined they are that part of the page. What separates two documents
            stands before the first word of the second.
        """
        origins, starts, codes = self.origins[low:high], self.starts, self.codes
        first, last = np.searchsorted(starts, (low, high)).tolist()
        return written_pieces(
            self.corpus,
            self.tokens_between(low, high),
            origins,
            starts[first:last] - low,
            None if codes is None else codes[low:high],
        )

    def page(self) -> str:
        """Return the whole text as a page: documents as their authors separated them, no line end last.

        Returns
        -------
        str
            The text.
        """
        return clean_prose("".join(self.page_between(0, len(self.origins))).strip("\n"))

    @property
    def words_left(self) -> int:
        """How many of the different words that humans wrote it has."""
        return sum(band.alive for band in self.bands)

    @property
    def human_words(self) -> int:
        """How many different words humans wrote."""
        return sum(band.types for band in self.bands)

    @property
    def words_expected(self) -> float | None:
        """How many human words sampling alone would leave; None where there is no prediction."""
        return self.expected.get(HUMAN_WORDS)

    @property
    def words_sd(self) -> float | None:
        """The standard deviation of that number over all runs that might have been."""
        return self.expected.get(f"{HUMAN_WORDS}_sd")

    @property
    def simulated_runs(self) -> int | None:
        """How many replicates the prediction is made of; None for a closed form."""
        runs = self.expected.get("simulated_runs")
        return None if runs is None else int(runs)

    @property
    def predictor(self) -> str:
        """Who predicts, to be followed by a number: a closed form, or replicates."""
        return predictor(self.simulated_runs)

    @property
    def prediction_label(self) -> str:
        """What a curve or a column of predictions is called."""
        return prediction_label(self.simulated_runs)

    @property
    def words_of_control(self) -> float | None:
        """How many human words a control of the same size has."""
        return self.control.get(HUMAN_WORDS)

    @property
    def words_once(self) -> float | None:
        """How many words it uses once; None where that was not measured."""
        return self.measures.get(WORDS_ONCE)

    @property
    def copied(self) -> float | None:
        """The share of it that is copied from the human text in passages; None where that is not known."""
        return self.measures.get(COPIED_SHARE)

    @property
    def ancestors(self) -> float | None:
        """How many human tokens have descendants in it; None where that was not measured."""
        return self.measures.get(ANCESTORS)

    @property
    def ancestors_expected(self) -> float | None:
        """How many of them sampling alone would leave; None where there is no prediction."""
        return self.expected.get(ANCESTORS)

    @cached_property
    def reading_fraction(self) -> float:
        """The share of the human text whose reader knows as many words, from 0 to 1."""
        return reading_share(self.corpus.counts, self.words_left)

    @cached_property
    def reading_fraction_expected(self) -> float | None:
        """The same of the words that sampling alone would leave; None where there is no prediction."""
        expected = self.words_expected
        return None if expected is None else reading_share(self.corpus.counts, expected)

    @cached_property
    def own_words(self) -> int:
        """How many different words it has that the human text lacks."""
        return int(np.count_nonzero(self.counts)) - self.words_left


@dataclass(frozen=True)
class Replicate:
    """The numbers of generations that another seed made from the same human text."""

    name: str
    """What the seed is called."""
    measures: tuple[Values, ...]
    """What was measured of generations 0, 1, 2 …"""


@dataclass
class Lineage:
    """A corpus, settings and the generations so far; generation 0 is the human training text."""

    corpus: Corpus
    settings: Settings
    generations: list[Generation] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What the models had to tell on the way, each once."""
    replicates: list[Replicate] = field(default_factory=list)
    """Other seeds, of texts that were written elsewhere."""

    @property
    def last(self) -> int:
        """Return the number of the last generation."""
        return len(self.generations) - 1


# Machine shares that follow from how good the generations are: what a run really used.

NO_HELD_OUT = (
    "a rule for machine shares needs held-out text, and this text is too short for that: give numbers, "
    "such as 0.5"
)


def settled(settings: Settings, generations: Sequence[Generation]) -> Settings:
    """Return settings with the machine shares that generations 1, 2, … led to in place of the rule.

    Laws and replicates take the shares as given: they are numbers of the whole text, and say next to nothing
    about the fate of a single word.

    Parameters
    ----------
    settings
        Those of a lineage.
    generations
        Its generations so far, the human text first.

    Returns
    -------
    Settings
        The same settings where there is no rule.

    Raises
    ------
    SettingsError
        When there is a rule and no held-out text to judge by.
    """
    rule = settings.feedback
    if rule is None:
        return settings
    human, *others = (_quality(each) for each in generations)
    shares = tuple(rule.machine_share(human, each) for each in others)
    return replace(settings, machine_shares=shares or (rule.share,))


def _quality(generation: Generation) -> float:
    found = generation.measures.get(QUALITY)
    if found is None:
        raise SettingsError(NO_HELD_OUT)
    return float(found)
