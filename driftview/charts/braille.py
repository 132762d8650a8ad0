"""A canvas of braille dots, two across and four down in every cell."""

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Floats
from driftview.charts.raster import Raster, Role

Whole = NDArray[np.int64]

DOTS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]], dtype=np.uint8)
"""Bit of the dot at (row, column) of a cell, from the Unicode block "Braille Patterns"."""
BLANK = 0x2800
ACROSS, DOWN = 2, 4


class Canvas:
    """Dots over a grid of cells; what is drawn later takes the cells that it touches from what was there."""

    def __init__(self, height: int, width: int) -> None:
        self._dots = np.zeros((height, width), np.uint8)
        self._roles = np.zeros((height, width), np.uint8)
        self.height, self.width = height * DOWN, width * ACROSS

    def plot(self, columns: Whole, rows: Whole, role: Role) -> None:
        """Set dots at the given columns and rows, which are both counted in dots from the top left."""
        inside = (columns >= 0) & (columns < self.width) & (rows >= 0) & (rows < self.height)
        columns, rows = columns[inside], rows[inside]
        cells = rows // DOWN, columns // ACROSS
        self._dots[cells] = 0
        np.bitwise_or.at(self._dots, cells, DOTS[rows % DOWN, columns % ACROSS])
        self._roles[cells] = role

    def onto(self, raster: Raster, top: int, left: int) -> None:
        """Copy every cell that holds a dot onto a raster, with this canvas's corner at (top, left)."""
        height, width = self._dots.shape
        window = slice(top, top + height), slice(left, left + width)
        held = self._dots > 0
        characters = (self._dots.astype(np.uint32) + BLANK).view("<U1")
        raster.characters[window][held] = characters[held]
        raster.roles[window][held] = self._roles[held]


def trace(across: Floats, down: Floats) -> tuple[Whole, Whole]:
    """Return the dots of the line through points, as columns and rows in order along the line.

    ``across`` and ``down`` are positions in dots, shape (P,), ``across`` rising; NaN breaks the line. A point
    between two breaks is a single dot. Steep pieces are filled downwards, so that a line never has holes.
    """
    known = np.flatnonzero(np.isfinite(across) & np.isfinite(down))
    if not known.size:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    points = np.rint(across[known]).astype(np.int64)
    columns = np.arange(points[0], points[-1] + 1)
    rows = np.rint(np.interp(columns, across[known], down[known])).astype(np.int64)
    joined = np.append(np.diff(known) == 1, False)
    piece = np.maximum(np.searchsorted(across[known], columns, "right") - 1, 0)
    drawn = joined[piece]
    drawn[points - points[0]] = True
    after = np.append(rows[1:], rows[-1])
    after[:-1][~drawn[1:]] = rows[:-1][~drawn[1:]]
    return _climb(columns[drawn], rows[drawn], after[drawn])


def _climb(columns: Whole, rows: Whole, after: Whole) -> tuple[Whole, Whole]:
    """Fill every column from its row towards the row of the next column."""
    lengths = np.maximum(np.abs(after - rows), 1)
    firsts = np.repeat(np.cumsum(lengths) - lengths, lengths)
    steps = np.arange(int(lengths.sum())) - firsts
    return np.repeat(columns, lengths), np.repeat(rows, lengths) + steps * np.repeat(
        np.sign(after - rows), lengths
    )
