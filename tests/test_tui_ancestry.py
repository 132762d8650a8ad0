"""The Ancestry view: a sentence, its pieces, and the human pages behind them."""

from itertools import pairwise
from pathlib import Path

import pytest
from exploring import Driver, exploring
from lineages import told
from rich.cells import cell_len
from test_tui_frames import check_both
from toys import corpus_of

from driftview.drift.ancestry import Ancestry, HumanAncestors, ancestry, sentence_bounds
from driftview.settings.settings import Settings
from driftview.tui.content import ancestry as ancestry_module
from driftview.tui.content.spans import row_width
from driftview.tui.views.ancestry import AncestryView, Concordance
from driftview.tui.widgets.prose import Prose


def ancestry_of(explorer: Driver) -> AncestryView:
    view = explorer.app.screen
    assert isinstance(view, AncestryView)
    return view


def found(explorer: Driver) -> Ancestry:
    view = ancestry_of(explorer)
    assert view._generation is not None
    return view._ancestry(view._generation)


def chosen(explorer: Driver) -> str:
    rows = ancestry_of(explorer).query_one(Concordance).rows
    return next("".join(span.text for span in row) for row in rows if row[0].text.startswith("▸"))


async def test_frames() -> None:
    async with exploring() as explorer:
        await explorer.press("right", "right", "f", "down", "full_stop")
        await check_both("ancestry", explorer)


async def test_it_begins_with_what_the_main_screen_shows() -> None:
    async with exploring((120, 36)) as explorer:
        await explorer.press("right", *["ctrl+down"] * 3)
        paragraph = explorer.main.query_one("#right").place[0]  # type: ignore[attr-defined]
        assert paragraph > 1
        await explorer.press("f")
        assert f"¶ {paragraph} of" in explorer.frame()
        assert found(explorer).begin == explorer.session.generations[2].starts[paragraph - 1]


async def test_up_and_down_go_from_sentence_to_sentence() -> None:
    async with exploring((120, 36)) as explorer:
        await explorer.press("right", "f")
        seen = [found(explorer)]
        for _ in range(5):
            await explorer.press("down")
            seen.append(found(explorer))
        assert all(after.begin == before.end for before, after in pairwise(seen))
        assert all(found.text.split()[0] in explorer.frame() for found in seen[-1:])
        await explorer.press("k", "k")
        assert found(explorer).begin < seen[4].begin
        before = found(explorer).begin
        await explorer.press("ctrl+down")
        starts = explorer.session.generations[2].starts
        assert found(explorer).begin == starts[starts > before][0]
        await explorer.press("ctrl+up", "ctrl+up", *["up"] * 9)
        assert found(explorer).begin == 0


async def test_the_page_of_each_piece_is_shown() -> None:
    async with exploring((120, 36)) as explorer:
        await explorer.press("right", "f", "comma")
        pieces = found(explorer).pieces
        assert len(pieces) > 2
        await explorer.press(*["comma"] * len(pieces))
        for piece in pieces:
            assert f"⟦{piece.text}⟧" in chosen(explorer)
            assert f"¶ {piece.place.paragraph:,}" in chosen(explorer)
            title = str(ancestry_of(explorer).query_one("#page-panel").border_title)
            assert f"{piece.place.file} · paragraph {piece.place.paragraph:,}" in title
            text = "".join(
                span.text
                for row in ancestry_of(explorer).query_one("#page-prose", Prose).rows
                for span in row
            )
            assert text.count("⟦") == 1
            await explorer.press("full_stop")
        await explorer.press("down")
        longest = max(found(explorer).pieces, key=lambda piece: piece.tokens)
        assert f"⟦{longest.text}⟧" in chosen(explorer)


async def test_a_click_and_the_wheel_choose_a_piece() -> None:
    async with exploring((120, 36)) as explorer:
        await explorer.press("right", "f", *["comma"] * 40)
        await explorer.click("#pieces", (20, 1))
        assert chosen(explorer).split()[1] == "2"
        ancestry_of(explorer).query_one(Concordance).turn(-1)
        await explorer.settle()
        assert chosen(explorer).split()[1] == "1"


async def test_the_human_text_is_its_own_page() -> None:
    async with exploring() as explorer:
        await explorer.press("home", "f")
        assert "every sentence is its own source" in explorer.frame()
        assert len(found(explorer).pieces) == 1
        await explorer.press("end")
        assert "opied from" in explorer.frame()


async def test_no_law_is_said_and_hostile_text_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "[b]od.txt"
    path.write_text("\x1b[31mred [/ [bold] $w 日本語 sat on the mat. " * 40)
    settings = Settings(generations=2, seed=1, temperature=0.8)
    async with exploring((120, 36), (str(path),), settings) as explorer:
        if explorer.app.screen is not explorer.main:
            await explorer.press("escape")  # a text of one's own is introduced first
        await explorer.press("f", "down", "full_stop")
        assert "there is no prediction" in explorer.frame()
        assert "[b]od.txt" in explorer.frame()
        assert "\x1b" not in explorer.frame()
        strips = explorer.app.screen._compositor.render_strips()
        assert [strip.cell_length for strip in strips] == [120] * 36


# By hand

CORPUS = corpus_of("The cat sat. A dog ran.", "The dog sat down.")
GENERATION = told(CORPUS, [[0, 1, 6, 7, 8], [9, 10, 11, 12, 13, 14]]).generations[1]
"""The cat · ran . ¶ (from elsewhere in the same paragraph), then the whole of the second voice."""


def test_a_sentence_of_two_pieces() -> None:
    whole = ancestry(GENERATION, *sentence_bounds(GENERATION, 0))
    spans = list(ancestry_module.sentence_spans(GENERATION, whole, 1))
    assert "".join(span.text for span in spans) == "The cat ╎⟦ran.⟧"
    assert [span.text for span in spans if span.look == ancestry_module.HERE] == ["ran."]
    assert ancestry_module.places(CORPUS, whole.pieces, 20) == ["A ¶ 1", "A ¶ 1"]
    assert (
        "".join(span.text for span in ancestry_module.page_spans(whole.pieces[0]))
        == "⟦The cat⟧ sat. A dog ran."
    )
    second = ancestry(GENERATION, *sentence_bounds(GENERATION, 5))
    assert ancestry_module.page_title(second.pieces[0])[1] == "B · B.txt · paragraph 1 · 6 tokens"


@pytest.mark.parametrize("width", [20, 40, 80, 120])
def test_the_pieces_stand_under_each_other(width: int) -> None:
    whole = ancestry(GENERATION, 0, 11)
    rows = ancestry_module.concordance_rows(CORPUS, whole.pieces, 0, width)
    texts = ["".join(span.text for span in row) for row in rows]
    assert len(rows) == 3
    assert len({cell_len(text.split("⟦")[0]) for text in texts}) == 1
    if width >= 40:
        assert all(row_width(row) == width for row in rows)
        assert [text.endswith(place) for text, place in zip(texts, ("A ¶ 1", "A ¶ 1", "B ¶ 1"), strict=True)]


def test_ancestors_against_the_law() -> None:
    said = ancestry_module.ancestors_said(HumanAncestors(250, 1000, 248.4), 12)
    assert (
        said[1]
        == "Ancestors █████░░░░░░░░░░░░░░░ 25%: 250 of 1,000 human tokens; chance predicts 248 (N·s₁₂)"
    )
    assert [len(each) for each in said] == sorted((len(each) for each in said), reverse=True)
    assert ancestry_module.departure(HumanAncestors(250, 1000, 200.0)) == "25% above the prediction"
    assert ancestry_module.departure(HumanAncestors(150, 1000, 200.0)) == "25% below the prediction"
    assert ancestry_module.departure(HumanAncestors(200, 1000, 200.0)) == "as chance predicts"
    assert "no prediction" in ancestry_module.ancestors_said(HumanAncestors(250, 1000, None), 12)[0]


async def test_pieces_are_filtered_by_their_pages() -> None:
    async with exploring((120, 36), settings=Settings(order=1, generations=3, seed=1)) as explorer:
        await explorer.press("end", "f", "down")
        view = explorer.app.screen
        assert isinstance(view, AncestryView)
        whole = view.query_one(Concordance).pieces
        assert len(whole) > 2
        word = whole[1].page.split()[0]
        await explorer.press("ampersand", *word, "enter")
        some = view.query_one(Concordance).pieces
        assert 0 < len(some) <= len(whole)
        assert all(word.lower() in each.page.lower() for each in some)
        assert f"{len(some)} of {len(whole)} pieces" in explorer.frame()
        await explorer.press("full_stop", "comma", "ampersand", *["backspace"] * len(word), *"qqq", "enter")
        assert not view.query_one(Concordance).pieces
        assert "0 of" in explorer.frame()
        await explorer.press("full_stop", "ampersand", *["backspace"] * 3, "enter")
        assert len(view.query_one(Concordance).pieces) == len(whole)
