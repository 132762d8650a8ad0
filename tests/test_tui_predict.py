"""Predict first: a guess is drawn or typed, and then held against law and run."""

import pytest
from exploring import Driver, exploring
from hypothesis import given
from hypothesis import strategies as st
from test_tui_frames import check_both

from driftview.tui.content import predict as words
from driftview.tui.content.predict import Truth
from driftview.tui.guess import Guess, guessed_generations
from driftview.tui.views.predict import PredictView
from driftview.tui.widgets.charts import LineChart
from driftview.tui.widgets.table import Table


def new_guess(last: int = 30) -> Guess:
    return Guess(1, guessed_generations(last))


@given(st.integers(1, 1000))
def test_one_guesses_the_first_the_last_and_a_few_between(last: int) -> None:
    generations = guessed_generations(last)
    assert generations[0] == 1
    assert generations[-1] == last
    assert len(generations) <= 7
    assert list(generations) == sorted(set(generations))


@given(st.lists(st.sampled_from("0123456789"), max_size=8))
def test_whatever_is_typed_is_a_percentage(digits: list[str]) -> None:
    guess = new_guess()
    for digit in digits:
        guess.type(digit)
        assert 0 <= guess.values[30] <= 100
        assert str(guess.values[30]).endswith(digit)


def test_digits_make_a_number_and_are_taken_back_one_by_one() -> None:
    guess = new_guess()
    guess.type("4")
    guess.type("2")
    assert guess.values == {30: 42}
    guess.erase()
    assert guess.values == {30: 4}
    guess.erase()
    assert guess.values == {}


def test_drawing_begins_on_the_line_through_the_other_points() -> None:
    guess = new_guess()
    guess.type("40")
    guess.choose(-4)
    assert guess.chosen == 10
    assert guess.between(10) == pytest.approx(80)  # from 100% at 0 to 40% at 30
    guess.draw(-1)
    assert guess.values == {30: 40, 10: 75}
    guess.draw(1)
    guess.draw(1)
    assert guess.values[10] == 85


@given(st.lists(st.sampled_from((-1, 1)), max_size=60), st.integers(0, 100))
def test_drawing_stays_between_nothing_and_everything(moves: list[int], start: int) -> None:
    guess = new_guess()
    guess.values[30] = start
    for move in moves:
        before = guess.values[30]
        guess.draw(move)
        assert 0 <= guess.values[30] <= 100
        assert guess.values[30] % 5 == 0
        assert (guess.values[30] - before) * move >= 0


def test_the_choice_stops_at_both_ends() -> None:
    guess = new_guess()
    guess.choose(99)
    assert guess.chosen == 30
    guess.choose(-99)
    assert guess.chosen == 1


TRUTH = Truth((100.0, 80.0, 60.0, 50.0), (100.0, 79.0, 61.0, 50.0), (0.0, 1.0, 1.0, 1.0))


@pytest.mark.parametrize(
    ("said", "told"), [(51, "very near"), (70, "20 points too high"), (20, "30 points too low")]
)
def test_it_says_how_far_off_the_guess_was(said: int, told: str) -> None:
    guess = Guess(1, (1, 2, 3), values={3: said}, shown=True)
    assert any(told in words._off(each) for each in [said - 50.0])
    text = "".join(span.text for row in words.verdict(guess, TRUTH) for span in row)
    assert f"You were {abs(said - 50)}" in text.replace(".0", "")
    assert "the prediction, which only counts words, was 0.0 off" in text


def test_it_says_that_the_loss_is_fast_at_first_only_when_the_drawing_missed_that() -> None:
    fast = Truth((100.0, 60.0, 45.0, 38.0, 32.0, 30.0), (None,) * 6, (None,) * 6)
    straight = Guess(1, (1, 5), values={1: 86, 5: 30}, shown=True)
    right = Guess(1, (1, 5), values={1: 60, 5: 30}, shown=True)
    said = ["".join(span.text for span in words.verdict(guess, fast)[0]) for guess in (straight, right)]
    assert "fast at first" in said[0]
    assert "fast at first" not in said[1]
    assert "no prediction" in said[0]


# The view


def predict_of(explorer: Driver) -> PredictView:
    view = explorer.app.screen
    assert isinstance(view, PredictView)
    return view


def shown_names(explorer: Driver) -> set[str]:
    return {series.name for series in predict_of(explorer).query_one(LineChart).curves.series}


def cell(explorer: Driver, row: int, column: int) -> str:
    return predict_of(explorer).query_one(Table).rows[row][column].text.strip()


async def test_frames() -> None:
    async with exploring() as explorer:
        await explorer.press("P", "4", "0", "left", "left", "down", "down")
        await check_both("predict-guess", explorer)
        await explorer.press("enter")
        await check_both("predict-shown", explorer)


async def test_nothing_is_given_away_before_the_guess_and_all_is_shown_after_it() -> None:
    async with exploring((120, 36)) as explorer:
        types = [each.measures["types"] or 0 for each in explorer.session.generations]
        await explorer.press("P", "4", "0")
        assert shown_names(explorer) == {"", "your guess"}
        assert {cell(explorer, row, column) for row in (2, 3) for column in range(1, 8)} == {"?"}
        left = round(100 * types[12] / types[0])
        assert f"{left}%" not in explorer.frame()
        await explorer.press("enter")
        assert shown_names(explorer) == {"predicted", "the run", "your guess"}
        assert cell(explorer, 3, 7) == f"{left}%"
        assert cell(explorer, 4, 7) == f"+{40 - left}"
        assert f"At generation 12 you said 40%, and {left}% are left" in explorer.frame()


async def test_nobody_guesses_afterwards_but_one_can_start_over() -> None:
    async with exploring((80, 24)) as explorer:
        await explorer.press("P", "5", "enter", "up", "7", "backspace")
        guess = explorer.session.guess
        assert guess is not None
        assert guess.values == {12: 5}
        await explorer.press("enter")
        assert predict_of(explorer).guess.values == {}
        assert not predict_of(explorer).guess.shown


async def test_a_setting_changed_here_is_guessed_before_it_is_seen() -> None:
    async with exploring((120, 36)) as explorer:
        await explorer.press("P", "4", "0", "enter", *["plus"] * 4)
        assert explorer.session.run.settings.human_share == 0.1
        assert {"", "your guess"} <= shown_names(explorer)
        assert not {"the run", "the law"} & shown_names(explorer)
        assert "⇄" not in explorer.frame(), "what the setting did is not said before the guess"
        await explorer.press("5", "5")
        assert "⇄" not in explorer.frame()
        await explorer.press("enter")
        assert "⇄" in explorer.frame()
        assert "you said 55%" in explorer.frame()


async def test_the_guess_is_kept_when_one_looks_elsewhere() -> None:
    async with exploring((80, 24)) as explorer:
        await explorer.press("P", "3", "3", "escape")
        assert explorer.app.screen is explorer.main
        await explorer.press("P")
        assert predict_of(explorer).guess.values == {12: 33}
        assert cell(explorer, 1, 7) == "33%"
