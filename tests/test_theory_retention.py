"""A lasting share of human text, and mutation, which works like it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftview.theory import diversity, retention
from driftview.theory.schedule import Schedule
from driftview.theory.survival import token_lines
from driftview.theory.word_law import survival_of


@pytest.mark.parametrize(("share", "reach"), [(0.01, 8.13), (0.1, 4.00), (0.5, 1.74), (1.0, 1.0)])
def test_families_reach_as_far_as_known(share: float, reach: float) -> None:
    assert retention.family_reach(share) == pytest.approx(reach, abs=0.005)


def test_the_integrated_end_of_a_family_fits() -> None:
    share, alive, total = 1e-4, 1.0, 0.0
    for _ in range(300_000):
        total += alive
        alive = -np.expm1(-(1 - share) * alive)
    assert retention.family_reach(share) == pytest.approx(total, abs=1e-4)
    assert retention.family_reach(0.0) == np.inf
    with pytest.raises(ValueError, match="share"):
        retention.family_reach(-0.1)


def test_the_law_of_the_loop_tends_to_the_equilibrium() -> None:
    share = 0.02
    lines = token_lines(Schedule.replace(1e12, 600, human_share=share))
    for count in (1, 4, 20):
        equilibrium = retention.fresh_presence(count, share, written=True)
        assert survival_of(count, lines.extinction[-1]) == pytest.approx(float(equilibrium), rel=0.02)
        assert retention.fresh_presence(count, share) > equilibrium


def test_no_and_only_human_text() -> None:
    assert retention.fresh_presence(5, 0.0) == 0
    assert retention.fresh_presence(1, 1.0) == pytest.approx(1 - np.exp(-1))
    assert retention.fixed_presence([1, 2], 0.1).tolist() == pytest.approx([0.1, 0.19])


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_a_detector_that_is_better_than_chance_helps(share: float, hits: float, alarms: float) -> None:
    cleaned = float(retention.filtered_human_share(share, hits, alarms))
    assert 0 <= cleaned <= 1
    if hits >= alarms and alarms < 1:
        assert cleaned >= share - 1e-12


def test_a_perfect_detector_leaves_only_human_text() -> None:
    assert retention.filtered_human_share(0.2, 1.0, 0.1) == 1.0
    assert retention.filtered_human_share(0.2, 1.0, 1.0) == 0.2
    assert retention.filtered_human_share(0.5, 0.5, 0.0) == pytest.approx(2 / 3)


def test_an_internet_fills_up() -> None:
    shares = retention.human_share_curve(0.1, 0.9, 9)
    assert shares[[0, 4, 8]].tolist() == pytest.approx([0.9, 0.5, 0.1])
    assert (np.diff(shares) < 0).all()
    with pytest.raises(ValueError, match="between"):
        retention.human_share_curve(0.0, 0.9, 9)


def test_smoothing_brings_words_back_at_the_predicted_rate() -> None:
    tokens, types, rate, generations, replicates = 400, 200, 0.1, 60, 40
    generator = np.random.default_rng(11)
    counts = np.tile(np.array([300] + [0] * 50 + [1] * 100 + [0] * 49), (replicates, 1))
    for _ in range(generations):
        shares = (1 - rate) * counts / tokens + rate / types
        counts = generator.multinomial(tokens, shares)
    present = (counts > 0).mean(axis=1)
    error = 4 * present.std() / np.sqrt(replicates)
    schedule = Schedule.replace(tokens, generations, mutation=rate)
    predicted = diversity.presence_with_mutation(0, schedule, types)
    assert predicted[0] == 0
    assert diversity.equilibrium_presence(tokens, rate, types) == pytest.approx(predicted[-1], rel=0.02)
    # The law takes words as rare; in a text of 400 tokens that costs up to two percent.
    assert present.mean() == pytest.approx(predicted[-1], abs=error + 0.02 * predicted[-1])
    same = (counts * (counts - 1)).sum(axis=1) / (tokens * (tokens - 1))
    expected = diversity.equilibrium_simpson(tokens, rate, types)
    assert same.mean() == pytest.approx(expected, abs=4 * same.std() / np.sqrt(replicates))


def test_no_mutation_means_plain_drift() -> None:
    schedule = Schedule.replace(500, 5)
    lines = token_lines(schedule)
    present = diversity.presence_with_mutation([1, 3], schedule, 100)
    assert present.shape == (2, 6)
    np.testing.assert_allclose(present[1], survival_of(3, lines.extinction))
    assert diversity.equilibrium_presence(500, 0.0, 100) == 0
    assert diversity.equilibrium_simpson(500, 0.0, 100) == 1
    assert diversity.mutation_rate(10, 90) == pytest.approx(0.1)
