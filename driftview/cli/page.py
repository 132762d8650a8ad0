"""A page of ``driftview serve`` and the explorer behind it: what they say to each other, within bounds.

The explorer and its protocol are those of textual-serve (``AppService``).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from asyncio.subprocess import Process
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, assert_never

import click
from aiohttp import WSCloseCode, WSMessage, WSMsgType, web
from textual_serve.app_service import AppService

from driftview.cli.access import Allowance, Role
from driftview.text.cleaning import clean

GRACE = 3.0
"""Seconds that an explorer has to leave in when its page is closed; after that it is killed."""

HEARTBEAT = 15.0
"""Seconds between two looks whether a page is still there, and whether its explorer still listens."""

_BEGIN = b"__GANGLION__\n"
"""What Textual's web driver begins with."""

WIDTHS = (20, 400)
HEIGHTS = (8, 200)
"""Columns and rows that a terminal may have; what is asked for beyond is clamped."""

MESSAGE_BYTES = 1_000_000
"""The longest message that a page may send; the socket is closed on a longer one."""

PASTE_BYTES = 65_536
"""The longest text that reaches the explorer at once; a longer one is left out."""

MESSAGES = (2000.0, 500.0)
"""Messages that a page may send at once, and each second after that."""

BYTES = (4_000_000.0, 250_000.0)
"""Characters that a page may send at once, and each second after that."""

RESIZE_EVERY = 0.1
"""Seconds between two sizes that the explorer is told: while a window is dragged only the last one counts."""


@dataclass
class Page:
    """A page that is open."""

    role: Role
    home: Path
    socket: web.WebSocketResponse
    uploaded: int = 0
    uploading: asyncio.Lock = field(default_factory=asyncio.Lock)


class PageExplorer(AppService):
    """The explorer behind one page, in a process of its own."""

    def __init__(self, command: Sequence[str], settings: dict[str, str], page: Page, **rest: Any) -> None:
        """Run ``command`` with these environment variables for ``page``."""
        self.page = page
        super().__init__(
            "",  # textual-serve would start a shell
            write_bytes=page.socket.send_bytes,
            write_str=page.socket.send_str,
            close=self._close,
            **rest,
        )
        self._arguments = command
        self._settings = settings
        self._wanted = self._told = (0, 0)
        self._telling: asyncio.Task[None] | None = None

    async def _close(self) -> None:
        await self.page.socket.close()

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        """Start the explorer."""
        self._wanted = self._told = (width, height)
        self._process = process = await asyncio.create_subprocess_exec(
            *self._arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=self._build_environment(width, height) | self._settings,
        )
        self._stdin = process.stdin
        return process

    async def run(self) -> None:
        """Pass on what the explorer draws until it ends, and close the page then.

        What it writes to standard error is printed there in clean lines; textual-serve would print it raw.
        """
        process = self._process
        assert process is not None and process.stdout is not None and process.stderr is not None
        complaining = asyncio.create_task(_repeat(process.stderr))
        try:
            with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
                await process.stdout.readuntil(_BEGIN)
                while True:
                    await self._hear(process.stdout)
        finally:
            await asyncio.wait({complaining}, timeout=0.1)
            complaining.cancel()
            await self._close()

    async def _hear(self, drawn: asyncio.StreamReader) -> None:
        """Pass on one packet: its kind, its size in four bytes, and what it holds."""
        kind = await drawn.readexactly(1)
        packet = await drawn.readexactly(int.from_bytes(await drawn.readexactly(4), "big"))
        match kind:
            case b"D":
                await self.on_data(packet)
            case b"M":
                await self.on_meta(packet)
            case b"P":
                await self.on_packed(packet)

    async def on_meta(self, data: bytes) -> None:
        """Pass on what the explorer asks for; a download becomes an address that is relative to the page."""
        heard = json.loads(data)
        if heard.get("type") != "deliver_file_start":
            await super().on_meta(data)
            return
        await self._download_manager.create_download(
            app_service=self,
            delivery_key=heard["key"],
            file_name=Path(heard["path"]).name,
            open_method="download",
            mime_type=heard["mime_type"],
            encoding=heard["encoding"],
            name=heard.get("name"),
        )
        address = {"url": f"download/{heard['key']}", "new_tab": True}
        await self.remote_write_str(json.dumps(["open_url", address]))

    def resize(self, width: int, height: int) -> None:
        """Tell the explorer a size soon: of sizes that follow each other closely, only the last."""
        self._wanted = _clamped(width, height)
        if self._telling is None or self._telling.done():
            self._telling = asyncio.create_task(self._tell_size())

    async def _tell_size(self) -> None:
        while self._told != self._wanted:
            self._told = self._wanted
            await self.set_terminal_size(*self._told)
            await asyncio.sleep(RESIZE_EVERY)

    async def leave(self) -> None:
        """Ask the explorer to leave, kill it when it does not, and hear the end of it.

        The transport of a process that outlives the event loop says so with a traceback when it is collected,
        so nothing of the process is left unread.
        """
        if self._telling is not None:
            self._telling.cancel()
        process = self._process
        if process is None:
            return
        leaving = asyncio.create_task(self._hear_out(process))
        if not (await asyncio.wait({leaving}, timeout=GRACE))[0]:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await asyncio.wait({leaving}, timeout=GRACE)

    async def _hear_out(self, process: Process) -> None:
        """Ask the explorer to leave, and read whatever it says until it is gone."""
        await self.stop()
        self.stdin.close()
        await process.communicate()
        await asyncio.sleep(0)  # the transport hears of the end one turn later


@dataclass(frozen=True)
class Typed:
    """Keys, or a pasted text."""

    text: str


@dataclass(frozen=True)
class Resized:
    """A new size of the terminal."""

    width: int
    height: int


@dataclass(frozen=True)
class Pinged:
    """A question that wants the same word back."""

    word: str | int | float


@dataclass(frozen=True)
class Focused:
    """The page has the focus, or has it no more."""

    there: bool


Message = Typed | Resized | Pinged | Focused | None


async def _repeat(complaints: asyncio.StreamReader) -> None:
    """Print what an explorer complains of, without what a terminal would obey."""
    while line := await complaints.read(1000):
        for each in line.decode("utf-8", "replace").splitlines():
            if each.strip():
                click.echo(clean(each), err=True)


def read_message(text: str) -> Message:
    """Read what a page says, None if nothing; raises ValueError when our page would not say it."""
    try:
        said = json.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    match said:
        case ["stdin", str(keys)]:
            return Typed(keys)
        case ["resize", {"width": int(width), "height": int(height)}]:
            return Resized(width, height)
        case ["resize", {"width": None, "height": None}]:  # what a hidden page measures
            return None
        case ["ping", str() | int() | float() as word] if len(str(word)) <= 100:
            return Pinged(word)
        case ["focus", *_]:
            return Focused(True)
        case ["blur", *_]:
            return Focused(False)
    raise ValueError("no such message")


async def converse(socket: web.WebSocketResponse, explorer: PageExplorer) -> None:
    """Pass on what a page says until it is closed; close it when it says what our page would not."""
    messages, characters = Allowance(*MESSAGES), Allowance(*BYTES)
    said: WSMessage
    async for said in socket:
        if said.type is not WSMsgType.TEXT or not (messages.spend() and characters.spend(len(said.data))):
            break
        try:
            message = read_message(said.data)
        except ValueError:
            break
        try:
            async with asyncio.timeout(HEARTBEAT):
                await _pass_on(message, socket, explorer)
        except TimeoutError:
            break
    else:
        return  # the page is closed
    await socket.close(code=WSCloseCode.POLICY_VIOLATION, message=b"the page sent what it should not")


async def _pass_on(message: Message, socket: web.WebSocketResponse, explorer: PageExplorer) -> None:
    match message:
        case Typed(text):
            keys = text.encode("utf-8", "replace")
            if 0 < len(keys) <= PASTE_BYTES:  # a packet of no bytes would end the explorer's input
                await explorer.send_bytes(keys)
        case Resized(width, height):
            explorer.resize(width, height)
        case Pinged(word):
            await socket.send_json(["pong", word])
        case Focused(there):
            await (explorer.focus() if there else explorer.blur())
        case None:
            pass
        case _:
            assert_never(message)


def _clamped(width: int, height: int) -> tuple[int, int]:
    return max(WIDTHS[0], min(width, WIDTHS[1])), max(HEIGHTS[0], min(height, HEIGHTS[1]))
