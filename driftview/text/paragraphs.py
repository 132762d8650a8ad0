"""Paragraphs: the documents that chains start and end with."""

import re
import unicodedata

END = "\n\n"
"""The token that ends a document, which is a paragraph; it always has id 0."""

_BLANK_LINES = re.compile(r"\n\s*\n\s*")
_LINE_END = re.compile(r"\n\s*")


def separate(text: str) -> str:
    """Return ``text`` with exactly END between paragraphs and none around them.

    Blank lines part paragraphs; in a text without any, every line is a paragraph. Single line ends inside
    a paragraph stay. Expects clean text.
    """
    text = text.strip()
    parted = _BLANK_LINES.sub(END, text)
    return parted if END in parted else _LINE_END.sub(END, parted)


def find_marks(text: str) -> str:
    """Return the combining marks (Unicode categories Mn, Mc, Me) that occur in ``text``, sorted."""
    if text.isascii():
        return ""
    return "".join(sorted(c for c in set(text) if c > "\x7f" and unicodedata.category(c)[0] == "M"))
