"""The server behind ``driftview serve``: textual-serve, with a page of our own and a closed door."""

from __future__ import annotations

import asyncio
import logging
import os
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web
from textual_serve.server import Server

PAGE = Path(__file__).parent
"""Where the template of the page is."""

GRACE = 5.0
"""Seconds at most for explorers to end in when the server ends."""

GLANCE = 0.05
"""Seconds between two looks whether they have."""


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

    def initialize_logging(self) -> None:
        """Say what goes wrong, and nothing else."""
        logging.basicConfig(level=logging.WARNING, format="driftview: %(message)s")

    async def on_startup(self, app: web.Application) -> None:
        """Say nothing: the command has said where to go."""

    async def on_shutdown(self, app: web.Application) -> None:
        """Let explorers that are leaving leave: what still talks to them must not outlive the event loop."""
        clock = asyncio.get_running_loop().time
        end = clock() + GRACE
        while clock() < end and _has_children():
            await asyncio.sleep(GLANCE)
        await asyncio.sleep(GLANCE)  # their ends are heard of a moment later

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Open an explorer for a page of ours, and for no other."""
        origin = urlsplit(request.headers.get("Origin", ""))
        if origin.netloc != request.host:
            raise web.HTTPForbidden(text="this page may not open an explorer")
        return await super().handle_websocket(request)


def _has_children() -> bool:
    """Tell whether a process that was started here still runs or has not been heard of; nothing is reaped."""
    if not hasattr(os, "waitid"):
        return True
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True
