"""The branching law: oracle values, limits, and shapes."""

import math
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftview.choices import HumanSource
from driftview.theory.schedule import Schedule
from driftview.theory.survival import Lines, token_extinction, token_lines, token_survival
from driftview.theory.word_law import (
    Spectrum,
    expected_alive,
    expected_ancestors,
    expected_hapaxes,
    expected_types,
    hapaxes_sd,
    single_of,
    survival_of,
    types_sd,
)

LARGE = 1e13
ORACLE = {
    1: 0.6321205588,
    2: 0.4685363946,
    5: 0.2680768157,
    10: 0.1582351884,
    12: 0.1361455716,
    20: 0.0875709685,
    50: 0.0376496151,
    100: 0.0193528915,
}
COUNTS = np.array([1, 1, 1, 0, 2, 2, 3, 5, 8, 40, 0, 1], dtype=np.int64)
SOURCES: tuple[HumanSource, ...] = ("fresh", "fixed", "rotating")


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    """Any schedule at all, of at most 12 generations."""
    generations = draw(st.integers(1, 12))
    sizes = draw(st.lists(st.floats(1, 1e6), min_size=generations, max_size=generations))
    share = st.one_of(st.just(0.0), st.just(1.0), st.floats(0, 1))
    shares = draw(st.lists(share, min_size=generations, max_size=generations))
    return Schedule(
        draw(st.floats(1, 1e6)),
        tuple(sizes),
        tuple(shares),
        draw(st.sampled_from(SOURCES)),
        draw(st.one_of(st.none(), st.integers(1, 5))),
        draw(st.booleans()),
        draw(share),
        draw(share),
    )


def test_survival_of_a_token_has_its_known_values() -> None:
    survival = token_lines(Schedule.replace(LARGE, 100)).survival
    assert survival[0] == 1.0
    for generation, value in ORACLE.items():
        assert survival[generation] == pytest.approx(value, abs=2e-10)


@pytest.mark.parametrize(("count", "lost"), [(1, 0.3679), (2, 0.1353), (3, 0.0498), (5, 0.0067)])
def test_one_generation_loses_words_as_known(count: int, lost: float) -> None:
    extinction = token_extinction(Schedule.replace(1e6, 1), 1)
    assert 1 - survival_of(count, extinction) == pytest.approx(lost, abs=5e-5)


def test_a_finite_text_loses_a_once_word_with_the_binomial_chance() -> None:
    assert token_extinction(Schedule.replace(50, 1), 1) == pytest.approx((1 - 1 / 50) ** 50, rel=1e-12)
    assert token_extinction(Schedule.replace(50, 1, sizes=10), 1) == pytest.approx((49 / 50) ** 10, rel=1e-12)


def test_one_token_copied_for_ever_stays() -> None:
    lines = token_lines(Schedule.replace(1, 5))
    np.testing.assert_allclose(lines.survival, 1.0)
    np.testing.assert_allclose(lines.single, 1.0)


def test_the_human_text_itself_is_reproduced_at_generation_0() -> None:
    lines = token_lines(Schedule.replace(1000, 3))
    extinction, single = lines.extinction[0], lines.single[0]
    assert expected_types(COUNTS, extinction) == 10
    assert types_sd(COUNTS, extinction) == 0
    assert expected_hapaxes(COUNTS, extinction, single) == 4
    assert hapaxes_sd(COUNTS, extinction, single) == 0
    assert expected_ancestors(1000, lines.survival)[0] == 1000


def test_expectations_are_sums_over_words() -> None:
    lines = token_lines(Schedule.replace(64, 4))
    present = COUNTS[COUNTS > 0].astype(float)
    for generation in range(5):
        extinction, single = lines.extinction[generation], lines.single[generation]
        alive = 1 - extinction**present
        once = present * extinction ** (present - 1) * single
        assert expected_types(COUNTS, lines.extinction)[generation] == pytest.approx(alive.sum())
        assert types_sd(COUNTS, lines.extinction)[generation] == pytest.approx(
            math.sqrt((alive * (1 - alive)).sum())
        )
        hapaxes = expected_hapaxes(COUNTS, lines.extinction, lines.single)[generation]
        assert hapaxes == pytest.approx(once.sum())


def test_bands_add_up_to_the_vocabulary() -> None:
    extinction = token_lines(Schedule.accumulate(64, 6)).extinction
    bands = [(1, 1), (2, 2), (3, 4), (5, 8), (9, 10**9)]
    total = sum(expected_alive(COUNTS, extinction, low, high) for low, high in bands)
    np.testing.assert_allclose(total, expected_types(COUNTS, extinction))
    assert expected_alive(COUNTS, extinction, 6, 7)[0] == 0


def test_the_spectrum_counts_words_by_count() -> None:
    spectrum = Spectrum.of(COUNTS)
    assert spectrum.count.tolist() == [1, 2, 3, 5, 8, 40]
    assert spectrum.words.tolist() == [4, 2, 1, 1, 1, 1]
    assert (spectrum.types, spectrum.tokens) == (10, COUNTS.sum())
    empty = Spectrum.of(np.zeros(3, np.int64))
    assert expected_types(empty, 0.5) == 0


def test_exactly_one_descendant_is_the_derivative_of_the_generating_function() -> None:
    def chance_at(z: float) -> float:
        value = z
        for _ in range(7):
            value = math.exp(-(1 - value))
        return value

    slope = (chance_at(1e-6) - chance_at(-1e-6)) / 2e-6
    assert token_lines(Schedule.replace(LARGE, 7)).single[7] == pytest.approx(slope, rel=1e-6)


def test_one_family_stands_for_all_where_generations_are_alike() -> None:
    steady = token_lines(Schedule.replace(500, 12))
    almost = token_lines(Schedule.replace(500, 12, human_share=[0.0] * 11 + [1e-15]))
    for field in fields(Lines):
        one, all_of_them = getattr(steady, field.name), getattr(almost, field.name)
        assert one.shape == all_of_them.shape, field.name
        assert one[..., :-1] == pytest.approx(all_of_them[..., :-1], rel=1e-12, abs=0), field.name


def test_overlap_loses_once_words_as_known() -> None:
    for share in (0.1, 0.5, 1.0):
        lost = token_extinction(Schedule.overlap(LARGE, 1, share), 1)
        assert lost == pytest.approx(share * math.exp(-share), rel=1e-9)
    assert token_survival(Schedule.overlap(1000, 9, 0.0), 9) == 1.0


def test_a_fixed_subset_is_all_that_a_fixed_loop_can_keep() -> None:
    share = 0.25
    survival = token_lines(Schedule.replace(LARGE, 400, human_share=share, human_source="fixed")).survival
    assert 0.5 * share < survival[400] < share
    assert survival[300] == pytest.approx(survival[400], rel=1e-6)
    fresh = token_lines(Schedule.replace(LARGE, 400, human_share=share)).survival
    assert fresh[400] > 1.5 * survival[400]


def test_rotating_is_close_to_fresh() -> None:
    fresh, rotating = (
        token_lines(Schedule.replace(LARGE, 60, human_share=0.1, human_source=source)).survival[60]
        for source in ("fresh", "rotating")
    )
    assert rotating == pytest.approx(fresh, rel=0.15)
    assert rotating > fresh


def test_with_human_text_only_every_generation_is_a_plain_sample() -> None:
    for source in SOURCES:
        lines = token_lines(Schedule.replace(1000, 6, human_share=1.0, human_source=source))
        np.testing.assert_allclose(lines.survival[1:], lines.survival[1])


def test_regimes_are_ordered_by_how_much_they_keep() -> None:
    replace, window, subsample, accumulate = (
        token_lines(schedule).survival[20]
        for schedule in (
            Schedule.replace(1e5, 20),
            Schedule.windowed(1e5, 20, 4),
            Schedule.subsample(1e5, 20),
            Schedule.accumulate(1e5, 20),
        )
    )
    assert replace < window < subsample < accumulate


def test_windows_meet_replace_and_accumulate() -> None:
    for first, second in (
        (Schedule.windowed(500, 8, 1), Schedule.replace(500, 8)),
        (Schedule.windowed(500, 8, 8), Schedule.accumulate(500, 8)),
    ):
        np.testing.assert_allclose(token_lines(first).survival, token_lines(second).survival)


@given(schedules())
def test_chances_are_chances_under_any_schedule(schedule: Schedule) -> None:
    with np.errstate(divide="raise", invalid="raise", over="raise"):
        lines = token_lines(schedule)
    for chances in (lines.survival, lines.by_birth):
        assert np.isfinite(chances).all() and (chances >= 0).all() and (chances <= 1 + 1e-12).all()
    assert (lines.single >= -1e-12).all()
    assert (lines.single <= lines.survival * (1 + 1e-9) + 1e-12).all()


@given(schedules(), st.integers(1, 12))
def test_looking_at_fewer_generations_changes_nothing(schedule: Schedule, shorter: int) -> None:
    if schedule.human_source == "rotating" or shorter >= schedule.generations:
        shorter = schedule.generations
    part = Schedule(
        schedule.human_tokens,
        schedule.sizes[:shorter],
        schedule.human_shares[:shorter],
        schedule.human_source,
        schedule.window,
        schedule.subsampled,
        schedule.regenerated,
        schedule.mutation,
    )
    np.testing.assert_allclose(
        token_lines(part).survival, token_lines(schedule).survival[: shorter + 1], rtol=1e-9, atol=1e-14
    )


@given(st.integers(1, 40), st.floats(2, 1e9), st.floats(1, 1e9))
def test_replacing_only_ever_loses(generations: int, human_tokens: float, tokens: float) -> None:
    survival = token_lines(Schedule.replace(human_tokens, generations, sizes=tokens)).survival
    assert (np.diff(survival) <= 1e-12).all()


@given(st.floats(0.01, 0.99), st.integers(1, 200), st.integers(1, 200))
def test_more_tokens_live_longer(extinction: float, few: int, more: int) -> None:
    low, high = sorted((few, more))
    assert survival_of(low, extinction) <= survival_of(high, extinction)
    assert 0 <= single_of(low, extinction, 1 - extinction) <= 1


@pytest.mark.parametrize(
    "build",
    [
        lambda: Schedule.replace(0, 3),
        lambda: Schedule.replace(10, 0),
        lambda: Schedule.replace(10, 3, sizes=[1, 2]),
        lambda: Schedule.replace(10, 3, human_share=1.5),
        lambda: Schedule.replace(10, 2, sizes=[0, 5]),
        lambda: Schedule.windowed(10, 3, 0),
        lambda: Schedule.overlap(10, 3, -0.1),
        lambda: Schedule.replace(10, 3, mutation=2),
        lambda: Schedule.replace(math.inf, 3),
    ],
)
def test_impossible_schedules_are_refused(build: object) -> None:
    assert callable(build)
    with pytest.raises(ValueError, match=r"must|at least|values given"):
        build()
