"""Measures that go along the text, against lexicalrichness and plain definitions."""

import math
import zlib
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measured import cat, from_words

from driftview.measures.observation import previous_positions
from driftview.measures.registry import measure_all
from driftview.measures.running_text import (
    burstiness,
    compression_ratio,
    heaps_slope,
    mattr,
    middle_words,
    mtld,
)

if TYPE_CHECKING:
    from lexicalrichness import LexicalRichness

word_lists = st.lists(st.integers(0, 25), min_size=60, max_size=300)


def judge(words: list[int]) -> "LexicalRichness":
    from lexicalrichness import LexicalRichness

    return LexicalRichness([str(word) for word in words], preprocessor=None, tokenizer=None)


def ids(words: list[int]) -> "np.ndarray[tuple[int], np.dtype[np.int32]]":
    return np.array(words, np.int32)


@given(word_lists)
@settings(max_examples=40)
def test_lexicalrichness_agrees(words: list[int]) -> None:
    richness = judge(words)
    assert mtld(ids(words)) == pytest.approx(richness.mtld(threshold=0.72))
    values = measure_all(from_words(words), ["mattr", "hd_d", "ttr", "herdans_c", "guirauds_r", "yules_k"])
    judged = {
        "mattr": richness.mattr(window_size=50),
        "hd_d": richness.hdd(draws=42),
        "ttr": richness.ttr,
        "herdans_c": richness.Herdan,
        "guirauds_r": richness.rttr,
        "yules_k": richness.yulek,
    }
    assert values == pytest.approx(judged)


def test_mattr_of_a_known_sentence() -> None:
    assert mattr(cat().previous, 5) == pytest.approx(0.84)
    assert mattr(cat().previous) is None


@given(st.lists(st.integers(0, 5), max_size=40))
def test_previous_positions(words: list[int]) -> None:
    last: dict[int, int] = {}
    slow = []
    for position, word in enumerate(words):
        slow.append(last.get(word, -1))
        last[word] = position
    assert previous_positions(ids(words)).tolist() == slow


def test_mtld_needs_a_word_that_comes_back() -> None:
    assert mtld(ids(list(range(100)))) is None
    assert mtld(ids([])) is None
    assert mtld(ids([1] * 100)) == pytest.approx(2)


@given(word_lists)
@settings(max_examples=20)
def test_mtld_reads_both_ways(words: list[int]) -> None:
    assert mtld(ids(words)) == pytest.approx(mtld(ids(words[::-1])))


def test_heaps_slope_of_texts_that_grow_steadily_or_not_at_all() -> None:
    assert heaps_slope(previous_positions(ids(list(range(5000))))) == pytest.approx(1)
    assert heaps_slope(previous_positions(ids([1] * 5000))) == pytest.approx(0)
    assert heaps_slope(previous_positions(ids([1] * 99))) is None


def test_heaps_slope_of_a_square_root() -> None:
    roots = [math.isqrt(position) for position in range(40_000)]
    assert heaps_slope(previous_positions(ids(roots))) == pytest.approx(0.5, abs=0.01)


def beat(positions: list[int], length: int) -> float | None:
    words = ids([0] * length)
    words[positions] = 1
    return burstiness(words, previous_positions(words), np.array([False, True]))


def test_burstiness_of_a_steady_beat_is_minus_one() -> None:
    assert beat(list(range(0, 200, 10)), 200) == pytest.approx(-1)


def test_burstiness_of_clusters_is_high_and_of_chance_near_zero() -> None:
    clusters = [start + i for start in range(0, 20_000, 5000) for i in range(50)]
    assert (beat(clusters, 20_000) or 0) > 0.6
    chance = np.flatnonzero(np.random.default_rng(5).random(100_000) < 0.02).tolist()
    assert beat(chance, 100_000) == pytest.approx(0, abs=0.05)


def test_burstiness_by_its_definition() -> None:
    gaps = np.array([1, 4, 2, 9, 3])
    positions = np.concatenate(([0], np.cumsum(gaps))).tolist()
    expected = (gaps.std() - gaps.mean()) / (gaps.std() + gaps.mean())
    assert beat(positions, 30) == pytest.approx(expected)
    assert beat(positions[:4], 30) is None


def test_middle_words_are_neither_rare_nor_the_commonest() -> None:
    chosen = middle_words(np.array([1, 9, 10, 20, 30, 40, 50, 60, 1000]))
    assert np.flatnonzero(chosen).tolist() == [4, 5, 6]
    assert not middle_words(np.array([1, 2, 3])).any()


def test_compression_is_of_the_text_and_of_stretches_of_one_length() -> None:
    rng = np.random.default_rng(2)
    chance = rng.integers(97, 123, 60_000).astype(np.uint8).tobytes()
    high, low = compression_ratio(b"again and again. " * 3000), compression_ratio(chance)
    assert high is not None
    assert low is not None
    assert high > 50
    assert low == pytest.approx(len(chance[:20_000]) / len(zlib.compress(chance[:20_000], 6)), rel=0.01)
    assert compression_ratio(chance[:20_000]) == compression_ratio(chance[:20_000] + chance[:19_000])
    assert compression_ratio(b"") is None
    assert compression_ratio(b"ab ab ab") == 8 / len(zlib.compress(b"ab ab ab", 6))
