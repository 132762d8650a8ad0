"""Ctrl-C ends ``driftview serve`` and every explorer behind its pages, whatever these are doing."""

import asyncio
import re
import signal
import subprocess
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

import aiohttp
import pytest
from processes import PATIENCE, command, environment

IGNORING = """trap '' INT; exec "$0" "$@"
"""
"""A shell has its background jobs ignore Ctrl-C; serve must end by SIGINT all the same."""


def children_of(process: int) -> list[int]:
    """Return the processes that a process has started."""
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def is_alive(process: int) -> bool:
    """Tell whether a process is still there, other than as an entry that nobody has asked for."""
    try:
        state = Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return False
    return state.rpartition(")")[2].split()[0] != "Z"


async def open_page(session: aiohttp.ClientSession, address: str) -> aiohttp.ClientWebSocketResponse:
    """Open a page as the browser does, and wait until its explorer has drawn something."""
    page = await session.ws_connect(f"{address}/ws?width=80&height=24", headers={"Origin": address})
    await page.receive_str(timeout=PATIENCE)
    await page.receive_bytes(timeout=PATIENCE)
    return page


async def visit(address: str, token: str, act: Callable[[], None], close: bool) -> None:
    """Open two pages, close one of them if asked, and act."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        await session.get(f"{address}/?token={token}")
        pages = [await open_page(session, address) for _ in range(2)]
        if close:
            await pages[0].close()
        act()
        for page in pages:
            with suppress(TypeError):  # what comes when the page is closed is no bytes
                while True:
                    await page.receive_bytes(timeout=PATIENCE)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the children are read from /proc")
@pytest.mark.parametrize("case", ["two pages", "one is closed", "one is frozen", "pressed thrice"])
def test_nothing_is_left_of_the_explorers(case: str, tmp_path: Path) -> None:
    serving = subprocess.Popen(
        ["sh", "-c", IGNORING, *command("serve", "--port", "0", "ecclesiastes", "--generations", "3")],
        cwd=tmp_path,
        env=environment(XDG_CONFIG_HOME=str(tmp_path), TMPDIR=str(tmp_path), PYTHONWARNINGS="default"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    explorers: list[int] = []

    def act() -> None:
        explorers.extend(children_of(serving.pid))
        if case == "one is frozen":
            subprocess.run(["kill", "-STOP", str(explorers[0])], check=True)
        for _ in range(3 if case == "pressed thrice" else 1):
            serving.send_signal(signal.SIGINT)

    with serving, ExitStack() as last:
        last.callback(serving.kill)  # whatever fails, nothing waits for ever
        assert serving.stderr
        found = re.search(r"(http://127\.0\.0\.1:\d+)/\?token=(\S+)", serving.stderr.readline())
        assert found
        asyncio.run(visit(found[1], found[2], act, close=case == "one is closed"))
        said, complaints = serving.communicate(timeout=PATIENCE)
    assert serving.returncode == 130
    assert (said, complaints.strip()) == ("", "driftview: stopped")
    assert explorers
    assert not any(map(is_alive, explorers))
    assert not list(tmp_path.glob("driftview-*")), "what a page kept is gone with it"
