"""Styled text that the content of a view is made of, without Textual: spans, rows, columns, wrapping."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len, chop_cells


class Span(NamedTuple):
    """Some text on a row."""

    text: str
    look: str = ""
    """A component class of the widget; empty for its plain style."""
    command: str = ""
    """The command that a click on it gives; empty for none."""


class Fact(NamedTuple):
    """One entry of the header line."""

    text: str
    command: str
    """What a click on it asks for."""
    keep: int
    """Entries with the lowest number go first when the line is too short."""


Row = tuple[Span, ...]


def row_width(row: Sequence[Span]) -> int:
    """Return how many cells a row takes."""
    return sum(cell_len(span.text) for span in row)


def justified(left: Sequence[Span], right: Sequence[Span], width: int) -> Row:
    """Return one row with ``left`` at its left and ``right`` at its right end."""
    gap = width - row_width(left) - row_width(right)
    return (*left, Span(" " * max(gap, 1)), *right)


class Column(NamedTuple):
    """A column right of the words."""

    head: str
    width: int
    need: int
    """Where there is no room for all columns, those that are needed least are left out."""


_PARTS = re.compile(r"[ \n\t]+|[^ \n\t]+")


Paragraph = Sequence[Span]


class Atom(NamedTuple):
    """What stays together on one line."""

    spans: list[Span]
    space: Span | None
    """The space before it, None where there is none."""


def wrapped(paragraph: Paragraph, width: int) -> list[Row]:
    """Return a paragraph in lines of at most ``width`` cells; an empty one is an empty line."""
    lines: list[Row] = []
    line: list[Span] = []
    used = 0
    for spans, space in _atoms(paragraph, max(width, 1)):
        needed = row_width(spans)
        gap = [space] if space and line else []
        if line and used + needed + len(gap) > width:
            lines.append(tuple(line))
            line, used, gap = [], 0, []
        line += [*gap, *spans]
        used += needed + len(gap)
    return [*lines, tuple(line)]


def _atoms(paragraph: Paragraph, width: int) -> Iterator[Atom]:
    """Yield what stays together; what is wider than a line comes in pieces."""
    held: list[Span] = []
    space: Span | None = None
    for span in paragraph:
        for part in _PARTS.findall(span.text):
            if part[0] in " \n\t":
                if held:
                    yield from _narrow(held, space, width)
                held, space = [], Span(" ", span.look)
                continue
            held.append(Span(part, span.look, span.command))
    if held:
        yield from _narrow(held, space, width)


def _narrow(spans: list[Span], space: Span | None, width: int) -> Iterator[Atom]:
    if row_width(spans) <= width:
        yield Atom(spans, space)
        return
    for span in spans:
        for part in chop_cells(span.text, width):
            yield Atom([Span(part, span.look, span.command)], space)
            space = None


def fitting(wordings: Sequence[str], width: int) -> str:
    """Return the first wording that takes at most ``width`` cells, else the last; give the longest first."""
    return next((each for each in wordings if cell_len(each) <= width), wordings[-1])


def head(text: str, width: int) -> str:
    """Return the beginning of a text in at most ``width`` cells; a cut is shown."""
    if cell_len(text) <= width:
        return text
    return (chop_cells(text, width - 1)[0] if width > 1 else "") + "…" * (width > 0)


def tail(text: str, width: int) -> str:
    """Return the end of a text in at most ``width`` cells; a cut is shown."""
    if cell_len(text) <= width:
        return text
    begin, room = len(text), width - 1
    while begin and cell_len(text[begin - 1 :]) <= room:
        begin -= 1
    return "…" * (width > 0) + text[begin:]
