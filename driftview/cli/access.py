"""Who may use the pages of ``driftview serve``: names, tokens and cookies.

A foreign page can reach a server on this machine in two ways. It asks for an address of ours from its own
origin: ``Origin`` tells. Or its own name is made to lead here (DNS rebinding): ``Host`` tells. And no foreign
page has the token.
"""

from __future__ import annotations

import hmac
import ipaddress
import platform
import re
import secrets
import time
from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import urlsplit

GUESSES = 10
"""Wrong tokens that one peer may send at once; one more every ``GUESS_EVERY`` seconds."""

GUESS_EVERY = 6.0
"""Seconds after which a peer may be wrong once more."""

GUESSES_OF_ALL = 100
"""Wrong tokens that all peers together may send at once, and in every ten minutes after that."""

PEERS_KEPT = 1000
"""Peers whose wrong tokens are remembered; the one that came first is forgotten first."""

LENT_FOR = 60.0
"""Seconds that the token of ``--open`` is good for."""

_NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9_-]+(\.[a-z0-9_-]+)*\Z")

_HOST = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([^\[\]:/?#@\s]+))(?::([0-9]{1,5}))?\Z")

_PORTS = {"http": 80, "https": 443}


class Role(Enum):
    """Whose rights a page has."""

    OWNER = "owner"
    VISITOR = "visitor"


class TooManyGuesses(Exception):  # noqa: N818 - what happened, not what went wrong
    """A peer has sent too many wrong tokens."""


class Allowance:
    """What may be spent at once, and what is added to it with time.

    Parameters
    ----------
    most
        What may be spent at once.
    each_second
        What is added each second, up to ``most``.
    """

    def __init__(self, most: float, each_second: float) -> None:
        self._most = most
        self._each_second = each_second
        self._left = most
        self._seen = time.monotonic()

    def left(self) -> float:
        """Return what may be spent now."""
        now = time.monotonic()
        self._left = min(self._most, self._left + (now - self._seen) * self._each_second)
        self._seen = now
        return self._left

    def spend(self, amount: float = 1.0) -> bool:
        """Spend an amount if it is there, and tell whether it was."""
        if self.left() < amount:
            return False
        self._left -= amount
        return True


class Guesses:
    """Counts wrong tokens, for each peer and for all together."""

    def __init__(self) -> None:
        self._peers: dict[str, Allowance] = {}
        self._all = Allowance(GUESSES_OF_ALL, GUESSES_OF_ALL / 600)

    def check(self, peer: str) -> None:
        """Raise TooManyGuesses when a peer may not try again yet, whatever it tries."""
        if min(self._all.left(), self._of(peer).left()) < 1:
            raise TooManyGuesses

    def count(self, peer: str) -> None:
        """Count a wrong token."""
        self._all.spend()
        self._of(peer).spend()

    def _of(self, peer: str) -> Allowance:
        """Return what is left to a peer."""
        known = _network(peer)
        if known not in self._peers:
            while len(self._peers) >= PEERS_KEPT:
                self._peers.pop(next(iter(self._peers)))
            self._peers[known] = Allowance(GUESSES, 1 / GUESS_EVERY)
        return self._peers[known]


@dataclass
class Access:
    """Decides who is let in.

    Parameters
    ----------
    port
        The port that the server answers at.
    names
        Names by which it may be addressed besides IP addresses, ``localhost`` and this machine's own.
    word
        The visitors' token; None when only the owner is let in.
    anybody
        Whether everybody who reaches the server is its owner (``--no-token``).
    """

    port: int
    names: frozenset[str] = frozenset()
    word: str | None = None
    anybody: bool = False
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    _keys: dict[Role, str] = field(default_factory=lambda: {role: secrets.token_urlsafe(24) for role in Role})
    """What the cookies hold: the visitors' word can be guessed, these cannot."""
    _guesses: Guesses = field(default_factory=Guesses)
    _lent: tuple[str, float] | None = None

    def __post_init__(self) -> None:
        self.names = self.names | {"localhost"} | own_names()

    def knows(self, host: str) -> bool:
        """Tell whether a ``Host`` header names this server."""
        found = _split(host)
        return found is not None and (_is_address(found[0]) or found[0] in self.names)

    def same_origin(self, origin: str, host: str) -> bool:
        """Tell whether an ``Origin`` header is that of the page that ``host`` serves."""
        try:
            parts = urlsplit(origin)
        except ValueError:
            return False
        theirs, ours = _split(parts.netloc), _split(host)
        if theirs is None or ours is None or parts.scheme not in _PORTS:
            return False
        usual = _PORTS[parts.scheme]
        return (theirs[0], theirs[1] or usual) == (ours[0], ours[1] or usual)

    def role_of_token(self, token: str, peer: str) -> Role | None:
        """Return whose token this is; None if nobody's.

        The owner's token is too long to be guessed, so it is always compared: visitors who guess cannot lock
        out the owner, who may come from the same address through a tunnel or a proxy.

        Raises
        ------
        TooManyGuesses
            When this peer has sent too many wrong tokens of late.
        """
        lent, until = self._lent or (self.token, 0.0)
        if _same(token, self.token) or (_same(token, lent) and time.monotonic() < until):
            return Role.OWNER
        self._guesses.check(peer)
        if self.word is not None and _same(token, self.word):
            return Role.VISITOR
        self._guesses.count(peer)
        return None

    def lend_token(self) -> str:
        """Return an owner's token that ends soon, because other users can see how a browser was started."""
        self._lent = secrets.token_urlsafe(24), time.monotonic() + LENT_FOR
        return self._lent[0]

    def role_of_cookies(self, cookies: str, host: str) -> Role | None:
        """Return whose cookie is in a ``Cookie`` header; None if nobody's."""
        if self.anybody:
            return Role.OWNER
        name = self.cookie_name(host)
        for part in cookies.split(";"):
            found, _, value = part.strip().partition("=")
            if found == name:
                for role, key in self._keys.items():
                    if _same(value, key):
                        return role
        return None

    def cookie_name(self, host: str) -> str:
        """Return the name of the cookie: cookies do not keep ports apart, so the port is in the name.

        It is the port that the browser sees, which an SSH tunnel may have changed.
        """
        found = _split(host)
        return f"driftview-{(found and found[1]) or self.port}"

    def cookie_value(self, role: Role) -> str:
        """Return what the cookie holds."""
        return self._keys[role]


def own_names() -> frozenset[str]:
    """Return the names of this machine, as far as it knows them without asking the network."""
    name = platform.node().lower().rstrip(".")
    first = name.partition(".")[0]
    return frozenset(own for own in (name, first, f"{first}.local") if first and _NAME.match(own))


def host_name(given: str) -> str | None:
    """Return a name as a ``Host`` header has it; None for what is no name of a machine."""
    try:
        name = given.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    return name if _NAME.match(name) else None


def _split(host: str) -> tuple[str, int] | None:
    """Return name or address and port (0 where none is said) of a ``Host`` header; None for anything else."""
    found = _HOST.match(host)
    if found is None:
        return None
    address, name, port = found.groups()
    if address is not None and not _is_address(address):
        return None
    where = address or name
    return where.lower().removesuffix("."), int(port or 0)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _same(one: str, other: str) -> bool:
    """Compare in a time that does not tell how much is right."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def _network(peer: str) -> str:
    """Return what one person has at least: an IPv4 address, or a network of 2^64 IPv6 addresses."""
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return peer
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((int(address) >> 64 << 64, 64)))
    return peer
