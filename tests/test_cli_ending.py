"""A signal ends a command wherever the interpreter is when it comes."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from driftview.cli.ending import AGAIN_SECONDS
from driftview.cli.safety import STOPPED, guarded
from driftview.tui.signals import Early

if sys.platform == "win32":
    pytest.skip("Windows has other signals", allow_module_level=True)

NUMBERS = [signal.SIGHUP, signal.SIGTERM, signal.SIGINT]
SWALLOWS = """\
import os, signal
try:
    os.kill(os.getpid(), {number})
    sum(range(100_000))
except BaseException:
    caught = True
else:
    caught = False
"""


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Let signals mean afterwards what they meant before."""
    numbers = [*NUMBERS, signal.SIGALRM]
    before = [signal.getsignal(number) for number in numbers]
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


def ended(work: Callable[[], object]) -> int:
    """Run a command and return the exit code of the process."""

    @click.command
    def command() -> None:
        work()

    command.params = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["driftview"])
        try:
            return guarded(command)
        except SystemExit as leaving:
            return int(leaving.code or 0)


def go_on() -> None:
    """Work until somebody ends it, or for so long that nobody has."""
    for _ in range(2000):
        time.sleep(0.01)


def code_of(number: signal.Signals) -> int:
    return STOPPED if number == signal.SIGINT else 128 + number


@pytest.mark.parametrize("number", NUMBERS)
def test_a_signal_in_an_import_is_not_swallowed(
    number: signal.Signals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "swallows.py").write_text(SWALLOWS.format(number=int(number)), "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "swallows", raising=False)

    def work() -> None:
        import swallows  # type: ignore[import-not-found]

        assert not swallows.caught, "the import was whole"
        go_on()

    assert ended(work) == code_of(number)


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("goes_on", [True, False], ids=["and the work goes on", "and the work is done"])
def test_a_signal_where_python_drops_exceptions_is_not_lost(number: signal.Signals, goes_on: bool) -> None:
    class Dropping:
        def __del__(self) -> None:
            os.kill(os.getpid(), number)
            sum(range(100_000))

    def work() -> None:
        Dropping()
        if goes_on:
            go_on()

    assert ended(work) == code_of(number)


def test_what_is_cleared_up_is_not_disturbed() -> None:
    cleared = []

    def work() -> None:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            go_on()
        finally:
            time.sleep(0.3)
            cleared.append(True)

    assert ended(work) == 143
    assert cleared


def test_a_hang_up_that_is_ignored_stays_so() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    assert ended(lambda: os.kill(os.getpid(), signal.SIGHUP)) == 0


def test_a_signal_of_an_import_is_carried_out_before_the_explorer_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "slow.py").write_text(f"import os\nos.kill(os.getpid(), {int(signal.SIGTERM)})\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "slow", raising=False)
    began: list[str] = []

    def work() -> None:
        import slow  # type: ignore[import-not-found]  # noqa: F401

        with Early().noted():
            began.append("the event loop")
            time.sleep(3 * AGAIN_SECONDS)

    assert ended(work) == 128 + signal.SIGTERM
    assert began == []
