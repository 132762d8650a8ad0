"""A text in pieces: read and cut in such a way that the tokens are those of the whole.

A text is cut where there is white space anyway, so that no token, run of dashes or quote loses a neighbour
that it looks at. Only as much of it is in memory as there is between two such places.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from driftview.text.cleaning import clean_prose

PIECE = 1 << 17
"""Characters, or bytes, that are worked on at once."""

MOST_HELD = 256
"""Characters at the end of a piece that wait for the next one, if need be."""

SEPARATOR = "\x1e"
"""Put where a document ends that its white space does not show; cleaning lets none through from outside."""


FIXED = "\x1f"
"""Put behind a line end that does not only wrap prose; cleaning lets none through from outside."""


class Readable(Protocol):
    """A text that can be read in pieces, as often as one likes."""

    def pieces(self) -> Iterator[str]:
        """Go through the text, cleaned, from its beginning."""


@dataclass(frozen=True)
class SeparateDocuments:
    """Texts as one, read in pieces; each is a document, whatever line ends and blank lines it holds."""

    documents: tuple[str, ...]
    """Clean."""
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False)
    """By the name of a field that names prompts or chains, which one each document belongs to."""

    def pieces(self) -> Iterator[str]:
        """Go through the documents, with SEPARATOR between them."""
        for number, document in enumerate(self.documents):
            yield f"\n{SEPARATOR}\n{document}" if number else document


def pieces_of(text: str | Readable) -> Iterator[str]:
    """Go through a text, cleaned, in pieces."""
    if not isinstance(text, str):
        return text.pieces()
    return cleaned(text[at : at + PIECE] for at in range(0, len(text), PIECE))


def cleaned(pieces: Iterable[str]) -> Iterator[str]:
    """Clean a text piece by piece; what must be seen in one look may lie across a cut."""
    held = ""
    for piece in pieces:
        text = held + piece
        cut = _safe_cut(text)
        held = text[cut:]
        found = clean_prose(text[:cut])
        if found:
            yield found
    if held:
        found = clean_prose(held)
        if found:
            yield found


def _safe_cut(text: str) -> int:
    """Return the last place where cleaning sees nothing across: line ends, joiners, composed letters."""
    end = len(text)
    for cut in range(end, max(end - MOST_HELD, 0), -1):
        last = text[cut - 1]
        if last != "\r" and last.isascii() and (cut == end or text[cut].isascii()):
            return cut
        if cut < end and not _is_dependent(last) and not _is_dependent(text[cut]):
            return cut
    return 0 if end < MOST_HELD else end


def _is_dependent(letter: str) -> bool:
    """Tell whether cleaning a character depends on the one beside it."""
    return letter == "\r" or unicodedata.category(letter) in ("Cf", "Mn", "Mc", "Me", "So", "Sk")


class Chunk(NamedTuple):
    """A part of a text that begins and ends with something visible."""

    text: str
    gap: str
    """The white space behind it; "" at the end of the text."""


def chunks(pieces: Iterable[str]) -> Iterator[Chunk]:
    """Cut a clean text, without white space at its ends, in chunks of about PIECE characters.

    They are longer where a text has no white space for so long.
    """
    held: list[str] = []
    size, wanted = 0, PIECE
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size < wanted:
            continue
        text = "".join(held).lstrip()
        cut = _last_gap(text)
        if cut is not None:
            yield Chunk(text[: cut[0]], text[cut[0] : cut[1]])
            text = text[cut[1] :]
        held, size = [_shortened(text)], len(text)
        wanted = max(PIECE, 2 * size)  # what cannot be cut is not looked through again and again
    rest = "".join(held).strip()
    if rest:
        yield Chunk(rest, "")


MOST_SPACE = 1 << 12
"""White space that is kept while what follows it is unknown; more of it means no more."""


def _shortened(text: str) -> str:
    """Return a text with the white space at its end shortened, in a way that the page does not show."""
    body = len(text.rstrip())
    if len(text) - body <= MOST_SPACE:
        return text
    gap = text[body:]
    mark = SEPARATOR * (SEPARATOR in gap)
    newlines = "\n" * min(gap.count("\n"), 8)
    return text[:body] + mark + newlines + gap[gap.rfind("\n") + 1 :][:MOST_SPACE]


def _last_gap(text: str) -> tuple[int, int] | None:
    """Return where the last white space inside a text begins and ends; None without any.

    Combining marks do not begin a chunk: they would belong to the space before them. A hyphen does not end
    one: the word that it breaks may go on behind it.
    """
    end = len(text.rstrip())
    while (at := max(text.rfind(" ", 0, end), text.rfind("\n", 0, end))) > 0:
        begin, after = at, at + 1
        while text[begin - 1].isspace():
            begin -= 1
        while text[after].isspace():
            after += 1
        if unicodedata.category(text[after])[0] != "M" and text[begin - 1] not in "-\u2010":
            return begin, after
        end = begin
    return None
