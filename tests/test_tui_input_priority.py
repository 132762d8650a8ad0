"""Work in the background gives way while a key is answered, and never for long."""

import threading
from collections.abc import Callable

import pytest
from exploring import SETTINGS, exploring, until
from processes import PATIENCE

from driftview.tui import terminal
from driftview.tui.terminal import KEYS, InputPriority


def begun(courtesy: InputPriority) -> tuple[threading.Thread, threading.Event]:
    """Return a thread that gives way, and what says that it went on."""
    gone_on = threading.Event()

    def work() -> None:
        courtesy.yield_to_input()
        gone_on.set()

    thread = threading.Thread(target=work)
    thread.start()
    return thread, gone_on


def nothing_said(keys: InputPriority) -> None:
    keys.input_done()


def told(keys: InputPriority) -> None:
    keys.saying()
    keys.input_done()
    keys.told()


@pytest.mark.parametrize("answer", [nothing_said, told])
def test_a_thread_waits_until_a_key_is_answered(
    answer: Callable[[InputPriority], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal, "KEY_SECONDS", 60.0)
    keys = InputPriority()
    keys.yield_to_input()  # no key, no wait
    keys.pressed()
    thread, gone_on = begun(keys)
    assert not gone_on.wait(0.05)
    answer(keys)
    assert gone_on.wait(PATIENCE)
    thread.join()


def test_what_is_still_to_be_written_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "KEY_SECONDS", 60.0)
    keys = InputPriority()
    keys.pressed()
    keys.saying()
    keys.input_done()
    thread, gone_on = begun(keys)
    assert not gone_on.wait(0.05)
    keys.told()
    thread.join(30)
    assert gone_on.is_set()


def test_a_key_without_an_answer_holds_nobody_up_for_long() -> None:
    keys = InputPriority()
    keys.pressed()
    thread, gone_on = begun(keys)
    thread.join(30)
    assert gone_on.is_set()


async def test_generations_are_made_while_a_key_is_held_down() -> None:
    async with exploring((80, 24), settings=SETTINGS, wait=False) as explorer:
        await until(explorer, lambda: explorer.app.begun)
        for _ in range(30):
            KEYS.pressed()
            await explorer.pilot.press("right")
        await explorer.settle()
        assert explorer.session.made == SETTINGS.generations
