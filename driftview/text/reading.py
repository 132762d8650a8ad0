"""From bytes to text: files and what else bytes come from, read in pieces or as a whole."""

import errno
import importlib
import io
import os
import select
import stat
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from weakref import finalize

from driftview.text.cleaning import EmptyTextError, TextError, label
from driftview.text.encodings import (
    Encoding,
    Opener,
    Stream,
    beginning,
    decoded,
    find_encoding,
    is_garbled,
    mended,
)
from driftview.text.options import PLAIN_READING, ReadingOptions
from driftview.text.streaming import Readable, cleaned

MOST_BYTES = 4_000_000_000
"""A file larger than this is refused: its tokens, some hundred million, would take gigabytes themselves."""

MOST_PIPED = 1_100_000_000
"""From a pipe or a device, no more than this is taken: it may never end."""

IN_MEMORY = 1 << 24
"""Bytes from a pipe that are kept in memory; more than these go to a temporary file."""

CHUNK = 1 << 20
"""Bytes that are asked for at once."""

LOOKED_AT = 1 << 20
"""Characters from the beginning of a text that show whether it was garbled."""

WRITER_SECONDS = 3.0
"""Seconds that a named pipe is given until somebody writes into it."""


class TooMuchError(Exception):
    """There is more to read than may be, perhaps without end."""

    def __init__(self, most: int) -> None:
        """``most``: so many bytes would be read."""
        super().__init__(most)
        self.most = most


class NobodyWritesError(Exception):
    """A named pipe into which nobody writes."""


def source_of(path: Path) -> Opener:
    """Return what opens a file, or what a named pipe or a device holds.

    Raises OSError when the system refuses, TooMuchError beyond the limits, and NobodyWritesError for a named
    pipe that nobody opens for writing within WRITER_SECONDS seconds.
    """
    about = path.stat()
    if stat.S_ISREG(about.st_mode):
        if about.st_size > MOST_BYTES:
            raise TooMuchError(MOST_BYTES)
        return unpacked(lambda: path.open("rb", buffering=0))
    if stat.S_ISFIFO(about.st_mode):
        return _pipe(path)
    with path.open("rb", buffering=0) as device:
        return kept(device)


_PACKERS = {b"\x1f\x8b": "gzip", b"BZh": "bz2", b"\xfd7zXZ\0": "lzma"}
"""How packed files begin, and the module of Python that unpacks them."""


def unpacked(source: Opener) -> Opener:
    """Return what a source holds once it is unpacked; the source itself where nothing packed it."""
    head = beginning(source, max(map(len, _PACKERS)))
    packer = next((module for sign, module in _PACKERS.items() if head.startswith(sign)), None)
    if packer is None:
        return source
    try:
        module = importlib.import_module(packer)
    except ImportError:  # some builds of Python lack bz2 or lzma: then it is refused for what it is
        return source

    @contextmanager
    def unpacking() -> Iterator[Stream]:
        with source() as stream, module.open(stream, "rb") as file:
            yield _Unpacked(file)

    return unpacking


class DamagedError(OSError):
    """What packed a file cannot be undone."""


class _Unpacked:
    """A stream from a packed file; raises DamagedError, or TooMuchError beyond MOST_BYTES."""

    def __init__(self, file: Stream) -> None:
        self._file = file
        self._read = 0

    def read(self, size: int, /) -> bytes:
        try:
            block = self._file.read(size) or b""
        except (EOFError, zlib.error, ValueError, OSError) as error:
            raise DamagedError from error
        except Exception as error:  # lzma has an error of its own, and may be missing
            if type(error).__name__ != "LZMAError":
                raise
            raise DamagedError from error
        self._read += len(block)
        if self._read > MOST_BYTES:
            raise TooMuchError(MOST_BYTES)
        return block


def kept(stream: Stream, first: bytes = b"") -> Opener:
    """Keep ``first`` and what a stream holds, to its end; raises TooMuchError beyond MOST_PIPED."""
    with ExitStack() as unless_kept:
        file = unless_kept.enter_context(tempfile.SpooledTemporaryFile(IN_MEMORY))
        file.write(first)
        while chunk := stream.read(CHUNK):
            file.write(chunk)
            if file.tell() > MOST_PIPED:
                raise TooMuchError(MOST_PIPED)
        unless_kept.pop_all()

    @contextmanager
    def again() -> Iterator[Stream]:
        file.seek(0)
        yield file

    finalize(again, file.close)  # with the last who may read it
    return again


def _pipe(path: Path) -> Opener:
    """Keep what comes through a named pipe; it is opened without waiting for ever for who writes."""
    number = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with os.fdopen(number, "rb", buffering=0) as pipe:
        waiting = select.poll()
        waiting.register(number, select.POLLIN)
        ready = waiting.poll(WRITER_SECONDS * 1000)
        first = pipe.read(CHUNK)  # nothing: nobody is there; None: somebody is, but silent as yet
        if first == b"" and not ready:
            raise NobodyWritesError
        os.set_blocking(number, True)
        return kept(pipe, first or b"")


__all__ = ["Reading", "TextError", "TextFile", "VoiceText", "decode", "label", "open_file", "read_file"]


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
class TextFile:
    """A text that is read in pieces, as often as one likes; it is never in memory as a whole."""

    name: str
    encoding: Encoding
    source: Opener = field(repr=False)
    garbled: int = 0
    """How often it was taken for another encoding on its way here, and is repaired."""

    def pieces(self) -> Iterator[str]:
        """Go through the text, cleaned; raises TextError when it has changed since it was opened."""
        try:
            yield from cleaned(_repaired(decoded(self.source, self.encoding), self.garbled))
        except UnicodeDecodeError:
            raise TextError(f"{self.name} changed while it was being read: try again") from None
        except OSError as error:
            raise TextError(_refused(self.name, error)) from None


@dataclass(frozen=True)
class VoiceText:
    """One voice of a corpus before it is tokenised."""

    name: str
    files: tuple[tuple[str, str | Readable], ...]
    """File name and text of each file, in reading order."""
    left_out: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What each file holds and its text does not, by file name; files without such parts are missing."""


def open_source(source: Opener, name: str, options: ReadingOptions = PLAIN_READING) -> TextFile:
    """Return the text that a source of bytes holds.

    Parameters
    ----------
    source
        Opens the bytes, as often as one likes.
    name
        What the text is called in messages.
    options
        How it is to be read: ``encoding`` is obeyed; without it, it is UTF-8, or what its mark says, or a
        guess that is told.

    Raises
    ------
    TextError
        When it is empty, binary, or in no encoding that can be recognised.
    """
    encoding = find_encoding(source, label(name), options.encoding)
    garbled = 0
    while garbled < MOST_TIMES and is_garbled(_beginning(_repaired(decoded(source, encoding), garbled))):
        garbled += 1
    if garbled:
        note = f"{label(name)} was garbled before it got here (â€™ for ’): its letters were repaired"
        encoding = encoding._replace(note="; ".join(each for each in (encoding.note, note) if each))
    text = TextFile(label(name), encoding, source, garbled)
    if not any(piece.strip() for piece in text.pieces()):
        raise EmptyTextError(f"{label(name)} is empty: give a text with some words in it")
    return text


MOST_TIMES = 3
"""How often a text is repaired that one program after the other has garbled."""


def _repaired(pieces: Iterator[str], times: int) -> Iterator[str]:
    """Repair a text that was garbled so often."""
    for _ in range(times):
        pieces = mended(pieces)
    return pieces


def _beginning(pieces: Iterator[str]) -> str:
    """Return the first LOOKED_AT characters of a text."""
    found, size = [], 0
    for piece in pieces:
        found.append(piece)
        size += len(piece)
        if size >= LOOKED_AT:
            break
    return "".join(found)[:LOOKED_AT]


@contextmanager
def refusals(name: str) -> Iterator[None]:
    """Turn what stops a file from being read into a TextError of one line; ``name``: of the file, clean."""
    try:
        yield
    except TooMuchError as error:
        raise TextError(_too_much(name, error)) from None
    except NobodyWritesError:
        raise TextError(f"nothing writes into the pipe {name}: start what writes into it first") from None
    except OSError as error:
        raise TextError(_refused(name, error)) from None


def open_file(path: Path, options: ReadingOptions = PLAIN_READING) -> TextFile:
    """Return the text of a file; raises TextError when it cannot be read or is no text."""
    name = label(str(path))
    with refusals(name):
        return open_source(source_of(path), name, options)


def decode(data: bytes, name: str) -> Reading:
    """Return the text that ``data`` holds, as a whole; see ``open_source``."""
    return _read(open_source(lambda: closing(io.BytesIO(data)), name))


def read_file(path: Path) -> Reading:
    """Return the text of a file as a whole; raises TextError when it cannot be read or is no text."""
    return _read(open_file(path))


def _read(text: TextFile) -> Reading:
    return Reading("".join(text.pieces()), text.encoding.name, text.encoding.note)


def _refused(name: str, error: OSError) -> str:
    if isinstance(error, DamagedError):
        return f"{name} is compressed and damaged: download it again, or unpack it with another program"
    reason = (error.strerror or "the system refuses").lower()
    if error.errno == errno.ENOSPC:  # what cannot be read twice is kept in a file meanwhile
        return (
            f"no room to keep {name} in {label(tempfile.gettempdir())}: set TMPDIR to a folder with "
            "more space"
        )
    return f"cannot read {name}: {reason}; check the path and its permissions"


def _too_much(name: str, error: TooMuchError) -> str:
    limit = f"{error.most // 1_000_000:,} MB, which is the limit"
    return f"{name} is more than {limit}: use a part of it (`head -c 100000000` takes one)"
