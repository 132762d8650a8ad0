"""Memory stays where it is: what the explorer keeps is counted, before and after many steps."""

import gc
from collections import Counter

import pytest
from exploring import Driver, exploring
from toys import corpus_of

from driftview.drift.loop import Loop
from driftview.drift.settings import Settings
from driftview.tui import page
from driftview.tui.page import Anchor, Page
from driftview.tui.widgets.line_view import LineView

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
