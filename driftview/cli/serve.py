"""``driftview serve``: the explorer in a browser."""

from __future__ import annotations

import errno
import ipaddress
import platform
import secrets
import signal
import socket
import sys
import tempfile
import webbrowser
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import quote

import click

from driftview.cli.access import Access, Role, host_name
from driftview.cli.ending import SIGNAL_CODE
from driftview.cli.explore import explore
from driftview.cli.options import Whole, settle
from driftview.cli.safety import BadInput, complain
from driftview.cli.texts import check_names, complete_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from driftview.cli.server import Explorers

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

OF_THE_EXPLORER = {"texts", "corpus", "theme", "narrate"}
"""What the explorer takes besides the options of a lineage."""

USUAL_PAGES = 8
"""Pages that may be open at once unless --max-pages says otherwise."""

PAGE_MEGABYTES = (50, 150)
"""What an explorer takes with a short text and few generations, and with five novels and 40 generations."""

WORD_LENGTHS = (4, 100)
"""Characters that a token may have that somebody chose."""


class Host(click.ParamType[str]):
    """The name of a machine, as a browser sends it."""

    name = "name"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name in lower case."""
        name = host_name(value)
        if name is None:
            self.fail(f"{value!r} is not the name of a machine: leave out http:// and the port", param, ctx)
        return name


class Word(click.ParamType[str]):
    """A token that can be typed."""

    name = "word"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the word."""
        least, most = WORD_LENGTHS
        if not (least <= len(value) <= most and value.isprintable() and not set(value) & set(" \xa0")):
            self.fail(f"use {least} to {most} letters or digits, without spaces", param, ctx)
        word: str = value
        return word


@click.command(
    short_help="Open the explorer in a browser.", context_settings={"ignore_unknown_options": True}
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", type=Whole(0, 65535), default=8000, show_default=True, help="The port; 0 for any free port."
)
@click.option("--open", "opens", is_flag=True, help="Also open a browser.")
@click.option(
    "--allow-host",
    "allowed",
    type=Host(),
    multiple=True,
    metavar="NAME",
    help="Another name for this machine, such as that of a reverse proxy.",
)
@click.option(
    "--token",
    "word",
    type=Word(),
    metavar="WORD",
    help="The visitors' token, for a class to type.  [random, beyond this machine]",
)
@click.option("--no-token", "anybody", is_flag=True, help="Do not ask for a token; on this machine only.")
@click.option(
    "--texts",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Texts that visitors may open in addition to the bundled ones.",
)
@click.option(
    "--trust-visitors",
    "trusted",
    is_flag=True,
    help="Let visitors do what you can: open any of your files, and write files.",
)
@click.option(
    "--max-pages",
    "most",
    type=Whole(1, 1000),
    default=USUAL_PAGES,
    show_default=True,
    help="Maximum number of open pages; one more is reserved for the owner.",
)
@click.argument(
    "arguments", nargs=-1, type=click.UNPROCESSED, metavar="[TEXT]... [OPTIONS]", shell_complete=complete_text
)
def serve(
    *,
    host: str,
    port: int,
    opens: bool,
    allowed: tuple[str, ...],
    word: str | None,
    anybody: bool,
    folder: Path | None,
    trusted: bool,
    most: int,
    arguments: tuple[str, ...],
) -> None:
    """Open the same explorer in a browser, with TEXT and the options of `driftview explore`.

    It only answers this machine unless --host says otherwise. The address it prints contains a token, and
    nobody gets in without it. A second address is for visitors: they see the bundled texts and those in
    --texts, and no other files. Exports become downloads. Every page has its own explorer; closing the
    page ends it.
    """
    names = _check(arguments)
    name, addresses = _resolve(host)
    beyond = not all(_is_loopback(address) for address in addresses)
    _check_tokens(word is not None or folder is not None or trusted, anybody, beyond)
    try:
        from driftview.cli.server import Explorers, ExplorerServer
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith(("textual_serve", "aiohttp", "jinja2")):
            raise
        raise BadInput("the browser needs two more packages: pip install textual-serve aiohttp") from None
    sockets = _listen(host, addresses, port)
    free: int = sockets[0].getsockname()[1]
    if word is None and not anybody and (beyond or allowed or folder or trusted):
        word = secrets.token_urlsafe(12)
    access = Access(free, frozenset((*allowed, *([name] if name else []))), word, anybody)
    shown = folder.resolve() if folder else None
    hidden = () if trusted else _hidden(names, shown)
    theirs = arguments if trusted else _without(hidden, arguments, names)
    explorers = Explorers(
        {Role.OWNER: _command(arguments), Role.VISITOR: _command(theirs)}, shown, trusted, most
    )
    inside = _from_inside(name, addresses[0])
    own = _address(inside, free, None if anybody else access.token)
    others = _address(_from_outside(name, addresses[0]), free, access.word)

    def ready() -> None:
        """Say where to go, now that browsers are answered and signals heeded."""
        _tell(access, explorers, own, others)
        if hidden and word is not None:
            complain(
                f"visitors do not see {', '.join(hidden)}: --texts FOLDER shows them its files, and each "
                "of its sub-folders as one text"
            )
        if anybody and allowed:
            complain(f"anyone who reaches {', '.join(allowed)} can read every file that you can read")
        if opens:
            lent = _address(inside, free, None if anybody else access.lend_token())
            Thread(target=webbrowser.open, args=(lent,), daemon=True).start()

    with tempfile.TemporaryDirectory(prefix="driftview-pages-", ignore_cleanup_errors=True) as homes:
        number = ExplorerServer(access, explorers, Path(homes)).serve(sockets, ready)
    _leave(number)


def _leave(number: int) -> NoReturn:
    """End as the signal would have ended any other command."""
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    sys.exit(SIGNAL_CODE + number)


def _check(arguments: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse now what the explorer would refuse in every page, and return the texts that are named."""
    context = explore.make_context("driftview serve", list(arguments))
    values: dict[str, Any] = dict(context.params)
    names = (*values["corpus"], *values["texts"])
    if "-" in names:
        raise BadInput("a page cannot read standard input: name a file")
    if values["narrate"]:
        raise BadInput("a page cannot narrate: use `driftview run --narrate`")
    check_names(names)
    settle(context, {name: value for name, value in values.items() if name not in OF_THE_EXPLORER})
    return names


def _check_tokens(visitors: bool, anybody: bool, beyond: bool) -> None:
    if anybody and visitors:
        raise BadInput(
            "with --no-token everyone is the owner, so there are no visitors: remove --no-token, or "
            "--token, --texts and --trust-visitors"
        )
    if anybody and beyond:
        raise BadInput(
            "--no-token would let in everyone who reaches this machine: remove --host or --no-token"
        )


def _tell(access: Access, explorers: Explorers, own: str, theirs: str) -> None:
    """Say where to go, and what visitors can do."""
    click.echo(f"driftview: open {own} in a browser; Ctrl-C stops", err=True)
    if access.word is not None:
        click.echo(f"driftview: visitors open {theirs}", err=True)
        if explorers.trusted:
            complain(
                "visitors can read every file that you can read, and write and start what the explorer can; "
                "remove --trust-visitors to show them only texts"
            )
    if explorers.most > USUAL_PAGES:
        least, much = (explorers.most * each / 1000 for each in PAGE_MEGABYTES)
        complain(
            f"{explorers.most} pages take {least:.1f} to {much:.1f} GB of memory: "
            f"{PAGE_MEGABYTES[0]} MB each with a short text, {PAGE_MEGABYTES[1]} MB with five novels"
        )


def _command(arguments: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "driftview", "explore", *arguments]


def _hidden(names: Sequence[str], folder: Path | None) -> tuple[str, ...]:
    """Return the texts that are named, but not for visitors to see."""
    from driftview.text.catalogue import find_bundled
    from driftview.tui.served import Served

    offer = Served(visitor=True, home=Path(), texts=folder)
    return tuple(name for name in names if not find_bundled(name) and offer.name_of(Path(name)) is None)


def _without(hidden: Sequence[str], arguments: Sequence[str], names: Sequence[str]) -> list[str]:
    """Return the arguments of the explorer without some of the texts."""
    typed, _, _ = explore.make_parser(click.Context(explore)).parse_args(list(arguments))
    kept: list[str] = []
    for parameter in explore.params:
        if isinstance(parameter, click.Option) and parameter.name in typed and parameter.name != "corpus":
            kept += (
                [parameter.opts[0]] if parameter.is_flag else [parameter.opts[0], str(typed[parameter.name])]
            )
    return [*kept, "--", *(name for name in names if name not in hidden)]


def _resolve(host: str) -> tuple[str | None, list[str]]:
    """Return the name (None for an address) and the addresses that --host means; raises BadInput."""
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    with suppress(ValueError):
        return None, [str(_plain(ipaddress.ip_address(bare)))]
    if bare[:1].isdigit() and bare.isascii() and bare.isprintable() and " " not in bare:
        with suppress(OSError):  # 127.1, as ping and browsers read it
            return None, [socket.inet_ntoa(socket.inet_aton(bare))]
    name = host_name(bare)
    if name is None:
        raise BadInput(
            f"--host {host!r} is neither an address nor a name: give 127.0.0.1 or 0.0.0.0, for instance"
        )
    if name == "localhost":
        return name, ["127.0.0.1", "::1"]
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise BadInput(
            f"--host {name}: no machine has this name; give an address such as 127.0.0.1"
        ) from None
    return name, list(dict.fromkeys(str(each[4][0]) for each in found))


def _is_loopback(address: str) -> bool:
    """Tell whether only this machine can reach an address."""
    return _plain(ipaddress.ip_address(address)).is_loopback


def _plain(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 address may stand for."""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _listen(host: str, addresses: Sequence[str], port: int) -> list[socket.socket]:
    """Return sockets that listen at all addresses on one port; raises BadInput when that cannot be."""
    listening: list[socket.socket] = []
    for address in addresses:
        try:
            listening.append(_listen_at(address, listening[0].getsockname()[1] if listening else port))
        except OSError as error:
            if listening and error.errno in {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}:
                continue  # localhost without IPv6
            for each in listening:
                each.close()
            reason = (error.strerror or str(error)).lower()
            raise BadInput(
                f"cannot listen on {host}, port {port}: {reason}; choose another --port or --host"
            ) from None
    return listening


def _listen_at(address: str, port: int) -> socket.socket:
    """Return a socket that listens at one address; ``::`` takes IPv4 too."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, int(address != "::"))
        listener.bind((address, port))
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


def _address(host: str, port: int, token: str | None) -> str:
    """Return what to type into a browser."""
    where = f"[{host}]" if ":" in host else host
    return f"http://{where}:{port}/" + (f"?token={quote(token, safe='')}" if token is not None else "")


def _from_inside(name: str | None, address: str) -> str:
    """Return what this machine itself calls an address."""
    return name or {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)


def _from_outside(name: str | None, address: str) -> str:
    """Return what other machines call an address: where it is any, the one that leads to other networks."""
    if name is not None or not ipaddress.ip_address(address).is_unspecified:
        return name or address
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        probe.connect(("192.0.2.1", 9))  # chooses a route; nothing is sent
        return str(probe.getsockname()[0])
    return platform.node()
