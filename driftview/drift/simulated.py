"""Predictions by simulation: quick replicates of a run, of which words are counted and no text is kept.

Passages live or die together in a model of higher order, and no closed form that we know has the right
spread there at every order and on every text (docs/laws.md). Replicates of the same settings have it by
construction, at every order, in every regime and with every decoding. They share nothing with the run that
they are compared with but the human text: their random numbers depend on text and settings alone, so that
the same prediction comes out for every seed, on every machine.
"""

import hashlib
import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from threading import Lock
from typing import Self, TypeVar, assert_never

import numpy as np

from driftview.arrays import Flags, Floats, Indices
from driftview.choices import copies_words, is_written
from driftview.drift.indexed_corpus import IndexedCorpus
from driftview.drift.laws import ChanceBand, NoLaws
from driftview.drift.lineage import Generation, Lineage, Values, settled
from driftview.drift.loop import Cancelled, Loop
from driftview.drift.replicated_training import ReplicatedPools, is_in_passages
from driftview.drift.spill import changed
from driftview.measures.ngrams import human_ancestors
from driftview.measures.registry import predicted_measures
from driftview.measures.survival import Band, band_indices, bands, own_words_by_voice
from driftview.models.replicated import ReplicatedChains
from driftview.models.replicated_passages import ReplicatedPassages, chosen_places
from driftview.models.sampling import FEW, chain_count
from driftview.portable import rounded, rounded_words
from driftview.quantities import ANCESTORS, AS_WRITTEN
from driftview.settings.conflicts import changed as changed_settings
from driftview.settings.settings import Settings
from driftview.text.corpus import Corpus
from driftview.text.vocabulary import END_ID
from driftview.theory.deviation import WIDTH, student_quantile

ENGINE = 1
"""Raised whenever the same settings come to give other replicates, so that no stored ones are used."""

IRRELEVANT = {"generations", "prediction", "prediction_runs", "seed"}
"""Settings that replicates do not depend on."""

SIDE_BY_SIDE = 30
"""Replicates of a short text that are made together; which ones they are depends on it."""

FEWEST = 8
"""The least number of replicates that predicts anything: with fewer the band is too wide to be of use."""

AUTOMATIC = 30
"""Replicates that a run makes by itself, where they take about as long as the run."""

ALONE = 16
"""Replicates that a run makes by itself, where each is a run of its own: a few seconds of work."""

PASSAGES_AT_ONCE = 15
"""Replicates of a long text that are made together, in passages."""

MOST_PASSAGES = 15_000_000
"""Passages that the replicates of a run write at most unasked: some three seconds of work."""

MOST_WORK = 300_000_000
"""Tokens that replicates write at most unasked, about half a minute of work."""

REMEMBERED, REMEMBERED_BYTES = 16, 2**21
"""How many predictions the explorer remembers, and how large each may be."""

SHORT = 20_000
"""Tokens up to which that is so."""

TIE = 1e-9
"""Distances that differ by no more than this are equal."""

INSIDE = math.erf(WIDTH / math.sqrt(2.0))
"""Share of runs that lie within WIDTH standard deviations, when they are normally distributed: 95.45%."""

Count = TypeVar("Count")
"""Of one generation, or of many at once."""

COUNTED = tuple(
    each for each in predicted_measures() if each.law not in ("words of a model", "words as written")
)
"""What is counted of every generation, in this order; bands, voices and the own words of each voice follow,
and AS_WRITTEN where mixes are measured."""


def widening(runs: int) -> float:
    """Return how many times the standard deviation of so many runs stands for one of a prediction from them.

    One more run lies within t·sd·√(1 + 1/R) of the mean of R in so many cases of 100 as a normal number lies
    within two standard deviations, so that "± 2 sd" keeps its meaning however few runs there are.

    Parameters
    ----------
    runs
        R, at least 4.

    Returns
    -------
    float
        Above 1.
    """
    return student_quantile((1 + INSIDE) / 2, runs - 1) / WIDTH * math.sqrt(1 + 1 / runs)


@dataclass(frozen=True, eq=False)
class Simulated:
    """What R replicates show in generations 0 … G; it grows as replicates are added."""

    counts: Indices
    """Shape (R, G + 1, 4 + bands + voices …): COUNTED, words alive of each band, tokens of each voice, and
    own words alive of each, where there are several."""
    bands: tuple[Band, ...]
    voices: int = 1
    """How many voices there are."""
    mixed: bool = False
    """Whether the mix or pool is measured, and the last column is AS_WRITTEN."""

    @property
    def runs(self) -> int:
        """How many replicates there are."""
        return int(self.counts.shape[0])

    @property
    def reach(self) -> int:
        """The last generation that is predicted, G."""
        return int(self.counts.shape[1]) - 1

    @cached_property
    def mean(self) -> Floats:
        """Mean over replicates, shape (G + 1, quantities)."""
        return np.asarray(self.counts.sum(axis=0) / self.runs)

    @cached_property
    def sd(self) -> Floats:
        """Standard deviation over replicates, R − 1 in the denominator, shape (G + 1, quantities)."""
        total = self.counts.sum(axis=0)
        squares = self.runs * (self.counts * self.counts).sum(axis=0) - total * total
        return np.asarray(np.sqrt(squares / (self.runs * (self.runs - 1))))

    @property
    def widening(self) -> float:
        """How many times the replicates' standard deviation stands for one of the prediction."""
        return widening(self.runs)

    def expected(self, generation: int) -> Values:
        """Return expected values and, under the same names with ``_sd``, half of what chance allows."""
        values: Values = {}
        places = {measure.name: place for place, measure in enumerate(COUNTED)}
        if self.mixed:
            places[AS_WRITTEN] = -1
        if self.voices > 1:
            first = len(COUNTED) + len(self.bands)
            for voice in range(self.voices):
                places[tokens_of(voice)] = first + voice
                places[own_words_of(voice)] = first + self.voices + voice
        for name, place in places.items():
            values[name] = rounded_words(float(self.mean[generation, place]))
            values[f"{name}_sd"] = rounded_words(float(self.widening * self.sd[generation, place]))
        return values | {"simulated_runs": self.runs}

    def alive(self, generation: int) -> list[float]:
        """Return how many words of each band should live in a generation."""
        first = len(COUNTED)
        alive = self.mean[generation, first : first + len(self.bands)]
        return [rounded_words(each) for each in alive.tolist()]

    def chances_of(self, words: Sequence[int]) -> Floats:
        """Return how often chance takes a run at least as far as this one, anywhere on its way.

        One test of a whole run, not one a generation: of each replicate and of this run the largest distance
        so far from the mean of all is taken, in standard deviations, and this run's rank is told. No run is
        treated in another way than the others, so that the rank is exact.

        Parameters
        ----------
        words
            Human words left in generations 0 … G of a run, G at most ``reach``.

        Returns
        -------
        Floats
            For each generation, the share of the R + 1 runs that have gone as far by then; shape (G + 1,).
        """
        both = np.concatenate((self.counts[:, : len(words), 0], np.array([words], np.int64)))
        spread = both.std(axis=0)
        gone = np.abs(both - both.mean(axis=0)) / np.where(spread > 0, spread, np.inf)
        farthest = np.maximum.accumulate(gone, axis=1)
        return np.asarray(np.mean(farthest >= farthest[-1] - TIE, axis=0))

    def with_more(self, other: Self) -> Self:
        """Return both sets of replicates together."""
        return replace(self, counts=np.concatenate((self.counts, other.counts)))


def tokens_of(voice: int) -> str:
    """Return the name of what is expected of the tokens that descend from a voice, where it is simulated."""
    return f"voice_{voice}_tokens"


def own_words_of(voice: int) -> str:
    """Return the same of the words that only this voice uses in the human text."""
    return f"voice_{voice}_own_words"


def simulated_band(generations: Sequence[Generation], name: str) -> ChanceBand | None:
    """Return what replicates predict of a number of generations 0 … G; None where they do not.

    Parameters
    ----------
    generations
        Of a lineage.
    name
        ``tokens_of`` or ``own_words_of`` a voice.

    Returns
    -------
    ChanceBand or None
        Mean and two standard deviations to either side, shapes (G + 1,).
    """
    found = [(each.expected.get(name), each.expected.get(f"{name}_sd")) for each in generations]
    if any(mean is None or spread is None for mean, spread in found):
        return None
    mean, spread = np.array(found, np.float64).T
    reach = WIDTH * spread
    return ChanceBand(mean, np.maximum(0.0, mean - reach), mean + reach)


def can_be_simulated(settings: Settings) -> bool:
    """Tell whether a run can be repeated at all: programs and texts of others cannot."""
    return settings.given is None and settings.model_command is None


def is_quick(settings: Settings, corpus: Corpus, indexed: IndexedCorpus) -> bool:
    """Tell whether replicates are made side by side: a short text, the plain chain, replacement."""
    return (
        is_in_passages(settings)
        and settings.rule.replaces
        and not settings.mixes_human
        and chain_count(indexed.index, len(corpus.tokens)) <= FEW
    )


def is_by_passage(settings: Settings, corpus: Corpus) -> bool:
    """Tell whether replicates are written side by side in passages: long texts, at high orders."""
    return is_in_passages(settings) and settings.order > CLOSED_ORDER and len(corpus.tokens) > SHORT


class Simulation:
    """Makes replicates of one setting on one text."""

    def __init__(
        self, corpus: Corpus, settings: Settings, indexed: IndexedCorpus | None = None, *, stream: int = 0
    ) -> None:
        """Prepare to count; ``indexed``: the text indexed for these settings, where it is already.

        Replicates of another ``stream`` are other ones; predictions all take those of stream 0.
        """
        self._stream = stream
        self.settings = replace(settings, prediction="closed", seed=0)
        self.corpus = corpus
        self._indexed = (
            indexed if indexed and indexed.order == settings.order else IndexedCorpus(corpus, settings.order)
        )
        self._bands = bands(corpus.counts)
        self._band_of = band_indices(corpus.counts)
        self._quick = is_quick(settings, corpus, self._indexed)
        self.in_passages = not self._quick and is_by_passage(settings, corpus)
        """Whether replicates are written in passages."""
        self._mixed = not is_written(settings.of)
        self._voices = len(corpus.voices)
        self._own: Flags = np.zeros((0, len(corpus.vocabulary)), bool)
        """Whether each voice alone uses each word, shape (voices, V); nothing for one voice."""
        if self._voices > 1:
            owner = own_words_by_voice(corpus.tokens, corpus.token_voice, len(corpus.vocabulary))
            owner[END_ID] = -1
            self._own = owner == np.arange(self._voices)[:, None]

    @cached_property
    def key(self) -> str:
        """What decides the replicates, as a checksum: text and settings, without seed and generations."""
        unusual = {name: getattr(self.settings, name) for name in changed_settings(self.settings)}
        settings = {name: value for name, value in unusual.items() if name not in IRRELEVANT}
        way = "passages" if self.in_passages else self._quick
        facts = [ENGINE, self._batch if self._batch > 1 else SIDE_BY_SIDE, way, settings, self.corpus.sha256]
        digest = hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode())
        for array in (self.corpus.tokens, self.corpus.starts, self.corpus.token_voice):
            digest.update(np.ascontiguousarray(array, dtype="<i8").tobytes())
        return digest.hexdigest()

    def batches(self, runs: int, cancelled: Callable[[], bool], made: int = 0) -> Iterator[Simulated]:
        """Make replicates ``made`` to ``runs`` − 1 and yield them as they come, a batch at a time.

        ``cancelled`` is asked every few milliseconds; Cancelled rises when it says so. Replicate number r
        is the same whenever it is made, and however many generations are.
        """
        batch = self._batch
        for number in range(made // batch, -(-runs // batch)):
            first = number * batch
            together = self._batch > 1
            counted = self._side_by_side(number, cancelled) if together else self._alone(number, cancelled)
            yield Simulated(
                counted[max(0, made - first) : runs - first], self._bands, self._voices, self._mixed
            )

    @property
    def _batch(self) -> int:
        return PASSAGES_AT_ONCE if self.in_passages else SIDE_BY_SIDE if self._quick else 1

    @property
    def work(self) -> int:
        """What one replicate writes, in tokens or in passages, which take about as long."""
        written, human = sum(self._sizes), len(self.corpus.tokens)
        return round(written * self._passages / human) if self.in_passages else written

    @property
    def _passages(self) -> int:
        """How many passages the human text has for a model of this order."""
        return int(chosen_places(self._indexed.index, len(self.corpus.tokens)).sum())

    @property
    def _sizes(self) -> list[int]:
        """Tokens of generations 1 … G."""
        human = len(self.corpus.tokens)
        return [self.settings.size(number, human) for number in range(1, self.settings.generations + 1)]

    def _side_by_side(self, number: int, cancelled: Callable[[], bool]) -> Indices:
        """Count a batch of replicates that are written together."""
        corpus = self.corpus
        if self.in_passages:
            return self._written_in_passages(number, cancelled)
        chains = ReplicatedChains(self._indexed.index, len(corpus.tokens), SIDE_BY_SIDE)
        rows = [self._count(chains)]
        for generation, size in enumerate(self._sizes, 1):
            chains.step(size, self._random(number, generation), pausing(cancelled))
            rows.append(self._count(chains))
        return np.stack(rows, axis=1)

    def _written_in_passages(self, number: int, cancelled: Callable[[], bool]) -> Indices:
        """Count a batch of replicates that are written together, a passage at a time."""
        pause = pausing(cancelled)
        chains = ReplicatedPassages(self._indexed.index, len(self.corpus.tokens), PASSAGES_AT_ONCE)
        pools = ReplicatedPools(chains.human, self.settings, PASSAGES_AT_ONCE, self._random(number, 0))
        rows = [self._count(chains)]
        for generation, size in enumerate(self._sizes, 1):
            rng = self._random(number, generation)
            chains.step(size, rng, pause)
            rows.append(self._count(chains))
            chains.train(pools.put(chains.newest, generation, rng), pause)
        return np.stack(rows, axis=1)

    def _count(self, chains: ReplicatedChains | ReplicatedPassages) -> Indices:
        """Count the newest generation of every replicate, shape (R, quantities)."""
        corpus = self.corpus
        words = chains.counts(corpus.tokens, len(corpus.vocabulary))
        alive = words > 0
        band = np.stack([alive[:, self._band_of == place].sum(axis=1) for place in range(len(self._bands))])
        hapaxes = (words == 1).sum(axis=1)
        voices = chains.counts(corpus.token_voice, len(corpus.voices))
        whole = alive.sum(axis=1)
        counted = _in_order(whole, whole, hapaxes, chains.ancestors())
        own = alive[:, : self._own.shape[1]] @ self._own.T.astype(np.int64)
        return np.concatenate((counted, band, voices.T, own.T), dtype=np.int64).T

    def _random(self, *numbers: int) -> np.random.Generator:
        """Return the random numbers of one batch in one generation."""
        of_stream = (*numbers, self._stream) if self._stream else numbers
        sequence = np.random.SeedSequence(int(self.key, 16), spawn_key=of_stream)
        return np.random.Generator(np.random.PCG64(sequence))

    def _alone(self, number: int, cancelled: Callable[[], bool]) -> Indices:
        """Count one replicate that the loop makes, with nothing measured."""
        seed = int(self._random(number).integers(2**62))
        settings = replace(self.settings, seed=seed)
        loop = Loop(
            self.corpus,
            settings,
            self._indexed,
            measured=(ANCESTORS, AS_WRITTEN) if self._mixed else (),
            controlled=False,
            laws=NoLaws(self.corpus, settings),
        )
        rows = [self._row(loop.lineage.generations[0])]
        rows += [self._row(loop.step(cancelled)) for _ in self._sizes]
        return np.array([rows], np.int64)

    def _row(self, generation: Generation) -> list[int]:
        """Count one generation of a lineage."""
        corpus, counts, human = generation.corpus, generation.counts, len(self.corpus.tokens)
        if self._mixed:
            tokens = int(counts.sum())
            voices = [round(share * tokens) for share in generation.voices.values()]
            ancestors = int(generation.measures[ANCESTORS] or 0)
        else:
            known = generation.origins[generation.origins >= 0]
            voices = np.bincount(corpus.token_voice[known], minlength=len(corpus.voices)).tolist()
            ancestors = human_ancestors(generation.origins, human)
        counted = _in_order(
            generation.words_left,
            int(np.count_nonzero(counts)),
            int(np.count_nonzero(counts == 1)),
            ancestors,
        )
        written = [int(generation.measures[AS_WRITTEN] or 0)] if self._mixed else []
        own = [int(np.count_nonzero(counts[: len(each)][each])) for each in self._own]
        return [*counted, *(band.alive for band in generation.bands), *voices, *own, *written]


def _in_order(left: Count, every: Count, once: Count, ancestors: Count) -> list[Count]:
    """Return human words left, all words, words used once and human ancestors in the order of COUNTED."""
    ordered = []
    for measure in COUNTED:
        match measure.law:
            case "words":
                ordered.append(every if measure.counts_own else left)
            case "words used once":
                ordered.append(once)
            case "ancestors":
                ordered.append(ancestors)
            case "words of a model" | "words as written" | None:
                raise AssertionError(measure.name)
            case _:
                assert_never(measure.law)
    return ordered


def pausing(cancelled: Callable[[], bool]) -> Callable[[], None]:
    """Return a function that raises Cancelled once ``cancelled`` says so."""

    def pause() -> None:
        if cancelled():
            raise Cancelled

    return pause


CLOSED_ORDER = 3
"""Up to this order the closed form has the right mean and spread on a text that is not short."""


def is_closed_right(settings: Settings, tokens: int) -> bool:
    """Tell whether a closed form has been measured to be right (docs/laws.md), so that nothing is simulated.

    Parameters
    ----------
    settings
        The settings of the run.
    tokens
        Tokens of the human text.

    Returns
    -------
    bool
        At order 1 on every text, but for short ones of which samples or documents are kept; up to
        CLOSED_ORDER on texts that are not short; never for selection, smoothing and other models.
    """
    if not settings.drifts:
        return False
    if tokens > SHORT:
        return settings.order <= CLOSED_ORDER
    return settings.order == 1 and not settings.rule.subsampled and settings.rule.regenerated == 1


def wanted_runs(settings: Settings, corpus: Corpus, indexed: IndexedCorpus) -> int:
    """Return how many replicates a run makes for its prediction; 0 where a closed form does."""
    match settings.prediction:
        case "closed":
            return 0
        case "simulated":
            return settings.prediction_runs if can_be_simulated(settings) else 0
        case "auto":
            tokens = len(corpus.tokens)
            if is_closed_right(settings, tokens) or not can_be_repeated_unasked(settings):
                return 0
            if tokens > SHORT:
                return _in_passages(settings, corpus, indexed)
            return AUTOMATIC if is_quick(settings, corpus, indexed) else min(AUTOMATIC, ALONE)
        case _:
            assert_never(settings.prediction)


def _in_passages(settings: Settings, corpus: Corpus, indexed: IndexedCorpus) -> int:
    """Return how many replicates of a long text a command waits for: batches made in passages, or none."""
    if not is_by_passage(settings, corpus):
        return 0
    affordable = MOST_PASSAGES // Simulation(corpus, settings, indexed).work
    return min(AUTOMATIC, affordable // PASSAGES_AT_ONCE * PASSAGES_AT_ONCE)


def can_be_repeated_unasked(settings: Settings) -> bool:
    """Tell whether replicates take about as long as runs without measures; those of a network take long."""
    return can_be_simulated(settings) and copies_words(settings.model)


def predict(loop: Loop, cancelled: Callable[[], bool] = lambda: False) -> None:
    """Put the prediction that its settings ask for into a lineage that is complete; Cancelled may rise."""
    lineage = loop.lineage
    settings = replace(settled(lineage.settings, lineage.generations), generations=max(lineage.last, 1))
    runs = wanted_runs(settings, lineage.corpus, loop.indexed)
    if not runs or not lineage.last:
        return
    simulated: Simulated | None = None
    for more in Simulation(lineage.corpus, settings, loop.indexed).batches(runs, cancelled):
        simulated = more if simulated is None else simulated.with_more(more)
    if simulated is not None:
        loop.take(predicted_by(lineage, simulated))


def foresee(loop: Loop, cancelled: Callable[[], bool]) -> Iterator[list[Generation]]:
    """Yield the generations of a lineage with what more and more replicates predict for them.

    For somebody in front of a screen: after FEWEST replicates, and each time that there are twice as many,
    until there are as many as the settings say or MOST_WORK is done. Cancelled may rise.
    """
    lineage = loop.lineage
    settings = replace(settled(lineage.settings, lineage.generations), generations=max(lineage.last, 1))
    simulation = Simulation(lineage.corpus, settings, loop.indexed)
    if not lineage.last or not is_worth_simulating(settings):
        return
    runs = min(settings.prediction_runs, MOST_WORK // simulation.work)
    if runs < FEWEST:
        return
    known = _remembered(simulation.key, runs, lineage.last)
    if known is not None:
        yield predicted_by(lineage, known)
        return
    simulated, wanted = None, FEWEST
    for more in simulation.batches(runs, cancelled):
        simulated = more if simulated is None else simulated.with_more(more)
        if simulated.runs >= min(wanted, runs):
            wanted = 2 * simulated.runs
            yield predicted_by(lineage, simulated)
    if simulated is not None and simulated.counts.nbytes <= REMEMBERED_BYTES:
        _remember(simulation.key, simulated)


_KNOWN: dict[str, Simulated] = {}
"""What was simulated last, by what decides it, so that settings that come back are predicted at once."""


_KNOWN_LOCK = Lock()
"""Several threads simulate; finding the oldest fails where another one adds at that moment."""


def _remember(key: str, simulated: Simulated) -> None:
    """Keep replicates, and drop the oldest beyond REMEMBERED."""
    with _KNOWN_LOCK:
        _KNOWN[key] = simulated
        while len(_KNOWN) > REMEMBERED:
            _KNOWN.pop(next(iter(_KNOWN)))


def _remembered(key: str, runs: int, last: int) -> Simulated | None:
    """Return so many replicates of generations 0 to ``last``, where they have been made before."""
    known = _KNOWN.get(key)
    if known is None or known.runs < runs or known.reach < last:
        return None
    return replace(known, counts=known.counts[:runs, : last + 1])


def is_worth_simulating(settings: Settings) -> bool:
    """Tell whether replicates tell more than the closed form: all but plain drift at order 1."""
    match settings.prediction:
        case "closed":
            return False
        case "simulated":
            return can_be_simulated(settings)
        case "auto":
            plain = settings.rule.replaces and not settings.mixes_human
            right = settings.drifts and plain and settings.order == 1
            return can_be_repeated_unasked(settings) and not right
        case _:
            assert_never(settings.prediction)


def predicted_by(lineage: Lineage, simulated: Simulated) -> list[Generation]:
    """Return the generations of a lineage with what replicates predict for them."""
    made = lineage.generations[: simulated.reach + 1]
    chances = simulated.chances_of([each.words_left for each in made]).tolist()
    found = [_predicted(each, simulated, chance) for each, chance in zip(made, chances, strict=True)]
    return found + lineage.generations[len(made) :]


def _predicted(generation: Generation, simulated: Simulated, chance: float) -> Generation:
    """Return one generation with its prediction; the survival of a token is no sum over words and stays."""
    survival = {"survival": generation.expected["survival"]} if "survival" in generation.expected else {}
    alive = simulated.alive(generation.number)
    states = zip(generation.bands, alive, strict=True)
    return changed(
        generation,
        expected=simulated.expected(generation.number) | {"simulated_chance": rounded(chance)} | survival,
        bands=tuple(replace(band, expected_alive=expected) for band, expected in states),
    )
