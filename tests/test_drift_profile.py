"""The profile of a text: numbers that are known before any run."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from toys import CAT, corpus_of

from driftview.drift.profile import (
    COMPARED,
    CorpusProfile,
    bundled_profile,
    chance_of_loss,
    corpus_profile,
    forecast,
    half_life,
    most_endangered,
    reason,
    yardstick,
)
from driftview.text.catalogue import DEFAULT
from driftview.theory.survival import reader_share
from driftview.theory.word_law import Spectrum


def spectrum(*counts: int) -> Spectrum:
    return Spectrum.of(np.array(counts, np.int64))


@pytest.mark.parametrize(("times", "generation"), [(1, 2), (2, 5), (3, 8), (5, 13), (10, 27), (50, 142)])
def test_words_of_one_frequency_halve_when_half_of_them_are_expected_to_die(
    times: int, generation: int
) -> None:
    assert half_life(spectrum(*[times] * 100)) == generation


@given(st.lists(st.integers(1, 500), min_size=2, max_size=60))
def test_the_half_life_is_the_first_generation_with_half_of_the_words(counts: list[int]) -> None:
    found = half_life(spectrum(*counts))
    assert found is not None

    def expected(generation: int) -> float:
        return sum(1 - (1 - reader_share(generation)) ** count for count in counts)

    assert expected(found) <= len(counts) / 2 + 1e-9
    assert expected(found - 1) > len(counts) / 2 - 1e-9


def test_a_profile_counts_by_hand() -> None:
    own = corpus_profile(corpus_of("a a a a b b b c c d"))
    # the end of the paragraph is a word of one occurrence too
    assert (own.tokens, own.words, own.once) == (11, 5, 2)
    assert own.slope == pytest.approx(2 / 5)
    assert own.rare == pytest.approx((2 / 5, 3 / 5, 1.0, 1.0, 1.0))
    s10 = 0.1582351884
    alive = sum(1 - (1 - s10) ** count for count in (4, 3, 2, 1, 1)) / 5
    assert own.alive_ahead == pytest.approx(alive)


def test_the_text_is_held_against_the_default_one_and_that_against_another() -> None:
    own = corpus_profile(corpus_of(CAT))
    assert yardstick(own) == DEFAULT
    assert yardstick(bundled_profile(DEFAULT, "word")) in COMPARED
    assert yardstick(bundled_profile(DEFAULT, "word")) != DEFAULT
    assert set(COMPARED) >= {DEFAULT, "ecclesiastes", "opticks"}


def of(rare: tuple[float, ...], alive: float, title: str = "Own") -> CorpusProfile:
    return CorpusProfile(title, title, "word", 1000, 100, round(100 * rare[0]), rare[0], rare, 5, alive)


def test_the_reason_names_the_rarity_that_agrees_with_the_verdict() -> None:
    other = of((0.4, 0.5, 0.6, 0.7, 0.8), 0.4, "Other")
    said = reason(of((0.5, 0.6, 0.7, 0.8, 0.9), 0.3), other)
    assert (
        said == "It loses them faster than Other, because 50% of its words occur only once; in Other 40% do."
    )
    said = reason(of((0.3, 0.4, 0.5, 0.6, 0.7), 0.5), other)
    assert "more slowly than Other, because 30% of its words occur only once" in said
    # as many occur once; what makes the difference are those that occur two to four times
    said = reason(of((0.4, 0.5, 0.7, 0.8, 0.9), 0.3), other)
    assert "faster than Other, because 70% of its words occur at most 4 times; in Other 60% do" in said
    assert "about as fast as Other" in reason(of((0.4, 0.5, 0.6, 0.7, 0.8), 0.4), other)
    assert "A word used once has a 37% chance of being missed by the next text" in chance_of_loss("word")
    assert chance_of_loss("character").startswith("A character used once")


def test_the_forecast_says_when_half_is_gone() -> None:
    said = forecast(of((0.4, 0.5, 0.6, 0.7, 0.8), 0.42))
    assert (
        "half of its 100 different words will be gone by generation 5; 42% are left at generation 10" in said
    )


def test_the_words_most_likely_to_be_lost_next_are_the_rarest() -> None:
    corpus = corpus_of("A cat sat, a cat sat. Zanzibar is far and wide and far away from the cat.")
    named = most_endangered(corpus)
    assert len(named) <= 10
    assert named[:3] == ["away", "from", "wide"]
    assert "cat" not in named[:8]
    assert "," not in named
