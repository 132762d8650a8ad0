"""Two explorers at once do not disturb each other's settings."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from processes import PATIENCE, environment

from driftview.tui import preferences
from driftview.tui.preferences import LockedError, PreferencesError, alone_with, remember

ROUNDS = 40

WRITER = """\
import sys, tomllib
from pathlib import Path
from driftview.tui import preferences
from driftview.tui.preferences import remember
preferences.LOCK_SECONDS = 100.0  # on a busy machine one of them has to wait for long
file, name = Path(sys.argv[1]), sys.argv[2]
print("ready", flush=True)
sys.stdin.readline()
for number in range(int(sys.argv[3])):
    remember(file, name, f"{name} {number}")
    found = tomllib.loads(file.read_text(encoding="utf-8"))[name]
    assert found == f"{name} {number}", found  # nobody else sets this one
"""


def writer(file: Path, name: str) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(file), name, str(ROUNDS)],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.skipif(sys.platform == "win32", reason="folders cannot be locked there")
def test_two_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    file = tmp_path / "not" / "there" / "yet.toml"
    writers = [writer(file, name) for name in ("theme", "corpus")]
    for process in writers:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in writers:
        _, errors = process.communicate(timeout=PATIENCE)
        assert (process.returncode, errors) == (0, "")
    last = ROUNDS - 1
    found = tomllib.loads(file.read_text(encoding="utf-8"))
    assert found == {"theme": f"theme {last}", "corpus": f"corpus {last}"}
    assert [path.name for path in file.parent.iterdir()] == ["yet.toml"]


@pytest.mark.skipif(sys.platform == "win32", reason="folders cannot be locked there")
def test_one_that_was_halted_while_writing_keeps_nobody_waiting_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preferences, "LOCK_SECONDS", 0.02)
    file = tmp_path / "config.toml"
    with alone_with(file):
        with pytest.raises(LockedError), alone_with(file):
            raise AssertionError("two at once")
        with pytest.raises(PreferencesError, match="another driftview is writing there; try again"):
            remember(file, "theme", "nord")
    remember(file, "theme", "nord")
    assert tomllib.loads(file.read_text(encoding="utf-8")) == {"theme": "nord"}


def test_nothing_stays_behind(tmp_path: Path) -> None:
    with alone_with(tmp_path / "a" / "b" / "config.toml"):
        assert list(tmp_path.iterdir()) == []
