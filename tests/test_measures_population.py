"""How alike models are, by numbers worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest
from measured import from_words

from driftview.measures.observation import Observation
from driftview.measures.registry import find_measure


def of_models(*counts: list[int]) -> Observation:
    return replace(from_words([0, 1, 2]), models=np.array(counts, np.int64))


def test_words_of_a_model_are_a_mean() -> None:
    assert find_measure("model_types")(of_models([2, 1, 0], [0, 3, 0])) == 1.5
    assert find_measure("model_types")(from_words([0, 1])) is None


def test_similarity_and_variety_between_models() -> None:
    # p = (.5, .5, 0), q = (0, .5, .5), four tokens each: J_pq = .25, J_pp = J_qq = (4·.5 − 1)/3 = 1/3
    both = of_models([2, 2, 0], [0, 2, 2])
    assert find_measure("model_similarity")(both) == pytest.approx(0.75)
    assert find_measure("model_fst")(both) == pytest.approx(1 - (2 / 3) / 0.75)
    apart = of_models([4, 0, 0], [0, 4, 0])
    assert find_measure("model_similarity")(apart) == 0.0
    assert find_measure("model_fst")(apart) == 1.0
    assert find_measure("model_similarity")(of_models([1, 1, 1])) is None


def test_samples_of_one_text_are_alike_on_average() -> None:
    rng = np.random.default_rng(1)
    shares = np.array([0.5, 0.3, 0.15, 0.05])
    found = [
        find_measure("model_similarity")(
            replace(from_words([0, 1, 2, 3]), models=rng.multinomial(60, shares, size=2).astype(np.int64))
        )
        for _ in range(400)
    ]
    assert np.mean([each or 0.0 for each in found]) == pytest.approx(1.0, abs=0.02)
