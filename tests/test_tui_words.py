"""The Words view: the dead, the endangered, the life of a word, and finding one from everywhere."""

from pathlib import Path

import numpy as np
import pytest
from exploring import Driver, exploring
from hypothesis import given
from hypothesis import strategies as st
from lineages import told
from rich.cells import cell_len
from test_tui_frames import check
from textual.widgets import Input
from toys import corpus_of

from driftview.drift.keyness import key_words
from driftview.drift.lineage import Lineage
from driftview.drift.overuse import winners
from driftview.drift.words import deaths, life_line
from driftview.settings.settings import Settings
from driftview.tui.content import words
from driftview.tui.content.spans import Span, head, row_width, tail, wrapped
from driftview.tui.content.words import KINDS, Kind, orders_of, word_list
from driftview.tui.views.words import FindWord, WordsView
from driftview.tui.widgets.charts import LineChart
from driftview.tui.widgets.table import RowList


def on_main(explorer: Driver) -> bool:
    return explorer.app.screen is explorer.main


def words_of(explorer: Driver) -> WordsView:
    view = explorer.app.screen
    assert isinstance(view, WordsView)
    return view


def listed(explorer: Driver) -> list[str]:
    """Return the words of the list that are seen, and what is said of them."""
    rows = explorer.app.screen.query_one(RowList).rows[1:]
    return ["".join(span.text for span in row) for row in rows]


def under_cursor(explorer: Driver) -> str:
    return next(row for row in listed(explorer) if row.startswith("▸")).split()[1]


def title(explorer: Driver) -> str:
    return str(explorer.app.screen.query_one("#life-panel").border_title)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_frames(size: tuple[int, int]) -> None:
    async with exploring(size) as explorer:
        await explorer.press("end", "w", "S", "down", "down")
        check(f"words-{size[0]}x{size[1]}", explorer.frame())
        await explorer.press("slash", *"van")
        check(f"find-word-{size[0]}x{size[1]}", explorer.frame())


async def test_the_dead_are_those_of_the_generation_looked_at() -> None:
    async with exploring() as explorer:
        await explorer.press("w")
        for _ in range(3):
            dead = deaths(explorer.session.generations[: explorer.current + 1])
            assert f"Lost by generation {explorer.current} · {len(dead):,}" in explorer.frame()
            await explorer.press("right")
        await explorer.press("home")
        assert "No word is lost" in explorer.frame()
        assert "Press →" in explorer.frame()


async def test_the_cursor_shows_the_life_of_each_word() -> None:
    async with exploring((120, 36)) as explorer:
        await explorer.press("end", "w")
        first = under_cursor(explorer)
        assert f"“{first}” · lost in generation" in title(explorer)
        await explorer.press("down", "j", "k")
        assert under_cursor(explorer) != first
        assert f"“{under_cursor(explorer)}”" in title(explorer)
        counts = explorer.app.screen.query_one(LineChart).curves.series[-1].values
        vocabulary = explorer.session.generations[0].corpus.vocabulary
        word = vocabulary.find(under_cursor(explorer))
        assert counts == tuple(each.counts[word] for each in explorer.session.generations)
        await explorer.press("up", "up", "up")
        assert under_cursor(explorer) == first
        await explorer.press("ctrl+down")
        assert len(listed(explorer)) == words_of(explorer).query_one(RowList).page
        assert under_cursor(explorer) not in (first, "")


async def test_a_click_shows_a_word_and_the_wheel_looks_around() -> None:
    async with exploring((120, 36)) as explorer:
        await explorer.press("end", "w")
        fifth = listed(explorer)[4].split()[0]
        await explorer.click("#word-list", (5, 5))
        assert under_cursor(explorer) == fifth
        assert f"“{fifth}”" in title(explorer)
        rows = words_of(explorer).query_one(RowList)
        rows.look_further(3)
        assert listed(explorer)[1].split()[1] == fifth


async def test_one_key_sorts_and_one_changes_the_list() -> None:
    async with exploring((120, 36)) as explorer:
        await explorer.press("end", "w")
        for order in (*orders_of("dead")[1:], orders_of("dead")[0]):
            await explorer.press("S")
            assert f"by {order}" in explorer.frame()
        await explorer.press("W")
        assert "Endangered at 12" in explorer.frame()
        assert "by danger" in explorer.frame()
        assert "· alive in generation 12" in title(explorer)
        for said in ("Winners by generation 12", "Over-used at 12", "Under-used at 12", "All words"):
            await explorer.press("W")
            assert said in explorer.frame()
        await explorer.press("W")
        assert "Lost by generation 12" in explorer.frame()


async def test_enter_goes_to_the_last_generation_that_has_the_word() -> None:
    async with exploring((120, 36)) as explorer:
        await explorer.press("end", "w", "down")
        word, death = under_cursor(explorer), int(title(explorer).split()[-1])
        await explorer.press("enter")
        assert explorer.current == death - 1
        assert f"“{word}”" in title(explorer)
        await explorer.press("right")
        assert under_cursor(explorer) == word


async def test_any_word_is_found_from_everywhere() -> None:
    async with exploring((120, 36)) as explorer:
        await explorer.press("end")
        for before in ((), ("w",), ("t",)):
            await explorer.press(*before, "slash", *"VANI")
            assert isinstance(explorer.app.screen, FindWord)
            assert "vanity" in explorer.frame()
            await explorer.press("enter")
            assert under_cursor(explorer) == "vanity"
            assert "“vanity” · alive in generation 12" in title(explorer)
            await explorer.press("escape")
            assert on_main(explorer)


async def test_completion_follows_the_letters_and_the_arrows_choose() -> None:
    async with exploring() as explorer:
        await explorer.press("slash")
        assert "different words" in explorer.frame()
        await explorer.press(*"the")
        offered = [row.split() for row in listed(explorer)]
        assert offered[0][:2] == ["▸", "the"]
        assert all(row[0].casefold().startswith("the") for row in offered[1:])
        await explorer.press("down")
        assert under_cursor(explorer) == offered[1][0]
        await explorer.press("up", "up")
        assert under_cursor(explorer) == offered[-1][0]
        await explorer.press(*"xyz")
        assert "No human word begins with “thexyz”" in explorer.frame()
        await explorer.press("enter")
        assert isinstance(explorer.app.screen, FindWord)
        assert explorer.app.screen.query_one(Input).value == "thexyz"
        await explorer.press("escape")
        assert on_main(explorer)


async def test_another_text_begins_with_its_own_words(tmp_path: Path) -> None:
    path = tmp_path / "[b]od.txt"
    path.write_text("\x1b[31mred [/ [bold] $w 日本語 the cat sat on the mat. " * 30 + "Only once here.")
    async with exploring((120, 36), settings=Settings(generations=4, seed=1)) as explorer:
        await explorer.press("end", "w", "down")
        explorer.main.turn(explorer.session.run.settings, (str(path),))
        await explorer.settle()
        if not isinstance(explorer.app.screen, WordsView):
            await explorer.press("escape")  # a text of one's own is introduced first
        await explorer.press("W", "W", "W", "W", "W", "end", "down")
        frame = explorer.frame()
        assert "All words" in frame
        assert "\x1b" not in frame
        assert "bold" in frame


# What is said and listed, without a screen

CORPUS = corpus_of("The cat sat. A dog ran. The cat ran.")


def test_a_life_is_told_with_its_last_sentence_and_chance() -> None:
    """Generation 1 writes "The cat sat." twice; dog lives in the human text only."""
    lineage = told(CORPUS, [[0, 1, 2, 3], [0, 1, 2, 3]])
    dog, cat = (CORPUS.vocabulary.find(word) for word in ("dog", "cat"))
    assert dog is not None and cat is not None
    lost, alive = life_line(lineage, dog), life_line(lineage, cat)
    assert words.title(lost) == "“dog” · lost in generation 1"
    assert words.title(alive) == "“cat” · alive in generation 1"
    text = ["".join(span.text for span in paragraph) for paragraph in words.said(lost, 900)]
    assert "Last sentence, in the human text: A dog ran." in text
    assert text[2].startswith("Survival chance at the start, to generation 1: 6")
    chart = words.curves(lost, 12, 0)
    assert chart.series[-1].values == (1.0, 0.0)
    assert chart.series[0].edges()[0].min() >= 0
    assert chart.span == (0, 12)


def test_the_word_stands_out_where_it_stands_last() -> None:
    lineage = told(CORPUS)
    cat = CORPUS.vocabulary.find("cat")
    assert cat is not None
    spans = words.said(life_line(lineage, cat), 900)[-1]
    assert [(span.text, span.look) for span in spans[1:]] == [
        ("The ", ""),
        ("cat", words.NAME),
        (" ran.", ""),
    ]


@pytest.mark.parametrize(("room", "most"), [(900, 260), (400, 90)])
def test_a_long_last_sentence_is_cut_around_the_word(room: int, most: int) -> None:
    corpus = corpus_of("before " * 50 + "cat" + " after" * 50)
    cat = corpus.vocabulary.find("cat")
    assert cat is not None
    spans = words.said(life_line(told(corpus), cat), room)[-1]
    before, word, after = (span.text for span in spans[1:])
    assert word == "cat"
    assert before.startswith("… before") and before.endswith("before ")
    assert after.startswith(" after") and after.endswith("after …")
    assert len(before + word + after) <= most + 10


@pytest.mark.parametrize(
    ("dead", "expected", "spread", "judged"),
    [
        (100, 104.0, 5.0, "chance predicts 104 ± 10: in range"),
        (120, 104.0, 5.0, "chance predicts 104 ± 10: more than usual (1 run in 728)"),
        (80, 104.0, 5.0, "chance predicts 104 ± 10: fewer than usual (fewer than 1 run in 1,000)"),
        (80, None, None, "no prediction for this run"),
    ],
)
def test_the_dead_are_held_against_the_law(
    dead: float, expected: float | None, spread: float | None, judged: str
) -> None:
    assert words.verdict(dead, expected, spread)[0] == judged


@pytest.mark.parametrize("kind", KINDS)
def test_every_list_in_every_order(small_lineage: Lineage, kind: Kind) -> None:
    human, now = (small_lineage.generations[number].counts for number in (0, 3))
    members = {
        "dead": set(np.flatnonzero((human > 0) & (now == 0)).tolist()),
        "endangered": set(np.flatnonzero((human > 0) & (now > 0) & (now <= 2)).tolist()),
        "winners": {each.word for each in winners(now, human, 3) if each.word},
        "over": {each.word for each in key_words(small_lineage, 3, "over")},
        "under": {each.word for each in key_words(small_lineage, 3, "under")},
        "all": set(np.flatnonzero(human > 0).tolist()),
    }[kind]
    for order in orders_of(kind):
        found = word_list(small_lineage, kind, order, 3)
        assert {entry.word for entry in found.entries} == members
        assert all(len(found.cells(place)) == len(found.columns) + 1 for place in range(len(found)))
        assert [found.entries[found.places[word]].word for word in members] == list(members)
        if order == "frequency":
            often = [entry.human for entry in found.entries]
            assert often == sorted(often, reverse=True)
        if order == "log ratio":
            effects = [abs(entry.effect) for entry in found.entries]
            assert effects == sorted(effects, reverse=True)
        if order == "surprise":
            bits = [entry.surprise for entry in found.entries]
            assert bits == sorted(bits, reverse=True)


@given(st.lists(st.text("ab 日本\n⟦", max_size=12), max_size=6), st.integers(2, 20))
def test_wrapped_lines_fit_and_lose_nothing(texts: list[str], width: int) -> None:
    lines = wrapped([Span(text) for text in texts], width)
    assert all(row_width(line) <= width for line in lines)
    joined = "".join(span.text for line in lines for span in line)
    assert joined.replace(" ", "") == "".join("".join(texts).split())


@given(st.text("ab日本é ", max_size=20), st.integers(0, 12))
def test_cut_text_fits(text: str, width: int) -> None:
    assert cell_len(head(text, width)) <= width
    assert cell_len(tail(text, width)) <= width
    assert head(text, 40) == tail(text, 40) == text


async def test_the_finder_takes_letters_anywhere_and_patterns() -> None:
    async with exploring((80, 24)) as explorer:
        await explorer.press("slash", *"&unto")
        assert "unto" in explorer.frame()
        await explorer.press(*["backspace"] * 5, *"/ness$/")
        frame = explorer.frame()
        assert "madness" in frame or "wickedness" in frame
        await explorer.press(*["backspace"] * 7, *"/(/")
        assert "not a regular expression" in explorer.frame()
        await explorer.press(*["backspace"] * 3, *"&qqq")
        assert "No human word has “qqq”" in explorer.frame()
