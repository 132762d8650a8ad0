"""The experiments of ``verify``: their laws hold, a wrong one is found out, the seed decides everything."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from toys import CAT, corpus_of

from driftview.settings.settings import Settings
from driftview.study.executor import Executor
from driftview.study.experiments import Experiment, LawQuantities, excerpt, sharing, words_error
from driftview.study.verify import Verdict, VerifyPlan, run_plan
from driftview.text.corpus import Corpus
from driftview.theory.schedule import Schedule
from driftview.theory.word_law import Spectrum


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    rng = np.random.default_rng(11)
    words = rng.zipf(1.4, 4000) % 900
    lines = (" ".join(f"w{word}" for word in words[at : at + 20]) for at in range(0, len(words), 20))
    return corpus_of("\n\n".join(lines))


def verdict(experiments: list[Experiment], seed: int = 1, workers: int = 1) -> Verdict:
    steps = list(run_plan(experiments, seed, Executor(workers, "threads")))
    rows = {step.experiment: step.checks for step in steps if step.checks}
    assert steps[-1].done == steps[-1].runs == sum(each.replicates for each in experiments)
    return Verdict(tuple(check for number in sorted(rows) for check in rows[number]), 0.001)


def test_every_law_holds_on_a_small_text(corpus: Corpus) -> None:
    experiments = VerifyPlan(corpus, 12).experiments()
    assert {each.settings.regime for each in experiments} == {
        "replace", "accumulate", "subsample", "window", "overlap",
    }  # fmt: skip
    assert {each.settings.human_source for each in experiments} == {"fresh", "fixed", "rotating"}
    found = verdict(experiments)
    assert len(found.checks) == sum(len(each.quantities) for each in experiments)
    assert found.failures == ()


def test_a_wrong_law_is_found_out(corpus: Corpus) -> None:
    settings = Settings(order=1, generations=4)
    reader = LawQuantities(corpus, settings)
    right = reader.words(4)
    wrong = replace(right, predicted=1.1 * right.predicted)
    experiment = Experiment("replace", corpus, settings, (right, wrong, reader.ancestors(4)), 12)
    assert [check.predicted for check in verdict([experiment]).failures] == [wrong.predicted]


def test_a_wrong_simulation_is_found_out(corpus: Corpus) -> None:
    reader = LawQuantities(corpus, Settings(order=1, generations=4))
    quantities = (reader.words(4), reader.once_words(4), reader.ancestors(4))
    human = Settings(order=1, generations=4, human_share=0.2)
    assert len(verdict([Experiment("replace", corpus, human, quantities, 12)]).failures) >= 2


def test_the_seed_alone_decides(corpus: Corpus) -> None:
    settings = Settings(order=1, generations=2)
    experiments = [
        Experiment("replace", corpus, settings, (LawQuantities(corpus, settings).words(2),), 9)
    ] * 2
    first, again, other = (verdict(experiments, seed, workers) for seed, workers in ((1, 1), (1, 3), (2, 1)))
    assert first == again
    assert first.checks[0].measured != first.checks[1].measured  # experiments share no run
    assert first.checks[0].measured != other.checks[0].measured


def test_an_excerpt_is_the_beginning() -> None:
    whole = corpus_of(CAT)
    short = excerpt(whole, 10)
    assert short.tokens.tolist() == whole.tokens[:10].tolist()
    assert short.starts.tolist() == [start for start in whole.starts.tolist() if start < 10]
    assert short.counts.sum() == 10
    assert short.place(9) == whole.place(9)
    assert excerpt(whole, 10_000).tokens.tolist() == whole.tokens.tolist()


def binomial(number: int, chance: float) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Return the chances of 0 … number successes."""
    ways = [math.comb(number, k) * chance**k * (1 - chance) ** (number - k) for k in range(number + 1)]
    return np.array(ways)


@given(st.integers(2, 6), st.integers(80, 200), st.sampled_from([0.5, 1.0, 1.5]))
def test_sharing_is_the_first_order_of_wright_and_fisher(count: int, tokens: int, ratio: float) -> None:
    """Two generations exactly, Σ_x P(x copies)·(1 − x/N_1)^N_2, against one token taken ``count`` times."""
    sizes = [round(ratio * tokens), tokens]
    schedule = Schedule.replace(tokens, 2, sizes=sizes)

    def dead(copies: int) -> float:
        drawn = binomial(sizes[0], copies / tokens)
        return float(drawn @ (1 - np.arange(sizes[0] + 1) / sizes[0]) ** sizes[1])

    left_out = count * math.log(dead(1)) - math.log(dead(count))
    assert left_out == pytest.approx(sharing(schedule, 2) * count * (count - 1), rel=0.25)


def test_a_single_generation_leaves_out_what_the_formula_says() -> None:
    schedule = Schedule.replace(1000, 1)
    exact = 4 * 1000 * math.log1p(-1 / 1000) - 1000 * math.log1p(-4 / 1000)
    assert sharing(schedule, 1) * 4 * 3 == pytest.approx(exact, rel=0.01)
    assert words_error(Spectrum.of(np.array([1] * 50)), schedule, 1) == 0
    assert sharing(schedule, 0) == 0
