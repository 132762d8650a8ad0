"""Keys that quit, when the event loop does not get to them."""

import threading

import pytest
from exploring import exploring

from driftview.tui import leaving
from driftview.tui.leaving import Deadline, Leads, QuitKey
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
    QuitKey(deadline).read(Leads.STAYS, quits_after=Leads.STAYS)
    assert deadline.ended.wait(10)


@pytest.mark.parametrize("before", Leads)
@pytest.mark.parametrize("quits_after", Leads)
def test_a_key_behind_others_quits_if_none_may_change_what_it_means(
    before: Leads, quits_after: Leads, soon: None
) -> None:
    deadline = Ends()
    keys = QuitKey(deadline)
    keys.read(before)
    keys.read(Leads.STAYS, quits_after)
    assert deadline.ended.wait(10 if before <= quits_after else 0.05) == (before <= quits_after)


def test_a_key_that_was_answered_does_not(soon: None) -> None:
    deadline = Ends()
    keys = QuitKey(deadline)
    keys.read(Leads.TYPING)
    keys.read(Leads.STAYS, quits_after=Leads.STAYS)
    keys.answered(keys.begin())
    keys.answered(keys.begin())
    assert not deadline.ended.wait(0.1)
    keys.read(Leads.STAYS, quits_after=Leads.STAYS)
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
            found = [key for key in ("q", "Q", "x", "ctrl+q") if explorer.app._quits_after(key) is not None]
            assert found == quitting.split(), keys
        await explorer.press("escape", "q")
        assert explorer.app.screen is explorer.main
        assert explorer.app._quits_after("q") is None, "it may still be held"
        led = {key: explorer.app._leads(key) for key in ("right", "C", "slash", "e", "plus", "F12")}
        assert led == {
            "right": Leads.STAYS,
            "C": Leads.VIEW,
            "slash": Leads.TYPING,
            "e": Leads.TYPING,
            "plus": Leads.STAYS,
            "F12": Leads.STAYS,
        }
