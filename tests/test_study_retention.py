"""Retention: the law and the runs agree, fresh and fixed, at five shares, on two texts."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftview.choices import HumanSource
from driftview.settings.settings import Settings
from driftview.study.experiments import critical_deviate, normal_deviate
from driftview.study.retention import (
    LAW_SHARES,
    SHARES,
    SOURCES,
    RetentionLaw,
    kept_share,
    means,
    points,
    retention_settings,
    rising,
    smallest,
    with_share,
)
from driftview.study.runs import MeasuredRun, kept, run_seeds
from driftview.text.corpus import Corpus
from driftview.text.sources import open_corpus

TEXTS = (("ecclesiastes", None), ("opticks", 25_000))
"""A text, and how many tokens of it a generation has."""
FIVE = (0.02, 0.1, 0.25, 0.5, 0.8)
GENERATION = 8
SEEDS = range(1, 9)
LEVEL = 0.001
"""How often this whole table may fail when the law holds."""


@pytest.fixture(scope="module", params=TEXTS)
def text(request: pytest.FixtureRequest) -> tuple[Corpus, Settings]:
    name, tokens = request.param
    return open_corpus((name,), "word"), Settings(order=1, generations=GENERATION, tokens=tokens)


@pytest.mark.parametrize("source", SOURCES)
def test_law_and_runs_agree_at_five_shares(text: tuple[Corpus, Settings], source: HumanSource) -> None:
    corpus, base = text
    law = RetentionLaw(corpus, base)
    critical = critical_deviate(LEVEL, len(FIVE) * len(SOURCES) * len(TEXTS))
    for share in FIVE:
        runs: list[MeasuredRun] = run_seeds(
            corpus, with_share(base, share, source), SEEDS, kept, measured=("human_types",)
        )
        values = np.array([kept_share(run, "human_types")[GENERATION] for run in runs])
        error = values.std(ddof=1) / math.sqrt(len(values))
        distance = abs(values.mean() - law.kept("human_types", share, source, GENERATION))
        assert normal_deviate(distance / error, len(values) - 1) <= critical, (share, distance, error)


@pytest.mark.parametrize("source", SOURCES)
def test_a_law_that_is_wrong_would_be_found_out(source: HumanSource) -> None:
    corpus = open_corpus(("ecclesiastes",), "word")
    base = Settings(order=1, generations=GENERATION)
    law = RetentionLaw(corpus, base)
    other = SOURCES[1 - SOURCES.index(source)]
    gap = abs(
        law.kept("human_types", 0.1, source, GENERATION) - law.kept("human_types", 0.1, other, GENERATION)
    )
    assert gap > 0.05


def test_what_the_law_says_at_both_ends() -> None:
    corpus = open_corpus(("ecclesiastes",), "word")
    law = RetentionLaw(corpus, Settings(order=1, generations=4))
    for name in ("human_types", "hapaxes"):
        assert law.holds(name)
        for share in (0.0, 1.0):
            assert law.kept(name, share, "fresh", 4) == law.kept(name, share, "fixed", 4)
    assert law.kept("human_types", 0.0, "fresh", 4) < law.kept("human_types", 1.0, "fresh", 4) < 1
    late = law.kept("human_types", 0.2, "fresh", 4, first=4)
    assert late == pytest.approx(law.kept("human_types", 0.0, "fresh", 4))
    assert not law.holds("perplexity")
    assert not RetentionLaw(corpus, Settings(temperature=0.9)).holds("human_types")


@given(st.floats(0.01, 0.99))
def test_smallest_share_undoes_the_curve(wanted: float) -> None:
    share = smallest(LAW_SHARES, np.sqrt(LAW_SHARES), wanted)
    assert share is not None
    assert math.sqrt(share) == pytest.approx(wanted)


def test_smallest_share_where_there_is_none_or_nothing_is_needed() -> None:
    assert smallest((0.0, 0.5, 1.0), (0.2, 0.3, 0.4), 0.5) is None
    assert smallest((0.0, 0.5, 1.0), (0.2, 0.3, 0.4), 0.1) == 0.0


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_rising_never_falls_and_keeps_the_mean(values: list[float]) -> None:
    found = rising(values)
    assert len(found) == len(values)
    assert np.all(np.diff(found) >= -1e-12)
    assert found.mean() == pytest.approx(np.mean(values))


def test_rising_by_hand() -> None:
    assert rising([0.1, 0.4, 0.2, 0.9]).tolist() == pytest.approx([0.1, 0.3, 0.3, 0.9])
    assert rising([0.3, 0.2, 0.1]).tolist() == pytest.approx([0.2] * 3)


def test_every_share_is_run_once_a_seed() -> None:
    wanted = list(retention_settings(Settings(human_share=0.3, machine_shares=(0.5,), seed=4), 2))
    assert len(wanted) == len(set(wanted)) == 2 * (2 + 2 * (len(SHARES) - 2))
    assert {each.seed for each in wanted} == {4, 5}
    assert all(each.machine_shares is None for each in wanted)


def run(share: float, source: HumanSource, seed: int, **curves: list[float]) -> MeasuredRun:
    settings = Settings(human_share=share, human_source=source, seed=seed)
    none = np.zeros((0, 0))
    arrays = {name: np.array(values) for name, values in curves.items()}
    return MeasuredRun(settings, arrays, none.astype(np.int64), none, np.zeros(0, bool))


def test_points_and_means_by_hand() -> None:
    runs = [
        run(0.0, "fresh", 1, human_types=[100, 20], perplexity=[50, 200]),
        run(0.1, "fresh", 1, human_types=[100, 50], perplexity=[50, 100]),
        run(0.1, "fresh", 2, human_types=[100, 70], perplexity=[50, math.nan]),
        run(0.1, "fixed", 1, human_types=[100, 30], perplexity=[50, 125]),
    ]
    assert points(runs, "human_types", "fresh", 1) == [(0.0, 0.2), (0.1, 0.5), (0.1, 0.7)]
    assert means(runs, "human_types", "fresh", 1) == [(0.0, 0.2), (0.1, pytest.approx(0.6))]
    assert points(runs, "human_types", "fixed", 1) == [(0.0, 0.2), (0.1, 0.3)]
    assert points(runs, "perplexity", "fresh", 1) == [(0.0, 0.25), (0.1, 0.5)]
