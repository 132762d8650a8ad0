"""driftview as users run it: in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import driftview

ROOT = Path(driftview.__file__).parent.parent

PATIENCE = 120.0
"""Seconds after which a test gives up on something that should have happened, on however busy a machine."""

Driftview = Callable[..., tuple[int, str, str]]
"""driftview run within the test's own process: arguments in; exit code, output and errors out."""


def environment(**changes: str) -> dict[str, str]:
    """Return an environment in which ``python -m driftview`` is the copy that is being tested, anywhere."""
    ours = {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", "TERM": "xterm-256color"}
    return {**os.environ, **ours, **changes}


def command(*arguments: str) -> list[str]:
    """Return the command line of driftview with these arguments."""
    return [sys.executable, "-m", "driftview", *arguments]


def driftview_process(*arguments: str, folder: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run driftview to its end in a folder, with nobody at the keyboard."""
    return subprocess.run(
        command(*arguments),
        cwd=folder,
        env=environment(**changes),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=PATIENCE,
    )


def python_process(script: str) -> str:
    """Run a script in a fresh Python and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
        encoding="utf-8",
        timeout=PATIENCE,
    )
    return done.stdout
