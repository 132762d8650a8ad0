"""Generations that were made elsewhere: measured, and held against what sampling alone would do."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from driftview.choices import HumanSource, Unit
from driftview.drift.indexed_corpus import IndexedCorpus
from driftview.drift.laws import Laws
from driftview.drift.lineage import Generation, Replicate
from driftview.drift.loop import Loop
from driftview.drift.population import Population
from driftview.drift.samplers import GivenLaws
from driftview.drift.training import Passage, join
from driftview.measures.matching import Matcher
from driftview.measures.registry import everyday_names, given_names
from driftview.settings.settings import Settings, SettingsError
from driftview.text.building import Reader, ReadText, build_corpus, require_length
from driftview.text.corpus import Corpus
from driftview.text.options import PLAIN_READING, ReadingOptions
from driftview.text.reading import TextError
from driftview.text.series import GivenText, Series
from driftview.text.sources import Source

ORDER = 3
"""The order of the model that scores held-out text after reading a generation; nothing is written with it."""


@dataclass(frozen=True)
class Trained:
    """What the models of given texts were trained on, as far as somebody says it."""

    regime: Literal["replace", "accumulate"] = "replace"
    """Each on the text before it, or on all of them."""
    human_share: float = 0.0
    """Share of human text in every training text."""
    human_source: HumanSource = "fresh"


PLAIN = Trained()
"""Each on the text before it, and nothing else."""


@dataclass(frozen=True, eq=False)
class ExternalGenerations:
    """A series of texts as token ids."""

    corpus: Corpus
    """The human text, all of it for training; its vocabulary holds the words of the generations too."""
    passages: tuple[Passage, ...]
    """Generations 1, 2 …, without origins."""
    names: tuple[str, ...]
    """What generations 0, 1, 2 … are called."""
    notes: tuple[str, ...] = ()
    """What the models had to tell: nothing, since they are not here."""
    trained: Trained = PLAIN
    """What their makers say that each model was trained on."""
    others: tuple[tuple[str, tuple[Passage, ...]], ...] = ()
    """Generations 1, 2 … of other seeds, by the name of the seed."""
    replicates: tuple[Replicate, ...] = ()
    """What was measured of those: nothing yet."""

    @property
    def last(self) -> int:
        """Return the number of the last generation."""
        return len(self.passages)

    @property
    def settings(self) -> Settings:
        """Return settings that say what is known: the sizes, the names, what a token is."""
        sizes = tuple(len(passage) for passage in self.passages)
        return Settings(
            order=ORDER,
            unit=self.corpus.unit,
            generations=len(sizes),
            sizes=sizes,
            given=self.names,
            regime=self.trained.regime,
            human_share=self.trained.human_share,
            human_source=self.trained.human_source,
        )


def read_external(
    series: Series,
    unit: Unit = "word",
    held_out: Source | None = None,
    done: Callable[[int], object] = lambda texts: None,
    options: ReadingOptions = PLAIN_READING,
) -> ExternalGenerations:
    """Tokenise a series by the same ``options``; ``done`` is told of each text that is read.

    Nothing of the human text is held out, because the models that wrote may have read all of it. ``held_out``
    is human text that none of them has read; without it there is no perplexity. Raises TextError when the
    human text is too short.
    """
    human = build_corpus(
        series.name,
        series.human.voices,
        unit,
        series.notes,
        hold_out=False,
        options=options,
        beside=series.beside,
    )
    require_length(human, ORDER)
    human = replace(human, said_human=series.human_said)
    done(1)
    reader = Reader(human)
    passages = _passages(reader, series.generations, done)
    others = tuple((name, _passages(reader, made, done)) for name, made in series.replicates)
    corpus = reader.corpus if held_out is None else _with_held_out(reader, held_out)
    names = (series.human_name, *(name for name, _ in series.generations))
    return ExternalGenerations(corpus, passages, names, others=others)


def _passages(
    reader: Reader, texts: Sequence[GivenText], done: Callable[[int], object]
) -> tuple[Passage, ...]:
    """Return the generations of one seed; raises TextError for an empty one."""
    passages = []
    for name, text in texts:
        passages.append(_passage(reader.read(text)))
        if not len(passages[-1]):
            raise TextError(f"{name} is empty: give a text with some words in it")
        done(1)
    return tuple(passages)


def _passage(read: ReadText) -> Passage:
    """Return a text that was read as a passage without origins."""
    return Passage(np.full(len(read.tokens), -1, np.int32), read.starts, read.tokens, read.codes)


def _with_held_out(reader: Reader, source: Source) -> Corpus:
    """Return the corpus with human text to be scored."""
    passages = [_passage(reader.read(text)) for voice in source.voices for _, text in voice.files]
    whole = join(passages, reader.corpus)
    written = whole.written if whole.written is not None else reader.corpus.held_out
    return replace(reader.corpus, held_out=written, held_out_starts=whole.starts)


class ExternalLoop(Loop):
    """Goes through given texts as if it wrote them; measures, controls and laws are those of every loop."""

    def __init__(
        self,
        given: ExternalGenerations,
        seed: int = 1,
        indexed: IndexedCorpus | None = None,
        *,
        measured: Sequence[str] | None = None,
        controlled: bool = True,
    ) -> None:
        """Prepare generation 0; ``seed`` is that of the controls."""
        self._given = given
        self._matcher = Matcher(given.corpus.tokens)
        settings = replace(given.settings, seed=seed)
        names = (*everyday_names(), *given_names()) if measured is None else measured
        alone = given.trained == PLAIN  # documents drawn of the text before: no null for other regimes
        laws = GivenLaws(given.corpus, settings, given.passages) if alone else Laws(given.corpus, settings)
        super().__init__(given.corpus, settings, indexed, measured=names, controlled=controlled, laws=laws)

    def step(self, cancelled: Callable[[], bool] | None = None) -> Generation:
        """Take up the next text; raises SettingsError after the last, and Cancelled as every loop does."""
        if len(self.lineage.generations) > len(self._given.passages):
            raise SettingsError("these are all the texts")
        return super().step(cancelled)

    def _write(self, population: Population, number: int, tokens: int) -> Passage:
        """Return the text of a generation with the human places that its words match."""
        passage = self._given.passages[number - 1]
        if passage.written is None:
            return passage
        return replace(passage, origins=self._matcher.match(passage.written, passage.starts))


def measure_replicates(
    given: ExternalGenerations, seed: int = 1, cancelled: Callable[[], bool] | None = None
) -> Iterator[Replicate]:
    """Measure the generations of the other seeds as those of the first are; raises Cancelled.

    Parameters
    ----------
    given
        The texts.
    seed
        That of the controls, which are not drawn again.
    cancelled
        Asked while it works.

    Yields
    ------
    Replicate
        The numbers of one seed.
    """
    for name, passages in given.others:
        names = (given.names[0], *(f"{name}, {number}" for number in range(1, len(passages) + 1)))
        one = replace(given, passages=passages, names=names, others=())
        loop = ExternalLoop(one, seed, controlled=False)
        for _ in passages:
            loop.step(cancelled)
        yield Replicate(name, tuple(each.measures for each in loop.lineage.generations))
