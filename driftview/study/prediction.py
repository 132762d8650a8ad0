"""What the laws say about a text before anything is run: closed forms for any text, of any size.

Nothing here simulates. Where the law needs every generation in turn (human text mixed in, sizes that change,
regimes other than replace) it reaches LONGEST generations; plain replacement reaches any generation, since
the survival of a token then runs through one sequence whatever the text (``theory.survival``).
"""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Literal, Protocol, Self, assert_never

import numpy as np

from driftview.arrays import Floats
from driftview.choices import HumanSource
from driftview.drift.laws import Laws, schedule_of
from driftview.errors import DriftviewError
from driftview.portable import rounded, rounded_beside
from driftview.settings.settings import Settings
from driftview.text.corpus import Corpus
from driftview.theory.diversity import accumulated_loss_limit, entropy_path_bits, half_life, heterozygosity
from driftview.theory.mixed_law import HumanDocuments
from driftview.theory.retention import fresh_presence, retained
from driftview.theory.schedule import Schedule
from driftview.theory.survival import LAST_STEP, family_survival, generations_until, token_lines
from driftview.theory.word_law import Spectrum, expected_hapaxes, expected_types, hapaxes_sd, types_sd
from driftview.theory.zipf import ZipfMandelbrot, heaps_slope, vocabulary_at

LONG_RUN = 4.0
"""What a share m of human text keeps has settled after some multiple of 1/m generations."""

SHORTEST_RUN = 40
"""And never before so many."""

MOST = 400
"""Further than this nothing is followed; smaller shares than one percent settle later."""


@dataclass(frozen=True, eq=False)
class HumanWords:
    """The words of a human text: how many there are of each count, and, where known, its documents."""

    name: str
    tokens: int
    spectrum: Spectrum
    documents: HumanDocuments | None = None
    corpus: Corpus | None = None
    """The text itself, which knows what a model of its order copies whole."""

    @classmethod
    def of(cls, corpus: Corpus) -> Self:
        """Take the training text of a corpus."""
        documents = HumanDocuments(corpus.tokens, corpus.starts)
        return cls(corpus.name, len(corpus.tokens), Spectrum.of(corpus.counts), documents, corpus)

    @classmethod
    def of_zipf(cls, exponent: float, tokens: int, shift: float = 2.7, words: float | None = None) -> Self:
        """Imagine a text of ``tokens`` tokens that follows the law of Zipf and Mandelbrot; of any size.

        The word of rank r has a share proportional to 1/(r + shift)^exponent; ``words``: how many words
        there are to know, None for endlessly many. Raises ValueError, one line, for what cannot be.
        """
        law = ZipfMandelbrot(exponent, shift, words)
        many = "endlessly many" if words is None else f"{words:,}"
        name = f"Zipf–Mandelbrot, exponent {exponent:g}, shift {shift:g}, {many} words"
        return cls(name, tokens, law.spectrum(float(tokens)))

    @property
    def heterozygosity(self) -> float:
        """H = 1 − Σp²."""
        return float(1.0 - self.spectrum.words @ self._shares**2)

    @property
    def entropy_bits(self) -> float:
        """Plug-in entropy, −Σ p log₂ p."""
        return float(-self.spectrum.words @ (self._shares * np.log2(self._shares)))

    @property
    def _shares(self) -> Floats:
        return np.asarray(self.spectrum.count / self.spectrum.tokens)


@dataclass(frozen=True)
class Retention:
    """Words that the machine's text knows in the long run when a share of every training text is human."""

    human_share: float
    fresh: float
    """Drawn again for every generation."""
    fixed: float
    """The same part of the human text for ever."""


def retention(vocabulary: HumanWords, share: float) -> Retention:
    """Return what a share 0 < m ≤ 1 keeps under replacement, generations being as large as the human text.

    Of what the machine writes LONG_RUN/m generations on: document by document where documents are known, else
    token by token.
    """
    generation = max(SHORTEST_RUN, math.ceil(min(LONG_RUN / share, MOST)))
    return Retention(
        share, _kept(vocabulary, share, "fresh", generation), _kept(vocabulary, share, "fixed", generation)
    )


def _kept(vocabulary: HumanWords, share: float, source: HumanSource, generation: int) -> float:
    if vocabulary.documents is not None:
        return retained(vocabulary.documents, share, source, generation).types
    match source:
        case "fresh":
            present = fresh_presence(vocabulary.spectrum.count, share, written=True)
            return float(vocabulary.spectrum.words @ present)
        case "resampled" | "fixed" | "rotating":
            schedule = Schedule.replace(vocabulary.tokens, generation, human_share=share, human_source=source)
            return float(expected_types(vocabulary.spectrum, token_lines(schedule).extinction[-1]))
        case _:
            assert_never(source)


LONGEST = 500
"""Generations that a law follows one by one, within a fraction of a second."""


class Path(Protocol):
    """Words alive and words seen once in each generation, with their spread over runs."""

    by_tokens: bool
    """Whether words differ by their count alone, so that only s_g matters."""

    def survival(self, generation: int) -> float:
        """Return s_g, the chance that a human token has a descendant."""

    def types(self, generation: int) -> float:
        """Return E V_g."""

    def types_sd(self, generation: int) -> float:
        """Return its spread."""

    def hapaxes(self, generation: int) -> float:
        """Return how many words should occur once."""

    def hapaxes_sd(self, generation: int) -> float:
        """Return its spread."""


class _SpectrumPath:
    """Words that differ by their count alone, from extinction and e′ of single tokens."""

    by_tokens = True

    def __init__(self, spectrum: Spectrum) -> None:
        self._spectrum = spectrum

    def survival(self, generation: int) -> float:
        """Return s_g; a path says how."""
        raise NotImplementedError

    def single(self, generation: int) -> float:
        """Return e′, the chance that a token has exactly one descendant; a path says how."""
        raise NotImplementedError

    def types(self, generation: int) -> float:
        return float(expected_types(self._spectrum, 1.0 - self.survival(generation)))

    def types_sd(self, generation: int) -> float:
        return float(types_sd(self._spectrum, 1.0 - self.survival(generation)))

    def hapaxes(self, generation: int) -> float:
        extinction = 1.0 - self.survival(generation)
        return float(expected_hapaxes(self._spectrum, extinction, self.single(generation)))

    def hapaxes_sd(self, generation: int) -> float:
        extinction = 1.0 - self.survival(generation)
        return float(hapaxes_sd(self._spectrum, extinction, self.single(generation)))


class TokenPath(_SpectrumPath):
    """Words under any schedule, token by token."""

    def __init__(self, spectrum: Spectrum, schedule: Schedule) -> None:
        super().__init__(spectrum)
        self._lines = token_lines(schedule)

    def survival(self, generation: int) -> float:
        """Return s_g of that schedule."""
        return float(self._lines.survival[generation])

    def single(self, generation: int) -> float:
        """Return e′ of that schedule."""
        return float(self._lines.single[generation])


class FarPath(_SpectrumPath):
    """Words under plain replacement, any number of generations away (``theory.survival``)."""

    def survival(self, generation: int) -> float:
        """Return s_g of large texts."""
        return family_survival(generation)

    def single(self, generation: int) -> float:
        """Return Π_{j ≤ g} 1 − s_j, the derivative of the sequence; beyond LAST_STEP it goes with s²."""
        near = min(generation, LAST_STEP)
        logs = np.log1p(-np.array([family_survival(number) for number in range(1, near + 1)]))
        ratio = family_survival(generation) / family_survival(near)
        return float(np.exp(logs.sum())) * ratio**2


def near_path(vocabulary: HumanWords, schedule: Schedule) -> Path:
    """Return the fate of words under a schedule; document by document where documents are drawn whole."""
    whole = schedule.mixes_human or schedule.regenerated < 1 or schedule.subsampled
    if vocabulary.documents is None or not whole:
        return TokenPath(vocabulary.spectrum, schedule)
    return _DocumentPath(vocabulary, schedule)


class _DocumentPath:
    """Words whose tokens stand together in documents."""

    by_tokens = False

    def __init__(self, vocabulary: HumanWords, schedule: Schedule) -> None:
        assert vocabulary.documents is not None
        self._lines = token_lines(schedule)
        self._law = vocabulary.documents.law(schedule, self._lines)

    def survival(self, generation: int) -> float:
        return float(self._lines.survival[generation])

    def types(self, generation: int) -> float:
        return self._law.types(generation)

    def types_sd(self, generation: int) -> float:
        return self._law.types_sd(generation)

    def hapaxes(self, generation: int) -> float:
        return self._law.hapaxes(generation)

    def hapaxes_sd(self, generation: int) -> float:
        return self._law.hapaxes_sd(generation)


HALVINGS = 60
"""Steps in a search by halving."""


class TooFar(DriftviewError, ValueError):  # noqa: N818 - what was asked, not what went wrong
    """Generations beyond the reach of a law; the message says what it is."""


@dataclass(frozen=True)
class PredictedGeneration:
    """What the law says of one generation; None where it says nothing."""

    generation: int
    survival: float
    """Share of the human tokens that have a descendant."""
    types: float
    types_sd: float
    hapaxes: float
    hapaxes_sd: float
    heterozygosity: float | None
    entropy_lost_bits: float | None
    """About, since generation 0."""
    reader_share: float
    """Share of the book whose reader knows as many of its words."""


@dataclass(frozen=True, eq=False)
class WordPrediction:
    """Closed forms for one vocabulary and one regime."""

    vocabulary: HumanWords
    settings: Settings

    def __post_init__(self) -> None:
        """Refuse generations that the law does not reach; raises TooFar."""
        if self.settings.generations > LONGEST and not self.plain:
            raise TooFar(
                f"with these settings the law is computed one generation at a time, {LONGEST} of them at "
                "most: "
                "choose fewer generations"
            )

    @property
    def plain(self) -> bool:
        """Whether each generation, of one constant size, trains on the one before and on nothing else."""
        settings, tokens = self.settings, self.vocabulary.tokens
        last = min(settings.generations, LONGEST)
        constant = settings.growth == 1 and settings.size(1, tokens) == settings.size(last, tokens) == tokens
        sized = settings.bottleneck is None and settings.sizes is None
        return self._replaces and constant and sized

    @property
    def _replaces(self) -> bool:
        """Whether every training text is exactly the generation before."""
        fresh = self.settings.mixes_human
        return self.settings.rule.replaces and not fresh

    @cached_property
    def path(self) -> Path:
        """The fate of words, generation by generation."""
        settings, tokens = self.settings, self.vocabulary.tokens
        if settings.generations > LONGEST:
            return FarPath(self.vocabulary.spectrum)
        schedule = schedule_of(settings, tokens, settings.generations)
        return near_path(self.vocabulary, schedule)

    def rows(self, generations: Sequence[int]) -> list[PredictedGeneration]:
        """Return a row for each of the generations, rising, from 0 to the settings' last.

        Its numbers have the digits that are the same on every processor (``driftview.portable``).
        """
        diversity = self._heterozygosity(generations)
        lost = self._entropy_lost(generations)
        words = self.vocabulary.spectrum.types
        return [
            PredictedGeneration(
                number,
                rounded(self.path.survival(number)),
                rounded_beside(self.path.types(number), words),
                rounded_beside(self._sd("types", number), words),
                rounded_beside(self.path.hapaxes(number), words),
                rounded_beside(self._sd("hapaxes", number), words),
                rounded(diversity[place]) if diversity else None,
                rounded_beside(lost[place], self.vocabulary.entropy_bits) if lost else None,
                rounded(self._reading_fraction(number)),
            )
            for place, number in enumerate(generations)
        ]

    @cached_property
    def _laws(self) -> Laws | None:
        """The laws that a run of these settings is compared with; None for imagined and for endless runs."""
        corpus, settings = self.vocabulary.corpus, self.settings
        if corpus is None or settings.generations > LONGEST or not settings.drifts:
            return None
        return Laws(corpus, settings)

    def _sd(self, name: Literal["types", "hapaxes"], generation: int) -> float:
        """Return the spread over runs of this order, or of single tokens for an imagined text."""
        if self._laws is None:
            path = self.path
            return path.types_sd(generation) if name == "types" else path.hapaxes_sd(generation)
        return float(self._laws.expected(generation)[f"{name}_sd"] or 0.0)

    def _reading_fraction(self, generation: int) -> float:
        """Return the share of the text whose reader knows as much: s_g where words go by count alone."""
        if self.path.by_tokens:
            return self.path.survival(generation)
        return self.reader_share(self.path.types(generation))

    def reader_share(self, types: float) -> float:
        """Return x so that a reader of a share x of the text knows so many words: x solves V(x) = ``types``.

        V(x) = Σ 1 − (1 − x)^c (Herdan 1960); under plain replacement x is s_g.
        """
        low, high = 0.0, 1.0
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            known = float(vocabulary_at(self.vocabulary.spectrum, middle)) < types
            low, high = (middle, high) if known else (low, middle)
        return high

    @cached_property
    def words_half_life(self) -> int | None:
        """The first generation that should know at most half of the words; None for none within reach."""
        half = self.vocabulary.spectrum.types / 2
        if self.plain:
            return generations_until(self.reader_share(half))
        numbers = range(1, self.settings.generations + 1)
        return next((number for number in numbers if self.path.types(number) <= half), None)

    @property
    def diversity_half_life(self) -> float | None:
        """Generations until half of the heterozygosity is gone; None where no closed form is known."""
        return rounded(half_life(self.vocabulary.tokens)) if self.plain else None

    @property
    def diversity_loss_limit(self) -> float | None:
        """Share of the heterozygosity of everything so far that accumulating ever loses (Pólya's urn)."""
        settings = self.settings
        mixed = settings.mixes_human
        everything = settings.rule.newest is None and not settings.rule.subsampled
        if not everything or mixed or settings.growth != 1:
            return None
        return rounded(accumulated_loss_limit(settings.size(1, self.vocabulary.tokens)))

    @property
    def heaps_slope(self) -> float:
        """How fast the vocabulary still grows at the end of the human text, d ln V/d ln N."""
        return rounded(heaps_slope(self.vocabulary.spectrum))

    def retentions(self, shares: Sequence[float]) -> list[Retention]:
        """Return what lasting human shares keep in the long run, fresh and fixed."""
        kept = [retention(self.vocabulary, share) for share in shares]
        return [Retention(each.human_share, rounded(each.fresh), rounded(each.fixed)) for each in kept]

    def as_dict(self, generations: Sequence[int], shares: Sequence[float]) -> dict[str, Any]:
        """Return everything as plain numbers, for JSON."""
        spectrum = self.vocabulary.spectrum
        return {
            "text": {
                "name": self.vocabulary.name,
                "tokens": self.vocabulary.tokens,
                "types": rounded(spectrum.types),
                "hapaxes": rounded(float(spectrum.words[spectrum.count == 1].sum())),
                "heaps_slope": self.heaps_slope,
            },
            "generations": [asdict(row) for row in self.rows(generations)],
            "words_half_life": self.words_half_life,
            "heterozygosity_half_life": self.diversity_half_life,
            "heterozygosity_loss_limit": self.diversity_loss_limit,
            "human_share": [asdict(retention) for retention in self.retentions(shares)],
        }

    def _heterozygosity(self, generations: Sequence[int]) -> list[float] | None:
        """Return E H of the generations under replacement, else None."""
        if not self._replaces:
            return None
        start = self.vocabulary.heterozygosity
        if self.plain:
            kept = np.log1p(-1.0 / self.vocabulary.tokens) * np.asarray(generations, np.float64)
            return [float(value) for value in start * np.exp(kept)]
        path = heterozygosity(start, self._sizes(max(generations)))
        return [float(path[number]) for number in generations]

    def _entropy_lost(self, generations: Sequence[int]) -> list[float] | None:
        """Return the bits of entropy lost under replacement, about; else None."""
        if not self._replaces:
            return None
        start = self.vocabulary.entropy_bits
        if self.settings.generations > LONGEST:
            types = self._types_so_far(generations)
            lost = (types - np.asarray(generations)) / (2 * np.log(2) * self.vocabulary.tokens)
            return [float(value) for value in np.minimum(lost, start)]
        last = max(generations)
        types = np.array([self.path.types(number) for number in range(last)])
        path = entropy_path_bits(start, types, self._sizes(last))
        return [float(start - path[number]) for number in generations]

    def _sizes(self, last: int) -> Floats:
        human = self.vocabulary.tokens
        return np.array([self.settings.size(number, human) for number in range(1, last + 1)], np.float64)

    def _types_so_far(self, generations: Sequence[int]) -> Floats:
        """Return Σ_{j<g} V_j for each g: one by one at first, then by the Euler–Maclaurin formula."""
        far = np.geomspace(64, max(64, *generations), 200)
        nodes = np.unique(np.concatenate((np.arange(64), np.rint(far), generations)).astype(np.int64))
        # The law goes below one word in the end, which no text does: its entropy would rise again.
        types = np.array([max(self.path.types(int(node)), 1.0) for node in nodes])
        steps = np.diff(nodes) * (types[1:] + types[:-1]) / 2 + (types[:-1] - types[1:]) / 2
        sums = np.concatenate(([0.0], np.cumsum(steps)))
        return np.asarray(sums[np.searchsorted(nodes, generations)])


def spaced(last: int) -> list[int]:
    """Return generations 0, 1, 2, 3, 5, 10, 20, 30, 50, 100 … and the last one."""
    found = {0, last}
    power = 1
    while power <= last:
        found.update(step * power for step in (1, 2, 3, 5) if step * power <= last)
        power *= 10
    return sorted(found)
