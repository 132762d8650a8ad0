"""Which words live, by band, and held-out perplexity by band."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from measured import counts_of, human

from driftview.measures.observation import Observation
from driftview.measures.perplexity import perplexity, perplexity_by_band
from driftview.measures.registry import measure_all
from driftview.measures.survival import Band, band_indices, band_survival, bands


def test_bands_double_up_to_the_largest_count() -> None:
    expected = [(1, 1), (2, 2), (3, 4), (5, 8), (9, 16)]
    assert [tuple(band) for band in bands(np.array([0, 9, 1]))] == expected
    assert bands(np.array([16]))[-1] == (9, 16)
    assert bands(np.array([17]))[-1] == (17, 32)
    assert bands(np.array([0, 0])) == ()


def test_bands_are_called_what_people_call_them() -> None:
    assert [band.label for band in bands(np.array([5]))] == ["once", "twice", "3–4", "5–8"]


@given(st.lists(st.integers(0, 200), min_size=1, max_size=30))
def test_every_human_word_is_in_exactly_one_band(counts: list[int]) -> None:
    found = bands(np.array(counts))
    for count, index in zip(counts, band_indices(np.array(counts)).tolist(), strict=True):
        holding = [number for number, band in enumerate(found) if band.low <= count <= band.high]
        assert holding == ([index] if count else [])


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=40))
def test_survival_word_by_word(words: list[tuple[int, int, int]]) -> None:
    written, now, before = (np.array(column) for column in zip(*words, strict=True))
    found = band_survival(written, now, before)
    for number, band in enumerate(bands(written)):
        members = [word for word in words if band.low <= word[0] <= band.high]
        assert found.types[number] == len(members)
        assert found.alive[number] == sum(bool(word[1]) for word in members)
        assert found.lost_now[number] == sum(not word[1] and bool(word[2]) for word in members)
        assert found.lost_before[number] == sum(not word[1] and not word[2] for word in members)
    assert (found.alive + found.lost_now + found.lost_before == found.types).all()


def scored(probabilities: list[float]) -> Observation:
    """Held-out words that the human text has 0, 1, 2, 3 and 4 times."""
    original = human([[1], [2, 2], [3, 3, 3], [4, 4, 4, 4]], held_out=[5, 1, 2, 3, 4])
    counts = counts_of(original.tokens)
    return Observation(
        original.tokens, original.starts, counts, original, held_out_probability=np.array(probabilities)
    )


def test_perplexity_is_the_inverse_geometric_mean() -> None:
    assert perplexity(np.array([0.5, 0.125])) == pytest.approx(4)
    assert perplexity(np.full(7, 1 / 30)) == pytest.approx(30)


def test_perplexity_that_does_not_exist() -> None:
    assert perplexity(np.array([])) is None
    assert perplexity(np.array([0.5, 0.0])) is None
    names = ["perplexity", "perplexity_rare", "perplexity_seen_1"]
    plain = human([[1]])
    silent = Observation(plain.tokens, plain.starts, plain.counts, plain)
    assert measure_all(silent, names) == dict.fromkeys(names)


def test_rare_words_are_those_with_one_to_three_human_occurrences() -> None:
    text = scored([0.001, 0.5, 0.25, 0.125, 0.9])
    values = measure_all(
        text, ["perplexity_rare", "perplexity_seen_0", "perplexity_seen_1", "perplexity_seen_3_4"]
    )
    assert values["perplexity_rare"] == pytest.approx(4)
    assert values["perplexity_seen_0"] == pytest.approx(1000)
    assert values["perplexity_seen_1"] == pytest.approx(2)
    assert values["perplexity_seen_3_4"] == pytest.approx((0.125 * 0.9) ** -0.5)


def test_bands_share_out_the_held_out_words() -> None:
    found = perplexity_by_band(scored([0.1] * 5))
    assert [entry.band for entry in found] == [Band(0, 0), Band(1, 1), Band(2, 2), Band(3, 4)]
    assert [entry.tokens for entry in found] == [1, 1, 1, 2]
    assert all(entry.perplexity == pytest.approx(10) for entry in found)
