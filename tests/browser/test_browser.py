"""The explorer in a real browser: a headless Chromium opens the page, presses keys and sees what changes."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pyte
import pytest
from playwright.sync_api import Page, WebSocket
from processes import PATIENCE

pytest_plugins = ["chromium"]


class Watcher:
    """Reads the screen from what the page is sent, as a terminal would."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.screen = pyte.Screen(200, 100)
        self.stream = pyte.ByteStream(self.screen)
        page.on("websocket", self._follow)

    def _follow(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._take)

    def _take(self, payload: bytes | str) -> None:
        if isinstance(payload, bytes):
            self.stream.feed(re.sub(rb"\x1b\[[<>=][0-9;]*[a-zA-Z]", b"", payload))

    def wait_for(self, pattern: str) -> str:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            shown = "\n".join(self.screen.display)
            if re.search(pattern, shown):
                return shown
            self.page.wait_for_timeout(100)
        pytest.fail(f"{pattern!r} never came; the screen is\n" + "\n".join(self.screen.display[:40]))


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Serve the explorer; afterwards it must end by Ctrl-C with its own exit code and leave no child."""
    server = subprocess.Popen(
        [sys.executable, "-m", "driftview", "serve", "ecclesiastes", "--port", "0", "--generations", "4"],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TERM": "xterm-256color"},
    )
    assert server.stderr is not None
    line = server.stderr.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", line)
    assert found, line
    yield found.group()
    server.send_signal(signal.SIGINT)
    said = server.communicate(timeout=PATIENCE)[1]
    assert server.returncode == 130, said
    assert "Traceback" not in said


def eventually(page: Page, holds: Callable[[], bool], what: str) -> None:
    """Wait until something holds, on however slow a machine."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, what
        page.wait_for_timeout(50)


def open_page(page: Page, address: str) -> Watcher:
    watcher = Watcher(page)
    page.goto(address)
    page.wait_for_selector("body.-first-byte", timeout=PATIENCE * 1000)
    page.locator(".xterm-helper-textarea").focus()
    return watcher


def test_a_key_changes_the_generation(page: Page, address: str, tmp_path: Path) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    watcher = open_page(page, address)
    watcher.wait_for(r"generation 1 of 4")
    page.keyboard.press("End")
    watcher.wait_for(r"generation 4 of 4")
    before = page.screenshot()
    page.keyboard.press("Home")
    watcher.wait_for(r"generation 0 of 4")
    eventually(page, lambda: page.screenshot() != before, "the page itself must show it")
    ours = address.partition("?")[0]
    assert page.url == ours, "the token does not stay in the address"
    assert all(url.startswith((ours, "data:")) for url in asked), "nothing is fetched from elsewhere"


def test_an_export_is_a_download(page: Page, address: str, tmp_path: Path) -> None:
    watcher = open_page(page, address)
    watcher.wait_for(r"generation 1 of 4")
    page.keyboard.press("e")
    watcher.wait_for(r"download")
    with page.expect_download(timeout=PATIENCE * 1000) as download:
        page.keyboard.press("Enter")
    saved = tmp_path / "lineage.zip"
    download.value.save_as(saved)
    assert download.value.suggested_filename.startswith("ecclesiastes")
    assert saved.read_bytes()[:2] == b"PK"


def test_a_page_of_another_site_is_not_let_in(page: Page, address: str) -> None:
    open_page(page, address)
    page.goto("about:blank")
    port = urlsplit(address).port
    opened = page.evaluate(
        """port => new Promise(done => {
            const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`);
            socket.onopen = () => done(true);
            socket.onerror = () => done(false);
        })""",
        port,
    )
    assert opened is False
