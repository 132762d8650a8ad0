"""Vocabularies of any size."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftview.theory.schedule import Schedule
from driftview.theory.survival import token_lines
from driftview.theory.word_law import expected_hapaxes, expected_types
from driftview.theory.zipf import (
    ZipfMandelbrot,
    heaps_slope,
    poisson_hapaxes,
    poisson_types,
    poisson_types_sd,
)


@pytest.mark.parametrize(("exponent", "shift"), [(0.8, 0.0), (1.0, 2.7), (1.1, 2.7), (1.7, 10.0)])
def test_bins_agree_with_the_sum_over_all_words(exponent: float, shift: float) -> None:
    words, tokens = 300_000, 200_000
    shares = (np.arange(1, words + 1) + shift) ** -exponent
    rate = tokens * shares / shares.sum()
    rates = ZipfMandelbrot(exponent, shift, words).rates(tokens)
    assert rates.types == pytest.approx(words)
    assert rates.tokens == pytest.approx(tokens)
    for survival in (1.0, 0.3, 0.02):
        alive = 1 - np.exp(-rate * survival)
        assert poisson_types(rates, survival) == pytest.approx(alive.sum(), rel=1e-5)
        assert poisson_types_sd(rates, survival) == pytest.approx(
            math.sqrt((alive * (1 - alive)).sum()), rel=1e-4
        )
        once = (rate * 0.2 * np.exp(-rate * survival)).sum()
        assert poisson_hapaxes(rates, survival, 0.2) == pytest.approx(once, rel=1e-4)


@given(st.floats(1.001, 3.0), st.floats(-0.9, 50), st.floats(2, 15))
def test_the_spectrum_tells_the_same_story_as_the_rates(exponent: float, shift: float, size: float) -> None:
    tokens = 10.0**size
    vocabulary = ZipfMandelbrot(exponent, shift)
    rates, spectrum = vocabulary.rates(tokens), vocabulary.spectrum(tokens)
    assert rates.tokens == pytest.approx(tokens)
    assert spectrum.tokens == pytest.approx(tokens, rel=1e-6)
    lines = token_lines(Schedule.replace(tokens, 10))
    types = poisson_types(rates, lines.survival)
    np.testing.assert_allclose(expected_types(spectrum, lines.extinction), types, rtol=2e-4)
    hapaxes = poisson_hapaxes(rates, lines.survival, lines.single)
    found = expected_hapaxes(spectrum, lines.extinction, lines.single)
    np.testing.assert_allclose(found, hapaxes, rtol=1e-3)


@pytest.mark.parametrize("exponent", [1.05, 1.2, 1.6])
def test_an_endless_vocabulary_grows_by_heaps_law(exponent: float) -> None:
    vocabulary = ZipfMandelbrot(exponent)
    small, large = (float(poisson_types(vocabulary.rates(tokens), 1.0)) for tokens in (1e14, 1e15))
    assert math.log10(large / small) == pytest.approx(1 / exponent, abs=1e-3)
    assert heaps_slope(vocabulary.spectrum(1e15)) == pytest.approx(1 / exponent, abs=1e-3)


def test_a_drawn_text_looks_as_predicted() -> None:
    vocabulary = ZipfMandelbrot(1.1, 2.7, 20_000)
    shares = (np.arange(1, 20_001) + 2.7) ** -1.1
    texts = np.random.default_rng(2).poisson(50_000 * shares / shares.sum(), (50, 20_000))
    spectrum = vocabulary.spectrum(50_000)
    for low, high in ((1, 1), (2, 2), (3, 4), (17, 32), (129, 256)):
        found = ((texts >= low) & (texts <= high)).sum(axis=1)
        error = 4 * found.std() / math.sqrt(len(found))
        assert spectrum.between(low, high).types == pytest.approx(found.mean(), abs=error + 0.5)


def test_small_vocabularies_are_seen_whole() -> None:
    rates = ZipfMandelbrot(1.0, 0.0, 3).rates(11)
    assert rates.count.tolist() == pytest.approx([2, 3, 6])
    assert poisson_types(rates, 1e9) == pytest.approx(3)


@pytest.mark.parametrize(
    ("exponent", "shift", "words"),
    [
        (0, 1, 5), (1.2, -1, 5), (1.0, 1, None), (1.2, 1, 0), (1000, 2.7, None), (10.1, 2.7, 5),
        (1.1, 1e308, None), (math.inf, 1, None), (1.1, math.nan, None),
    ],
)  # fmt: skip
def test_impossible_vocabularies_are_refused(exponent: float, shift: float, words: float | None) -> None:
    with pytest.raises(ValueError, match=r"exponent|shift|word"):
        ZipfMandelbrot(exponent, shift, words)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("exponent", [1e-300, 1.0, 10.0])
@pytest.mark.parametrize("shift", [-1 + 1e-15, 0.0, 1e9])
def test_the_outermost_vocabularies_stay_within_all_numbers(exponent: float, shift: float) -> None:
    for words in (1, 1e18, *([None] if exponent > 1 else [])):
        spectrum = ZipfMandelbrot(exponent, shift, words).spectrum(1e6)
        assert np.isfinite(spectrum.count).all() and np.isfinite(spectrum.words).all()
        assert spectrum.tokens == pytest.approx(1e6, rel=1e-3)
