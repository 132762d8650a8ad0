"""Keys of other keyboard layouts: the command whose key is at the same place.

With a Cyrillic or Greek layout on, the key that says q types something else, and no command has it. Only
letters that no command could have are taken for others: what a layout types in ASCII (Greek ``;`` and Hebrew
``/`` where q is) stays what it is, since it may be meant. So the notice names ctrl+q.
"""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

PLACES = "qwertyuiop[] asdfghjkl;' zxcvbnm,."
"""The keys of a US keyboard, row by row."""

NOTHING = "·"
"""Stands below where a layout types ASCII, several letters, or what its other row has."""

TYPED = {
    "Cyrillic": ("йцукенгшщзхъ фывапролджэ ячсмитьбю", "········ў··ї ·і········є ·········"),
    "Greek": ("·ςερτυθιοπ·· ασδφγηξκλ·· ζχψωβνμ··",),
    "Hebrew": ("··קראטוןםפ·· שדגכעיחלךף· זסבהנמצתץ",),
    "Arabic": ("ضصثقفغعهخحجد شسيبلاتنمكط ئءؤر·ىةوز",),
    "Korean": ("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ·· ㅁㄴㅇㄹㅎㅗㅓㅏㅣ·· ㅋㅌㅊㅍㅠㅜㅡ··",),
}
"""What each layout types at these places; a second row for its variants."""

SHIFTED = str.maketrans("[];',.", '{}:"<>')
"""What a US keyboard types with the shift key."""


class Place(NamedTuple):
    """Where a letter is typed."""

    key: str
    """What a US keyboard types there."""
    layout: str


def _places() -> dict[str, Place]:
    found: dict[str, Place] = {}
    for layout, rows in TYPED.items():
        for letter, key in ((letter, key) for row in rows for letter, key in zip(row, PLACES, strict=True)):
            if letter not in (" ", NOTHING):
                found[letter] = Place(key, layout)
                capital = letter.upper()
                if capital != letter and capital.lower() == letter:  # not the ς of Greek, which shares its Σ
                    found[capital] = Place(key.upper().translate(SHIFTED), layout)
    return found


_KNOWN = _places()


def same_place(character: str | None) -> Place | None:
    """Return what a US keyboard types where another layout types ``character``; None for all others.

    Full-width signs, as East Asian input methods type them, stand for their ASCII forms.
    """
    if character is None or len(character) != 1 or character.isascii():
        return None
    plain = unicodedata.normalize("NFKC", character)
    if len(plain) == 1 and plain.isascii():
        return Place(plain, "full-width")
    return _KNOWN.get(character)


def is_of_another_script(character: str | None) -> bool:
    """Tell whether a key typed a letter that no Latin keyboard has."""
    if character is None or len(character) != 1 or not character.isalpha():
        return False
    return not unicodedata.name(character, "LATIN").startswith("LATIN")
