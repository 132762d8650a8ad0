"""Floors: a measure leaves the noise for good, or it is blind."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lineages import run

from driftview.drift.controls import FEWEST, leaves, noise_floors, prediction
from driftview.drift.lineage import Generation
from driftview.measures.registry import everyday_names
from driftview.text.sources import open_corpus
from driftview.theory.deviation import student_quantile


@pytest.fixture(scope="module")
def generations() -> list[Generation]:
    return run(open_corpus(["ecclesiastes"]), 12, order=2).lineage.generations


def test_words_leave_their_floor_at_once(generations: list[Generation]) -> None:
    """One control already loses what generation 1 loses; generation 2 loses more."""
    found = noise_floors(generations)
    assert tuple(found) == everyday_names()
    for name in ("types", "hapaxes", "ttr", "founders"):
        assert (found[name].verdict, found[name].left, found[name].direction) == ("left", 2, -1)
    assert (found["js_bits"].verdict, found["js_bits"].direction) == ("left", 1)
    types = found["types"]
    assert types.low is not None and types.high is not None
    assert types.low.shape == types.high.shape == (12,)
    human = generations[0].measures["types"]
    assert human is not None and np.all(types.high < human)


def test_what_has_no_control_has_no_floor(generations: list[Generation]) -> None:
    found = noise_floors(generations)
    for name in ("tokens", "copied_share", "longest_copy"):
        assert (found[name].verdict, found[name].low, found[name].left) == ("none", None, None)


def test_a_few_controls_are_not_enough(generations: list[Generation]) -> None:
    assert {floor.verdict for floor in noise_floors(generations[:FEWEST]).values()} == {"early"}
    assert noise_floors(generations[: FEWEST + 1])["types"].verdict == "left"


def test_a_measure_that_is_measured_like_its_control_is_blind(generations: list[Generation]) -> None:
    """Put the next generation's control in place of each measure."""
    control = [
        replace(now, measures=following.control)
        for now, following in zip(generations[1:], [*generations[2:], generations[1]], strict=True)
    ]
    found = noise_floors([generations[0], *control])
    assert {floor.verdict for floor in found.values()} == {"blind", "none"}


def test_a_bottleneck_is_compared_with_samples_of_its_size() -> None:
    """Generation 4 has a tenth of the words of the others; so has its control."""
    loop = run(open_corpus(["ecclesiastes"]), 8, order=1, bottleneck=(4, 0.1), human_share=1.0)
    found = noise_floors(loop.lineage.generations)["types"]
    assert found.verdict == "blind"
    assert found.high is not None and found.low is not None
    assert found.high[3] < found.low[2]


@pytest.mark.parametrize(
    ("side", "place"),
    [
        ([0, 0, 0, 0, 0], None),
        ([0, 1, 0, 0, 0], None),
        ([0, 0, 0, 1, 1], None),
        ([0, 0, 1, 1, 1], 2),
        ([1, 0, 1, 1, 1], 2),
        ([0, 1, 1, 1, 0, 1, 1], 1),
        ([0, 1, 1, 1, 0, 0, 1, 1, 1], 6),
        ([-1, -1, -1, 1, 1, 1, 1], 3),
        ([1, 1, 1, 1, 0], 0),
        ([], None),
    ],
)
def test_leaving_is_for_good_but_for_single_excursions(side: list[int], place: int | None) -> None:
    assert leaves(np.array(side, np.int64)) == place


@given(st.lists(st.sampled_from([-1, 0, 1]), max_size=30))
def test_where_a_measure_has_left_it_is_outside(side: list[int]) -> None:
    place = leaves(np.array(side, np.int64))
    if place is not None:
        assert side[place] != 0
        assert side[place : place + 3] == [side[place]] * 3
        elsewhere = [each != side[place] for each in side[place:]]
        assert not any(one and two for one, two in pairwise(elsewhere))


@pytest.mark.parametrize(
    ("freedom", "quantile"), [(4, 4.6041), (5, 4.0321), (8, 3.3554), (12, 3.0545), (30, 2.7500)]
)
def test_student_s_quantiles_are_those_of_the_tables(freedom: int, quantile: float) -> None:
    assert student_quantile(0.995, freedom) == pytest.approx(quantile, rel=0.015)


def test_the_floor_holds_as_many_new_samples_as_it_says() -> None:
    rng, inside = np.random.default_rng(3), 0
    sizes = np.full(12, 1000.0)
    for _ in range(2000):
        *controls, new = rng.normal(5, 2, 13)
        edges = prediction(np.array(controls), sizes, sizes)
        assert edges is not None
        inside += edges[0][0] <= new <= edges[1][0]
    assert 0.98 < inside / 2000 < 0.997
