"""Worker processes that cannot be started: one line says why, and the runs are made all the same."""

import errno
import multiprocessing
import operator
import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from processes import PATIENCE, environment

from driftview.study import executor
from driftview.study.executor import Executor

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such place")


def failing(number: int) -> Callable[..., None]:
    """Return what makes a lock where there is no room for one."""

    def make(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return make


@POSIX
@pytest.mark.parametrize(
    ("number", "said"),
    [(errno.ENOSPC, "is full, so runs"), (errno.EROFS, "cannot be written to, so runs")],
)
def test_without_shared_memory_runs_are_made_one_at_a_time(
    number: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes: list[str] = []
    executor._say_once.cache_clear()
    monkeypatch.setattr(type(multiprocessing.get_context("fork")), "Lock", failing(number))
    two = Executor(2, note=notes.append)
    for _ in range(2):
        assert sorted(two.stream(operator.add, [(1, 1), (2, 2), (3, 3)])) == [2, 4, 6]
    (line,) = notes
    assert said in line
    assert "to have several workers" in line
    assert "\n" not in line


NO_ROOM = """
import _multiprocessing
class SemLock:
    SEM_VALUE_MAX = 1
    def __init__(self, *_, **__):
        raise OSError(28, "No space left on device")
_multiprocessing.SemLock = SemLock
from driftview.study.executor import no_workers
print(no_workers())
"""


@POSIX
def test_joblib_says_nothing_of_its_own() -> None:
    """It warns when it is imported."""
    found = subprocess.run(
        [sys.executable, "-c", NO_ROOM], env=environment(PYTHONWARNINGS="always::UserWarning"),
        capture_output=True, text=True, check=True, timeout=PATIENCE,
    )  # fmt: skip
    assert found.stderr == ""
    assert "is full, so runs are made one at a time: make room there" in found.stdout
