"""Questions whose answers take a while: one thread, the newest question next, those in between given up."""

import threading
from functools import partial

from textual import on
from textual.app import App

from driftview.tui.desk import Desk


class Asker(App[None]):
    """Asks a desk, and notes the answers."""

    def __init__(self) -> None:
        super().__init__()
        self.desk: Desk[int] = Desk(self, "squares")
        self.answers: list[object] = []

    @on(Desk.Answered)
    def take(self, message: Desk.Answered) -> None:
        message.desk.keep(message)
        self.answers.append(message.answer)


async def test_one_thread_answers_the_newest_question() -> None:
    gate, at_work, most = threading.Event(), [0], [0]

    def square(number: int) -> int:
        at_work[0] += 1
        most[0] = max(most[0], at_work[0])
        gate.wait(30)
        at_work[0] -= 1
        return number * number

    async with Asker().run_test() as pilot:
        app = pilot.app
        assert isinstance(app, Asker)
        for number in (2, 3, 4, 5):
            assert app.desk.ask(number, partial(square, number)) is None
        gate.set()
        for _ in range(400):
            await pilot.pause(0.005)
            if app.desk.known(5) is not None:
                break
        assert app.answers == [4, 25]
        assert app.desk.ask(5, partial(square, 5)) == 25
        assert app.desk.last == 25
        assert most == [1]
