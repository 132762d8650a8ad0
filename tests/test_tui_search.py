"""Searching in the two texts, clicking on words and measures, and the pace of playing."""

import pytest
from exploring import exploring
from lineages import run
from toys import CAT, corpus_of

from driftview.tui.content.search import occurrences, said
from driftview.tui.content.spans import Span
from driftview.tui.views.measures import MeasuresView
from driftview.tui.views.words import WordsView
from driftview.tui.widgets.sample_pane import SamplePane, _set_off


@pytest.mark.parametrize(
    ("wanted", "first"),
    [("CAT", ["cat"]), ("ca", ["cat"]), ("the dog", ["The", "dog"]), ("the do", []), ("", [])],
)
def test_places_are_found_whatever_the_case(wanted: str, first: list[str]) -> None:
    human = run(corpus_of(CAT), 0).lineage.generations[0]
    words = [human.corpus.vocabulary.words[token] for token in human.tokens.tolist()]
    places = occurrences(human, wanted).tolist()
    assert bool(places) is bool(first)
    for place in places:
        assert [word.casefold() for word in words[place : place + len(first)]] == [
            word.casefold() for word in first
        ]


def test_what_is_found_is_said_and_set_off_in_words_of_any_look() -> None:
    assert said("x", [("the human text", 1, 3), ("generation 2", 0, 0)]) == (
        "“x”: 1 of 3 in the human text, not in generation 2."
    )
    row = _set_off((Span("the ca", "a"), Span("t sat", "b")), "Cat")
    assert [(span.text, span.look) for span in row] == [
        ("the ", "a"), ("ca", "sample-pane--found"), ("t", "sample-pane--found"), (" sat", "b"),
    ]  # fmt: skip


async def test_search_click_and_pace() -> None:
    async with exploring((120, 36)) as explorer:
        await explorer.press("right", "f3", *"vanity", "enter")
        assert "“vanity”: 1 of" in explorer.frame()
        first = explorer.main.query_one("#right", SamplePane).passage
        assert "vanity" in "\n".join(first.split("\n")[:6]).lower()
        await explorer.press("f3")
        assert "“vanity”: 2 of" in explorer.frame()
        await explorer.press("shift+f3")
        assert "“vanity”: 1 of" in explorer.frame()
        await explorer.press("escape", "right")
        assert "words left" in explorer.frame()
        row = next(y for y, line in enumerate(explorer.lines()) if "│" in line and "Preacher" in line)
        pane = explorer.main.query_one("#left", SamplePane)
        await explorer.click(
            "#left", (explorer.lines()[row].index("Preacher") - pane.region.x, row - pane.region.y)
        )
        assert isinstance(explorer.app.screen, WordsView)
        assert "Preacher" in explorer.frame()
        await explorer.press("escape")
        await explorer.click("#measures", (2, 4))
        assert isinstance(explorer.app.screen, MeasuresView)
        assert "▸ entropy" in explorer.frame()
        await explorer.press("escape", "full_stop")
        assert "Playing 2 times as fast" in explorer.frame()
        await explorer.press("L", "end", "space")
        explorer.main.player.tick()
        for _ in range(explorer.session.made + 1):
            explorer.main.player.tick()
        assert explorer.session.playing, "round and round"
        await explorer.press("space")
