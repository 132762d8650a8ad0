"""From bytes to text: files and what else bytes come from, read in pieces or as a whole."""

import errno
import io
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from driftview.text.encodings import Encoding, Opener, decoded, find_encoding
from driftview.text.intake import NobodyWritesError, TooMuchError, kept, source_of
from driftview.text.pieces import Readable, cleaned
from driftview.text.refusing import TextError, label

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

    def pieces(self) -> Iterator[str]:
        """Go through the text, cleaned; raises TextError when it has changed since it was opened."""
        try:
            yield from cleaned(decoded(self.source, self.encoding))
        except UnicodeDecodeError:
            raise TextError(f"{self.name} has changed while it was read: try again") from None
        except OSError as error:
            raise TextError(_refused(self.name, error)) from None


@dataclass(frozen=True)
class VoiceText:
    """One voice of a corpus before it is tokenised."""

    name: str
    files: tuple[tuple[str, str | Readable], ...]
    """File name and text of each file, in reading order."""


def open_source(source: Opener, name: str) -> TextFile:
    """Return the text that a source of bytes holds: UTF-8, or as its mark says, or a guess that is told.

    Raises TextError when it is empty, binary, or in no encoding that can be recognised.
    """
    text = TextFile(label(name), find_encoding(source, label(name)), source)
    if not any(piece.strip() for piece in text.pieces()):
        raise TextError(f"{label(name)} is empty: give a text with some words in it")
    return text


def open_file(path: Path) -> TextFile:
    """Return the text of a file; raises TextError when it cannot be read or is no text."""
    name = label(str(path))
    try:
        return open_source(source_of(path), name)
    except TooMuchError as error:
        raise TextError(_too_much(name, error)) from None
    except NobodyWritesError:
        raise TextError(f"nobody writes into the pipe {name}: start what writes into it first") from None
    except OSError as error:
        raise TextError(_refused(name, error)) from None


def open_standard_input() -> TextFile:
    """Return the text of standard input; raises TextError when it is no text or goes on too long."""
    name = "standard input"
    if sys.stdin is None:
        raise TextError(f"{name} is closed: pipe a text into driftview, or give a file")
    try:
        return open_source(kept(sys.stdin.buffer), name)
    except TooMuchError as error:
        raise TextError(_too_much(name, error)) from None
    except OSError as error:
        raise TextError(_refused(name, error)) from None


def decode(data: bytes, name: str) -> Reading:
    """Return the text that ``data`` holds, as a whole; see ``open_source``."""
    return _read(open_source(lambda: closing(io.BytesIO(data)), name))


def read_file(path: Path) -> Reading:
    """Return the text of a file as a whole; raises TextError when it cannot be read or is no text."""
    return _read(open_file(path))


def _read(text: TextFile) -> Reading:
    return Reading("".join(text.pieces()), text.encoding.name, text.encoding.note)


def _refused(name: str, error: OSError) -> str:
    reason = (error.strerror or "the system refuses").lower()
    if error.errno == errno.ENOSPC:  # what cannot be read twice is kept in a file meanwhile
        return f"no room to keep {name} in {label(tempfile.gettempdir())}: set TMPDIR to a folder with more"
    return f"cannot read {name}: {reason}; check the path and its permissions"


def _too_much(name: str, error: TooMuchError) -> str:
    limit = f"{error.most // 1_000_000:,} MB, the most that is read"
    return f"{name} is more than {limit}: give a part of it (`head -c 100000000` takes one)"
