"""The worked examples of CONTRIBUTING.md: applied to a copy of the program, formatted, run and tested."""

import os
import re
import shutil
import subprocess
import sys
from importlib.util import cache_from_source
from pathlib import Path

import pytest
from processes import ROOT, environment

PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")

HELD_TO = (
    "measures_registry.py::test_every_measure_explains_itself",
    "tui_commands.py::test_every_command_has_its_method_its_binding_and_its_place_in_help",
    "tui_commands.py::test_every_view_is_explained_part_by_part",
    "tui_commands.py::test_the_key_sheet_in_the_documentation_is_that_of_the_registry",
)
"""What every measure, command and view are held to, the worked examples too."""

ALONE = ("-n", "0", "--assert", "plain", "-p", "no:cacheprovider")
"""How pytest runs a few tests within a test: in one process, leaving nothing, asserts as they are."""

KEY_SHEET = ("-m", "driftview.tui.commands")


def blocks(kind: str) -> list[str]:
    """Return the blocks of the page that are marked so."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def put_in(folder: Path, block: str) -> Path:
    """Write the file that a block is."""
    name = re.match(r"# (\S+)\n", block)
    assert name, block
    path = folder / name[1]
    assert not path.exists()
    path.write_text(block.removeprefix(name[0]), "utf-8")
    return path


def change(path: Path, lines: list[str]) -> None:
    """Change a file as the lines of a difference say; those that are there must be there, once."""
    text = path.read_text("utf-8")
    at = 0
    for line in lines:
        content = line[1:] + "\n"
        if line.startswith("+"):
            text = text[:at] + content + text[at:]
            at += len(content)
        else:
            assert text.count(content) == 1, content
            at = text.index(content)
            text = text[:at] + text[at + len(content) :] if line.startswith("-") else text
            at += 0 if line.startswith("-") else len(content)
    path.write_text(text, "utf-8")


def apply(folder: Path, difference: str) -> None:
    """Change the files that a difference names."""
    for part in re.split(r"^ # ", difference, flags=re.MULTILINE)[1:]:
        name, *lines = part.splitlines()
        change(folder / name, lines)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the program and its tests."""
    for name in ("driftview", "tests", "benchmarks", "docs", "corpora"):
        leave = shutil.ignore_patterns("__pycache__", "frames", "pictures", "browser", "austen")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=leave)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name in ("driftview", "tests", "benchmarks"):
        for source in (tmp_path / name).rglob("*.py"):
            take_bytecode(ROOT / source.relative_to(tmp_path), source)
    return tmp_path


def take_bytecode(source: Path, copied: Path) -> None:
    """Give a copied module the bytecode of its source; Python makes it again where the file is changed."""
    compiled = Path(cache_from_source(str(source)))
    if compiled.exists():
        place = Path(cache_from_source(str(copied)))
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(compiled, place)


def python(folder: Path, *arguments: str) -> str:
    """Run Python in a folder, on the copy of the program there."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment(PYTHONPATH=str(folder), PYTHONIOENCODING="utf-8", PYTHONWARNINGS="default"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_worked_examples_work(copy: Path) -> None:
    files = [put_in(copy, block) for block in blocks("python")]
    for difference in blocks("diff"):
        apply(copy, difference)
    (copy / "docs" / "keys.md").write_text(python(copy, *KEY_SHEET), "utf-8")
    assert f"python {' '.join(KEY_SHEET)} > docs/keys.md" in PAGE

    python(copy, "-m", "ruff", "check", "--no-cache", ".")
    python(copy, "-m", "ruff", "format", "--check", "--no-cache", *map(str, files))
    tests = [str(path.relative_to(copy)) for path in files if path.name.startswith("test_")]
    assert len(tests) == 3
    own = [f"tests/test_{name}" for name in HELD_TO]
    python(copy, "-m", "pytest", *ALONE, *tests, *own)


def test_every_room_is_on_the_page() -> None:
    rooms = {path.parent.name for path in (ROOT / "driftview").glob("*/__init__.py")}
    assert rooms == set(re.findall(r"^\| `driftview/(\w+)` \|", PAGE, re.MULTILINE))


@pytest.mark.parametrize(
    "page", ["CONTRIBUTING.md", "SECURITY.md", "docs/architecture.md", "docs/principles.md", "docs/README.md"]
)
def test_pages_lead_and_point_somewhere(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    for link in re.findall(r"\]\(([^)#]+)", text):
        if not link.startswith("https://"):
            assert (ROOT / os.path.dirname(page) / link).exists(), link  # noqa: PTH120 - a page, not a path
    made_here = set(blocks("python") + blocks("diff")) if page == "CONTRIBUTING.md" else set()
    shown = text
    for block in made_here:
        shown = shown.replace(block, "")
    for path in re.findall(r"`((?:driftview|docs|tests|corpora|\.ci)/[\w./-]+)`", shown):
        assert (ROOT / path).exists(), path
