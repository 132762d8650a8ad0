"""Chain of custody: paths worked out by hand, and texts that derive from outputs or do not."""

import pytest
from exploring import exploring
from lineages import run, told
from test_tui_frames import check_both
from toys import corpus_of

from driftview.drift import custody
from driftview.drift.custody import CustodyFinder, provenance_of
from driftview.export.descent import custody_table, provenance_table
from driftview.settings.settings import Settings
from driftview.text.reading import VoiceText
from driftview.text.sources import Source, open_corpus


def test_a_path_says_where_a_sentence_was_cut_and_joined() -> None:
    """By hand: generation 1 joins "one two" and "six seven", generation 2 appends "four"."""
    corpus = corpus_of("one two three four.", "five six seven.")
    lineage = told(corpus, [[0, 1, 7, 8], [2, 3, 4]], [[0, 1, 7, 8, 3]])
    found = CustodyFinder(lineage).span(2, 0, 5)
    assert [(step.generation, step.joined) for step in found.steps] == [(2, 1), (1, 1), (0, 0)]
    assert [[each.text for each in step.stretches] for step in found.steps] == [
        ["one two six seven four"],
        ["one two six seven", "four"],
        ["one two", "six seven", "four"],
    ]
    assert found.removes == (2, 2)
    assert found.hands == 2 + 2, "two human voices and two models"
    assert found.joins == 2
    table = custody_table(found)
    assert table.records()[1]["text"] == "one two six seven ╎ four"
    assert "2 removes from the human text, 4 hands, 2 joins" in table.said[0]


def test_human_text_that_is_mixed_in_is_one_remove_away() -> None:
    corpus = corpus_of("one two three four.", "five six seven.")
    lineage = told(corpus, [[0, 1, 2, 3]], [[0, 1, 7, 8]], human_share=0.5)
    found = CustodyFinder(lineage).span(2, 0, 4)
    assert found.removes == (1, 2)
    assert found.orphans == 0
    plain = told(corpus, [[0, 1, 2, 3]], [[0, 1, 7, 8]])
    assert CustodyFinder(plain).span(2, 0, 4).orphans == 2, "nothing is known of words that came from nowhere"


@pytest.mark.parametrize(
    "settings", [{"regime": "accumulate"}, {"regime": "window", "window": 2}, {"order": 3}]
)
def test_every_word_of_a_run_has_a_path(settings: dict[str, object]) -> None:
    lineage = run(open_corpus(["ecclesiastes"]), 4, **{"order": 2, **settings}).lineage
    finder = CustodyFinder(lineage)
    for position in (0, 500, 3000):
        found = finder.sentence(4, position)
        assert found.orphans == 0
        assert found.steps[-1].generation == 0
        human = sum(each.end - each.begin for each in found.steps[-1].stretches)
        assert human == found.end - found.begin
        assert 1 <= found.removes[0] <= found.removes[1] <= 4


def test_derived_texts_are_told_from_human_ones() -> None:
    lineage = run(open_corpus(["ecclesiastes"]), 4, order=2, seed=1).lineage
    other = run(open_corpus(["ecclesiastes"]), 4, order=2, seed=2).lineage
    found = provenance_of(lineage, source(lineage.generations[3].page()[:8000]))
    assert found.likeliest is not None
    assert found.likeliest.generation == 3
    assert provenance_of(lineage, source(other.generations[2].page())).likeliest is not None
    human = open_corpus(["emma"])
    from driftview.text.tokens import render

    foreign = provenance_of(lineage, source(render(human.vocabulary, human.tokens[:8000])))
    assert foreign.likeliest is None
    assert "Nothing distinguishes it from human text" in provenance_table(foreign, "emma").said[0]
    copied = provenance_of(lineage, source(lineage.generations[0].page()))
    assert copied.likeliest is None
    assert copied.verbatim > 0.95


def source(page: str) -> Source:
    return Source("given", (VoiceText("given", (("given.txt", page),)),))


async def test_the_path_stands_in_place_of_the_page() -> None:
    async with exploring((120, 36), settings=Settings(order=2, generations=4, seed=1)) as explorer:
        await explorer.press("end", "f", "down", "M")
        await check_both("custody", explorer)
        assert "4 removes" in explorer.frame()
        await explorer.press("M")
        assert "removes" not in explorer.frame()


def test_a_path_is_the_same_read_through_and_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    lineage = run(open_corpus(["ecclesiastes"]), 3, order=2, regime="accumulate").lineage
    read = CustodyFinder(lineage).sentence(3, 40)
    monkeypatch.setattr(custody, "SCANS", 0)
    assert CustodyFinder(lineage).sentence(3, 40) == read
