"""Editing and filtering: which sentences are replaced, what the law says of it, and what filters keep."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from driftview.cli.options import option_type
from driftview.drift.editing import Editor
from driftview.drift.loop import Loop
from driftview.drift.training import Filter, Passage, Purpose, stream
from driftview.library.texts import text_of
from driftview.settings.settings import PARAMETERS, Settings, read_setting
from driftview.text.corpus import Corpus
from driftview.text.sentences import find_sentences
from driftview.text.sources import open_corpus
from driftview.theory.edited_law import EditedLaw, EditedLines

PROSE = """He came. “Who was it?” she said! Nobody knew

It was late. It rained. (Really.) The end.

One more without a mark
"""


@pytest.fixture(scope="module")
def ecclesiastes() -> Corpus:
    return open_corpus(["ecclesiastes"])


def human_of(corpus: Corpus) -> Passage:
    return Passage(np.arange(len(corpus.tokens), dtype=np.int32), corpus.starts)


def test_sentences_end_with_their_marks_quotes_and_documents() -> None:
    corpus = text_of(PROSE).corpus()
    words = corpus.vocabulary.words
    first, lengths = find_sentences(words, corpus.tokens, corpus.starts)
    told = [
        " ".join(words[token] for token in corpus.tokens[begin : begin + length].tolist())
        for begin, length in zip(first.tolist(), lengths.tolist(), strict=True)
    ]
    assert told == [
        "He came .", "“ Who was it ? ”", "she said !", "Nobody knew",
        "It was late .", "It rained .", "( Really . )", "The end .", "One more without a mark",
    ]  # fmt: skip


@given(st.floats(0, 1), st.integers(0, 9))
@settings(max_examples=25, deadline=None)
def test_a_share_of_every_document_is_human_and_the_rest_is_untouched(share: float, seed: int) -> None:
    corpus = open_corpus(["ecclesiastes"])
    machine = np.where(np.arange(2000) % 7 == 6, corpus.vocabulary.find(".") or 0, 40 + np.arange(2000) % 5)
    machine[99::100] = 0
    written = Passage(np.full(2000, -1, np.int32), np.arange(0, 2000, 100), machine.astype(np.int32))
    edited = Editor(corpus, share).edit(written, corpus, np.random.default_rng(seed))
    assert edited.written is not None
    assert len(edited.starts) == 20
    assert np.all(edited.written[edited.starts[1:] - 1] == 0)
    human = edited.origins >= 0
    assert np.array_equal(edited.written[human], corpus.tokens[edited.origins[human]])
    kept = edited.written[~human]
    _, lengths = find_sentences(corpus.vocabulary.words, machine.astype(np.int32), written.starts)
    in_document = len(lengths) // 20
    ends = np.append(edited.starts[1:], len(edited.written))
    for begin, end in zip(edited.starts.tolist(), ends.tolist(), strict=True):
        mine = edited.written[begin:end][~human[begin:end]]
        left = in_document - len(find_sentences(corpus.vocabulary.words, mine, np.zeros(1, np.int64))[0])
        assert abs(left - share * in_document) < 1 + 1e-9 or len(mine) == 1
    assert len(kept) <= 2000


def test_all_or_nothing() -> None:
    corpus = text_of(PROSE * 9).corpus()
    human = human_of(corpus)
    rng = np.random.default_rng(1)
    assert np.array_equal(Editor(corpus, 0.0).edit(human, corpus, rng).origins, human.origins)
    machine = Passage(np.full(len(human), -1, np.int32), human.starts, corpus.tokens.copy())
    edited = Editor(corpus, 1.0).edit(machine, corpus, rng)
    assert edited.written is not None
    assert np.all((edited.origins >= 0) | (edited.written == 0))


def test_generations_have_their_size_and_come_again(ecclesiastes: Corpus) -> None:
    chosen = Settings(order=2, edited=0.3, seed=4, tokens=3000)
    loops = [Loop(ecclesiastes, chosen) for _ in range(2)]
    for _ in range(2):
        one, other = (loop.step() for loop in loops)
        assert len(one.origins) == 3000
        assert np.array_equal(one.tokens, other.tokens)


@pytest.mark.parametrize("values", [{}, {"temperature": 1.3}, {"order": 2, "candidates": 2}])
def test_a_text_of_which_no_document_begins_as_a_human_one_is_trained_on(
    ecclesiastes: Corpus, values: dict[str, Any]
) -> None:
    """A generation of 60 tokens is one document; its first sentence comes from the middle of a human one."""
    for seed in range(1, 5):
        loop = Loop(ecclesiastes, Settings(tokens=60, generations=6, edited=0.5, seed=seed, **values))
        for _ in range(6):
            before, now = loop.lineage.generations[-1], loop.step()
            human = set(ecclesiastes.tokens.tolist())
            assert set(now.tokens.tolist()) <= set(before.tokens.tolist()) | human


def test_the_law_of_editing_is_that_of_its_branching_process() -> None:
    """Word counts that are drawn as the law says: copies at random, and human tokens, one by one."""
    rng = np.random.default_rng(3)
    counts = np.repeat([1, 2, 3, 8, 30], [400, 200, 100, 50, 10])
    size, share = int(counts.sum()), 0.2
    law = EditedLaw(counts.astype(float), EditedLines((float(size),) * 6, share))
    alive, once = [], []
    for _ in range(200):
        now = counts
        for _ in range(5):
            human = rng.multinomial(round(share * size), counts / size)
            now = rng.multinomial(size - round(share * size), now / now.sum()) + human
        alive.append(np.count_nonzero(now))
        once.append(np.count_nonzero(now == 1))
    for measured, expected, spread in (
        (alive, law.types(5), law.types_sd(5)),
        (once, law.hapaxes(5), law.hapaxes_sd(5)),
    ):
        assert abs(np.mean(measured) - expected) < 4 * np.std(measured) / np.sqrt(200) + 0.005 * expected
        assert 0.7 < np.std(measured) / spread < 1.1


def test_without_editing_the_law_is_that_of_drift() -> None:
    survival = EditedLines((500.0,) * 6, 0.0).survival()
    assert survival[1] == pytest.approx(0.6321205588)
    assert survival[5] == pytest.approx(0.2680768157)
    assert EditedLines((500.0,) * 200, 1.0).survival()[-1] == pytest.approx(1 - np.exp(-1))


def test_measured_words_follow_the_law(ecclesiastes: Corpus) -> None:
    left, expected = [], 0.0
    for seed in range(12):
        loop = Loop(ecclesiastes, Settings(order=2, edited=0.2, seed=seed), measured=("human_types",))
        for _ in range(6):
            last = loop.step()
        left.append(last.words_left)
        expected = last.words_expected or 0.0
    error = np.std(left, ddof=1) / np.sqrt(len(left))
    assert abs(np.mean(left) - expected) < 3.5 * error


@pytest.mark.parametrize("criterion", ["surprise", "likelihood", "length", "human-likelihood", "random"])
def test_a_filter_keeps_what_its_criterion_prefers(ecclesiastes: Corpus, criterion: str) -> None:
    corpus = ecclesiastes
    human = human_of(corpus)
    chosen = Settings(kept=0.3, kept_by=criterion)  # type: ignore[arg-type]
    rng = stream(1, Purpose.FILTER, 1)
    kept = Filter(chosen).select(human, human, corpus, rng)
    assert len(kept) == round(0.3 * len(human))
    again = Filter(chosen).select(human, human, corpus, stream(1, Purpose.FILTER, 1))
    assert np.array_equal(kept.origins, again.origins)
    common = np.log(corpus.counts[corpus.tokens]).mean()
    mine = np.log(corpus.counts[kept.origins * 0 + corpus.tokens[kept.origins]]).mean()
    if criterion == "surprise":
        assert mine < common
    if criterion in ("likelihood", "human-likelihood"):
        assert mine > common


def test_an_error_rate_of_one_is_chance(ecclesiastes: Corpus) -> None:
    human = human_of(ecclesiastes)
    chosen = Settings(kept=0.3, kept_by="length", filter_error=1.0)
    firsts = {
        int(Filter(chosen).select(human, human, ecclesiastes, np.random.default_rng(seed)).origins[0])
        for seed in range(20)
    }
    assert len(firsts) > 3


def test_a_filtered_run_is_taken_up_as_it_was(ecclesiastes: Corpus) -> None:
    loop = Loop(ecclesiastes, Settings(order=2, kept=0.5, generations=4))
    for _ in range(2):
        loop.step()
    loop.release_memory()
    after = loop.step()
    straight = Loop(ecclesiastes, Settings(order=2, kept=0.5, generations=4))
    for _ in range(3):
        last = straight.step()
    assert np.array_equal(after.tokens, last.tokens)


def test_the_old_name_of_a_judge_is_still_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert read_setting("judge", "human") == "human-likelihood"
    assert Settings(judge="human").judge == "human-likelihood"  # type: ignore[arg-type]
    assert option_type(PARAMETERS["judge"].kind)("human") == "human-likelihood"
    assert "human is called human-likelihood now" in capsys.readouterr().err
