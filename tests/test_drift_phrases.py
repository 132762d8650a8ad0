"""Phrases: what is lost and invented, counted one by one."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lineages import run, told
from measured import slow_ngrams
from toys import corpus_of

from driftview.arrays import Tokens
from driftview.drift.lineage import Generation, Lineage
from driftview.drift.order_sweep import order_sweep
from driftview.drift.phrases import PhraseBook, RunKeys, RunTable, association, marked_length, phrase_states
from driftview.export.findings import lost_phrases_table
from driftview.measures.observation import CountedText
from driftview.settings.settings import Settings
from driftview.text.search import Search
from driftview.text.sources import open_corpus

LENGTHS = (2, 3, 4, 5)

texts = st.lists(st.integers(0, 3), min_size=1, max_size=40)


@pytest.fixture(scope="module")
def lineage() -> Lineage:
    return run(open_corpus(["ecclesiastes"]), 4, order=2).lineage


def ngrams(generation: Generation, n: int) -> Counter[tuple[int, ...]]:
    text = CountedText(generation.tokens, generation.starts, generation.counts)
    return Counter(slow_ngrams(text, n))


@pytest.mark.parametrize("n", LENGTHS)
def test_phrases_are_counted_as_one_counts_by_hand(lineage: Lineage, n: int) -> None:
    states = list(phrase_states(PhraseBook(lineage.corpus, n), lineage.generations))
    human = set(ngrams(lineage.generations[0], n))
    for state, before, now in zip(states[1:], lineage.generations, lineage.generations[1:], strict=False):
        had, has = set(ngrams(before, n)), ngrams(now, n)
        assert (state.human, state.alive) == (len(human), len(human & set(has)))
        assert state.lost_now == len(human & had - set(has))
        assert state.lost_before == len(human - had - set(has))
        assert (state.novel, state.invented) == (len(set(has) - human), len(set(has) - human - had))
        novel = sum(count for phrase, count in has.items() if phrase not in human)
        assert state.novel_share == pytest.approx(novel / has.total())
    assert (states[0].alive, states[0].lost_now, states[0].novel_share) == (states[0].human, 0, 0)


@pytest.mark.parametrize("n", LENGTHS)
def test_examples_are_the_most_frequent(lineage: Lineage, n: int) -> None:
    before, now = lineage.generations[2:4]
    found = PhraseBook(lineage.corpus, n).examples(before, now, 5)
    human, had, has = (ngrams(each, n) for each in (lineage.generations[0], before, now))
    kinds = {
        "gone": (lineage.generations[0], {p: c for p, c in human.items() if p not in has}),
        "lost_now": (lineage.generations[0], {p: c for p, c in human.items() if p not in has and p in had}),
        "novel": (now, {p: c for p, c in has.items() if p not in human}),
        "invented": (now, {p: c for p, c in has.items() if p not in human and p not in had}),
    }
    for kind, (text, slow) in kinds.items():
        examples = getattr(found, kind)
        best = sorted(slow.values(), reverse=True)[:5]
        assert [each.count for each in examples] == best
        for each in examples:
            phrase = tuple(text.tokens[each.position : each.position + n].tolist())
            assert slow[phrase] == each.count
            assert each.text


@pytest.mark.parametrize("n", LENGTHS)
def test_phrases_that_no_human_wrote_are_marked_where_they_stand(lineage: Lineage, n: int) -> None:
    book, now = PhraseBook(lineage.corpus, n), lineage.generations[3]
    human = set(ngrams(lineage.generations[0], n))
    ends = [*now.starts.tolist()[1:], len(now.tokens)]
    slow = [
        at
        for start, end in zip(now.starts.tolist(), ends, strict=True)
        for at in range(start, end - n + 1)
        if tuple(now.tokens[at : at + n].tolist()) not in human
    ]
    assert book.novel_starts(now).tolist() == slow
    assert set(np.flatnonzero(book.novel_tokens(now))) == {at + i for at in slow for i in range(n)}
    assert not book.novel_tokens(lineage.generations[0]).any()


@pytest.mark.parametrize("order", [1, 2, 3])
def test_a_model_of_order_n_invents_no_run_of_n_words(order: int) -> None:
    lineage = run(open_corpus(["ecclesiastes"]), 3, order=order).lineage
    last = lineage.generations[3]
    if order > 1:
        assert not len(PhraseBook(lineage.corpus, order).novel_starts(last))
    assert len(PhraseBook(lineage.corpus, marked_length(Settings(order=order))).novel_starts(last))
    assert [marked_length(Settings(order=each)) for each in (1, 2, 3, 6)] == [3, 3, 4, 7]


def keyed(tokens: list[int], keys: RunKeys, n: int) -> dict[int, set[tuple[int, ...]]]:
    """Return the runs that have each key."""
    found: dict[int, set[tuple[int, ...]]] = {}
    array: Tokens = np.array(tokens, np.int32)
    for at, key in enumerate(keys.of(array, n).tolist()[: max(0, len(tokens) - n + 1)]):
        found.setdefault(key, set()).add(tuple(tokens[at : at + n]))
    return found


@pytest.mark.parametrize("size", [4, 1 << 13, 1 << 31])
@given(first=texts, second=texts, n=st.integers(2, 9))
def test_keys_are_equal_where_runs_are_whatever_the_text(
    size: int, first: list[int], second: list[int], n: int
) -> None:
    keys = RunKeys(size)
    merged: dict[int, set[tuple[int, ...]]] = {}
    for found in (keyed(first, keys, n), keyed(second, keys, n)):
        for key, phrases in found.items():
            merged.setdefault(key, set()).update(phrases)
    assert all(len(phrases) == 1 for phrases in merged.values())
    assert len({next(iter(phrases)) for phrases in merged.values()}) == len(merged)


def test_a_text_without_phrases() -> None:
    table = RunTable.of(np.zeros(1, np.uint64), np.zeros(1, np.int64), 3)
    assert (table.windows, len(table.keys), len(table.first)) == (0, 0, 0)
    assert table.lacks(np.array([1, 2], np.uint64)).all()
    with pytest.raises(ValueError, match="at least 2"):
        PhraseBook(open_corpus(["ecclesiastes"]), 1)


def test_curves_can_be_stopped(lineage: Lineage) -> None:
    assert list(phrase_states(PhraseBook(lineage.corpus, 3), lineage.generations, lambda: True)) == []


def test_low_orders_invent_and_high_orders_copy() -> None:
    corpus = open_corpus(["ecclesiastes"])
    points = list(order_sweep(corpus, Settings(), orders=(1, 2, 3, 6)))
    assert [point.order for point in points] == [1, 2, 3, 6]
    invented = [point.invented or 0 for point in points]
    copied = [point.copied or 0 for point in points]
    assert invented[0] > invented[1] > 0.2
    assert invented[2:] == [0, 0]
    assert copied == sorted(copied)
    assert copied[0] < 0.01
    assert copied[3] > 0.5
    assert list(order_sweep(corpus, Settings(), cancelled=lambda: True)) == []


def test_association_is_that_of_the_textbooks() -> None:
    """8 occurrences where 2 are expected; Evert's formulas."""
    found = association([8, 1], [2.0, 1.0])
    assert found.log_likelihood == pytest.approx([2 * (8 * np.log(4) - 6), 0])
    assert found.pmi == pytest.approx([2, 0])
    assert found.t_score == pytest.approx([6 / np.sqrt(8), 0])


def test_lost_phrases_are_without_punctuation_and_the_most_distinctive_first() -> None:
    """By hand: "ad hoc" stands twice and is lost in generation 2; generation 1 has it once."""
    corpus = corpus_of("ad hoc the the. the ad hoc the.\n\nthe the the the.")
    lineage = told(corpus, [[0, 1, 2, 3, 4]], [[2, 3, 4]])
    book = PhraseBook(corpus, 2)
    (first, *others) = book.lost(lineage.generations, "PMI", None)
    assert (first.phrase.text, first.phrase.count, first.last) == ("ad hoc", 2, 1)
    assert first.phrase.place is not None
    assert first.phrase.place.paragraph == 1
    total = len(corpus.tokens)
    assert first.association.expected == pytest.approx(2 * 2 / total)
    assert "." not in "".join(each.phrase.text for each in others)
    rows = lost_phrases_table(lineage, 2, "t-score").records()
    assert {row["phrase"] for row in rows} == {"ad hoc", "hoc the", "the ad"}
    assert book.lost(lineage.generations, "PMI", 5, Search.typed("hoc"))[0].phrase.text == "ad hoc"
    frequent = book.lost(lineage.generations, "frequency", None)
    assert any("." in each.phrase.text for each in frequent)


@pytest.mark.parametrize("n", LENGTHS)
def test_the_last_generation_that_had_a_phrase_is_found_by_reading_each(lineage: Lineage, n: int) -> None:
    had = [set(ngrams(each, n)) for each in lineage.generations]
    lost = PhraseBook(lineage.corpus, n).lost(lineage.generations, "frequency", None)
    assert lost
    for each in lost:
        position = each.phrase.position
        phrase = tuple(lineage.corpus.tokens[position : position + n].tolist())
        assert each.last == max(number for number, phrases in enumerate(had) if phrase in phrases)
