"""Diversity against hand-computed values, scikit-bio, and what must hold for any counts."""

import math
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from measured import cat, from_counts, from_words

from driftview.arrays import Floats
from driftview.measures.diversity import (
    chao1,
    entropy_bits,
    expected_types,
    hill_number,
    miller_madow_bits,
    simpson_unbiased,
    yules_k,
    zipf_exponent,
)
from driftview.measures.observation import Spectrum, spectrum
from driftview.measures.registry import measure_all

counts_lists = st.lists(st.integers(0, 30), min_size=1, max_size=12).filter(any)
ORACLE = from_counts(4, 3, 2, 1)

PROFILE = (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, math.inf)
"""Orders of Hill numbers for which what must hold is tried."""


def hill_profile(found: Spectrum) -> Floats | None:
    """Return the Hill numbers of these orders; None for an empty text."""
    values = [hill_number(found, order) for order in PROFILE]
    return None if values[0] is None else np.array(values, np.float64)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("tokens", 10),
        ("types", 4),
        ("hapaxes", 1),
        ("entropy_bits", 1.846439),
        ("entropy_mm_bits", 1.429854 / math.log(2)),
        ("hill_0", 4),
        ("hill_1", 3.596115),
        ("hill_2", 3.333333),
        ("hill_infinity", 2.5),
        ("heterozygosity", 0.7),
        ("unseen_mass", 0.1),
        ("chao1", 4.0),
        ("yules_k", 2000),
        ("top_10_share", 1.0),
    ],
)
def test_known_counts_have_the_published_values(name: str, value: float) -> None:
    assert measure_all(ORACLE, [name])[name] == pytest.approx(value, rel=1e-6)


def test_the_other_published_values_of_the_same_counts() -> None:
    assert simpson_unbiased(ORACLE.counts) == pytest.approx(0.2222, abs=5e-5)
    types = expected_types(ORACLE.spectrum, 5)
    assert types is not None
    assert types / 5 == pytest.approx(0.634127, abs=5e-7)


@pytest.mark.parametrize(
    ("name", "value"),
    [("ttr", 0.6667), ("distinct_2", 0.875), ("herdans_c", 0.815465), ("guirauds_r", 2.0)],
)
def test_a_known_sentence_has_the_published_values(name: str, value: float) -> None:
    assert measure_all(cat(), [name])[name] == pytest.approx(value, abs=5e-5)


@given(counts_lists)
def test_scikit_bio_agrees(counts: list[int]) -> None:
    from skbio.diversity import alpha

    found = spectrum(np.array(counts))
    assert entropy_bits(found) == pytest.approx(alpha.shannon(counts, base=2), abs=1e-9)
    assert chao1(found) == pytest.approx(alpha.chao1(counts))
    for order in (0, 0.5, 1, 2, 3, math.inf):
        assert hill_number(found, order) == pytest.approx(alpha.hill(counts, order=order), rel=1e-9)


@given(counts_lists, st.randoms())
def test_order_and_absent_words_do_not_matter(counts: list[int], random: Random) -> None:
    shuffled = [*counts, 0, 0]
    random.shuffle(shuffled)
    first, second = spectrum(np.array(counts)), spectrum(np.array(shuffled))
    assert first.times.tolist() == second.times.tolist()
    assert first.types.tolist() == second.types.tolist()


@given(counts_lists)
def test_bounds(counts: list[int]) -> None:
    found = spectrum(np.array(counts))
    types = sum(count > 0 for count in counts)
    entropy, corrected = entropy_bits(found), miller_madow_bits(found)
    assert entropy is not None
    assert corrected is not None
    assert 0 <= entropy <= math.log2(types) + 1e-9
    assert corrected >= entropy
    assert chao1(found) >= types
    profile = hill_profile(found)
    assert profile is not None
    assert profile[0] == pytest.approx(types)
    assert np.all(np.diff(profile) <= 1e-9)
    assert profile[-1] >= 1 - 1e-12


@given(st.lists(st.integers(1, 30), min_size=2, max_size=12))
def test_merging_two_words_never_adds_diversity(counts: list[int]) -> None:
    merged = [counts[0] + counts[1], *counts[2:]]
    before, after = hill_profile(spectrum(np.array(counts))), hill_profile(spectrum(np.array(merged)))
    assert before is not None
    assert after is not None
    assert np.all(after <= before + 1e-9)


@given(counts_lists, st.integers(2, 5))
def test_hill_numbers_multiply_when_every_word_is_split_evenly(counts: list[int], parts: int) -> None:
    split = np.repeat(np.array(counts), parts)
    whole = hill_profile(spectrum(np.array(counts) * parts))
    halves = hill_profile(spectrum(split))
    assert whole is not None
    assert halves is not None
    np.testing.assert_allclose(halves, whole * parts, rtol=1e-9)


@given(counts_lists, st.data())
def test_expected_types_by_binomials(counts: list[int], data: st.DataObject) -> None:
    length = sum(counts)
    draws = data.draw(st.integers(1, length))
    slow = sum(1 - math.comb(length - count, draws) / math.comb(length, draws) for count in counts)
    assert expected_types(spectrum(np.array(counts)), draws) == pytest.approx(slow, abs=1e-9)


def test_expected_types_exist_up_to_the_whole_text_only() -> None:
    assert expected_types(ORACLE.spectrum, 0) == 0
    assert expected_types(ORACLE.spectrum, 10) == pytest.approx(4)
    assert expected_types(ORACLE.spectrum, 11) is None


@given(counts_lists)
def test_yules_k_by_its_sum(counts: list[int]) -> None:
    length = sum(counts)
    slow = 1e4 * (sum(count * count for count in counts) - length) / length**2
    assert yules_k(spectrum(np.array(counts))) == pytest.approx(slow)


@pytest.mark.parametrize("exponent", [0.5, 1.0, 1.7])
def test_zipf_exponent_is_found_again(exponent: float) -> None:
    counts = np.rint(1e9 * np.arange(1, 301.0) ** -exponent).astype(np.int64)
    times, types = np.unique(counts, return_counts=True)
    value = zipf_exponent(Spectrum(times, types))
    assert value == pytest.approx(exponent, abs=1e-3)


def test_an_even_text_has_zipf_exponent_0() -> None:
    assert zipf_exponent(spectrum(np.full(9, 4))) == pytest.approx(0, abs=1e-6)
    assert zipf_exponent(spectrum(np.array([9]))) is None


def test_an_empty_text_has_no_ratios() -> None:
    values = measure_all(
        from_words([], 3), ["tokens", "types", "hapaxes", "ttr", "entropy_bits", "hill_2", "hd_d"]
    )
    assert values == {
        "tokens": 0,
        "types": 0,
        "hapaxes": 0,
        "ttr": None,
        "entropy_bits": None,
        "hill_2": None,
        "hd_d": None,
    }


def test_a_negative_hill_order_is_refused() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        hill_number(ORACLE.spectrum, -1)
