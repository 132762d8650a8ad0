"""What the laws predict for one corpus and its settings, and what chance allows around it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import NamedTuple, assert_never

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Counts, Floats, Indices
from driftview.choices import is_pool, is_written
from driftview.drift.lineage import Generation, Lineage, Values, settled
from driftview.drift.population import Shares
from driftview.measures.registry import Law, predicted_measures
from driftview.measures.survival import Band
from driftview.models.index import ContextIndex
from driftview.models.protocol import TrainingText
from driftview.portable import rounded, rounded_words
from driftview.settings.settings import Settings
from driftview.text.corpus import Corpus
from driftview.theory.deviation import WIDTH
from driftview.theory.documents_law import DocumentsLaw
from driftview.theory.edited_law import EditedLaw, EditedLines
from driftview.theory.islands import IslandLaw, Islands
from driftview.theory.mixed_law import HumanDocuments
from driftview.theory.passages import Passages
from driftview.theory.schedule import Schedule
from driftview.theory.survival import Lines, absence, generation_of_death, is_steady, token_lines
from driftview.theory.variance import family_moments, inbreeding
from driftview.theory.word_law import EachWordLaw, UnmixedLaw, WordLaw, expected_ancestors, survival_of

STRIDE = 11
"""So many generations beyond the planned ones are worked out at once.

Longer plans round differently, so how far one goes depends on the generation alone, not on where a run was
taken up again.
"""


def schedule_of(settings: Settings, human_tokens: int, generations: int) -> Schedule:
    """Return the schedule, for the laws, of the first ``generations`` generations of these settings."""
    numbers, rule = range(1, generations + 1), settings.rule
    return Schedule(
        human_tokens=float(human_tokens),
        sizes=tuple(float(settings.size(number, human_tokens)) for number in numbers),
        human_shares=tuple(settings.human_share_after(number) for number in numbers),
        human_source=settings.human_source,
        human_added=_added(settings, generations),
        of=settings.of,
        window=rule.newest,
        subsampled=rule.subsampled,
        regenerated=rule.regenerated,
    )


def _added(settings: Settings, generations: int) -> tuple[float, ...]:
    """Return the human tokens that are added after each generation; empty for none."""
    if not settings.human_adds:
        return ()
    return tuple(settings.human_added_after(number) for number in range(1, generations + 1))


def follows_islands(settings: Settings) -> bool:
    """Tell whether the island law holds: each generation alone is read, and no human text is mixed in."""
    mixed = settings.mixes_human
    return settings.rule.replaces and not mixed


class PopulationLaw(IslandLaw):
    """The words of all models together; and, asked for by ``of_models``, those of each."""

    def __init__(self, islands: Islands, counts: Counts, together: UnmixedLaw) -> None:
        """Take sizes, what each model begins with, and the law of one model of the same size as all."""
        super().__init__(islands, counts, islands.models, together)
        self._each = [IslandLaw(islands, counts, place) for place in range(islands.models)]

    def of_models(self, generation: int) -> list[tuple[float, float]]:
        """Return words and spread of each model; passages widen it as they widen that of all together."""
        alone = super(IslandLaw, self).types_sd(generation)
        wider = self.types_sd(generation) / alone if alone > 0 else 1.0
        return [(each.types(generation), wider * each.types_sd(generation)) for each in self._each]


class Laws:
    """Predictions for each generation; worked out for all of them at once when one is first asked for."""

    def __init__(self, corpus: Corpus, settings: Settings, index: ContextIndex | None = None) -> None:
        """Nothing is computed yet; ``index``: that of the human text, where it is at hand."""
        self._index = index
        self._corpus = corpus
        self._settings = settings
        self._reach = settings.generations
        self._parent: Laws | None = None
        """Whose documents and passages are used; None for its own."""
        self._documents: HumanDocuments | None = None
        self._computed: tuple[Lines, WordLaw] | None = None

    @property
    def hold(self) -> bool:
        """Whether this run is to be held against drift alone.

        So is one without selection by decoding and without smoothing, and so are texts that were given: for
        them the law is the null hypothesis, what sampling alone would have done at these sizes.
        """
        settings = self._settings
        if settings.edited and is_pool(settings.of) and not settings.rule.replaces:
            return False
        return settings.compares and (settings.population == 1 or follows_islands(settings))

    def given(self, settings: Settings, generation: int) -> "Laws":
        """Return the laws of a run that has settled its machine shares, as far as ``generation``.

        These where nothing was left open. Every generation settles the shares again. Laws that went as
        far as the run is planned, each with documents of its own, held 460 MiB after a hundred generations
        of a text of 5,935 tokens; these hold 100.
        """
        if settings == self._settings or self._settings.feedback is None or not self.hold:
            return self
        settled = Laws(self._corpus, replace(settings, generations=generation), self._index)
        settled._parent = self
        return settled

    def _laws(self, generation: int) -> tuple[Lines, WordLaw]:
        """Return the fate of tokens and that of words, both as far as ``generation`` at least."""
        computed = self._computed
        if computed is None or generation > self._reach:
            beyond = max(0, generation - self._settings.generations)
            self._reach = self._settings.generations + STRIDE * -(-beyond // STRIDE)
            schedule = schedule_of(self._settings, len(self._corpus.tokens), self._reach)
            lines = token_lines(schedule)
            if self._settings.edited:
                lines = self._edited(schedule).lines(lines)
            self._computed = computed = lines, self._words(schedule, lines)
        return computed

    def _edited(self, schedule: Schedule) -> EditedLines:
        """Return the fate of tokens where sentences are replaced by human ones."""
        return EditedLines((schedule.human_tokens, *schedule.sizes), self._settings.edited)

    @cached_property
    def _as_written(self) -> "Laws":
        """The laws of the text as it is written, where another one is measured."""
        return Laws(self._corpus, replace(self._settings, of="written"), self._index)

    def release_memory(self) -> None:
        """Forget what was worked out; it comes out the same when it is asked for again."""
        self._computed = self._documents = None
        for name in ("_passages", "_as_written"):
            vars(self).pop(name, None)

    def _words(self, schedule: Schedule, lines: Lines) -> WordLaw:
        """Return the law of words; human text that is mixed in, kept or sampled comes by whole documents."""
        if self._settings.population > 1:
            return self._population(schedule, lines)
        if self._settings.endless:
            corpus = self._corpus
            return DocumentsLaw(corpus.tokens, corpus.starts, len(corpus.vocabulary), lines)
        if self._settings.edited:
            return EditedLaw(self._corpus.counts.astype(np.float64), self._edited(schedule))
        text = self._parent or self
        single = self._settings.order == 1 or self._settings.given is not None
        passages = None if single else lambda: text._passages
        everything = is_pool(schedule.of) and schedule.window is None  # no human word is ever missing
        if everything or (not schedule.mixes_human and schedule.regenerated == 1 and not schedule.subsampled):
            alone = schedule.window == 1
            sizes = np.array([schedule.human_tokens, *schedule.sizes]) if alone else None
            return UnmixedLaw(self._corpus.counts, lines, sizes, passages)
        if text._documents is None:
            text._documents = HumanDocuments(self._corpus.tokens, self._corpus.starts)
        return text._documents.law(schedule, lines, passages)

    def _population(self, schedule: Schedule, lines: Lines) -> "PopulationLaw":
        """Return the law of several models: of all of them together, and of each."""
        shares = Shares(self._corpus, self._settings)
        sizes = np.array([schedule.human_tokens, *schedule.sizes])
        passages = None if self._settings.order == 1 else lambda: self._passages
        together = UnmixedLaw(self._corpus.counts, lines, sizes, passages)
        return PopulationLaw(shares.islands(schedule.generations), shares.counts(), together)

    def of_models(self, generation: int) -> list[tuple[float, float]]:
        """Return how many words each model of a population should have, with the spread; empty for one."""
        words = self._laws(generation)[1] if self.hold else None
        return words.of_models(generation) if isinstance(words, PopulationLaw) else []

    @cached_property
    def _passages(self) -> Passages:
        """What a model of this order copies whole."""
        corpus, index, order = self._corpus, self._index, self._settings.order
        if index is None or index.order != order:
            text = TrainingText(corpus.tokens, corpus.starts)
            index = ContextIndex([text], order, len(corpus.vocabulary))
        top = index.top
        contexts = top.pair_context[top.pair[: len(corpus.tokens)]]
        chosen = np.bincount(contexts, minlength=top.contexts)[contexts] > 1
        chosen[0] = True
        return Passages.of(corpus.tokens, chosen, len(corpus.vocabulary))

    def survival(self, generation: int) -> float:
        """Return s_g, the chance that one human token has a descendant in a generation."""
        return float(self._laws(generation)[0].survival[generation])

    def expected(self, generation: int, own_words: bool = False) -> Values:
        """Return what sampling alone predicts for a generation, by the name of the measure it is about.

        Parameters
        ----------
        generation
            Its number.
        own_words
            Whether it has words that the human text lacks. The law is of human words; measures that count
            others too then have no prediction, so that like is compared with like.

        Returns
        -------
        Values
            Expected values, and standard deviations under the same names with ``_sd``; ``survival`` is s_g.
        """
        lines, words = self._laws(generation)
        survival = float(lines.survival[generation])
        found: dict[str, float | None] = {}
        for measure in predicted_measures():
            if measure.law is None or (own_words and measure.counts_own):
                continue
            found[measure.name], found[f"{measure.name}_sd"] = self._predicted(measure.law, words, generation)
        values: Values = {name: rounded_words(value) for name, value in found.items() if value is not None}
        return values | {"survival": rounded(survival)}

    def _predicted(self, law: Law, words: WordLaw, generation: int) -> tuple[float | None, float | None]:
        """Return what a law expects of a generation, and its standard deviation; None for what none says."""
        match law:
            case "words":
                return words.types(generation), words.types_sd(generation)
            case "words used once":
                return words.hapaxes(generation), words.hapaxes_sd(generation)
            case "ancestors":
                survival = self._laws(generation)[0].survival[generation]
                spread = words.ancestors_sd(generation) if isinstance(words, UnmixedLaw) else None
                return float(expected_ancestors(len(self._corpus.tokens), survival)), spread
            case "words as written" if not is_written(self._settings.of):
                return self._as_written._predicted("words", self._as_written._laws(generation)[1], generation)
            case "words of a model" if isinstance(words, PopulationLaw):
                return float(np.mean([mean for mean, _ in words.of_models(generation)])), None
            case "words as written" | "words of a model":
                return None, None
            case _:
                assert_never(law)

    def of_words(self, words: Indices, generation: int) -> tuple[float, float]:
        """Return how many of some words should live in a generation, and the standard deviation of that.

        Parameters
        ----------
        words
            Ids of the words, each once, shape (K,).
        generation
            Its number.

        Returns
        -------
        tuple of float
            Mean and standard deviation over runs. Words that a model copies together live and die together.
        """
        law = self._laws(generation)[1]
        chosen = np.zeros(len(self._corpus.counts), bool)
        chosen[words] = True
        if isinstance(law, UnmixedLaw):
            part = law.of_words(
                np.where(chosen, self._corpus.counts, 0), lambda whole: whole.of_words(chosen)
            )
            return part.types(generation), part.types_sd(generation)
        dead = law.fates(generation).dead[words] if isinstance(law, EachWordLaw) else np.zeros(0)
        return float((1.0 - dead).sum()), float(np.sqrt((dead * (1.0 - dead)).sum()))

    def alive(self, generation: int, bands: tuple[Band, ...]) -> list[float]:
        """Return how many words of each band should live in a generation."""
        words = self._laws(generation)[1]
        return [rounded_words(words.alive(generation, band.low, band.high)) for band in bands]


class NoLaws(Laws):
    """For runs of which only what was measured is kept: nothing is expected of them."""

    @property
    def hold(self) -> bool:
        """Return False."""
        return False


class ChanceBand(NamedTuple):
    """Expected value and what chance allows around it, for generations 0 … G; shapes (G + 1,)."""

    mean: Floats
    low: Floats
    high: Floats


@lru_cache(maxsize=16)
def _extinction(schedule: Schedule) -> Floats:
    return token_lines(schedule).extinction


@lru_cache(maxsize=16)
def _drift(schedule: Schedule) -> tuple[Floats, Floats]:
    """Return the mean of a family and F_g."""
    return family_moments(schedule)[0], inbreeding(schedule)


@dataclass(frozen=True)
class Chances:
    """The law of drift for the generations 0 … G of a lineage; made in no time and worked out once.

    Tokens are taken one by one, which fits the counts of words at every order that was tried (1 to 5). Where
    human text is mixed in by paragraphs, words that stand together there go further and die sooner.
    """

    schedule: Schedule

    @property
    def reach(self) -> int:
        """The last generation that is predicted, G."""
        return self.schedule.generations

    def alive(self, human_count: int) -> Floats:
        """Return the chance that a word is alive in generations 0 … G, 1 − (1 − s_g)^c; shape (G + 1,)."""
        return survival_of(human_count, _extinction(self.schedule))

    def median_death(self, human_count: int) -> int | None:
        """Return the generation by which half of such words are dead; None when it lies beyond what is known.

        Where every generation is as large as the human text and trains on the one before, any number of
        generations is known.
        """
        dead = np.flatnonzero(self.alive(human_count) <= 0.5)
        if len(dead):
            return int(dead[0])
        return generation_of_death(human_count) if is_steady(self.schedule) else None

    def count_band(self, human_count: int) -> ChanceBand:
        """Return how often a word of ``human_count`` tokens should occur."""
        mean, drift = _drift(self.schedule)
        share = human_count / self.schedule.human_tokens
        spread = WIDTH * np.sqrt(share * (1.0 - share) * drift) * self.schedule.text_sizes
        expected = human_count * mean
        return ChanceBand(expected, np.maximum(0.0, expected - spread), expected + spread)

    def share_band(self, share: float, clustering: float = 1.0) -> ChanceBand:
        """Return what part of each generation a voice with this share of the human text should have.

        ``clustering``: how many times the variance of independent tokens the voice has in one generation.
        """
        _, drift = _drift(self.schedule)
        clustered = -np.expm1(clustering * np.log1p(-np.minimum(drift, 1.0 - 1e-16)))
        spread = WIDTH * np.sqrt(share * (1.0 - share) * clustered)
        return ChanceBand(
            np.full(len(drift), share), np.maximum(0.0, share - spread), np.minimum(1.0, share + spread)
        )

    def absent_next(self, generations: Sequence[Generation], words: NDArray[np.int64]) -> Floats:
        """Return the chance that each word is absent from the generation after the last one given."""
        counts = np.array([generation.counts[words] for generation in generations])
        return absence(self.schedule, generations[-1].number, counts)


def chances(lineage: Lineage) -> Chances | None:
    """Return the law for a lineage, at least one generation beyond it; None where no law holds."""
    if not Laws(lineage.corpus, lineage.settings).hold or lineage.settings.edited:
        return None
    reach = max(lineage.settings.generations, len(lineage.generations))
    if not is_written(lineage.settings.of):
        return None  # counts are of the mix, and say nothing of what is copied next
    return Chances(
        schedule_of(settled(lineage.settings, lineage.generations), len(lineage.corpus.tokens), reach)
    )
