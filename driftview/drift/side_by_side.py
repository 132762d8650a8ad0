"""The models of a population through the generations: words of each and of all, and how alike they are."""

from dataclasses import dataclass, replace

import numpy as np

from driftview.arrays import Counts, Floats
from driftview.choices import have_voices
from driftview.drift.laws import Laws
from driftview.drift.lineage import Lineage
from driftview.drift.population import Shares
from driftview.measures.population import alike


@dataclass(frozen=True, eq=False)
class SideBySide:
    """M models from the human text to the last generation made, G."""

    names: tuple[str, ...]
    words: Counts
    """How many human words each has, shape (G + 1, M)."""
    union: Counts
    """How many human words all have together, shape (G + 1,)."""
    common: Counts
    """How many human words every one of them has, shape (G + 1,)."""
    expected: Floats
    """What the island law predicts of each, NaN where there is no prediction; shape (G + 1, M)."""
    expected_sd: Floats
    """The spread of that, likewise."""
    union_expected: Floats
    """What it predicts of all together, shape (G + 1,)."""
    union_sd: Floats
    similarity: Floats
    """How alike two models are, from 0 to about 1, on the diagonal 1; shape (G + 1, M, M)."""

    def to_others(self) -> Floats:
        """Return how alike each model is to the others, on average; shape (G + 1, M)."""
        models = len(self.names)
        return np.asarray((self.similarity.sum(axis=2) - 1.0) / (models - 1))


def side_by_side(lineage: Lineage) -> SideBySide:
    """Follow the models of a population.

    Parameters
    ----------
    lineage
        A run of two or more models.

    Returns
    -------
    SideBySide
        What each has in every generation, beside what the law of islands predicts.

    Raises
    ------
    ValueError
        The run has one model.
    """
    settings, corpus, made = lineage.settings, lineage.corpus, len(lineage.generations)
    models = settings.population
    if models < 2:
        raise ValueError("one model writes this lineage: there is nothing beside it")
    shares = Shares(corpus, settings)
    laws = Laws(corpus, replace(settings, generations=max(made - 1, 1)))
    human = corpus.counts > 0
    words, similarity = np.zeros((made, models), np.int64), np.zeros((made, models, models))
    union, common = np.zeros(made, np.int64), np.zeros(made, np.int64)
    law = np.full((made, models, 2), np.nan)
    together = np.full((made, 2), np.nan)
    for generation in lineage.generations:
        number = generation.number
        counts = shares.counts(generation.tokens if number else None)[:, : len(human)]
        alive = (counts > 0) & human
        words[number], union[number] = alive.sum(axis=1), alive.any(axis=0).sum()
        common[number] = alive.all(axis=0).sum()
        similarity[number] = alike(counts)
        if laws.hold and number:
            law[number] = laws.of_models(number)
        if number and generation.words_expected is not None and generation.words_sd is not None:
            together[number] = generation.words_expected, generation.words_sd
    return SideBySide(
        _names(lineage), words, union, common, law[..., 0], law[..., 1], together[:, 0], together[:, 1],
        similarity,
    )  # fmt: skip


def _names(lineage: Lineage) -> tuple[str, ...]:
    """Return what the models are called: by voice where each has one, and which are curated."""
    settings = lineage.settings
    curated = 0
    if settings.candidates > 1:
        curated = settings.population if settings.curated_models is None else settings.curated_models
    names = [f"model {number}" for number in range(1, settings.population + 1)]
    if have_voices(settings.population_text):
        names = [voice.name for voice in lineage.corpus.voices]
    return tuple(f"{name}, curated" if place < curated else name for place, name in enumerate(names))
