"""What a text that cannot be used is refused with: one line, fit for a terminal."""

from driftview.errors import DriftviewError
from driftview.text.cleaning import clean


class TextError(DriftviewError, ValueError):
    """A text that cannot be used; the message is one line and says what to do."""


def label(name: str) -> str:
    """Return ``name`` fit for a message of one line: clean, without line ends."""
    return " ".join(clean(name).split()) or "?"
