"""Typesetting: words with their marks, broken into lines that stand still while words die."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

from rich.cells import cell_len, chop_cells

RESERVE, RESERVED = 2, 14
"""Cells kept free at the right for daggers: at least, and one in so many of a line. So a dying word neither
moves the words around it nor takes the space between two of them."""

INDENT = "  "
DEAD_MARK = "†"
LAST_MARK = "‡"
NEW_MARK = "·"
"""Takes the place of the space before a word, so that it moves nothing; else it is a cell of its own."""
SPAN_OPEN = "⟦"
SPAN_CLOSE = "⟧"


class Look(Enum):
    """How a piece of text is to look."""

    PLAIN = auto()
    DEAD = auto()
    """A word that the generation looked at no longer has."""
    COPIED = auto()
    """Inside a verbatim span of human text."""
    LAST = auto()
    """A word that the next generation no longer has."""
    NEW = auto()
    """The sign before a word that completes a phrase no human wrote."""
    MARK = auto()
    """A sign that is not part of the text."""


class Piece(NamedTuple):
    """Some text and its look."""

    text: str
    look: Look


Line = tuple[Piece, ...]


@dataclass
class Group:
    """What must stay together on one line: a word with its punctuation and marks."""

    pieces: list[Piece]
    width: int
    """Cells, daggers not counted."""
    daggers: int
    space: Look
    """The look of the space before it."""
    spaced: bool
    """Whether there is a space before it."""
    new: bool = False
    """Whether it completes a phrase that no human wrote."""
    verse: str | None = None
    """What a line that the author begins with it is indented by; None where it goes on."""

    @property
    def parted(self) -> bool:
        """Whether a cell stands between it and what is before it on the line."""
        return self.spaced or self.new

    @property
    def gap(self) -> Piece:
        """Return what stands between it and the word before."""
        return Piece(NEW_MARK, Look.NEW) if self.new else Piece(" ", self.space)


def marked(text: str, look: Look, opens: bool, closes: bool) -> list[Piece]:
    """Return a word with the signs that belong to it."""
    pieces = [Piece(SPAN_OPEN, Look.MARK)] * opens + [Piece(text, look)]
    pieces += [Piece(DEAD_MARK, Look.MARK)] * (look is Look.DEAD)
    pieces += [Piece(LAST_MARK, Look.MARK)] * (look is Look.LAST)
    return pieces + [Piece(SPAN_CLOSE, Look.MARK)] * closes


def set_lines(groups: Iterator[Group], width: int, indent: str) -> Iterator[Line]:
    """Yield lines of at most ``width`` cells, broken between groups."""
    measure = max(width - max(RESERVE, width // RESERVED), 4)
    line: list[Group] = []
    used = len(indent)
    for group in _narrow(groups, measure):
        needed = group.width + (1 if line and group.parted else 0)
        if line and (used + needed > measure or group.verse is not None):
            yield _line(line, width, indent, group)
            indent = (group.verse or "")[: measure // 4]
            line, used, needed = [], len(indent), group.width
        line.append(group)
        used += needed
    if line:
        yield _line(line, width, indent)


def _narrow(groups: Iterator[Group], measure: int) -> Iterator[Group]:
    """Break up groups that are wider than a line."""
    for group in groups:
        if group.width <= measure:
            yield group
            continue
        spaced, new = group.spaced, group.new
        for piece in group.pieces:
            for part in chop_cells(piece.text, measure):
                dagger = piece.look is Look.MARK and piece.text in (DEAD_MARK, LAST_MARK)
                yield Group([Piece(part, piece.look)], cell_len(part), int(dagger), group.space, spaced, new)
                spaced = new = False


def _line(groups: Sequence[Group], width: int, indent: str, following: Group | None = None) -> Line:
    """Put groups on one line; daggers beyond the room at the right take the place of the next space.

    ``following`` begins the next line; what marks it as new stands at the end of this one, if there is room.
    """
    spaces = sum(group.parted for group in groups[1:])
    used = len(indent) + spaces + sum(group.width + group.daggers for group in groups)
    surplus = used - width
    pieces = [Piece(indent, Look.PLAIN)]
    for i, group in enumerate(groups):
        if i and group.parted:
            if surplus > 0 and groups[i - 1].daggers:
                surplus -= 1
            else:
                pieces.append(group.gap)
        pieces += group.pieces
    if following is not None and following.new and surplus < 0:
        pieces.append(Piece(NEW_MARK, Look.NEW))
    return tuple(merged(pieces))


def merged(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Join neighbours of one look."""
    text, look = "", Look.PLAIN
    for piece in pieces:
        if piece.look is look:
            text += piece.text
            continue
        if text:
            yield Piece(text, look)
        text, look = piece
    if text:
        yield Piece(text, look)
