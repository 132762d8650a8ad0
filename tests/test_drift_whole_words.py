"""Words in whole of a run of subwords: counted, listed, told, kept in a folder, and shown."""

from pathlib import Path

import numpy as np
import pytest
from exploring import exploring

from driftview.cli.output import lineage_table
from driftview.drift.lineage import Lineage
from driftview.drift.loop import Loop
from driftview.drift.verdict import verdict
from driftview.drift.whole_words import predicted_lost, whole_words
from driftview.export.lineage_folder import write_lineage
from driftview.export.reopening import read_lineage
from driftview.export.transcript import compose
from driftview.library.measuring import measure
from driftview.library.texts import text_of
from driftview.settings.settings import Settings
from driftview.text.options import PLAIN_READING
from driftview.text.reading import TextError
from driftview.text.sources import open_corpus
from driftview.text.tokens import detokenise, tokenise

SETTINGS = Settings(unit="subword", merges=300, order=2, generations=4, prediction="closed")


@pytest.fixture(scope="module")
def lineage() -> Lineage:
    corpus = open_corpus(["ecclesiastes"], "subword", PLAIN_READING.with_merges(300))
    loop = Loop(corpus, SETTINGS)
    for _ in range(4):
        loop.step()
    return loop.lineage


def words_in(text: str) -> set[str]:
    return {word for word in tokenise(text) if any(each.isalnum() for each in word)}


def test_lost_and_invented_words_are_those_of_the_pages(lineage: Lineage) -> None:
    human, last = lineage.generations[0], lineage.generations[4]
    corpus = lineage.corpus
    written, read = words_in(last.page()), words_in(human.page())
    spelled = [corpus.vocabulary.words[token] for token in corpus.held_out.tolist()]
    held_out = words_in(detokenise(spelled, "subword"))
    found = whole_words(human, last)
    assert found.expected is not None
    assert predicted_lost(human, lineage.generations)[::4] == (0.0, found.human - found.expected)
    assert {word for word, _ in found.lost} == read - written
    assert {word for word, _ in found.invented} == written - read - held_out
    assert last.measures["words_lost"] == len(found.lost) > 0
    assert last.measures["words_invented"] == len(found.invented) > 0
    assert human.measures["words_lost"] == human.measures["words_invented"] == 0
    assert found.human == len(read)
    assert found.left == len(read & written)


def test_words_that_are_single_pieces_follow_the_law_of_words() -> None:
    rng = np.random.default_rng(5)
    names = [f"word{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(300)]
    drawn = rng.permutation(np.repeat(np.arange(300), rng.integers(2, 6, 300)))
    text = "\n\n".join(" ".join(names[i] for i in drawn[at : at + 12]) for at in range(0, len(drawn), 12))
    corpus = text_of(f"{text}\n\n{text}").corpus("subword", 100_000)
    left, expected = [], []
    for seed in range(20):
        loop = Loop(corpus, Settings(unit="subword", order=1, seed=seed, generations=3))
        for _ in range(3):
            loop.step()
        found = whole_words(loop.lineage.generations[0], loop.lineage.generations[3])
        assert found.expected is not None
        left.append(found.left)
        expected.append(found.expected)
    error = np.std(left, ddof=1) / np.sqrt(len(left))
    assert abs(np.mean(left) - np.mean(expected)) < 3 * error + 1


def test_it_is_told_where_people_look(lineage: Lineage, tmp_path: Path) -> None:
    assert "that no human wrote have been invented" in verdict(lineage)
    head = lineage_table(lineage)[0]
    assert "whole words lost" in head
    assert "words invented" in head
    titles = [section.title for section in compose(lineage).sections]
    assert "Whole words" in titles


def test_a_folder_of_subwords_opens_as_it_was(lineage: Lineage, tmp_path: Path) -> None:
    write_lineage(lineage, tmp_path / "out")
    read = read_lineage(tmp_path / "out")
    assert read.settings == lineage.settings
    assert [each.page() for each in read.generations] == [each.page() for each in lineage.generations]
    assert read.generations[4].measures == lineage.generations[4].measures
    assert read.corpus.byte_pairs.merges == lineage.corpus.byte_pairs.merges
    loop = Loop.after(read)
    again = Loop.after(lineage)
    assert loop.step().page() == again.step().page()
    del lineage.generations[5:]


def test_subwords_are_no_unit_of_a_single_text() -> None:
    with pytest.raises(TextError, match="subwords are learned from the human text of a run"):
        measure(text_of("some words and some more words " * 9), unit="subword")


async def test_the_view_lists_both() -> None:
    async with exploring((120, 36), settings=SETTINGS) as explorer:
        await explorer.press("end", "I")
        await explorer.settle()
        frame = explorer.frame()
        assert "Lost by generation 4" in frame
        assert "Invented, in generation 4" in frame
        assert "words are invented" in frame
        assert "lost if copied whole, by chance" in frame
        listed = next(line for line in frame.splitlines() if "▸" in line)
        await explorer.press("down", "ctrl+down")
        assert next(line for line in explorer.frame().splitlines() if "▸" in line) != listed
    async with exploring((120, 36), settings=Settings(generations=1, seed=1)) as explorer:
        await explorer.press("I")
        assert "every word is one token here" in explorer.frame()
