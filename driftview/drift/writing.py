"""How a generation is written: by the copying chain over the human index, or by any other model."""

from collections.abc import Callable
from typing import ClassVar, Protocol, assert_never

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Floats, SpacingCodes
from driftview.drift.indexed_corpus import IndexedCorpus
from driftview.drift.training import Passage
from driftview.measures.matching import Matcher
from driftview.measures.registry import Pause
from driftview.models.chain import CopyingChain
from driftview.models.curation import Curated, judge_named
from driftview.models.decoding import Decoding
from driftview.models.external import ExternalModel, TrainedOutside
from driftview.models.neural import NeuralModel
from driftview.models.protocol import Model, ModelError, TrainingText
from driftview.models.registry import OWN, UNSMOOTHED, installed, make_model, model_names
from driftview.models.smoothing import WittenBell
from driftview.settings.conflicts import idle
from driftview.settings.settings import FoundCommand, Settings, SettingsError
from driftview.text.building import Reader
from driftview.text.corpus import Corpus
from driftview.text.reading import label
from driftview.text.sentences import closing_words
from driftview.text.tokens import render, separated, written_pieces

GIVEN = "these texts come from outside"
"""Why nothing more can be written after texts from elsewhere."""

NEVER_RUN = "an outside program wrote it, and driftview never runs a program that a folder names"
"""Why no more is written after a lineage that was read from a folder."""


Tell = Callable[[str, float], object]
"""Is told what a slow model is doing, and which share of a generation is done, from 0 to 1."""


class Writer(Protocol):
    """Trains on a passage and writes another."""

    def write(self, training: Passage, tokens: int, rng: np.random.Generator, pause: Pause) -> Passage:
        """Return ``tokens`` tokens with their origins; may raise ModelError, one clear line.

        ``pause`` is called between training and writing, and may be called while writing.
        """

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know of the last training."""

    @property
    def held_out_probability(self) -> Floats | None:
        """What the model that wrote last gave each held-out token, shape (H,); None where nobody asks it."""


class ChainWriter:
    """The maximum-likelihood chain: all it writes is human occurrences, so one index serves for ever."""

    notes: tuple[str, ...] = ()
    held_out_probability: Floats | None = None

    def __init__(self, indexed: IndexedCorpus, decoding: Decoding) -> None:
        """Copy from the human text that ``indexed`` has indexed."""
        self._indexed = indexed
        self._decoding = decoding

    def write(self, training: Passage, tokens: int, rng: np.random.Generator, pause: Pause) -> Passage:
        """Train on the occurrences that ``training`` consists of, and write."""
        counts = self._indexed.pair_counts(training.origins)
        chain = CopyingChain(self._indexed.index, training.origins, self._decoding, counts)
        pause()
        drawn = chain.draw(tokens, rng, pause)
        return Passage(drawn.origins, drawn.starts)


class DocumentWriter:
    """The model of order without end: it copies what follows the longest context that it has seen.

    A document begins as some document of the training text does. From then on the longest context seen is all
    of the document so far, back to its start, and what follows it is copied from one of the documents that
    begin so, each as likely as any other. Step by step that draws a whole document, each with the same chance
    (tests/test_models_endless.py walks the steps). So documents are drawn at once, with replacement.
    """

    notes: tuple[str, ...] = ()
    held_out_probability: Floats | None = None

    def write(self, training: Passage, tokens: int, rng: np.random.Generator, pause: Pause) -> Passage:
        """Draw documents of ``training`` until there are enough tokens; the last may be cut."""
        lengths = np.diff(training.starts, append=len(training))
        order: list[NDArray[np.int64]] = []
        drawn = 0
        while drawn < tokens:
            pause()
            more = rng.integers(0, len(lengths), max(16, int((tokens - drawn) / lengths.mean()) + 1))
            order.append(more)
            drawn += int(lengths[more].sum())
        return training.documents(np.concatenate(order), tokens)


class NeuralWriter:
    """The neural model: it copies from no place, so copies are found by matching its text."""

    notes: tuple[str, ...] = ()

    PARTS: ClassVar = {"training": (0.0, 0.8), "scoring": (0.8, 0.05), "writing": (0.85, 0.15)}
    """Where each part of the work begins, and how much of it it is, by processor time."""

    def __init__(self, corpus: Corpus, seed: int, tell: Tell) -> None:
        """``seed``: of the run; ``tell`` is told what is done, and which share of the generation is."""
        self._corpus = corpus
        self._seed = seed
        self._tell = tell
        self._matcher = Matcher(corpus.tokens)
        self.held_out_probability: Floats | None = None

    def write(self, training: Passage, tokens: int, rng: np.random.Generator, pause: Pause) -> Passage:
        """Train a network from scratch and write; ``pause`` is called every few milliseconds."""
        corpus = self._corpus
        read = corpus.tokens[training.origins] if training.written is None else training.written

        def told(what: str, share: float) -> None:
            begins, part = self.PARTS[what]
            self._tell(what, begins + part * share)
            pause()

        model = NeuralModel(seed=self._seed, progress=told)
        trained = model.train(TrainingText(read, training.starts), len(corpus.vocabulary))
        held_out = TrainingText(corpus.held_out, corpus.held_out_starts)
        self.held_out_probability = trained.probabilities(held_out) if len(corpus.held_out) else np.zeros(0)
        sample = trained.sample(tokens, rng)
        pause()
        return Passage(self._matcher.match(sample.tokens, sample.starts, pause), sample.starts, sample.tokens)


class ModelWriter:
    """Any model: trained from scratch on the text itself."""

    held_out_probability: Floats | None = None

    def __init__(self, model: Model, corpus: Corpus) -> None:
        """``corpus``: the human text."""
        self._model = model
        self._corpus = corpus
        self.notes: tuple[str, ...] = ()

    def write(self, training: Passage, tokens: int, rng: np.random.Generator, pause: Pause) -> Passage:
        """Train on the tokens of ``training`` and write; a token without parent has no origin."""
        corpus = self._corpus
        read = corpus.tokens[training.origins] if training.written is None else training.written
        trained = self._model.train(TrainingText(read, training.starts), len(corpus.vocabulary))
        self.notes = trained.notes
        pause()
        sample = trained.sample(tokens, rng)
        copied = sample.parents >= 0
        origins = np.full(len(sample.tokens), -1, np.int32)
        origins[copied] = training.origins[sample.parents[copied]]
        return Passage(origins, sample.starts, sample.tokens)


class OutsideWriter:
    """An outside program: it is given the page as its authors wrote it, and its own page is kept too."""

    notes: tuple[str, ...] = ()
    held_out_probability: Floats | None = None

    def __init__(self, settings: Settings, reader: Reader, stop: Callable[[], bool]) -> None:
        """New words are given new ids by ``reader``."""
        self._reader = reader
        self._codes: SpacingCodes | None = None
        """How the tokens that it wrote last stand on the page, shape (at least N,)."""
        command = settings.model_command or ""
        self._model = ExternalModel(
            command, self._page, self._read, settings.context_order, settings.time_limit, stop
        )

    def write(self, training: Passage, tokens: int, rng: np.random.Generator, pause: Pause) -> Passage:
        """Run the program on the page of ``training``; no token has an origin."""
        corpus = self._reader.corpus
        read = corpus.tokens[training.origins] if training.written is None else training.written
        written = written_pieces(corpus, read, training.origins, training.starts, training.codes)
        trained = TrainedOutside(self._model, separated(written, training.starts))
        pause()
        sample = trained.sample(tokens, rng)
        codes = None if self._codes is None else self._codes[:tokens]
        return Passage(np.full(tokens, -1, np.int32), sample.starts, sample.tokens, codes)

    def _page(self, text: TrainingText) -> str:
        return render(self._reader.corpus.vocabulary, text.tokens, text.starts) + "\n"

    def _read(self, text: str) -> TrainingText:
        read = self._reader.read(text)
        self._codes = read.codes
        return TrainingText(read.tokens, read.starts)


def make_writer(
    settings: Settings,
    indexed: IndexedCorpus,
    reader: Reader,
    stop: Callable[[], bool],
    tell: Tell = lambda what, share: None,
) -> Writer:
    """Return the writer that the settings ask for; raises SettingsError for a model that cannot be made.

    ``stop`` is asked, and ``tell`` is told, while a slow model is at work.
    """
    if isinstance(settings.model_command, FoundCommand):
        raise SettingsError(NEVER_RUN)
    decoding = Decoding(settings.temperature, settings.top_k, settings.top_p, settings.min_p)
    try:
        if settings.model_command is not None:
            return OutsideWriter(settings, reader, stop)
        match settings.model:
            case "neural":
                return NeuralWriter(indexed.corpus, settings.seed, tell)
            case "n-gram":
                pass
            case _:
                assert_never(settings.model)
        if settings.endless:
            return DocumentWriter()
        if settings.smoothing == UNSMOOTHED and settings.candidates == 1:
            return ChainWriter(indexed, decoding)
        model = _model(settings)
        if settings.candidates > 1:
            model = _curated(model, settings, indexed)
    except ModelError as error:
        raise SettingsError(str(error)) from None
    return ModelWriter(model, indexed.corpus)


def check_model(settings: Settings) -> None:
    """Raise SettingsError when the settings ask for a model that cannot be made; nothing is indexed."""
    try:
        if settings.model_command is None and (settings.smoothing != UNSMOOTHED or settings.candidates > 1):
            _model(settings)
    except ModelError as error:
        raise SettingsError(str(error)) from None


def _model(settings: Settings) -> Model:
    """Return the model that the settings ask for; raises ModelError."""
    decoding = Decoding(settings.temperature, settings.top_k, settings.top_p, settings.min_p)
    options = {"gamma": settings.gamma, "discount": settings.discount}
    given = {name: value for name, value in options.items() if value is not None and not idle(name, settings)}
    return make_model(settings.smoothing, settings.context_order, decoding, installed, **given)


def why_not(settings: Settings) -> str | None:
    """Say why no more can be written with these settings, as far as can be seen without loading a model."""
    if settings.given is not None:
        return GIVEN
    if isinstance(settings.model_command, FoundCommand):
        return NEVER_RUN
    own = settings.smoothing in OWN  # looking through the installed packages takes milliseconds
    if settings.model_command is None and not own and settings.smoothing not in model_names():
        return f"the model “{label(settings.smoothing)}” is not installed, so it cannot write more"
    return None


def _curated(model: Model, settings: Settings, indexed: IndexedCorpus) -> Model:
    """Return the model with a judge who keeps the best of several sentences."""
    corpus = indexed.corpus
    human = None
    match settings.judge:
        case "human-likelihood":
            text = TrainingText(corpus.tokens, corpus.starts)
            human = WittenBell(settings.context_order).train(text, len(corpus.vocabulary))
        case "likelihood" | "surprise" | "length":
            pass
        case _:
            assert_never(settings.judge)
    judge = judge_named(settings.judge, human)
    return Curated(model, judge, closing_words(corpus.vocabulary.words), settings.candidates)
