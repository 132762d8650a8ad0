"""Which encoding bytes are in: UTF-8, or as their mark says, or a guess; without holding them all.

Also repairs text that was saved as UTF-8 and read as something else on its way here: â€™ for ’, Ã© for é.
"""

import codecs
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from driftview.text import streaming
from driftview.text.alphabets import latin_encoding
from driftview.text.cleaning import TextError

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose little-endian mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_CONTROL_BYTES = bytes({*range(32), 127} - set(b"\a\b\t\n\v\f\r\x1b"))
"""Bytes that no text of one-byte units holds; escape, bell and backspace are spared, for terminals' logs."""

_MOST_CONTROL_BYTES = 0.01
"""A larger share of control bytes than this is no text."""

_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
"""Encodings of two and four bytes a character, which are read without a mark too."""

_BORDERS = frozenset(" \t\n\v\f\r\x85\xa0\u3000\u3001\u3002")
"""What separates words and sentences. Read the wrong way round, these are rare characters, or none."""

FEWEST_BORDERS = 0.004
"""The share of a text that such borders have at least: Chinese has one in some twenty characters."""

_PRINTED = bytes(range(32, 127))

MOST_PRINTED = 0.8
"""A larger share of ASCII than this is text of one byte a character that a zero byte has got into."""

WIDE_SAMPLE = 1 << 16
"""Bytes from the beginning that show whether a text without a mark has two or four bytes a character."""

LEAST_ALIKE = 0.95
"""The share of such a text that has to be letters and marks of few alphabets."""

MOST_ALPHABETS = 6
"""Parts of Unicode of 256 characters that most of a text is in: two of letters, and four of marks."""

ESCAPES_WITHIN = 1 << 16
"""Bytes at the beginning of a text among which an escape sequence stands, where it has any."""

GUESSED_FROM = 1 << 24
"""Bytes from the beginning of a text that its encoding is guessed from, if need be."""


class Stream(Protocol):
    """What bytes can be read from."""

    def read(self, size: int, /) -> bytes | None:
        """Return some bytes, at most ``size``; none at the end."""


Opener = Callable[[], AbstractContextManager[Stream]]
"""Opens a source of bytes at its beginning, as often as one likes."""


class Encoding(NamedTuple):
    """How to read a text."""

    name: str
    """As Python calls it."""
    errors: str = "strict"
    """What becomes of bytes that are not in it: strict, or ignore."""
    note: str | None = None
    """What the user should know, such as that it was guessed."""


class EncodingNameError(ValueError):
    """A name that no encoding of text has; the message is one line."""


def known_encoding(name: str) -> str:
    """Return the name of an encoding of text as Python has it; raises EncodingNameError.

    Examples
    --------
    >>> known_encoding("Windows-1250")
    'cp1250'
    """
    try:
        found = codecs.lookup(name)
        "a".encode(found.name)
    except (LookupError, ValueError):
        raise EncodingNameError(
            f"{name!r} is not an encoding that Python knows: try utf-8 or cp1252"
        ) from None
    return found.name


def decoded(source: Opener, encoding: Encoding) -> Iterator[str]:
    """Go through the text in pieces, not cleaned; raises UnicodeDecodeError for bytes not in the encoding."""
    decoder = codecs.getincrementaldecoder(encoding.name)(encoding.errors)
    for block in _blocks(source):
        yield decoder.decode(block)
    yield decoder.decode(b"", final=True)


def find_encoding(source: Opener, name: str, wanted: str | None = None) -> Encoding:
    """Return the encoding of a text.

    Parameters
    ----------
    source
        The bytes of the text.
    name
        What the text is called, clean.
    wanted
        The encoding that the user named; nothing is guessed then.

    Raises
    ------
    TextError
        When it is binary, not in the encoding that was named, or in none that can be recognised.
    """
    if wanted is not None:
        return _named(source, name, wanted)
    head = beginning(source, 4)
    marked = next((found for mark, found in _BYTE_ORDER_MARKS if head.startswith(mark)), None)
    escaped = None if marked else _escaped(beginning(source, ESCAPES_WITHIN))
    if escaped is not None and _fits(source, Encoding(escaped)):
        return Encoding(escaped, note=f"{name} is in {escaped}, by its escape sequences")
    if marked is None and _is_binary(source):
        wide = _wide(source)
        if wide is None:
            raise TextError(f"{name} is not a text file: give plain text, saved as UTF-8")
        if not _fits(source, Encoding(wide)):
            return _damaged(wide, name)
        told = f"{name} was read as {wide.upper()}, by its zero bytes: it has no byte-order mark"
        return Encoding(wide, note=told)
    encoding = Encoding(marked or "utf-8")
    if _fits(source, encoding):
        return encoding
    return _repaired(source, encoding.name, name) or _guessed(source, name)


def _wide(source: Opener) -> str | None:
    """Return the encoding of two or four bytes a character that a text without a mark is in; None: in none.

    In the wrong one of these, text has characters that Unicode has not assigned, or is scattered over many
    alphabets and has neither spaces nor line ends.
    """
    sample = beginning(source, WIDE_SAMPLE)
    plain = len(sample) - len(sample.translate(None, _PRINTED))
    if plain > MOST_PRINTED * len(sample):
        return None
    likeness = {name: _likeness(sample, name) for name in _WIDE}
    best = max(likeness, key=likeness.__getitem__)
    return best if likeness[best] >= LEAST_ALIKE else None


def _likeness(sample: bytes, encoding: str) -> float:
    """Return how much of a sample, from 0 to 1, is like text in an encoding of several bytes a character."""
    try:  # the last character may be cut
        text = codecs.getincrementaldecoder(encoding)().decode(sample)
    except UnicodeDecodeError:
        return 0.0
    kinds = Counter(text)
    good = blocks = 0
    seen: Counter[int] = Counter()
    for each, times in kinds.items():
        category = unicodedata.category(each)
        if each in _BORDERS:
            good += times
        elif category[0] in "LMNPS" or category in ("Cf", "Zs"):
            good += times
            seen[_alphabet(ord(each))] += times
    blocks = seen.total()
    if not blocks or good - blocks < FEWEST_BORDERS * len(text):
        return 0.0
    return good / len(text) * sum(times for _, times in seen.most_common(MOST_ALPHABETS)) / blocks


def _alphabet(character: int) -> int:
    """Return a number for the part of Unicode that a character is in; ideographs are all in one."""
    if 0x3400 <= character < 0xA000 or 0x20000 <= character < 0x40000:
        return 0x4E
    return 0xAC if 0xAC00 <= character < 0xD7B0 else character >> 8


def _escaped(sample: bytes) -> str | None:
    """Return the encoding of seven bits whose escape sequences a text has; None where it has none."""
    if b"\x1b$" not in sample or not sample.isascii():
        return None
    return "iso2022_kr" if b"\x1b$)C" in sample else "iso2022_jp_2"


def _named(source: Opener, name: str, wanted: str) -> Encoding:
    """Return the encoding that the user named; raises TextError when bytes are not in it."""
    bom = {"utf-8": "utf-8-sig", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}
    head = beginning(source, 4)
    marked = any(head.startswith(mark) for mark, _ in _BYTE_ORDER_MARKS)
    encoding = Encoding(bom.get(wanted, wanted) if marked else wanted)
    if not _fits(source, encoding):
        raise TextError(f"{name} is not in {wanted}: name another encoding")
    return encoding


def _blocks(source: Opener) -> Iterator[bytes]:
    with source() as stream:
        while block := stream.read(streaming.PIECE):
            yield block


def whole(source: Opener, most: int) -> bytes | None:
    """Return all bytes of a source; None when there are more than ``most``."""
    found, size = [], 0
    for block in _blocks(source):
        found.append(block)
        size += len(block)
        if size > most:
            return None
    return b"".join(found)


def beginning(source: Opener, size: int) -> bytes:
    """Return the first ``size`` bytes, or all if there are fewer."""
    found = b""
    for block in _blocks(source):
        found += block[: size - len(found)]
        if len(found) == size:
            break
    return found


def _is_binary(source: Opener) -> bool:
    """Tell whether bytes are something else than text: zero bytes, or many control bytes."""
    if beginning(source, 5) == b"%PDF-":
        return True
    size = controls = 0
    for block in _blocks(source):
        if b"\0" in block:
            return True
        size += len(block)
        controls += len(block) - len(block.translate(None, _CONTROL_BYTES))
    return controls > _MOST_CONTROL_BYTES * size


def _fits(source: Opener, encoding: Encoding) -> bool:
    """Tell whether all bytes are in an encoding."""
    try:
        for _ in decoded(source, encoding):
            pass
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _damaged(encoding: str, name: str) -> Encoding:
    """Return how to read Unicode of two or four bytes a character that some bytes spoil."""
    return Encoding(encoding, "ignore", f"{name} is damaged: what is not {encoding.upper()} was left out")


def _repaired(source: Opener, encoding: str, name: str) -> Encoding | None:
    """Return how to read Unicode that a few bytes spoil; None when it is something else.

    Text in another encoding hardly ever holds a valid sequence of several bytes; damaged UTF-8 holds many.
    """
    if encoding.startswith(("utf-16", "utf-32")):
        return _damaged(encoding, name)
    size = sum(map(len, _blocks(source)))
    valid = kept = 0
    for text in decoded(source, Encoding("utf-8", "ignore")):
        valid += len(text) - len(text.encode("ascii", "ignore"))
        kept += len(text.encode())
    spoilt = size - kept
    if spoilt * 10 > valid:
        return None
    note = f"{name} is damaged: {spoilt} bytes that are not UTF-8 were left out"
    return Encoding("utf-8", "ignore", note)


def _guessed(source: Opener, name: str) -> Encoding:
    """Return the encoding that is most likely, of those that all bytes are in.

    Latin texts are told by their letters, all others by charset-normalizer.
    """
    sample = beginning(source, GUESSED_FROM)
    if len(sample) == GUESSED_FROM:  # a letter of several bytes may be cut, but not where a line ends
        sample = sample[: sample.rfind(b"\n") + 1] or sample
    for guess in _guesses(sample):
        note = (
            f"{name} is not UTF-8; it was read as {guess}, which is a guess (the option encoding "
            "overrides it)"
        )
        encoding = Encoding(guess, note=note)
        if _fits(source, encoding):
            return encoding
    raise TextError(f"{name} has an encoding that driftview does not recognise: save it as UTF-8")


def _guesses(sample: bytes) -> Iterator[str]:
    """Yield encodings that a text may be in, the likeliest first."""
    latin = latin_encoding(sample)
    if latin is not None:
        yield latin
    from charset_normalizer import from_bytes  # late: it is seldom needed and not small

    matches = from_bytes(sample)
    best = matches.best()
    for match in (*([] if best is None else [best]), *matches):
        yield match.encoding


_BYTE_OF = {bytes([byte]).decode("cp1252", "ignore") or chr(byte): byte for byte in range(0x80, 0x100)} | {
    chr(byte): byte for byte in range(0x80, 0xA0)
}
"""Which byte a character of cp1252 is; where cp1252 has none, that of Latin-1."""

_FOLLOWING = f"[{''.join(re.escape(each) for each, byte in _BYTE_OF.items() if byte < 0xC0)}]"
_GARBLED = re.compile(
    f"[\u00c2-\u00df]{_FOLLOWING}|[\u00e0-\u00ef]{_FOLLOWING}{{2}}|[\u00f0-\u00f4]{_FOLLOWING}{{3}}"
)
"""Characters of cp1252 whose bytes are one character of UTF-8."""

_PLAUSIBLE = re.compile(
    "[\u00a0-\u017f\u0370-\u06ff\u2010-\u2026\u20ac\u2122\u3040-\u9fff\U0001f300-\U0001faff]"
)
"""What is garbled in real texts: letters, quotes, dashes. CAFÉ» is none of it, though its bytes might be."""

FEWEST_GARBLED = 3
"""Garbled characters from which a text is repaired."""

LEAST_GARBLED = 0.5
"""The share of what is beyond ASCII that has to be garbled."""

_LONGEST_GARBLED = 4


def is_garbled(text: str) -> bool:
    """Tell whether most of what is beyond ASCII in a text is garbled."""
    if text.isascii():
        return False
    found = [each for each in _GARBLED.findall(text) if _mended(each) != each]
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    return len(found) >= FEWEST_GARBLED and sum(map(len, found)) >= LEAST_GARBLED * beyond


def mended(pieces: Iterable[str]) -> Iterator[str]:
    """Repair a garbled text piece by piece; what belongs together may lie across a cut."""
    held = ""
    for piece in pieces:
        text = held + piece
        cut = len(text)
        while cut and len(text) - cut < _LONGEST_GARBLED and text[cut - 1] > "\x7f":
            cut -= 1
        held = text[cut:]
        yield _GARBLED.sub(lambda found: _mended(found[0]), text[:cut])
    yield _GARBLED.sub(lambda found: _mended(found[0]), held)


def _mended(garbled: str) -> str:
    """Return the character that some characters stand for; the same where they stand for themselves."""
    try:
        meant = bytes(_BYTE_OF[each] for each in garbled).decode()
    except UnicodeDecodeError:
        return garbled
    return meant if _PLAUSIBLE.fullmatch(meant) else garbled
