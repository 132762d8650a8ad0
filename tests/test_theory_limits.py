"""Sizes that change, and where selection leads."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftview.theory import diversity, schedule
from driftview.theory.schedule import Schedule
from driftview.theory.survival import token_lines

SHARES = np.array([0.1, 0.4, 0.2, 0.3])


@given(st.floats(0.1, 5.0), st.integers(1, 8))
def test_nested_ratios_are_the_law_for_large_texts(rate: float, generations: int) -> None:
    listed = schedule.growing(1e10, rate, generations)
    survival = token_lines(Schedule.replace(1e10, generations, sizes=listed)).survival[-1]
    ratios = schedule.ratios_of(1e10, listed).tolist()
    assert schedule.ratio_survival(ratios) == pytest.approx(survival, rel=1e-3)


def test_constant_size_has_its_known_values() -> None:
    assert schedule.ratio_survival([]) == 1
    assert schedule.ratio_survival([1.0] * 12) == pytest.approx(0.1361455716, abs=1e-10)


@given(st.floats(1.000001, 20))
def test_growth_keeps_the_root(rate: float) -> None:
    root = schedule.growth_survival(rate)
    assert 0 < root < 1 or rate > 15
    assert root == pytest.approx(-math.expm1(-rate * root), rel=1e-6)


def test_growth_is_the_limit_of_growing() -> None:
    assert schedule.ratio_survival([1.5] * 200) == pytest.approx(schedule.growth_survival(1.5), rel=1e-12)
    assert schedule.growth_survival(1.0) == 0
    assert schedule.growth_survival(1.001) == pytest.approx(2 * 0.001, rel=0.01)


def test_a_bottleneck_costs_more_than_its_share_of_time() -> None:
    listed = schedule.bottleneck(1000, 5, 2, 0.1)
    assert listed == [1000, 100, 1000, 1000, 1000]
    assert schedule.effective_size(listed) == pytest.approx(5 / (0.004 + 0.01))
    with pytest.raises(ValueError, match="bottleneck"):
        schedule.bottleneck(1000, 5, 6, 0.1)


@given(st.floats(0.3, 3.0), st.integers(0, 6))
def test_temperature_is_a_power_taken_again_and_again(temperature: float, generation: int) -> None:
    stepped = SHARES
    for _ in range(generation):
        stepped = stepped ** (1 / temperature)
        stepped = stepped / stepped.sum()
    limit = diversity.temperature_limit(SHARES, temperature, generation)
    np.testing.assert_allclose(limit, stepped, rtol=1e-6, atol=1e-12)


def test_temperature_ends_in_one_word_or_in_none_preferred() -> None:
    assert diversity.temperature_limit(SHARES, 0.5, 5000).tolist() == [0, 1, 0, 0]
    flat = diversity.temperature_limit(np.array([0.7, 0.3, 0.0]), 2.0, 5000)
    np.testing.assert_allclose(flat, [0.5, 0.5, 0])
    with pytest.raises(ValueError, match="temperature"):
        diversity.temperature_limit(SHARES, 0.0, 1)


def test_top_p_keeps_the_head() -> None:
    np.testing.assert_allclose(diversity.top_p_limit(SHARES, 0.7, 1), [0, 4 / 7, 0, 3 / 7], atol=1e-12)
    np.testing.assert_allclose(diversity.top_p_limit(SHARES, 0.5, 9), [0, 1, 0, 0], atol=1e-12)
    np.testing.assert_allclose(diversity.top_p_limit(SHARES, 1.0, 9), SHARES)


def test_top_p_of_many_small_words_keeps_the_mass_of_the_power() -> None:
    shares = np.full(100_000, 1e-5)
    kept = np.count_nonzero(diversity.top_p_limit(shares, 0.9, 5))
    assert kept / 100_000 == pytest.approx(diversity.top_p_mass(0.9, 5), rel=1e-3)


def test_top_k_does_its_work_at_once() -> None:
    once = diversity.top_k_limit(SHARES, 2)
    np.testing.assert_allclose(once, [0, 4 / 7, 0, 3 / 7])
    np.testing.assert_allclose(diversity.top_k_limit(once, 2), once)
