"""Drafts: only what this program made is ever cleared, and nothing that came meanwhile is overwritten."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from processes import PATIENCE, environment

from driftview.cli.program import program
from driftview.drift.lineage import Lineage
from driftview.export import drafts, files
from driftview.export.drafts import HOME, MARKER, drafting
from driftview.export.lineage_folder import ExportError, check_place, write_file, write_lineage

JOB = "0123456789abcdef"


def everything_in(folder: Path) -> set[str]:
    """Return the paths of everything under a folder, links not followed."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


@contextmanager
def draft_left(folder: Path, marked: bool = True) -> Iterator[Path]:
    """Leave a draft as a killed program would, and tell whether it is still there by giving its path."""
    job = folder / HOME / JOB
    job.mkdir(parents=True)
    (job / "new").write_text("half")
    if marked:
        (folder / HOME / MARKER).touch()
    yield job


@pytest.fixture
def old(tmp_path: Path) -> Callable[[], None]:
    """Make everything look as if nobody had touched it for a day."""

    def age() -> None:
        for path in tmp_path.rglob("*"):
            os.utime(path, (1, 1), follow_symlinks=False)

    return age


def test_names_that_look_like_drafts_are_left_alone(tmp_path: Path, old: Callable[[], None]) -> None:
    mine = (
        ".driftview-notes", ".driftview-venv", ".driftview-0123456789ab", ".driftview-0123456789ab-old-mine",
        ".driftview-drafts", f"{HOME}-2", f"{HOME}2", f"x{HOME}",
    )  # fmt: skip
    for name in mine:
        (tmp_path / name).mkdir()
        (tmp_path / name / "precious").write_text("mine")
    (tmp_path / ".driftview-todo.txt").write_text("mine")
    (tmp_path / ".driftview-link").symlink_to(tmp_path / ".driftview-notes")
    old()
    before = everything_in(tmp_path)
    write_file(tmp_path / "page.html", "page")
    assert everything_in(tmp_path) == before | {"page.html"}


def test_a_draft_of_a_dead_process_goes_when_something_is_written_and_not_before(
    tmp_path: Path, small_lineage: Lineage
) -> None:
    (tmp_path / "taken").write_text("mine")
    (tmp_path / "empty").mkdir()
    with draft_left(tmp_path) as job:
        before = everything_in(tmp_path)
        for refused in (tmp_path / "taken", tmp_path / "taken" / "x"):
            with pytest.raises(ExportError):
                write_lineage(small_lineage, refused, overwrite=True)
        result = CliRunner().invoke(program, ["predict", "--json", str(tmp_path / "taken")])
        assert result.exit_code == 2
        check_place(tmp_path / "empty")
        assert everything_in(tmp_path) == before
        write_file(tmp_path / "new", "new")
        assert not job.exists()
    assert everything_in(tmp_path) == {"taken", "empty", "new"}


@pytest.mark.parametrize("kind", ["no marker", "marker is a link", "folder is a link", "a file"])
def test_a_folder_for_drafts_that_is_not_ours_is_not_touched(kind: str, tmp_path: Path) -> None:
    home, real = tmp_path / HOME, tmp_path / "real"
    match kind:
        case "a file":
            home.write_text("mine")
        case "folder is a link":
            with draft_left(real):
                home.symlink_to(real / HOME)
        case _:
            with draft_left(tmp_path, marked=False):
                if kind == "marker is a link":
                    (home / MARKER).symlink_to(tmp_path)
    before = everything_in(tmp_path)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(drafts, "PAUSE", 0.0)
        with pytest.raises(ExportError, match=r"is not driftview's; give that another name") as refusal:
            write_file(tmp_path / "new", "new")
    assert "\n" not in str(refusal.value)
    assert everything_in(tmp_path) == before


def test_links_among_the_drafts_are_not_followed(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    (precious / "inside").mkdir(parents=True)
    with draft_left(tmp_path / "a") as job:
        (job / "old").symlink_to(precious)
        (job.parent / "fedcba9876543210").symlink_to(precious)
        (job.parent / "notes").write_text("mine")
        write_file(tmp_path / "a" / "new", "new")
        assert not job.exists()
        assert (job.parent / "notes").exists()
    assert everything_in(precious) == {"inside"}
    assert {path.name for path in (tmp_path / "a").iterdir()} == {HOME, "new"}


def test_the_draft_of_a_living_process_is_left_alone(tmp_path: Path, old: Callable[[], None]) -> None:
    with drafting(tmp_path) as slow:
        slow.new.write_text("slow")
        old()
        write_file(tmp_path / "quick", "quick")
        assert slow.new.read_text() == "slow"
        assert not drafts.put_aside(tmp_path / "quick")
    assert everything_in(tmp_path) == {"quick"}


CUT = """\
import os, signal, sys
from pathlib import Path
from driftview.export import files
renames = []
rename = Path.rename
def cut(self, target):
    if renames:
        os.kill(os.getpid(), signal.SIGKILL)
    renames.append(self)
    return rename(self, target)
Path.rename = cut
with files.replacing(Path(sys.argv[1])) as draft:
    draft.mkdir()
    (draft / "new").write_text("new")
"""
"""Killed between the two moves of which a replaced folder is made."""


@pytest.mark.skipif(sys.platform == "win32", reason="nothing kills like that")
def test_a_folder_put_aside_at_the_moment_of_a_kill_comes_back(
    tmp_path: Path, small_lineage: Lineage
) -> None:
    place = tmp_path / ("x" * 240)
    place.mkdir()
    (place / "old").write_text("old")
    killed = subprocess.run(
        [sys.executable, "-c", CUT, str(place)], env=environment(), check=False, timeout=PATIENCE
    )
    assert killed.returncode == -signal.SIGKILL
    assert not place.exists()
    with pytest.raises(ExportError, match="exists: choose another place"):
        write_lineage(small_lineage, place)
    write_file(tmp_path / "another", "new")
    assert everything_in(tmp_path) == {place.name, f"{place.name}/old", "another"}


def test_what_was_put_aside_goes_only_when_the_new_one_is_in_its_place(tmp_path: Path) -> None:
    with draft_left(tmp_path) as job:
        (job / "old" / "mine").mkdir(parents=True)
        (tmp_path / "mine").write_text("came since")
        write_file(tmp_path / "another", "new")
        assert (job / "old" / "mine").is_dir()  # the only copy
        (job / "new").rename(tmp_path / "new")
        write_file(tmp_path / "yet another", "new")
    assert everything_in(tmp_path) == {"mine", "another", "yet another", "new"}


@pytest.mark.parametrize("links", [True, False])
def test_a_file_that_appears_meanwhile_is_not_overwritten(
    links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not links:

        def no_links(*_: object) -> None:
            raise PermissionError(1, "Operation not permitted")

        monkeypatch.setattr(os, "link", no_links)
    place = tmp_path / "page.html"
    with (
        pytest.raises(ExportError, match=r"page\.html has appeared in the meantime and was left unchanged"),
        files.replacing(place, overwrite=False) as draft,
    ):
        draft.write_text("ours")
        place.write_text("mine")
    assert place.read_text() == "mine"
    write_file(place, "ours", overwrite=True)
    assert place.read_text() == "ours"
    write_file(tmp_path / "other", "ours")
    assert (tmp_path / "other").read_text() == "ours"
    assert everything_in(tmp_path) == {"page.html", "other"}


@pytest.mark.parametrize("overwrite", [True, False])
def test_a_folder_that_appears_meanwhile_is_not_replaced(
    overwrite: bool, tmp_path: Path, small_lineage: Lineage, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "x"
    real = files._move

    def late(*arguments: object) -> None:
        place.mkdir()
        (place / "notes.txt").write_text("mine")
        real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(files, "_move", late)
    with pytest.raises(ExportError, match=r"has appeared in the meantime|holds notes\.txt"):
        write_lineage(small_lineage, place, overwrite=overwrite)
    assert everything_in(tmp_path) == {"x", "x/notes.txt"}


@pytest.mark.parametrize("option", ["--json", "--csv", "--html"])
def test_a_command_looks_again_before_it_writes_a_file(
    option: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from driftview.cli.output import Places

    place = tmp_path / "out"
    write = Places.write

    def late(self: Places, lineage: Lineage) -> None:
        place.write_text("mine")
        write(self, lineage)

    monkeypatch.setattr(Places, "write", late)
    arguments = ["run", "ecclesiastes", "--order", "1", "--tokens", "200", "--generations", "1", "--quiet"]
    result = CliRunner().invoke(program, [*arguments, option, str(place)])
    assert result.exit_code == 2, result.output
    assert "exists: choose another" in result.output
    assert place.read_text() == "mine"


def test_a_lineage_is_not_exported_into_itself(tmp_path: Path, small_lineage: Lineage) -> None:
    lineage = write_lineage(small_lineage, tmp_path / "x")
    before = everything_in(tmp_path)
    (tmp_path / "link").symlink_to(lineage)
    for out in (lineage / "inside", lineage / "deep" / "inside", tmp_path / "link" / "inside"):
        result = CliRunner().invoke(program, ["export", str(lineage), "--out", str(out)])
        assert result.exit_code == 2, result.output
        assert "inside the lineage folder" in result.output
    for option, place in (
        ("--html", lineage / "lineage.json"),
        ("--csv", tmp_path / "link" / "transcript.md"),
    ):
        result = CliRunner().invoke(program, ["export", str(lineage), option, str(place), "--force"])
        assert result.exit_code == 2, result.output
        assert "names a file of the lineage itself" in result.output
    assert everything_in(tmp_path) == before | {"link"}
