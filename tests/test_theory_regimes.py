"""Every regime's law against a small brute-force loop that follows each token."""

import numpy as np
import pytest
from numpy.typing import NDArray

from driftview.theory.schedule import Schedule, bottleneck
from driftview.theory.survival import token_lines
from driftview.theory.word_law import expected_hapaxes, expected_types, types_sd

Origins = NDArray[np.int64]

TOKENS = 3000
GENERATIONS = 6
REPLICATES = 200
WORDS = np.repeat(np.arange(1200), np.tile([1, 1, 2, 1, 3, 5, 2, 1, 6, 3], 120))
"""The word of each human token; 3000 tokens, 1200 words seen 1 to 6 times."""

REGIMES = {
    "replace": Schedule.replace(TOKENS, GENERATIONS),
    "smaller": Schedule.replace(TOKENS, GENERATIONS, sizes=1000),
    "growing": Schedule.replace(TOKENS, GENERATIONS, sizes=[3300, 3630, 3993, 4400, 4840, 5300]),
    "bottleneck": Schedule.replace(TOKENS, GENERATIONS, sizes=bottleneck(TOKENS, GENERATIONS, 3, 0.1)),
    "fresh": Schedule.replace(TOKENS, GENERATIONS, human_share=0.3),
    "fixed": Schedule.replace(TOKENS, GENERATIONS, human_share=0.3, human_source="fixed"),
    "rotating": Schedule.replace(TOKENS, GENERATIONS, human_share=0.3, human_source="rotating"),
    "many passes": Schedule.replace(TOKENS, GENERATIONS, sizes=7000, human_share=0.6),
    "many passes, rotating": Schedule.replace(
        TOKENS, GENERATIONS, sizes=7000, human_share=0.6, human_source="rotating"
    ),
    "injected once": Schedule.replace(TOKENS, GENERATIONS, human_share=[0, 0, 0.5, 0, 0, 0]),
    "accumulate": Schedule.accumulate(TOKENS, GENERATIONS),
    "accumulate, fresh": Schedule.accumulate(TOKENS, GENERATIONS, human_share=0.4),
    "accumulate, fixed": Schedule.accumulate(TOKENS, GENERATIONS, human_share=0.4, human_source="fixed"),
    "accumulate, smaller": Schedule.accumulate(TOKENS, GENERATIONS, sizes=1000),
    "subsample": Schedule.subsample(TOKENS, GENERATIONS),
    "subsample, fresh": Schedule.subsample(TOKENS, GENERATIONS, human_share=0.2),
    "window": Schedule.windowed(TOKENS, GENERATIONS, 3),
    "overlap": Schedule.overlap(TOKENS, GENERATIONS, 0.4),
    "overlap, fresh": Schedule.overlap(TOKENS, GENERATIONS, 0.4, human_share=0.2),
    "mutation": Schedule.replace(TOKENS, GENERATIONS, mutation=0.1),
}


def human_part(schedule: Schedule, mix: int, number: int, generator: np.random.Generator) -> Origins:
    """Take the human tokens of a mix, by the rule of the schedule's source."""
    if schedule.human_source == "fresh":
        order = generator.permutation(TOKENS)
        return np.resize(order, number)
    begin = 0
    if schedule.human_source == "rotating":
        begin = int(sum(round(schedule.human_shares[t] * schedule.sizes[t]) for t in range(mix - 1)))
    return np.arange(begin, begin + number) % TOKENS


def simulate(schedule: Schedule, seed: int) -> list[Origins]:
    """Run the loop on tokens that are only known by the human token they descend from; −1: from none."""
    generator = np.random.default_rng(seed)
    previous = generator.permutation(TOKENS)
    mixes, texts = [previous], [previous]
    for number in range(1, schedule.generations + 1):
        pool = np.concatenate(mixes[-(schedule.window or len(mixes)) :])
        if schedule.subsampled:
            pool = generator.choice(pool, len(mixes[-1]), replace=False)
        size = int(schedule.sizes[number - 1])
        new = round(size * schedule.regenerated)
        text = pool[generator.integers(0, len(pool), new)]
        text[generator.random(new) < schedule.mutation] = -1
        kept = generator.choice(previous, size - new, replace=False)
        previous = generator.permutation(np.concatenate((text, kept)))
        human = round(schedule.human_shares[number - 1] * size)
        drawn = human_part(schedule, number, human, generator)
        mixes.append(np.concatenate((previous[: size - human], drawn)))
        texts.append(previous)
    return texts


@pytest.mark.parametrize("name", REGIMES)
def test_the_law_agrees_with_the_loop(name: str) -> None:
    schedule = REGIMES[name]
    generator = np.random.default_rng(len(name))
    measured = np.empty((REPLICATES, GENERATIONS + 1, 3))
    for replicate in range(REPLICATES):
        words = generator.permutation(WORDS)
        for generation, origins in enumerate(simulate(schedule, 1000 * len(name) + replicate)):
            born = origins[origins >= 0]
            counts = np.bincount(words[born])
            ancestors = np.count_nonzero(np.bincount(born))
            measured[replicate, generation] = ancestors, np.count_nonzero(counts), (counts == 1).sum()
    lines = token_lines(schedule)
    human = np.bincount(WORDS)
    predicted = np.stack(
        (
            TOKENS * lines.survival,
            expected_types(human, lines.extinction),
            expected_hapaxes(human, lines.extinction, lines.single),
        ),
        axis=1,
    )
    error = measured.std(axis=0, ddof=1) / np.sqrt(REPLICATES)
    # Words of a text of fixed size are not quite independent: an error of order 1/N, a token or so.
    np.testing.assert_array_less(np.abs(measured.mean(axis=0) - predicted), 4.2 * error + 1.0)


def test_the_spread_of_the_vocabulary_agrees_with_replicates() -> None:
    counts = np.maximum(1, 2000 // (np.arange(1500) + 3))
    tokens, generations, replicates = int(counts.sum()), 5, 400
    generator = np.random.default_rng(8)
    types = np.empty((replicates, generations))
    for replicate in range(replicates):
        present = counts
        for generation in range(generations):
            present = generator.multinomial(tokens, present / tokens)
            types[replicate, generation] = np.count_nonzero(present)
    extinction = token_lines(Schedule.replace(tokens, generations)).extinction
    np.testing.assert_allclose(types.std(axis=0, ddof=1), types_sd(counts, extinction)[1:], rtol=0.15)
