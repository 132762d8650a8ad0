"""Memory stays where it is: what the explorer keeps is counted, before and after many steps."""

import gc
import weakref
from collections import Counter

import pytest
from exploring import Driver, exploring
from toys import corpus_of

from driftview.drift.loop import Loop
from driftview.settings.settings import Settings
from driftview.tui import app, session
from driftview.tui.background import SingleShot
from driftview.tui.content import page
from driftview.tui.content.page import Anchor, Page
from driftview.tui.session import Run
from driftview.tui.widgets.rows import LineView

OURS = ("driftview.", "textual.worker", "textual.timer", "textual.message")
"""Modules whose objects are counted."""


def kept(driver: Driver) -> Counter[str]:
    """Count everything of our own that is in memory, and what widgets have drawn."""
    gc.collect()
    found: Counter[str] = Counter()
    for each in gc.get_objects():
        module = getattr(type(each), "__module__", None)
        if isinstance(module, str) and module.startswith(OURS):
            found[f"{module}.{type(each).__qualname__}"] += 1
    found["strips"] = sum(len(view._strips) for view in driver.main.query(LineView))
    return found


async def there_and_back(driver: Driver, times: int) -> None:
    steps = driver.session.made - 1
    for _ in range(times):
        await driver.press(*["right"] * steps)
        await driver.press(*["left"] * steps)


@pytest.mark.parametrize("view", [(), ("w",)])
async def test_steps_leave_nothing_behind(view: tuple[str, ...]) -> None:
    async with exploring(settings=Settings(generations=6)) as driver:
        await driver.press(*view)
        await there_and_back(driver, 1)
        before = kept(driver)
        await there_and_back(driver, 2)
        after = kept(driver)
        grown = {name: (before[name], count) for name, count in after.items() if count > before[name] + 2}
        assert grown == {}


def test_a_body_that_was_called_lets_go_of_what_it_worked_on() -> None:
    class Big:
        """Something that takes a lot of memory."""

    seen = []
    big = Big()
    body = SingleShot(lambda each: seen.append(type(each)), big)
    gone = weakref.ref(big)
    del big
    assert gone() is not None
    body()
    body()
    assert gone() is None
    assert seen == [Big]


async def test_runs_that_were_left_hold_no_text_and_those_that_nobody_can_return_to_are_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without anybody looking for circles: memory would grow until somebody did, and be in pieces then."""
    monkeypatch.setattr(session, "MOST_RUNS", 2)
    monkeypatch.setattr(app, "TIDY_SECONDS", 3600)  # not by itself on a slow machine
    left: list[weakref.ref[Run]] = []
    async with exploring(settings=Settings(generations=3, seed=1)) as driver:
        gc.collect()
        gc.disable()
        try:
            for _ in range(5):
                left.append(weakref.ref(driver.session.run))
                await driver.press("n", "right", "left")
            assert [run() is None for run in left] == [True, True, True, False, False]
        finally:
            gc.enable()
        assert len(driver.session.history.holding_memory()) == 2
        driver.app._tidy()
        await driver.settle()
        past = driver.session.history.past
        assert [session.weight(run.generations) for run in past] == [0, 0]
        assert session.weight(driver.session.generations) > 0
        before = past[-1]
        await driver.press("u", "a")
        assert driver.session.run is before
        assert before.made == 13


def test_a_page_that_is_scrolled_through_does_not_stay_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "BLOCKS_KEPT", 5)
    text = "\n\n".join(f"paragraph number {i} of a text" for i in range(60))
    generation = Loop(corpus_of(text), Settings(order=1)).lineage.generations[0]
    scrolled, anchor = Page(generation, 40), Anchor(0, 0)
    for _ in range(100):
        anchor = scrolled.move(anchor, 1)
        assert len(scrolled._lines) <= 5
    assert anchor.block == scrolled.blocks - 1
    back = scrolled.window(Anchor(0, 0), 3)
    assert back == Page(generation, 40).window(Anchor(0, 0), 3)
