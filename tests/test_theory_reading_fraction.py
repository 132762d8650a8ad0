"""Generations, deaths and readers."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftview.theory import survival
from driftview.theory.schedule import Schedule
from driftview.theory.survival import token_lines
from driftview.theory.zipf import heaps_slope, vocabulary_at


@pytest.mark.parametrize(
    ("count", "death"), [(1, 2), (2, 5), (3, 8), (5, 13), (10, 27), (20, 56), (50, 142), (100, 286)]
)
def test_half_of_the_words_are_dead_when_known(count: int, death: int) -> None:
    assert survival.generation_of_death(count) == death


@given(st.floats(100, 1e12))
def test_words_last_about_3_generations_per_token(count: float) -> None:
    death = survival.generation_of_death(count)
    assert death == pytest.approx(2 * count / math.log(2) - 2, abs=2 + math.log(count))


def test_the_reading_fraction_is_the_law_for_large_texts() -> None:
    lines = token_lines(Schedule.replace(1e13, 40)).survival
    np.testing.assert_allclose([survival.family_survival(g) for g in range(41)], lines, atol=1e-10)
    assert survival.reader_share(8) == pytest.approx(0.19, abs=0.005)


def test_the_expansion_continues_the_sequence() -> None:
    alive = survival.family_survival(survival.LAST_STEP)
    for _ in range(5000):
        alive = -math.expm1(-alive)
    assert survival.family_survival(survival.LAST_STEP + 5000) == pytest.approx(alive, rel=1e-8)


@given(st.floats(1e-9, 1.0))
def test_the_first_generation_below_a_share_is_the_first(share: float) -> None:
    generation = survival.generations_until(share)
    assert survival.family_survival(generation) <= share * (1 + 1e-12)
    if generation:
        assert survival.family_survival(generation - 1) > share * (1 - 1e-12)


def test_chances_of_death_add_up() -> None:
    chances = survival.death_chances(3, 50)
    assert (chances > 0).all()
    assert chances.sum() == pytest.approx((1 - survival.family_survival(50)) ** 3)


def test_the_first_share_and_bad_arguments() -> None:
    assert survival.generations_until(1.0) == 0
    assert survival.generation_of_death(0) == 0
    for wrong in (0.0, 1.5):
        with pytest.raises(ValueError, match="share"):
            survival.generations_until(wrong)
    with pytest.raises(ValueError, match="quantile"):
        survival.generation_of_death(3, 1.0)


def test_vocabulary_grows_with_reading() -> None:
    counts = np.array([5, 3, 2, 1, 1, 1], dtype=np.int64)
    assert vocabulary_at(counts, 1.0) == 6
    assert vocabulary_at(counts, 0.0) == 0
    assert heaps_slope(counts) == pytest.approx(3 / 6)
    before, here, after = vocabulary_at(counts, np.array([0.5 - 1e-6, 0.5, 0.5 + 1e-6]))
    slope = (after - before) / 2e-6 * 0.5 / here
    assert heaps_slope(counts, 0.5) == pytest.approx(slope, rel=1e-6)
