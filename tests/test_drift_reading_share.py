"""How much of the book this amounts to: so many words, so much of the book."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftview.arrays import Counts
from driftview.drift.lineage import reading_share
from driftview.theory.survival import family_survival


def words_of_a_reader(human_counts: Counts, share: float) -> float:
    """Return how many words a reader of a share of the human text has met: Σ_w 1 − (1 − x)^{c_w}."""
    return float(np.sum(1 - (1 - share) ** human_counts[human_counts > 0]))


def test_a_reader_of_half_the_text_misses_half_of_the_once_words_and_a_quarter_of_the_twice_words() -> None:
    assert words_of_a_reader(np.array([0, 1, 1, 2, 2]), 0.5) == pytest.approx(2 * 0.5 + 2 * 0.75)


def test_where_every_word_stands_once_the_share_is_that_of_the_words() -> None:
    assert reading_share(np.ones(10, np.int64), 3) == pytest.approx(0.3)


@given(st.lists(st.integers(0, 200), min_size=1).filter(any), st.floats(0.001, 0.9))
def test_the_words_of_a_share_lead_back_to_it(counts: list[int], share: float) -> None:
    human = np.array(counts)
    words = words_of_a_reader(human, share)
    if words < np.count_nonzero(human) - 1e-6:
        assert words_of_a_reader(human, reading_share(human, words)) == pytest.approx(words)


def test_the_expected_words_of_generation_8_are_those_of_a_reader_of_19_percent() -> None:
    human = np.array([1] * 500 + [2] * 200 + [5] * 100 + [40] * 20)
    survival = family_survival(8)
    words = np.sum(1 - (1 - survival) ** human)
    assert reading_share(human, float(words)) == pytest.approx(survival)
    assert round(100 * survival) == 19


@pytest.mark.parametrize(("words", "share"), [(0, 0.0), (4, 1.0), (9, 1.0)])
def test_nothing_and_everything(words: int, share: float) -> None:
    assert reading_share(np.array([1, 2, 3, 4]), words) == pytest.approx(share)
