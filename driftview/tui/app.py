"""The explorer as an application."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from textual.app import App, SystemCommand
from textual.screen import Screen

from driftview.tui.screens.main import MainScreen

if TYPE_CHECKING:
    from driftview.drift.settings import Settings

SIGNAL_CODE = 128
"""A program that a signal ends returns this plus the number of the signal."""


class Explorer(App[str]):
    """driftview in a terminal; its result is why it could not begin, if it could not."""

    TITLE = "driftview"
    CSS_PATH = "screens/main.tcss"
    ENABLE_COMMAND_PALETTE = True

    def __init__(self, names: Sequence[str], settings: Settings) -> None:
        """Explore what becomes of the texts that ``names`` stand for."""
        super().__init__()
        self._names = tuple(names)
        self._settings = settings

    def get_default_screen(self) -> Screen[None]:
        """Begin with the main screen, so that it is the first frame."""
        return MainScreen(self._names, self._settings)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer what Textual itself knows; the explorer's own commands come from the registry."""
        yield SystemCommand("Theme", "Choose colours, light or dark", self.action_change_theme)

    def on_mount(self) -> None:
        """Leave the terminal as it was when a signal ends the program."""
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None:
                # neither on Windows nor outside the main thread
                with suppress(NotImplementedError, RuntimeError, ValueError):
                    loop.add_signal_handler(number, self._leave, number)

    def _leave(self, number: int) -> None:
        self.exit(return_code=SIGNAL_CODE + number)


def run(names: Sequence[str], settings: Settings) -> int:
    """Run the explorer in this terminal until it is left, and return the exit code."""
    app = Explorer(names, settings)
    reason = app.run()
    if reason:
        sys.stderr.write(f"driftview: {reason}\n")
    return app.return_code or 0
