"""Which addresses lead to ``driftview serve`` in a real browser, and which pages of others get nothing."""

import contextlib
import platform
import re
import signal
import socket
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page
from processes import PATIENCE
from test_browser import Watcher

pytest_plugins = ["chromium"]

ATTACK = """async ([path, token]) => {
    const asked = async (address) => {
        try { const answer = await fetch(address); return [answer.status, await answer.text()]; }
        catch { return [0, ""]; }
    };
    const socket = await new Promise((done) => {
        const opened = new WebSocket(path.replace("http", "ws") + "ws?width=80&height=24");
        opened.onopen = () => done("open");
        opened.onerror = () => done("refused");
    });
    return [socket, await asked(path), await asked(path + "?token=" + token),
            await asked(path + "static/js/textual.js"), await asked(path + "download/0")];
}"""


@dataclass
class Served:
    """A server that answers at every address of this machine."""

    port: int
    token: str


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    options = ["--port", "0", "--host", "0.0.0.0", "--allow-host", "driftview.test", "--generations", "3"]
    server = subprocess.Popen(
        [sys.executable, "-m", "driftview", "serve", "ecclesiastes", *options],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stderr is not None
    line = server.stderr.readline()
    found = re.search(r":(\d+)/\?token=(\S+)", line)
    assert found, line
    yield Served(int(found[1]), found[2])
    server.send_signal(signal.SIGTERM)
    said = server.communicate(timeout=PATIENCE)[1]
    assert server.returncode == 128 + signal.SIGTERM
    assert "Traceback" not in said


FOREIGN = b"<!DOCTYPE html><title>foreign</title>"


@contextmanager
def passing_on(port: int, taken_off: bytes = b"") -> Iterator[int]:
    """Answer at another port, as an SSH tunnel does, or as a proxy that takes off a prefix.

    The address /attack is not passed on: it answers with a foreign page.
    """

    class Answering(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with socket.create_connection(("127.0.0.1", port)) as there:
                back = threading.Thread(target=self.copy, args=(there, self.request))
                back.start()
                self.copy(self.request, there)
                back.join()

        def copy(self, source: socket.socket, target: socket.socket) -> None:
            with contextlib.suppress(OSError):
                while piece := source.recv(65_536):
                    if piece.startswith(b"GET /attack "):
                        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n"
                        source.sendall(head % len(FOREIGN) + FOREIGN)
                    else:
                        target.sendall(re.sub(rb"\A(GET|POST) " + taken_off + rb"/", rb"\1 /", piece))
            for each in (source, target):
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Answering) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever).start()
        yield server.server_address[1]
        server.shutdown()


def use(page: Page, address: str, token: str) -> Watcher:
    """Open an address, press a key, and see that the explorer answers and the token is out of sight."""
    watcher = Watcher(page)
    page.goto(f"{address}?token={token}")
    watcher.wait_for("generation 1 of 3")
    page.keyboard.press("End")
    watcher.wait_for("generation 3 of 3")
    assert page.url == address
    page.on("dialog", lambda dialog: dialog.accept())
    again = Watcher(page)
    page.reload()
    again.wait_for("generation 1 of 3")
    return again


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "driftview.test", platform.node()])
def test_every_name_of_this_machine_leads_to_the_explorer(name: str, page: Page, served: Served) -> None:
    use(page, f"http://{name}:{served.port}/", served.token)


def test_a_tunnel_to_another_port_leads_there_too(page: Page, served: Served) -> None:
    with passing_on(served.port) as port:
        use(page, f"http://localhost:{port}/", served.token)
        page.context.close()


@pytest.mark.parametrize("prefix", [b"", b"/driftview"])
def test_so_does_a_proxy_with_a_prefix(prefix: bytes, page: Page, served: Served) -> None:
    with passing_on(served.port, taken_off=prefix) as port:
        use(page, f"http://driftview.test:{port}/driftview/", served.token)
        (cookie,) = page.context.cookies()
        assert (cookie["name"], cookie["path"]) == (f"driftview-{port}", "/driftview")
        assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
        page.context.close()


def test_an_export_comes_through_a_prefix(page: Page, served: Served) -> None:
    watcher = use(page, f"http://127.0.0.1:{served.port}/a/b/", served.token)
    page.locator(".xterm-helper-textarea").focus()
    page.keyboard.press("e")
    watcher.wait_for("Download ")
    with page.expect_download(timeout=PATIENCE * 1000) as download:
        page.keyboard.press("Enter")
    assert download.value.url.startswith(f"http://127.0.0.1:{served.port}/a/b/download/")
    assert download.value.path().read_bytes()[:2] == b"PK"


def test_a_name_that_is_made_to_lead_here_gets_nothing(page: Page, served: Served) -> None:
    """A foreign page whose name leads to this machine by now (DNS rebinding), and even has the token."""
    with passing_on(served.port) as port:
        here = f"http://evil.test:{port}/"
        page.goto(f"{here}attack")
        assert page.title() == "foreign"
        opened, *answers = page.evaluate(ATTACK, [here, served.token])
        page.context.close()
    assert opened == "refused"
    assert [status for status, _ in answers] == [403] * 4
    assert all("not a name of this machine" in text for _, text in answers)


def test_a_page_at_another_port_gets_nothing(page: Page, served: Served) -> None:
    """Such a page is of the same site, so the cookie goes with what it asks."""
    ours = f"http://127.0.0.1:{served.port}/"
    page.goto(f"{ours}?token={served.token}")
    page.on("dialog", lambda dialog: dialog.accept())
    with passing_on(served.port) as port:
        page.goto(f"http://127.0.0.1:{port}/attack")
        opened, *answers = page.evaluate(ATTACK, [ours, served.token])
        assert opened == "refused"
        assert answers == [[0, ""]] * 4
        framed = page.evaluate(
            """async (address) => {
                const frame = document.createElement("iframe");
                frame.src = address;
                const loaded = new Promise((done) => { frame.onload = done; });
                document.body.append(frame);
                await loaded;
                return frame.contentDocument === null ? "foreign" : "ours";
            }""",
            ours,
        )
        assert framed == "foreign"
        assert page.frames[1].evaluate("document.querySelector('#terminal')") is None, "not even in a frame"
