"""An unexpected error: one calm panel, a log, a folder with what was computed, and on it goes."""

import inspect
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest
from exploring import Driver, exploring, forgive, until
from textual import worker
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Resize
from textual.geometry import Size
from textual.message_pump import MessagePump
from textual.screen import Screen

from driftview import faults
from driftview.export.reopening import read_lineage
from driftview.settings.settings import Settings
from driftview.tui import worker as worker_module
from driftview.tui.app import Explorer
from driftview.tui.error_boundary import CRASHED, ErrorBoundary, ErrorBoundaryApp, FaultPanel
from driftview.tui.terminal import terminal_driver
from driftview.tui.views.main import MainScreen
from driftview.tui.views.panels import PanelScreen
from driftview.tui.views.voices import VoicesView
from driftview.tui.widgets.sample_pane import SamplePane


def broken(*_: object, **__: object) -> NoReturn:
    raise ZeroDivisionError("by [b]zero\x1b[31m")


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where logs and recovered lineages go in this test."""
    monkeypatch.setattr(faults, "log_folder", lambda: tmp_path / "log")
    monkeypatch.setattr("driftview.tui.error_boundary.recovery_folder", lambda: tmp_path / "recovered")
    return tmp_path


@asynccontextmanager
async def mistaken() -> AsyncIterator[Driver]:
    """Run the explorer, in which something is going to go wrong."""
    async with exploring(size=(100, 30), settings=Settings(generations=3)) as driver:
        yield driver
        forgive(driver.app)


async def panel(driver: Driver) -> FaultPanel:
    """Wait for the panel, and until what was computed is saved."""
    await until(driver, lambda: isinstance(driver.app.screen, FaultPanel))
    forgive(driver.app)
    await driver.settle()
    assert isinstance(driver.app.screen, FaultPanel)
    return driver.app.screen


def in_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MainScreen, "do_marks", broken)


def in_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MainScreen, "do_marks", lambda main: main.run_worker(broken, thread=True))


def in_a_timer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MainScreen, "do_marks", lambda main: main.set_timer(0.001, broken))


def in_a_view(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(VoicesView, "show_body", broken)
    monkeypatch.setattr(MainScreen, "do_marks", lambda main: main.do_open_view("voices"))


def in_the_layout_of_a_view(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(VoicesView, "body", broken)
    monkeypatch.setattr(MainScreen, "do_marks", lambda main: main.do_open_view("voices"))


def in_a_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("driftview.tui.views.export.ExportForm.on_mount", broken, raising=False)
    monkeypatch.setattr(MainScreen, "do_marks", MainScreen.do_export)


PLACES = [in_a_key, in_a_thread, in_a_timer, in_a_view, in_the_layout_of_a_view, in_a_form]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
async def test_an_error_anywhere_is_one_panel_and_the_explorer_goes_on(
    place: Callable[[pytest.MonkeyPatch], None], kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place(monkeypatch)
    async with mistaken() as driver:
        made = driver.session.generations[:]
        await driver.pilot.press("M")
        await panel(driver)
        (log,) = (kept / "log").iterdir()
        (folder,) = (kept / "recovered").iterdir()
        frame = driver.frame()
        assert "Something went wrong" in frame
        assert "ZeroDivisionError: by [b]zero[31m" in frame
        assert "What was computed, 3 generations, is safe" in frame
        assert "in broken" in log.read_text(encoding="utf-8")
        again = read_lineage(folder)
        assert all(np.array_equal(a.tokens, b.tokens) for a, b in zip(again.generations, made, strict=True))
        await driver.pilot.press("enter")
        await until(driver, lambda: driver.app.screen is driver.main and driver.app.fault is None)
        await driver.press("right")
        assert driver.current == 2
        assert "Generation 2" in driver.frame()
        forgive(driver.app)


async def test_what_cannot_be_drawn_is_covered_and_told_again(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with mistaken() as driver:
        monkeypatch.setattr(SamplePane, "draw_line", broken)
        await driver.pilot.press("right")
        await panel(driver)
        await driver.pilot.press("enter")
        await until(driver, lambda: len(list((kept / "log").iterdir())) == 2)
        await panel(driver)
        await driver.pilot.press("q")
        await until(driver, lambda: driver.app.leaving)
        assert driver.app.return_code == CRASHED
        forgive(driver.app)


async def test_an_error_while_computing_keeps_what_was_made(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with mistaken() as driver:
        monkeypatch.setattr(worker_module, "_compute", broken)
        await driver.pilot.press("a")
        await panel(driver)
        await driver.pilot.press("enter")
        await until(driver, lambda: driver.app.fault is None)
        monkeypatch.undo()
        assert not driver.session.computing
        await driver.press("a")
        assert driver.session.made == 13


async def test_more_errors_make_no_more_panels(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_a_thread(monkeypatch)
    async with mistaken() as driver:
        for _ in range(3):
            driver.main.action_give("marks")
        await panel(driver)
        await until(driver, lambda: driver.app.fault is not None and driver.app.fault.more == 2)
        assert len(driver.app.screen_stack) == 2
        (log,) = (kept / "log").iterdir()
        assert log.read_text(encoding="utf-8").count("Traceback") == 3
        forgive(driver.app)


async def test_a_panel_that_fails_ends_the_program_with_one_line(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_a_key(monkeypatch)
    monkeypatch.setattr(FaultPanel, "_paragraphs", broken)
    async with mistaken() as driver:
        await driver.pilot.press("M")
        await until(driver, lambda: driver.app.leaving)
        fault = driver.app.fault
        assert fault is not None
        fault.keep()
        said = fault.farewell()
        assert said.startswith(
            "closed after an unexpected error, ZeroDivisionError: by [b]zero[31m; your results"
        )
        assert f"driftview open {kept}/recovered/" in said
        assert "\n" not in said
        assert driver.app.return_code == CRASHED


async def test_where_nothing_can_be_written_it_is_said_and_the_details_come_at_the_end(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_a_key(monkeypatch)
    for name in ("log", "recovered", "temporary"):
        (kept / name).write_text("a file in the way")
    monkeypatch.setattr("tempfile.tempdir", str(kept / "temporary"))
    async with mistaken() as driver:
        await driver.pilot.press("M")
        await panel(driver)
        assert "could not be saved: " in driver.frame()
        assert "prints on leaving" in driver.frame()
        assert driver.app.fault is not None
        assert "in broken" in driver.app.fault.farewell()


async def test_only_the_last_recovered_lineages_stay(kept: Path) -> None:
    from driftview.tui.error_boundary import keep_lineage, prune_recovered, worth_keeping

    async with exploring() as driver:
        lineage = worth_keeping(driver.session)
        assert lineage is not None
        del lineage.generations[2:]
        folders = [keep_lineage(lineage) for _ in range(faults.RECOVERED_KEPT + 2)]
        assert {path.name for path in folders[0].iterdir()} == {"lineage.json", "genealogy"}
        prune_recovered()
        assert sorted((kept / "recovered").iterdir()) == folders[2:]
        driver.session.run.generations[1:] = []
        assert worth_keeping(driver.session) is None


@pytest.mark.parametrize(
    ("ours", "theirs", "meant"),
    [
        (ErrorBoundary, MessagePump, {"_dispatch_message"}),
        (ErrorBoundaryApp, App, {"_handle_exception"}),
        (Explorer, App, set()),
        (PanelScreen, Screen, set()),
        (MainScreen, Screen, set()),
        (FaultPanel, Screen, set()),
        (terminal_driver(LinuxDriver), LinuxDriver, set()),
    ],
)
def test_nothing_private_of_textual_is_overridden_but_what_is_meant(
    ours: type, theirs: type, meant: set[str]
) -> None:
    private = {name for name in vars(ours) if name.startswith("_") and not name.startswith("__")}
    made_by_textual = {
        "_abc_impl", "_computes", "_decorated_handlers", "_css_type_name", "_css_type_names",
        "_inherit_bindings", "_inherit_component_classes", "_inherit_css", "_merged_bindings", "_reactives",
        "_default_css",
    }  # fmt: skip
    assert (private & {*dir(theirs)}) - made_by_textual == meant


async def test_a_screen_is_laid_out_for_the_last_of_many_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    laid_out = []
    real = Screen._refresh_layout

    def counting(screen: Screen[Any], size: Size | None = None, scroll: bool = False) -> None:
        laid_out.append(size)
        real(screen, size, scroll)

    async with exploring() as explorer:
        for opener in ((), ("t",), ("question_mark",)):
            await explorer.press(*opener)
            monkeypatch.setattr(Screen, "_refresh_layout", counting)
            screen = explorer.app.screen
            for width in range(60, 160):
                screen.post_message(Resize(Size(width, 30), Size(width, 30)))
            screen.post_message(Resize(explorer.app.size, explorer.app.size))
            await explorer.settle()
            assert {size for size in laid_out if size} == {explorer.app.size}, (
                "no layout for a size long gone"
            )
            monkeypatch.undo()


def test_textual_still_has_what_is_overridden() -> None:
    """The names and the shape of Textual's insides on which error_boundary.py and terminal.py rely."""
    assert list(inspect.signature(App._handle_exception).parameters) == ["self", "error"]
    assert list(inspect.signature(MessagePump._dispatch_message).parameters) == ["self", "message"]
    assert inspect.iscoroutinefunction(MessagePump._dispatch_message)
    assert "self._handle_exception(error)" in inspect.getsource(App._process_messages)
    assert "await self._dispatch_message(message)" in inspect.getsource(MessagePump._process_messages_loop)
    assert "app._handle_exception(worker_failed)" in inspect.getsource(worker.Worker._run)
    source: Any = inspect.getsource(LinuxDriver)
    assert "WriterThread(self._file)" in source
    assert "self._app.panic," in source
    app: App[None] = App()
    assert app._exception is None
