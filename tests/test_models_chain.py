"""The copying chain is the maximum-likelihood n-gram model, and its parents are what it copied."""

import math
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toys import context_keys, documents, zipf_documents

from driftview.models.chain import CopyingChain
from driftview.models.decoding import Decoding
from driftview.models.index import ContextIndex
from driftview.models.protocol import Sample, TrainingText

if TYPE_CHECKING:
    from nltk.lm import MLE

SIZE = 9
ORDERS = (1, 2, 3, 4)


def chain(text: TrainingText, order: int, decoding: Decoding | None = None) -> CopyingChain:
    index = ContextIndex([text], order, SIZE)
    return CopyingChain(index, np.arange(len(text.tokens), dtype=np.int32), decoding)


def judge(text: TrainingText, order: int) -> "MLE":
    """nltk's maximum-likelihood model of the same text, padded at each document's start."""
    from nltk.lm import MLE  # a second, with all that it loads: only where it is needed

    ends = np.append(text.starts[1:], len(text.tokens))
    grams = []
    for begin, end in zip(text.starts, ends, strict=True):
        padded = ["<s>"] * (order - 1) + [str(token) for token in text.tokens[begin:end]]
        grams.append([tuple(padded[i : i + order]) for i in range(len(padded) - order + 1)])
    model = MLE(order)
    model.fit(grams, vocabulary_text=[str(token) for token in range(SIZE)])
    return model


def chi_square_tail(statistic: float, freedom: int) -> float:
    """Upper tail of chi-square by Wilson and Hilferty's cube root."""
    spread = 2 / (9 * freedom)
    z = ((statistic / freedom) ** (1 / 3) - (1 - spread)) / math.sqrt(spread)
    return 0.5 * math.erfc(z / math.sqrt(2))


def transitions(sample: Sample, order: int) -> dict[int, Counter[int]]:
    found: dict[int, Counter[int]] = {}
    keys = context_keys(sample.tokens, sample.starts, order - 1, SIZE)
    for key, token in zip(keys.tolist(), sample.tokens.tolist(), strict=True):
        found.setdefault(key, Counter())[token] += 1
    return found


def words_of(key: int, order: int) -> list[str]:
    """The context of a key, oldest first, as nltk wants it."""
    words = []
    for _ in range(order - 1):
        key, word = divmod(key, SIZE)
        words.append(str(word) if word else "<s>")
    return words[::-1]


@pytest.mark.parametrize("order", ORDERS)
def test_samples_follow_the_maximum_likelihood_model(order: int) -> None:
    text = zipf_documents(60, SIZE - 1, seed=3)
    model = judge(text, order)
    sample = chain(text, order).sample(60_000, np.random.default_rng(5))
    statistic, freedom = 0.0, 0
    for key, counts in transitions(sample, order).items():
        total = counts.total()
        scores = {word: model.score(str(word), words_of(key, order)) for word in range(SIZE)}
        assert math.isclose(sum(scores.values()), 1, abs_tol=1e-9)
        assert all(scores[word] > 0 for word in counts), "a word that never followed this context"
        if total < 200:
            continue
        possible = [word for word, score in scores.items() if score > 0]
        statistic += sum((counts[w] - total * scores[w]) ** 2 / (total * scores[w]) for w in possible)
        freedom += len(possible) - 1
    assert freedom > 5
    assert chi_square_tail(statistic, freedom) > 1e-4


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("decoding", [Decoding(), Decoding(temperature=0.7, top_p=0.9)])
def test_every_token_is_a_copy_of_its_parent_in_the_same_context(order: int, decoding: Decoding) -> None:
    text = zipf_documents(80, SIZE - 1, seed=1)
    sample = chain(text, order, decoding).sample(5_000, np.random.default_rng(2))
    there = context_keys(text.tokens, text.starts, order - 1, SIZE)
    here = context_keys(sample.tokens, sample.starts, order - 1, SIZE)
    assert np.array_equal(sample.tokens, text.tokens[sample.parents])
    assert np.array_equal(here, there[sample.parents])


@given(st.integers(1, 400), st.integers(1, 5), st.integers(0, 2**32), st.integers(1, 40))
@settings(max_examples=60, deadline=None)
def test_a_text_has_exactly_the_tokens_asked_for(tokens: int, order: int, seed: int, number: int) -> None:
    text = zipf_documents(number, SIZE - 1, seed=seed % 7)
    sample = chain(text, order).sample(tokens, np.random.default_rng(seed))
    assert len(sample.tokens) == len(sample.parents) == tokens
    assert sample.starts[0] == 0 and np.all(np.diff(sample.starts) > 0) and sample.starts[-1] < tokens
    ends = np.flatnonzero(sample.tokens == 0) + 1
    assert np.array_equal(ends[ends < tokens], sample.starts[1:]), "each document but the last has its end"


@pytest.mark.parametrize("order", ORDERS)
def test_the_same_seed_gives_the_same_text(order: int) -> None:
    model = chain(zipf_documents(50, SIZE - 1, seed=1), order)
    first, again, other = (model.sample(2_000, np.random.default_rng(seed)) for seed in (7, 7, 8))
    assert np.array_equal(first.tokens, again.tokens) and np.array_equal(first.parents, again.parents)
    assert not np.array_equal(first.tokens, other.tokens)


def test_a_known_seed_gives_a_known_text_on_every_machine() -> None:
    text = documents([[1, 2, 3], [1, 3, 2], [2, 2, 1]])
    sample = chain(text, 2).sample(24, np.random.Generator(np.random.PCG64(11)))
    assert sample.tokens.tolist() == KNOWN


KNOWN = [1, 0, 2, 1, 2, 2, 3, 2, 0, 1, 2, 3, 2, 1, 2, 0, 2, 0, 1, 0, 1, 3, 0, 1]


def test_document_lengths_are_not_biased_by_the_budget() -> None:
    text = zipf_documents(200, SIZE - 1, seed=4)
    model = chain(text, 2)
    lengths = []
    for seed in range(40):
        starts = model.sample(4_000, np.random.default_rng(seed)).starts
        lengths.append(np.diff(starts).mean())
    wide = np.diff(model.sample(200_000, np.random.default_rng(99)).starts)
    error = math.hypot(np.std(lengths) / math.sqrt(len(lengths)), wide.std() / math.sqrt(len(wide)))
    assert abs(np.mean(lengths) - wide.mean()) < 4 * error


@pytest.mark.parametrize(
    ("decoding", "expected"),
    [
        (Decoding(), [4, 3, 2, 1]),
        (Decoding(temperature=0.5), [16, 9, 4, 1]),
        (Decoding(top_k=2), [4, 3, 0, 0]),
        (Decoding(top_p=0.69), [4, 3, 0, 0]),
        (Decoding(top_p=0.71), [4, 3, 2, 0]),
        (Decoding(top_p=0.0001), [4, 0, 0, 0]),
        (Decoding(min_p=0.6), [4, 3, 0, 0]),
        (Decoding(temperature=0.5, top_k=3), [16, 9, 4, 0]),
    ],
)
def test_decoding_bends_probabilities_as_defined(decoding: Decoding, expected: list[int]) -> None:
    counts = np.array([4, 3, 2, 1, 0, 7])
    weights = decoding.weights(counts, np.array([0, 5, 5, 6]))
    wanted = np.array(expected) / sum(expected)
    assert np.allclose(weights[:4] / weights[:4].sum(), wanted)
    assert weights[4] == 0 and weights[5] == 1


@pytest.mark.parametrize(
    "decoding", [Decoding(temperature=0.6), Decoding(top_k=2), Decoding(top_p=0.8), Decoding(min_p=0.3)]
)
@pytest.mark.parametrize("order", [1, 2])
def test_decoded_samples_follow_their_weights(order: int, decoding: Decoding) -> None:
    text = zipf_documents(60, SIZE - 1, seed=3)
    model = judge(text, order)
    sample = chain(text, order, decoding).sample(40_000, np.random.default_rng(6))
    statistic, freedom = 0.0, 0
    for key, counts in transitions(sample, order).items():
        seen = model.context_counts(model.vocab.lookup(tuple(words_of(key, order))))
        scores = np.array([seen[str(word)] for word in range(SIZE)])
        weights = decoding.weights(scores, np.array([0, SIZE]))
        wanted = weights / weights.sum() * counts.total()
        assert all(wanted[word] > 0 for word in counts)
        if counts.total() >= 200:
            possible = np.flatnonzero(wanted > 0)
            statistic += sum((counts[int(w)] - wanted[w]) ** 2 / wanted[w] for w in possible)
            freedom += len(possible) - 1
    assert freedom > 0 and chi_square_tail(statistic, freedom) > 1e-4


def test_a_loop_is_cut_and_counted() -> None:
    text = documents([[1, 2] * 30 + [3], [1, 2] * 30 + [4]])
    sample = chain(text, 2, Decoding(top_k=1)).sample(20_000, np.random.default_rng(1))
    assert len(sample.tokens) == 20_000
    assert sample.cut > 0


def test_training_on_occurrences_equals_training_on_the_text_they_make() -> None:
    text = zipf_documents(60, SIZE - 1, seed=8)
    for order in (1, 2, 3):
        lineage = chain(text, order)
        drawn = lineage.draw(len(text.tokens), np.random.default_rng(1))
        rebuilt = ContextIndex([TrainingText(text.tokens[drawn.origins], drawn.starts)], order, SIZE)
        old_pairs = np.bincount(lineage.index.top.pair[drawn.origins])
        new_pairs = np.bincount(rebuilt.top.pair)
        assert sorted(old_pairs[old_pairs > 0]) == sorted(new_pairs)


@pytest.mark.parametrize("decoding", [None, Decoding(temperature=1.3)])
def test_a_text_without_the_beginning_of_a_document_begins_as_it_does(decoding: Decoding | None) -> None:
    text = documents([[1, 2, 3, 4, 2, 5, 3, 1, 4]])
    index = ContextIndex([text], 2, 6)
    chain = CopyingChain(index, np.arange(3, 9, dtype=np.int32), decoding)
    for seed in range(20):
        drawn = chain.draw(30, np.random.default_rng(seed))
        assert set(drawn.origins.tolist()) <= set(range(3, 9))
        assert (text.tokens[drawn.origins[drawn.starts] - 1] == 3).all()
