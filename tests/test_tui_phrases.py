"""The Phrases view: curves, examples, and the order sweep."""

import pytest
from exploring import Driver, exploring
from hypothesis import given
from hypothesis import strategies as st
from test_tui_frames import check_both

from driftview.drift.order_sweep import ORDERS, OrderPoint
from driftview.drift.phrases import Phrase, PhraseBook, PhraseExamples, PhraseState, phrase_states
from driftview.settings.settings import Settings
from driftview.tui.content import phrases
from driftview.tui.content.phrases import Course, Moment, Question
from driftview.tui.views.phrases import PhrasesView
from driftview.tui.widgets.charts import LineChart
from driftview.tui.widgets.frame import Panel
from driftview.tui.widgets.table import FULL, LEFT_HALF, RIGHT_HALF, OrderTable, PhraseList, bar

FEW = Settings(generations=3, seed=1)


def listed(explorer: Driver, name: str) -> list[str]:
    rows = explorer.app.screen.query_one(f"#{name}", PhraseList).rows
    return ["".join(span.text for span in row) for row in rows]


def swept(explorer: Driver) -> list[str]:
    rows = explorer.app.screen.query_one(OrderTable).rows
    return ["".join(span.text for span in row) for row in rows]


async def test_frames() -> None:
    async with exploring() as explorer:
        await explorer.press("right", "right", "x")
        await check_both("phrases", explorer)
        await explorer.press("O")
        await check_both("order-sweep", explorer)


async def test_the_curves_are_those_of_the_core() -> None:
    async with exploring(settings=FEW) as explorer:
        await explorer.press("x")
        generations = explorer.session.generations
        states = list(phrase_states(PhraseBook(generations[0].corpus, 4), generations))
        alive, lost, novel = explorer.app.screen.query_one(LineChart).curves.series
        assert alive.values == tuple(state.alive / state.human for state in states)
        assert lost.values[1:] == tuple(state.lost_now / state.human for state in states[1:])
        assert novel.values == tuple(state.novel_share for state in states)
        assert "no prediction" in explorer.frame()


async def test_up_and_down_change_the_length_within_bounds() -> None:
    async with exploring(settings=FEW) as explorer:
        await explorer.press("x")
        seen = []
        for key in ("up", "k", "down", "j", "down", "down"):
            await explorer.press(key)
            seen.append(str(explorer.app.screen.query_one("#course-panel", Panel).border_title)[:12])
        assert [title[-1] for title in seen] == ["5", "5", "4", "3", "2", "2"]
        assert "None is possible: a model of order 3" in explorer.frame()
        assert "chance predicts" in explorer.frame()


async def test_examples_follow_the_generation() -> None:
    async with exploring((120, 36), settings=FEW) as explorer:
        await explorer.press("home", "x")
        assert "Nothing is gone" in explorer.frame()
        assert "People wrote all of this text" in explorer.frame()
        await explorer.press("right")
        marks = [line.lstrip("0123456789 ,")[0] for line in listed(explorer, "gone-list")]
        assert set(marks) == {"†"}, "in generation 1 all that is gone went just now"
        first = listed(explorer, "novel-list")
        await explorer.press("end")
        assert listed(explorer, "novel-list") != first
        assert not all("†" in line for line in listed(explorer, "gone-list"))


async def test_generations_made_meanwhile_and_other_runs_are_counted_too() -> None:
    async with exploring(settings=FEW) as explorer:
        await explorer.press("x", "a")
        await explorer.press("end")
        assert explorer.current == 13
        before = explorer.app.screen.query_one(LineChart).curves.series[0].values
        assert None not in before
        await explorer.press("n")
        assert isinstance(explorer.app.screen, PhrasesView)
        after = explorer.app.screen.query_one(LineChart).curves.series[0].values
        assert 4 <= len(after) <= len(before)
        assert after != before[: len(after)]


async def test_the_order_sweep_shows_every_order_and_goes_away_again() -> None:
    async with exploring((120, 36), settings=FEW) as explorer:
        await explorer.press("right", "x", "O")
        rows = swept(explorer)[1 : 1 + len(ORDERS)]
        assert [row.replace("▸", " ").replace("◂", " ").split("%")[1].split()[0] for row in rows] == [
            *"12345678",
            "max",
        ]
        generation = explorer.session.generations[2]
        copied = generation.measures["copied_share"]
        assert copied is not None
        assert "▸ 3 ◂" in rows[2]
        assert f"{copied:.0%}" in rows[2]
        await explorer.press("left")
        assert "O repeats it at 1" in explorer.frame()
        await explorer.press("O")
        assert "Order sweep at 1" in explorer.frame()
        await explorer.press("escape")
        assert "Order sweep at" not in explorer.frame()
        assert isinstance(explorer.app.screen, PhrasesView)
        await explorer.press("O", "O")
        assert "Order sweep at" not in explorer.frame()
        await explorer.press("escape")
        assert not isinstance(explorer.app.screen, PhrasesView)


async def test_escape_stops_the_order_sweep_and_keeps_what_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    def two_orders(*_: object, cancelled: object = None, **__: object) -> object:
        assert callable(cancelled)
        yield OrderPoint(1, 1, 0.9, 0.0)
        while not cancelled():
            pass

    monkeypatch.setattr("driftview.tui.views.phrases.order_sweep", two_orders)
    async with exploring((120, 36), settings=FEW) as explorer:
        await explorer.press("x")
        await explorer.pilot.press("O")
        while "90%" not in explorer.frame():
            await explorer.paint()
        assert "…" in swept(explorer)[2]
        await explorer.press("escape")
        assert "90%" in explorer.frame()
        assert "–" in swept(explorer)[2]


@given(st.floats(0, 1), st.integers(0, 80), st.booleans())
def test_a_bar_is_as_long_as_its_share(share: float, width: int, left: bool) -> None:
    drawn = bar(share, width, left=left)
    cells = sum(1.0 if each == FULL else 0.5 for each in drawn)
    assert abs(cells - share * width) <= 0.25 + 1e-9
    assert set(drawn) <= {FULL, RIGHT_HALF if left else LEFT_HALF}
    assert drawn.strip(FULL) in {"", RIGHT_HALF, LEFT_HALF}


def course(alive: int, mean: float, high: float) -> Course:
    """Return generation 3 of 100 human phrases, with a law."""
    import numpy as np

    from driftview.drift.laws import ChanceBand

    found = Course(Question(1, 2))
    state = PhraseState(3, 2, 100, alive, 5, 95 - alive, 0, 0, 0.0)
    found.moments[3] = Moment(state, PhraseExamples((), (), (), ()))
    found.law = ChanceBand(np.full(4, mean), np.full(4, 2 * mean - high), np.full(4, high))
    return found


def test_the_sentence_holds_the_run_against_the_law() -> None:
    inside, outside = (phrases.sentence(course(alive, 40, 44), Settings(), 3)[0] for alive in (43, 45))
    assert inside == (
        "After 3 trainings 57% of the human phrases of 2 words are gone; chance predicts 60% ± 4%, "
        "so this run is in range. None are new."
    )
    assert "55%" in outside
    assert "out of range" in outside


@given(st.text(max_size=30), st.integers(1, 10**6))
def test_hostile_phrases_draw_no_control_codes(text: str, count: int) -> None:
    table = PhraseList("†", id="list")
    row = table._row(Phrase(text, count, 0), 7, 40)
    assert all(ord(letter) >= 32 and not 127 <= ord(letter) < 160 for span in row for letter in span.text)
