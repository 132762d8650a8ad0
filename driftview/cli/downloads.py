"""Files that an explorer hands to its page.

The explorer gives a file in pieces, and only once. A browser may ask for it twice: it asks again when a
connection breaks that had been idle. So a file is kept whole, in the folder of its page, before any of it is
answered with; what is cut short is never passed on as if it were whole.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from textual_serve.download_manager import DownloadManager

if TYPE_CHECKING:
    from pathlib import Path

    from textual_serve.app_service import AppService

    from driftview.cli.page import PageExplorer

PIECE_BYTES = 65_536
"""What an explorer is asked for at once."""

PATIENCE = 60.0
"""Seconds that an explorer may take for a piece; it may be computing beside."""


class NotDeliveredError(Exception):
    """The explorer ended before it had handed over the file."""


@dataclass
class Download:
    """A file that an explorer has for its page."""

    explorer: PageExplorer
    key: str
    file_name: str
    mime_type: str
    encoding: str
    name: str | None
    path: Path
    """Where the file is kept."""
    pieces: asyncio.Queue[bytes | None] = field(default_factory=asyncio.Queue)
    """What has come and is not written yet; None: nothing more will come."""
    fetching: asyncio.Lock = field(default_factory=asyncio.Lock)
    whole: bool = False

    async def fetch(self) -> Path:
        """Return where the whole file is, fetching it at the first time.

        Raises
        ------
        NotDeliveredError
            The explorer has ended, or has said nothing for a minute.
        """
        async with self.fetching:
            if not self.whole:
                with self.path.open("wb") as file:
                    while piece := await self._next_piece():
                        file.write(piece)
                self.whole = True
        return self.path

    async def _next_piece(self) -> bytes:
        """Return the next piece, empty after the last."""
        wanted: dict[str, str | int | bool | None] = {
            "type": "deliver_chunk_request",
            "key": self.key,
            "size": PIECE_BYTES,
            "name": self.name,
        }
        if not await self.explorer.send_meta(wanted):
            raise NotDeliveredError
        try:
            piece = await asyncio.wait_for(self.pieces.get(), PATIENCE)
        except TimeoutError:
            raise NotDeliveredError from None
        if piece is None:
            raise NotDeliveredError
        return piece


class Downloads(DownloadManager):
    """The downloads of every page, by their keys."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: dict[str, Download] = {}
        self._made = 0

    def find(self, key: str) -> Download:
        """Return the download of this key.

        Raises
        ------
        KeyError
            There is none, or it has been forgotten.
        """
        return self._waiting[key]

    async def create_download(
        self,
        *,
        app_service: AppService,
        delivery_key: str,
        file_name: str,
        open_method: str,
        mime_type: str,
        encoding: str | None = None,
        name: str | None = None,
    ) -> None:
        """Note that an explorer has a file; those that its page has fetched before are forgotten."""
        explorer = cast("PageExplorer", app_service)
        self.forget(explorer, fetched=True)
        self._made += 1
        self._waiting[delivery_key] = Download(
            explorer,
            delivery_key,
            file_name,
            mime_type or "application/octet-stream",
            encoding or "utf-8",
            name,
            explorer.page.home / f"download-{self._made}",
        )

    async def chunk_received(self, delivery_key: str, chunk: bytes | str) -> None:
        """Take a piece that an explorer has sent."""
        if download := self._waiting.get(delivery_key):
            await download.pieces.put(
                chunk.encode(download.encoding, "replace") if isinstance(chunk, str) else chunk
            )

    async def cancel_app_downloads(self, app_service_id: str) -> None:
        """Let nobody wait for an explorer that ends."""
        for download in self._waiting.values():
            if download.explorer.app_service_id == app_service_id:
                await download.pieces.put(None)

    def forget(self, explorer: PageExplorer, *, fetched: bool = False) -> None:
        """Forget the downloads of an explorer, all or only those that were fetched whole."""
        for key, download in list(self._waiting.items()):
            if download.explorer is explorer and (download.whole or not fetched):
                del self._waiting[key]
                download.pieces.put_nowait(None)
                download.path.unlink(missing_ok=True)
