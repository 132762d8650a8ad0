"""Several models that write side by side: what each begins with, writes, and reads of the others."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Counts, Floats, Tokens
from driftview.choices import Subject, begin_alike
from driftview.drift.training import Passage, Purpose, TrainingPool, document_filter, human_text, join, stream
from driftview.settings.settings import Settings, SettingsError
from driftview.text.corpus import Corpus
from driftview.theory.islands import Islands

LEAST = 20
"""Tokens that each model begins with and writes, at least."""


def check_population(corpus: Corpus, settings: Settings) -> None:
    """Refuse more models than the text can feed.

    Parameters
    ----------
    corpus
        The human text.
    settings
        Those of the run.

    Raises
    ------
    SettingsError
        One line: there are other voices than models, more curated models than models, or a model would have
        next to no text.
    """
    models, voices = settings.population, len(corpus.voices)
    if models == 1:
        return
    if settings.curated_models is not None and settings.curated_models > models:
        raise SettingsError(
            f"{settings.curated_models} curated models are more than the {models} of the population: "
            f"choose at most {models}"
        )
    documents = len(corpus.starts)
    match settings.population_text:
        case "voices" if models != voices:
            raise SettingsError(
                f"a model for each voice needs as many models as voices: this text has {voices}, so choose a "
                f"population of {voices}, or split the text in equal parts"
            )
        case "split" if models > documents:
            raise SettingsError(
                f"separate parts for {models} models need as many paragraphs: this text has {documents}, so "
                "choose fewer models, or let all start with the same text"
            )
        case "same" | "split" | "voices":
            pass
        case _:
            assert_never(settings.population_text)
    fewest = min(len(corpus.tokens), settings.size(1, len(corpus.tokens))) // models
    if fewest < LEAST:
        raise SettingsError(
            f"each of {models} models would have {fewest} tokens, and {LEAST} are needed: choose fewer models"
        )


def human_parts(corpus: Corpus, settings: Settings) -> tuple[Passage, ...]:
    """Return the human text that each model begins with."""
    whole = human_text(corpus)
    models = settings.population
    match settings.population_text:
        case "same":
            return (whole,) * models
        case "split":
            return tuple(cut(whole, _equal_edges(whole, models)))
        case "voices":
            return tuple(_of_voice(whole, corpus, voice) for voice in range(models))
        case _:
            assert_never(settings.population_text)


def _equal_edges(whole: Passage, parts: int) -> NDArray[np.int64]:
    """Return where parts of about equal length begin, each with a document of its own; shape (parts + 1,)."""
    documents = len(whole.starts)
    wanted = len(whole) * np.arange(1, parts, dtype=np.int64) // parts
    after = np.clip(np.searchsorted(whole.starts, wanted), 1, documents - 1)
    nearer = wanted - whole.starts[after - 1] < whole.starts[after] - wanted
    first = 0
    edges = [0]
    for number, document in enumerate((after - nearer).tolist(), 1):
        first = min(max(document, first + 1), documents - parts + number)
        edges.append(int(whole.starts[first]))
    return np.array([*edges, len(whole)], np.int64)


def _of_voice(whole: Passage, corpus: Corpus, voice: int) -> Passage:
    """Return what one voice wrote."""
    at = np.flatnonzero(corpus.token_voice == voice)
    starts = whole.starts[corpus.token_voice[whole.starts] == voice]
    return Passage(whole.origins[at], np.searchsorted(at, starts))


def cut(passage: Passage, edges: NDArray[np.int64]) -> Iterator[Passage]:
    """Cut a passage into parts, each from an edge to the next; a cut document is one in both parts."""
    for low, high in pairwise(edges.tolist()):
        inside = passage.starts[(passage.starts > low) & (passage.starts < high)] - low
        written = None if passage.written is None else passage.written[low:high]
        codes = None if passage.codes is None else passage.codes[low:high]
        yield Passage(passage.origins[low:high], np.concatenate(([0], inside)), written, codes)


class Shares:
    """How the tokens of a generation are divided among the models: in the proportions of their human text."""

    def __init__(self, corpus: Corpus, settings: Settings) -> None:
        """Take the human text and the settings of a run."""
        self.corpus, self.settings = corpus, settings

    @cached_property
    def human(self) -> tuple[Passage, ...]:
        """The human text that each model begins with, M passages."""
        return human_parts(self.corpus, self.settings)

    def edges(self, tokens: int) -> NDArray[np.int64]:
        """Return where the text of each model begins in a generation, and the end; shape (M + 1,)."""
        same = begin_alike(self.settings.population_text)
        lengths = np.array([1 if same else len(part) for part in self.human], np.int64)
        return np.asarray(tokens * np.concatenate(([0], np.cumsum(lengths))) // int(lengths.sum()))

    def sizes(self, generation: int) -> NDArray[np.int64]:
        """Return how many tokens each model writes in a generation from 1 on, shape (M,)."""
        return np.asarray(np.diff(self.edges(self.settings.size(generation, len(self.corpus.tokens)))))

    def foreign(self, sizes: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return how many tokens each model reads of what the others wrote, shape (M,).

        Migration is their share of what it reads, at most all that they wrote.
        """
        others, migration = sizes.sum() - sizes, self.settings.migration
        if migration >= 1:
            return np.asarray(others)
        wanted = np.rint(sizes * (migration / (1.0 - migration))).astype(np.int64)
        return np.asarray(np.minimum(wanted, others))

    def counts(self, tokens: Tokens | None = None) -> Counts:
        """Count the words of each model in a generation, or of the human text; shape (M, V)."""
        words = len(self.corpus.vocabulary)
        if tokens is None:
            read = [self.corpus.tokens[part.origins] for part in self.human]
        else:
            edges = self.edges(len(tokens))
            read = [tokens[low:high] for low, high in pairwise(edges.tolist())]
        return np.array([np.bincount(each, minlength=words) for each in read], np.int64)

    def islands(self, generations: int) -> Islands:
        """Return the sizes that the law of the models needs."""
        sizes = [self.sizes(number) for number in range(1, generations + 1)]
        foreign = np.array([self.foreign(each) for each in sizes], np.float64)
        human: Floats = np.array([len(part) for part in self.human], np.float64)
        return Islands(
            np.array([human, *sizes], np.float64), foreign, begin_alike(self.settings.population_text)
        )


class Population:
    """The training pools of all models, fed from one generation of text."""

    def __init__(self, corpus: Corpus, settings: Settings) -> None:
        """Start with the human text alone."""
        self._corpus, self._settings = corpus, settings
        self.shares = Shares(corpus, settings)
        self.newest = human_text(corpus)
        """What was written last by all models; the human text as long as nothing is."""
        parts = self.shares.human if settings.population > 1 else (self.newest,)
        self.pools = tuple(
            TrainingPool(corpus, settings, part, model, document_filter(settings))
            for model, part in enumerate(parts)
        )
        """One for each model."""

    def read(self, of: Subject) -> Passage:
        """Return the text that is measured once a generation is put; of one model, where it is not that."""
        match of:
            case "written":
                return self.newest
            case "mix":
                return self.pools[0].mix
            case "pool":
                return self.pools[0].everything
            case _:
                assert_never(of)

    @property
    def machine_share(self) -> float:
        """Share of the newest mixes that a machine wrote."""
        return float(np.mean([pool.machine_share for pool in self.pools]))

    def sizes(self, generation: int, tokens: int) -> Sequence[int]:
        """Return how many tokens each model writes of the ``tokens`` of a generation."""
        return [tokens] if len(self.pools) == 1 else self.shares.sizes(generation).tolist()

    def put(self, written: Passage, generation: int, human_share: float | None = None) -> None:
        """Give what a generation wrote to the models to read: to each its own, and some of the others'."""
        self.newest = written
        if len(self.pools) == 1:
            self.pools[0].put(written, generation, human_share)
            return
        edges = self.shares.edges(len(written))
        own = list(cut(written, edges))
        foreign = self.shares.foreign(np.diff(edges))
        for model, pool in enumerate(self.pools):
            others = [part for number, part in enumerate(own) if number != model]
            read = [self._migrants(others, int(foreign[model]), generation, model)] if foreign[model] else []
            pool.put(own[model], generation, human_share, read)

    def _migrants(self, others: Sequence[Passage], tokens: int, generation: int, model: int) -> Passage:
        """Return documents of the other models, drawn without replacement."""
        all_others = join(others, self._corpus)
        if tokens >= len(all_others):
            return all_others
        rng = stream(self._settings.seed, Purpose.MIGRATION, generation, model)
        return all_others.documents(rng.permutation(len(all_others.starts)), tokens)
