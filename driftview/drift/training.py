"""What each generation trains on: passages, the pool of mixes, and what every regime takes from it.

After each generation a mix of the same size joins the pool: a share m of human text, and for the rest the
first documents of that generation; or all of that generation, and human text that is added to it. Mix 0 is
the whole human text. The laws in driftview.theory.schedule are
written for exactly this."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Floats, Positions, SpacingCodes, Tokens
from driftview.choices import Criterion
from driftview.drift.retrieval import Scraped, likelihood, ranking
from driftview.settings.settings import Settings
from driftview.text.corpus import Corpus

Order = NDArray[np.int64]
"""Numbers of documents, in the order in which they are read."""


@dataclass(frozen=True)
class Passage:
    """N tokens in D documents."""

    origins: Positions
    """Human training position that each token descends from, −1 for none; shape (N,)."""
    starts: NDArray[np.int64]
    """Where each document starts, shape (D,)."""
    written: Tokens | None = None
    """The tokens, where they cannot be read off the origins."""
    codes: SpacingCodes | None = None
    """How each token stands on the page where its origin does not say it; shape (N,)."""

    def __len__(self) -> int:
        """Return how many tokens there are."""
        return len(self.origins)

    def beginning(self, tokens: int) -> "Passage":
        """Return the first ``tokens`` tokens; the last document may be cut."""
        if tokens >= len(self):
            return self
        written = None if self.written is None else self.written[:tokens]
        codes = None if self.codes is None else self.codes[:tokens]
        return Passage(self.origins[:tokens], self.starts[self.starts < tokens], written, codes)

    def documents(self, order: Order, tokens: int) -> "Passage":
        """Return documents in the given order until there are ``tokens`` tokens; the last may be cut."""
        whole = np.diff(self.starts, append=len(self))[order]
        lengths = np.clip(tokens - (np.cumsum(whole) - whole), 0, whole)
        begins, lengths = self.starts[order][lengths > 0], lengths[lengths > 0]
        starts = np.cumsum(lengths) - lengths
        at = np.arange(int(lengths.sum())) + np.repeat(begins - starts, lengths)
        written = None if self.written is None else self.written[at]
        return Passage(self.origins[at], starts, written, None if self.codes is None else self.codes[at])


def human_text(corpus: Corpus) -> Passage:
    """Return the whole human training text."""
    return Passage(np.arange(len(corpus.tokens), dtype=np.int32), corpus.starts)


def join(passages: Sequence[Passage], corpus: Corpus) -> Passage:
    """Lay passages end to end; the origins point into the training text of ``corpus``."""
    filled = [passage for passage in passages if len(passage)]
    if len(filled) == 1:
        return filled[0]
    offsets = np.cumsum([0] + [len(passage) for passage in filled])
    starts = [passage.starts + at for passage, at in zip(filled, offsets, strict=False)]
    written = None
    if any(passage.written is not None for passage in filled):
        pieces = [corpus.tokens[p.origins] if p.written is None else p.written for p in filled]
        written = np.concatenate(pieces)
    codes = None
    if any(passage.codes is not None for passage in filled):
        codes = np.concatenate([_codes(passage, corpus) for passage in filled])
    origins = np.concatenate([passage.origins for passage in filled])
    return Passage(origins, np.concatenate(starts), written, codes)


def _codes(passage: Passage, corpus: Corpus) -> SpacingCodes:
    """Return how each token of a passage stands on the page: as in its human place, where it has one."""
    if passage.codes is not None or corpus.spacing is None:
        return np.zeros(len(passage), np.uint8) if passage.codes is None else passage.codes
    in_place = corpus.spacing.codes[passage.origins]
    if passage.written is None:
        return in_place
    return np.where(passage.origins >= 0, in_place, corpus.spacing.usual[passage.written])


class Purpose(IntEnum):
    """What a stream is drawn for; a purpose added later disturbs none of the others."""

    WRITE = 0
    CONTROL = 1
    HUMAN_TEXT = 2
    SUBSAMPLE = 3
    KEEP = 4
    OPENING = 5
    PARAGRAPHS = 6
    RETRIEVAL = 7
    MIGRATION = 8
    EDIT = 9
    FILTER = 10


def stream(seed: int, purpose: Purpose, generation: int = 0, model: int = 0) -> np.random.Generator:
    """Return the generator of one purpose in one generation: always the same for the same numbers.

    ``model``: which of several that write side by side.
    """
    key = (int(purpose), generation, model) if model else (int(purpose), generation)
    sequence = np.random.SeedSequence(seed, spawn_key=key)
    return np.random.Generator(np.random.PCG64(sequence))


class HumanText:
    """Hands out human text by the rule of its source."""

    def __init__(self, whole: Passage, settings: Settings, model: int = 0) -> None:
        """Every draw depends on the seed, the generation and the model alone."""
        self.whole = whole
        self._model = model
        self._source = settings.human_source
        self._seed = settings.seed
        self._read = 0
        """How many tokens a rotating source has handed out."""

    def take(self, tokens: int, generation: int) -> list[Passage]:
        """Return ``tokens`` tokens for the mix after ``generation``; beyond the whole text, again."""
        match self._source:
            case "rotating":
                return self._slices(tokens)
            case "fresh":
                drawn_in = generation
            case "resampled":
                rng = stream(self._seed, Purpose.HUMAN_TEXT, generation, self._model)
                return [self._resampled(tokens, rng)]
            case "fixed":
                drawn_in = 0
            case _:
                assert_never(self._source)
        rng = stream(self._seed, Purpose.HUMAN_TEXT, drawn_in, self._model)
        passes, rest = divmod(tokens, len(self.whole))
        order = rng.permutation(len(self.whole.starts))
        return [self.whole] * passes + ([self.whole.documents(order, rest)] if rest else [])

    def _resampled(self, tokens: int, rng: np.random.Generator) -> Passage:
        """Draw documents with replacement, each as likely as any other, until there are enough tokens."""
        documents = len(self.whole.starts)
        lengths = np.diff(self.whole.starts, append=len(self.whole))
        order = np.zeros(0, np.int64)
        while lengths[order].sum() < tokens:
            missing = tokens - int(lengths[order].sum())
            order = np.append(order, rng.integers(0, documents, 1 + missing * documents // len(self.whole)))
        return self.whole.documents(order, tokens)

    def _slices(self, tokens: int) -> list[Passage]:
        """Go on where the last slice ended, round and round."""
        pieces = []
        while tokens:
            begin = self._read % len(self.whole)
            end = min(begin + tokens, len(self.whole))
            inside = self.whole.starts[(self.whole.starts > begin) & (self.whole.starts < end)] - begin
            pieces.append(Passage(self.whole.origins[begin:end], np.concatenate(([0], inside))))
            self._read += end - begin
            tokens -= end - begin
        return pieces


DocumentFilter = Callable[[Passage, Passage, Corpus, np.random.Generator], Passage]
"""Takes a generation, what its model was trained on, the human text and chance; returns what is kept."""


class TrainingPool:
    """The mixes so far, and the training text that a regime makes of them."""

    def __init__(
        self,
        corpus: Corpus,
        settings: Settings,
        human: Passage | None = None,
        model: int = 0,
        document_filter: "DocumentFilter | None" = None,
    ) -> None:
        """Start with the human text alone.

        ``human``: the part of it that this model knows, None for all; ``document_filter`` chooses what is
        kept of each generation.
        """
        self._corpus = corpus
        self._settings = settings
        self._model = model
        self._human = HumanText(human_text(corpus) if human is None else human, settings, model)
        self._mixes = [self._human.whole]
        self.newest = self._human.whole
        """What was written last; the human text as long as nothing is."""
        self._reach = settings.rule.newest
        """How many of the newest mixes are trained on; None for all."""
        self._filter = document_filter
        self.machine_share = 0.0
        """Share of the newest mix that a machine wrote."""

    @property
    def mix(self) -> Passage:
        """The newest mix: what was written last, and the human text that stands beside it in training."""
        return self._mixes[-1]

    @property
    def everything(self) -> Passage:
        """All text that the next model may train on, before any sample is drawn of it."""
        return join(self._mixes, self._corpus)

    def training_text(self, generation: int) -> Passage:
        """Return what generation ``generation`` trains on."""
        pool = self.everything
        if not self._settings.rule.subsampled:
            return pool
        rng = stream(self._settings.seed, Purpose.SUBSAMPLE, generation, self._model)
        return pool.documents(rng.permutation(len(pool.starts)), len(self._mixes[-1]))

    def put(
        self,
        written: Passage,
        generation: int,
        human_share: float | None = None,
        foreign: Sequence[Passage] = (),
    ) -> None:
        """Mix what a generation wrote with its human share and put it on the pool.

        ``human_share``: what the run has come to, where its settings only hold the rule. ``foreign``: what
        this model reads of others that write beside it.
        """
        self.newest = written
        share = self._settings.human_share_after(generation) if human_share is None else human_share
        machine = [written, *foreign]
        mixed = self._retrieved if self._settings.retrieves else self._mixed
        self._mixes.append(mixed(machine, generation, share))
        if self._reach is not None:
            del self._mixes[: -self._reach]

    def _mixed(self, machine: Sequence[Passage], generation: int, human_share: float) -> Passage:
        """Return the first documents of what machines wrote and, for the rest of its size, human text.

        Human text that is added comes on top of that size.
        """
        added = self._settings.human_added_after(generation)
        human = sum(round(human_share * len(each)) + round(added * len(each)) for each in machine)
        pieces = [
            kept.beginning(len(each) - round(human_share * len(each)))
            for each, kept in zip(machine, self._kept(machine, generation), strict=True)
        ]
        self.machine_share = 1.0 - human / (human + sum(len(each) for each in pieces))
        if human:
            pieces += self._human.take(human, generation)
        return join(pieces, self._corpus)

    def _kept(self, machine: Sequence[Passage], generation: int) -> Sequence[Passage]:
        """Return what a filter keeps of what machines wrote; all of it where there is none."""
        if self._filter is None:
            return machine
        rng = stream(self._settings.seed, Purpose.FILTER, generation, self._model)
        read = join(self._mixes, self._corpus)
        return [self._filter(each, read, self._corpus, rng) for each in machine]

    def _retrieved(self, machine: Sequence[Passage], generation: int, human_share: float) -> Passage:
        """Return documents found among more than are needed, likely ones sooner than others."""
        corpus, tokens = self._corpus, sum(len(each) for each in machine)
        scraped = Scraped.of(tokens, human_share)
        written = join(machine, corpus).beginning(scraped.machine)
        human = self._human.take(scraped.human, generation) if scraped.human else []
        found = join([written, *human], corpus)
        rng = stream(self._settings.seed, Purpose.RETRIEVAL, generation, self._model)
        newest = self._read(self.newest)
        likely = likelihood(self._read(found), found.starts, newest, len(corpus.vocabulary))
        order = ranking(likely, self._settings.retrieval, rng)
        mix = found.documents(order, tokens)
        kept = np.diff(mix.starts, append=len(mix))
        by_machine = order[: len(kept)] < len(written.starts) * bool(len(written))
        self.machine_share = float(kept[by_machine].sum() / len(mix))
        return mix

    def _read(self, passage: Passage) -> Tokens:
        """Return the tokens of a passage."""
        return self._corpus.tokens[passage.origins] if passage.written is None else passage.written


# Selection of documents before training: which of them a filter keeps, and by what.
#
# Surprise and likelihood are those of single words, by how often the text that the model read has them
# (driftview.drift.retrieval). The surprise of an n-gram model itself would tell another thing: it is most
# certain where a rare word stands, because nothing else has ever followed there.


class Filter:
    """Keeps a share of the documents of a generation, those first that a criterion prefers."""

    def __init__(self, settings: Settings) -> None:
        """Read the share, the criterion and the error rate off the settings."""
        self._share = settings.kept
        self._criterion: Criterion = settings.kept_by
        self._error = settings.filter_error

    def select(
        self, written: Passage, trained_on: Passage, corpus: Corpus, rng: np.random.Generator
    ) -> Passage:
        """Return the documents that are kept, in their order.

        Parameters
        ----------
        written
            A generation.
        trained_on
            What the model that wrote it was trained on: by that text surprise and likelihood are judged.
        corpus
            The human text.
        rng
            The only source of chance.

        Returns
        -------
        Passage
            Documents of ``share`` times as many tokens; the last may be cut. An error puts a document at a
            random rank instead of its own.
        """
        marks = self._marks(written, trained_on, corpus, rng)
        rank = np.empty(len(marks))
        rank[np.argsort(-marks, kind="stable")] = np.arange(len(marks))
        wrong = rng.random(len(marks)) < self._error
        rank[wrong] = rng.uniform(0, len(marks), int(wrong.sum()))
        wanted = max(1, round(self._share * len(written)))
        order = np.argsort(rank, kind="stable")
        lengths = np.diff(written.starts, append=len(written))[order]
        taken = order[: int(np.searchsorted(np.cumsum(lengths), wanted)) + 1]
        return written.documents(np.sort(taken), wanted)

    def _marks(
        self, written: Passage, trained_on: Passage, corpus: Corpus, rng: np.random.Generator
    ) -> Floats:
        """Return a number for each document, shape (D,); the highest are kept."""
        lengths = np.diff(written.starts, append=len(written))
        match self._criterion:
            case "random":
                return rng.random(len(lengths))
            case "length":
                return lengths.astype(np.float64)
            case "likelihood":
                return self._likelihood(written, trained_on, corpus)
            case "surprise":
                return -self._likelihood(written, trained_on, corpus)
            case "human-likelihood":
                human = Passage(np.arange(len(corpus.tokens), dtype=np.int32), corpus.starts)
                return self._likelihood(written, human, corpus)
            case _:
                assert_never(self._criterion)

    def _likelihood(self, written: Passage, read: Passage, corpus: Corpus) -> Floats:
        """Return the mean log₂ frequency, in the text ``read``, of the words of each document."""
        tokens, model_text = _tokens(written, corpus), _tokens(read, corpus)
        return likelihood(tokens, written.starts, model_text, len(corpus.vocabulary))


def document_filter(settings: Settings) -> DocumentFilter | None:
    """Return what chooses among the documents of each generation; None where all are kept.

    Parameters
    ----------
    settings
        Of the run.

    Returns
    -------
    DocumentFilter or None
        The filter.
    """
    return Filter(settings).select if settings.kept < 1 else None


def _tokens(passage: Passage, corpus: Corpus) -> Tokens:
    """Return a passage as token ids."""
    return corpus.tokens[passage.origins] if passage.written is None else passage.written
