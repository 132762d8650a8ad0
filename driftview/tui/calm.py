"""The crash boundary of the explorer: what nobody foresaw becomes a calm panel, and the program stays.

Textual's own answer is to end with a long traceback. It asks two of its methods, which are overridden here:
``_dispatch_message``, where a message is handled, and ``_handle_exception``, where all other errors arrive
(of workers, timers and drawing). tests/test_tui_calm.py fails when Textual has others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType
from textual.app import App
from textual.events import Resize
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.worker import WorkerFailed

from driftview.text.cleaning import label

if TYPE_CHECKING:
    from driftview.drift.lineage import Lineage
    from driftview.tui.leaving import Deadline

CRASHED = 1
"""The exit code after an unexpected error."""

MOST_FURTHER_ERRORS = 100
"""Errors that may follow while the panel is open; a view that keeps failing is closed."""


@dataclass
class Fault:
    """An unexpected error, and what has become of it."""

    what: str
    """What happened, in a few words."""
    log: Path | None
    """Where the details are; None when they could not be written."""
    details: str
    """The traceback."""
    lineage: Lineage | None
    """What had been computed."""
    saved: Path | None = None
    """Where that is now."""
    unsaved: str = ""
    """Why it could not be saved."""
    more: int = 0
    """How many errors came after it."""

    def keep(self) -> None:
        """Save what was computed; what stands in the way is noted."""
        from driftview.export.files import ExportError
        from driftview.tui.recovery import keep

        if self.lineage is None or self.saved:
            return
        try:
            self.saved, self.unsaved = keep(self.lineage), ""
        except ExportError as error:
            self.unsaved = str(error)
        except OSError:
            self.unsaved = "there is no place that can be written to"

    def farewell(self) -> str:
        """Say in one line what happened and where everything is; below it the details, if there is no log."""
        import shlex

        parts = [f"left after an unexpected error, {self.what}"]
        if self.saved:
            parts.append(f"what was computed: driftview open {shlex.quote(str(self.saved))}")
        elif self.unsaved:
            parts.append(f"what was computed could not be saved ({self.unsaved})")
        parts.append(f"details, to be reported: {self.log}" if self.log else "please report the lines below")
        return "; ".join(parts) + ("" if self.log else f"\n{self.details}".rstrip())


class CalmPump(MessagePump):
    """A part of the explorer that goes on after an error in one of its handlers."""

    async def _dispatch_message(self, message: Message) -> None:
        """Handle a message; Textual would close this part after an error."""
        if isinstance(message, Resize) and isinstance(self, Screen) and _is_outdated(message, self.app):
            return
        try:
            await super()._dispatch_message(message)
        except Exception as error:
            app = self.app
            if not isinstance(app, CalmApp) or not app.begun:
                raise
            app.meet(error)


def _is_outdated(message: Resize, app: App[Any]) -> bool:
    """Tell whether a screen need not be laid out for a size: a later one is on its way, or the end.

    Textual keeps every size in the queue of every screen. After a hundred of them, a busy machine was laying
    out for sizes that were long gone, and a request to leave waited.
    """
    return message.size != app.size or (isinstance(app, CalmApp) and app.leaving)


class CalmApp(CalmPump, App[str]):
    """An app that shows one calm panel for an unexpected error."""

    def __init__(self) -> None:
        super().__init__()
        self.fault: Fault | None = None
        """The unexpected error that is being told, or that ended the program."""
        self.begun = False
        """Whether there is a screen on which things can be told."""
        self.leaving = False
        """Whether the program is being left; what goes wrong then changes nothing."""
        self.deadline: Deadline | None = None
        """What ends the process in time; None where it is not ours to end."""

    def exit(
        self, result: str | None = None, return_code: int = 0, message: RenderableType | None = None
    ) -> None:
        """Leave; the first exit code of those that are asked for holds."""
        self.leaving = True
        if self.deadline is not None:
            self.deadline.begin(self.return_code or return_code)
        super().exit(result, self.return_code or return_code, message)

    def worth_keeping(self) -> Lineage | None:
        """Return what would be lost if the program ended now."""
        return None

    def circumstances(self) -> Mapping[str, object]:
        """Return what a log should say besides the error."""
        return {}

    def _handle_exception(self, error: Exception) -> None:
        """Take the errors that Textual catches."""
        self.meet(error)

    def meet(self, error: Exception) -> None:
        """Tell of an unexpected error, or of one more while one is being told."""
        import traceback

        from driftview.faults import write_log

        cause = error.error if isinstance(error, WorkerFailed) else error
        if self._exception is None:  # tests that run the app are told of it at the end
            self._exception = error
            self._exception_event.set()
        if self.leaving and self.fault is None:
            return
        if self.fault is not None:
            self._note(self.fault, cause)
            return
        name = type(cause).__name__
        said = label(str(cause).strip())[:200]
        self.fault = Fault(
            f"{name}: {said}" if said else name,
            write_log(cause, self.circumstances()),
            "".join(traceback.format_exception(cause)),
            self.worth_keeping(),
        )
        if self.begun:
            self.call_later(self._show_fault)
        else:
            self.give_up()

    def _note(self, fault: Fault, cause: BaseException) -> None:
        """Take one more error; one of the panel itself ends the program."""
        import traceback

        from driftview.faults import add_to_log

        fault.more += 1
        if fault.log and fault.more <= 10:
            add_to_log(fault.log, cause)
        places = (frame.filename for frame in traceback.extract_tb(cause.__traceback__))
        if fault.more > MOST_FURTHER_ERRORS or any(Path(place).name == "fault.py" for place in places):
            self.give_up()

    def _show_fault(self) -> None:
        """Show the panel."""
        from driftview.tui.fault import FaultPanel

        if self.fault is not None:
            self.push_screen(FaultPanel(self.fault, bool(self.screen_stack[0].is_running)))

    def go_on(self) -> None:
        """Go back to the screen under all others, and close those: one of them may be broken."""
        self.call_later(self._close_others)

    async def _close_others(self) -> None:
        """Close what is on top; what a broken screen does while it is closed is only noted."""
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        self.fault = None
        self.went_on()

    def went_on(self) -> None:
        """Make the screen that is left good again."""

    def give_up(self) -> None:
        """Leave; what is to be said is said when the terminal is as it was."""
        self.exit(return_code=CRASHED)
