"""The server behind ``driftview serve``, driven with raw sockets: who is let in, and how much."""

import asyncio
import contextlib
import json
import logging
import socket
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import WSMsgType, web
from processes import PATIENCE
from textual_serve._binary_encode import dump

from driftview.cli import access as rules
from driftview.cli.access import Access, Role, own_names
from driftview.cli.server import UPLOAD_BYTES, Explorers, ExplorerServer, upload_name

EXPLORER = """
import json, os, sys
def send(kind, packet, out=sys.stdout.buffer):
    out.write(kind + len(packet).to_bytes(4, "big") + packet)
    out.flush()
def say(text):
    send(b"D", text.encode())
sys.stdout.buffer.write(b"__GANGLION__\\n")
names = [name for name in os.environ if name.startswith("DRIFTVIEW_SERVED")] + ["COLUMNS", "ROWS"]
say(json.dumps({name: os.environ[name] for name in names}))
chunks = [bytes.fromhex(each) for each in sys.argv[1:]]
while header := sys.stdin.buffer.read(5):
    told = sys.stdin.buffer.read(int.from_bytes(header[1:], "big")).decode()
    if header[:1] == b"M" and json.loads(told)["type"] == "quit":
        break
    if header[:1] == b"M" and json.loads(told)["type"] == "deliver_chunk_request":
        send(b"P", chunks.pop(0))
        continue
    if told == "deliver":
        file = {"path": "/tmp/a\\"b\\r\\nX: é.html", "mime_type": "text/html", "encoding": ""}
        start = {"type": "deliver_file_start", "key": "k1", "open_method": "browser", **file}
        send(b"M", json.dumps(start).encode())
        continue
    if told == "end":
        sys.exit("\x1b]0;taken\x07Traceback")
    say(told)
"""
"""Stands for the explorer: says how it was started, and then whatever it is told."""


@dataclass
class Served:
    """A server that is up."""

    access: Access
    port: int
    homes: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cookie(self, role: Role = Role.OWNER) -> str:
        return f"driftview-{self.port}={self.access.cookie_value(role)}"

    async def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, str]:
        """Send one request over a socket and return the status and all that was answered."""
        headers = {"Host": f"127.0.0.1:{self.port}", "Connection": "close", **headers}
        lines = [
            f"{method} {path} HTTP/1.1",
            *(f"{name}: {value}" for name, value in headers.items() if value),
        ]
        return await self.say("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n")

    async def say(self, sent: bytes) -> tuple[int, str]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(sent)
        async with asyncio.timeout(PATIENCE):
            answer = (await reader.read()).decode("utf-8", "replace")
        writer.close()
        return int(answer.split(" ", 2)[1]), answer

    @contextlib.asynccontextmanager
    async def page(
        self, role: Role = Role.OWNER, size: str = "?width=80&height=24"
    ) -> AsyncIterator[tuple[aiohttp.ClientWebSocketResponse, str, dict[str, str]]]:
        """Open a page; yield its socket, its name and what its explorer says it was started with."""
        headers = {"Origin": self.address, "Cookie": self.cookie(role)}
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(f"{self.address}/ws{size}", headers=headers) as page,
        ):
            name = json.loads(await page.receive_str(timeout=PATIENCE))[1]
            yield page, name, json.loads(await page.receive_bytes(timeout=PATIENCE))

    async def upload(
        self, name: str, body: bytes, role: Role = Role.OWNER, **headers: str
    ) -> tuple[int, Any]:
        headers = {"Origin": self.address, "Cookie": self.cookie(role), **headers}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.address}/upload?page={name}", data=body, headers=headers) as answer,
        ):
            return answer.status, await answer.text()


@contextlib.asynccontextmanager
async def serving(tmp_path: Path, **settings: Any) -> AsyncIterator[Served]:
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    access = Access(port, frozenset({"driftview.test"}), **settings.pop("access", {"word": "apple"}))
    chunks = [dump(("deliver_chunk", "k1", chunk)).hex() for chunk in (b"<b>Hel", b"lo.</b>", b"")]
    command = [sys.executable, "-I", "-S", "-c", EXPLORER, *chunks]
    explorers = Explorers(dict.fromkeys(Role, command), **settings)
    server = ExplorerServer(access, explorers, tmp_path)
    runner = web.AppRunner(server.application(), access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.SockSite(runner, listener).start()
    try:
        yield Served(access, port, tmp_path)
    finally:
        await runner.cleanup()


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path) as server:
        yield server


EVERYTHING = [
    ("GET", "/"),
    ("GET", "/prefix/"),
    ("GET", "/ws"),
    ("GET", "/static/js/textual.js"),
    ("GET", "/static/page.js"),
    ("GET", "/download/0123"),
    ("POST", "/upload?page=x"),
    ("GET", "/nothing"),
    ("PUT", "/"),
    ("OPTIONS", "*"),
]


@pytest.mark.parametrize(("method", "path"), EVERYTHING)
async def test_nothing_is_answered_without_a_token(served: Served, method: str, path: str) -> None:
    assert (await served.ask(path, method))[0] == 403
    assert (await served.ask(path, method, Cookie=f"driftview-{served.port}=wrong"))[0] == 403
    status, said = await served.ask(path, method, Cookie=served.cookie(), Host=f"evil.test:{served.port}")
    assert (status, "--allow-host" in said) == (403, True)
    status, said = await served.ask(path, method, Cookie=served.cookie(), Origin="http://evil.test")
    assert (status, "Another page" in said) == (403, True)


HOSTS = [
    ("127.0.0.1:{port}", True),
    ("127.0.0.1", True),
    ("localhost:{port}", True),
    ("LocalHost.:9000", True),
    ("[::1]:9000", True),
    ("192.168.7.9:80", True),
    ("driftview.test", True),
    (f"{sorted(own_names())[0]}:{{port}}", True),
    ("evil.test", False),
    ("localhost.evil.test", False),
    ("driftview.test.evil.test", False),
    ("sub.driftview.test", False),
    ("127.0.0.1.evil.test", False),
    ("127.0.0.1@evil.test", False),
    ("localhost:port", False),
    ("[evil.test]", False),
    ("localhost, evil.test", False),
]


@pytest.mark.parametrize(("host", "known"), HOSTS)
async def test_only_names_of_this_machine_are_answered(served: Served, host: str, known: bool) -> None:
    host = host.format(port=served.port)
    cookie = f"{served.access.cookie_name(host)}={served.access.cookie_value(Role.OWNER)}"
    assert (await served.ask("/", Host=host, Cookie=cookie))[0] == (200 if known else 403)


async def test_a_proxy_that_hides_the_host_is_spoken_of_once(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        await served.ask("/ws", Cookie=served.cookie(), Origin="https://class.example")
        await served.ask("/", Host="class.example")
    origin, host = (record.getMessage() for record in caplog.records)
    assert "https://class.example" in origin
    assert "proxy_set_header Host" in origin
    assert "refused a request for class.example" in host


async def test_two_hosts_are_none_and_none_is_none(served: Served) -> None:
    assert (await served.ask("/", Host="", Cookie=served.cookie()))[0] in (400, 403)
    lines = ["GET / HTTP/1.1", "Host: localhost", "Host: evil.test", f"Cookie: {served.cookie()}"]
    assert (await served.say("\r\n".join([*lines, "Connection: close\r\n\r\n"]).encode()))[0] in (400, 403)


@pytest.mark.parametrize(
    ("origin", "host", "same"),
    [
        ("http://localhost:9000", "localhost:9000", True),
        ("http://localhost:9001", "localhost:9000", False),
        ("http://127.0.0.1:9000", "localhost:9000", False),
        ("https://driftview.test", "driftview.test", True),
        ("http://driftview.test", "driftview.test:443", False),
        ("http://evil.test", "driftview.test", False),
        ("http://[::1]:9000", "[::1]:9000", True),
        ("null", "localhost", False),
        ("", "localhost", False),
        ("file://localhost", "localhost", False),
        ("http://[broken", "localhost", False),
    ],
)
def test_an_origin_is_that_of_the_host(origin: str, host: str, same: bool) -> None:
    assert Access(9000).same_origin(origin, host) is same


async def test_a_token_becomes_a_cookie(served: Served) -> None:
    status, said = await served.ask(f"/prefix/?fontsize=20&token={served.access.token}")
    assert status == 303
    head = said.partition("\r\n\r\n")[0].splitlines()
    assert "Location: ./?fontsize=20" in head
    assert "Referrer-Policy: no-referrer" in head
    cookie = next(line for line in head if line.startswith("Set-Cookie")).partition(": ")[2]
    assert cookie == f"{served.cookie()}; HttpOnly; SameSite=Lax", "no path: the browser takes the prefix"
    status, said = await served.ask("/prefix/", Cookie=f"other=1; {served.cookie()}")
    assert status == 200
    assert "frame-ancestors 'none'" in said
    assert served.access.token not in said


async def test_a_cookie_is_named_after_the_port_that_the_browser_sees(served: Served) -> None:
    said = (await served.ask("/?token=apple", Host="localhost:9999"))[1]
    assert f"Set-Cookie: driftview-9999={served.access.cookie_value(Role.VISITOR)};" in said


async def test_guesses_are_counted(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "GUESS_EVERY", 1e9)
    assert (await served.ask("/?token=apple"))[0] == 303
    for _ in range(rules.GUESSES):
        assert (await served.ask("/?token=pear"))[0] == 403
    for token in ("pear", "apple"):
        status, said = await served.ask(f"/?token={token}")
        assert (status, "Retry-After" in said) == (429, True), "what is refused does not tell what is right"
    assert (await served.ask("/", Cookie=served.cookie(Role.VISITOR)))[0] == 200
    assert (await served.ask(f"/?token={served.access.token}"))[0] == 303, (
        "guessing locks nobody out who knows"
    )


def test_peers_are_counted_apart_and_networks_together() -> None:
    guesses = rules.Guesses()
    for number in range(rules.GUESSES):
        guesses.count(f"2001:db8::{number:x}")
    with pytest.raises(rules.TooManyGuesses):
        guesses.check("2001:db8::ffff")
    guesses.check("2001:db8:0:1::1")
    guesses.check("198.51.100.1")
    for number in range(rules.GUESSES_OF_ALL):
        guesses.count(f"198.51.100.{number}")
    with pytest.raises(rules.TooManyGuesses):
        guesses.check("203.0.113.1")


def test_a_token_that_is_lent_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    access = Access(1)
    assert access.role_of_token(access.lend_token(), "127.0.0.1") is Role.OWNER
    monkeypatch.setattr(rules, "LENT_FOR", 0)
    assert access.role_of_token(access.lend_token(), "127.0.0.1") is None
    assert access.role_of_token("", "127.0.0.1") is None


async def test_without_tokens_names_are_checked_all_the_same(tmp_path: Path) -> None:
    async with serving(tmp_path, access={"anybody": True}) as served:
        assert (await served.ask("/"))[0] == 200
        assert (await served.ask("/", Host="evil.test"))[0] == 403
        assert (await served.ask("/ws", Origin="http://evil.test"))[0] == 403


@pytest.mark.parametrize("trusted", [False, True])
async def test_an_explorer_knows_whose_page_it_is_behind(tmp_path: Path, trusted: bool) -> None:
    async with serving(tmp_path, texts=tmp_path, trusted=trusted) as served:
        homes = []
        for role in Role:
            async with served.page(role) as (page, _name, told):
                homes.append(Path(told["DRIFTVIEW_SERVED_HOME"]))
                assert homes[-1].is_dir()
                assert homes[-1].stat().st_mode & 0o077 == 0, "nobody else on this machine may look"
                assert told["DRIFTVIEW_SERVED"] == ("owner" if trusted else role.value)
                assert told["DRIFTVIEW_SERVED_TEXTS"] == str(tmp_path)
                await page.send_json(["stdin", "é"])
                assert await page.receive_bytes(timeout=PATIENCE) == "é".encode()
        await gone(*homes)


async def gone(*paths: Path) -> None:
    async with asyncio.timeout(PATIENCE):
        while any(path.exists() for path in paths):
            await asyncio.sleep(0.02)


@pytest.mark.parametrize(
    ("asked", "columns", "rows"),
    [
        ("?width=99999999&height=99999999", "400", "200"),
        ("?width=-5&height=0", "20", "8"),
        ("?width=undefined&height=NaN", "80", "24"),
        ("", "80", "24"),
    ],
)
async def test_sizes_are_clamped(served: Served, asked: str, columns: str, rows: str) -> None:
    async with served.page(size=asked) as (page, _, told):
        assert (told["COLUMNS"], told["ROWS"]) == (columns, rows)
        await page.send_json(["resize", {"width": None, "height": None}])
        for width in (50, 60, 70, 10**9):
            await page.send_json(["resize", {"width": width, "height": -1}])
        sizes = []
        while (400, 8) not in sizes:
            size = json.loads(await page.receive_bytes(timeout=PATIENCE))
            sizes.append((size["width"], size["height"]))
        assert len(sizes) <= 2, "of sizes that follow each other closely only the last counts"


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "{",
        "[]",
        "5",
        '["stdin"]',
        '["stdin", 5]',
        '["resize", {"width": "a", "height": 2}]',
        '["resize", {"width": 1e999, "height": 2}]',
        '["ping", {}]',
        '["quit", ""]',
        "[" * 100_000,
        "1" * 10_000,
        b'["stdin", "a"]',
        json.dumps(["stdin", "a" * 1_000_001]),
    ],
)
async def test_what_no_page_says_closes_it_quietly(
    served: Served, sent: str | bytes, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.WARNING)
    async with served.page() as (page, _, _told):
        await (page.send_bytes(sent) if isinstance(sent, bytes) else page.send_str(sent))
        end = await page.receive(timeout=PATIENCE)
        assert (end.type, end.data) in {(WSMsgType.CLOSE, 1008), (WSMsgType.CLOSE, 1009)}
    assert caplog.text == ""
    assert capfd.readouterr() == ("", "")


async def test_a_flood_closes_the_page_and_a_large_paste_does_not(served: Served) -> None:
    async with served.page() as (page, _, _told):
        for keys in ("", "a" * 70_000):
            await page.send_json(["stdin", keys])
        await page.send_json(["stdin", "b"])
        assert await page.receive_bytes(timeout=PATIENCE) == b"b"
    async with served.page() as (page, _, _told):
        with contextlib.suppress(ConnectionError):
            for _ in range(10_000):
                await page.send_str('["blur"]')
        while (end := await page.receive(timeout=PATIENCE)).type is WSMsgType.BINARY:
            pass
        assert end.data == 1008


async def test_when_an_explorer_ends_its_page_is_closed(
    served: Served, capfd: pytest.CaptureFixture[str]
) -> None:
    async with served.page() as (page, _, _told):
        await page.send_json(["stdin", "end"])
        end = await page.receive(timeout=PATIENCE)
        assert (end.type, end.data) == (WSMsgType.CLOSE, 1000)
    assert capfd.readouterr() == ("", "]0;takenTraceback\n"), "a terminal obeys nothing of it"


@pytest.mark.parametrize(
    "sent", [b"\x00\x01\x02\r\n\r\n", b"GET / HTTP/9\r\n\r\n", b"GET /\xff\r\n\r\n", b"\r\n\r\n"]
)
async def test_what_is_not_http_is_refused(served: Served, sent: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    writer.write(sent)
    writer.write_eof()
    async with asyncio.timeout(PATIENCE):
        answer = await reader.read()
    writer.close()
    assert answer == b"" or answer.split(b" ", 2)[1] == b"400"
    assert b"Traceback" not in answer


async def test_the_next_page_is_told_that_all_are_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("driftview.cli.server.GRACE", 0.3)
    async with serving(tmp_path, most=2) as served:
        async with served.page(), served.page(Role.VISITOR):
            status, said = await served.ask("/", Cookie=served.cookie())
            assert status == 503
            assert "All 2 pages are in use" in said
            with pytest.raises(aiohttp.WSServerHandshakeError, match="503"):
                async with served.page():
                    pass
        await gone(*served.homes.iterdir())
        assert (await served.ask("/", Cookie=served.cookie()))[0] == 200


async def test_one_page_is_kept_for_the_owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("driftview.cli.server.GRACE", 0.3)
    async with serving(tmp_path, most=1) as served, served.page(Role.VISITOR):
        assert (await served.ask("/", Cookie=served.cookie(Role.VISITOR)))[0] == 503
        assert (await served.ask("/", Cookie=served.cookie()))[0] == 200
        async with served.page():
            assert (await served.ask("/", Cookie=served.cookie()))[0] == 503


async def test_a_socket_needs_an_origin(served: Served) -> None:
    assert (await served.ask("/ws", Cookie=served.cookie()))[0] == 403
    assert (await served.ask("/ws", Cookie=served.cookie(), Origin=served.address))[0] == 400


async def test_a_download_is_for_its_own_page_and_never_shown(served: Served) -> None:
    async with served.page(Role.VISITOR) as (page, _, _told):
        await page.send_json(["stdin", "deliver"])
        kind, asked = json.loads(await page.receive_str(timeout=PATIENCE))
        assert (kind, asked["url"]) == ("open_url", "download/k1"), "relative to the page"
        assert (await served.ask("/prefix/download/k1"))[0] == 403
        assert (await served.ask("/prefix/download/k1", "HEAD", Cookie=served.cookie(Role.VISITOR)))[0] == 405
        assert (await served.ask("/prefix/download/k1", Cookie=served.cookie()))[0] == 404
        said = (await served.ask("/prefix/download/k1", Cookie=served.cookie(Role.VISITOR)))[1]
        head, _, body = said.partition("\r\n\r\n")
        assert "<b>Hel" in body and "lo.</b>" in body
        assert "Content-Disposition: attachment; filename=\"a_b__X: _.html\"; filename*=UTF-8''a%22b" in head
        assert "Content-Security-Policy: sandbox" in head
        assert not any(line.startswith("X: ") for line in head.splitlines())
        again = (await served.ask("/download/k1", Cookie=served.cookie(Role.VISITOR)))[1]
        assert again.partition("\r\n\r\n")[2] == body, "a browser asks again when an idle connection breaks"
        assert f"Content-Length: {len(body)}" in head, "so it can tell a file that was cut short"
        await page.send_json(["stdin", "deliver"])
        await page.receive_str(timeout=PATIENCE)
        cut = (await served.ask("/download/k1", Cookie=served.cookie(Role.VISITOR)))[0]
        assert cut == 404, "the explorer ended before it had handed over the file"


async def test_an_upload_is_kept_until_the_page_is_closed(served: Served) -> None:
    async with served.page(Role.VISITOR) as (_page, name, told):
        home = Path(told["DRIFTVIEW_SERVED_HOME"])
        given = {"role": Role.VISITOR, "X-File-Name": "..%2F..%2Fm%C3%BCll%1b%5b2J.txt"}
        status, said = await served.upload(name, b"Hello.", **given)  # type: ignore[arg-type]
        assert (status, json.loads(said)) == (200, {"name": "müll[2J.txt", "bytes": 6})
        assert (home / "uploads" / "müll[2J.txt").read_bytes() == b"Hello."
        assert (await served.upload(name, b"x"))[0] == 403, "an owner's page and a visitor's are apart"
        assert (await served.upload("x", b"x", Role.VISITOR))[0] == 403
        assert (await served.upload(name, b"x", Role.VISITOR, Origin="null"))[0] == 403
        status, said = await served.upload(name, bytes(UPLOAD_BYTES + 1), Role.VISITOR)
        assert (status, "10 MB" in said) == (413, True)
        assert [path.name for path in home.rglob("*")] == ["uploads", "müll[2J.txt"]
    await gone(home)


async def test_all_uploads_of_a_page_are_bounded(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("driftview.cli.server.UPLOADED_BYTES", 250_000)
    async with served.page() as (_page, name, _told):
        answers = [(await served.upload(name, b"x"))[0] for _ in range(4)]
    assert answers == [200, 200, 200, 413]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("emma.txt", "emma.txt"),
        ("..%2F..%2Fetc%2Fpasswd", "passwd"),
        ("C%3A%5Ctexts%5Ca.txt", "a.txt"),
        ("..", "text.txt"),
        (".bashrc", "bashrc"),
        ("", "text.txt"),
        ("a%00b%0d%0a.txt", "ab .txt"),
        ("%E2%80%AEtxt.exe", "txt.exe"),
        ("%FF%FE", "��"),
        ("a" * 300 + ".txt", "a" * 80 + ".txt"),
    ],
)
def test_a_file_keeps_only_its_own_name(given: str, kept: str) -> None:
    assert upload_name(given) == kept


def test_a_name_always_fits_on_a_disk() -> None:
    assert len(upload_name("%F0%9F%98%80" * 500).encode()) <= 255
