"""Texts that were given: the numbers of our own runs, the law as the null, nothing that nobody knows."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from driftview.cli.output import lineage_table
from driftview.drift.ancestry import ancestry
from driftview.drift.controls import measure_more
from driftview.drift.external import ExternalGenerations, ExternalLoop, read_external
from driftview.drift.indexed_corpus import IndexedCorpus
from driftview.drift.lineage import Lineage
from driftview.drift.loop import Loop
from driftview.drift.phrases import PhraseBook, phrase_law
from driftview.drift.spread import spread_rows
from driftview.drift.verdict import residual, verdict
from driftview.drift.words import ENDANGERED_AT_MOST, deaths, endangered_words, life_line
from driftview.export.figures import curves_of
from driftview.export.lineage_folder import Export, write_lineage
from driftview.export.markdown import markdown
from driftview.export.record import lineage_record
from driftview.export.reopening import read_lineage
from driftview.export.transcript import compose
from driftview.library.lineages import open_generations
from driftview.settings.settings import Settings, SettingsError
from driftview.text.reading import TextError
from driftview.text.series import open_series
from driftview.text.sources import find_source, open_corpus
from driftview.text.vocabulary import END_ID
from driftview.tui.content.measures import read


@pytest.fixture(scope="module")
def made() -> Lineage:
    """A run of our own."""
    loop = Loop(open_corpus(["ecclesiastes"]), Settings(generations=5, seed=3))
    for _ in range(5):
        loop.step()
    return loop.lineage


@pytest.fixture(scope="module")
def folder(made: Lineage, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("given") / "run"
    write_lineage(made, place)
    return place / "text"


def through(given: ExternalGenerations) -> Lineage:
    loop = ExternalLoop(given)
    for _ in given.passages:
        loop.step()
    return loop.lineage


@pytest.fixture(scope="module")
def lineage(folder: Path) -> Lineage:
    return through(read_external(open_series(folder)))


def toy(tmp_path: Path, *generations: str, human: str = "the cat sat on the mat . " * 5) -> Path:
    for number, text in enumerate((human, *generations)):
        (tmp_path / f"gen-{number}.txt").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_run_of_our_own_gives_the_same_numbers_when_its_texts_are_opened(
    made: Lineage, lineage: Lineage
) -> None:
    for ours, theirs in zip(made.generations, lineage.generations, strict=True):
        for name in ("types", "hapaxes", "js_bits", "distinct_2", "entropy_bits"):
            assert theirs.measures[name] == pytest.approx(ours.measures[name], rel=1e-3), name
        # reading a text again ends its last paragraph, so that it may have one token more
        words = "human_types_if_words" if theirs.number else "human_types"
        assert theirs.expected[words] == pytest.approx(ours.expected["human_types"], rel=1e-3)
        assert theirs.words_left == ours.words_left


def test_sampling_alone_explains_a_run_that_is_sampling_alone(lineage: Lineage) -> None:
    for generation in lineage.generations[1:]:
        found = residual(generation)
        assert found is not None
        assert found.explained, generation.number
        assert (found.own, found.said) == (0, "sampling alone explains that")
    assert "sampling alone explains that. No step loses more" in verdict(lineage)


def test_a_writer_who_loses_more_is_named_with_the_residual(tmp_path: Path) -> None:
    human = open_corpus(["ecclesiastes"])
    words = [human.vocabulary.words[token] for token in human.tokens.tolist() if token]
    kept = [words[place % 300] for place in range(len(words))]
    lineage = through(read_external(open_series(toy(tmp_path, " ".join(kept), human=" ".join(words)))))
    found = residual(lineage.generations[1])
    assert found is not None
    assert not found.explained
    assert found.said == f"{round(found.expected - found.left):,} words fewer than sampling alone explains"
    assert found.said in verdict(lineage)


def test_new_words_are_counted_apart(tmp_path: Path) -> None:
    given = read_external(
        open_series(toy(tmp_path, "the cat delved into the tapestry . " * 4, "the dog sat ."))
    )
    lineage = through(given)
    first, second = lineage.generations[1:]
    known = [residual(first), residual(second)]
    assert [(each.left, each.own) for each in known if each] == [(4, 3), (4, 1)]
    measured = [
        {name: each.measures[name] for name in ("types", "human_types", "new_types")}
        for each in (first, second)
    ]
    assert measured == [
        {"types": 7, "human_types": 4, "new_types": 3},
        {"types": 5, "human_types": 4, "new_types": 1},
    ]
    assert first.control["human_types"] == first.control["types"]
    assert first.expected["human_types"] is not None
    assert not {"types", "hapaxes"} & set(first.expected), "the law is of human words"
    for generation in lineage.generations:
        assert len(generation.counts) == len(given.corpus.vocabulary)
        assert int(generation.counts.sum()) == len(generation.tokens)
    delved = given.corpus.vocabulary.find("delved")
    assert delved is not None
    assert [int(each.counts[delved]) for each in lineage.generations] == [0, 4, 0]
    assert "3 words of its own" in verdict(Lineage(given.corpus, lineage.settings, lineage.generations[:2]))


def test_sizes_go_into_the_law(tmp_path: Path) -> None:
    text = "a b c d e f g h i j k l m n o p q r s t u v w x y z " * 2
    small = through(read_external(open_series(toy(tmp_path, "a b c", text, human=text))))
    assert small.settings.sizes == (4, 53)
    expected = [each.expected["human_types"] for each in small.generations]
    assert expected[1] is not None
    assert expected[2] is not None
    assert expected[2] <= expected[1] < 5


def test_nothing_is_said_of_what_nobody_knows(lineage: Lineage) -> None:
    for generation in lineage.generations[1:]:
        assert generation.matched
        assert generation.voices == {}
        assert generation.measures["founders"] is None
        assert generation.measures["perplexity"] is None
        assert generation.measures["copied_share"] is not None
    more = measure_more(IndexedCorpus(lineage.corpus, 3), lineage.generations[1], ["mutated_share"])
    assert more == {"mutated_share": None}
    assert phrase_law(lineage, PhraseBook(lineage.corpus, 2)) is None


def test_passages_are_found_by_matching(made: Lineage, lineage: Lineage) -> None:
    for ours, theirs in zip(made.generations[1:], lineage.generations[1:], strict=True):
        # what is known to be copied is found; chance adds what goes on alike after another place
        known, found = ours.measures["copied_share"], theirs.measures["copied_share"]
        assert known is not None
        assert found is not None
        assert known <= found
        longest = ours.measures["longest_copy"]
        assert longest is not None
        assert (theirs.measures["longest_copy"] or 0) >= longest
        share = measure_more(IndexedCorpus(lineage.corpus, 3), theirs, ["shared_share"])["shared_share"]
        assert share is not None
        assert found <= share
    sentence = ancestry(lineage.generations[2], 0, 12)
    for piece in sentence.pieces:
        same = lineage.generations[2].tokens[piece.begin : piece.end]
        assert np.array_equal(same, lineage.corpus.tokens[piece.origin : piece.origin + piece.tokens])


def test_held_out_text_is_scored_where_it_is_given(folder: Path, tmp_path: Path) -> None:
    unread = tmp_path / "unread.txt"
    unread.write_text("Of making many books there is no end. " * 30, encoding="utf-8")
    given = read_external(open_series(folder), held_out=find_source(str(unread)))
    loop = ExternalLoop(given)
    scores = [loop.step().measures["perplexity"] for _ in range(3)]
    assert all(score is not None and score > 1 for score in scores)
    assert len(given.corpus.held_out) == 271


def test_words_live_and_die_by_the_null(lineage: Lineage) -> None:
    word = lineage.corpus.vocabulary.find("vanity")
    assert word is not None
    life = life_line(lineage, word)
    assert life.band is not None
    assert len(life.counts) == 6


def test_there_is_no_generation_after_the_last(tmp_path: Path) -> None:
    loop = ExternalLoop(read_external(open_series(toy(tmp_path, "the mat ."))))
    loop.step()
    with pytest.raises(SettingsError, match="these are all the texts"):
        loop.step()


def test_a_human_text_that_is_too_short_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TextError, match="too short"):
        read_external(open_series(toy(tmp_path, "the cat", human="the cat")))


def test_characters_can_be_the_unit(tmp_path: Path) -> None:
    lineage = through(read_external(open_series(toy(tmp_path, "the cat")), "character"))
    assert lineage.generations[1].measures["tokens"] == 8


def test_the_folder_says_that_the_texts_were_given(lineage: Lineage, tmp_path: Path) -> None:
    record = lineage_record(lineage)
    assert record["config"]["given"] == ("000.txt", "001.txt", "002.txt", "003.txt", "004.txt", "005.txt")
    said = " ".join(str(Export(lineage).content("plain")).split())
    assert "texts from outside" in said
    assert "To repeat this run" not in said
    assert "sampling alone explains that" in said
    write_lineage(lineage, tmp_path / "out")
    again = read_lineage(tmp_path / "out")
    assert again.settings == lineage.settings
    for before, after in zip(lineage.generations, again.generations, strict=True):
        assert (after.matched, after.measures) == (before.matched, before.measures)
        assert np.array_equal(after.tokens, before.tokens)
        assert np.array_equal(after.origins, before.origins)


def test_like_is_compared_with_like_in_table_page_and_chart(tmp_path: Path) -> None:
    """A text with 3 words of its own has lost human words; 7 of 5 words would say the opposite."""
    given = read_external(
        open_series(toy(tmp_path, "the cat delved into the tapestry . " * 4, human="the cat sat . " * 9))
    )
    lineage = through(given)
    table = lineage_table(lineage)
    head, last = (re.split(r"  +", line.strip()) for line in (table[0], table[-1]))
    row = dict(zip(head, last, strict=True))
    assert (row["human words"], row["own words"]) == ("4", "3")
    assert "words" not in head
    curve = curves_of("human_types", lineage.generations).series[0]
    assert curve.values == tuple(each.words_left for each in lineage.generations)
    said = markdown(compose(lineage))
    assert "| words left | own words |" in said
    assert "matched 8+" in said
    assert "copied 8+" not in said
    assert "drift" not in said.split("\n", 1)[0]
    assert "- generation 0: gen-0.txt\n" in said
    assert "texts from outside: gen-1.txt" in said
    measures = {each.name: each.value for each in read(lineage.generations, 1)}
    assert (measures["human words"], measures["own words"]) == ("4", "3")


def test_a_program_that_brings_words_of_its_own_keeps_no_more_than_all_human_words(tmp_path: Path) -> None:
    given = read_external(
        open_series(toy(tmp_path, "the cat delved into the tapestry . " * 4, human="the cat sat . " * 9))
    )
    made = through(given).generations
    lineage = Lineage(given.corpus, Settings(model_command="gpt", generations=1), made)
    assert verdict(lineage).startswith(
        "Generation 1 knows 4 of the 5 words that humans wrote (80%), and 3 words of its own."
    )
    assert "drift" not in compose(lineage).title


def test_the_end_of_a_paragraph_is_never_a_dead_word_nor_endangered(tmp_path: Path) -> None:
    (tmp_path / "gen-0.txt").write_text("the cat sat on the mat .\n\nthe dog sat .\n\n" * 3, "utf-8")
    (tmp_path / "gen-1.txt").write_text("the cat sat . " * 5, "utf-8")
    lineage = through(read_external(open_series(tmp_path)))
    last = lineage.generations[-1]
    assert 0 < last.counts[END_ID] <= ENDANGERED_AT_MOST
    assert END_ID not in [each.word for each in endangered_words(lineage, 1)]
    silent = replace(last, counts=np.where(np.arange(len(last.counts)) == END_ID, 0, last.counts))
    named = [each.word for each in deaths([lineage.generations[0], silent])]
    assert named
    assert END_ID not in named


def test_at_characters_everything_speaks_of_characters(tmp_path: Path) -> None:
    given = read_external(open_series(toy(tmp_path, "the cat sat xyz . " * 4)), "character")
    lineage = through(given)
    said = markdown(compose(lineage)).replace("\n- human text: ", "\n")
    tables = said[said.index("## Generation by generation") :]
    for text in (verdict(lineage), "\n".join(lineage_table(lineage)), tables.split("## Obituaries")[0]):
        assert "character" in text
        assert not re.search(r"\bwords?\b", text), text


def test_other_seeds_are_replicates_with_their_spread(tmp_path: Path) -> None:
    human = "The keeper of the bridge lit the lamp before the snow fell on the river.\n\n" * 4
    for seed, number, text in [(7, 1, "lamp lamp snow."), (8, 1, "lamp snow bridge."), (8, 2, "snow snow.")]:
        (tmp_path / f"gen{number}_seed{seed}.txt").write_text(f"{text}\n\n" * 9)
    (tmp_path / "gen2_seed7.txt").write_text("lamp lamp lamp.\n\n" * 9)
    (tmp_path / "human.txt").write_text(human)
    lineage = open_generations(tmp_path)
    assert [each.name for each in lineage.replicates] == ["seed8"]
    assert [each["human_types"] for each in lineage.replicates[0].measures[1:]] == [5, 3]
    assert [each.measures["human_types"] for each in lineage.generations[1:]] == [4, 3]
    head, first, second = spread_rows(lineage)
    assert head[:3] == ("generation", "seeds", "words")
    assert (first[:3], second[:3]) == (("1", "2", "4 ± 1"), ("2", "2", "3 ± 0"))
    assert any("Seeds" in section.title for section in compose(lineage).sections)
    write_lineage(lineage, tmp_path / "run", formats=["json", "genealogy"])
    assert read_lineage(tmp_path / "run").replicates == lineage.replicates
