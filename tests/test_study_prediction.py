"""Closed forms for any text: near and far laws agree, searches find what they should, limits are told."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from toys import CAT, corpus_of

from driftview.drift.laws import Laws
from driftview.settings.settings import Settings
from driftview.study.prediction import (
    LONGEST,
    FarPath,
    HumanWords,
    TokenPath,
    TooFar,
    WordPrediction,
    retention,
    spaced,
)
from driftview.theory.schedule import Schedule
from driftview.theory.word_law import Spectrum
from driftview.theory.zipf import ZipfMandelbrot

CORPUS = corpus_of(CAT * 8)
ZIPF = HumanWords("zipf", 10**9, ZipfMandelbrot(1.1, 2.7, 1e6).spectrum(1e9))


def predict(vocabulary: HumanWords = ZIPF, **settings: object) -> WordPrediction:
    return WordPrediction(vocabulary, Settings(**settings))  # type: ignore[arg-type]


def test_near_and_far_laws_agree() -> None:
    near = TokenPath(ZIPF.spectrum, Schedule.replace(1e9, 60))
    far = FarPath(ZIPF.spectrum)
    for number in (1, 2, 10, 60):
        assert near.survival(number) == pytest.approx(far.survival(number), rel=1e-6)
        assert near.types(number) == pytest.approx(far.types(number), rel=1e-6)
        assert near.hapaxes(number) == pytest.approx(far.hapaxes(number), rel=1e-5)


def test_the_far_law_goes_on_smoothly() -> None:
    far = FarPath(ZIPF.spectrum)
    for name in ("survival", "types", "single"):
        values = [getattr(far, name)(number) for number in (19_999, 20_000, 20_001)]
        first, second = values[0] / values[1], values[1] / values[2]
        assert first > 1
        assert first == pytest.approx(second, rel=1e-6)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"regime": "accumulate"},
        {"regime": "overlap", "regenerated": 0.3},
        {"human_share": 0.2, "human_source": "fixed"},
        {"human_share": 0.2, "human_source": "rotating"},
        {"growth": 1.1},
    ],
)
def test_a_prediction_is_what_the_loop_expects(settings: dict[str, object]) -> None:
    given_settings = Settings(generations=6, **settings)  # type: ignore[arg-type]
    expected = Laws(CORPUS, given_settings).expected(6)
    row = WordPrediction(HumanWords.of(CORPUS), given_settings).rows([0, 6])[1]
    for name in ("types", "types_sd", "hapaxes", "survival"):
        assert getattr(row, name) == pytest.approx(expected[name], abs=1e-4)


def test_the_reading_fraction_of_plain_replacement_is_survival() -> None:
    row = predict(generations=8).rows([8])[0]
    assert row.reader_share == row.survival
    assert row.survival == pytest.approx(0.19, abs=0.005)  # "a reader of 19% of the book"


def test_the_reader_with_as_many_words() -> None:
    prediction = predict(HumanWords.of(CORPUS), human_share=0.5, human_source="fixed")
    row = prediction.rows([20])[0]
    known = 1 - (1 - row.reader_share) ** CORPUS.counts[CORPUS.counts > 0]
    assert known.sum() == pytest.approx(row.types)


@given(st.integers(1, 3000))
def test_half_life_is_the_first_generation_with_half_of_the_words(words: int) -> None:
    spectrum = Spectrum(np.array([1.0, 7.0, 90.0]), np.array([float(words), 40.0, 10.0]))
    prediction = WordPrediction(HumanWords("three", 10**7, spectrum), Settings(generations=10**6))
    number = prediction.words_half_life
    assert number is not None
    path = FarPath(spectrum)
    assert path.types(number) <= spectrum.types / 2 < path.types(number - 1)


def test_half_life_where_the_law_goes_step_by_step() -> None:
    prediction = predict(HumanWords.of(CORPUS), regime="window", window=2, generations=200)
    number = prediction.words_half_life
    assert number is not None
    rows = prediction.rows([number - 1, number])
    assert rows[1].types <= rows[0].types / 1
    assert rows[1].types <= prediction.vocabulary.spectrum.types / 2 < rows[0].types
    assert predict(HumanWords.of(CORPUS), regime="accumulate").words_half_life is None


def test_entropy_lost_is_summed_alike_near_and_far() -> None:
    near = predict(generations=LONGEST).rows([1, 10, LONGEST])
    far = predict(generations=LONGEST + 1).rows([1, 10, LONGEST])
    for close, distant in zip(near, far, strict=True):
        assert close.entropy_lost_bits == pytest.approx(distant.entropy_lost_bits, rel=1e-3)
    first = near[0].entropy_lost_bits
    assert first == pytest.approx((ZIPF.spectrum.types - 1) / (2 * np.log(2) * 1e9))


def test_diversity_is_told_where_its_law_is_known() -> None:
    row = predict(generations=LONGEST).rows([0, LONGEST])[1]
    assert row.heterozygosity == pytest.approx(ZIPF.heterozygosity * (1 - 1e-9) ** LONGEST)
    assert predict(regime="accumulate").rows([3])[0].heterozygosity is None
    assert predict(regime="accumulate").diversity_loss_limit == pytest.approx((np.pi**2 / 6 - 1) / 1e9)
    assert predict().diversity_loss_limit is None
    assert predict(human_share=0.1).diversity_half_life is None


def test_a_law_does_not_go_beyond_its_reach() -> None:
    with pytest.raises(TooFar, match="500"):
        predict(regime="accumulate", generations=LONGEST + 1)
    far = predict(generations=10**15).rows([10**15])[0]
    assert far.survival > 0
    assert 0 < far.types < 1


def test_a_text_of_one_word_has_lost_its_entropy_for_good() -> None:
    near, far = predict(generations=10**15).rows([10**6, 10**15])
    assert near.entropy_lost_bits is not None
    assert far.entropy_lost_bits is not None
    assert 0 < near.entropy_lost_bits <= far.entropy_lost_bits


def test_spaced_generations() -> None:
    assert spaced(12) == [0, 1, 2, 3, 5, 10, 12]
    assert spaced(10**15)[-2:] == [5 * 10**14, 10**15]


@pytest.mark.parametrize("vocabulary", [ZIPF, HumanWords.of(CORPUS)], ids=["zipf", "documents"])
def test_more_human_text_keeps_more_words_and_fresh_more_than_fixed(vocabulary: HumanWords) -> None:
    kept = [retention(vocabulary, share) for share in (0.1, 0.4, 1.0)]
    for less, more in pairwise(kept):
        assert less.fresh < more.fresh
        assert less.fixed < more.fixed
    assert kept[0].fresh > kept[0].fixed
    once = FarPath(vocabulary.spectrum).types(1)  # all human: every generation is the first
    assert kept[-1].fixed == pytest.approx(once, rel=0.02)


def test_the_smallest_share_of_human_text_has_a_prediction() -> None:
    kept = retention(ZIPF, 5e-324)
    assert 0 <= kept.fixed <= ZIPF.spectrum.types
