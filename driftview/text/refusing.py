"""What a text that cannot be used is refused with: one line, fit for a terminal."""

from contextlib import suppress

from driftview.errors import DriftviewError
from driftview.text.cleaning import clean


class TextError(DriftviewError, ValueError):
    """A text that cannot be used; the message is one line and says what to do."""


def label(name: str) -> str:
    """Return ``name`` fit for a message of one line: clean, without line ends."""
    return " ".join(clean(_as_written(name)).split()) or "?"


def _as_written(name: str) -> str:
    """Return a file name as UTF-8 has it, where the locale made Python read it as something else."""
    if name.isascii():
        return name
    with suppress(UnicodeError):  # it is no UTF-8, and what cannot be read of it is dropped
        return name.encode("utf-8", "surrogateescape").decode("utf-8")
    return name
