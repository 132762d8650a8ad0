"""Every column and frame in its place, however wide the terminal finds the text before it.

A line of Hindi in one pane would move the other pane and its frame where a terminal gives vowel signs a cell
that rich does not count. So the cells behind such a text are cleared first, then the text is written, then
the rest of the room from its own place on: the text may take the cleared cells, or leave them empty.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.cells import cell_len

from driftview.tui.content.cells import UNCERTAIN, uncertain_cells

CODES = re.compile(r"(\x1b\[[0-9;?<=>]*[a-zA-Z]|[\r\n])")
PLACE = re.compile(r"\x1b\[([0-9]+);([0-9]+)H")
FRAME = "│┃║╭╮╰╯▐█▕▏"
PIECES = re.compile(rf" {{2,}}|[{FRAME}]+|(?:(?! {{2}}|[{FRAME}]).)+", re.DOTALL)
"""Room between columns, parts of frames, and words."""

PLAIN = "\x1b[0m"

Styled = tuple[str, str]
"""The code of a style, and what is written in it."""


def in_place(text: str) -> str:
    """Return terminal output that shows the same where all widths are certain, and never shifts.

    Parameters
    ----------
    text
        What Textual writes, each piece in a style of its own; what no move to a place comes before is left
        as it is.

    Returns
    -------
    str
        The same with moves around text of uncertain width.
    """
    if text.isascii() or not UNCERTAIN.search(text):
        return text
    found: list[str] = []
    line: list[Styled] = []
    row = column = 0
    style = ""
    for part in CODES.split(text):
        if not CODES.fullmatch(part):
            line.append((style if row else "", part))
        elif part.endswith("m"):
            style = "" if part in (PLAIN, "\x1b[m") else style + part
            if not row:
                line.append(("", part))
        else:
            found += _row(line, row, column)
            place = PLACE.fullmatch(part)
            row, column = (int(place[1]), int(place[2])) if place else (0, 0)
            line = []
            found.append(part)
    found += _row(line, row, column)
    return "".join(found)


def _row(line: Sequence[Styled], row: int, column: int) -> Iterator[str]:
    """Yield what is written on a row from a column on."""
    if not row or not any(UNCERTAIN.search(words) for _, words in line):
        yield from map(_dressed, line)
        return
    pieces = [(style, piece) for style, words in line for piece in PIECES.findall(words)]
    at = 0
    while at < len(pieces):
        words = at
        while words < len(pieces) and not (pieces[words][1].startswith("  ") or pieces[words][1][0] in FRAME):
            words += 1
        if words == at:
            yield _dressed(pieces[at])
            column += cell_len(pieces[at][1])
            at += 1
            continue
        behind = words
        while behind < len(pieces) and pieces[behind][1].isspace():
            behind += 1
        held = pieces[at:words]
        end = column + sum(cell_len(piece) for _, piece in held)
        room = [style for style, piece in pieces[words:behind] for _ in piece]
        cleared = room[: uncertain_cells("".join(piece for _, piece in held))]
        if cleared:
            yield f"\x1b[{row};{end}H{_blank(cleared)}\x1b[{row};{column}H"
        yield from map(_dressed, held)
        if behind < len(pieces) or len(room) > len(cleared):
            yield f"\x1b[{row};{end + len(cleared)}H{_blank(room[len(cleared) :])}"
        column, at = end + len(room), behind


def _dressed(piece: Styled) -> str:
    style, words = piece
    return f"{style}{words}{PLAIN}" if style else words


def _blank(styles: Sequence[str]) -> str:
    """Return a space in each of some styles."""
    return "".join(_dressed((style, " " * len(list(cells)))) for style, cells in groupby(styles))
