"""From bytes to text: encodings, and what is not text at all."""

import codecs
import sys
from dataclasses import dataclass
from pathlib import Path

from driftview.text.cleaning import clean
from driftview.text.intake import MOST_BYTES, NobodyWritesError, TooMuchError, take, take_file

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose little-endian mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_CONTROL_BYTES = bytes({*range(32), 127} - set(b"\t\n\v\f\r\x1b"))
"""Bytes that no text of one-byte units holds; escape is spared, for logs with colours."""

_MOST_CONTROL_BYTES = 0.01
"""A larger share of control bytes than this is no text."""

WESTERN = "cp1252"
"""The encoding of most Western European files that are not Unicode."""


class TextError(ValueError):
    """A text that cannot be used; the message is one line and says what to do."""


@dataclass(frozen=True)
class Reading:
    """What was read from one file."""

    text: str
    """The text, cleaned."""
    encoding: str
    """Name of the encoding, as Python calls it."""
    note: str | None = None
    """What the user should know, such as that the encoding was guessed."""


@dataclass(frozen=True)
class VoiceText:
    """One voice of a corpus before it is tokenised."""

    name: str
    files: tuple[tuple[str, str], ...]
    """File name and text of each file, in reading order."""


def label(name: str) -> str:
    """Return ``name`` fit for a message of one line: clean, without line ends."""
    return " ".join(clean(name).split()) or "?"


def decode(data: bytes, name: str) -> Reading:
    """Return the text that ``data`` holds: UTF-8, or as its byte order mark says, or a guess that is told.

    Raises TextError when ``data`` is empty, binary, or in no encoding that can be recognised.
    """
    encoding = next((found for mark, found in _BYTE_ORDER_MARKS if data.startswith(mark)), None)
    if encoding is None:
        if _is_binary(data):
            raise TextError(f"{label(name)} is not a text file: give plain text, saved as UTF-8")
        encoding = "utf-8"
    try:
        text, note = data.decode(encoding), None
    except UnicodeDecodeError:
        text, encoding, note = _repair(data, encoding, label(name)) or _guess(data, label(name))
    text = clean(text)
    if not text or text.isspace():
        raise TextError(f"{label(name)} is empty: give a text with some words in it")
    return Reading(text, encoding, note)


def read_file(path: Path) -> Reading:
    """Return the text of a file; raises TextError when it cannot be read or is no text."""
    name = label(str(path))
    try:
        data = take_file(path)
    except TooMuchError:
        raise TextError(too_much(name)) from None
    except NobodyWritesError:
        raise TextError(f"nobody writes into the pipe {name}: start what writes into it first") from None
    except OSError as error:
        reason = (error.strerror or "the system refuses").lower()
        raise TextError(f"cannot read {name}: {reason}; check the path and its permissions") from None
    return decode(data, str(path))


def read_standard_input() -> Reading:
    """Return the text of standard input; raises TextError when it is no text or goes on too long."""
    name = "standard input"
    if sys.stdin is None:
        raise TextError(f"{name} is closed: pipe a text into driftview, or give a file")
    try:
        return decode(take(sys.stdin.buffer), name)
    except TooMuchError:
        raise TextError(too_much(name)) from None


def too_much(name: str) -> str:
    """Return the message for a text beyond the limit."""
    limit = f"{MOST_BYTES // 1_000_000} MB, the most that is read"
    return f"{name} is more than {limit}: give a part of it (`head -c 100000000` takes one)"


def _is_binary(data: bytes) -> bool:
    """Tell whether ``data`` is something else than text: zero bytes, or many control bytes."""
    if data.startswith(b"%PDF-") or b"\0" in data:
        return True
    controls = len(data) - len(data.translate(None, _CONTROL_BYTES))
    return controls > _MOST_CONTROL_BYTES * len(data)


def _repair(data: bytes, encoding: str, name: str) -> tuple[str, str, str] | None:
    """Return text, encoding and note of Unicode that a few bytes spoil; None when it is something else.

    Text in another encoding hardly ever holds a valid sequence of several bytes; damaged UTF-8 holds many.
    """
    if encoding.startswith(("utf-16", "utf-32")):
        note = f"{name} is damaged: what is not {encoding.upper()} was left out"
        return data.decode(encoding, "ignore"), encoding, note
    text = data.decode("utf-8", "ignore")
    valid = sum(1 for character in text if character > "\x7f")
    spoilt = len(data) - len(text.encode())
    if spoilt * 10 > valid:
        return None
    return text, "utf-8", f"{name} is damaged: {spoilt} bytes that are not UTF-8 were left out"


def _guess(data: bytes, name: str) -> tuple[str, str, str]:
    """Return text, encoding and note as charset-normalizer finds most likely.

    Where it finds Western European as likely as another, Western European it is: most old files are.
    """
    from charset_normalizer import from_bytes  # late: it is seldom needed and not small

    matches = from_bytes(data)
    best = matches.best()
    if best is None:
        raise TextError(f"{name} is in no encoding that can be recognised: save it as UTF-8")
    western = [match for match in matches if match.encoding == WESTERN]
    if western and western[0].chaos <= best.chaos and western[0].coherence >= best.coherence:
        best = western[0]
    note = f"{name} is not UTF-8; it was read as {best.encoding}, which is a guess"
    return str(best), best.encoding, note
