"""Distances between two distributions."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from measured import counts_of, human, observe

from driftview.arrays import Floats
from driftview.measures.divergence import (
    hellinger,
    jensen_shannon_bits,
    kullback_leibler_bits,
    total_variation,
)
from driftview.measures.registry import measure_all

KNOWN = np.array([0.4, 0.3, 0.2, 0.1])
EVEN = np.full(4, 0.25)


@st.composite
def two_distributions(draw: st.DrawFn) -> tuple[Floats, Floats]:
    size = draw(st.integers(1, 8))
    weights = st.lists(st.integers(0, 20), min_size=size, max_size=size).filter(any)
    first, second = np.array(draw(weights), float), np.array(draw(weights), float)
    return first / first.sum(), second / second.sum()


def test_published_values_against_the_uniform_distribution() -> None:
    assert jensen_shannon_bits(KNOWN, EVEN) == pytest.approx(0.040202, abs=5e-7)
    assert kullback_leibler_bits(KNOWN, EVEN) == pytest.approx(0.153561, abs=5e-7)
    assert total_variation(KNOWN, EVEN) == pytest.approx(0.2)
    assert hellinger(KNOWN, EVEN) == pytest.approx(0.167900, abs=5e-7)


@given(two_distributions())
def test_symmetry_and_bounds(pair: tuple[Floats, Floats]) -> None:
    p, q = pair
    for distance in (jensen_shannon_bits, total_variation, hellinger):
        assert -1e-12 <= distance(p, q) <= 1 + 1e-12
        assert distance(p, q) == pytest.approx(distance(q, p), abs=1e-12)
        assert distance(p, p) == pytest.approx(0, abs=1e-12)
    assert hellinger(p, q) ** 2 <= total_variation(p, q) + 1e-12
    assert total_variation(p, q) <= math.sqrt(2) * hellinger(p, q) + 1e-12


@given(two_distributions())
def test_scipy_agrees(pair: tuple[Floats, Floats]) -> None:
    from scipy.spatial.distance import jensenshannon

    p, q = pair
    assert jensen_shannon_bits(p, q) == pytest.approx(jensenshannon(p, q, base=2) ** 2, abs=1e-9)


@given(two_distributions())
def test_merging_two_words_brings_texts_no_further_apart(pair: tuple[Floats, Floats]) -> None:
    merged = [np.concatenate(([p[:2].sum()], p[2:])) for p in pair]
    for distance in (jensen_shannon_bits, total_variation, hellinger):
        assert distance(merged[0], merged[1]) <= distance(*pair) + 1e-9


def test_a_dead_word_makes_kullback_leibler_infinite_and_nothing_else() -> None:
    p, q = np.array([0.5, 0.5]), np.array([1.0, 0.0])
    assert math.isinf(kullback_leibler_bits(p, q))
    assert jensen_shannon_bits(p, q) < 1


def test_a_text_is_measured_against_the_human_one() -> None:
    names = ["js_bits", "total_variation", "hellinger"]
    same = observe([[1, 2, 3]])
    assert measure_all(same, names) == pytest.approx(dict.fromkeys(names, 0.0))
    other = observe([[1, 1, 1]], human([[1, 2, 3]]))
    assert measure_all(other, names)["total_variation"] == pytest.approx(0.5)
    assert counts_of(other.tokens).tolist() == other.counts.tolist()


def test_no_distance_to_or_from_nothing() -> None:
    assert measure_all(observe([], human([[1]])), ["js_bits"]) == {"js_bits": None}
    assert measure_all(observe([[1]], human([])), ["total_variation"]) == {"total_variation": None}
