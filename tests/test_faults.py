"""Logs of unexpected errors: where they go, what they say, how many stay."""

from pathlib import Path

import pytest

from driftview import faults
from driftview.version import __version__


def broken(message: str = "no such thing") -> ValueError:
    """Return an error with a traceback."""
    try:
        raise ValueError(message)
    except ValueError as error:
        return error


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where logs go in this test."""
    monkeypatch.setattr(faults, "log_folder", lambda: tmp_path / "deep" / "log")
    monkeypatch.setattr(faults, "_temporary_folder", lambda: tmp_path / "temporary")
    return tmp_path / "deep" / "log"


def test_a_log_says_what_happened_and_where(folder: Path) -> None:
    path = faults.write_log(broken("a lone \udcff"), {"screens": "Main"})
    assert path is not None
    assert path.parent == folder
    text = path.read_text(encoding="utf-8")
    for part in (f"driftview: {__version__}\n", "screens: Main\n", "in broken\n", "ValueError: a lone ?\n"):
        assert part in text
    faults.add_to_log(path, broken("another"))
    assert path.read_text(encoding="utf-8").startswith(text)
    assert "ValueError: another" in path.read_text(encoding="utf-8")


def test_only_the_newest_stay_and_nothing_else_goes(folder: Path) -> None:
    folder.mkdir(parents=True)
    mine = {folder / name for name in ("mine.log", "driftview-0-notes.log", "driftview-mine.log")}
    for file in mine:
        file.write_text("")
    paths = [faults.write_log(broken(str(number))) for number in range(faults.LOGS_KEPT + 3)]
    assert len(set(paths)) == len(paths)
    assert {*folder.iterdir()} == {*mine, *paths[3:]}


def test_without_the_folder_a_log_goes_among_temporary_files_or_nowhere(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "deep").write_text("a file in the way")
    path = faults.write_log(broken())
    assert path is not None
    assert path.parent == tmp_path / "temporary"
    path.unlink()
    path.parent.rmdir()
    path.parent.write_text("and another")
    assert faults.write_log(broken()) is None


def test_a_home_that_nobody_knows_makes_no_folder_called_tilde(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(faults, "log_folder", lambda: Path("~/.local/state/driftview/log"))
    monkeypatch.setattr(faults, "_temporary_folder", lambda: tmp_path / "temporary")
    path = faults.write_log(broken())
    assert path is not None
    assert faults.usable(faults.log_folder) is None
    assert [path.name for path in tmp_path.iterdir()] == ["temporary"]


def test_only_recovered_lineages_are_pruned(tmp_path: Path) -> None:
    ours = [tmp_path / f"{faults.stamp()}-ecclesiastes" for _ in range(2)]
    mine = [tmp_path / "2026-11-notes", tmp_path / "20 ideas"]
    for folder in (*ours, *mine):
        folder.mkdir()
    faults.prune(tmp_path, faults.RECOVERED, 1)
    assert {*tmp_path.iterdir()} == {ours[1], *mine}
