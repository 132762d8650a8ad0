"""Sampling alone, of documents, words or within documents, and the step in which a chain broke."""

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from driftview.drift.external import ExternalLoop, read_external
from driftview.drift.lineage import Lineage
from driftview.drift.samplers import KEPT, nulls
from driftview.drift.steps import break_said, steps, together, yardstick_said
from driftview.drift.verdict import residual, verdict
from driftview.measures.observation import Human, Observation
from driftview.measures.phrases import looping_documents
from driftview.quantities import HUMAN_WORDS
from driftview.text.series import open_series
from driftview.text.sources import open_corpus
from driftview.text.tokens import render
from driftview.theory.resampling import Holdings, chains_drawn, documents_drawn, trials_for

Documents = list[list[str]]


def through(folder: Path, generations: Sequence[Documents]) -> Lineage:
    """Return the lineage of texts given as documents of words."""
    folder.mkdir(exist_ok=True)
    for number, documents in enumerate(generations):
        text = "\n\n".join(" ".join(words) for words in documents)
        (folder / f"gen-{number}.txt").write_text(text, encoding="utf-8")
    given = read_external(open_series(folder))
    loop = ExternalLoop(given, controlled=False)
    for _ in given.passages:
        loop.step()
    return loop.lineage


@pytest.fixture(scope="module")
def paragraphs() -> Documents:
    corpus = open_corpus(["ecclesiastes"])
    words = render(corpus.vocabulary, corpus.tokens, corpus.starts).split()
    return [words[place : place + 25] for place in range(0, 5_000, 25)]


def again(documents: Documents, chance: random.Random) -> Documents:
    return [chance.choice(documents) for _ in documents]


def test_documents_are_drawn_with_replacement() -> None:
    lengths = np.full(30, 7)
    last = documents_drawn(lengths, (210, 210), 400, np.random.default_rng(1))
    once = 1 - (1 - 1 / 30) ** 30
    assert (last >= 1).mean() == pytest.approx(once, abs=0.01)
    assert (last >= 2).mean() == pytest.approx(0.4746, abs=0.015)  # Wright–Fisher, 30 documents
    uneven = documents_drawn(np.array([1, 50, 3, 2]), (56,), 50, np.random.default_rng(2))
    assert uneven.max() == 1
    assert (uneven == 1).any(axis=1).all(), "every text has a document"


def test_chains_draw_from_their_own_document() -> None:
    tokens, two = np.array([0, 1, 2, 3], np.int32), np.array([2, 2])
    last = chains_drawn(tokens, (two, two, two), 2_000, np.random.default_rng(1))
    assert (last[:, 0] >= 1).mean() == pytest.approx(0.75, abs=0.03)
    assert ((last[:, :2].max(axis=1) == 2) & (last[:, 2:].max(axis=1) == 2)).all(), "no chain dies"


def test_work_is_bounded() -> None:
    assert trials_for(1) == 100
    assert trials_for(10**6) == 30
    assert trials_for(10**8) == 0


def test_words_and_the_documents_they_stand_in() -> None:
    held = Holdings.of(np.array([4, 2, 4, 2, 9, 9], np.int32), np.array([0, 3, 5]))
    assert held.word.tolist() == [2, 4, 9]
    assert held.last_seen(np.array([[1, 5, 0]])).tolist() == [[5, 1, 5]]


def test_drawing_documents_is_explained_by_drawing_documents(tmp_path: Path, paragraphs: Documents) -> None:
    inside = {KEPT: [0, 0], HUMAN_WORDS: [0, 0]}
    for seed in range(5):
        chance, texts = random.Random(seed), [paragraphs]
        for _ in range(3):
            texts.append(again(texts[-1], chance))
        lineage = through(tmp_path / f"{seed}", texts)
        for generation, step in zip(lineage.generations[1:], steps(lineage.generations), strict=True):
            for name, measured in ((KEPT, step.kept), (HUMAN_WORDS, generation.words_left)):
                for place, null in enumerate(nulls(generation.expected, name).values()):
                    inside[name][place] += abs(measured - null.expected) <= 2 * null.sd
    for documents, words in inside.values():
        assert documents >= 12, "of 15, those of one chain together"
        assert words < documents


def test_many_documents_have_a_closed_form(
    tmp_path: Path, paragraphs: Documents, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(2)
    texts = [paragraphs, again(paragraphs, chance), again(paragraphs, chance)]
    simulated = through(tmp_path / "few", texts).generations
    monkeypatch.setattr("driftview.drift.samplers.trials_for", lambda work: 0)
    closed = through(tmp_path / "many", texts).generations
    for drawn, formed in zip(simulated[1:], closed[1:], strict=True):
        for name in (KEPT, HUMAN_WORDS):
            one, other = nulls(drawn.expected, name)["documents"], nulls(formed.expected, name)["documents"]
            assert other.expected == pytest.approx(one.expected, rel=0.02)
            assert other.sd == pytest.approx(one.sd, rel=0.3)
        alive = [
            (one.expected_alive, other.expected_alive)
            for one, other in zip(drawn.bands, formed.bands, strict=True)
        ]
        assert all(one is not None and other == pytest.approx(one, abs=0.1 * one + 3) for one, other in alive)


def test_chains_are_found_and_have_a_law_of_their_own(tmp_path: Path, paragraphs: Documents) -> None:
    chance, texts = random.Random(5), [[words[:12] for words in paragraphs]]
    for _ in range(12):
        texts.append([[chance.choice(words) for _ in words] for words in texts[-1]])
    lineage = through(tmp_path / "chains", texts)
    last = lineage.generations[-1]
    found = residual(last, lineage.generations[-2])
    assert found is not None
    assert list(found.nulls) == ["chains", "words"]
    assert found.explained, "documents that repeat themselves are what chains come to"
    assert last.measures["looping_documents"] == pytest.approx(0.5, abs=0.4)
    chains, words = found.nulls.values()
    assert chains.expected - words.expected > 2 * words.sd, "words hold out longer in many small chains"
    assert "within documents" in yardstick_said(lineage.generations)


def test_the_break_is_found_and_what_came_back_is_told(tmp_path: Path) -> None:
    human = [[f"{name}{place}" for name in "abcdefgh"] for place in range(40)]
    poor = [["a1", "thing", "b1", "c2", "d3", "thing", "a1", "g7"]] * 40
    back = [*poor[:-1], ["a1", "thing", "b1", "c2", "d3", "h9", "new", "g7"]]
    lineage = through(tmp_path / "break", [human, poor, back])
    first, second = steps(lineage.generations)
    assert (first.before, first.kept, first.new, first.returned) == (321, 6, 1, 0)
    assert (second.before, second.kept, second.new, second.returned) == (7, 7, 1, 1)
    assert break_said([first, second]).startswith("The break is in step 1: it kept 6 of 321 words")
    assert "The break is in step 1" in verdict(lineage)


def test_the_same_text_again_is_not_sampling(tmp_path: Path, paragraphs: Documents) -> None:
    lineage = through(tmp_path / "same", [paragraphs] * 4)
    said = verdict(lineage)
    assert "it repeats the text of generation 2 word for word" in said
    assert "sampling alone explains" not in said
    assert "Generations 1–3 repeat the text before" in said


def test_greedy_decoding_is_no_story_of_sampling(tmp_path: Path, paragraphs: Documents) -> None:
    loops = [words[:4] * 6 for words in paragraphs]
    chance = random.Random(1)
    lineage = through(tmp_path / "loops", [paragraphs, loops, again(loops, chance)])
    assert lineage.generations[1].measures["looping_documents"] == 1.0
    assert "repeat themselves, as decoding at a low temperature does" in verdict(lineage)


def test_one_document_leaves_words_as_the_yardstick(tmp_path: Path) -> None:
    lineage = through(tmp_path / "one", [[["a", "b", "c", "d", "e"] * 8], [["a", "b", "a", "d", "e"] * 8]])
    assert list(nulls(lineage.generations[1].expected, KEPT)) == ["words"]
    assert "too few documents" in yardstick_said(lineage.generations)


def test_several_steps_are_one_test() -> None:
    assert together(1) == pytest.approx(2.0)
    assert together(30) > 3.1


def test_repetition_inside_documents_is_counted_by_document() -> None:
    tokens = [1, 2, 3, 4, 1, 2, 3, 4, 1, 5, 6, 7, 8, 9, 1, 2]
    human = Human(np.array(tokens, np.int32), np.zeros(1, np.int64), np.bincount(tokens, minlength=10))
    text = Observation(
        np.array(tokens, np.int32), np.array([0, 9, 14]), np.bincount(tokens, minlength=10), human
    )
    # 123412341 has 4-grams 1234 2341 3412 4123 1234 2341: 4 of 6 are repeated; 56789: none; 12: too short
    assert looping_documents(text) == 0.5
