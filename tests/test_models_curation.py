"""Best-of-k: judges choose between sentences, and with one candidate nothing is chosen."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toys import documents, zipf_documents

from driftview.arrays import Flags
from driftview.choices import JudgeName
from driftview.models.curation import Curated, judge_named
from driftview.models.protocol import Model, ModelError, Sample, TrainingText
from driftview.models.registry import make_model, model_names
from driftview.text.sentences import closing_words

STOP = 3
OWN = model_names(tuple)
NEVER = np.zeros(8, bool)


LIKES: tuple[JudgeName, ...] = ("likelihood", "length")


def stops() -> Flags:
    return np.asarray(np.arange(8) == STOP)


def openings(sample: Sample) -> np.ndarray:
    return sample.tokens[sample.starts]


def near(count: int, total: int, share: float) -> bool:
    return abs(count - total * share) < 4 * math.sqrt(total * share * (1 - share))


def curate(
    text: TrainingText, judge: JudgeName, candidates: int, human: TrainingText | None = None
) -> Sample:
    reader = None if human is None else make_model("witten-bell", 2).train(human, 8)
    model = Curated(make_model("none", 2), judge_named(judge, reader), NEVER, candidates)
    return model.train(text, 8).sample(40_000, np.random.default_rng(3))


def test_likelihood_keeps_the_likelier_of_k_sentences() -> None:
    sample = curate(documents([[1]] * 3 + [[2]]), "likelihood", 4)
    first = openings(sample)
    assert near(int((first == 2).sum()), len(first), 0.25**4)


def test_closeness_to_the_human_text_keeps_what_the_human_text_is_like() -> None:
    sample = curate(documents([[1]] * 3 + [[2]]), "human-likelihood", 3, documents([[2]] * 9 + [[1]]))
    first = openings(sample)
    assert near(int((first == 1).sum()), len(first), 0.75**3)


@pytest.mark.parametrize("order", [1, 2])
@pytest.mark.parametrize("name", ["none", "additive"])
def test_length_keeps_the_longest_of_k_and_takes_documents_without_bias(name: str, order: int) -> None:
    from scipy.stats import chi2

    # every token ends its document with probability q, so lengths are geometric, and the longest of k has F^k
    text, ended = documents([[1, 1, 1]]), 0.25
    if order == 2:
        text, ended = documents([[1] * 3] * 4 + [[]] * 2), 1 / 3
    model = make_model("none", order) if name == "none" else make_model("additive", order, gamma=1e-9)
    sample = (
        Curated(model, judge_named("length"), NEVER, 3)
        .train(text, 8)
        .sample(60_000, np.random.default_rng(8))
    )
    lengths = np.diff(sample.starts)
    below = (1 - (1 - ended) ** np.arange(13)) ** 3
    expected = np.append(np.diff(below), 1 - below[-1]) * len(lengths)
    seen = np.bincount(np.minimum(lengths, 13), minlength=14)[1:]
    assert chi2.sf(((seen - expected) ** 2 / expected).sum(), 12) > 1e-4


@pytest.mark.parametrize("name", OWN)
def test_one_candidate_writes_as_the_model_does(name: str) -> None:
    from scipy.stats import chi2

    text = zipf_documents(80, 6, seed=5)
    model = make_model(name, 2)
    plain = model.train(text, 8).sample(60_000, np.random.default_rng(1))
    curated = Curated(model, judge_named("likelihood"), stops(), 1)
    chosen = curated.train(text, 8).sample(60_000, np.random.default_rng(2))
    pairs = [np.bincount(s.tokens[:-1] * 8 + s.tokens[1:], minlength=64) for s in (plain, chosen)]
    total = pairs[0] + pairs[1]
    often = total >= 20
    statistic = ((pairs[0] - pairs[1])[often] ** 2 / total[often]).sum()
    assert chi2.sf(statistic, int(often.sum()) - 1) > 1e-4


@given(
    st.sampled_from(OWN),
    st.integers(1, 4),
    st.integers(1, 300),
    st.integers(1, 5),
    st.sampled_from(LIKES),
)
@settings(max_examples=50, deadline=None)
def test_a_chosen_text_is_whole_and_has_its_parents(
    name: str, order: int, tokens: int, candidates: int, judge: JudgeName
) -> None:
    text = zipf_documents(20, 6, seed=tokens % 5)
    model = Curated(make_model(name, order), judge_named(judge), stops(), candidates)
    trained = model.train(text, 8)
    sample = trained.sample(tokens, np.random.default_rng(tokens))
    assert len(sample.tokens) == len(sample.parents) == tokens
    ends = np.flatnonzero(sample.tokens == 0) + 1
    assert sample.cut or np.array_equal(np.append(0, ends[ends < tokens]), sample.starts)
    copied = sample.parents >= 0
    assert np.array_equal(sample.tokens[copied], text.tokens[sample.parents[copied]])
    assert np.array_equal(
        trained.probabilities(text), make_model(name, order).train(text, 8).probabilities(text)
    )


def test_likelihood_raises_the_likelihood_of_real_choices() -> None:
    text = zipf_documents(80, 6, seed=5)
    model: Model = make_model("modified-kneser-ney", 3)
    surprises = []
    for candidates in (1, 4):
        trained = Curated(model, judge_named("likelihood"), stops(), candidates).train(text, 8)
        sample = trained.sample(20_000, np.random.default_rng(1))
        scored = trained.probabilities(TrainingText(sample.tokens, sample.starts))
        surprises.append(-np.log2(scored).mean())
    assert surprises[1] < surprises[0] - 0.1


def test_closing_words_are_marks_that_stand_alone() -> None:
    assert closing_words(["\n\n", ".", "Mr.", "!", "?", ",", "。"]).tolist() == [0, 1, 0, 1, 1, 0, 1]


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ModelError, match="human text"):
        judge_named("human-likelihood")
    with pytest.raises(ModelError, match="at least 1"):
        Curated(make_model("none", 2), judge_named("length"), NEVER, 0)
