"""The Voices view: shares in their bands, the silent, and last words."""

from pathlib import Path

import numpy as np
import pytest
from exploring import Driver, exploring
from hypothesis import given
from hypothesis import strategies as st
from lineages import run, told
from test_tui_frames import check_both
from toys import CAT, corpus_of

from driftview.drift.voices import last_spoken, voice_lines
from driftview.settings.settings import Settings
from driftview.tui.content import voices
from driftview.tui.views.main import MainScreen
from driftview.tui.views.voices import VoicesView
from driftview.tui.widgets.charts import LineChart
from driftview.tui.widgets.frame import Panel
from driftview.tui.widgets.prose import Prose
from driftview.tui.widgets.table import RowList

FISH = "One fish swam. Two fish swam by the mat.\n\nA fish slept and a fish saw the cat.\n\n"
OWL = "An owl hooted once.\n\nIt was night."
SETTINGS = Settings(order=2, generations=10, seed=1)


@pytest.fixture
def texts(tmp_path: Path) -> tuple[str, ...]:
    """Return three voices: a long one, a short one, and one of a few words."""
    for name, text in {"cats": CAT * 20, "fish": FISH * 8, "owl": OWL}.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    return tuple(str(tmp_path / f"{name}.txt") for name in ("cats", "fish", "owl"))


async def put_card_away(explorer: Driver) -> None:
    """Own texts are introduced by a card, which comes before anything else."""
    if not isinstance(explorer.app.screen, MainScreen | VoicesView):
        await explorer.press("enter")


def table(explorer: Driver) -> list[str]:
    rows = explorer.app.screen.query_one(RowList).rows[1:]
    return ["".join(span.text for span in row) for row in rows]


def said(explorer: Driver) -> str:
    return " ".join("".join(span.text for span in row) for row in explorer.app.screen.query_one(Prose).rows)


def quote_title(explorer: Driver) -> str:
    return str(explorer.app.screen.query_one("#voice-quote-panel", Panel).border_title)


async def test_frames(texts: tuple[str, ...]) -> None:
    async with exploring((80, 24), texts, SETTINGS) as explorer:
        await put_card_away(explorer)
        await explorer.press("end", "v", "down", "down")
        await check_both("own-words", explorer)
        await explorer.press("M")
        await check_both("voices", explorer)


async def test_a_small_voice_is_followed_into_silence(texts: tuple[str, ...]) -> None:
    async with exploring((120, 36), texts, SETTINGS) as explorer:
        await put_card_away(explorer)
        await explorer.press("home", "v", "M", "down", "j", "j")
        owl = voice_lines(explorer.session.lineage())[2]
        assert owl.silent is not None
        assert "at its latest, in the human text" in quote_title(explorer)
        assert "⟦It was night.⟧" in said(explorer)
        await explorer.press("end")
        assert table(explorer)[2].startswith("▸ owl")
        assert f"silent since {owl.silent}" in table(explorer)[2]
        assert quote_title(explorer) == f"owl last spoke in generation {owl.last_spoke}"
        assert "1 of 3 voices is silent (owl)" in explorer.frame()
        await explorer.press("enter")
        assert explorer.current == owl.last_spoke
        last = last_spoken(explorer.session.lineage(), owl)
        assert last is not None
        assert said(explorer).replace("⟦", "").replace("⟧", "").startswith(last.text[:20])
        await explorer.press("up", "k", "k")
        assert table(explorer)[0].startswith("▸ cats")


async def test_charts_follow_the_chosen_voice_and_show_the_core(texts: tuple[str, ...]) -> None:
    async with exploring((80, 24), texts, SETTINGS) as explorer:
        await put_card_away(explorer)
        await explorer.press("v", "M", "down", "down")
        view = explorer.app.screen
        shown = [panel for panel in view.query("#voice-charts Panel").results(Panel) if panel.display]
        titles = [str(panel.border_title).split(" · ")[0] for panel in shown]
        assert titles == ["fish", "▸ owl"]
        lines = voice_lines(explorer.session.lineage())
        for panel, line in zip(shown, lines[1:], strict=True):
            band, share = panel.query_one(LineChart).curves.series
            assert share.values == tuple(line.shares.tolist())
            assert line.band is not None
            low, high = band.edges()
            assert high == pytest.approx(line.band.high)
            assert np.maximum(low, 0) == pytest.approx(line.band.low)
        await explorer.click("#voice-table", (4, 1))
        assert table(explorer)[0].startswith("▸ cats")


async def test_one_voice_gets_a_kind_notice_until_there_are_more(texts: tuple[str, ...]) -> None:
    async with exploring(settings=Settings(generations=2)) as explorer:
        await explorer.press("v", "down", "enter")
        assert "This text has one voice" in explorer.frame()
        assert "Chorus" in explorer.frame()
        explorer.main.turn(SETTINGS, texts)
        await explorer.settle()
        await put_card_away(explorer)
        assert "This text has one voice" not in explorer.frame()
        assert len(table(explorer)) == 3


def test_a_quotation_sets_the_words_of_a_voice_off() -> None:
    """By hand: A wrote tokens 0 to 4 and an end, B 6 to 9."""
    corpus = corpus_of("One two three four.", "Five six seven.")
    lineage = told(corpus, [[0, 7, 8, 1, 4]])
    line = voice_lines(lineage)[1]
    last = last_spoken(lineage, line)
    assert last is not None
    spans = voices.quoted(lineage.generations[1], last)
    assert "".join(span.text for span in spans) == "One ⟦six seven⟧ two."
    assert [span.text for span in spans if span.look == voices.OWN] == ["six seven"]
    assert voices.quote_title(line, 1) == "B at its latest, in generation 1"


def test_a_voice_of_which_only_an_end_of_paragraph_is_left() -> None:
    corpus = corpus_of("One two three four.", "Five six seven.")
    lineage = told(corpus, [[0, 7, 10], [3, 4]])
    last = last_spoken(lineage, voice_lines(lineage)[1])
    assert last is not None
    assert "".join(span.text for span in voices.quoted(lineage.generations[1], last)) == "One ⟦six⟧"
    lineage = told(corpus, [[0, 1, 10], [3, 4]])
    last = last_spoken(lineage, voice_lines(lineage)[1])
    assert last is not None
    assert "".join(span.text for span in voices.quoted(lineage.generations[1], last)) == "One two ⟦¶⟧"


def test_the_sentence_says_who_is_silent_and_who_lies_outside() -> None:
    corpus = corpus_of(CAT * 8, FISH * 3)
    lines = voice_lines(run(corpus, 3, order=2, seed=2).lineage)
    assert not any(line.outside[3] for line in lines)
    assert voices.sentence(lines, 3)[0] == (
        "After 3 trainings both voices still speak. Shares change only by chance; "
        "all are within what chance allows."
    )
    for line in lines:
        line.shares[3] = 0.5
    assert "2 are outside" in voices.sentence(lines, 3)[0]
    assert voices.state(lines[0], 3) == "below chance"
    assert voices.state(lines[1], 3) == "above chance"
    lawless = voice_lines(run(corpus, 1, temperature=0.5).lineage)
    assert "no prediction" in voices.sentence(lawless, 1)[0]
    assert voices.band_text(lawless[0], 1) == "–"


@given(st.floats(0, 1))
def test_only_nothing_is_no_share(share: float) -> None:
    text = voices.share_text(share)
    assert (text == "0%") == (share == 0)
    assert len(text) <= 7
