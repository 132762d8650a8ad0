"""Every way through the command line, with every nasty file: a right result or one clear line."""

import codecs
import json
import os
import subprocess
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from nasty import BABEL, FILES, NAMES, POISON, among, assert_harmless, nasty_folder
from processes import PATIENCE, Driftview, command, environment

SMALL = ("--generations", "2", "--tokens", "150")
SWEEP = ("sweep", "TEXT", *SMALL, "--replicates", "1", "--workers", "1")

WAYS: dict[str, tuple[str, ...]] = {
    "folder and JSON": ("run", "TEXT", *SMALL, "--out", "out", "--json", "run.json"),
    "characters": ("run", "TEXT", *SMALL, "--order", "5", "--unit", "character", "--smoothing", "kneser-ney"),
    "measure": ("measure", "TEXT"),
}
"""What every file goes through: one line a command; TEXT is the file."""

MORE_WAYS: dict[str, tuple[str, ...]] = {
    "JSON on standard output": ("run", "TEXT", *SMALL, "--json", "-"),
    "every format": ("run", "TEXT", *SMALL, "--out", "out", "--formats", "all"),
    "one page": ("run", "TEXT", *SMALL, "--html", "-"),
    "plain": ("run", "TEXT", *SMALL, "--plain", "-"),
    "measured against itself": ("measure", "TEXT", "--against", "TEXT", "--json", "-", "--csv", "out.csv"),
    "judged": ("run", "TEXT", *SMALL, "--candidates", "2"),
    "sweep": (*SWEEP, "--order", "1,2"),
    "sweep into a folder": (*SWEEP, "--order", "1,2", "--out", "out"),
    "sweep as JSON": (*SWEEP, "--json", "-"),
    "predict": ("predict", "TEXT"),
    "twice the same": ("run", "TEXT", *SMALL, "--corpus", "TEXT"),
}
"""What only the worst files go through."""

WORST = {"poison": POISON.encode(), "babel": BABEL.encode(), "Chinese": FILES["Chinese"]}


def strings(found: Any) -> Iterator[str]:
    """Yield every string in a JSON value."""
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict):
        yield from found
        for value in found.values():
            yield from strings(value)
    elif isinstance(found, list):
        for value in found:
            yield from strings(value)


def assert_file_harmless(path: Path) -> None:
    """Fail if what is written to a file steers, or brings markup of its own."""
    text = path.read_bytes().decode()
    assert_harmless(text.replace("\r\n", "\n") if path.suffix == ".csv" else text)
    if path.suffix == ".json":
        for string in strings(json.loads(text)):
            assert_harmless(string)
    if path.suffix in (".html", ".svg"):
        assert_harmless(unescape(text))
        assert "<b>&" not in text
    if path.suffix == ".svg":
        ElementTree.fromstring(text)


def assert_written_harmless(folder: Path) -> None:
    """Fail if any file in a folder, or its name, holds something that steers."""
    for path in folder.rglob("*"):
        assert_harmless(path.name)
        if path.is_file() and path.suffix != ".parquet":
            assert_file_harmless(path)


def assert_right_or_refused(outcome: tuple[int, str, str]) -> None:
    """Fail unless it went well, or one clear line says what to do."""
    code, output, errors = outcome
    assert code in (0, 2)
    assert_harmless(output.replace("\r\n", "\n"))
    assert_harmless(errors)
    assert all(line.startswith(("driftview: ", "written to ")) for line in errors.splitlines())
    assert "unexpected" not in errors
    if code == 2:
        assert output == ""
        assert len(errors.splitlines()) == 1


def go(driftview: Driftview, way: tuple[str, ...], data: bytes) -> tuple[int, str, str]:
    """Write a file, and let driftview go one way with it."""
    texts = Path("texts")
    texts.mkdir()
    (texts / "text.txt").write_bytes(data)
    outcome = driftview(*(str(texts / "text.txt") if part == "TEXT" else part for part in way))
    (texts / "text.txt").unlink()
    return outcome


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", FILES)
def test_a_file(name: str, way: str, driftview: Driftview) -> None:
    outcome = go(driftview, WAYS[way], FILES[name])
    assert_right_or_refused(outcome)
    assert_written_harmless(Path.cwd())
    assert outcome[0] == 0 or not Path("out").exists()


@pytest.mark.parametrize("way", MORE_WAYS)
@pytest.mark.parametrize("name", WORST)
def test_the_worst_files(name: str, way: str, driftview: Driftview) -> None:
    outcome = go(driftview, MORE_WAYS[way], WORST[name])
    assert outcome[0] == 0
    assert_right_or_refused(outcome)
    assert_written_harmless(Path.cwd())
    if outcome[1].startswith(("{", "[")):
        for string in strings(json.loads(outcome[1])):
            assert_harmless(string)


@pytest.mark.skipif(os.name == "nt", reason="Windows takes no such names")
def test_names_of_files(driftview: Driftview) -> None:
    texts = nasty_folder(Path("texts"))
    for place, way in enumerate((["texts"], *([f"texts/{name}"] for name in NAMES))):
        assert_right_or_refused(driftview("run", *way, *SMALL, "--out", f"out{place}", "--formats", "all"))
        assert_written_harmless(Path(f"out{place}"))
    assert len(list(texts.iterdir())) == len(NAMES)


@pytest.mark.parametrize(
    "name", ["\x1b]0;OWNED\x07", "[bold]x[/", "a\nb", "\u202eDENWO", "\udcff", "猫" * 20]
)
def test_names_of_what_is_written(name: str, driftview: Driftview) -> None:
    Path("text.txt").write_text(among("dog"))
    assert_right_or_refused(driftview("run", "text.txt", *SMALL, "--out", name, "--json", f"{name}.json"))


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="nothing says how much memory was taken")
def test_a_pipe_that_never_ends(tmp_path: Path) -> None:
    """It is read to the limit, here a lower one to spare the disk; little of it is in memory."""
    script = (
        "import re, sys\n"
        "from pathlib import Path\n"
        "from driftview.text import reading\n"
        "from driftview.cli import main\n"
        "reading.MOST_PIPED = 200_000_000\n"
        "sys.argv = ['driftview', 'run', '-']\n"
        "try:\n"
        "    main()\n"
        "finally:\n"
        "    print(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])\n"
    )
    with subprocess.Popen(["yes", "and so on"], stdout=subprocess.PIPE) as endless:
        done = subprocess.run(
            [*command()[:1], "-c", script], stdin=endless.stdout, cwd=tmp_path, env=environment(),
            capture_output=True, check=False, encoding="utf-8", timeout=PATIENCE,
        )  # fmt: skip
        endless.kill()
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert "standard input is more than 200 MB, which is the limit: use a part" in done.stderr
    assert int(done.stdout) < 120_000  # KiB


def test_a_standard_input_that_is_closed(driftview: Driftview, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    code, _, errors = driftview("run", "-")
    assert (code, errors.count("\n")) == (2, 1)
    assert "standard input is closed" in errors


def test_a_text_in_utf_16_is_the_same_text(driftview: Driftview) -> None:
    Path("a.txt").write_text(BABEL, "utf-8")
    Path("b.txt").write_bytes(codecs.BOM_UTF16_BE + BABEL.encode("utf-16-be"))
    rows = [driftview("run", name, *SMALL)[1] for name in ("a.txt", "b.txt")]
    assert rows[0] == rows[1] != ""


@pytest.mark.parametrize("name", ["run", "measure", "predict"])
def test_characters_that_count_as_words_are_told_by_every_command(name: str, driftview: Driftview) -> None:
    told = "text is in a script" if name != "measure" else "text.txt is in a script"
    way = (name, "TEXT", *(SMALL if name == "run" else ()))
    assert told in go(driftview, way, FILES["Chinese without an end"])[2]
