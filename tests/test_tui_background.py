"""Questions whose answers take a while: one thread, the newest question next, those in between given up."""

import asyncio
import threading
from collections.abc import Hashable
from functools import partial
from typing import cast

import pytest
from processes import PATIENCE
from textual import on
from textual.app import App
from textual.pilot import Pilot

from driftview.tui.background import BackgroundQuery


class Asker(App[None]):
    """Asks in the background, and notes the answers."""

    def __init__(self) -> None:
        super().__init__()
        self.query_of_squares: BackgroundQuery[int] = BackgroundQuery(self, "squares")
        self.answers: list[object] = []

    @on(BackgroundQuery.Answered)
    def take(self, message: BackgroundQuery.Answered) -> None:
        message.query.keep(message)
        self.answers.append(message.answer if message.whole else "cut short")


async def test_one_thread_answers_the_newest_question() -> None:
    gate, at_work, most = threading.Event(), [0], [0]

    def square(number: int) -> int:
        at_work[0] += 1
        most[0] = max(most[0], at_work[0])
        gate.wait(PATIENCE)
        at_work[0] -= 1
        return number * number

    async with Asker().run_test() as pilot:
        app = cast("Asker", pilot.app)
        for number in (2, 3, 4, 5):
            assert app.query_of_squares.ask(number, partial(square, number)) is None
        gate.set()
        await until_known(pilot, 5)
        assert app.answers == [4, 25]
        assert app.query_of_squares.ask(5, partial(square, 5)) == 25
        assert app.query_of_squares.last == 25
        assert most == [1]


async def test_who_is_overtaken_is_told_and_what_was_cut_short_is_not_kept() -> None:
    begun = threading.Event()

    def count(wanted: int) -> int:
        begun.set()
        while wanted == 1 and not app.query_of_squares.cancellation():
            pass
        return wanted

    async with Asker().run_test() as pilot:
        app = cast("Asker", pilot.app)
        app.query_of_squares.ask("one", partial(count, 1))
        await asyncio.to_thread(begun.wait, 30)
        for again in (2, 3):
            assert app.query_of_squares.ask(again, partial(count, again)) is None
        await until_known(pilot, 3)
        assert app.answers == ["cut short", 3]
        assert app.query_of_squares.known("one") is None

        begun.clear()
        app.query_of_squares.ask("one", partial(count, 1))
        await asyncio.to_thread(begun.wait, 30)
        app.query_of_squares.forget()
        app.query_of_squares.ask("four", partial(count, 4))
        await until_known(pilot, "four")
        assert app.answers == ["cut short", 3, "cut short", 4]


async def until_known(pilot: Pilot[None], key: Hashable) -> None:
    """Wait until the query has an answer."""
    asked = cast("Asker", pilot.app).query_of_squares
    for _ in range(2000):
        if asked.known(key) is not None:
            return
        await pilot.pause(0.005)
    pytest.fail(f"no answer to {key!r} came")
