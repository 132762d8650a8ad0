"""The program as users meet it: output, exit codes, pipes, signals, terminals."""

import json
import os
import select
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from processes import PATIENCE, command, driftview_process, environment, python_process

from driftview.version import __version__

LIBRARIES = ("numpy", "textual", "tomlkit", "rich", "nltk", "joblib", "charset_normalizer")
SHORT = ("run", "ecclesiastes", "--generations", "2")
UNIX = pytest.mark.skipif(os.name == "nt", reason="Windows has no such thing")


def test_version(tmp_path: Path) -> None:
    done = driftview_process("--version", folder=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"driftview {__version__}\n", "")


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["run", "--help"], ["explore", "--help"]])
def test_what_needs_no_library_loads_none(arguments: list[str]) -> None:
    script = (
        "import sys\n"
        f"sys.argv = ['driftview', *{arguments!r}]\n"
        "from driftview.cli import main\n"
        "try:\n"
        "    main()\n"
        "except SystemExit as end:\n"
        "    assert end.code == 0, end.code\n"
        "roots = {name.partition('.')[0] for name in sys.modules}\n"
        f"print('loaded:', *sorted(roots & {set(LIBRARIES)!r}))\n"
    )
    assert python_process(script).splitlines()[-1] == "loaded:"


def test_a_run_writes_a_folder_and_says_so(tmp_path: Path) -> None:
    done = driftview_process(*SHORT, "--out", "new/x/", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "written to new/x\n")
    assert ["0", "898"] in [line.split()[:2] for line in done.stdout.splitlines()]
    assert (tmp_path / "new" / "x" / "transcript.md").is_file()
    again = driftview_process(*SHORT, "--out", "new/x", folder=tmp_path)
    assert (again.returncode, again.stdout) == (2, "")
    assert again.stderr.count("\n") == 1


def test_json_on_standard_output_is_nothing_else_and_always_the_same(tmp_path: Path) -> None:
    odd = ({"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "2", "PYTHONIOENCODING": "ascii"})
    runs = [driftview_process(*SHORT, "--json", "-", folder=tmp_path, **changes) for changes in odd]
    assert [(done.returncode, done.stderr) for done in runs] == [(0, ""), (0, "")]
    assert len(json.loads(runs[0].stdout)["generations"]) == 3
    assert runs[0].stdout == runs[1].stdout


def test_a_text_on_standard_input(tmp_path: Path) -> None:
    done = subprocess.run(
        command("run", "-", "--order", "1", "--generations", "1", "--json", "-"),
        cwd=tmp_path,
        env=environment(),
        input="“Où sont les élèves ?” she asked; nobody knew where they were, nor cared much.\n".encode(),
        capture_output=True,
        check=True,
        timeout=PATIENCE,
    )
    assert json.loads(done.stdout)["corpus"]["name"] == "standard input"


@UNIX
def test_a_reader_that_has_seen_enough(tmp_path: Path) -> None:
    for arguments in (("--help",), (*SHORT, "--json", "-")):
        end, start = os.pipe()
        os.close(end)
        done = subprocess.run(
            command(*arguments),
            cwd=tmp_path,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=start,
            stderr=subprocess.PIPE,
            check=False,
            timeout=PATIENCE,
        )
        os.close(start)
        assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_standard_output_that_is_full(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command(*SHORT, "--json", "-"),
            cwd=tmp_path,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            timeout=PATIENCE,
        )
    assert (done.returncode, done.stderr) == (
        2,
        b"driftview: cannot use the output: no space left on device\n",
    )


@UNIX
@pytest.mark.parametrize(
    ("number", "code", "said"), [(signal.SIGINT, 130, b"driftview: stopped"), (signal.SIGTERM, 143, b"")]
)
def test_stopped_by_the_user_leaves_nothing_behind(
    number: signal.Signals, code: int, said: bytes, tmp_path: Path
) -> None:
    script = (
        "import time\n"
        "import driftview.export.lineage_folder as formats\n"
        "def compose(lineage, **drawn):\n"
        "    print('writing', flush=True)\n"
        "    while True: time.sleep(0.01)  # signal.pause() would miss a signal that came before it\n"
        "formats.compose = compose\n"
        "from driftview.cli import main\n"
        "main()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, *SHORT, "--out", "deep/x"],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with process, ExitStack() as last:
        last.callback(process.kill)  # whatever fails, nothing goes on for ever
        assert process.stdout is not None
        assert process.stdout.readline() == b"writing\n"
        assert list(tmp_path.iterdir()) != []  # a draft is there
        process.send_signal(number)
        _, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, errors.strip()) == (code, said)
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_while_the_program_is_loaded() -> None:
    script = (
        "import sys\n"
        "class Stop:\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name == 'click':\n"
        "            raise KeyboardInterrupt\n"
        "loaded = set(sys.modules)\n"
        "from driftview.cli import main\n"
        "print('loaded:', *sorted(set(sys.modules) - loaded))\n"
        "sys.meta_path.insert(0, Stop())\n"
        "try:\n"
        "    main()\n"
        "except SystemExit as end:\n"
        "    print('code:', end.code)\n"
    )
    loaded, code = python_process(script).splitlines()
    assert set(loaded.split()[1:]) <= {"driftview", "driftview.cli", "driftview.version", "gc"}
    assert code == "code: 130"


@UNIX
@pytest.mark.parametrize("arguments", [("--version",), ("paths",), (*SHORT, "--csv", "-")])
def test_a_standard_output_that_is_closed(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = without_output(*arguments, folder=tmp_path)
    said = b"driftview: standard output is closed: redirect it to a file or a pipe\n"
    assert (done.returncode, done.stderr) == (2, said)


@UNIX
def test_a_standard_output_that_is_closed_and_not_needed(tmp_path: Path) -> None:
    done = without_output(*SHORT, "--quiet", "--out", "x", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"written to x\n")


def without_output(*arguments: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    """Run driftview with standard output closed, as ``>&-`` does."""
    return subprocess.run(
        ["sh", "-c", 'exec "$@" >&-', "sh", *command(*arguments)],
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
        timeout=PATIENCE,
    )


@UNIX
def test_a_progress_bar_on_a_terminal(tmp_path: Path) -> None:
    assert b"100%" in seen_on_a_terminal(tmp_path, TERM="xterm-256color")
    assert seen_on_a_terminal(tmp_path, TERM="dumb") == b""


def seen_on_a_terminal(folder: Path, **changes: str) -> bytes:
    """Run with a terminal as standard error and return what it shows."""
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command(*SHORT, "--order", "1"),
        cwd=folder,
        env=environment(**changes),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    assert process.wait(timeout=PATIENCE) == 0
    seen = os.read(ours, 100_000) if select.select([ours], [], [], 0)[0] else b""
    os.close(theirs)
    os.close(ours)
    return seen


@pytest.mark.parametrize("arguments", [[], ["explore"], ["ecclesiastes"], ["--order", "2"]])
def test_the_explorer_is_refused_without_a_terminal(arguments: list[str], tmp_path: Path) -> None:
    done = driftview_process(*arguments, folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr == "driftview: the explorer needs a terminal; `driftview run` does the same without one\n"
    )


@pytest.mark.parametrize(
    ("typed", "at", "offered"),
    [
        ("driftview ", 1, {"plain,run", "plain,corpora", "plain,emma", "file,"}),
        ("driftview run eccl", 2, {"plain,ecclesiastes", "file,eccl"}),
        ("driftview run --human-s", 2, {"plain,--human-share", "plain,--human-source"}),
        ("driftview run --regime ", 3, {"plain,replace", "plain,accumulate"}),
    ],
)
def test_completion(typed: str, at: int, offered: set[str], tmp_path: Path) -> None:
    done = driftview_process(
        folder=tmp_path, _DRIFTVIEW_COMPLETE="bash_complete", COMP_WORDS=typed, COMP_CWORD=str(at)
    )
    assert offered <= set(done.stdout.splitlines())


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere file names are UTF-8 whatever the locale")
def test_a_file_name_is_the_same_in_a_locale_that_cannot_spell_it(tmp_path: Path) -> None:
    (tmp_path / "Größe.txt").write_text("the cat sat on the mat\n\nthe dog sat on the cat\n\n" * 5, "utf-8")
    arguments = ("run", "Größe.txt", "--order", "1", "--generations", "1", "--json", "-", "--quiet")
    plain = driftview_process(*arguments, folder=tmp_path)
    odd = driftview_process(*arguments, folder=tmp_path, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert plain.returncode == 0, plain.stderr
    assert (odd.returncode, odd.stdout, odd.stderr) == (0, plain.stdout, plain.stderr)
    assert "Größe" in plain.stdout
