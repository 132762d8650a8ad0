"""n-grams of a text, and those that it shares with another, against counting one by one."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measured import WORDS, Documents, documents, human, observe, slow_ngrams

from driftview.measures import ngrams
from driftview.measures.observation import CountedText
from driftview.measures.phrases import NovelShares, novel_share, phrases_alive, phrases_lost, self_repetition
from driftview.measures.registry import measure_all

HUGE = 1 << 22
"""A vocabulary of which three ids do not fit into one key."""


@given(documents(), st.booleans(), st.integers(1, 6))
def test_counts_of_ngrams(texts: Documents, cut: bool, n: int) -> None:
    text = observe(texts, cut=cut)
    slow = Counter(slow_ngrams(text, n))
    assert sorted(text.ngrams(n).tolist()) == sorted(slow.values())
    assert text.variety(n) == (len(slow), slow.total())


@settings(max_examples=25)
@given(documents(), st.integers(2, 9))
def test_counts_of_ngrams_that_no_key_holds(texts: Documents, n: int) -> None:
    text = observe(texts)
    slow = Counter(slow_ngrams(text, n))
    wide = ngrams.ngram_counts(text.tokens, text.starts, n, HUGE)
    assert sorted(wide.tolist()) == sorted(slow.values())


def test_variety_does_not_depend_on_the_way_it_is_counted() -> None:
    rng = np.random.default_rng(3)
    tokens = rng.integers(0, 40, 5000).astype(np.int32)
    starts = np.concatenate(([0], np.flatnonzero(tokens[:-1] == 0) + 1))
    text = CountedText(tokens, starts, np.bincount(tokens, minlength=40).astype(np.int64))
    for n in (2, 3):
        assert text.variety(n) == (len(text.ngrams(n)), text.ngrams(n).sum())


def test_an_ngram_never_crosses_a_document_start() -> None:
    text = observe([[1, 2], [3, 4]])
    assert text.variety(2) == (4, 4)
    assert text.variety(3) == (2, 2)
    assert text.variety(4).distinct is None


@given(documents(), st.permutations(range(1, WORDS)))
def test_other_names_for_words_change_nothing(texts: Documents, names: list[int]) -> None:
    renamed = [[names[word - 1] for word in words] for words in texts]
    everything = [f"distinct_{n}" for n in (1, 2, 3, 4)] + ["self_repetition"]
    assert measure_all(observe(renamed), everything) == measure_all(observe(texts), everything)


@given(documents(), documents(), st.integers(1, 6))
def test_shared_ngrams(texts: Documents, originals: Documents, n: int) -> None:
    text = observe(texts, human(originals))
    mine, theirs = slow_ngrams(text, n), set(slow_ngrams(text.human, n))
    alive = set(mine) & theirs
    assert phrases_alive(text, n) == len(alive)
    assert phrases_lost(text, n) == len(theirs) - len(alive)
    share = novel_share(text, n)
    assert NovelShares(text.human, n).of(text) == share
    if mine:
        assert share == pytest.approx(sum(gram not in theirs for gram in mine) / len(mine))
    else:
        assert share is None


@given(documents(), documents(), st.integers(1, 5))
def test_a_shared_ngram_has_one_number_in_both_texts(texts: Documents, originals: Documents, n: int) -> None:
    text = observe(texts, human(originals))
    shared = text.comparison.ngrams(n)
    names: dict[int, tuple[int, ...]] = {}
    for side, codes in ((text, shared.text), (text.human, shared.other)):
        for i in np.flatnonzero(codes >= 0).tolist():
            gram = tuple(side.tokens[i : i + n].tolist())
            assert names.setdefault(int(codes[i]), gram) == gram
    assert len(set(names.values())) == len(names) == shared.types


def test_self_repetition_counts_every_occurrence() -> None:
    text = observe([[1, 2, 3], [1, 2, 3], [4, 5, 6]])
    assert self_repetition(text) == pytest.approx(2 / 3)
    assert self_repetition(observe([[1]])) is None


def test_no_ngram_of_no_tokens() -> None:
    text = observe([[1]])
    with pytest.raises(ValueError, match="at least one"):
        text.ngrams(0)
    with pytest.raises(ValueError, match="at least one"):
        text.comparison.ngrams(0)


@given(st.lists(st.integers(0, 1 << 63), max_size=30), st.lists(st.integers(0, 1 << 63), max_size=30))
def test_keys_are_looked_up_as_in_a_set(known: list[int], others: list[int]) -> None:
    """Small keys, 0 too, share places in the table: some are found only among all keys."""
    close = [each % 40 for each in known + others]
    for held in (known, close[: len(known)]):
        found = ngrams.KeySet(ngrams.distinct(np.array(held, np.uint64)))
        asked = known + others + close
        assert found.count(np.array(asked, np.uint64)) == sum(key in set(held) for key in asked)
