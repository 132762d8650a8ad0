"""The server behind ``driftview serve``: textual-serve, with a page of our own and a closed door."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from asyncio.subprocess import Process
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import WSCloseCode, web
from textual_serve.app_service import AppService
from textual_serve.server import Server, to_int

PAGE = Path(__file__).parent
"""Where the template of the page is."""

GRACE = 3.0
"""Seconds that an explorer has to leave in when its page is closed; after that it is killed."""

HEARTBEAT = 15.0
"""Seconds between two looks whether a page is still there."""


class PageExplorer(AppService):
    """The explorer behind one page, in a process of its own."""

    async def leave(self) -> None:
        """Ask the explorer to leave, kill it when it does not, and hear the end of it.

        The transport of a process that outlives the event loop says so with a traceback when it is collected,
        so nothing of the process is left unread.
        """
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


class ExplorerServer(Server):
    """Serves the explorer from this machine alone: nothing is fetched from elsewhere.

    A page of another site may not open an explorer behind its visitor's back: the browser tells where a page
    came from, and only our own address is let in.
    """

    def __init__(self, command: str, host: str, port: int) -> None:
        """Run ``command`` once for each page that is opened."""
        where = f"[{host}]" if ":" in host else host
        super().__init__(
            command,
            host=host,
            port=port,
            title="driftview",
            public_url=f"http://{where}:{port}",
            templates_path=PAGE,
        )
        self._pages: set[web.WebSocketResponse] = set()
        self._leaving = False

    def initialize_logging(self) -> None:
        """Say what goes wrong, and nothing else."""
        logging.basicConfig(level=logging.WARNING, format="driftview: %(message)s")

    def request_exit(self) -> None:
        """Leave at the first signal; one more would only cut the leaving short."""
        if not self._leaving:
            self._leaving = True
            super().request_exit()

    async def on_startup(self, app: web.Application) -> None:
        """Say nothing: the command has said where to go."""

    async def on_shutdown(self, app: web.Application) -> None:
        """Close every page: the explorer behind it then leaves, and the server waits for that."""
        closing = [page.close(code=WSCloseCode.GOING_AWAY) for page in self._pages]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GRACE):
                await asyncio.gather(*closing, return_exceptions=True)

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Open an explorer for a page of ours, and for no other; it leaves when the page is closed."""
        origin = urlsplit(request.headers.get("Origin", ""))
        if origin.netloc != request.host:
            raise web.HTTPForbidden(text="this page may not open an explorer")
        page = web.WebSocketResponse(heartbeat=HEARTBEAT)
        await page.prepare(request)

        async def close() -> None:
            await page.close()

        explorer = PageExplorer(
            self.command,
            write_bytes=page.send_bytes,
            write_str=page.send_str,
            close=close,
            download_manager=self.download_manager,
        )
        self._pages.add(page)
        try:
            await explorer.start(
                to_int(request.query.get("width", ""), 80), to_int(request.query.get("height", ""), 24)
            )
            await self._process_messages(page, explorer)
        finally:
            self._pages.discard(page)
            await explorer.leave()
        return page
