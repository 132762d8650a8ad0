"""The explorer on a real terminal, which it leaves as it was, whatever ends it or halts it."""

import os
import shutil
import signal
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest

if sys.platform == "win32":
    pytest.skip("Windows has other terminals", allow_module_level=True)

import pty
import termios
import tty

from processes import command
from terminals import Terminal
from textual.driver import Driver

from driftview.export.reopening import read_lineage
from driftview.tui.leaving import GRACE_SECONDS
from driftview.tui.terminal import terminal_driver

BOOK = ("ecclesiastes", "--generations", "3")
FULL = """\
import resource, signal, sys
sys.argv = ["driftview", *sys.argv[1:]]
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # as if every disk were full
from driftview.cli import main
from driftview.tui.views.main import MainScreen
MainScreen.do_marks = lambda self: {}["no such thing"]
main()
"""


def explorer(folder: Path, *arguments: str, **changes: str | None) -> Terminal:
    """Start the explorer in an empty home, in which everything that it keeps goes."""
    home = folder / "home"
    for each in (home, folder / "temporary"):
        each.mkdir(exist_ok=True)
    places = {"XDG_STATE_HOME": None, "XDG_DATA_HOME": None, "XDG_CONFIG_HOME": None}
    own = {"HOME": str(home), "DRIFTVIEW_CONFIG": None, "TMPDIR": str(folder / "temporary")}
    return Terminal(list(arguments) or command(*BOOK), folder, None, **{**places, **own, **changes})


def test_a_signal_before_the_first_frame(tmp_path: Path) -> None:
    with explorer(tmp_path) as terminal:
        terminal.until(lambda: b"\x1b[?1049h" in terminal.seen)
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.ended() == 143, terminal.seen
        assert terminal.faults() == []
        assert not list(tmp_path.rglob("*.log"))


@pytest.mark.parametrize("way", ["SIGTERM", "q"])
def test_a_terminal_that_was_given_back_is_not_taken_again(way: str, tmp_path: Path) -> None:
    """systemd, timeout and a terminal that closes say "go on" to what they have just told to end."""
    with explorer(tmp_path) as terminal:
        terminal.shows("generation 1 of 3")
        if way == "q":
            terminal.press("q")
        else:
            terminal.process.send_signal(signal.SIGTERM)

        def gone_though_told_to_go_on() -> bool:
            terminal.process.send_signal(signal.SIGCONT)
            return terminal.process.poll() is not None

        terminal.until(gone_though_told_to_go_on)
        assert terminal.ended() == (0 if way == "q" else 143)
        assert terminal.faults() == []


def test_a_key_that_is_pressed_in_the_first_frame_is_not_lost(tmp_path: Path) -> None:
    with explorer(tmp_path) as terminal:
        terminal.until(lambda: b"Reading" in terminal.seen)
        terminal.press("?")
        terminal.shows("Help")


def test_stopped_over_a_form(tmp_path: Path) -> None:
    with explorer(tmp_path) as terminal:
        terminal.shows("generation 1 of 3")
        terminal.press("e")
        terminal.shows("Export")
        terminal.process.send_signal(signal.SIGINT)
        assert terminal.ended() == 130
        assert terminal.faults() == []
        assert b"Traceback" not in terminal.seen


def at_the_last(terminal: Terminal) -> bool:
    """Go to the last generation that is made so far, and tell whether it is the last of all."""
    terminal.press("\x1b[F")
    return "generation 3 of 3" in terminal.text


def test_stopped_while_an_export_is_written(tmp_path: Path) -> None:
    def begun() -> list[Path]:
        return [*tmp_path.glob(".driftview-*"), *tmp_path.glob("ecclesiastes-*")]

    with explorer(tmp_path) as terminal:
        terminal.shows("generation 1 of 3")
        terminal.press("e")
        terminal.shows("replace the folder")
        terminal.press("\r")
        terminal.until(begun)
        told = time.monotonic()
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.ended() == 143
        in_time = time.monotonic() - told < GRACE_SECONDS
        assert terminal.faults() == []
    written = [*tmp_path.glob("ecclesiastes-*")]
    assert all(len(read_lineage(each).generations) == 4 for each in written), "whole, or not there"
    assert written or not in_time, "on a busy machine the process may have been ended before"


def test_stopped_while_runs_race(tmp_path: Path) -> None:
    with explorer(tmp_path, *command("ecclesiastes", "--generations", "25")) as terminal:
        terminal.shows("generation 1 of 25")
        terminal.press("C")
        terminal.shows("All begin with the same human text")
        terminal.process.send_signal(signal.SIGINT)
        assert terminal.ended() == 130
        assert terminal.faults() == []
        assert b"Traceback" not in terminal.seen
        with pytest.raises(ProcessLookupError):
            os.killpg(terminal.process.pid, 0)  # it led a session of its own, in which nobody is left


@pytest.mark.parametrize("ignored", [False, True], ids=["hang-up", "hang-up that is ignored"])
def test_a_terminal_that_is_closed_ends_it_and_what_was_computed_is_kept(
    ignored: bool, tmp_path: Path
) -> None:
    before = signal.getsignal(signal.SIGHUP)
    try:
        if ignored:
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
        terminal = explorer(tmp_path)
    finally:
        signal.signal(signal.SIGHUP, before)
    with terminal:
        terminal.shows("generation 1 of 3")
        terminal.until(partial(at_the_last, terminal))
        terminal.hang_up()
        assert terminal.ended() == 129
    (kept,) = (tmp_path / "home/.local/share/driftview/recovered").iterdir()
    assert len(read_lineage(kept).generations) == 4
    assert not list(tmp_path.rglob("*.log"))
    assert list((tmp_path / "temporary").iterdir()) == []


BUSY = """\
import sys, time
sys.argv = ["driftview", *sys.argv[1:]]
from driftview.cli import main
from driftview.tui.views.main import MainScreen
def sleep():
    open("asleep", "w").close()
    time.sleep(600)
def hold_up(self):
    self.set_timer(0.1, sleep)
MainScreen.do_marks = hold_up
main()
"""


@pytest.mark.parametrize("way", ["SIGTERM", "SIGINT", "SIGHUP", "q", "\x11"])
def test_leaving_overtakes_whatever_the_event_loop_has_to_do(way: str, tmp_path: Path) -> None:
    with explorer(tmp_path, sys.executable, "-c", BUSY, *BOOK) as terminal:
        terminal.shows("generation 1 of 3")
        terminal.press("M")
        terminal.until((tmp_path / "asleep").exists)
        number = getattr(signal, way, None)
        if number is None:
            terminal.press(way)
        else:
            terminal.process.send_signal(number)
        assert terminal.ended() == (128 + number if number else 0)
        assert terminal.faults() == []
    kept = list(tmp_path.glob("home/.local/share/driftview/recovered/*"))
    assert len(kept) == (way == "SIGHUP"), "a terminal that is closed takes nothing with it"


def test_leaving_waits_for_no_thread(tmp_path: Path) -> None:
    reads = BUSY.replace(
        "main()\n",
        "import driftview.text.sources as sources\n"
        "sources.open_corpus = lambda *_: time.sleep(600)\nmain()\n",
    )
    with explorer(tmp_path, sys.executable, "-c", reads, *BOOK) as terminal:
        terminal.shows("Reading")
        terminal.press("q")
        assert terminal.ended() == 0
        assert terminal.faults() == []


def test_sizes_that_change_a_hundred_times(tmp_path: Path) -> None:
    with explorer(tmp_path) as terminal:
        terminal.shows("generation 1 of 3")
        for _ in range(100):
            for size in ((1, 1), (100, 30)):
                terminal.resize(*size)
                terminal.read(0)
        terminal.press("\x1b[C")
        terminal.shows("generation 2 of 3")
        terminal.press("q")
        assert terminal.ended() == 0
        assert terminal.faults() == []


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no shell that controls jobs")
def test_halted_and_let_go_on(tmp_path: Path) -> None:
    shell = [shutil.which("bash") or "", "--norc", "--noprofile", "--noediting", "-i"]
    with explorer(tmp_path, *shell, PS1="$ ") as terminal:
        terminal.press(f"{' '.join(command(*BOOK))}\n")
        terminal.shows("generation 1 of 3")
        terminal.press("\x1a")
        terminal.shows("Stopped")
        assert terminal.faults() == []
        terminal.press("fg\n")
        terminal.shows("generation 1 of 3")
        terminal.press("\x1b[C")
        terminal.shows("generation 2 of 3")
        os.killpg(terminal.foreground, signal.SIGSTOP)  # nobody can prepare for this one
        terminal.shows("Stopped")
        seen = len(terminal.seen)
        terminal.press("fg\n")
        terminal.until(lambda: b"\x1b[?2004h" in terminal.seen[seen:])
        terminal.press("\x1b[C")
        terminal.shows("generation 3 of 3")
        terminal.press("q")
        terminal.until(lambda: b"$ " in terminal.seen.rpartition(b"\x1b[?1049l")[2])
        terminal.press("exit 7\n")
        assert terminal.ended() == 7
        assert terminal.faults() == []


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    """Neither settings nor an export nor a log: each is said, and nothing half written stays."""
    with explorer(tmp_path, sys.executable, "-c", FULL, *BOOK, NO_COLOR="1") as terminal:
        terminal.shows("could not be remembered")
        terminal.press("e")
        terminal.shows("replace the folder")
        terminal.press("\r")
        terminal.shows("✗ cannot write to")
        terminal.press("\x1b")
        terminal.until(lambda: "replace the folder" not in terminal.text)
        terminal.press("M")
        terminal.shows("could not be saved")
        terminal.shows("prints on leaving")
        terminal.press("q")
        assert terminal.ended() == 1
        assert terminal.faults() == []
        assert terminal.seen.rstrip().endswith(b"KeyError: 'no such thing'")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_terminal_of_few_signs_and_no_home(tmp_path: Path) -> None:
    with explorer(
        tmp_path, HOME="/dev/null/x", LC_ALL="C", PYTHONIOENCODING="ascii", NO_COLOR="1"
    ) as terminal:
        terminal.shows("The locale is set to ascii")
        terminal.shows("could not be remembered")
        terminal.shows("generation 1 of 3")
        terminal.press("q")
        assert terminal.ended() == 0
        assert terminal.faults() == []
        assert terminal.seen.isascii()


def test_the_harness_sees_what_is_not_put_right(tmp_path: Path) -> None:
    """A program that leaves its mouse on would not go unnoticed."""
    script = "print('\\x1b[?1049h\\x1b[?1000h\\x1b[?1049l')"
    with Terminal([sys.executable, "-c", script], tmp_path) as terminal:
        assert terminal.ended() == 0
        assert terminal.faults() == ["mouse"]


class Slow(Driver):
    """Takes longer to put a terminal right than there is time."""

    def __init__(self, number: int) -> None:
        self.fileno, self.attrs_before = number, termios.tcgetattr(number)

    def write(self, data: str) -> None:
        """Write nothing."""

    def start_application_mode(self) -> None:
        """Take the terminal."""
        tty.setraw(self.fileno)

    def stop_application_mode(self) -> None:
        """Never come to the end."""
        raise TimeoutError

    def disable_input(self) -> None:
        """Read nothing."""


def test_a_terminal_is_given_back_where_giving_back_has_begun_and_hangs() -> None:
    ours, theirs = pty.openpty()
    before = termios.tcgetattr(theirs)
    driver: Any = terminal_driver(Slow)(cast("Any", theirs))
    driver.start_application_mode()
    with pytest.raises(TimeoutError):
        driver.stop_application_mode()
    driver.give_back_at_once()
    assert termios.tcgetattr(theirs) == before
    assert b"\x1b[?1049l" in os.read(ours, 1000)
    for each in (ours, theirs):
        os.close(each)
