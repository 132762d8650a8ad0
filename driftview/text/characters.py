"""The character unit: a token is one code point with the combining marks that follow it."""

import re
from functools import lru_cache

from driftview.text.paragraphs import END, find_marks, separate

_SPACES = re.compile(r"[^\S\n]+|(?<!\n)\n(?!\n)")
_RUNS = re.compile(r" {2,}")


def settle_characters(text: str, by_line: bool | None = None) -> str:
    """Return ``text`` as the character unit sees it: END between paragraphs, else single spaces.

    It is the tokens joined by nothing. Expects clean text; for ``by_line`` see ``separate``.
    """
    text = _RUNS.sub(" ", _SPACES.sub(" ", separate(text, by_line)))
    return text.replace(" " + END, END)


def split_characters(settled: str) -> list[str]:
    """Return the tokens of a settled text; the END of the last paragraph is not among them."""
    return _expression(find_marks(settled)).findall(settled)


@lru_cache(maxsize=16)
def _expression(marks: str) -> re.Pattern[str]:
    """Compile the expression for one character, given the combining marks that may follow it."""
    following = f"[{re.escape(marks)}]*+" if marks else ""
    return re.compile(rf"\n\n|[ \S]{following}")
