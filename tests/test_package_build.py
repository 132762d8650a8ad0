"""What is shipped: an sdist with everything, a wheel from it, and the same bytes from everybody's hands."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from processes import ROOT

pytest.importorskip("hatchling", reason="building driftview needs its build tool")

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

EPOCH = 1_700_000_000

STAYS = re.compile(r"__pycache__|\.pyc$|\.(mypy|pytest|ruff|import_linter)_cache|\.hypothesis|\.driftview-")
"""What tools leave behind in a checkout."""


def build(source: Path, target: Path) -> dict[str, Path]:
    """Build sdist and wheel from a folder and return them by their endings."""
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(target)],
        cwd=source,
        env={**os.environ, "SOURCE_DATE_EPOCH": str(EPOCH)},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return {path.suffix: path for path in target.iterdir()}


def kept(*folders: str) -> set[str]:
    """Return the files of a checkout under some folders, without what tools leave behind."""
    paths = (path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file())
    return {name for name in (path.relative_to(ROOT).as_posix() for path in paths) if not STAYS.search(name)}


def shipped() -> tuple[set[str], set[str]]:
    """Return the folders and the files of the checkout that pyproject.toml puts into the sdist."""
    listed = PROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    names = {name.removeprefix("/") for name in listed}
    assert all(name.startswith("/") and (ROOT / name[1:]).exists() for name in listed)
    folders = {name for name in names if (ROOT / name).is_dir()}
    return folders, names - folders


def test_all_that_is_tracked_is_shipped() -> None:
    git = shutil.which("git")
    if git is None:
        pytest.skip("git is not here to say what is tracked")
    listing = [git, "-C", str(ROOT), "ls-files", "-z"]
    found = subprocess.run(listing, capture_output=True, check=False, encoding="utf-8")
    if found.returncode or "pyproject.toml" not in found.stdout:
        pytest.skip("this is no checkout")
    folders, files = shipped()
    top = {name.partition("/")[0] for name in found.stdout.split("\0") if name}
    assert top == folders | files | {".git-blame-ignore-revs", ".gitignore", "pyproject.toml"}


def test_sdist_and_wheel_hold_everything_and_are_the_same_from_anywhere(tmp_path: Path) -> None:
    """The second time they are built from the first sdist, in another folder, with other times and rights."""
    made = build(ROOT, tmp_path / "made")
    with tarfile.open(made[".gz"]) as archive:
        (top,) = {name.partition("/")[0] for name in archive.getnames()}
        assert {member.mtime for member in archive} == {EPOCH}
        archive.extractall(tmp_path / "elsewhere", filter="data")
    source = tmp_path / "elsewhere" / top
    folders, files = shipped()
    unpacked = {path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file()}
    assert unpacked == kept(*folders) | files | {".gitignore", "PKG-INFO", "pyproject.toml"}
    for path in source.rglob("*"):
        os.utime(path)
        path.chmod(path.stat().st_mode & ~0o066)
    again = build(source, tmp_path / "again")
    for ending, path in made.items():
        assert path.read_bytes() == again[ending].read_bytes(), path.name

    wheel = zipfile.ZipFile(made[".whl"])
    names = set(wheel.namelist())
    about = f"{top}.dist-info"
    data = {f"driftview/{name}" for name in kept("corpora")}
    facts = {f"{about}/{name}" for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt")}
    assert names == kept("driftview") | data | facts | {f"{about}/licenses/LICENSE"}
    assert {"driftview/py.typed", "driftview/corpora/README.md", "driftview/corpora/SHA256SUMS"} <= names
    metadata = wheel.read(f"{about}/METADATA").decode()
    assert "License-Expression: MIT\nLicense-File: LICENSE\n" in metadata
    assert "Requires-Python: >=3.11\n" in metadata


def test_the_corpora_have_the_checksums_that_are_shipped_with_them() -> None:
    lines = (ROOT / "corpora/SHA256SUMS").read_text("utf-8").splitlines()
    sums = {name: checksum for checksum, name in (line.split(maxsplit=1) for line in lines)}
    texts = {name.removeprefix("corpora/") for name in kept("corpora") if name.endswith(".txt")}
    assert set(sums) == texts
    table = (ROOT / "corpora/README.md").read_text("utf-8")
    for name in texts:
        assert hashlib.sha256((ROOT / "corpora" / name).read_bytes()).hexdigest() == sums[name]
        assert f"| {name} |" in table
    assert "public domain" in table
