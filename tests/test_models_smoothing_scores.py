"""Probabilities of smoothed models against nltk.lm, against the formulas, and on real held-out text."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest
from by_the_book import Book, lists, longest_context
from hypothesis import given, settings
from hypothesis import strategies as st
from toys import documents, zipf_documents

from driftview.models import smoothing
from driftview.models.chain import MaximumLikelihood
from driftview.models.protocol import Model, ModelError, TrainingText
from driftview.models.registry import SMOOTHED, make_model
from driftview.models.smoothing import (
    AbsoluteDiscounting,
    Additive,
    KneserNey,
    ModifiedKneserNey,
    SmoothedModel,
    WittenBell,
)
from driftview.models.stupid_backoff import StupidBackoff
from driftview.text.sources import open_corpus

if TYPE_CHECKING:
    from nltk.lm.api import LanguageModel

SIZE = 12
TRAINING = zipf_documents(60, SIZE - 2, seed=1)
OTHER = zipf_documents(25, SIZE - 1, seed=2)
ORDERS = (1, 2, 3, 4)


def fitted(judge: "LanguageModel", text: TrainingText) -> "LanguageModel":
    """An nltk model of all n-grams that end in a token of the text, padded at each document's start."""
    order = judge.order
    grams = []
    for document in lists(text):
        padded = ["<s>"] * (order - 1) + [str(word) for word in document]
        ends = range(order - 1, len(padded))
        grams.append([tuple(padded[i - n + 1 : i + 1]) for i in ends for n in range(1, order + 1)])
    judge.fit(grams, vocabulary_text=[str(word) for word in range(SIZE)])
    return judge


def judged(judge: "LanguageModel", text: TrainingText) -> np.ndarray:
    """What an nltk model says of each token, shape (N, V): the token itself first, then every word."""
    order, rows = judge.order, []
    for document in lists(text):
        padded = ["<s>"] * (order - 1) + [str(word) for word in document]
        for i in range(order - 1, len(padded)):
            context = padded[i - order + 1 : i]
            rows.append([judge.score(word, context) for word in (padded[i], *map(str, range(SIZE)))])
    return np.array(rows)


def nltks(name: str, *settings: float, **named: float) -> "LanguageModel":
    """Return one of nltk's models; loading nltk takes a second, so it is loaded where it is needed."""
    import nltk.lm

    return getattr(nltk.lm, name)(*settings, **named)


PAIRS: list[tuple[Callable[[int], Model], Callable[[int], "LanguageModel"]]] = [
    (MaximumLikelihood, lambda n: nltks("MLE", n)),
    (
        lambda n: WittenBell(n, uniform=False, padded=True),
        lambda n: nltks("WittenBellInterpolated", n),
    ),
    (
        lambda n: AbsoluteDiscounting(n, uniform=False, padded=True, discount=0.7),
        lambda n: nltks("AbsoluteDiscountingInterpolated", n, discount=0.7),
    ),
    (
        lambda n: KneserNey(n, uniform=False, padded=True, discount=0.75),
        lambda n: nltks("KneserNeyInterpolated", n, discount=0.75),
    ),
]


CASES = [
    (ours, theirs, order)
    for ours, theirs in PAIRS
    for order in ORDERS
    if (ours(order).name, order) != ("kneser-ney", 1)
]
"""All of them, but that nltk counts kinds even where there is no word of context."""


@pytest.mark.parametrize(("ours", "theirs", "order"), CASES)
def test_probabilities_are_those_of_nltk(
    ours: Callable[[int], Model], theirs: Callable[[int], "LanguageModel"], order: int
) -> None:
    model = ours(order)
    wanted = judged(fitted(theirs(order), TRAINING), OTHER)[:, 0]
    assert np.allclose(model.train(TRAINING, SIZE).probabilities(OTHER), wanted, rtol=0, atol=1e-9)


@pytest.mark.parametrize("order", ORDERS)
def test_additive_is_nltks_lidstone_whose_vocabulary_has_one_more_for_unknown_words(order: int) -> None:
    wanted = judged(fitted(nltks("Lidstone", 0.1, order), TRAINING), OTHER)[:, 0]
    model = Additive(order, gamma=0.1, padded=True)
    assert np.allclose(model.train(TRAINING, SIZE + 1).probabilities(OTHER), wanted, rtol=0, atol=1e-9)


@pytest.mark.parametrize("order", ORDERS)
def test_stupid_backoff_is_nltks_scores_brought_to_a_sum_of_one(order: int) -> None:
    scores = judged(fitted(nltks("StupidBackoff", 0.4, order), TRAINING), OTHER)
    model = StupidBackoff(order, uniform=False, padded=True, alpha=0.4)
    wanted = scores[:, 0] / scores[:, 1:].sum(axis=1)
    assert np.allclose(model.train(TRAINING, SIZE).probabilities(OTHER), wanted, rtol=0, atol=1e-9)


def by_the_book(name: str, order: int, text: TrainingText) -> tuple[SmoothedModel, Callable[..., float]]:
    book = Book(text, order, SIZE)
    flat = dict.fromkeys(range(order), lambda count: 0.7)
    return {
        "additive": (Additive(order, gamma=0.3), book.additive(0.3)),
        "witten-bell": (WittenBell(order), book.witten_bell()),
        "absolute": (AbsoluteDiscounting(order, discount=0.7), book.discounted(False, flat)),
        "kneser-ney": (KneserNey(order, discount=0.7), book.discounted(True, flat)),
        "modified-kneser-ney": (
            ModifiedKneserNey(order),
            book.discounted(True, book.modified_discounts()),
        ),
        "stupid-backoff": (StupidBackoff(order, alpha=0.3), book.stupid(0.3)),
    }[name]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("name", SMOOTHED)
def test_probabilities_follow_the_formulas(name: str, order: int) -> None:
    training = zipf_documents(150, SIZE - 2, seed=7)
    model, formula = by_the_book(name, order, training)
    wanted = [
        formula(longest_context(document, place, order - 1), word)
        for document in lists(OTHER)
        for place, word in enumerate(document)
    ]
    assert np.allclose(model.train(training, SIZE).probabilities(OTHER), wanted, rtol=0, atol=1e-12)


@given(
    st.sampled_from(sorted(SMOOTHED)),
    st.integers(1, 8),
    st.lists(st.lists(st.integers(1, 4), max_size=6), min_size=1, max_size=8),
    st.lists(st.integers(1, 5), max_size=9),
    st.booleans(),
)
@settings(max_examples=80, deadline=None)
def test_probabilities_sum_to_one_after_anything(
    name: str, order: int, training: list[list[int]], before: list[int], padded: bool
) -> None:
    text = documents(training)
    kept = max(int(text.starts[-1]), len(text.tokens) - 2) + 1  # the last document may be cut
    trained = make_model(name, order, padded=padded).train(TrainingText(text.tokens[:kept], text.starts), 6)
    total = sum(trained.probabilities(documents([[*before, word]]))[len(before)] for word in range(1, 6))
    total += trained.probabilities(documents([before]))[len(before)]
    assert total == pytest.approx(1, abs=1e-12)


def test_held_out_perplexities_fall_in_the_order_of_the_literature() -> None:
    corpus = open_corpus(["pride-and-prejudice"])
    training, held_out = (
        TrainingText(corpus.tokens, corpus.starts),
        TrainingText(corpus.held_out, corpus.held_out_starts),
    )
    value = {}
    for name in ("modified-kneser-ney", "witten-bell", "additive"):
        scored = make_model(name, 3).train(training, len(corpus.vocabulary)).probabilities(held_out)
        value[name] = 2 ** -np.log2(scored).mean()
    assert 50 < value["modified-kneser-ney"] < value["witten-bell"] < value["additive"]


def test_discounts_of_counts_worked_by_hand() -> None:
    counts = np.repeat([1, 2, 3, 4, 9], [40, 20, 10, 5, 3])
    assert smoothing.absolute_discount(counts) == 40 / 80
    assert smoothing.modified_discounts(counts) == pytest.approx((0.5, 1.25, 2.0))


def test_text_that_has_collapsed_takes_the_usual_discounts_and_says_so() -> None:
    trained = ModifiedKneserNey(2).train(documents([[1, 1, 1]] * 5), 3)
    assert len(trained.notes) == 2 and "discount" in trained.notes[0]
    first = trained.probabilities(documents([[1]]))[0]
    # 1 follows the start 5 times of 5: (5 − 1.5) / 5. The rest goes by kinds: 1 stood after two (the start
    # and itself), the end after one (1), discounts 1 and .5, and 1.5 of 3 kinds go to the three words alike
    assert first == pytest.approx(3.5 / 5 + 1.5 / 5 * (1 / 3 + 0.5 / 3))
    assert ModifiedKneserNey(3).train(TRAINING, SIZE).sample(500, np.random.default_rng(1)).cut == 0


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ModelError, match="order must be from 1 to 8"):
        WittenBell(9)
    with pytest.raises(ModelError, match="gamma must be above 0"):
        Additive(2, gamma=0.0)
    with pytest.raises(ModelError, match="discount must be from 0 to 1"):
        KneserNey(2, discount=1.5)
    with pytest.raises(ModelError, match="alpha"):
        StupidBackoff(2, alpha=0.0)
    with pytest.raises(ModelError, match="no text"):
        WittenBell(2).train(TrainingText(np.zeros(0, np.int32), np.zeros(0, np.int64)), 3)
    with pytest.raises(ModelError, match="vocabulary"):
        WittenBell(2).train(TRAINING, 3)
    with pytest.raises(ModelError, match="vocabulary"):
        WittenBell(2).train(TRAINING, SIZE).probabilities(documents([[SIZE]]))
