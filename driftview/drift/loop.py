"""The loop: train, write, train on what was written."""

from collections.abc import Callable

import numpy as np

from driftview.arrays import Counts
from driftview.drift.ground import Ground
from driftview.drift.laws import Laws
from driftview.drift.lineage import BandState, Generation, Lineage
from driftview.drift.passage import Passage, join
from driftview.drift.randomness import Purpose, stream
from driftview.drift.settings import Settings
from driftview.drift.training import Shelf
from driftview.measures.observation import Observation
from driftview.measures.registry import EVERYDAY, Value, measure_all
from driftview.measures.survival import band_survival, bands
from driftview.measures.voices import voice_shares
from driftview.models.chain import CopyingChain
from driftview.models.decoding import Decoding
from driftview.text.corpus import Corpus


class Cancelled(Exception):  # noqa: N818 - what happened, not what went wrong
    """The caller asked to stop; the lineage keeps what was finished."""


def _go_on() -> bool:
    return False


class Loop:
    """Produces the generations of one lineage, one at a time."""

    Cancelled = Cancelled

    def __init__(self, corpus: Corpus, settings: Settings, ground: Ground | None = None) -> None:
        """Prepare generation 0, the human text; ``ground``: of an earlier run, used where it fits."""
        fits = ground is not None and ground.corpus is corpus and ground.order == settings.order
        self.ground = ground if ground is not None and fits else Ground(corpus, settings.order)
        self.lineage = Lineage(corpus, settings)
        self.laws = Laws(corpus, settings)
        self._shelf = Shelf(corpus, settings)
        self._bands = bands(corpus.counts)
        self._decoding = Decoding(settings.temperature, settings.top_k, settings.top_p, settings.min_p)
        whole = Passage(np.arange(len(corpus.tokens), dtype=np.int32), corpus.starts)
        self._keep(whole, {})

    def step(self, cancelled: Callable[[], bool] | None = None) -> Generation:
        """Make the next generation; raises Cancelled as soon as ``cancelled`` says so."""
        stop = cancelled or _go_on
        number = len(self.lineage.generations)
        settings = self.lineage.settings
        tokens = settings.size(number, len(self.lineage.corpus.tokens))
        passage = self._write(number, tokens)
        if stop():
            raise Cancelled
        control, _ = self.ground.control(tokens, stream(settings.seed, Purpose.CONTROL, number))
        if stop():
            raise Cancelled
        generation = self._keep(passage, control)
        self._shelf.put(passage, number)
        return generation

    def _write(self, number: int, tokens: int) -> Passage:
        """Train on what the regime says and write ``tokens`` tokens; where texts overlap, some are kept."""
        settings = self.lineage.settings
        training = self._shelf.training_text(number)
        kept = 0
        if settings.regime == "overlap":
            kept = min(tokens - round(settings.regenerated * tokens), len(training))
        chain = CopyingChain(self.ground.index, training.origins, self._decoding)
        drawn = chain.draw(tokens - kept, stream(settings.seed, Purpose.WRITE, number))
        fresh = Passage(drawn.origins, drawn.starts)
        if not kept:
            return fresh
        return self._overlap(training, fresh, kept, number)

    def _overlap(self, before: Passage, fresh: Passage, kept: int, number: int) -> Passage:
        """Shuffle ``kept`` tokens of the last generation among the fresh ones, document by document."""
        rng = stream(self.lineage.settings.seed, Purpose.KEEP, number)
        stays = before.documents(rng.permutation(len(before.starts)), kept)
        both = join([stays, fresh], self.lineage.corpus.tokens)
        return both.documents(rng.permutation(len(both.starts)), len(both))

    def _keep(self, passage: Passage, control: dict[str, Value]) -> Generation:
        """Measure a passage and append it to the lineage as its newest generation."""
        corpus, number = self.lineage.corpus, len(self.lineage.generations)
        tokens = corpus.tokens[passage.origins] if passage.written is None else passage.written
        counts = np.bincount(tokens, minlength=len(corpus.vocabulary)).astype(np.int64)
        observation = Observation(
            tokens,
            passage.starts,
            counts,
            self.ground.human,
            passage.origins,
            self.ground.held_out_probabilities(passage.origins),
        )
        before = self.lineage.generations[-1].counts if number else counts
        shares = voice_shares(passage.origins, corpus.token_voice, len(corpus.voices))
        generation = Generation(
            number=number,
            corpus=corpus,
            origins=passage.origins,
            starts=passage.starts,
            written=passage.written,
            measures=measure_all(observation, EVERYDAY),
            expected=self.laws.expected(number) if self.laws.hold else {},
            control=control,
            bands=self._band_states(counts, before, number),
            voices={voice.name: float(share) for voice, share in zip(corpus.voices, shares, strict=True)},
            counts=counts,
        )
        self.lineage.generations.append(generation)
        return generation

    def _band_states(self, counts: Counts, before: Counts, number: int) -> tuple[BandState, ...]:
        fates = band_survival(self.lineage.corpus.counts, counts, before)
        expected = self.laws.alive(number, self._bands) if self.laws.hold else [None] * len(self._bands)
        rows = zip(self._bands, *(array.tolist() for array in fates), expected, strict=True)
        return tuple(BandState(band.low, band.high, *row) for band, *row in rows)
