"""The loop runs every model, outside programs too, and keeps what each can know of origins."""

import sys

import numpy as np
import pytest
from toys import CAT, corpus_of

from driftview.drift.loop import Loop
from driftview.models.external import ExternalModelError
from driftview.models.registry import SMOOTHED
from driftview.settings.settings import Settings, SettingsError
from driftview.text.corpus import Corpus
from driftview.text.sources import open_corpus


@pytest.fixture(scope="module")
def ecclesiastes() -> Corpus:
    return open_corpus(["ecclesiastes"])


def python(code: str) -> str:
    return f'"{sys.executable}" -c "{code}"'


@pytest.mark.parametrize("smoothing", SMOOTHED)
@pytest.mark.parametrize("regime", ["replace", "accumulate"])
def test_a_smoothed_lineage_knows_where_its_words_come_from(
    ecclesiastes: Corpus, smoothing: str, regime: str
) -> None:
    loop = Loop(ecclesiastes, Settings(smoothing=smoothing, regime=regime, order=2, human_share=0.1))  # type: ignore[arg-type]
    for _ in range(2):
        generation = loop.step()
        copied = generation.origins >= 0
        assert len(generation.tokens) == len(ecclesiastes.tokens)
        assert np.array_equal(generation.tokens[copied], ecclesiastes.tokens[generation.origins[copied]])
        assert np.mean(copied) > 0.5
        assert generation.expected == {}
        assert (generation.measures["perplexity"] or 0) > 1


def test_mutations_bring_back_dead_words(ecclesiastes: Corpus) -> None:
    loop = Loop(ecclesiastes, Settings(smoothing="witten-bell", order=1))
    generations = [loop.lineage.generations[0], *(loop.step() for _ in range(4))]
    returned = (generations[4].counts > 0) & (generations[2].counts == 0) & (generations[0].counts > 0)
    assert returned.any()


@pytest.mark.parametrize("judge", ["likelihood", "length", "human-likelihood"])
def test_curation_is_selection(ecclesiastes: Corpus, judge: str) -> None:
    loop = Loop(ecclesiastes, Settings(order=2, candidates=3, judge=judge))  # type: ignore[arg-type]
    generation = loop.step()
    assert np.array_equal(generation.tokens, ecclesiastes.tokens[generation.origins])
    assert not loop.laws.hold


def test_an_outside_program_is_a_model() -> None:
    corpus = corpus_of(CAT * 10)
    echo = python("import sys; sys.stdout.write(sys.stdin.read())")
    loop = Loop(corpus, Settings(order=2, model_command=echo))
    for _ in range(2):
        generation = loop.step()
        assert np.array_equal(generation.tokens, corpus.tokens)
        assert np.all(generation.origins == -1)
        assert generation.measures["founders"] is None and generation.voices == {}


def test_words_that_no_human_wrote_are_welcome() -> None:
    corpus = corpus_of(CAT * 10)
    words = python("import sys; print(sys.stdin.read().replace('cat', 'unicorn'))")
    loop = Loop(corpus, Settings(order=2, model_command=words))
    first, second = loop.step(), loop.step()
    vocabulary = second.corpus.vocabulary
    unicorn = vocabulary.find("unicorn")
    assert unicorn == len(corpus.vocabulary)
    assert second.counts[unicorn] == corpus.counts[corpus.vocabulary.find("cat")]
    assert [len(each.counts) for each in loop.lineage.generations] == [len(vocabulary)] * 3
    assert first.measures["types"] == len(np.flatnonzero(corpus.counts))


@pytest.mark.parametrize(
    ("code", "said"),
    [("raise SystemExit(3)", "3"), ("print('one word')", "too little"), ("pass", "nothing")],
)
def test_an_outside_program_that_fails_is_reported_in_one_line(code: str, said: str) -> None:
    loop = Loop(corpus_of(CAT * 10), Settings(order=2, model_command=python(code)))
    with pytest.raises(ExternalModelError, match=said) as refused:
        loop.step()
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "settings",
    [
        {"smoothing": "rough"},
        {"smoothing": "additive", "top_k": 2},
        {"model_command": "a 'b"},
        {"model_command": ""},
    ],
)
def test_a_model_that_cannot_be_made_is_refused_at_once(
    ecclesiastes: Corpus, settings: dict[str, object]
) -> None:
    with pytest.raises(SettingsError):
        Loop(ecclesiastes, Settings(**settings))  # type: ignore[arg-type]
