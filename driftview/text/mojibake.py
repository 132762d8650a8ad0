"""Text that was saved as UTF-8 and read as something else on its way here: â€™ for ’, Ã© for é."""

import re
from collections.abc import Iterable, Iterator

_BYTES = {bytes([byte]).decode("cp1252", "ignore") or chr(byte): byte for byte in range(0x80, 0x100)} | {
    chr(byte): byte for byte in range(0x80, 0xA0)
}
"""Which byte a character of cp1252 is; where cp1252 has none, that of Latin-1."""

_FOLLOWING = f"[{''.join(re.escape(each) for each, byte in _BYTES.items() if byte < 0xC0)}]"
_GARBLED = re.compile(
    f"[\u00c2-\u00df]{_FOLLOWING}|[\u00e0-\u00ef]{_FOLLOWING}{{2}}|[\u00f0-\u00f4]{_FOLLOWING}{{3}}"
)
"""Characters of cp1252 whose bytes are one character of UTF-8."""

_PLAUSIBLE = re.compile(
    "[\u00a0-\u017f\u0370-\u06ff\u2010-\u2026\u20ac\u2122\u3040-\u9fff\U0001f300-\U0001faff]"
)
"""What is garbled in real texts: letters, quotes, dashes. CAFÉ» is none of it, though its bytes might be."""

FEWEST = 3
"""Garbled characters from which a text is repaired."""

LEAST = 0.5
"""The share of what is beyond ASCII that has to be garbled."""

_LONGEST = 4


def is_garbled(text: str) -> bool:
    """Tell whether most of what is beyond ASCII in a text is garbled."""
    if text.isascii():
        return False
    found = [each for each in _GARBLED.findall(text) if _mended(each) != each]
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    return len(found) >= FEWEST and sum(map(len, found)) >= LEAST * beyond


def mended(pieces: Iterable[str]) -> Iterator[str]:
    """Repair a garbled text piece by piece; what belongs together may lie across a cut."""
    held = ""
    for piece in pieces:
        text = held + piece
        cut = len(text)
        while cut and len(text) - cut < _LONGEST and text[cut - 1] > "\x7f":
            cut -= 1
        held = text[cut:]
        yield _GARBLED.sub(lambda found: _mended(found[0]), text[:cut])
    yield _GARBLED.sub(lambda found: _mended(found[0]), held)


def _mended(garbled: str) -> str:
    """Return the character that some characters stand for; the same where they stand for themselves."""
    try:
        meant = bytes(_BYTES[each] for each in garbled).decode()
    except UnicodeDecodeError:
        return garbled
    return meant if _PLAUSIBLE.fullmatch(meant) else garbled
