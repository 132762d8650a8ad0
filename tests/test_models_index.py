"""The context index numbers every context and pair exactly once."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toys import context_keys, documents, zipf_documents

from driftview.drift.indexed_corpus import IndexedCorpus
from driftview.models import index as index_room
from driftview.models.index import ContextIndex
from driftview.models.witten_bell import WittenBellScorer
from driftview.text.building import build_corpus
from driftview.text.reading import VoiceText

TEXTS = st.lists(st.lists(st.integers(1, 5), min_size=0, max_size=8), min_size=1, max_size=12)


@given(TEXTS, st.integers(2, 6))
@settings(max_examples=80, deadline=None)
def test_equal_contexts_have_equal_numbers_and_no_others(texts: list[list[int]], order: int) -> None:
    text = documents(texts)
    index = ContextIndex([text], order, 6)
    for length in range(1, order):
        numbers = index.context(length)
        depth = np.minimum(index.depth, length)
        truth = list(
            zip(context_keys(text.tokens, text.starts, length, 6).tolist(), depth.tolist(), strict=True)
        )
        pairs = set(zip(numbers.tolist(), truth, strict=True))
        assert len(pairs) == len(set(truth)) == len(set(numbers.tolist()))


@given(TEXTS)
@settings(max_examples=40, deadline=None)
def test_the_context_after_a_token_is_the_context_before_the_next(texts: list[list[int]]) -> None:
    text = documents(texts)
    index = ContextIndex([text], 3, 6)
    for length in (0, 1, 2):
        after, before = index.next_context(length), index.context(length)
        assert np.array_equal(after[:-1], before[1:])


def test_wide_keys_number_contexts_as_narrow_ones_do(monkeypatch: pytest.MonkeyPatch) -> None:
    text = zipf_documents(50, 8, seed=2)
    narrow = ContextIndex([text], 4, 9)
    monkeypatch.setattr(index_room, "KEY_BITS", 0)
    wide = ContextIndex([text], 4, 9)
    for one, other in zip(narrow.levels, wide.levels, strict=True):
        assert np.array_equal(one.pair, other.pair)
        assert np.array_equal(one.pair_token, other.pair_token)
        assert np.array_equal(one.pair_context, other.pair_context)


def test_witten_bell_by_hand() -> None:
    index = ContextIndex([documents([[1, 2, 1]]), documents([[1, 2]])], 2, 4)
    scorer = WittenBellScorer(index, np.arange(4, 7))
    found = scorer.probabilities(np.bincount(index.top.pair[:4], minlength=index.top.pairs))
    low = {1: (2 + 3 / 4) / 7, 2: (1 + 3 / 4) / 7, 0: (1 + 3 / 4) / 7}
    wanted = [(1 + low[1]) / 2, (1 + 2 * low[2]) / 4, (0 + 1 * low[0]) / 2]
    assert np.allclose(found, wanted)


@pytest.mark.parametrize("order", [1, 2, 3])
def test_witten_bell_sums_to_one(order: int) -> None:
    text = zipf_documents(40, 8, seed=5)
    prefix = [3, 1]
    total = 0.0
    for word in range(9):
        tail = documents([[*prefix, word]]) if word else documents([prefix])
        index = ContextIndex([text, tail], order, 9)
        at = len(text.tokens) + len(prefix)
        scorer = WittenBellScorer(index, np.array([at]))
        learnt = np.bincount(index.top.pair[: len(text.tokens)], minlength=index.top.pairs)
        total += float(scorer.probabilities(learnt)[0])
    assert abs(total - 1) < 1e-12


def test_a_text_with_held_out_documents_is_not_copied_to_be_indexed() -> None:
    text = "\n\n".join(f"The {noun} saw a cat in the town." for noun in ("dog", "boy", "man", "cow") * 10)
    corpus = build_corpus("c", [VoiceText("v", (("f", text),))])
    indexed = IndexedCorpus(corpus, 3).index
    assert len(corpus.held_out)
    assert indexed.tokens.tolist() == [*corpus.tokens.tolist(), *corpus.held_out.tolist()]
    assert np.shares_memory(indexed.tokens, corpus.tokens)
    assert np.shares_memory(indexed.tokens, corpus.held_out)


@pytest.mark.parametrize(
    "cuts", [((0, 3), (3, 9)), ((0, 3), (4, 9)), ((3, 9), (0, 3)), ((0, 0), (2, 5)), ((0, 9),), ((1, 1),)]
)
def test_arrays_that_lie_end_to_end_need_no_copy(cuts: tuple[tuple[int, int], ...]) -> None:
    whole = np.arange(9, dtype=np.int32)
    arrays = [whole[low:high] for low, high in cuts]
    laid = index_room.end_to_end(arrays)
    assert laid.tolist() == np.concatenate(arrays).tolist()
    assert np.shares_memory(laid, whole) == (cuts in [((0, 3), (3, 9)), ((0, 0), (2, 5)), ((0, 9),)])
