"""Make text safe to show: what could steer a terminal or hide from the eye is taken out."""

import re
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

from driftview.errors import DriftviewError

if TYPE_CHECKING:
    import regex

_BREAKS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
"""Line ends of other systems: CRLF, CR, vertical tab, form feed, record separators, NEL, LS and PS."""

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
    if not text.isascii():
        text = _BREAKS.sub("\n", text)
        return _DROPPED.sub("", text) if _DROPPED.search(text) else text
    pieces = (text[at : at + _AT_ONCE] for at in range(0, len(text), _AT_ONCE))
    return text if all(map(_is_clean, pieces)) else _DROPPED.sub("", _BREAKS.sub("\n", text))


def clean_prose(text: str) -> str:
    """Return ``text`` as ``clean`` does, but with the joiners that spelling needs.

    Zero-width joiners and non-joiners stay between letters of the scripts that spell with them (Persian,
    Sinhala, Bengali …) and inside emoji, as do U+FE0F and the tags of flags. A zero-width space is a word
    border: it becomes a space. A line end behind a soft hyphen goes with it. Only the text of a corpus is
    read this way; names and messages are not.

    Parameters
    ----------
    text
        Any text. Cleaning twice is the same as cleaning once.

    Returns
    -------
    str
        The text without what could steer a terminal or turn the direction of writing.
    """
    if "\xad" in text:
        text = _SOFT_HYPHEN.sub("", text)
    if text.isascii() or not any(each in text for each in _JOINERS):
        return clean(text)
    kept = _joining()
    cleaned = _BREAKS.sub("\n", text)
    return str(kept.sub(lambda found: found[1] or (" " if found[0] == "\u200b" else ""), cleaned))


def shown(text: str) -> str:
    """Return the text of a corpus fit for a terminal: clean, with joiners between letters but not in emoji.

    Terminals disagree on how wide joined emoji are, so that their parts are drawn side by side; and on how
    wide skin tones are (tmux 3.3 gives them two cells, rich none), so that these are not drawn.
    """
    text = clean_prose(text)
    return text if text.isascii() else _EMOJI_JOINERS.sub("", text)


_SOFT_HYPHEN = re.compile("\xad[ \t]*(?:\r\n?|\n)")
"""A soft hyphen that breaks a word at the end of a line, with the line end."""

_JOINERS = "\u200b\u200c\u200d\ufe0f\U000e007f"

_EMOJI_JOINERS = re.compile(
    "(?<=[\u00a9\u00ae\u203c-\u3299\ufe0f\U0001f000-\U0001faff])\u200d|[\ufe0f\U000e0020-\U000e007f]"
    "|(?<=[\u261d-\u270d\U0001f385-\U0001faff])[\U0001f3fb-\U0001f3ff]"
)

_JOINED_LETTERS = (
    r"\p{Script=Arabic}\p{Script=Syriac}\p{Script=Nko}\p{Script=Mandaic}\p{Script=Mongolian}"
    r"\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}"
    r"\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}"
    r"\p{Script=Tibetan}\p{Script=Myanmar}\p{Script=Khmer}\p{Script=Balinese}\p{Script=Javanese}"
    r"\p{Script=Meetei_Mayek}\p{Script=Sharada}\p{Script=Chakma}\p{Script=Syloti_Nagri}"
)
"""The scripts in whose spelling a joiner or a non-joiner tells words apart."""


@cache
def _joining() -> "regex.Pattern[str]":
    """Compile what stays (group 1) and what is dropped, one joiner or hidden character at a time."""
    import regex  # late: few texts need it

    letter = rf"(?:(?=[{_JOINED_LETTERS}])[\p{{L}}\p{{M}}])"
    before = rf"(?<={letter})"
    return regex.compile(
        rf"({before}[\u200c\u200d](?={letter})"
        r"|(?<=\p{Indic_Syllabic_Category=Virama})\u200d"
        r"|(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d(?=\p{Extended_Pictographic})"
        r"|(?<=[\p{Extended_Pictographic}0-9#*])\ufe0f"
        r"|(?<=\U0001f3f4)[\U000e0020-\U000e007e]{2,8}\U000e007f)"
        rf"|{_DROPPED.pattern.removesuffix('+')}"
    )


def _is_clean(text: str) -> bool:
    """Tell whether a text of ASCII has nothing to drop."""
    return len(text.encode("ascii").translate(None, _DROPPED_BYTES)) == len(text)


class TextError(DriftviewError, ValueError):
    """A text that cannot be used; the message is one line and says what to do."""


class EmptyTextError(TextError):
    """A text without any words."""


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
