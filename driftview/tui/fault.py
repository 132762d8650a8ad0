"""The panel that tells of an unexpected error: what happened, what is safe, and what the keys do."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from driftview.tui.served import for_visitor

if TYPE_CHECKING:
    from driftview.tui.calm import CalmApp, Fault


class FaultPanel(Screen[None]):
    """Covers everything, so that nothing that cannot be drawn is drawn; saves what was computed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,escape", "go_on", "Go on", show=False),
        Binding("q", "leave", "Leave", show=False),
    ]
    CSS_PATH = "fault.tcss"

    app: CalmApp

    def __init__(self, fault: Fault, whole: bool) -> None:
        """Tell of ``fault``; ``whole`` says whether the main screen can go on."""
        super().__init__()
        self._fault = fault
        self._whole = whole

    def compose(self) -> ComposeResult:
        """Lay out one page."""
        with VerticalScroll(classes="form", can_focus=False) as form:
            form.border_title = Content("Something went wrong")
            form.border_subtitle = Content("enter go on · q leave" if self._whole else "q leave")
            yield Static(id="told")

    def on_mount(self) -> None:
        """Say what happened, and save what was computed meanwhile."""
        self._tell()
        if self._fault.lineage is not None:
            self.run_worker(self._fault.keep, description="keep", thread=True, exit_on_error=False)

    @on(Worker.StateChanged)
    def take_end(self, message: Worker.StateChanged) -> None:
        """Say where what was computed is now."""
        if message.state is WorkerState.ERROR:
            self._fault.unsaved = f"{type(message.worker.error).__name__}: {message.worker.error}"
        if message.worker.is_finished:
            self._tell()

    def _tell(self) -> None:
        self.query_one("#told", Static).update(Content("\n\n".join(self._paragraphs())))

    def _paragraphs(self) -> Iterator[str]:
        """Yield what there is to say."""
        fault = self._fault
        leave = "q leaves, with exit code 1."
        if for_visitor():  # no name of a file, and no error that may hold one
            yield "An unexpected error stopped what driftview was doing."
            yield "Please tell whoever runs this page: the details are in a log on their machine."
            yield f"Enter goes on, on the main screen; {leave}" if self._whole else leave
            return
        yield f"An unexpected error stopped what driftview was doing: {fault.what}"
        if fault.lineage is not None:
            yield self._kept(fault, len(fault.lineage.generations) - 1)
        if fault.log:
            yield f"Details are in this file; please report it:\n{fault.log}"
        else:
            yield "The details could not be written to a file; leaving prints them. Please report them."
        yield f"Enter goes on, on the main screen; {leave}" if self._whole else leave

    @staticmethod
    def _kept(fault: Fault, made: int) -> str:
        """Say where the generations are."""
        what = f"{made} generation{'s' if made != 1 else ''}"
        if fault.saved:
            return f"What was computed, {what}, is safe, and opens again with:\n" + (
                f"driftview open {shlex.quote(str(fault.saved))}"
            )
        if fault.unsaved:
            return f"What was computed, {what}, could not be saved: {fault.unsaved}"
        return f"What was computed, {what}, is being saved …"

    def action_go_on(self) -> None:
        """Go back to the main screen, if there still is one."""
        if self._whole:
            self.app.go_on()

    def action_leave(self) -> None:
        """End the program."""
        self.app.give_up()
