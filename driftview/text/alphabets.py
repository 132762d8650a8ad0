"""Which one-byte encoding a Latin text is in: the one in which its letters belong to one language's alphabet.

The same bytes are è, æ and ð in cp1252 and č, ć and đ in cp1250. No language has the first three; Croatian
has the others. Detectors that count oddities see none in either.
"""

import re
from collections import Counter
from typing import NamedTuple

ENCODINGS = (
    "cp1252", "cp1250", "cp1254", "cp1257", "iso8859_2", "iso8859_15", "mac_roman", "cp850", "cp852",
    "iso8859_9", "mac_latin2",
)  # fmt: skip
"""What Latin texts are in that are not Unicode; of those that fit equally well, the first is taken."""

ALPHABETS = {
    language: frozenset(letters + letters.upper())
    for language, letters in {
        "French": "àâæçéèêëîïôœùûüÿ",
        "German": "äöüß",
        "Spanish": "áéíñóúü",
        "Portuguese": "áâãàçéêíóôõúü",
        "Italian": "àèéìíîòóùú",
        "Catalan": "àçèéíïòóúü",
        "Dutch": "áèéêëïóöü",
        "Swedish and Finnish": "åäöé",
        "Danish and Norwegian": "æøåéêóôò",
        "Icelandic": "áðéíóúýþæö",
        "Czech and Slovak": "áäčďéěíĺľňóôŕřšťúůýž",
        "Polish": "ąćęłńóśźż",
        "Croatian and Slovenian": "čćđšž",
        "Hungarian": "áéíóöőúüű",
        "Romanian": "ăâîşţșț",
        "Turkish": "çğıöşüâîû",
        "Estonian": "äõöüšž",
        "Latvian": "āčēģīķļņšūž",
        "Lithuanian": "ąčęėįšųūž",
    }.items()
} | {"Turkish": frozenset("çğıöşüâîûÇĞİÖŞÜÂÎÛ")}
"""Letters beyond ASCII of languages that are written in Latin letters."""

_PRINT = frozenset("“”„‚‘’«»‹›–—…¡¿§°€£•·©®™½¼¾ºª†‡×\u00a0")
"""What texts of any language may have beside their letters."""

_ODD_CAPITAL = re.compile(r"(?<=[a-zß-ÿ])[À-ÞŠŽŒ]|[À-ÞŠŽŒ](?=[A-Z][a-z])")
"""Capitals inside words, and before capitalised ones: the quotes of old Macs look like this in cp1252."""

_LEAST = 0.95
"""The share of what is beyond ASCII that one alphabet has to explain."""

_MOST_BEYOND = 0.4
"""A larger share of letters beyond ASCII than this is no Latin script."""

_SAMPLE = 1 << 20
"""Bytes that decide."""


class _Fit(NamedTuple):
    """How well an encoding explains what is beyond ASCII."""

    share: float
    order: int


def latin_encoding(data: bytes) -> str | None:
    """Return the encoding that explains a Latin text best; None where none explains it well.

    Parameters
    ----------
    data
        The beginning of the text.

    Returns
    -------
    str or None
        The name of one of ENCODINGS.
    """
    sample = data[:_SAMPLE]
    beyond = len(sample.translate(None, bytes(range(128))))
    letters = sum(map(len, re.findall(rb"[A-Za-z]+", sample)))
    if not beyond or beyond > _MOST_BEYOND * (beyond + letters):
        return None
    fits = [
        _Fit(_explained(sample, encoding), -order)
        for order, encoding in enumerate(ENCODINGS)
        if _is_in(sample, encoding)
    ]
    best = max(fits, default=_Fit(0, 0))
    return ENCODINGS[-best.order] if best.share >= _LEAST else None


def _is_in(sample: bytes, encoding: str) -> bool:
    try:
        sample.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _explained(sample: bytes, encoding: str) -> float:
    """Return the share of what is beyond ASCII that print and the alphabet of one language explain."""
    text = sample.decode(encoding)
    counts = Counter(character for character in text if character > "\x7f")
    total = counts.total()
    printed = sum(counts[character] for character in _PRINT)
    known = max(sum(counts[letter] for letter in letters) for letters in ALPHABETS.values())
    return (printed + known - len(_ODD_CAPITAL.findall(text))) / total
