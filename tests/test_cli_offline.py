"""Nothing uses the network: every command runs where it is forbidden; serve stays at home."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from nasty import among
from processes import PATIENCE, ROOT, command, environment

from driftview.cli.program import COMMANDS
from driftview.text.catalogue import CATALOGUE

HERE = Path(__file__).parent

RUN = ("--generations", "3", "--tokens", "300", "--seed", "1", "--order", "2")

LINES: tuple[tuple[str, ...], ...] = (
    ("corpora",),
    ("paths",),
    ("completion", "bash"),
    ("run", "text.txt", *RUN, "--out", "lineage", "--html", "page.html", "--json", "run.json"),
    ("export", "lineage", "--out", "again", "--formats", "all"),
    ("measure", "lineage/text/002.txt", "--against", "text.txt"),
    ("predict", "text.txt", "--human-share", "0.1"),
    ("sweep", "text.txt", *RUN, "--window", "1,2", "--replicates", "1", "--workers", "2", "--out", "study"),
    ("plot", "study"),
    ("plot", "study", "--out", "study.svg"),
    ("reproduce",),
    ("collapse", "text.txt", *RUN),
    ("concordance", "dog", "text.txt", *RUN),
    ("custody", "lineage"),
    ("phrases", "text.txt", *RUN),
    ("voices", "text.txt", "lineage/text/001.txt", *RUN),
    ("words", "text.txt", *RUN),
    ("worth", "text.txt", "--add", "lineage/text/001.txt"),
    ("compare", "lineage", "again"),
)  # fmt: skip
"""Commands that end by themselves; sweep has workers."""

OTHERS = {"explore", "open", "serve", "verify"}
"""Those that stay until they are left; ``test_tui_hostile`` sees to every view. verify runs as sweep does."""

BEGINNING = 10_000
"""Characters of each bundled text that are there: counting all of them takes seconds."""

SCRIPT = """
import json, sys
from pathlib import Path
from driftview.cli import main
from driftview.text import catalogue, token_cache

catalogue.corpora_folder = token_cache.corpora_folder = lambda: Path("beginnings")

for line in json.loads(sys.argv[1]):
    sys.argv = ["driftview", *line]
    try:
        main()
    except SystemExit as end:
        print("ENDED", line[0], end.code)
sys.stdout.flush()
"""


def offline(folder: Path, **changes: str) -> dict[str, str]:
    """Return an environment in which Python has no network, and neither has what it starts."""
    customs = folder / "customs"
    customs.mkdir()
    shutil.copy(HERE / "offline.py", customs / "sitecustomize.py")
    usual = environment()
    path = os.pathsep.join([str(customs), usual["PYTHONPATH"], str(HERE)])
    usual |= {"PYTHONPATH": path, "PYTHONWARNINGS": "default"}  # of what others wrote
    return {**usual, "DRIFTVIEW_TEST_LOG": str(folder / "tried.txt"), **changes}


def test_no_command_uses_the_network(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text(among("dog"), "utf-8")
    for source in sorted((ROOT / "corpora").rglob("*.txt")):
        path = tmp_path / "beginnings" / source.relative_to(ROOT / "corpora")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source.read_text("utf-8")[:BEGINNING], "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, json.dumps(LINES)],
        cwd=tmp_path,
        env=offline(tmp_path, XDG_CACHE_HOME=str(tmp_path / "cache")),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "tried.txt").exists(), (tmp_path / "tried.txt").read_text()
    ended = re.findall(r"^ENDED (\w+) (\d)$", done.stdout, re.MULTILINE)
    assert ended == [(line[0], "0") for line in LINES], done.stderr
    assert {name for name, _ in ended} | OTHERS == set(COMMANDS)
    assert_lists_the_bundled_texts(done.stdout.partition("ENDED corpora")[0])


def assert_lists_the_bundled_texts(output: str) -> None:
    """Fail unless ``driftview corpora`` said it all."""
    for entry in CATALOGUE:
        (line,) = [line for line in output.splitlines() if line.split()[:1] == [entry.name]]
        assert entry.year in line
        assert entry.licence in line


def test_whoever_tries_is_seen_even_in_a_process_that_was_started(tmp_path: Path) -> None:
    tries = "import socket\ntry:\n    socket.create_connection(('203.0.113.7', 80))\nexcept Exception: pass"
    script = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {tries!r}], check=True)"
    subprocess.run([sys.executable, "-c", script], env=offline(tmp_path), check=True)
    assert (tmp_path / "tried.txt").read_text().startswith("socket.getaddrinfo")


def test_serve_answers_this_machine_only(tmp_path: Path) -> None:
    pytest.importorskip("textual_serve")
    serving = subprocess.Popen(
        command("serve", "--port", "0", "ecclesiastes"),
        cwd=tmp_path,
        env=offline(tmp_path, DRIFTVIEW_TEST_AT_HOME="127.0.0.1"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    with serving, ExitStack() as last:
        last.callback(serving.kill)  # whatever fails, nothing waits for ever
        assert serving.stderr
        said = serving.stderr.readline().decode()
        port = re.search(r"http://127\.0\.0\.1:(\d+)", said)
        assert port, said
        while serving.poll() is None and not answers(int(port[1])):
            os.sched_yield()
        serving.send_signal(signal.SIGINT)
        assert serving.wait(PATIENCE) == 130
    tried = (tmp_path / "tried.txt").read_text().splitlines()
    assert {line.partition(" ")[0] for line in tried} <= {"socket.bind", "socket.getaddrinfo"}
    assert all("'127.0.0.1'" in line for line in tried)


def answers(port: int) -> bool:
    """Tell whether somebody listens on this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
