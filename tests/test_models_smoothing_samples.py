"""What smoothed models write: its distribution, its parents, its length, its seeds."""

from collections import Counter

import numpy as np
import pytest
from by_the_book import lists, longest_context
from hypothesis import given, settings
from hypothesis import strategies as st
from test_models_smoothing_scores import SIZE, by_the_book
from toys import documents, zipf_documents

from driftview.models.protocol import Sample, TrainingText
from driftview.models.registry import SMOOTHED, make_model

TRAINING = zipf_documents(60, 6, seed=3)


def written(sample: Sample) -> TrainingText:
    return TrainingText(sample.tokens, sample.starts)


def surprise(sample: Sample, order: int, formula: object) -> tuple[float, int]:
    """Chi-square of the words after each context against a formula, and its degrees of freedom."""
    found: dict[tuple[int, ...], Counter[int]] = {}
    for document in lists(written(sample)):
        for place, word in enumerate(document):
            found.setdefault(longest_context(document, place, order - 1), Counter())[word] += 1
    statistic, freedom = 0.0, 0
    for context, counts in found.items():
        total = counts.total()
        if total < 200:
            continue
        expected = np.array([formula(context, word) for word in range(SIZE)]) * total  # type: ignore[operator]
        seen = np.array([counts[word] for word in range(SIZE)])
        rare = expected < 5
        expected = np.append(expected[~rare], expected[rare].sum())
        seen = np.append(seen[~rare], seen[rare].sum())
        full = expected > 1
        statistic += float(((seen - expected)[full] ** 2 / expected[full]).sum())
        freedom += int(full.sum()) - 1
    return statistic, freedom


@pytest.mark.parametrize("order", [1, 2, 3, 4])
@pytest.mark.parametrize("name", SMOOTHED)
def test_samples_follow_the_formulas(name: str, order: int) -> None:
    from scipy.stats import chi2

    training = TrainingText(TRAINING.tokens[:-1], TRAINING.starts)  # the last document is cut
    model, formula = by_the_book(name, order, training)
    sample = model.train(training, SIZE).sample(25_000, np.random.default_rng(order))
    statistic, freedom = surprise(sample, order, formula)
    assert freedom > 5
    assert chi2.sf(statistic, freedom) > 1e-4


def test_the_judge_of_samples_can_tell_two_models_apart() -> None:
    from scipy.stats import chi2

    _, formula = by_the_book("kneser-ney", 2, TRAINING)
    sample = make_model("witten-bell", 2).train(TRAINING, SIZE).sample(40_000, np.random.default_rng(1))
    assert chi2.sf(*surprise(sample, 2, formula)) < 1e-9


@given(
    st.sampled_from(sorted(SMOOTHED)),
    st.integers(1, 8),
    st.lists(st.lists(st.integers(1, 4), max_size=6), min_size=1, max_size=12),
    st.integers(1, 300),
    st.integers(0, 2**32),
)
@settings(max_examples=60, deadline=None)
def test_a_text_is_whole_and_every_token_a_copy_of_its_parent_or_a_mutation(
    name: str, order: int, training: list[list[int]], tokens: int, seed: int
) -> None:
    text = documents(training)
    uniform = bool(seed % 2)
    trained = make_model(name, order, uniform=uniform).train(text, 6)
    sample = trained.sample(tokens, np.random.default_rng(seed))
    assert len(sample.tokens) == len(sample.parents) == tokens
    ends = np.flatnonzero(sample.tokens == 0) + 1
    if not sample.cut:
        assert np.array_equal(np.append(0, ends[ends < tokens]), sample.starts)
    copied = sample.parents >= 0
    assert np.array_equal(sample.tokens[copied], text.tokens[sample.parents[copied]])
    assert uniform or name == "additive" or copied.all()
    assert sample.tokens.min() >= 0 and sample.tokens.max() < 6


def test_mutations_come_at_the_rate_of_the_uniform_share() -> None:
    text = documents([[1, 2, 3]] * 5)
    sample = make_model("additive", 1, gamma=0.5).train(text, 10).sample(50_000, np.random.default_rng(2))
    rate, share = (sample.parents < 0).mean(), 0.5 * 10 / (20 + 0.5 * 10)
    assert abs(rate - share) < 4 * np.sqrt(share * (1 - share) / 50_000)


def test_a_word_chosen_by_kinds_has_any_occurrence_of_its_kind_as_parent() -> None:
    from scipy.stats import chi2

    # 2 never opens a document, so that one that does was chosen by kinds: half of them after 1, half after 3
    text = documents([[1, 2], [1, 2], [1, 2], [3, 2]])
    sample = (
        make_model("kneser-ney", 2, discount=0.9).train(text, 4).sample(200_000, np.random.default_rng(4))
    )
    opening = sample.starts[sample.tokens[sample.starts] == 2]
    parents = Counter(sample.parents[opening].tolist())
    mutations = parents.pop(-1)
    assert set(parents) == {1, 4, 7, 10} and mutations > 0
    total = parents.total()
    expected = {1: total / 6, 4: total / 6, 7: total / 6, 10: total / 2}
    assert chi2.sf(sum((parents[p] - e) ** 2 / e for p, e in expected.items()), 3) > 1e-4


@pytest.mark.parametrize("name", SMOOTHED)
def test_the_same_seed_gives_the_same_text(name: str) -> None:
    trained = make_model(name, 3).train(TRAINING, SIZE)
    first, again, other = (trained.sample(2_000, np.random.default_rng(seed)) for seed in (7, 7, 8))
    assert np.array_equal(first.tokens, again.tokens) and np.array_equal(first.parents, again.parents)
    assert not np.array_equal(first.tokens, other.tokens)


def test_a_known_seed_gives_a_known_text_on_every_machine() -> None:
    text = documents([[1, 2, 3], [1, 3, 2], [2, 2, 1]])
    trained = make_model("modified-kneser-ney", 3).train(text, 5)
    sample = trained.sample(24, np.random.Generator(np.random.PCG64(11)))
    assert sample.tokens.tolist() == KNOWN


KNOWN = [1, 3, 2, 0, 2, 1, 4, 1, 2, 2, 1, 2, 3, 1, 2, 0, 1, 2, 3, 2, 2, 1, 0, 1]


def test_document_lengths_are_not_biased_by_the_budget() -> None:
    trained = make_model("witten-bell", 2).train(zipf_documents(200, 6, seed=4), SIZE)
    short = [np.diff(trained.sample(3_000, np.random.default_rng(seed)).starts).mean() for seed in range(40)]
    wide = np.diff(trained.sample(200_000, np.random.default_rng(99)).starts)
    error = np.hypot(np.std(short) / np.sqrt(len(short)), wide.std() / np.sqrt(len(wide)))
    assert abs(np.mean(short) - wide.mean()) < 4 * error
