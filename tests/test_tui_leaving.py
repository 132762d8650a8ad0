"""Keys that quit, when the event loop does not get to them."""

import threading

import pytest
from exploring import exploring

from driftview.tui import leaving
from driftview.tui.leaving import Deadline, QuitKey
from driftview.tui.terminal import KEYS


class Ends(Deadline):
    """A deadline that ends nothing but a wait."""

    def __init__(self) -> None:
        super().__init__(lambda: None, lambda code: code)
        self.ended = threading.Event()

    def leave_at_once(self) -> None:
        """Note that the process would have ended."""
        self.ended.set()


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for nothing."""
    monkeypatch.setattr(leaving, "GRACE_SECONDS", 0.01)


def test_a_key_that_nobody_answers_quits(soon: None) -> None:
    deadline = Ends()
    QuitKey(deadline).read(quits=True)
    assert deadline.ended.wait(10)


def test_a_key_that_was_answered_or_comes_behind_another_does_not(soon: None) -> None:
    deadline = Ends()
    keys = QuitKey(deadline)
    keys.read(quits=False)  # may open a line to type in
    keys.read(quits=True)
    keys.answered(keys.begin())
    keys.answered(keys.begin())
    assert not deadline.ended.wait(0.1)
    keys.read(quits=True)
    assert deadline.ended.wait(10), "the next one is alone"


def test_a_deadline_that_begins_stops_threads(soon: None) -> None:
    given_back: list[bool] = []
    deadline = Deadline(lambda: given_back.append(True), lambda code: code)
    assert deadline.claim(), "the main thread ends first"
    try:
        deadline.begin(0)
        assert KEYS.leaving
        deadline.wait_if_passed()
        assert not given_back
    finally:
        KEYS.leaving = False


async def test_only_a_key_that_quits_overtakes_the_event_loop() -> None:
    async with exploring() as explorer:
        for keys, quitting in (((), "q Q ctrl+q"), (("w",), "Q ctrl+q"), (("question_mark",), "ctrl+q")):
            await explorer.press(*keys)
            found = [key for key in ("q", "Q", "x", "ctrl+q") if explorer.app._quits(key)]
            assert found == quitting.split(), keys
        await explorer.press("escape", "q")
        assert explorer.app.screen is explorer.main
        assert not explorer.app._quits("q"), "it may still be held"
