"""Rasters: a chart as rows of single characters, each with the role that it plays."""

import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Role(IntEnum):
    """What a cell stands for; the screen gives every role a colour, the character alone must say it too."""

    BLANK = 0
    AXIS = 1
    LABEL = 2
    VALUE = 3
    """A number that is read out."""
    CURSOR = 4
    MARKER = 5
    """The value under the cursor."""
    MEASURED = 6
    SECOND = 7
    THIRD = 8
    FOURTH = 9
    """MEASURED to FOURTH, and FIFTH, are the solid lines of a chart, in order."""
    EXPECTED = 10
    BAND = 11
    CONTROL = 12
    GHOST = 13
    ALIVE = 14
    LOST_NOW = 15
    LOST_BEFORE = 16
    LAW = 17
    DONE = 18
    CURRENT = 19
    PENDING = 20
    FIFTH = 21
    FAN = 22
    """Where most of many runs lie."""
    GUESS = 23
    """What somebody thought beforehand."""
    LOST = 24
    """What is missing, between what is and what would be."""
    HEAT = 32
    """Lowest of HEAT_LEVELS roles in a row: HEAT + 0 for the value 0, the last one for the value 1."""


HEAT_LEVELS = 17

SHADE = "░"
"""Fills a band where there are no colours; where there are, the ground behind the cell does."""


class LegendItem(NamedTuple):
    """One entry of a legend: a glyph with its role, and what it means."""

    glyph: str
    role: Role
    text: str
    value: str = ""
    """A number read out behind the text."""
    ground: Role = Role.BLANK
    """What the glyph stands on in the picture."""


@dataclass(frozen=True)
class Raster:
    """Characters with their roles, and the roles that tint the ground behind them.

    All three arrays have the shape (height, width). A character is one cell wide; a wide one is followed by
    an empty string, so that every row still fills its width on the screen.
    """

    characters: NDArray[np.str_]
    roles: NDArray[np.uint8]
    grounds: NDArray[np.uint8]

    @classmethod
    def blank(cls, height: int, width: int) -> "Raster":
        """Return an empty raster; sizes below nought count as nought."""
        shape = (max(height, 0), max(width, 0))
        return cls(np.full(shape, " ", dtype="<U1"), np.zeros(shape, np.uint8), np.zeros(shape, np.uint8))

    def copy(self) -> "Raster":
        """Return a raster to write on, with the same cells."""
        return Raster(self.characters.copy(), self.roles.copy(), self.grounds.copy())

    @property
    def height(self) -> int:
        """Number of rows."""
        return int(self.characters.shape[0])

    @property
    def width(self) -> int:
        """Number of columns."""
        return int(self.characters.shape[1])

    def lines(self) -> list[str]:
        """Return the rows as plain text."""
        if not self.characters.size:
            return [""] * self.height
        rows = np.ascontiguousarray(self.characters).view(f"<U{self.width}")[:, 0]
        return [row.replace("\0", "") for row in rows.tolist()]

    def write(self, row: int, column: int, text: str, role: int) -> int:
        """Write a text from a column on, cut at the edges, and return the column after it."""
        if not 0 <= row < self.height:
            return column + text_width(text)
        cells = _cells(text)
        end = column + len(cells)
        if column >= 0 and end <= self.width and all(advance == 1 for _, advance in cells):
            self.characters[row, column:end] = [cell for cell, _ in cells]
            self.roles[row, column:end] = role
            return end
        for cell, advance in cells:
            if column >= 0 and column + advance <= self.width:
                self.characters[row, column] = cell
                self.characters[row, column + 1 : column + advance] = ""
                self.roles[row, column : column + advance] = role
            column += advance
        return column

    def write_legend(self, row: int, column: int, items: list[LegendItem], gap: int = 2) -> None:
        """Write as many entries as fit, in their order; an entry without room for its value goes without."""
        for item in items:
            value = f" {item.value}" if item.value else ""
            needed = text_width(item.glyph) + 1 + text_width(item.text)
            if column + needed > self.width:
                return
            start, column = column, self.write(row, column, item.glyph, item.role)
            self.grounds[row, start:column] = item.ground
            column += 1
            column = self.write(row, column, item.text, Role.LABEL)
            if value and column + text_width(value) <= self.width:
                column = self.write(row, column, value, Role.VALUE)
            column += gap


def legend_width(items: list[LegendItem], gap: int = 2) -> int:
    """Return how many cells a legend takes when all of it fits."""
    texts = [f"{item.glyph} {item.text}" + (f" {item.value}" if item.value else "") for item in items]
    return sum(map(text_width, texts)) + gap * max(len(items) - 1, 0)


def text_width(text: str) -> int:
    """Return how many cells a text takes on the screen."""
    return sum(advance for _, advance in _cells(text))


def _cells(text: str) -> list[tuple[str, int]]:
    """Split into visible characters with their widths; control, format and combining ones are dropped."""
    if text.isascii() and text.isprintable():
        return [(character, 1) for character in text]
    return [(character, advance) for character in text if (advance := _advance(character))]


@lru_cache(maxsize=1024)
def _advance(character: str) -> int:
    """Return how many cells a character takes, 0 for one that is not drawn."""
    if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Cn", "Co", "Mn", "Me", "Zl", "Zp"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
