"""Driving the explorer in tests: start it on a small text, press keys, wait until nothing is left to do."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager, suppress
from typing import Any
from unittest.mock import patch

from remembering import remembering
from textual._compositor import Compositor
from textual._context import visible_screen_stack
from textual._styles_cache import StylesCache
from textual.geometry import Region
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input
from textual.worker import WorkerCancelled

from driftview.drift.lineage import Generation
from driftview.drift.loop import Cancelled, Loop
from driftview.settings.settings import Settings
from driftview.tui.app import Explorer
from driftview.tui.session import Session
from driftview.tui.views.main import MainScreen

TEXT = "ecclesiastes"
SETTINGS = Settings(generations=12, seed=1)
PAINT_LATER = 0.005
"""Seconds until it is looked again whether Textual, which shows no closing of its palette, paints again."""


class Threads(ThreadPoolExecutor):
    """The threads of an event loop, which knows what they are at."""

    def __init__(self) -> None:
        super().__init__()
        self._running: set[Future[Any]] = set()

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        future = super().submit(work, *arguments, **named)
        self._running.add(future)
        return future

    @property
    def busy(self) -> bool:
        self._running = {each for each in self._running if not each.done()}
        return bool(self._running)

    async def end(self) -> None:
        """Wait until all that was given to threads is done."""
        if self.busy:
            await asyncio.wait([asyncio.wrap_future(each) for each in self._running])


class Undrawn:
    """What has to be drawn of each screen, once it has come to rest.

    Textual draws again at every change, twelve times until the first screen is there. No terminal is behind
    a test, so each widget draws itself once, when nothing changes any more; that its lines are cut where
    windows overlap is left to those who look at the screen (``Driver.lines``).
    """

    def __init__(self) -> None:
        self._regions: dict[Compositor, set[Region]] = {}

    def noting(self) -> Callable[..., None]:
        """Return a stand-in for ``Compositor.render_update`` that only notes what that would have drawn."""

        def note(compositor: Compositor, full: bool = False, **_: Any) -> None:
            regions = {compositor.size.region} if full else compositor._dirty_regions
            if regions:
                self._regions.setdefault(compositor, set()).update(regions)
            compositor._dirty_regions.clear()

        return note

    def awaits(self, screen: Screen[Any]) -> bool:
        return screen._compositor in self._regions

    def draw(self, screen: Screen[Any]) -> None:
        """Let every widget draw what has changed of it; its errors are those of the screen."""
        regions = self._regions.pop(screen._compositor, set())
        crop = Region.from_union(regions).intersection(screen._compositor.size.region) if regions else None
        visible_screen_stack.set(screen.app._background_screens)  # shine through a dialog
        if crop:
            for _ in screen._compositor._get_renders(crop):
                pass


BEHIND = 2
"""Ticks that screens behind a form get, as many as matter; they would ask for more for ever."""


class Driver:
    """The explorer while it runs."""

    def __init__(self, app: Explorer, pilot: Pilot[str], threads: "Threads", undrawn: "Undrawn") -> None:
        self.app = app
        self.pilot = pilot
        self.threads = threads
        self._undrawn = undrawn

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
        """Wait until no worker is left, all messages are handled and all is painted."""
        await until(self, lambda: self.app.begun)
        while self._working:
            with suppress(WorkerCancelled):
                await self.app.workers.wait_for_complete()
            await self.threads.end()  # that of a worker which was cancelled goes on for a moment
            await self.paint()

    @property
    def _working(self) -> bool:
        """Return whether something is being computed."""
        workers = any(not worker.is_finished for worker in self.app.workers)
        return workers or self.threads.busy or self.session.computing

    async def paint(self) -> None:
        """Let everything happen that waits for no worker, and paint it, until there is nothing more."""
        await rest()
        for _ in range(BEHIND):
            await self._tick(self.app._background_screens)
            await self._paint_top()

    async def _paint_top(self) -> None:
        while self.app.is_running and self._unpainted(self.app.screen):
            if hasattr(self.app, "_check_resize"):  # Textual 8.2.0 has none
                self.app._check_resize()
            await self._tick([self.app.screen])
        if self.app.is_running and self._undrawn.awaits(self.app.screen):
            self.app.screen.call_later(self._undrawn.draw, self.app.screen)
            await rest()

    async def _tick(self, screens: Sequence[Screen[Any]]) -> None:
        """Let the clock by which Textual paints tick for some screens."""
        for screen in screens:
            if self._unpainted(screen):
                screen.call_later(screen._on_timer_update)
        await asyncio.sleep(PAINT_LATER if self.app._batch_count else 0)
        await rest()

    def _unpainted(self, screen: Screen[Any]) -> bool:
        """Return whether the next tick of the clock by which Textual paints would change anything."""
        return bool(
            self.app._resize_event
            or screen._layout_required
            or screen._scroll_required
            or screen._repaint_required
            or screen._recompose_required
            or screen._dirty_widgets
            or screen._callbacks
        )

    async def resize(self, columns: int, rows: int) -> None:
        await self.pilot.resize_terminal(columns, rows)
        await self.settle()

    async def press(self, *keys: str) -> None:
        """Press keys, each when all that the one before has begun is done."""
        for key in keys:
            await self.app._press_keys((key,))
            await self.settle()

    async def fill(self, **answers: str) -> None:
        """Type into the inputs of a form, by name."""
        for name, answer in answers.items():
            self.app.screen.query_one(f"#{name}", Input).value = answer
        await self.paint()

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
    threads = Threads()
    asyncio.get_running_loop().set_default_executor(threads)
    undrawn = Undrawn()
    with ExitStack() as patches:
        for place in ("textual.app.wait_for_idle", "textual.pilot.wait_for_idle"):
            patches.enter_context(patch(place, rest))
        patches.enter_context(patch.object(Compositor, "render_update", undrawn.noting()))
        patches.enter_context(remembering())
        async with app.run_test(size=size, tooltips=False) as pilot:
            driver = Driver(app, pilot, threads, undrawn)
            if wait:
                await driver.settle()
            yield driver
    StylesCache.get_inner_outer.cache_clear()  # else it keeps all that was drawn in past tests


async def rest(*_: float) -> None:
    """Let the event loop go on until all that is left waits for threads or clocks.

    Textual's own pilot sleeps until the process seems idle: a fiftieth of a second or more, several times a
    key, and now and then it is wrong.
    """
    for _round in range(100_000):
        await asyncio.sleep(0)
        if not at_work():
            return
    raise AssertionError("it never comes to rest")


def at_work() -> bool:
    """Return whether anything in the event loop can go on at once."""
    loop: Any = asyncio.get_running_loop()
    return bool(loop._ready)


class GatedLoop(Loop):
    """A loop that makes a generation only when the test opens the gate for it, or stops when told to."""

    gate: threading.Semaphore

    def step(self, cancelled: Callable[[], bool] | None = None) -> Generation:
        while not self.gate.acquire(timeout=0.005):
            if cancelled and cancelled():
                raise Cancelled
        if cancelled and cancelled():  # the gate was opened for another loop
            self.gate.release()
            raise Cancelled
        return super().step(cancelled)


async def until(driver: Driver, holds: Callable[[], Any]) -> None:
    """Let the explorer go on until something holds; a test that never gets there fails."""
    for _ in range(4000):
        await driver.paint()
        if holds():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it never came to pass")


def forgive(app: Explorer) -> None:
    """Let an unexpected error that the test has made not be one of the test."""
    app._exception = None
    app._exception_event.clear()
