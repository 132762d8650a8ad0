"""Predictions by simulation: what replicates are, and what is said of them."""

import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, cast

import numpy as np
import pytest
from toys import corpus_of

from driftview.drift import simulated
from driftview.drift.indexed_corpus import IndexedCorpus
from driftview.drift.lineage import Generation
from driftview.drift.loop import Cancelled, Loop
from driftview.drift.simulated import (
    SHORT,
    SIDE_BY_SIDE,
    Simulated,
    Simulation,
    foresee,
    is_closed_right,
    predict,
    wanted_runs,
)
from driftview.drift.verdict import verdict
from driftview.numbers import how_often
from driftview.settings.settings import Settings
from driftview.text.corpus import Corpus


def never() -> bool:
    return False


def text(paragraphs: int = 12) -> Corpus:
    """Return a text in which some words are common and many are rare, in passages that occur once."""
    rng = np.random.default_rng(5)
    words = [f"w{number}" for number in range(150)]
    shares = 1.0 / np.arange(1, 151)
    drawn = rng.choice(words, size=(paragraphs, 40), p=shares / shares.sum())
    return corpus_of("\n\n".join(" ".join(row) for row in drawn))


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return text()


def together(simulation: Simulation, runs: int) -> Simulated:
    found = list(simulation.batches(runs, never))
    whole = found[0]
    for more in found[1:]:
        whole = whole.with_more(more)
    return whole


@pytest.mark.parametrize("order", [1, 2, 3])
def test_replicates_side_by_side_are_those_that_the_loop_makes(corpus: Corpus, order: int) -> None:
    settings = Settings(order=order, generations=4)
    quick, alone = Simulation(corpus, settings), Simulation(corpus, settings)
    assert quick._quick
    alone._quick = False
    one, other = together(quick, 180), together(alone, 180)
    error = np.sqrt((one.sd**2 + other.sd**2) / 180)
    apart = np.abs(one.mean - other.mean)
    assert (apart <= 4.5 * error + 1e-9).all()
    known = other.sd > 1
    assert ((one.sd / np.where(known, other.sd, 1))[known] < 1.4).all()
    assert ((one.sd / np.where(known, other.sd, 1))[known] > 0.7).all()
    assert not one.sd[0].any()


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"regime": "accumulate"},
        {"regime": "subsample"},
        {"regime": "window", "tokens": 300},
        {"human_share": 0.3, "human_source": "fixed"},
        {"human_share": 0.3, "human_source": "resampled", "human_from": 2},
    ],
)
def test_replicates_in_passages_are_those_that_the_loop_makes(
    monkeypatch: pytest.MonkeyPatch, corpus: Corpus, values: dict[str, Any]
) -> None:
    monkeypatch.setattr("driftview.drift.simulated.SHORT", 0)
    monkeypatch.setattr("driftview.drift.simulated.FEW", 0)
    settings = Settings(order=4, generations=3, **values)
    quick, alone = Simulation(corpus, settings), Simulation(corpus, settings)
    assert quick.in_passages and quick.work < len(corpus.tokens) * 3
    alone.in_passages = False
    one, other = together(quick, 180), together(alone, 60)
    apart = np.abs(one.mean - other.mean)
    assert (apart <= 4.5 * np.sqrt(one.sd**2 / 180 + other.sd**2 / 60) + 1e-9).all()
    known = other.sd > 1
    ratio = one.sd[known] / other.sd[known]
    assert ratio.min() > 0.6 and ratio.max() < 1.6
    assert not one.sd[0].any() and (one.mean[0] == other.mean[0]).all()


def test_replicates_are_the_same_whenever_and_however_many_are_made(corpus: Corpus) -> None:
    settings = Settings(order=3, generations=3, seed=4)
    whole = together(Simulation(corpus, settings), SIDE_BY_SIDE + 10)
    again = Simulation(corpus, replace(settings, seed=9, generations=2, prediction="simulated"))
    more = list(again.batches(SIDE_BY_SIDE + 10, never, SIDE_BY_SIDE - 5))
    assert [each.runs for each in more] == [5, 10]
    assert np.array_equal(more[0].counts, whole.counts[SIDE_BY_SIDE - 5 : SIDE_BY_SIDE, :3])
    assert np.array_equal(more[1].counts, whole.counts[SIDE_BY_SIDE:, :3])


@pytest.mark.parametrize(
    "values",
    [
        {"temperature": 0.7},
        {"top_p": 0.9, "order": 2},
        {"smoothing": "kneser-ney", "order": 2},
        {"regime": "accumulate"},
        {"regime": "subsample", "order": 1},
        {"human_share": 0.2, "human_source": "fixed"},
        {"order": 5},
        {"tokens": 100, "growth": 1.5},
    ],
)
def test_a_run_of_any_settings_can_be_simulated(corpus: Corpus, values: dict[str, object]) -> None:
    settings = Settings(generations=3, prediction="simulated", prediction_runs=20, **values)  # type: ignore[arg-type]
    loop = Loop(corpus, settings)
    for _ in range(3):
        loop.step()
    predict(loop, never)
    for generation in loop.lineage.generations:
        expected, spread = generation.words_expected, generation.words_sd
        assert expected is not None and spread is not None
        assert generation.simulated_runs == 20
        assert abs(generation.words_left - expected) <= 2.5 * spread
        assert sum(band.expected_alive or 0 for band in generation.bands) == pytest.approx(expected)
    assert "20 simulated runs of these settings predict" in verdict(loop.lineage)
    assert "The law of drift" not in verdict(loop.lineage)


def test_only_cheap_replicates_are_made_unasked(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("driftview.drift.simulated.AUTOMATIC", 10)

    def runs(**values: object) -> int | None:
        loop = Loop(corpus, Settings(generations=1, **values))  # type: ignore[arg-type]
        last = loop.step()
        predict(loop, never)
        last = loop.lineage.generations[-1]
        return last.simulated_runs

    assert runs(order=3) == 10
    assert runs(order=1) is None
    assert runs(order=3, prediction="closed") is None
    assert runs(order=1, regime="accumulate") is None
    assert runs(order=3, regime="accumulate") == 10
    assert runs(order=3, smoothing="kneser-ney") == 10
    assert runs(order=1, temperature=0.7) == 10
    long = replace(corpus, tokens=np.tile(corpus.tokens, 1 + SHORT // len(corpus.tokens)))
    indexed = IndexedCorpus(corpus, 3)
    monkeypatch.setattr("driftview.drift.simulated.AUTOMATIC", 30)
    work = Simulation(long, Settings(order=5)).work
    monkeypatch.setattr("driftview.drift.simulated.MOST_PASSAGES", 30 * work)
    assert wanted_runs(Settings(order=5), long, indexed) == 30
    monkeypatch.setattr("driftview.drift.simulated.MOST_PASSAGES", 29 * work)
    assert wanted_runs(Settings(order=5), long, indexed) == 15, "whole batches"
    assert wanted_runs(Settings(order=5, generations=300), long, indexed) == 0, (
        "a command does not wait for that"
    )
    assert wanted_runs(Settings(order=5, regime="overlap"), long, indexed) == 0, (
        "each would be a run of its own"
    )
    assert wanted_runs(Settings(order=3), long, indexed) == 0
    assert is_closed_right(Settings(order=3), len(long.tokens))
    assert not is_closed_right(Settings(order=5), len(long.tokens))
    assert not is_closed_right(Settings(order=1, temperature=0.7), len(long.tokens))


def test_a_simulation_can_be_stopped(corpus: Corpus) -> None:
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > 5

    for settings in (Settings(order=3, generations=9), Settings(order=2, regime="accumulate", generations=9)):
        asked = 0
        with pytest.raises(Cancelled):
            list(Simulation(corpus, settings).batches(60, cancelled))


def test_the_band_holds_one_more_run_as_often_as_it_says() -> None:
    rng = np.random.default_rng(3)
    inside = []
    for _ in range(4000):
        drawn = np.rint(rng.normal(500, 30, (11, 2, 1))).astype(np.int64)
        found = Simulated(drawn[:10], ())
        inside.append(abs(drawn[10, 1, 0] - found.mean[1, 0]) <= 2 * found.widening * found.sd[1, 0])
    assert np.mean(inside) == pytest.approx(0.9545, abs=0.012)


def test_a_whole_run_is_one_test() -> None:
    rng = np.random.default_rng(4)
    found = []
    for _ in range(600):
        ways = np.rint(900 + np.cumsum(rng.normal(0, 20, (41, 30)), axis=1)).astype(np.int64)
        found.append(Simulated(ways[:40, :, None], ()).chances_of(ways[40].tolist())[-1])
    assert np.mean(np.array(found) <= 0.1) == pytest.approx(0.1, abs=0.04)
    assert np.mean(np.array(found) <= 0.5) == pytest.approx(0.5, abs=0.07)
    far = Simulated(ways[:40, :, None], ()).chances_of([900] * 29 + [2000])
    assert far[-1] == pytest.approx(1 / 41)


def test_far_runs_are_said_with_how_often_chance_goes_as_far(corpus: Corpus) -> None:
    loop = Loop(corpus, Settings(order=1, generations=2))
    loop.step(), loop.step()
    last: Generation = loop.lineage.generations[-1]
    last.expected["human_types"], last.expected["human_types_sd"] = (
        last.words_left * 1.25,
        last.words_left / 10,
    )
    said = verdict(loop.lineage)
    assert "below it, as 1 run in 81 does by chance" in said


@pytest.mark.parametrize(
    ("chance", "said"),
    [(0.05, "1 run in 20"), (0.34, "1 run in 3"), (0.5, "5 runs in 10"), (0.99, "nearly every run")],
)
def test_how_often_chance_does_something(chance: float, said: str) -> None:
    assert how_often(chance) == said


@pytest.mark.parametrize(
    "same", [{"regime": "window", "window": 1}, {"regime": "overlap", "regenerated": 1.0}]
)
def test_what_is_replacement_under_another_name_is_as_quick(corpus: Corpus, same: dict[str, Any]) -> None:
    settings = Settings(order=2, generations=3)
    plain, named = (Simulation(corpus, each) for each in (settings, replace(settings, **same)))
    assert plain._quick and named._quick


def test_settings_that_come_back_are_predicted_at_once(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("driftview.drift.simulated.MOST_WORK", 10**9)

    def predictions(seed: int, generations: int) -> list[list[Generation]]:
        loop = Loop(corpus, Settings(order=4, generations=generations, seed=seed))
        for _ in range(generations):
            loop.step()
        return list(foresee(loop, never))

    first, again, longer = predictions(1, 3), predictions(2, 2), predictions(1, 4)
    assert len(first) > 1 and len(again) == 1 and len(longer) > 1
    assert [each.words_expected for each in first[-1][:3]] == [each.words_expected for each in again[0]]
    assert [each.words_expected for each in first[-1]] == [each.words_expected for each in longer[-1][:4]]


def test_threads_that_simulate_at_once_do_not_disturb_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures of many views once died of "dictionary changed size during iteration"."""
    monkeypatch.setattr(simulated, "_KNOWN", {})
    known = cast("simulated.Simulated", object())
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            work = [threads.submit(simulated._remember, f"{number}", known) for number in range(4000)]
            for each in work:
                each.result()
    finally:
        sys.setswitchinterval(before)
    assert len(simulated._KNOWN) == simulated.REMEMBERED
