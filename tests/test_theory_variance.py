"""Counts and shares drift as far as the second moment of the branching law says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_theory_regimes import GENERATIONS, REGIMES, WORDS, simulate

from driftview.theory.schedule import Schedule
from driftview.theory.survival import absence, token_lines
from driftview.theory.variance import count_mean, count_sd, family_moments, inbreeding, share_variance

REPLICATES = 80


def test_a_family_of_constant_size_has_mean_one_and_variance_g() -> None:
    mean, variance = family_moments(Schedule.replace(10**9, 12))
    np.testing.assert_allclose(mean, 1.0)
    np.testing.assert_allclose(variance, np.arange(13), rtol=1e-6)


def test_constant_size_is_the_wright_fisher_variance() -> None:
    shares = 0.3 * 0.7 * inbreeding(Schedule.replace(1000, 200))
    np.testing.assert_allclose(shares, share_variance(0.3, np.full(200, 1000)), rtol=2e-3, atol=1e-12)


def test_sizes_that_change_follow_wright() -> None:
    sizes = [3000.0, 300.0, 3000.0, 6000.0]
    shares = 0.25 * 0.75 * inbreeding(Schedule.replace(3000, 4, sizes=sizes))
    np.testing.assert_allclose(shares, share_variance(0.25, sizes), rtol=5e-3, atol=1e-12)


@pytest.mark.parametrize(
    "name", ["replace", "growing", "fresh", "fixed", "rotating", "accumulate, fresh", "subsample", "overlap"]
)
def test_the_spread_of_a_word_agrees_with_the_loop(name: str) -> None:
    """All words of one count are as many replicates; their variance has a standard error of about 5%."""
    schedule, generator = REGIMES[name], np.random.default_rng(5)
    human = np.bincount(WORDS)
    counted = np.zeros((GENERATIONS + 1, 2))
    for replicate in range(REPLICATES):
        words = generator.permutation(WORDS)
        for generation, origins in enumerate(simulate(schedule, replicate)):
            counts = np.bincount(words[origins], minlength=len(human))[human == 3]
            counted[generation] += counts.mean(), ((counts - counts.mean()) ** 2).mean()
    mean, variance = (counted / REPLICATES).T
    np.testing.assert_allclose(mean, count_mean(schedule, 3), rtol=0.04)
    np.testing.assert_allclose(np.sqrt(variance)[1:], count_sd(schedule, 3)[1:], rtol=0.04)


@given(st.integers(1, 40), st.floats(0, 1), st.sampled_from(["fresh", "fixed", "rotating"]))
def test_a_share_never_varies_more_than_between_nothing_and_everything(
    generations: int, human: float, source: str
) -> None:
    schedule = Schedule.replace(50, generations, human_share=human, human_source=source)  # type: ignore[arg-type]
    found = inbreeding(schedule)
    assert found[0] == 0
    assert np.all((found >= 0) & (found <= 1))


def test_a_word_is_absent_from_the_next_generation_by_the_law() -> None:
    """The oracle: words seen 1, 2, 3 and 5 times are lost with .3679, .1353, .0498, .0067."""
    lost = absence(Schedule.replace(10**7, 1), 0, [[1, 2, 3, 5]])
    np.testing.assert_allclose(lost, [0.3679, 0.1353, 0.0498, 0.0067], atol=5e-5)


@pytest.mark.parametrize("name", REGIMES)
def test_one_step_is_the_whole_law_of_one_generation(name: str) -> None:
    schedule = REGIMES[name]
    expected = token_lines(schedule).extinction[1] ** np.arange(5)
    np.testing.assert_allclose(absence(schedule, 0, [np.arange(5)]), expected, rtol=1e-9)


def test_what_is_kept_elsewhere_does_not_vanish() -> None:
    everything = Schedule.accumulate(1000, 6)
    newest = Schedule.replace(1000, 6)
    counts = np.array([[4.0], [1.0], [0.0], [2.0]])
    assert absence(everything, 3, counts)[0] == pytest.approx((1 - 1 / 4000) ** 7000, rel=1e-3)
    assert absence(newest, 3, counts)[0] == pytest.approx((1 - 1 / 1000) ** 2000)
    half = Schedule.replace(1000, 6, human_share=0.5)
    assert absence(half, 3, counts)[0] == pytest.approx((1 - 0.5 * (1 - np.exp(-1))) ** 6, rel=1e-2)
    with pytest.raises(ValueError, match="no generation 7"):
        absence(newest, 6, counts)
