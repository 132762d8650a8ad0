"""A text in pieces: read and cut in such a way that the tokens are those of the whole.

A text is cut where there is white space anyway, so that no token, run of dashes or quote loses a neighbour
that it looks at. Only as much of it is in memory as there is between two such places.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from driftview.text.cleaning import clean
from driftview.text.unspaced import has_unspaced

PIECE = 1 << 17
"""Characters, or bytes, that are worked on at once."""

_BLANK_LINE = re.compile(r"\n\s*\n")


class Readable(Protocol):
    """A text that can be read in pieces, as often as one likes."""

    def pieces(self) -> Iterator[str]:
        """Go through the text, cleaned, from its beginning."""


def pieces_of(text: str | Readable) -> Iterator[str]:
    """Go through a text, cleaned, in pieces."""
    if not isinstance(text, str):
        return text.pieces()
    return cleaned(text[at : at + PIECE] for at in range(0, len(text), PIECE))


def cleaned(pieces: Iterable[str]) -> Iterator[str]:
    """Clean a text piece by piece; a line end of two characters may lie across a cut."""
    held = ""
    for piece in pieces:
        text = held + piece
        held = "\r" if text.endswith("\r") else ""
        found = clean(text[: len(text) - len(held)])
        if found:
            yield found
    if held:
        yield clean(held)


@dataclass(frozen=True)
class Layout:
    """What only a look at a whole text tells of how to read any part of it."""

    by_line: bool
    """Whether every line is a paragraph, because there are no blank lines."""
    unspaced: bool
    """Whether it has letters of scripts without spaces."""


def layout_of(pieces: Iterable[str]) -> Layout:
    """Look a clean text through."""
    begun = blank = unspaced = False
    newlines = 0  # in the white space before what comes next
    for piece in pieces:
        body = piece.strip()
        if not body:
            newlines += piece.count("\n")
            continue
        lead = len(piece) - len(piece.lstrip())
        newlines += piece.count("\n", 0, lead)
        blank = blank or (begun and newlines > 1) or _BLANK_LINE.search(body) is not None
        unspaced = unspaced or has_unspaced(body)
        newlines = piece.count("\n", lead + len(body))
        begun = True
    return Layout(not blank, unspaced)


class Chunk(NamedTuple):
    """A part of a text that begins and ends with something visible."""

    text: str
    gap: str
    """The white space behind it; "" at the end of the text."""

    def ends_paragraph(self, layout: Layout) -> bool:
        """Tell whether a paragraph ends behind it."""
        return not self.gap or self.gap.count("\n") > (not layout.by_line)


def chunks(pieces: Iterable[str]) -> Iterator[Chunk]:
    """Cut a clean text, without white space at its ends, in chunks of about PIECE characters.

    They are longer where a text has no white space for so long.
    """
    held: list[str] = []
    size, wanted = 0, PIECE
    for piece in pieces:
        held.append(_gap(piece) if piece.isspace() else piece)
        size += len(held[-1])
        if size < wanted:
            continue
        text = "".join(held).lstrip()
        cut = _last_gap(text)
        if cut is not None:
            yield Chunk(text[: cut[0]], text[cut[0] : cut[1]])
            text = text[cut[1] :]
        held, size = [text], len(text)
        wanted = max(PIECE, 2 * size)  # what cannot be cut is not looked through again and again
    rest = "".join(held).strip()
    if rest:
        yield Chunk(rest, "")


def _gap(space: str) -> str:
    """Return a short run of white space that means what a long one does."""
    return "\n" * min(space.count("\n"), 2) or " "


def _last_gap(text: str) -> tuple[int, int] | None:
    """Return where the last white space inside a text begins and ends; None without any.

    Combining marks do not begin a chunk: they would belong to the space before them.
    """
    end = len(text.rstrip())
    while (at := max(text.rfind(" ", 0, end), text.rfind("\n", 0, end))) > 0:
        begin, after = at, at + 1
        while text[begin - 1].isspace():
            begin -= 1
        while text[after].isspace():
            after += 1
        if unicodedata.category(text[after])[0] != "M":
            return begin, after
        end = begin
    return None
