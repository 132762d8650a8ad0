"""``driftview run`` writes every format where it is told to, and refuses before the work what it cannot."""

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from documents import read_page
from processes import PATIENCE

from driftview.cli.output import write_text
from driftview.cli.program import program

ROOT = Path(__file__).resolve().parents[1]
SHORT = ("run", "ecclesiastes", "--order", "1", "--generations", "2")
KINDS = {
    "markdown": b"# Ecclesiastes: 2 generations of drift\n",
    "plain": b"Ecclesiastes: 2 generations of drift\n====",
    "html": b"<!DOCTYPE html>\n",
    "json": b'{\n "format": "driftview-lineage"',
    "csv": b"generation,tokens,types",
    "parquet": b"PAR1",
}


def driftview(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run the real program in a folder."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "dumb"}
    command = [sys.executable, "-m", "driftview", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, timeout=PATIENCE, check=False
    )


def run(*arguments: str) -> Result:
    """Run the program in this process; anything unexpected is raised."""
    return CliRunner().invoke(program, list(arguments), catch_exceptions=False)


def test_every_format_in_one_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [word for name in KINDS for word in (f"--{name}", f"sub/{name}")]
    done = driftview(tmp_path, *SHORT, "--out", "x", "--formats", "all", *files, "--quiet")
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr.decode().splitlines() == [
        "written to x",
        *(f"written to {Path('sub') / name}" for name in KINDS),
    ]
    for name, begin in KINDS.items():
        assert (tmp_path / "sub" / name).read_bytes().startswith(begin)
    assert (tmp_path / "x" / "transcript.html").read_bytes() == (tmp_path / "sub" / "html").read_bytes()
    assert len(list((tmp_path / "x").iterdir())) == 9
    monkeypatch.chdir(tmp_path)
    again = run(*SHORT, "--html", "sub/html", "--force")
    assert (again.exit_code, again.stderr) == (0, "written to sub/html\n")
    assert "generation" in again.stdout


@pytest.mark.parametrize("name", ["html", "parquet"])
def test_a_format_on_standard_output_and_nothing_else(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.chdir(tmp_path)
    program([*SHORT, f"--{name}", "-"], standalone_mode=False)
    output, errors = capfdbinary.readouterr()
    assert errors == b""
    assert list(tmp_path.iterdir()) == []
    if name == "html":
        assert read_page(output.decode()).all("svg")
    else:
        table = pytest.importorskip("pyarrow.parquet").read_table(io.BytesIO(output))
        assert table.num_rows == 3


def test_some_formats_of_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(*SHORT, "--out", "x", "--formats", "charts, json").exit_code == 0
    assert {path.name for path in (tmp_path / "x").iterdir()} == {"charts", "lineage.json"}
    assert json.loads((tmp_path / "x" / "lineage.json").read_bytes())["format"] == "driftview-lineage"


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["--formats", "csv"], "add --out FOLDER"),
        (["--out", "x", "--formats", "csv,pdf"], "'pdf' is not a format: choose among markdown, plain"),
        (["--out", "x", "--formats", ","], "no format was named"),
        (["--html", "taken"], "taken exists: choose another name, or add --force"),
        (["--html", "."], "the folder you are in"),
        (["--html", ""], "the name is empty"),
        (["--html", "folder", "--force"], "folder is a folder: give the name of a file"),
        (["--html", "taken/x"], "taken is not a folder"),
        (["--html", "-", "--csv", "-"], "--html and --csv name the same file"),
        (["--plain", "a", "--markdown", "folder/../a"], "--markdown and --plain name the same file"),
    ],
)
def test_what_cannot_be_written_is_refused_in_one_line(
    arguments: list[str], hint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken").write_text("mine", "utf-8")
    (tmp_path / "folder").mkdir()
    done = run(*SHORT, *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert hint in done.stderr.splitlines()[-1]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "taken"]
    assert (tmp_path / "taken").read_text("utf-8") == "mine"


def test_a_folder_is_exported_as_its_run_would_have_been(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    files = [word for name in KINDS if name != "json" for word in (f"--{name}", name)]
    assert run(*SHORT, "--quiet", "--out", "x", "--formats", "all", *files).exit_code == 0
    shutil.move(tmp_path / "x", tmp_path / "elsewhere")
    again = [f"again-{word}" if word in KINDS else word for word in files]
    done = run("export", "elsewhere", "--out", "y", "--formats", "all", *again)
    assert (done.exit_code, done.stdout) == (0, "")
    for name in KINDS:
        if name != "json":
            assert Path(name).read_bytes() == Path(f"again-{name}").read_bytes()
    first, second = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in (tmp_path / "elsewhere", tmp_path / "y")
    )
    assert first == second
    assert run("export", "elsewhere").stdout == Path("markdown").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["nothing", "--html", "y"], "nothing"),
        (["x", "--out", "x", "--formats", "html", "--force"], "--out names the lineage itself"),
        (["x", "--formats", "html"], "add --out FOLDER"),
        (["x", "--html", "x/lineage.json"], "x/lineage.json exists"),
        ([], "Missing argument 'FOLDER'"),
    ],
)
def test_an_export_that_is_refused_leaves_the_lineage_as_it_is(
    arguments: list[str], hint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run(*SHORT, "--quiet", "--out", "x")
    before = sorted(path.name for path in tmp_path.rglob("*"))
    done = run("export", *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert hint in done.stderr.splitlines()[-1]
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


def test_parquet_without_its_package_is_refused_before_the_work(tmp_path: Path) -> None:
    script = (
        "import sys, importlib.util as util; find = util.find_spec\n"
        "util.find_spec = lambda name, *rest: None if name == 'pyarrow' else find(name, *rest)\n"
        f"sys.argv = ['driftview', *{SHORT!r}, '--parquet', 'x']\n"
        "from driftview.cli import main\n"
        "sys.exit(main())\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert done.returncode == 2
    assert b"pip install pyarrow" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_link_is_written_through_and_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    link, real = tmp_path / "link", tmp_path / "real"
    link.symlink_to(real)
    for force in (False, True):
        write_text(str(link), f"forced: {force}", force)
        assert capsys.readouterr().err == f"written to {link}, a link to {real}\n"
        assert link.is_symlink()
        assert real.read_text(encoding="utf-8") == f"forced: {force}"
