"""A Python without a network: imported as sitecustomize, so that processes it starts have none either.

Imported by a test, it does nothing until ``LOG`` is set.
"""

import os
import sys
from typing import Any

LOG = os.environ.get("DRIFTVIEW_TEST_LOG", "")
"""Where whatever was tried is noted, by whatever process, also when the error is swallowed."""

AT_HOME = os.environ.get("DRIFTVIEW_TEST_AT_HOME", "")
"""The one address that may be bound to; none if empty."""

NETWORK = {
    "socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo",
    "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo", "urllib.Request",
}  # fmt: skip
"""What Python says it is about to do, just before it does it."""


class OfflineError(Exception):
    """Something wanted the network."""


def refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """Note and refuse whatever goes over the network; sockets between processes of one machine are files."""
    if event not in NETWORK or not LOG:
        return
    address = arguments[1] if event in ("socket.connect", "socket.bind") else None
    if isinstance(address, str | bytes):
        return
    with open(LOG, "a", encoding="utf-8") as log:  # noqa: PTH123 - nothing more is imported here than must be
        log.write(f"{event} {arguments[1:] if event.startswith('socket.') else arguments}\n")
    if event == "socket.bind" and isinstance(address, tuple) and address[0] == AT_HOME:
        return
    raise OfflineError(event)


sys.addaudithook(refuse)
