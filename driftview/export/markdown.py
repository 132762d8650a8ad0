"""The little Markdown that a transcript needs."""

import re
from collections.abc import Iterable, Sequence

from driftview.text.cleaning import clean

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~&$])")
"""Marks that mean something to Markdown wherever they stand."""

_BEGINNINGS = re.compile(r"^(\d*)([-+=.):])(?=\s|\2|$)", re.MULTILINE)
"""Marks that make a list, a heading or a rule of the line that they begin, numbers before them included."""


def inline(text: str) -> str:
    """Return clean text for the middle of a line, in which Markdown finds nothing to do."""
    return _SIGNS.sub(r"\\\1", clean(text))


def plain(text: str) -> str:
    """Return clean text for whole lines, in which Markdown finds nothing to do."""
    return _BEGINNINGS.sub(r"\1\\\2", inline(text))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table whose first column stands left and the others right."""
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def quotation(text: str) -> str:
    """Return text as a quotation, paragraph by paragraph."""
    lines = (plain(line.strip()) for line in text.split("\n"))
    return "\n".join(f"> {line}".rstrip() for line in lines)


def whole(value: float | None) -> str:
    """Return a number without decimals, – for none."""
    return "–" if value is None else f"{value:,.0f}"


def decimal(value: float | None, digits: int = 2) -> str:
    """Return a number with so many decimals, – for none."""
    return "–" if value is None else f"{value:,.{digits}f}"


def percent(value: float | None, digits: int = 1) -> str:
    """Return a share in per cent, – for none; only nothing is written as nothing, and all as all."""
    if value is None:
        return "–"
    least = 10.0 ** -(digits + 2)
    if 0 < value < least / 2:
        return f"under {least:.{digits}%}"
    if 1 - least / 2 <= value < 1:
        return f"over {1 - least:.{digits}%}"
    return f"{value:.{digits}%}"
