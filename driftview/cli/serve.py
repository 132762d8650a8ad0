"""``driftview serve``: the explorer in a browser."""

from __future__ import annotations

import ipaddress
import shlex
import socket
import sys
from typing import Any

import click

from driftview.cli.bounds import Whole
from driftview.cli.explore import explore
from driftview.cli.options import make_settings
from driftview.cli.safety import BadInput, complain
from driftview.cli.texts import check_names

OF_THE_EXPLORER = {"texts", "corpus", "theme"}
"""What the explorer takes besides the options of a lineage."""


@click.command(
    short_help="Open the explorer in a browser.", context_settings={"ignore_unknown_options": True}
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to answer at.")
@click.option("--port", type=Whole(0, 65535), default=8000, show_default=True, help="The port; 0 for any.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[TEXT]... [OPTIONS]")
def serve(host: str, port: int, arguments: tuple[str, ...]) -> None:
    """Open the same explorer in a browser, with TEXT and the options of `driftview explore`.

    It answers this machine only, unless --host says otherwise. Exports become downloads. Every page that is
    opened has an explorer of its own; closing the page ends it.
    """
    _check(arguments)
    if not _is_loopback(host):
        complain(
            f"whoever reaches {host} can use this explorer and read the texts that you can read; "
            "leave --host out to keep it to this machine"
        )
    try:
        from driftview.cli.web.server import ExplorerServer
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith(("textual_serve", "aiohttp", "jinja2")):
            raise
        raise BadInput("the browser needs two more packages: pip install textual-serve aiohttp") from None
    free = _port(host, port)
    command = shlex.join([sys.executable, "-m", "driftview", "explore", *arguments])
    click.echo(f"driftview: open http://{_in_address(host)}:{free} in a browser; Ctrl-C stops", err=True)
    ExplorerServer(f"exec {command}", host, free).serve()
    raise KeyboardInterrupt


def _check(arguments: tuple[str, ...]) -> None:
    """Refuse now what the explorer would refuse in every page."""
    context = explore.make_context("driftview serve", list(arguments))
    values: dict[str, Any] = dict(context.params)
    names = (*values["corpus"], *values["texts"])
    if "-" in names:
        raise BadInput("a page cannot read standard input: name a file")
    check_names(names)
    make_settings({name: value for name, value in values.items() if name not in OF_THE_EXPLORER})


def _is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _in_address(host: str) -> str:
    """Return a host as it stands in a web address."""
    return f"[{host}]" if ":" in host else host


def _port(host: str, port: int) -> int:
    """Return a port that is free now; raises BadInput when that one is taken or the address is not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = error.strerror or str(error)
            raise BadInput(f"cannot answer at {host}:{port}: {reason}; choose another --port") from None
        free: int = probe.getsockname()[1]
        return free
