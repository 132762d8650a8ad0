"""What all tests share: patience with slow machines, and a small lineage."""

import gc
import importlib
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from processes import Driftview
from toys import CAT, corpus_of

from driftview.cli import COLLECT_AFTER, main
from driftview.drift.lineage import Lineage
from driftview.drift.loop import Loop
from driftview.export.lineage_folder import write_lineage
from driftview.settings.settings import Settings

# A change is judged on the same examples every time (CI); whoever works on it meets new ones each time.
settings.register_profile("unhurried", deadline=None, derandomize="CI" in os.environ, print_blob=True)
settings.load_profile("unhurried")

KEPT = {"DRIFTVIEW_UPDATE_FRAMES"}
"""Environment variables of ours that are meant for the tests."""

NEWTON = """By the Rays of Light I understand its least Parts.

The least Light or part of Light I call a Ray of Light.
"""


def pytest_xdist_auto_num_workers() -> int:
    """Take one process more than there are processors: tests of the explorer wait half of their time."""
    return len(os.sched_getaffinity(0)) + 1 if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1) + 1


def pytest_collectstart(collector: pytest.Collector) -> None:
    """Have each process import the modules of tests from another one on.

    All have to import all of them, most of which is compiling while nothing is compiled yet: from the same
    one on, each would compile all of it, at the same time.
    """
    worker = getattr(collector.config, "workerinput", None)
    if not isinstance(collector, pytest.Session) or not worker or sys.dont_write_bytecode:
        return
    if collector.config.args_source != pytest.Config.ArgsSource.TESTPATHS:
        return
    names = sorted(path.stem for path in Path(__file__).parent.glob("test_*.py"))
    first = len(names) * int(worker["workerid"].removeprefix("gw")) // worker["workercount"]
    for name in names[first:] + names[:first]:
        try:
            importlib.import_module(name)
        except BaseException:  # pytest comes by it again, and says what is wrong
            return


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Let the garbage collector pass over all that was imported: it would look through it every few tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)


def cache_of_all(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder in which all processes of this test run keep the words of bundled texts."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return tmp_path_factory.mktemp("cache")
    return tmp_path_factory.getbasetemp().parent / "cache"


@pytest.fixture(scope="session", autouse=True)
def nobodys_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the settings and the environment of whoever runs the tests out of them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in {each for each in os.environ if each.startswith("DRIFTVIEW_")} - KEPT:
            patch.delenv(name)
        patch.setenv("DRIFTVIEW_CONFIG", str(tmp_path_factory.mktemp("config") / "config.toml"))
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        patch.setenv("XDG_CACHE_HOME", str(cache_of_all(tmp_path_factory)))
        patch.setattr("driftview.drift.simulated.AUTOMATIC", 0)  # replicates where a test is about them
        patch.setattr("driftview.drift.simulated.MOST_WORK", 0)
        yield


@pytest.fixture(scope="session", autouse=True)
def processes_that_start_fast() -> Iterator[None]:
    """Let processes that tests start keep their bytecode as usual: each would compile all of it again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        yield


@pytest.fixture(scope="session", autouse=True)
def processes_that_hear_ctrl_c() -> None:
    """Let tests run as a background job: a shell has it ignore SIGINT, and what it starts would too."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def small_lineage() -> Lineage:
    """Return four generations of two voices; tests only read it."""
    loop = Loop(corpus_of(CAT, NEWTON), Settings(order=2, generations=4))
    for _ in range(4):
        loop.step()
    return loop.lineage


@pytest.fixture(scope="session")
def small_folder(small_lineage: Lineage, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the small lineage; tests only read it, or change a copy."""
    return write_lineage(small_lineage, tmp_path_factory.mktemp("small") / "lineage")


@pytest.fixture
def driftview(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Driftview:
    """Return a function that runs driftview here, in an empty folder: exit code, output, errors."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("driftview.cli.safety.signal.signal", lambda *_: None)

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["driftview", *arguments])
        with pytest.raises(SystemExit) as end:
            main()
        assert isinstance(end.value.code, int)
        return (end.value.code, *capfd.readouterr())

    return call
