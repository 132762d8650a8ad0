"""``driftview serve`` refuses what a page could not use, before any page is opened."""

import io
import re
import signal
import socket
import zipfile
from collections.abc import Callable
from pathlib import Path
from queue import Queue

import pytest
from click.testing import CliRunner, Result

from driftview.cli.access import Access, Role
from driftview.cli.program import program
from driftview.cli.serve import _resolve
from driftview.cli.server import Explorers
from driftview.drift.lineage import Lineage
from driftview.export.lineage_folder import lineage_archive


def serve(*arguments: str) -> Result:
    return CliRunner().invoke(program, ["serve", *arguments])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("no-such-text",), "not a file, folder or bundled text"),
        (("-",), "standard input"),
        (("--order", "99"), "99"),
        (("--host", "203.0.113.7"), "cannot listen on"),
        (("--host", ""), "neither an address nor a name"),
        (("--host", "two words"), "neither an address nor a name"),
        (("--host", "http://localhost"), "neither an address nor a name"),
        (("--host", "127.0.0.1:80"), "neither an address nor a name"),
        (("--host", "[::1"), "neither an address nor a name"),
        (("--host", "a" * 300), "neither an address nor a name"),
        (("--host", "a\0b"), "neither an address nor a name"),
        (("--host", "fe80::1%nowhere"), "cannot listen on"),
        (("--allow-host", "https://driftview.test"), "leave out http://"),
        (("--allow-host", "driftview.test:80"), "leave out http://"),
        (("--token", ""), "4 to 100 letters"),
        (("--token", "two words"), "4 to 100 letters"),
        (("--token", "a\nbcd"), "4 to 100 letters"),
        (("--token", "apple", "--no-token"), "there are no visitors"),
        (("--no-token", "--trust-visitors"), "there are no visitors"),
        (("--no-token", "--host", "0.0.0.0"), "let in everyone"),
        (("--no-token", "--host", "::"), "let in everyone"),
        (("--max-pages", "0"), "out of bounds"),
        (("--texts", "no-such-folder"), "does not exist"),
    ],
)
def test_what_no_page_could_use_is_refused(arguments: tuple[str, ...], said: str) -> None:
    outcome = serve(*arguments)
    assert outcome.exit_code == 2
    assert said in outcome.stderr.splitlines()[-1]
    assert "Traceback" not in outcome.output


def test_a_host_that_nobody_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*_asked: object, **_how: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    outcome = serve("--host", "no-such-machine.test")
    assert outcome.exit_code == 2
    assert "no machine has this name" in outcome.stderr


@pytest.mark.parametrize(
    ("host", "meant"),
    [
        ("127.0.0.1", (None, ["127.0.0.1"])),
        ("127.1", (None, ["127.0.0.1"])),
        ("0", (None, ["0.0.0.0"])),
        ("[::1]", (None, ["::1"])),
        ("::ffff:127.0.0.1", (None, ["127.0.0.1"])),
        ("localhost.", ("localhost", ["127.0.0.1", "::1"])),
        ("LOCALHOST", ("localhost", ["127.0.0.1", "::1"])),
    ],
)
def test_a_host_may_be_written_in_several_ways(host: str, meant: tuple[str | None, list[str]]) -> None:
    assert _resolve(host) == meant


class Started:
    """What the server was started with, instead of a server."""

    def __init__(self, access: Access, explorers: Explorers, homes: Path) -> None:
        Started.access, Started.explorers = access, explorers

    def serve(self, sockets: list[socket.socket], ready: Callable[[], None]) -> int:
        ready()
        for each in sockets:
            each.close()
        return signal.SIGTERM

    access: Access
    explorers: Explorers


def started(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> list[str]:
    """Run serve without answering anybody, and return what it says."""
    monkeypatch.setattr("driftview.cli.server.ExplorerServer", Started)
    outcome = serve("--port", "0", *arguments)
    assert outcome.exit_code == 128 + signal.SIGTERM
    assert outcome.stdout == ""
    return outcome.stderr.splitlines()


def test_on_this_machine_there_is_only_the_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    (said,) = started(monkeypatch)
    assert re.search(rf"http://127\.0\.0\.1:\d+/\?token={Started.access.token} ", said)
    assert Started.access.word is None
    assert len(Started.access.token) >= 32
    (said,) = started(monkeypatch, "--no-token")
    assert "token" not in said
    assert Started.access.anybody


@pytest.mark.parametrize(
    "arguments", [("--host", "0.0.0.0"), ("--token", "apple"), ("--texts", "."),
                  ("--allow-host", "driftview.test")]
)  # fmt: skip
def test_visitors_have_an_address_of_their_own(
    arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, visitors = started(monkeypatch, *arguments)
    access = Started.access
    assert access.word
    assert access.word != access.token
    assert owner.partition("?token=")[2].split()[0] == access.token
    assert visitors.endswith(f"/?token={access.word}")
    assert "0.0.0.0" not in visitors
    assert access.word == ("apple" if "apple" in arguments else access.word)
    assert access.knows("driftview.test") is ("driftview.test" in arguments)


def test_visitors_open_no_text_of_the_owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = tmp_path / "texts"
    shown.mkdir()
    for path in (shown / "ours.txt", tmp_path / "mine.txt"):
        path.write_text("Hello.", "utf-8")
    (shown / "link.txt").symlink_to(tmp_path / "mine.txt")
    (shown / "part" / "deep").mkdir(parents=True)
    below = shown / "part" / "one.txt"
    below.write_text("Hello.", "utf-8")
    ours, mine, link = str(shown / "ours.txt"), str(tmp_path / "mine.txt"), str(shown / "link.txt")
    monkeypatch.setenv("DRIFTVIEW_CORPUS", mine)
    texts = ("--corpus", mine, ours, "chorus", mine, link, str(below), "--order", "2", "--temperature=0.5")
    said = started(monkeypatch, "--token", "apple", "--texts", str(shown), *texts)
    assert said[-1].startswith("driftview: visitors do not see")
    assert str(below) in said[-1]
    assert ours not in said[-1]
    commands = Started.explorers.commands
    assert list(commands[Role.OWNER])[4:] == list(texts)
    assert sorted(commands[Role.VISITOR][4:]) == sorted(
        ["--order", "2", "--temperature", "0.5", "--", ours, "chorus"]
    )
    assert Started.explorers.environment(Role.VISITOR, tmp_path)["DRIFTVIEW_CORPUS"] == ""
    said = started(monkeypatch, "--token", "apple", "--trust-visitors", mine)
    assert "read every file that you can read" in said[-1]
    assert Started.explorers.commands[Role.VISITOR][4:] == [mine]
    assert Started.explorers.environment(Role.VISITOR, tmp_path)["DRIFTVIEW_SERVED"] == "owner"


def test_many_pages_take_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    said = started(monkeypatch, "--max-pages", "30")
    assert "30 pages take 1.5 to 4.5 GB of memory: 50 MB each with a short text" in said[1]
    assert Started.explorers.most == 30


def test_a_browser_is_opened_with_a_token_that_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: Queue[str] = Queue()
    monkeypatch.setattr("webbrowser.open", opened.put)

    monkeypatch.setattr("driftview.cli.server.ExplorerServer", Started)
    said = serve("--port", "0", "--open").stderr
    address = opened.get(timeout=30)
    assert address.partition("?")[0] in said
    assert address not in said, "other users of this machine can see it"


def test_a_port_in_use_is_refused() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        outcome = serve("--port", str(taken.getsockname()[1]))
    assert outcome.exit_code == 2
    assert "choose another --port" in outcome.stderr


def test_an_archive_holds_the_folder(small_lineage: Lineage) -> None:
    packed = lineage_archive(small_lineage, "toy", extra={"screen.svg": "<svg/>"})
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
    wanted = {"transcript.md", "lineage.json", "measures.csv", "text/000.txt", "text/004.txt", "screen.svg"}
    assert {f"toy/{name}" for name in wanted} <= set(names)
    assert packed == lineage_archive(small_lineage, "toy", extra={"screen.svg": "<svg/>"})
