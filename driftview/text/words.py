"""The word unit: words, numbers and single marks of punctuation.

In scripts that put no spaces between words, each character is a word: see driftview.text.unspaced.
"""

import re
import sys
from functools import lru_cache

from driftview.text.paragraphs import find_marks, separate
from driftview.text.unspaced import LETTER, SCRIPTS, has_unspaced, is_unspaced, is_wide_mark

_DASHES = re.compile("--+")
_QUOTES = re.compile("[\"'’]+")
_OPENING = str.maketrans("\"'", "“‘")
_CLOSING = str.maketrans("\"'", "”’")
_HYPHENS = str.maketrans("\u2010\u2011", "--")
_BEFORE_OPENING = frozenset("([{“‘„‚«‹¿¡-–—/")
"""A straight quote opens after these, as it does after a space."""

WHOLE = "+" if sys.version_info >= (3, 11, 5) else ""
"""What makes a repeated group possessive. With it Python before 3.11.5 matches wrong (CPython issue 106052);
without it the tokens are the same, since nothing follows that could fail, but a word of a million parts takes
some memory for each."""


def settle_words(text: str, by_line: bool | None = None, quotes: "Quotes | None" = None) -> str:
    """Return ``text`` as the word unit sees it: typeset dashes and quotes, END between paragraphs.

    ASCII dashes ``--`` become one em dash; straight quotes become opening or closing ones by what stands
    around them; an apostrophe between two letters is always the straight one. Within a script without spaces
    nothing stands around a quote, so there they open and close by turns. Expects clean text; of a part of a
    text, ``by_line`` and ``quotes`` know what there is to know of the whole.
    """
    if "\u2010" in text or "\u2011" in text:
        text = text.translate(_HYPHENS)
    if "--" in text:
        text = _DASHES.sub("—", text)
    return separate((quotes or Quotes(has_unspaced(text))).typeset(text), by_line)


def split_words(settled: str) -> list[str]:
    """Return the tokens of a settled text; the END of the last paragraph is not among them."""
    return _expression(find_marks(settled), has_unspaced(settled)).findall(settled)


@lru_cache(maxsize=16)
def _expression(marks: str, unspaced: bool, whole: str = WHOLE) -> re.Pattern[str]:
    """Compile the expression for one token, given the combining marks that may stand in a word.

    ``unspaced`` says whether the text has scripts without spaces. Nothing that was matched is ever given
    back, so it takes time in proportion to the text, whatever the text.
    """
    letters = rf"[^\W_{SCRIPTS if unspaced else ''}]++"
    single = LETTER
    if marks:
        single += f"[{re.escape(marks)}]*+"
        letters = rf"(?:{letters}|[{re.escape(marks)}]++)+{whole}"
    inner = rf"['-]{letters}|[.,](?<=\d[.,])(?=\d){letters}"
    first = f"{single}|" if unspaced else ""
    return re.compile(rf"{first}{letters}(?:{inner})*{whole}|\S|\n\n")


class Quotes:
    """Typesets the straight quotes of a text, part after part."""

    def __init__(self, unspaced: bool) -> None:
        """``unspaced``: whether the text has scripts without spaces."""
        self._unspaced = unspaced
        self._opened = False

    def typeset(self, text: str) -> str:
        """Return the next part of the text with every run of straight quotes typeset."""
        end, unspaced = len(text), self._unspaced
        marks = frozenset(find_marks(text))

        def base(place: int) -> str:
            """Return the character at a place, or before it where that is only a mark on it."""
            while unspaced and place and text[place] in marks:
                place -= 1
            return text[place]

        def in_word(character: str) -> bool:
            return (character.isalnum() or character in marks) and not (unspaced and is_unspaced(character))

        def typeset(match: re.Match[str]) -> str:
            run, start, stop = match[0], match.start(), match.end()
            before = text[start - 1] if start else "\n"
            after = text[stop] if stop < end else "\n"
            stem = base(start - 1) if start else "\n"
            if len(run) == 1 and run != '"' and in_word(before) and in_word(stem) and in_word(after):
                return "'"
            opens = (before.isspace() or before in _BEFORE_OPENING) and not after.isspace()
            # After a dash a quote opens only before a word: “I was--” said she, and then--“What?”
            opens = opens and (before not in "-–—" or in_word(after))
            if unspaced and (is_unspaced(stem) or is_wide_mark(before)) and not after.isspace():
                opens = not self._opened
            self._opened = opens
            return run.translate(_OPENING if opens else _CLOSING)

        return _QUOTES.sub(typeset, text)
