"""Over-use: levels by hand, and how far chance alone makes a word grow, against simulation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftview.drift.overuse import RARE, Use, largest_by_chance, use_of_words, winners

HUMAN = np.array([100, 10, 4, 2, 1, 0, 3])
TEXT = np.array([50, 20, 16, 20, 25, 5, 0])


def test_levels_by_hand() -> None:
    # 136 tokens against 120: a share of the text is a count times 120/136
    assert [Use(level).name for level in use_of_words(TEXT, HUMAN)] == [
        "AS_OFTEN", "AS_OFTEN", "MORE", "MUCH_MORE", "FAR_MORE", "OWN", "NEVER",
    ]  # fmt: skip


def test_a_text_against_itself_is_plain() -> None:
    assert set(use_of_words(HUMAN, HUMAN).tolist()) == {Use.AS_OFTEN, Use.NEVER}


@given(st.integers(2, 9))
def test_shares_are_compared_not_counts(times: int) -> None:
    assert use_of_words(TEXT * times, HUMAN).tolist() == use_of_words(TEXT, HUMAN).tolist()


def test_winners_come_largest_growth_first() -> None:
    found = winners(TEXT, HUMAN, 5)
    assert [(each.word, each.human, each.count) for each in found] == [(4, 1, 25), (3, 2, 20), (2, 4, 16)]
    assert found[0].growth == pytest.approx(25 * 120 / 136)
    assert [each.chance is not None and each.count > each.chance for each in found] == [True, True, False]
    assert winners(TEXT, HUMAN, 5, words=1) == found[:1]
    assert all(each.chance is None for each in winners(TEXT, HUMAN, 5, predicted=False))


@pytest.mark.parametrize("count", [1, 3, 20])
@pytest.mark.parametrize("generation", [5, 30])
def test_one_word_in_forty_grows_beyond_what_chance_allows(count: int, generation: int) -> None:
    rng = np.random.default_rng(3)
    copies = np.full(100_000, count)
    for _ in range(generation):
        copies = rng.poisson(copies)
    limit = largest_by_chance(count, generation)
    assert (copies > limit).mean() <= RARE * 1.05
    assert (copies > limit - 2).mean() > RARE * 0.85
