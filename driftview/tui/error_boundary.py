"""The error boundary: what happened, what is safe, and going on; what was computed is kept.

Textual's own answer to an error is to end with a long traceback. It asks two of its methods, which are
overridden here: ``_dispatch_message``, where a message is handled, and ``_handle_exception``, where all
other errors arrive (of workers, timers and drawing). tests/test_tui_error_boundary.py fails when Textual
has others.
"""

from __future__ import annotations

import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from rich.console import RenderableType
from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widgets import Static
from textual.worker import Worker, WorkerFailed, WorkerState

from driftview.faults import RECOVERED, RECOVERED_KEPT, prune, recovery_folder, stamp, usable
from driftview.text.cleaning import label
from driftview.tui.served import for_visitor

if TYPE_CHECKING:
    from driftview.drift.lineage import Lineage
    from driftview.tui.leaving import Deadline
    from driftview.tui.session import Session


def worth_keeping(session: Session) -> Lineage | None:
    """Return what is on the screen if it would be lost; None when nothing was made, or only opened."""
    from driftview.drift.external import ExternalGenerations

    shown = session.shown
    if isinstance(shown.opened, ExternalGenerations):
        return None
    known = len(shown.opened.generations) if shown.opened else 1
    return session.lineage() if len(shown.generations) > known else None


def keep_lineage(lineage: Lineage) -> Path:
    """Write a lineage to the folder of recovered ones, in the files that opening it needs, and return where.

    Without such a folder it goes to a new one among temporary files. Raises ExportError, or OSError, when
    there is nowhere to write to.
    """
    from driftview.export.lineage_folder import NEEDED_TO_OPEN, ExportError, write_lineage

    text = re.sub(r"[^\w.-]+", "-", lineage.corpus.name).strip("-.").lower()
    name = f"{stamp()}-{text[:40]}"
    folder = usable(recovery_folder)
    if folder is not None:
        with suppress(ExportError):
            return write_lineage(lineage, folder / name, formats=NEEDED_TO_OPEN)
    elsewhere = Path(tempfile.mkdtemp(prefix="driftview-recovered-"))
    try:
        return write_lineage(lineage, elsewhere / name, formats=NEEDED_TO_OPEN)
    except ExportError:
        shutil.rmtree(elsewhere, ignore_errors=True)
        raise


def prune_recovered() -> None:
    """Remove the oldest recovered lineages, so that RECOVERED_KEPT stay; not while somebody waits."""
    folder = usable(recovery_folder)
    if folder is not None:
        prune(folder, RECOVERED, RECOVERED_KEPT)


def prepare_to_save() -> None:
    """Do before the end what would take long at the end, when others use the processor and the disk."""
    import driftview.export.lineage_folder  # noqa: F401 - so that it is loaded

    prune_recovered()


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

        if self.lineage is None or self.saved:
            return
        try:
            self.saved, self.unsaved = keep_lineage(self.lineage), ""
        except ExportError as error:
            self.unsaved = str(error)
        except OSError:
            self.unsaved = "no folder here is writable"
        prune_recovered()

    def farewell(self) -> str:
        """Say in one line what happened and where everything is; below it the details, if there is no log."""
        import shlex

        parts = [f"closed after an unexpected error, {self.what}"]
        if self.saved:
            parts.append(f"your results: driftview open {shlex.quote(str(self.saved))}")
        elif self.unsaved:
            parts.append(f"your results could not be saved ({self.unsaved})")
        parts.append(f"details, please report: {self.log}" if self.log else "please report the lines below")
        return "; ".join(parts) + ("" if self.log else f"\n{self.details}".rstrip())


class ErrorBoundary(MessagePump):
    """A part of the explorer that goes on after an error in one of its handlers."""

    async def _dispatch_message(self, message: Message) -> None:
        """Handle a message; Textual would close this part after an error."""
        app = self.app
        if isinstance(app, ErrorBoundaryApp) and app.deadline is not None:
            app.deadline.wait_if_passed()
        if isinstance(message, Resize) and isinstance(self, Screen) and _is_outdated(message, app):
            return
        try:
            await super()._dispatch_message(message)
        except Exception as error:
            if not isinstance(app, ErrorBoundaryApp) or not app.begun:
                raise
            app.meet(error)


def _is_outdated(message: Resize, app: App[Any]) -> bool:
    """Tell whether a screen need not be laid out for a size: a later one is on its way, or the end.

    Textual keeps every size in the queue of every screen. After a hundred of them, a busy machine was laying
    out for sizes that were long gone, and a request to leave waited.
    """
    return message.size != app.size or (isinstance(app, ErrorBoundaryApp) and app.leaving)


class ErrorBoundaryApp(ErrorBoundary, App[str]):
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
        # a panel in the frames is not enough: what other screens had asked for is called from its loop, too
        codes = (frame.f_code for frame, _ in traceback.walk_tb(cause.__traceback__))
        own = f"{FaultPanel.__qualname__}."
        if fault.more > MOST_FURTHER_ERRORS or any(code.co_qualname.startswith(own) for code in codes):
            self.give_up()

    def _show_fault(self) -> None:
        """Show the panel."""

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


class FaultPanel(Screen[None]):
    """Covers everything, so that nothing that cannot be drawn is drawn; saves what was computed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,escape", "go_on", "Go on", show=False),
        Binding("q", "leave", "Leave", show=False),
    ]
    CSS_PATH = "error_boundary.tcss"

    app: ErrorBoundaryApp

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
            yield "An unexpected error interrupted driftview."
            yield "Please tell whoever runs this page: the details are in a log on their machine."
            yield f"Enter continues on the main screen; {leave}" if self._whole else leave
            return
        yield f"An unexpected error interrupted driftview:\n{fault.what}"
        if fault.lineage is not None:
            yield self._kept(fault, len(fault.lineage.generations) - 1)
        if fault.log:
            yield f"Details are in this file; please report it:\n{fault.log}"
        else:
            yield "The details could not be saved in a file. Please report what driftview prints on leaving."
        yield f"Enter continues on the main screen; {leave}" if self._whole else leave

    @staticmethod
    def _kept(fault: Fault, made: int) -> str:
        """Say where the generations are."""
        what = f"{made} generation{'s' if made != 1 else ''}"
        if fault.saved:
            return f"What was computed, {what}, is safe. To open it again:\n" + (
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
