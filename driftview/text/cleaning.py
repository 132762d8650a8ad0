"""Make text safe to show: what could steer a terminal or hide from the eye is taken out."""

import re
from contextlib import suppress

from driftview.errors import DriftviewError

_BREAKS = re.compile("\r\n?|[\x85\u2028\u2029]")
"""Line ends of other systems: CRLF, CR, NEL, line and paragraph separators."""

_DROPPED = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters but newline and tab
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks that turn the direction of writing
    "\u00ad\u034f\u200b-\u200d\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb"  # marks without width
    "\u180b-\u180f\ufe00-\ufe0f\U000e0000-\U000e007f\U000e0100-\U000e01ef"  # variations and tags
    "\ud800-\udfff"  # halves of surrogate pairs, which no encoding can write
    "]+"
)


_DROPPED_BYTES = bytes({*range(32), 127} - set(b"\t\n"))
"""The same for a text of ASCII, where bytes are quicker to look through."""

_AT_ONCE = 1 << 20
"""So many characters are looked through at once, not to copy a long text as a whole."""


def clean(text: str) -> str:
    """Return ``text`` without control, direction and zero-width characters; every line end is a newline.

    Tabs stay. Cleaning twice is the same as cleaning once, and a clean text is returned as it is, so this
    may be called at every drawing.
    """
    if "\r" in text or not text.isascii():
        text = _BREAKS.sub("\n", text)
    if not text.isascii():
        return _DROPPED.sub("", text) if _DROPPED.search(text) else text
    pieces = (text[at : at + _AT_ONCE] for at in range(0, len(text), _AT_ONCE))
    return text if all(map(_is_clean, pieces)) else _DROPPED.sub("", text)


def _is_clean(text: str) -> bool:
    """Tell whether a text of ASCII has nothing to drop."""
    return len(text.encode("ascii").translate(None, _DROPPED_BYTES)) == len(text)


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
