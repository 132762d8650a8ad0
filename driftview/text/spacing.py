"""How words and punctuation stand: with a space before them, after them, both or neither."""

import unicodedata

import numpy as np
from numpy.typing import NDArray

from driftview.text.unspaced import is_unspaced, is_wide_mark
from driftview.text.vocabulary import APART, GLUE_LEFT, GLUE_RIGHT

AT_ONCE = 1 << 16
"""Characters that are counted at once."""

_BOTH = GLUE_LEFT | GLUE_RIGHT
_NEVER_BOTH = frozenset("'’.,")
"""These stand inside words and numbers: without spaces on either side they would be read as part of one."""

_BY_CHARACTER = {"¿": GLUE_RIGHT, "¡": GLUE_RIGHT, "—": _BOTH, "/": _BOTH} | dict.fromkeys(
    "-&*@#\\†‡§¶•'\"", 0
)
_BY_CATEGORY = {
    "Ps": GLUE_RIGHT,
    "Pi": GLUE_RIGHT,
    "Sc": GLUE_RIGHT,
    "Pe": GLUE_LEFT,
    "Pf": GLUE_LEFT,
    "Po": GLUE_LEFT,
}


def is_mark(word: str) -> bool:
    """Tell whether a token is a single mark of punctuation or a symbol, and not a word."""
    return len(word) == 1 and not (word.isalnum() or word.isspace() or unicodedata.category(word)[0] == "M")


def is_opening(word: str) -> bool:
    """Tell whether a token is a mark that belongs to what follows it, such as an opening bracket."""
    return len(word) == 1 and unicodedata.category(word) in ("Ps", "Pi")


def safe_glue(word: str, flags: int) -> int:
    """Return ``flags`` less what would make two tokens run into one when the text is read again.

    Of what is no mark of punctuation, characters of scripts without spaces stand close to all others, and
    what begins with a combining mark stands apart, or it would go on whatever is before it. What is as wide
    as a Chinese character never has a space beside it.
    """
    if is_mark(word):
        if is_wide_mark(word):
            return _BOTH
        if word == "-":
            return 0
        return GLUE_LEFT if flags == _BOTH and word in _NEVER_BOTH else flags
    if word.isascii():
        return 0
    if is_unspaced(word):
        return _BOTH
    return APART if unicodedata.category(word[0])[0] == "M" else 0


def default_glue(word: str) -> int:
    """Return the flags of a token by what kind of character it is, as most English print has it."""
    if not is_mark(word):
        return safe_glue(word, 0)
    return _BY_CHARACTER.get(word, _BY_CATEGORY.get(unicodedata.category(word), 0))


def counted_glue(settled: str) -> dict[str, int]:
    """Return the flags of each mark in a settled text, as it mostly stands there.

    Only neighbours that are spaces or words count: that a question mark mostly stands before a closing quote
    says nothing about the space between it and a word. What never stands beside either keeps its default.
    """
    found: dict[str, NDArray[np.int64]] = {}
    padded = f"\n{settled}\n"
    for at in range(1, len(padded) - 1, AT_ONCE):
        for mark, beside in _neighbours(padded[at - 1 : at + AT_ONCE + 1]).items():
            found[mark] = found.get(mark, 0) + beside
    return {mark: _flags(mark, *beside.tolist()) for mark, beside in found.items()}


def _neighbours(text: str) -> dict[str, NDArray[np.int64]]:
    """Count what stands beside each mark inside a text, its first and last character left out.

    Rows: before it and after it; columns: another mark, a space, a word.
    """
    codes = np.frombuffer(text.encode("utf-32-le"), "<u4").astype(np.int64)
    present = np.flatnonzero(np.bincount(codes))
    kinds = np.zeros(int(present[-1]) + 1, np.int64)
    for code in present.tolist():
        kinds[code] = 1 if chr(code).isspace() else 0 if is_mark(chr(code)) else 2
    marks = present[[is_mark(chr(code)) for code in present.tolist()]]
    row_of = np.full(len(kinds), -1, np.int64)
    row_of[marks] = np.arange(len(marks))
    at = np.flatnonzero(row_of[codes[1:-1]] >= 0) + 1
    rows = row_of[codes[at]]
    sides = [
        np.bincount(rows * 3 + kinds[codes[at + step]], minlength=3 * len(marks)).reshape(-1, 3)
        for step in (-1, 1)
    ]
    return dict(zip(map(chr, marks.tolist()), np.stack(sides, 1), strict=True))


def _flags(mark: str, before: list[int], after: list[int]) -> int:
    """Return the flags of one mark from how often (other, space, word) stand before and after it."""
    flags = default_glue(mark)
    for side, (_, spaces, words) in ((GLUE_LEFT, before), (GLUE_RIGHT, after)):
        if spaces + words:
            flags = flags | side if words > spaces else flags & ~side
    return safe_glue(mark, flags)
