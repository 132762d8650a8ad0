"""Passages that live and die as a whole: the spread of a closed form against what runs do."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from driftview.drift.laws import Laws, schedule_of
from driftview.drift.simulated import Simulated, Simulation
from driftview.settings.settings import Settings
from driftview.text.sources import open_corpus
from driftview.theory.passages import Passages
from driftview.theory.survival import token_lines
from driftview.theory.word_law import Spectrum, types_sd

AT = (1, 4, 10)


def test_passages_of_one_token_are_the_law_of_single_tokens() -> None:
    tokens = np.array([0, 1, 1, 2, 3, 3, 3, 0], np.int32)
    passages = Passages.of(tokens, np.ones(8, bool), 5)
    counts = np.bincount(tokens, minlength=5)
    for extinction in (0.2, 0.9):
        assert passages.types_variance(extinction) == pytest.approx(
            types_sd(Spectrum.of(counts), extinction) ** 2
        )
        assert passages.ancestors_variance(extinction) == pytest.approx(8 * extinction * (1 - extinction))


def test_words_of_one_passage_are_counted_as_if_each_draw_were_made() -> None:
    rng = np.random.default_rng(2)
    tokens = rng.integers(0, 40, 300).astype(np.int32)
    chosen = rng.random(300) < 0.3
    chosen[0] = True
    passages, extinction = Passages.of(tokens, chosen, 40), 0.8
    alive = rng.random((4000, len(passages.lengths))) > extinction
    left = np.zeros((4000, 40), bool)
    for word, passage in zip(passages.word, passages.passage, strict=True):
        left[:, word] |= alive[:, passage]
    assert passages.types_variance(extinction) == pytest.approx(left.sum(axis=1).var(), rel=0.12)
    ancestors = alive @ passages.lengths
    assert passages.ancestors_variance(extinction) == pytest.approx(ancestors.var(), rel=0.08)


@pytest.mark.parametrize(
    "settings",
    [
        Settings(order=3),
        Settings(order=1, tokens=1500),
        Settings(order=1, tokens=1500, growth=1.05),
    ],
)
def test_the_spread_of_the_closed_form_is_that_of_runs(settings: Settings) -> None:
    """Of single tokens a short generation shows it as well, in a quarter of the time."""
    corpus = open_corpus(["ecclesiastes"])
    settings = replace(settings, generations=AT[-1])
    batches = list(Simulation(corpus, settings).batches(240, lambda: False))
    runs = Simulated(np.concatenate([each.counts for each in batches]), ())
    laws = Laws(corpus, settings)
    for number in AT:
        expected = laws.expected(number)
        for place, name in ((0, "human_types_sd"), (3, "founders_sd")):
            ratio = runs.sd[number, place] / float(expected[name] or 0)
            assert 0.78 < ratio < (1.14 if settings.order == 1 else 1.4), (number, name, ratio)


def test_fixed_sizes_make_runs_more_alike() -> None:
    corpus = open_corpus(["ecclesiastes"])
    settings = Settings(order=1, generations=30)
    laws = Laws(corpus, settings)
    lines = token_lines(schedule_of(settings, len(corpus.tokens), 30))
    alone = [float(types_sd(corpus.counts, lines.extinction[number])) for number in (1, 30)]
    found = [float(laws.expected(number)["human_types_sd"] or 0) for number in (1, 30)]
    assert found[0] / alone[0] == pytest.approx(0.97, abs=0.01)
    assert found[1] / alone[1] == pytest.approx(0.87, abs=0.02)


def test_words_of_one_passage_are_left_once_together() -> None:
    """Passages die with q, have one copy with s, or more; all ways of three passages, one by one."""
    words, passages = 4, [(0, 1), (1, 2), (3,)]
    tokens = np.array([word for passage in passages for word in passage], np.int32)
    cut = Passages.of(tokens, np.array([True, False, True, False, True]), words)
    dead, single = 0.3, 0.4
    ways = {0: dead, 1: single, 2: 1 - dead - single}
    mean = square = 0.0
    for copies in product(ways, repeat=3):
        chance = float(np.prod([ways[each] for each in copies]))
        left = np.zeros(words, int)
        for passage, times in zip(passages, copies, strict=True):
            left[list(passage)] += times
        once = int((left == 1).sum())
        mean, square = mean + chance * once, square + chance * once**2
    assert cut.hapaxes_variance(dead, single) == pytest.approx(square - mean**2)
