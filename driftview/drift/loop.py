"""The loop: train, write, train on what was written."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import assert_never, get_args

import numpy as np

from driftview.arrays import Counts, Floats, Tokens
from driftview.choices import copies_words, has_whole_words, is_written
from driftview.drift.editing import Editor, with_margin
from driftview.drift.indexed_corpus import IndexedCorpus
from driftview.drift.laws import Laws
from driftview.drift.lineage import BandState, Generation, Lineage, settled
from driftview.drift.population import Population, Shares, check_population
from driftview.drift.spill import DiskSpill, changed
from driftview.drift.training import Passage, Purpose, TrainingPool, join, stream
from driftview.drift.writing import make_writer, why_not
from driftview.measures.copying import voice_shares
from driftview.measures.observation import Diet, Observation
from driftview.measures.registry import (
    RunsOf,
    Value,
    everyday_names,
    find_measure,
    measure_all,
    names_of_runs,
)
from driftview.measures.survival import band_survival, bands
from driftview.models.external import Cancelled
from driftview.quantities import QUALITY
from driftview.settings.settings import Settings, SettingsError
from driftview.text.building import Reader
from driftview.text.corpus import Corpus

__all__ = ["Cancelled", "Loop", "besides"]


def _go_on() -> bool:
    return False


def _is(kind: RunsOf, settings: Settings) -> bool:
    """Tell whether a run with such settings is of a kind of which more is measured."""
    match kind:
        case "neural models":
            return not copies_words(settings.model) and settings.population == 1
        case "parts of words":
            return not has_whole_words(settings.unit)
        case "scraped text":
            return settings.machine_shares is not None
        case "several models":
            return settings.population > 1
        case "whole words":
            return has_whole_words(settings.unit)
        case "measured mixes":
            return not is_written(settings.of)
        case _:
            assert_never(kind)


def besides(settings: Settings) -> tuple[str, ...]:
    """Return the names of what is measured of runs with such settings beside the everyday measures.

    Parameters
    ----------
    settings
        Those of a run.

    Returns
    -------
    tuple of str
        Names of measures.
    """
    return tuple(name for kind in get_args(RunsOf) if _is(kind, settings) for name in names_of_runs(kind))


def _measured(settings: Settings, wanted: Sequence[str] | None) -> tuple[str, ...]:
    """Return the names of what is measured of each generation; ``wanted``: None for the everyday measures."""
    if wanted is None:
        return (*everyday_names(), *besides(settings))
    needed = (QUALITY,) if settings.feedback is not None and QUALITY not in wanted else ()
    return (*wanted, *needed)


class Loop:
    """Produces the generations of one lineage, one at a time."""

    Cancelled = Cancelled

    def __init__(
        self,
        corpus: Corpus,
        settings: Settings,
        indexed: IndexedCorpus | None = None,
        *,
        measured: Sequence[str] | None = None,
        also: Sequence[str] = (),
        controlled: bool = True,
        laws: Laws | None = None,
        made: Lineage | None = None,
    ) -> None:
        """Prepare generation 0, the human text; ``indexed``: of an earlier run, used where it fits.

        A run of which only some numbers are wanted is spared the others: ``measured`` names those to take,
        the everyday ones by default, ``also`` those beside them,
        ``controlled`` says whether the controls are drawn. The text is the same whatever is measured.
        ``laws``: those of a run that differs by its seed alone, so that they are worked out once.
        ``made``: a lineage of this corpus and these settings to go on with; what is added is what would have
        come had it never been left.
        """
        fits = indexed is not None and indexed.corpus is corpus and indexed.order == settings.order
        self.indexed = indexed if indexed is not None and fits else IndexedCorpus(corpus, settings.order)
        self.lineage = made or Lineage(corpus, settings)
        self.laws = laws or Laws(corpus, settings, self.indexed.index)
        check_population(corpus, settings)
        self._pool: Population | None = Population(corpus, settings)
        self._overflow = DiskSpill()
        self._bands = bands(corpus.counts)
        taken = _measured(settings, measured)
        self._measured = (*taken, *(name for name in also if name not in taken))
        self._controlled = controlled
        taken_measures = tuple(map(find_measure, self._measured))
        self._scores = any(each.scores_held_out for each in taken_measures)
        self._asks_model = any(each.runs == "neural models" for each in taken_measures)
        self._stop: Callable[[], bool] = _go_on
        self._reader = Reader(corpus)
        self.doing: tuple[str, float] | None = None
        """What a slow model is at within a generation, and the share of the generation that is done."""
        self._writer = make_writer(settings, self.indexed, self._reader, self._stopped, self._tell)
        self._curated = settings.population if settings.curated_models is None else settings.curated_models
        plain = settings if self._curated >= settings.population else replace(settings, candidates=1)
        self._plain_writer = self._writer
        if plain is not settings:
            self._plain_writer = make_writer(plain, self.indexed, self._reader, self._stopped)
        self._editor = Editor(corpus, settings.edited) if settings.edited else None
        if made is None:
            self._keep(self._pool.newest, {})
            settled(settings, self.lineage.generations)
        else:
            self._refill(self._pool)

    @classmethod
    def after(cls, lineage: Lineage, indexed: IndexedCorpus | None = None) -> "Loop":
        """Return a loop that goes on where ``lineage`` ends; it adds to that very lineage.

        Raises SettingsError when what wrote it is not there, or must not be run.
        """
        reason = why_not(lineage.settings)
        if reason is not None:
            raise SettingsError(reason)
        return cls(lineage.corpus, lineage.settings, indexed, made=lineage)

    def _refill(self, pool: Population) -> None:
        """Put the generations of the lineage where the next one trains on them."""
        self._overflow.renew(self.lineage.generations)
        shares = settled(self.lineage.settings, self.lineage.generations)
        for generation in self.lineage.generations[1:]:
            written = Passage(generation.origins, generation.starts, generation.written, generation.codes)
            pool.put(written, generation.number, shares.human_share_after(generation.number))

    def release_memory(self) -> None:
        """Take as little memory as can be until the next step, which comes out as if nothing had been let go.

        Texts go into a temporary file, and what is made from them is made again. Not while a thread steps.
        """
        self._overflow.put_away()
        self._pool = None
        self.laws.release_memory()

    @property
    def released(self) -> bool:
        """Whether it takes little memory since it was told to rest."""
        return self._pool is None

    def _at_hand(self) -> Population:
        """Return the pool, filled again after a rest."""
        if self._pool is None:
            pool = Population(self.lineage.corpus, self.lineage.settings)
            self._refill(pool)
            self._pool = pool
        return self._pool

    def take(self, generations: Sequence[Generation]) -> None:
        """Put these generations in the place of those of the same numbers; their texts must be the same."""
        self.lineage.generations[: len(generations)] = generations
        self._overflow.renew(self.lineage.generations)

    def step(self, cancelled: Callable[[], bool] | None = None) -> Generation:
        """Make the next generation; raises Cancelled as soon as ``cancelled`` says so."""
        self._stop = cancelled or _go_on
        try:
            return self._make(len(self.lineage.generations))
        finally:
            self.doing = None
            self._stop = _go_on  # whoever asks may know this loop, and neither would ever be forgotten

    def _make(self, number: int) -> Generation:
        """Make generation ``number``, the next one."""
        pool = self._at_hand()
        tokens = self.lineage.settings.size(number, len(self.lineage.corpus.tokens))
        passage = self._write(pool, number, tokens)
        self._pause()
        if not is_written(self.lineage.settings.of):
            return self._make_mixed(pool, passage, number)
        control = self._control(tokens, number)
        self._pause()
        generation = self._keep(passage, control)
        shares = settled(self.lineage.settings, self.lineage.generations)
        pool.put(passage, number, shares.human_share_after(number))
        return generation

    def _make_mixed(self, pool: Population, passage: Passage, number: int) -> Generation:
        """Do the rest where the mix or the pool is measured, which has to be mixed before."""
        settings = self.lineage.settings
        self._pool = None  # made again from the generations, should the caller stop before this one is kept
        pool.put(passage, number, settings.human_share_after(number))
        read = pool.read(settings.of)
        control = self._control(len(read), number)
        self._pause()
        generation = self._keep(passage, control, read)
        self._pool = pool
        return generation

    def _control(self, tokens: int, number: int) -> dict[str, Value]:
        """Measure a control as large as a generation; nothing where none is asked for."""
        if not self._controlled:
            return {}
        rng = stream(self.lineage.settings.seed, Purpose.CONTROL, number)
        return self.indexed.control(tokens, rng, self._pause)

    def _pause(self) -> None:
        """Stop between two pieces of work when the caller says so."""
        if self._stop():
            raise Cancelled

    def _write(self, population: Population, number: int, tokens: int) -> Passage:
        """Let every model write its part of a generation."""
        sizes = population.sizes(number, tokens)
        written = [
            self._write_one(pool, number, size, model)
            for model, (pool, size) in enumerate(zip(population.pools, sizes, strict=True))
        ]
        return join(written, self.lineage.corpus)

    def _write_one(self, pool: TrainingPool, number: int, tokens: int, model: int) -> Passage:
        """Train on what the regime says and write ``tokens`` tokens; where texts overlap, some are kept."""
        settings = self.lineage.settings
        training = pool.training_text(number)
        kept = min(tokens - round(settings.rule.regenerated * tokens), len(pool.newest))
        fresh = self._fresh(training, tokens - kept, number, model) if kept < tokens else None
        self._note()
        if fresh is not None and not kept:
            return fresh
        return self._overlap(fresh, pool.newest, kept, number, model)

    def _fresh(self, training: Passage, tokens: int, number: int, model: int) -> Passage:
        """Write ``tokens`` tokens; where people edit, some sentences of them are human."""
        seed = self.lineage.settings.seed
        rng = stream(seed, Purpose.WRITE, number, model)
        writer = self._writer if model < self._curated else self._plain_writer
        if self._editor is None:
            return writer.write(training, tokens, rng, self._pause)
        edits = stream(seed, Purpose.EDIT, number, model)
        pieces: list[Passage] = []
        while (missing := tokens - sum(map(len, pieces))) > 0:
            written = writer.write(training, with_margin(missing), rng, self._pause)
            pieces.append(self._editor.edit(written, self._reader.corpus, edits))
        return join(pieces, self._reader.corpus).beginning(tokens)

    def _tell(self, what: str, share: float) -> None:
        self.doing = what, share

    def _stopped(self) -> bool:
        return self._stop()

    def _note(self) -> None:
        """Keep what the model has to tell, and make room for words that it has brought."""
        notes = self.lineage.notes
        notes.extend(note for note in self._writer.notes if note not in notes)
        if self._reader.corpus is not self.lineage.corpus:
            self._grow(self._reader.corpus)

    def _grow(self, corpus: Corpus) -> None:
        """Let the lineage so far know the longer vocabulary; no count changes."""
        more = len(corpus.vocabulary) - len(self.lineage.corpus.vocabulary)
        self.lineage.corpus = corpus
        self.indexed = IndexedCorpus(corpus, self.indexed.order)
        self.lineage.generations[:] = [
            changed(generation, corpus=corpus, counts=np.pad(generation.counts, (0, more)))
            for generation in self.lineage.generations
        ]
        self._overflow.renew(self.lineage.generations)

    def _scored(self, passage: Passage) -> Floats | None:
        """Return the probability of each held-out token after training on a passage, where that is wanted."""
        if not self._scores:
            return None
        if passage.written is None:
            return self.indexed.held_out_probabilities(passage.origins)
        return self.indexed.held_out_probabilities_after(passage.written, passage.starts)

    def _overlap(self, fresh: Passage | None, before: Passage, kept: int, number: int, model: int) -> Passage:
        """Shuffle ``kept`` tokens of the generation before among the fresh ones, document by document."""
        rng = stream(self.lineage.settings.seed, Purpose.KEEP, number, model)
        stays = before.documents(rng.permutation(len(before.starts)), kept)
        both = stays if fresh is None else join([stays, fresh], self.lineage.corpus)
        return both.documents(rng.permutation(len(both.starts)), len(both))

    def _counted(self, passage: Passage) -> tuple[Tokens, Counts]:
        """Return the tokens of a passage, and how often each word occurs in it."""
        corpus = self.lineage.corpus
        if passage.written is None:
            return np.asarray(corpus.tokens[passage.origins]), self.indexed.word_counts(passage.origins)
        counts = np.bincount(passage.written, minlength=len(corpus.vocabulary))
        return passage.written, counts.astype(np.int64)

    def _keep(self, passage: Passage, control: dict[str, Value], read: Passage | None = None) -> Generation:
        """Measure a passage and append it to the lineage as its newest generation.

        ``read``: the mix or the pool, where that is measured in place of the passage.
        """
        corpus, number = self.lineage.corpus, len(self.lineage.generations)
        read = passage if read is None else read
        tokens, counts = self._counted(read)
        settings = self.lineage.settings
        known = number == 0 or settings.knows_origins
        matched = number > 0 and settings.matches
        observation = Observation(
            tokens,
            read.starts,
            counts,
            self.indexed.human,
            read.origins if known else None,
            self._scored(read),
            read.origins if matched else None,
            partial(self.indexed.variety, origins=read.origins) if read.written is None else None,
            self._writer.held_out_probability if number and self._asks_model else None,
            self._diet(number),
            models=self._models(tokens, number),
            written=self._counted(passage)[1] if not is_written(settings.of) else None,
        )
        before = self.lineage.generations[-1].counts if number else counts
        measures = measure_all(observation, self._measured, self._pause)
        self._pause()
        laws = self.laws.given(settled(settings, self.lineage.generations), number) if number else self.laws
        own_words = bool(np.any(counts[corpus.counts == 0]))
        generation = Generation(
            number=number,
            corpus=corpus,
            origins=passage.origins,
            starts=passage.starts,
            written=passage.written,
            measures=measures,
            expected=laws.expected(number, own_words) if laws.hold else {},
            control=control,
            bands=self._band_states(counts, before, number, laws),
            voices=self._voices(read) if known else {},
            counts=counts,
            matched=matched,
            codes=passage.codes,
        )
        self._overflow.add(generation)
        self.lineage.generations.append(generation)
        return generation

    def _voices(self, passage: Passage) -> dict[str, float]:
        """Return the share of tokens that descend from each voice."""
        corpus = self.lineage.corpus
        shares = voice_shares(passage.origins, corpus.token_voice, len(corpus.voices))
        return {voice.name: float(share) for voice, share in zip(corpus.voices, shares, strict=True)}

    def _models(self, tokens: Tokens, number: int) -> Counts | None:
        """Count the words of each model of a population."""
        if self.lineage.settings.population == 1:
            return None
        return Shares(self.lineage.corpus, self.lineage.settings).counts(tokens if number else None)

    def _diet(self, number: int) -> Diet | None:
        """Return what a generation was trained on, where it was scraped together."""
        settings, pool = self.lineage.settings, self._pool
        if settings.machine_shares is None or pool is None or number == 0:
            return None
        if number == 1:
            return Diet(0.0, 0.0)
        shares = settled(settings, self.lineage.generations).machine_shares
        if not isinstance(shares, tuple):
            return None
        return Diet(shares[min(number - 1, len(shares)) - 1], pool.machine_share)

    def _band_states(self, counts: Counts, before: Counts, number: int, laws: Laws) -> tuple[BandState, ...]:
        fates = band_survival(self.lineage.corpus.counts, counts, before)
        expected = laws.alive(number, self._bands) if laws.hold else [None] * len(self._bands)
        rows = zip(self._bands, *(array.tolist() for array in fates), expected, strict=True)
        return tuple(BandState(band.low, band.high, *row) for band, *row in rows)
