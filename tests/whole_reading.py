"""The plain way to read: all bytes at once, all text at once. What is read in pieces must be the same."""

import codecs

from driftview.choices import Unit
from driftview.text.alphabets import latin_encoding
from driftview.text.cleaning import clean_prose
from driftview.text.tokens import tokenise

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode_whole(data: bytes) -> tuple[str, str]:
    """Return text and encoding, which may be a guess; raises ValueError where there is none."""
    encoding = next((found for mark, found in MARKS if data.startswith(mark)), "utf-8")
    try:
        return clean_prose(data.decode(encoding)), encoding
    except UnicodeDecodeError:
        text, encoding = _repaired(data, encoding)
    return clean_prose(text), encoding


def _repaired(data: bytes, encoding: str) -> tuple[str, str]:
    if encoding.startswith(("utf-16", "utf-32")):
        return data.decode(encoding, "ignore"), encoding
    text = data.decode("utf-8", "ignore")
    valid = sum(1 for character in text if character > "\x7f")
    if (len(data) - len(text.encode())) * 10 > valid:
        return _guessed(data)
    return text, "utf-8"


def _guessed(data: bytes) -> tuple[str, str]:
    from charset_normalizer import from_bytes

    latin = latin_encoding(data)
    if latin is not None:
        return data.decode(latin), latin
    best = from_bytes(data).best()
    if best is None:
        raise ValueError("an encoding that driftview does not recognise")
    return str(best), best.encoding


def tokens_whole(data: bytes, unit: Unit) -> list[str]:
    """Return the tokens of a text that is read at once."""
    return tokenise(decode_whole(data)[0], unit)
