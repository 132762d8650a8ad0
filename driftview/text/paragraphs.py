"""Paragraphs: the documents that chains start and end with."""

import re
import unicodedata

END = "\n\n"
"""The token that ends a document, which is a paragraph; its id is END_ID."""

END_ID = 0
"""The id of END in every vocabulary. It is a token, and counted as one; no list of words names it."""

_BLANK_LINES = re.compile(r"\n\s*\n\s*")
_LINE_END = re.compile(r"\n\s*")


def separate(text: str, by_line: bool | None = None) -> str:
    """Return ``text`` with exactly END between paragraphs and none around them.

    Blank lines part paragraphs; in a text without any, every line is a paragraph. ``by_line`` says whether
    the text that this is a part of is such a one; None: this is the whole. Single line ends inside a
    paragraph stay. Expects clean text.
    """
    text = text.strip()
    if by_line is None:
        parted = _BLANK_LINES.sub(END, text)
        return parted if END in parted else _LINE_END.sub(END, parted)
    return part(text, by_line)


def part(text: str, by_line: bool) -> str:
    """Put END for every run of white space that parts paragraphs."""
    return (_LINE_END if by_line else _BLANK_LINES).sub(END, text)


def find_marks(text: str) -> str:
    """Return the combining marks (Unicode categories Mn, Mc, Me) that occur in ``text``, sorted."""
    if text.isascii():
        return ""
    return "".join(sorted(c for c in set(text) if c > "\x7f" and unicodedata.category(c)[0] == "M"))
