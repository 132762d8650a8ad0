"""Many runs: the same whoever makes them, streamed, stoppable, and summed up as fans."""

from dataclasses import replace
from threading import Event, Timer
from typing import Any

import joblib
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from toys import CAT, corpus_of

from driftview.drift.loop import Loop
from driftview.settings.settings import Settings, SettingsError
from driftview.study.executor import Executor
from driftview.study.replicates import differs, fan, in_range, replicate, sameness, stands_at
from driftview.study.runs import MeasuredRun, kept, run_seeds

CORPUS = corpus_of(CAT * 8)
SETTINGS = Settings(order=2, generations=3)


def by_seed(executor: Executor, seeds: range = range(6)) -> dict[int, MeasuredRun]:
    return {run.settings.seed: run for run in replicate(CORPUS, SETTINGS, seeds, executor)}


def same(first: MeasuredRun, second: MeasuredRun) -> bool:
    curves = all(np.array_equal(first.curves[name], second.curves[name]) for name in first.curves)
    arrays = ((first.bands, second.bands), (first.voices, second.voices), (first.survivors, second.survivors))
    return curves and all(np.array_equal(mine, other) for mine, other in arrays)


def run_with(values: NDArray[np.float64], seed: int = 0) -> MeasuredRun:
    none = np.zeros((len(values), 0))
    settings = replace(SETTINGS, seed=seed)
    return MeasuredRun(settings, {"types": values}, none.astype(np.int64), none, np.zeros(0, bool))


def test_a_run_is_the_same_whoever_makes_it() -> None:
    alone = by_seed(Executor(1))
    assert sorted(alone) == list(range(6))
    for others in (by_seed(Executor(3, "threads")), by_seed(Executor(2, "processes"))):
        assert sorted(others) == sorted(alone)
        assert all(same(alone[seed], others[seed]) for seed in alone)


def test_a_lean_run_is_the_usual_run() -> None:
    loop = Loop(CORPUS, replace(SETTINGS, seed=4))
    for _ in range(3):
        loop.step()
    lean = run_seeds(CORPUS, SETTINGS, [4], lambda lineage: lineage, measured=("types",))[0]
    for whole, short in zip(loop.lineage.generations, lean.generations, strict=True):
        assert np.array_equal(whole.origins, short.origins)
        assert short.measures == {"types": whole.measures["types"]}
        assert short.expected == whole.expected
        assert short.control == {}


def test_what_is_kept_are_the_numbers_of_the_lineage() -> None:
    loop = Loop(CORPUS, SETTINGS)
    for _ in range(3):
        loop.step()
    run = kept(loop.lineage)
    assert run.curves["types"].tolist() == [each.measures["types"] for each in loop.lineage.generations]
    assert run.bands.shape == (4, len(loop.lineage.generations[0].bands))
    assert run.voices.tolist() == [[1.0]] * 4
    assert run.survivors.sum() == run.curves["types"][-1]


@pytest.mark.parametrize("kind", ["threads", "processes"])
def test_runs_that_have_not_begun_can_be_cancelled(kind: str) -> None:
    executor = Executor(2, kind)  # type: ignore[arg-type]
    stop = Event()
    found = 0
    for run in replicate(CORPUS, SETTINGS, range(500), executor, cancelled=stop.is_set):
        assert len(run.curves["types"]) == 4
        found += 1
        if found == 2:
            stop.set()
    assert found == 2


def test_a_run_in_a_thread_can_be_cancelled_in_the_middle() -> None:
    long = replace(SETTINGS, generations=10**6)
    stop = Timer(0.05, lambda: None)
    stop.start()
    executor = Executor(2, "threads")
    assert list(replicate(CORPUS, long, range(4), executor, cancelled=stop.finished.is_set)) == []


def test_a_stream_may_be_left() -> None:
    stream = replicate(CORPUS, SETTINGS, range(50), Executor(1))
    assert next(stream).settings == replace(SETTINGS, seed=0)


def test_a_fan_by_hand() -> None:
    nan = float("nan")
    runs = [run_with(np.array([9.0, value, nan]), seed) for seed, value in enumerate((2.0, 4.0, 9.0))]
    rays = fan(runs, "types")
    assert rays.runs == 3
    assert rays.mean[:2].tolist() == [9, 5]
    assert rays.sd[:2] == pytest.approx([0, np.sqrt(13)])
    assert rays.error[1] == pytest.approx(np.sqrt(13 / 3))
    assert np.isnan([rays.mean[2], rays.sd[2], rays.low[2], rays.high[2]]).all()
    assert in_range(runs, "types", 1, 4.0)
    assert not in_range(runs, "types", 1, 9.5)
    assert stands_at(runs, "types", 1, 4.0) == pytest.approx(0.5)
    with pytest.raises(ValueError, match="at least one run"):
        fan([], "types")


def test_one_run_has_no_spread() -> None:
    rays = fan([run_with(np.array([3.0]))], "types")
    assert rays.mean[0] == rays.low[0] == rays.high[0] == 3
    assert np.isnan(rays.sd[0])


@given(st.permutations(range(5)))
def test_a_fan_does_not_depend_on_who_came_first(order: list[int]) -> None:
    values = np.random.default_rng(3).normal(0, 1, (5, 4))
    first = fan([run_with(values[seed], seed) for seed in range(5)], "types")
    other = fan([run_with(values[seed], seed) for seed in order], "types")
    assert np.array_equal(first.mean, other.mean)
    assert np.array_equal(first.sd, other.sd)


def test_a_difference_is_told_in_units_of_chance() -> None:
    low = fan([run_with(np.array([value]), seed) for seed, value in enumerate((1.0, 3.0))], "types")
    high = fan([run_with(np.array([value]), seed) for seed, value in enumerate((11.0, 13.0))], "types")
    assert differs(low, high, 0) == pytest.approx(10 / np.sqrt(2))
    assert differs(high, low, 0, single=True) == pytest.approx(-10 / 2)
    assert differs(low, low, 0) == 0


def test_drift_kills_by_chance_and_selection_the_same_words() -> None:
    corpus = corpus_of("\n\n".join(f"w{number % 97} w{number * number % 61}" for number in range(400)))
    survival = 0.2680768157  # s_5
    for settings, low, high in (
        (Settings(order=1, generations=5), -0.2, 0.2),
        (Settings(order=1, generations=5, top_k=30), 0.7, 1.0),
    ):
        runs = run_seeds(corpus, settings, range(12), kept)
        assert low <= sameness(runs, corpus.counts, survival).excess <= high
    with pytest.raises(ValueError, match="at least two"):
        sameness(runs[:1], corpus.counts, survival)


@pytest.mark.parametrize("workers", [0, -1, 100_000])
def test_more_workers_than_a_machine_can_use_are_refused(workers: int) -> None:
    with pytest.raises(SettingsError, match=r"workers must be from 1 to \d+, 4 for each processor"):
        Executor(workers)


def test_there_are_never_more_workers_than_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    whole = joblib.Parallel

    def parallel(*, n_jobs: int, **options: Any) -> Any:
        asked.append(n_jobs)
        return whole(n_jobs=n_jobs, **options)

    monkeypatch.setattr(joblib, "Parallel", parallel)
    for tasks in (0, 1, 3, 50):
        made = list(Executor(4, "threads").stream(abs, ((number,) for number in range(tasks))))
        assert sorted(made) == list(range(tasks))
    assert asked == [1, 1, 3, 4]
