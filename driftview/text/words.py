"""The word unit: words, numbers and single marks of punctuation, in scripts that put spaces between words."""

import re
from functools import lru_cache

from driftview.text.paragraphs import find_marks, separate

_DASHES = re.compile("--+")
_QUOTES = re.compile("[\"'’]+")
_OPENING = str.maketrans("\"'", "“‘")
_CLOSING = str.maketrans("\"'", "”’")
_HYPHENS = str.maketrans("\u2010\u2011", "--")
_BEFORE_OPENING = frozenset("([{“‘„‚«‹¿¡-–—/")
"""A straight quote opens after these, as it does after a space."""


def settle_words(text: str) -> str:
    """Return ``text`` as the word unit sees it: typeset dashes and quotes, END between paragraphs.

    ASCII dashes ``--`` become one em dash; straight quotes become opening or closing ones by what stands
    around them; an apostrophe between two letters is always the straight one. Expects clean text.
    """
    marks = find_marks(text)
    if not text.isascii():
        text = text.translate(_HYPHENS) if "\u2010" in text or "\u2011" in text else text
    if "--" in text:
        text = _DASHES.sub("—", text)
    return separate(_set_quotes(text, frozenset(marks)))


def split_words(settled: str) -> list[str]:
    """Return the tokens of a settled text; the END of the last paragraph is not among them."""
    return _expression(find_marks(settled)).findall(settled)


@lru_cache(maxsize=16)
def _expression(marks: str) -> re.Pattern[str]:
    """Compile the expression for one token, given the combining marks that may stand in a word.

    Matching is possessive throughout, so it takes time in proportion to the text, whatever the text.
    """
    letters = r"[^\W_]++" if not marks else rf"(?:[^\W_]++|[{re.escape(marks)}]++)++"
    inner = rf"['-]{letters}|[.,](?<=\d[.,])(?=\d){letters}"
    return re.compile(rf"{letters}(?:{inner})*+|\S|\n\n")


def _set_quotes(text: str, marks: frozenset[str]) -> str:
    """Return ``text`` with every run of straight quotes typeset."""
    end = len(text)

    def in_word(character: str) -> bool:
        return character.isalnum() or character in marks

    def typeset(match: re.Match[str]) -> str:
        run, start, stop = match[0], match.start(), match.end()
        before = text[start - 1] if start else "\n"
        after = text[stop] if stop < end else "\n"
        if len(run) == 1 and run != '"' and in_word(before) and in_word(after):
            return "'"
        opens = (before.isspace() or before in _BEFORE_OPENING) and not after.isspace()
        # After a dash a quote opens only before a word: “I was--” said she, and then--“What?”
        opens = opens and (before not in "-–—" or in_word(after))
        return run.translate(_OPENING if opens else _CLOSING)

    return _QUOTES.sub(typeset, text)
