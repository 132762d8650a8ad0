"""Tolerances come from standard errors and a stated level; wrong laws fail, right ones at that level."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftview.study.experiments import (
    COVERAGE_ERROR,
    INSIDE,
    Check,
    coverage_check,
    critical_deviate,
    mean_check,
    normal_deviate,
    spread_check,
    variance_deviate,
)
from driftview.study.verify import plan
from driftview.text.sources import open_corpus

ROW = ("replace", "words", 3)


def test_the_critical_deviate_of_one_row_and_of_many() -> None:
    assert critical_deviate(0.05, 1) == pytest.approx(1.959964, abs=1e-5)
    # one row of 58 at 1 − 0.95^(1/58) = 8.84e-4, two-sided
    assert critical_deviate(0.05, 58) == pytest.approx(3.3251, abs=1e-3)
    with pytest.raises(ValueError, match="between 0 and 1"):
        critical_deviate(1.0, 3)


@pytest.mark.parametrize(
    ("statistic", "freedom", "deviate"),
    [(2.021075, 40, 1.959964), (3.551, 40, 3.2905), (2.570582, 5, 1.959964), (-2.021075, 40, -1.959964)],
)
def test_students_t_becomes_a_normal_deviate(statistic: float, freedom: int, deviate: float) -> None:
    assert normal_deviate(statistic, freedom) == pytest.approx(deviate, abs=0.02)


def test_a_statistic_whose_square_is_beyond_all_numbers_has_a_deviate_too() -> None:
    assert normal_deviate(-2.9e157, 2) == pytest.approx(-34.06, abs=0.01)
    assert normal_deviate(0.999e9, 2) < normal_deviate(1.001e9, 2)


def test_chi_square_becomes_a_normal_deviate() -> None:
    assert variance_deviate(58.120 / 39, 39) == pytest.approx(1.959964, abs=0.01)
    assert variance_deviate(23.654 / 39, 39) == pytest.approx(-1.959964, abs=0.01)


def test_a_row_by_hand() -> None:
    check = mean_check(ROW, [9.0, 11.0, 10.0, 14.0], 10.0, 0.0, "")
    assert check.measured == 11.0
    assert check.standard_error == pytest.approx(math.sqrt(14 / 3) / 2)
    assert check.replicates == 4
    assert check.z == check.excess == pytest.approx(normal_deviate(1 / check.standard_error, 3))


def test_an_allowance_covers_that_much_and_no_more() -> None:
    values = [9.0, 11.0, 10.0, 14.0]
    assert mean_check(ROW, values, 10.0, 1.5, "").excess == 0
    partly = mean_check(ROW, values, 10.0, 0.4, "")
    assert 0 < partly.excess < partly.z


def test_values_without_scatter_must_be_right() -> None:
    assert mean_check(ROW, [3.0] * 5, 3.0, 0.0, "").passed(3.0)
    assert not mean_check(ROW, [3.0] * 5, 3.1, 0.0, "").passed(3.0)


def test_a_wrong_law_fails_and_a_right_one_does_not() -> None:
    values = np.random.default_rng(1).normal(100.0, 5.0, 60)
    assert mean_check(ROW, values, 100.0, 0.0, "").passed(3.3)
    assert not mean_check(ROW, values, 104.0, 0.0, "").passed(3.3)
    assert spread_check(ROW, values, 5.0, 0.0, "").passed(3.3)
    assert not spread_check(ROW, values, 8.0, 0.0, "").passed(3.3)
    assert spread_check(ROW, values, 8.0, 4.0, "").passed(3.3)


def test_tables_fail_about_as_often_as_their_level_says() -> None:
    rng = np.random.default_rng(7)
    critical = critical_deviate(0.2, 10)
    failed = sum(
        any(not mean_check(ROW, rng.normal(5.0, 2.0, 20), 5.0, 0.0, "").passed(critical) for _ in range(10))
        for _ in range(300)
    )
    assert 60 - 3 * 7 < failed < 60 + 3 * 7  # binomial, 300 tables at .2: 60 ± 6.9


@given(
    st.lists(st.floats(-1e3, 1e3), min_size=3, max_size=20),
    st.floats(-1e3, 1e3),
    st.floats(0, 100),
)
def test_an_allowance_never_makes_a_row_worse(values: list[float], law: float, allowance: float) -> None:
    strict, lenient = (mean_check(ROW, values, law, room, "") for room in (0.0, allowance))
    assert isinstance(strict, Check)
    assert abs(lenient.excess) <= abs(strict.excess)
    assert strict.z == lenient.z
    assert 0 <= strict.chance <= lenient.chance <= 1


def test_too_few_runs_inside_a_band_fail_and_too_many_do_not() -> None:
    row = ("replace", "runs inside ± 2 sd", 8)
    for inside, passed in ((200, True), (191, True), (181, True), (150, False)):
        check = coverage_check(row, [1.0] * inside + [0.0] * (200 - inside), INSIDE, COVERAGE_ERROR, "")
        assert check.measured == inside / 200
        assert check.passed(3.0) == passed, inside
        assert check.z == pytest.approx(check.excess) or check.allowance > 0
    many = [
        coverage_check(row, [1.0] * k + [0.0] * (200 - k), INSIDE, 0.0, "").z for k in (180, 185, 191, 198)
    ]
    assert many == sorted(many)


def test_the_full_plan_checks_coverage_and_the_quick_one_does_not() -> None:
    corpus = open_corpus(["ecclesiastes"])
    plans = plan(corpus, quick=True), plan(corpus)
    kinds = [[quantity.kind for each in made for quantity in each.quantities] for made in plans]
    assert [set(each) for each in kinds] == [{"mean", "spread"}, {"mean", "spread", "coverage"}]
    assert kinds[1].count("coverage") == 4
