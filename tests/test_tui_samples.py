"""The two texts: what is marked in them, copying a passage, and following one opening."""

import subprocess
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from exploring import Driver, exploring
from hypothesis import given
from hypothesis import strategies as st
from lineages import told
from test_tui_frames import check_both
from textual.widgets import Input
from toys import corpus_of

from driftview.settings.settings import Settings
from driftview.tui import clipboard
from driftview.tui.content.marks import CYCLE, Found, Marks, legend, next_marks
from driftview.tui.content.page import Line, Look, Page
from driftview.tui.views.opening import OpeningForm, OpeningView, quoted
from driftview.tui.widgets.prose import Blocks
from driftview.tui.widgets.sample_pane import SamplePane

SHORT = Settings(generations=3, seed=1)
RHYME = "Humpty Dumpty sat on a wall, Humpty Dumpty had a great fall."


def text_of(lines: list[Line]) -> list[str]:
    return ["".join(piece.text for piece in line) for line in lines]


def right(explorer: Driver) -> SamplePane:
    return explorer.main.query_one("#right", SamplePane)


def shown(pane: SamplePane) -> str:
    return "\n".join("".join(span.text for span in row) for row in pane.rows)


def looks(pane: SamplePane) -> set[str]:
    """Return the looks that a pane shows."""
    return {span.look.removeprefix("sample-pane--") for row in pane.rows for span in row if span.text.strip()}


def legend_of(explorer: Driver) -> str:
    return str(explorer.main.query_one("#right-panel").border_subtitle)


# What is marked


def test_the_end_of_a_new_phrase_has_a_look_and_a_last_word_a_double_dagger() -> None:
    # “… on a great fall.” was put together from two places: no human wrote “on a great”.
    #       0      1      2   3  4 5    6 7      8      9   10 11    12  13
    # Humpty Dumpty sat on a wall , Humpty Dumpty had a great fall .
    lineage = told(corpus_of(RHYME), [[2, 3, 4, 11, 12, 13]])
    generation = lineage.generations[1]
    new = np.array([False, False, False, True, False, False])
    dying = np.zeros(len(generation.counts), bool)
    dying[generation.corpus.vocabulary.find("fall")] = True
    page = Page(generation, 60, new=new, dying=dying)
    line = page.window(page.at(0), 1)[0]
    assert text_of([line]) == ["  sat on a great fall‡."]
    assert [piece.text for piece in line if piece.look is Look.NEW] == ["great"]
    assert [piece.text for piece in line if piece.look is Look.LAST] == ["fall"]
    assert page.passage(page.at(0), 1) == "sat on a great fall."


@given(st.integers(9, 60), st.lists(st.booleans(), min_size=15, max_size=15))
def test_marking_new_phrases_moves_no_word(width: int, flags: list[bool]) -> None:
    generation = told(corpus_of(RHYME)).generations[0]
    new = np.array(flags[: len(generation.origins)])
    plain, marked = Page(generation, width), Page(generation, width, new=new)
    assert text_of(marked.window(marked.at(0), 99)) == text_of(plain.window(plain.at(0), 99))


@given(st.integers(8, 60), st.integers(0, 3))
def test_the_first_token_of_a_line_is_the_word_that_stands_there(width: int, line: int) -> None:
    generation = told(corpus_of(f"{RHYME}\n\n{RHYME}")).generations[0]
    page = Page(generation, width)
    anchor = page.move(page.at(0), line)
    token = page.first_token(anchor)
    word = generation.corpus.vocabulary.words[generation.tokens[token]]
    assert text_of(page.window(anchor, 1))[0].strip().startswith(word[: width - 4])


def test_the_legend_names_the_look_that_is_on_and_fits() -> None:
    generation = told(corpus_of(RHYME), [[2, 3, 4]]).generations[1]

    def said(marks: Marks, room: int, followed: bool = True) -> str:
        return "".join(span.text for span in legend(marks, generation, Found(4, 0.41, followed), room))

    assert said("over-use", 200).startswith("used, compared with the human text:  as often  2–4×")
    assert said("over-use", 64).startswith("used more than in the human text:  2–4×")
    assert "copied, 8 words" in said("copied spans", 200)
    assert "4 words no human wrote: 41" in said("new phrases", 200)
    assert said("last words", 200) == "‡ gone from generation 2"
    assert "‡" not in said("last words", 200, followed=False)
    assert said("nothing", 200) == ""
    assert all(len(said(marks, 34)) <= 34 for marks in CYCLE)


def test_one_key_goes_through_all_looks_and_round() -> None:
    marks = CYCLE[0]
    seen = []
    for _ in CYCLE:
        seen.append(marks)
        marks = next_marks(marks)
    assert marks == CYCLE[0]
    assert len(set(seen)) == len(CYCLE)


async def test_m_changes_what_is_marked() -> None:
    async with exploring() as explorer:
        await explorer.press("right")
        assert looks(right(explorer)) & {"more", "much_more", "far_more", "extreme"}
        assert "over 25×" in legend_of(explorer)
        await explorer.press("M")
        assert looks(right(explorer)) <= {"", "copied", "mark"}
        assert "copied" in legend_of(explorer)
        await explorer.press("M")
        assert looks(right(explorer)) == {"", "new"}
        assert "new phrase" in legend_of(explorer)
        await explorer.press("M")
        assert "last" in looks(right(explorer))
        assert "‡" in legend_of(explorer)
        await explorer.press("M")
        assert looks(right(explorer)) == {""}
        assert legend_of(explorer) in ("", "None")


async def test_the_words_marked_last_are_absent_from_the_next_generation() -> None:
    async with exploring((200, 60)) as explorer:
        await explorer.press("right", "M", "M", "M")
        marked = {span.text for row in right(explorer).rows for span in row if span.look.endswith("last")}
        following = explorer.session.generations[3]
        words = following.corpus.vocabulary.words
        living = {words[word] for word in np.flatnonzero(following.counts).tolist()}
        assert marked
        assert not marked & living


# Copying


def tools(environment: dict[str, str], platform: str, *installed: str) -> str | None:
    found = clipboard.native_tool(environment, platform, lambda name: name if name in installed else None)
    return None if found is None else found[0]


def test_the_tool_of_the_system_is_taken_where_there_is_one() -> None:
    everything = ("wl-copy", "xclip", "pbcopy", "clip.exe")
    assert tools({}, "darwin", *everything) == "pbcopy"
    assert tools({"WSL_DISTRO_NAME": "x"}, "linux", *everything) == "clip.exe"
    assert tools({"WAYLAND_DISPLAY": "w", "DISPLAY": ":0"}, "linux", *everything) == "wl-copy"
    assert tools({"WAYLAND_DISPLAY": "w", "DISPLAY": ":0"}, "linux", "xclip") == "xclip"
    assert tools({}, "linux", *everything) is None


@pytest.mark.parametrize("trouble", [OSError(), subprocess.TimeoutExpired("x", 1), None])
def test_a_tool_that_fails_is_not_said_to_have_copied(
    monkeypatch: pytest.MonkeyPatch, trouble: Exception | None
) -> None:
    def run(*_: object, **__: object) -> Any:
        if trouble is not None:
            raise trouble
        return subprocess.CompletedProcess([], 1)

    monkeypatch.setattr(clipboard, "native_tool", lambda *_: ["xclip"])
    monkeypatch.setattr(subprocess, "run", run)
    assert clipboard.copy_natively("text") is None
    assert "xclip" not in clipboard.said("2 words", None)
    assert (
        clipboard.said(clipboard.amount("two words"), "xclip")
        == "Copied 2 words with xclip, and through the terminal."
    )


async def test_y_copies_the_passage_without_its_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    handed: list[str] = []

    def take(text: str) -> str:
        handed.append(text)
        return "xclip"

    monkeypatch.setattr(clipboard, "copy_natively", take)
    async with exploring() as explorer:
        await explorer.press("right", "y")
        assert handed == [explorer.app.clipboard]
        assert any("with xclip" in str(each.message) for each in explorer.app._notifications)
        assert not set("⟦⟧·‡†") & set(handed[0])
        assert len(handed[0].split()) > 20


# Following one opening


def blocks(explorer: Driver) -> str:
    return "\n".join("".join(span.text for span in row) for row in explorer.app.screen.query_one(Blocks).rows)


async def test_frames() -> None:
    async with exploring() as explorer:
        await explorer.press("right", "right", "o")
        await check_both("opening-form", explorer)
        await explorer.press("enter")
        await check_both("opening", explorer)


async def test_o_offers_how_the_sentence_at_the_top_begins_and_shows_every_generation() -> None:
    async with exploring((120, 36)) as explorer:
        await explorer.press("o")
        assert isinstance(explorer.app.screen, OpeningForm)
        assert explorer.app.screen.query_one(Input).value == "The words of the Preacher"
        await explorer.press("enter")
        view = explorer.app.screen
        assert isinstance(view, OpeningView)
        assert sorted(view._known) == list(range(1, 13))
        assert "◉   1" in blocks(explorer)
        await explorer.press("end")
        assert "◉  12" in blocks(explorer)
        assert explorer.current == 12
        await explorer.press("escape")
        assert explorer.app.screen is explorer.main


async def test_more_generations_only_add_and_a_changed_setting_follows_the_same_opening() -> None:
    async with exploring(settings=SHORT) as explorer:
        await explorer.press("o", "enter")
        view = explorer.app.screen
        assert isinstance(view, OpeningView)
        before = {number: each.text for number, each in view._known.items()}
        await explorer.press("end", "a")
        after = {number: each.text for number, each in view._known.items()}
        assert sorted(after) == list(range(1, 14))
        assert {number: after[number] for number in before} == before
        await explorer.press("n")
        assert sorted(view._known) == [1, 2, 3]
        assert {number: view._known[number].text for number in before} != before


async def test_an_opening_can_be_typed_and_unknown_words_are_said() -> None:
    async with exploring((120, 36), settings=SHORT) as explorer:
        await explorer.press("w", "o")
        explorer.app.screen.query_one(Input).value = "vanity of [b]zeppelins"
        await explorer.press("enter")
        assert isinstance(explorer.app.screen, OpeningView)
        assert "“vanity of [b]zeppelins …”" in explorer.frame()
        assert "not in the human text" in explorer.frame()
        await explorer.press("o")
        explorer.app.screen.query_one(Input).value = "all is vanity"
        await explorer.press("enter")
        assert "“all is vanity …”" in explorer.frame()
        await explorer.press("o", "escape")
        assert isinstance(explorer.app.screen, OpeningView)


async def test_blocks_scroll_and_a_click_chooses_a_generation() -> None:
    async with exploring(settings=replace(SHORT, generations=6)) as explorer:
        await explorer.press("o", "enter")
        first = blocks(explorer)
        await explorer.press("down", "j")
        assert blocks(explorer).splitlines()[0] == first.splitlines()[2]
        await explorer.press("k", "up", "ctrl+down", "ctrl+up")
        assert blocks(explorer) == first
        row = next(place for place, line in enumerate(first.splitlines()) if line[:7].strip() == "2")
        await explorer.click("#blocks", (12, row))
        assert explorer.current == 2


def test_a_quotation_stands_on_one_line() -> None:
    assert quoted("It is\n a  truth") == "“It is a truth …”"


async def test_characters_can_be_followed_too() -> None:
    async with exploring(settings=Settings(unit="character", order=4, generations=3)) as explorer:
        await explorer.press("o", "enter")
        view = explorer.app.screen
        assert isinstance(view, OpeningView)
        assert len(view._known) == 3
