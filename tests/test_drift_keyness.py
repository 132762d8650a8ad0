"""Keyness and winners: the usual statistics, worked by hand, and what drift allows."""

import math

import numpy as np
import pytest
from lineages import run, told
from toys import CAT, corpus_of

from driftview.drift.keyness import drifts_alone, key_words, keyness
from driftview.drift.overuse import largest_by_chance, smallest_by_chance
from driftview.export.findings import words_table


def test_the_statistics_of_a_word_are_those_of_the_textbooks() -> None:
    """10 of 100 tokens against 5 of 100: expected 7.5 each."""
    found = keyness([10, 5, 0], [5, 5, 4], 100, 100)
    by_hand = 2 * (
        10 * math.log(10 / 7.5) + 5 * math.log(5 / 7.5) + 90 * math.log(90 / 92.5) + 95 * math.log(95 / 92.5)
    )
    assert found.log_likelihood == pytest.approx([by_hand, 0.0, 2 * (4 * math.log(2) + _others(4))])
    assert found.log_ratio == pytest.approx([1.0, 0.0, -3.0])
    assert found.percent_difference == pytest.approx([100.0, 0.0, -100.0])
    assert found.simple_maths == pytest.approx([100_001 / 50_001, 1.0, 1 / 40_001])


def _others(count: int) -> float:
    """The two terms of all other tokens, for a word that 100 tokens have ``count`` times and 100 never."""
    expected = 100 - count / 2
    return (100 - count) * math.log((100 - count) / expected) + 100 * math.log(100 / expected)


def test_words_are_listed_by_how_surely_they_differ() -> None:
    corpus = corpus_of("a b c d e f g h. " * 6)
    find = corpus.vocabulary.find
    a, b = find("a"), find("b")
    assert a is not None and b is not None
    lineage = told(corpus, [[0] * 30 + [2, 3, 4, 5]], tokens=34)
    over, under = key_words(lineage, 1, "over"), key_words(lineage, 1, "under")
    assert [each.word for each in over] == [a]
    assert b in [each.word for each in under]
    assert over[0].drift is None  # the text is not as long as the human one
    listed = words_table(lineage, "over").records()[0]
    assert (listed["word"], listed["human"], listed["count"]) == ("a", 6, 30)
    assert listed["beyond_drift"] is None


def test_drift_allows_95_of_100_words_their_range() -> None:
    """Wright–Fisher resampling of words used 5 times among 20,000 tokens, 8 generations."""
    rng = np.random.default_rng(1)
    counts = np.full(4000, 5)
    for _ in range(8):
        counts = rng.multinomial(20_000, counts / counts.sum())
    low, high = smallest_by_chance(5, 8), largest_by_chance(5, 8)
    assert 0.95 <= np.mean((counts >= low) & (counts <= high)) <= 0.985
    assert low == 0
    counts = np.full(400, 50)
    for _ in range(8):
        counts = rng.multinomial(20_000, counts / counts.sum())
    low, high = smallest_by_chance(50, 8), largest_by_chance(50, 8)
    assert 0 < low < 50 < high
    assert 0.92 <= np.mean((counts >= low) & (counts <= high)) <= 0.98


def test_only_plain_drift_has_a_range() -> None:
    corpus = corpus_of(CAT)
    assert drifts_alone(run(corpus, 1, order=2).lineage)
    assert not drifts_alone(run(corpus, 1, order=2, human_share=0.5).lineage)
    assert not drifts_alone(run(corpus, 1, order=2, temperature=0.5).lineage)
    winners = words_table(run(corpus, 2, order=1, tokens=len(corpus.tokens) * 2).lineage, "winners")
    assert all(row["chance_allows"] is None for row in winners.records())
    assert "not known" in winners.said[0]
