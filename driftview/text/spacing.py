"""How words and punctuation stand on the page: what the author put before each, and how each was written.

Each training token of a corpus has a code that stands for the white space before it and for the spelling that
the author gave it, where the token has another: straight quotes, typewriter dashes, apostrophes. Beside the
codes, flags say how each word mostly stands; they hold where a word has no human place to copy from.
"""

import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import SpacingCodes, Tokens
from driftview.text.unspaced import is_unspaced, is_wide_mark
from driftview.text.vocabulary import AHEAD, APART, GLUE_LEFT, GLUE_RIGHT

_BOTH = GLUE_LEFT | GLUE_RIGHT
_NEVER_BOTH = frozenset("'’.,`´‘ʼʻ:·_\"״")
"""These stand inside words and numbers: without spaces on either side they would be read as part of one."""

_BY_CHARACTER = {"¿": GLUE_RIGHT, "¡": GLUE_RIGHT, "—": _BOTH, "/": _BOTH} | dict.fromkeys(
    "-&*@#\\†‡§¶•'\"_", 0
)
_BY_CATEGORY = {
    "Ps": GLUE_RIGHT,
    "Pi": GLUE_RIGHT,
    "Sc": GLUE_RIGHT,
    "Pe": GLUE_LEFT,
    "Pf": GLUE_LEFT,
    "Po": GLUE_LEFT,
}

VARIABLE = frozenset("'-—“”‘’ ")
"""Characters of tokens that authors write in several ways."""

MOST_CODES = 1 << 16
"""Ways of standing on the page that are told apart; what a text has beyond these stands behind a space."""

LONGEST_GAP = 24
"""Characters of white space that are kept before a word."""


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
        return AHEAD if "://" in word or "@" in word or word.startswith("www.") else 0
    if is_unspaced(word):
        return _BOTH
    return APART if unicodedata.category(word[0])[0] == "M" else 0


def default_glue(word: str) -> int:
    """Return the flags of a token by what kind of character it is, as most English print has it."""
    if not is_mark(word):
        return safe_glue(word, 0)
    return _BY_CHARACTER.get(word, _BY_CATEGORY.get(unicodedata.category(word), 0))


def glue_of(mark: str, before: list[int], after: list[int]) -> int:
    """Return the flags of one mark from how often (mark, space, word) stand before and after it.

    Only neighbours that are spaces or words count: that a question mark mostly stands before a closing quote
    says nothing about the space between it and a word. What never stands beside either keeps its default.
    """
    flags = default_glue(mark)
    for side, (_, spaces, words) in ((GLUE_LEFT, before), (GLUE_RIGHT, after)):
        if spaces + words:
            flags = flags | side if words > spaces else flags & ~side
    return safe_glue(mark, flags)


class Way(NamedTuple):
    """One way in which a token stands on the page."""

    gap: str | None
    """The white space before it; of the end of a document, all that separates it from the next document.
    None: unknown, because a document begins with the token."""
    parts: tuple[str, ...] = ()
    """How each of its VARIABLE characters is written, in order; empty where the token is written as it is."""

    def written(self, word: str) -> str:
        """Return a token as its author wrote it."""
        if not self.parts:
            return word
        parts = iter(self.parts)
        return "".join(next(parts, each) if each in VARIABLE else each for each in word)


def way_of(gap: str | None, word: str, surface: str) -> Way:
    """Return how a token stands where its author wrote ``surface`` behind ``gap``."""
    if surface == word:
        return Way(gap)
    if len(word) == 1:
        return Way(gap, (surface,))
    return Way(gap, tuple(there for here, there in zip(word, surface, strict=True) if here in VARIABLE))


UNKNOWN, SPACED, CLOSE = 0, 1, 2
"""Codes that every table begins with: nothing known, behind a space, behind nothing."""


class Ways(dict[Way, int]):
    """Ways of standing on the page and their codes; one that is new gets the next code."""

    def __init__(self, known: tuple[Way, ...] = (Way(None), Way(" "), Way(""))) -> None:
        """Begin with those that are known; by default, with the three that every text has."""
        super().__init__((way, code) for code, way in enumerate(known))

    def __missing__(self, way: Way) -> int:
        """Give a way its code."""
        if len(self) >= MOST_CODES:
            return SPACED
        code = self[way] = len(self)
        return code


@dataclass(frozen=True, eq=False)
class PageSpacing:
    """How the training tokens of a corpus stand on its page."""

    ways: tuple[Way, ...]
    """What each code stands for."""
    codes: SpacingCodes
    """The code of each training token, shape (N,)."""
    usual: NDArray[np.uint16]
    """The most frequent code of each word, shape (V,)."""


def compact_codes(codes: SpacingCodes, ways: int) -> SpacingCodes:
    """Return the codes of so many ways in as few bytes as hold them."""
    return codes.astype(np.uint8) if ways <= 1 << 8 else codes.astype(np.uint16, copy=False)


def canonical_gap(gap: str) -> str:
    """Return white space as the page keeps it: at most four line ends, then the indent of what follows.

    Spaces before line ends cannot be seen and are left out; what is longer than LONGEST_GAP is cut.
    """
    if gap == " " or not gap:
        return gap
    newlines = gap.count("\n")
    if not newlines:
        return gap[:LONGEST_GAP]
    return "\n" * min(newlines, 4) + gap[gap.rindex("\n") + 1 :][:LONGEST_GAP]


def count_neighbours(
    tokens: Tokens, apart: NDArray[np.bool_], kinds: NDArray[np.int8], marks: NDArray[np.int64]
) -> dict[int, NDArray[np.int64]]:
    """Count what stands beside each mark of a text.

    Parameters
    ----------
    tokens
        The text, shape (N,).
    apart
        Whether white space stands before each token, shape (N,).
    kinds
        Of each word id: 0 a mark, 1 the end of a document, 2 a word; shape (V,).
    marks
        The ids of the marks, sorted, shape (M,).

    Returns
    -------
    dict
        For each mark, shape (2, 3): before it and after it; another mark, white space, a word.
    """
    row_of = np.full(len(kinds), -1, np.int64)
    row_of[marks] = np.arange(len(marks))
    at = np.flatnonzero(row_of[tokens] >= 0)
    at = at[(at > 0) & (at < len(tokens) - 1)]
    rows = row_of[tokens[at]]
    before = np.where(apart[at], 1, kinds[tokens[at - 1]])
    after = np.where(apart[at + 1], 1, kinds[tokens[at + 1]])
    counted = np.stack([np.bincount(rows * 3 + side, minlength=3 * len(marks)) for side in (before, after)])
    return dict(zip(marks.tolist(), counted.reshape(2, -1, 3).transpose(1, 0, 2), strict=True))
