"""The text cursor goes through the words of the panes, Enter opens a life, and a mark says where one is."""

import pytest
from exploring import exploring
from toys import corpus_of

from driftview.choices import Unit
from driftview.settings.settings import Settings
from driftview.tui.content.search import word_at
from driftview.tui.views.words import WordsView
from driftview.tui.widgets.sample_pane import THUMB, SamplePane, ScrollMark


@pytest.mark.parametrize(
    ("text", "unit", "run", "at", "meant"),
    [
        ("the niece's letter", "word", "niece's", 1, "niece's"),
        ("wind-swept hills", "word", "wind-swept", 6, "wind-swept"),
        ("the cat sat", "word", "catalogue", 1, None),
        ("the cat sat", "character", "sat", 1, "a"),
        ("他是学生", "word", "他是学生", 2, "学"),
    ],
)
def test_a_place_in_letters_means_a_token(
    text: str, unit: Unit, run: str, at: int, meant: str | None
) -> None:
    corpus = corpus_of(text, unit=unit)
    found = word_at(corpus, run, at)
    said = None if found is None else corpus.vocabulary.words[found]
    assert said == meant or (meant is not None and said is not None and said in meant and run[at] in said)


async def test_the_text_cursor_opens_lives() -> None:
    async with exploring((120, 36), settings=Settings(generations=4, seed=1)) as explorer:
        pane = explorer.main.query_one("#right", SamplePane)
        await explorer.press("end")
        assert not pane.pointed, "nobody sees it before it is used"
        await explorer.press("enter")
        first = pane.pointed
        assert f"“{first}”: enter shows its life" in explorer.frame()
        await explorer.press("ctrl+right", "ctrl+right", "ctrl+left")
        second = pane.pointed
        assert second != first or pane._cursor != (0, 0)
        await explorer.press("shift+down")
        third = pane.pointed
        await explorer.press("enter")
        assert isinstance(explorer.app.screen, WordsView)
        assert f"“{third}”" in explorer.frame()
        await explorer.press("escape")
        assert pane.pointed == third, "it is still there after the way back"
        top = pane.passage
        for _ in range(20):
            await explorer.press("shift+down")
        assert pane.passage != top, "at the bottom the text moves under it"
        await explorer.press("left")
        assert pane.pointed, "another page has a word there too"
        await explorer.press("escape")
        assert not pane.pointed
        await explorer.press("tab", "right_parenthesis")
        assert explorer.main.query_one("#left", SamplePane).pointed, "it begins where the focus is"


async def test_a_mark_says_where_in_the_text_one_is() -> None:
    async with exploring((120, 36), settings=Settings(generations=2, seed=1)) as explorer:
        mark, pane = (explorer.main.query_one(f"#left{part}") for part in ("-mark", ""))
        assert isinstance(mark, ScrollMark)
        assert isinstance(pane, SamplePane)

        def top() -> int:
            return next(y for y, row in enumerate(mark.rows) if row and row[0].text == THUMB)

        assert top() == 0
        await explorer.click("#left-mark", (0, mark.size.height - 1))
        assert top() >= mark.size.height - 2
        number, documents = pane.place
        assert number == documents
        assert not mark._held, "the mouse is free again"
        await explorer.click("#left-mark", (0, mark.size.height // 2))
        assert abs(top() - mark.size.height // 2) <= 1
        await explorer.click("#left-mark", (0, 0))
        assert top() == 0
