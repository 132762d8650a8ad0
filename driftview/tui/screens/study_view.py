"""What the views of many runs have in common: runs come in one by one until the view is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on

from driftview.tui.parallel import RunStream
from driftview.tui.screens.view import View

if TYPE_CHECKING:
    from driftview.tui.screens.main import MainScreen


class StudyView(View):
    """A view that has runs made beside the one on the screen."""

    def __init__(self, main: MainScreen, name: str) -> None:
        """Look at the session of ``main``; ``name`` is what the runs are called among the threads."""
        super().__init__(main)
        self._stream = RunStream(self, name, self.session.store)

    @on(RunStream.Made)
    def take_run(self, message: RunStream.Made) -> None:
        """Show one more run."""
        message.stream.keep(message)
        self.show()

    @on(RunStream.Ended)
    def take_end(self, message: RunStream.Ended) -> None:
        """Say that all runs are there."""
        message.stream.end(message)
        self.show()
