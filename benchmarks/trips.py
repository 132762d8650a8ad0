"""How far a key press travels: the files and functions of driftview that run until all is still again."""

import asyncio
import sys
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import driftview
from benchmarks.report import Part, Table, Target

HOME = str(Path(driftview.__file__).parent)

GENERATIONS = 4
"""Enough for a step that changes the page; a run of so few takes a fraction of a second."""

PAUSES = 10
"""Times that the explorer must be found still before a press counts as over: its widgets paint in between."""

MOST = {"right": 30, "plus": 70}
"""Files that a press may enter, by its key: a reader follows these, and no more."""


class Trip:
    """Collects the code that runs, in all threads, between two moments."""

    def __init__(self) -> None:
        self.entered: set[CodeType] = set()
        self._open = False
        threading.setprofile(self._see)
        sys.setprofile(self._see)

    def _see(self, frame: FrameType, event: str, _: Any) -> None:
        if self._open and event == "call":
            self.entered.add(frame.f_code)

    async def of(self, press: Callable[[], Awaitable[None]]) -> dict[str, set[str]]:
        """Return the functions that a press enters, by file; comprehensions count as their functions do."""
        self.entered.clear()
        self._open = True
        await press()
        self._open = False
        found: dict[str, set[str]] = {}
        for code in list(self.entered):
            if code.co_filename.startswith(HOME) and not code.co_name.startswith("<"):
                name = code.co_filename.removeprefix(HOME).lstrip("/\\")
                found.setdefault(name, set()).add(code.co_qualname)
        return found


async def _trips() -> dict[str, dict[str, set[str]]]:
    """Start the explorer in this process and follow each key; all were pressed before: no import counts."""
    from driftview.settings.settings import Settings
    from driftview.tui import app as explorer
    from driftview.tui.app import Explorer

    explorer.TIDY_SECONDS = 3600  # what a clock begins is no part of a press
    trip = Trip()
    app = Explorer(("ecclesiastes",), Settings(generations=GENERATIONS, seed=1))
    async with app.run_test(size=(120, 36)) as pilot:

        async def press(*keys: str) -> None:
            await pilot.press(*keys)
            still = 0
            while still < PAUSES:
                await pilot.pause(0.02)
                busy = any(not worker.is_finished for worker in app.workers)
                still = 0 if busy or app.screen_stack[0].session.computing else still + 1

        await press("home", "right", "left", "plus", "minus", "right", "home")
        found = {key: await trip.of(lambda key=key: press(key)) for key in MOST}
    sys.setprofile(None)
    threading.setprofile(None)
    return found


def measure() -> Part:
    """Follow the keys, and name the files that each enters."""
    found = asyncio.run(_trips())
    counts = [
        (key, f"{len(files)}", f"{sum(map(len, files.values()))}", ", ".join(sorted(files)))
        for key, files in found.items()
    ]
    said = (
        "Files and functions of driftview that one press enters until the screen is still (`sys.setprofile`)."
    )
    return Part(
        "Trips of a key",
        notes=[said],
        tables=[Table("One press", ("key", "files", "functions", "which"), counts)],
        targets=[Target(f"files entered by {key}", most, len(found[key])) for key, most in MOST.items()],
    )
