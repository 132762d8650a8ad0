"""The tokens of a text of any length, as they come: read, cleaned, settled and split piece by piece."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from driftview.arrays import Tokens
from driftview.text.corpus import Unit
from driftview.text.paragraphs import END, part
from driftview.text.pieces import Chunk, Layout, Readable, chunks, layout_of, pieces_of
from driftview.text.tokens import settle, split
from driftview.text.words import Quotes


class Flow(NamedTuple):
    """A part of a text: in the spelling that tokens keep, and its tokens."""

    settled: str
    words: list[str]
    """Every paragraph ends with END."""


def flow(text: str | Readable, unit: Unit, seen: Callable[[str], object] | None = None) -> Iterator[Flow]:
    """Go through the tokens of a text; they are those of ``tokenise``.

    The text is read twice, for some things show only in the whole. ``seen`` is given each clean piece.
    """
    layout = layout_of(pieces_of(text))
    quotes = Quotes(layout.unspaced)
    for chunk in chunks(_watched(pieces_of(text), seen)):
        settled = settle(chunk.text, unit, layout.by_line, quotes)
        words = split(settled, unit, ended=False)
        if chunk.ends_paragraph(layout):
            words.append(END)
        elif unit == "character":
            words.append(" ")
        yield Flow(settled + _settled_gap(chunk, unit, layout), words)


def _watched(pieces: Iterator[str], seen: Callable[[str], object] | None) -> Iterator[str]:
    for piece in pieces:
        if seen is not None:
            seen(piece)
        yield piece


def _settled_gap(chunk: Chunk, unit: Unit, layout: Layout) -> str:
    """Return what stands between a chunk and the next in a settled text."""
    if unit == "word" or not chunk.gap:
        return part(chunk.gap, layout.by_line)
    return END if chunk.ends_paragraph(layout) else " "


class Numbers(dict[str, int]):
    """Words and their numbers; a word that is new gets the next one."""

    def __missing__(self, word: str) -> int:
        """Give a word its number."""
        number = self[word] = len(self)
        return number

    def of(self, words: list[str]) -> Tokens:
        """Return the number of each word, shape (N,)."""
        return np.fromiter(map(self.__getitem__, words), np.int32, len(words))
