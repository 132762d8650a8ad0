"""The server behind ``driftview serve``: pages, the explorer of each, downloads and uploads.

Explorers and the assets of the page are those of textual-serve. Its server is not: here every request is held
against the same rules first (``ExplorerServer._guard``).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import secrets
import shutil
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlencode

import jinja2
import textual_serve
from aiohttp import WSCloseCode, web
from aiohttp.http_exceptions import HttpProcessingError

from driftview.cli.access import Access, Role, TooManyGuesses
from driftview.cli.downloads import Downloads, NotDeliveredError
from driftview.cli.page import GRACE, HEARTBEAT, HEIGHTS, MESSAGE_BYTES, WIDTHS, Page, PageExplorer, converse

if TYPE_CHECKING:
    import socket

PAGES = Path(__file__).parent / "web"
"""Where the templates are, and what else the page needs of ours."""

UPLOAD_BYTES = 10_000_000
"""The largest file that a page may upload."""

UPLOADED_BYTES = 50_000_000
"""What a page may upload in all."""

LEAST_COUNTED = 100_000
"""What the smallest file counts as, so that nobody fills a disk with empty ones."""

UPLOAD_SECONDS = 300.0
"""Seconds that an upload may take."""

_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
    "font-src 'self' data:; img-src 'self' data: blob:; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)

_HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Server": "driftview",
}
"""What every answer says; a page may be stricter."""

_PREFIX = r"/{prefix:(?:.*/)?}"
"""A reverse proxy may keep its prefix or take it off; every address on the page is relative to the page."""

log = logging.getLogger("driftview.serve")


@dataclass(frozen=True)
class Explorers:
    """How explorers are started.

    Parameters
    ----------
    commands
        The command line for an owner's page and for a visitor's.
    texts
        The folder of texts that visitors may read besides the bundled ones.
    trusted
        Whether a visitor has the rights of an owner (``--trust-visitors``).
    most
        How many pages may be open at once; the owner's first page is always let in.
    """

    commands: dict[Role, Sequence[str]]
    texts: Path | None = None
    trusted: bool = False
    most: int = 8

    def environment(self, role: Role, home: Path) -> dict[str, str]:
        """Return the environment variables that tell an explorer whose page it is behind."""
        served = Role.OWNER if self.trusted else role
        told = {
            "DRIFTVIEW_SERVED": served.value,
            "DRIFTVIEW_SERVED_TEXTS": str(self.texts or ""),
            "DRIFTVIEW_SERVED_HOME": str(home),
        }
        # A visitor's texts are on the command line, without those that visitors may not see.
        return told if served is Role.OWNER else {**told, "DRIFTVIEW_CORPUS": ""}


class ExplorerServer:
    """Answers a browser; nothing is fetched from elsewhere, and nobody is let in without being asked."""

    def __init__(self, access: Access, explorers: Explorers, homes: Path) -> None:
        self._access = access
        self._explorers = explorers
        self._homes = homes
        self._pages: dict[str, Page] = {}
        self._said: set[str] = set()
        self._downloads = Downloads()
        self._templates = jinja2.Environment(loader=jinja2.FileSystemLoader(PAGES), autoescape=True)
        assets = Path(textual_serve.__file__).parent / "static"
        self._assets = {str(path.relative_to(assets)): path for path in assets.rglob("*") if path.is_file()}
        self._assets |= {path.name: path for path in PAGES.iterdir() if path.suffix in {".js", ".css"}}

    def serve(self, sockets: Sequence[socket.socket], ready: Callable[[], None]) -> int:
        """Answer until a signal comes.

        Parameters
        ----------
        sockets
            Where to listen.
        ready
            What to do as soon as browsers are answered.

        Returns
        -------
        The number of the signal.
        """
        logging.basicConfig(level=logging.WARNING, handlers=[_one_line_handler()])
        for noisy in ("asyncio", "textual-serve"):  # a page that is gone is no news
            logging.getLogger(noisy).setLevel(logging.CRITICAL)
        return asyncio.run(self._serve(sockets, ready))

    async def _serve(self, sockets: Sequence[socket.socket], ready: Callable[[], None]) -> int:
        loop = asyncio.get_running_loop()
        signalled: asyncio.Future[int] = loop.create_future()

        def leave(number: int) -> None:
            """Leave at the first signal; one more would only cut the leaving short."""
            if not signalled.done():
                signalled.set_result(number)

        heeded = [
            signal.SIGINT,
            signal.SIGTERM,
        ]  # a shell has its background jobs ignore SIGINT, others send it
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup
            heeded.append(signal.SIGHUP)
        for number in heeded:
            loop.add_signal_handler(number, leave, number)
        runner = web.AppRunner(self.application(), access_log=None, shutdown_timeout=2 * GRACE)
        await runner.setup()
        try:
            for each in sockets:
                await web.SockSite(runner, each).start()
            ready()
            return await signalled
        finally:
            await runner.cleanup()

    def application(self) -> web.Application:
        """Return what answers requests."""
        application = web.Application(middlewares=[self._guard])
        application.add_routes(
            [
                web.get(_PREFIX, self._answer_page),
                web.get(_PREFIX + "ws", self._answer_socket, allow_head=False),
                web.get(_PREFIX + "static/{name:.+}", self._answer_asset),
                web.get(_PREFIX + "download/{key:[^/]+}", self._answer_download, allow_head=False),
                web.post(_PREFIX + "upload", self._answer_upload),
            ]
        )
        application.on_response_prepare.append(_add_headers)
        application.on_shutdown.append(self._close_pages)
        return application

    @web.middleware
    async def _guard(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Let in only who names this server, comes from its own page, and has a token; the rest gets 403."""
        hosts = request.headers.getall("Host", [])
        if len(hosts) != 1 or not self._access.knows(hosts[0]):
            self._say_once(
                "host",
                f"refused a request for {', '.join(hosts) or 'no host'}: if this is a name of this machine "
                "or of your proxy, add --allow-host NAME",
            )
            return _refusal(
                "This is not a name of this machine. Use its IP address, localhost or its own name, "
                "or start the server with --allow-host NAME."
            )
        host = hosts[0]
        origins = request.headers.getall("Origin", [])
        if not all(self._access.same_origin(origin, host) for origin in origins):
            self._say_once(
                "origin",
                f"refused a page of {', '.join(origins)} that asked for {host}: if this is your proxy, let "
                "it pass on the Host header (nginx: proxy_set_header Host $http_host) and add "
                "--allow-host NAME",
            )
            return _refusal("Another page may not use this explorer. (A proxy must pass on the Host header.)")
        is_page = request.method == "GET" and request.path.endswith("/")
        if is_page and "token" in request.query:
            return self._answer_token(request, host)
        if self._role(request) is None:
            return self._ask_for_token(403) if is_page else _refusal("The token is missing.")
        return await handler(request)

    def _say_once(self, kind: str, message: str) -> None:
        """Tell whoever started the server why something was refused that a proxy of theirs may have sent."""
        if kind not in self._said:
            self._said.add(kind)
            log.warning("%s", message)

    def _role(self, request: web.Request) -> Role | None:
        """Return whose request this is, by its cookies; None if nobody's."""
        cookies = "; ".join(request.headers.getall("Cookie", []))
        return self._access.role_of_cookies(cookies, request.headers["Host"])

    def _answer_token(self, request: web.Request, host: str) -> web.Response:
        """Turn a token in the address into a cookie, and lead on to the address without it."""
        try:
            role = self._access.role_of_token(request.query["token"], request.remote or "")
        except TooManyGuesses:
            return self._ask_for_token(429)
        if role is None:
            return self._ask_for_token(403, wrong=True)
        rest = urlencode([(name, value) for name, value in request.query.items() if name != "token"])
        answer = web.Response(status=303, headers={"Location": f"./?{rest}" if rest else "./"})
        # Without a path the browser takes that of the page, which a proxy may have put behind a prefix.
        answer.set_cookie(
            self._access.cookie_name(host),
            self._access.cookie_value(role),
            path="",
            httponly=True,
            samesite="Lax",
            secure=request.headers.get("X-Forwarded-Proto") == "https",
        )
        return answer

    def _ask_for_token(self, status: int, wrong: bool = False) -> web.Response:
        """Answer with a page where a token can be typed."""
        answer = self._rendered("token.html", status, wrong=wrong, many=status == 429)
        if status == 429:
            answer.headers["Retry-After"] = "10"
        return answer

    def _rendered(self, template: str, status: int = 200, **values: object) -> web.Response:
        """Fill in a template."""
        nonce = secrets.token_urlsafe(16)
        text = self._templates.get_template(template).render(nonce=nonce, **values)
        headers = {"Content-Security-Policy": _POLICY.format(nonce=nonce)}
        return web.Response(status=status, text=text, content_type="text/html", headers=headers)

    async def _answer_page(self, request: web.Request) -> web.StreamResponse:
        """Answer with the page; when too many are open, wait a little, for a page may just be reloaded."""
        role = self._role(request)
        end = asyncio.get_running_loop().time() + GRACE
        while self._is_full(role):
            if asyncio.get_running_loop().time() > end:
                return self._rendered("full.html", 503, most=self._explorers.most)
            await asyncio.sleep(0.1)
        return self._rendered("app_index.html", static="static/")

    def _is_full(self, role: Role | None) -> bool:
        """Tell whether no page is left; however many visitors there are, one is kept for the owner."""
        open_pages = [page.role for page in self._pages.values()]
        kept = role is Role.OWNER and Role.OWNER not in open_pages
        return len(open_pages) >= self._explorers.most and not kept

    async def _answer_asset(self, request: web.Request) -> web.StreamResponse:
        """Answer with a part of the page: a list decides, so that no path leads anywhere else."""
        path = self._assets.get(request.match_info["name"])
        if path is None:
            raise web.HTTPNotFound
        return web.FileResponse(path, headers={"Cache-Control": "no-cache"})

    async def _answer_socket(self, request: web.Request) -> web.StreamResponse:
        """Open an explorer for a page; it leaves when the page is closed."""
        role = self._role(request)
        if role is None or "Origin" not in request.headers:  # every browser sends it
            return _refusal("Only a page may open an explorer.")
        if self._is_full(role):
            return web.Response(status=503, text="Too many pages are open.")
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT, timeout=GRACE, max_msg_size=MESSAGE_BYTES)
        if not socket.can_prepare(request):
            raise web.HTTPBadRequest(text="This address is for web sockets.")
        name = secrets.token_urlsafe(16)
        home = self._homes / name
        page = self._pages[name] = Page(role, home, socket)
        explorer = PageExplorer(
            self._explorers.commands[page.role],
            self._explorers.environment(page.role, home),
            page,
            download_manager=self._downloads,
        )
        try:
            for folder in (home, home / "uploads"):
                folder.mkdir(mode=0o700)
            await socket.prepare(request)
            await socket.send_json(["instance_id", name])
            size = (
                bounded(request.query.get("width"), 80, WIDTHS),
                bounded(request.query.get("height"), 24, HEIGHTS),
            )
            await explorer.start(*size)
            await converse(socket, explorer)
        except ConnectionResetError:  # gone before it was there
            pass
        finally:
            try:
                await explorer.leave()
            finally:
                del self._pages[name]
                self._downloads.forget(explorer)
                await asyncio.to_thread(shutil.rmtree, home, ignore_errors=True)
        return socket

    async def _answer_download(self, request: web.Request) -> web.StreamResponse:
        """Answer with a file that an explorer has for its page, as often as the browser asks."""
        try:
            download = self._downloads.find(request.match_info["key"])
            if download.explorer.page.role is not self._role(request):
                raise web.HTTPNotFound
            path = await download.fetch()
        except (KeyError, NotDeliveredError):
            raise web.HTTPNotFound from None
        name = re.sub(r"[^ !#-\[\]-~]", "_", download.file_name)
        exact = quote(download.file_name, errors="replace")
        return web.FileResponse(
            path,
            headers={
                "Content-Type": download.mime_type,
                "Content-Disposition": f"attachment; filename=\"{name}\"; filename*=UTF-8''{exact}",
                "Content-Security-Policy": "sandbox; default-src 'none'",
            },
        )

    async def _answer_upload(self, request: web.Request) -> web.StreamResponse:
        """Keep a file for the explorer of a page, until the page is closed."""
        page = self._pages.get(request.query.get("page", ""))
        if page is None or page.role is not self._role(request) or "Origin" not in request.headers:
            return _refusal("There is no such page.")
        if (request.content_length or 0) > UPLOAD_BYTES:
            raise _too_large()
        name = upload_name(request.headers.get("X-File-Name", ""))
        async with page.uploading:
            target = page.home / "uploads" / name
            draft = page.home / "upload"
            try:
                async with asyncio.timeout(UPLOAD_SECONDS):
                    written = await _keep(
                        request.content.iter_chunked(65_536), draft, UPLOADED_BYTES - page.uploaded
                    )
                page.uploaded += max(written, LEAST_COUNTED)
                draft.replace(target)
            except TimeoutError:
                raise web.HTTPRequestTimeout(text="it took too long") from None
            except OSError as error:
                reason = (error.strerror or str(error)).lower()
                return web.Response(status=507, text=f"the server cannot keep it: {reason}")
            finally:
                draft.unlink(missing_ok=True)
        return web.json_response({"name": name, "bytes": written})

    async def _close_pages(self, _application: web.Application) -> None:
        """Close every page: the explorer behind it then leaves, and the server waits for that."""
        closing = [page.socket.close(code=WSCloseCode.GOING_AWAY) for page in self._pages.values()]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GRACE):
                await asyncio.gather(*closing, return_exceptions=True)


def upload_name(given: str) -> str:
    """Return the name that an uploaded file is kept under.

    Parameters
    ----------
    given
        What the page says, percent-encoded.

    Returns
    -------
    A name without a folder, without control characters, not hidden, and of at most 100 characters.
    """
    from driftview.text.cleaning import clean

    last = re.split(r"[/\\]", unquote(given))[-1]
    name = re.sub(r"\s+", " ", clean(last)).strip(" .")
    stem, dot, ending = name.rpartition(".")
    short = f"{stem[:80]}.{ending[:10]}" if dot else name[:80]
    while len(short.encode("utf-8", "replace")) > 240:
        short = short[1:]
    return short or "text.txt"


async def _keep(chunks: AsyncIterator[bytes], target: Path, allowed: int) -> int:
    """Write what comes to a file, and return how many bytes came; raises 413 when it is too much."""
    written = 0
    with target.open("wb") as file:
        async for chunk in chunks:
            written += len(chunk)
            if written > min(UPLOAD_BYTES, allowed):
                raise _too_large()
            file.write(chunk)
    return written


def _too_large() -> web.HTTPRequestEntityTooLarge:
    return web.HTTPRequestEntityTooLarge(
        UPLOAD_BYTES,
        UPLOAD_BYTES + 1,
        text=f"at most {UPLOAD_BYTES // 10**6} MB a file, {UPLOADED_BYTES // 10**6} MB for all of a page",
    )


def bounded(text: str | None, default: int, bounds: tuple[int, int]) -> int:
    """Return the number that a text is, within bounds; the default for anything else."""
    try:
        number = int(text or "")
    except ValueError:
        number = default
    return max(bounds[0], min(number, bounds[1]))


def _refusal(reason: str) -> web.Response:
    return web.Response(status=403, text=f"driftview: {reason}\n")


async def _add_headers(_request: web.Request, answer: web.StreamResponse) -> None:
    for name, value in _HEADERS.items():
        if name not in answer.headers or name == "Server":
            answer.headers[name] = value


class _OneLine(logging.Formatter):
    """Says what went wrong in one line: what a stranger sends is no reason for a traceback."""

    def format(self, record: logging.LogRecord) -> str:
        from driftview.text.cleaning import label

        what = record.exc_info[1] if record.exc_info else None
        said = f"{record.getMessage()}: {what}" if what else record.getMessage()
        return f"driftview: {label(said)}"


def _is_news(record: logging.LogRecord) -> bool:
    """Tell whether a fault is ours, not that of a stranger who does not speak HTTP."""
    return not (record.exc_info and isinstance(record.exc_info[1], HttpProcessingError))


def _one_line_handler() -> logging.Handler:
    handler = logging.StreamHandler()
    handler.setFormatter(_OneLine())
    handler.addFilter(_is_news)
    return handler
