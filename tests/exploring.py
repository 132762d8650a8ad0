"""Driving the explorer in tests: start it on a small text, press keys, wait until nothing is left to do."""

import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input
from textual.worker import WorkerCancelled

from driftview.drift.lineage import Generation
from driftview.drift.loop import Cancelled, Loop
from driftview.drift.settings import Settings
from driftview.tui.app import Explorer
from driftview.tui.screens.main import MainScreen
from driftview.tui.session import Session

TEXT = "ecclesiastes"
SETTINGS = Settings(generations=12, seed=1)


class Driver:
    """The explorer while it runs."""

    def __init__(self, app: Explorer, pilot: Pilot[str]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def main(self) -> MainScreen:
        screen = self.app.screen_stack[0]
        assert isinstance(screen, MainScreen)
        return screen

    @property
    def session(self) -> Session:
        return self.main.session

    @property
    def current(self) -> int:
        return self.session.current

    async def settle(self) -> None:
        """Wait until no worker is left and all messages are handled."""
        await until(self, lambda: self.app.begun)
        while self.session.computing or any(not worker.is_finished for worker in self.app.workers):
            with suppress(WorkerCancelled):
                await self.app.workers.wait_for_complete()
            await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.settle()

    async def fill(self, **answers: str) -> None:
        """Type into the inputs of a form, by name."""
        for name, answer in answers.items():
            self.app.screen.query_one(f"#{name}", Input).value = answer
        await self.pilot.pause()

    async def click(self, selector: str, offset: tuple[int, int]) -> None:
        await self.pilot.click(selector, offset=offset)
        await self.settle()

    def lines(self) -> list[str]:
        """Return what stands on the screen."""
        return [strip.text.rstrip() for strip in self.app.screen._compositor.render_strips()]

    def frame(self) -> str:
        return "\n".join(self.lines()) + "\n"


@asynccontextmanager
async def exploring(
    size: tuple[int, int] = (80, 24),
    names: tuple[str, ...] = (TEXT,),
    settings: Settings = SETTINGS,
    wait: bool = True,
) -> AsyncIterator[Driver]:
    """Run the explorer at a size; ``wait`` until it has computed everything."""
    async with exploring_app(Explorer(names, settings), size, wait) as driver:
        yield driver


@asynccontextmanager
async def exploring_app(
    app: Explorer, size: tuple[int, int] = (80, 24), wait: bool = True
) -> AsyncIterator[Driver]:
    """Run an explorer that the test has made; ``wait`` until it has computed everything."""
    async with app.run_test(size=size, tooltips=False) as pilot:
        driver = Driver(app, pilot)
        if wait:
            await driver.settle()
        yield driver


class GatedLoop(Loop):
    """A loop that makes a generation only when the test opens the gate for it, or stops when told to."""

    gate: threading.Semaphore

    def step(self, cancelled: Callable[[], bool] | None = None) -> Generation:
        while not self.gate.acquire(timeout=0.005):
            if cancelled and cancelled():
                raise Cancelled
        return super().step(cancelled)


async def until(driver: Driver, holds: Callable[[], Any]) -> None:
    """Let the explorer go on until something holds; a test that never gets there fails."""
    for _ in range(400):
        await driver.pilot.pause()
        if holds():
            return
        await driver.pilot.pause(0.005)
    raise AssertionError("it never came to pass")


def forgive(app: Explorer) -> None:
    """Let an unexpected error that the test has made not be one of the test."""
    app._exception = None
    app._exception_event.clear()
