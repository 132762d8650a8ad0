"""Heat maps: a share for every generation and band, as shades."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from driftview import numbers
from driftview.arrays import Floats
from driftview.charts.curves import CurveValues, as_floats
from driftview.charts.raster import HEAT_LEVELS, LegendItem, Raster, Role

SHADES = " ░▒▓█"
UNKNOWN = "·"
CURSOR = "◆"
STEPS = tuple(digit * 10**power for power in range(9) for digit in (1, 2, 5))
"""Distances between the generations that are numbered."""
HEIGHT_FOR_AXIS = 3
HEIGHT_FOR_READOUT = 4


@dataclass(frozen=True)
class HeatGrid:
    """What a heat map shows: bands from top to bottom, generations from left to right."""

    labels: tuple[str, ...] = ()
    """Name of every row."""
    rows: tuple[CurveValues, ...] = ()
    """Shares from 0 to 1, one tuple for every row; None where there is none."""
    cursor: tuple[int, int] | None = None
    """Generation and row that are read out."""
    columns: int | None = None
    """How many generations there will be in the end."""
    meaning: str = "alive"
    """What the shares are shares of."""

    @property
    def generations(self) -> int:
        """Number of generations from left to right."""
        return max(self.columns or 0, *(len(row) for row in self.rows), 1)

    def value(self, generation: int, row: int) -> float | None:
        """Return the share of a generation and row, None where there is none."""
        if not 0 <= row < len(self.rows) or not 0 <= generation < len(self.rows[row]):
            return None
        return self.rows[row][generation]


@dataclass(frozen=True)
class HeatLayout:
    """Where the cells of a grid lie on a raster."""

    left: int
    column_of: NDArray[np.int64]
    """Generation shown in every column of the map, counted from ``left``."""
    row_of: NDArray[np.int64]
    """Row of the grid shown in every row of the map, counted from the top."""
    axis: bool
    readout: bool


def fit_layout(grid: HeatGrid, width: int, height: int) -> HeatLayout:
    """Divide a raster between labels, map, axis and read-out line.

    Generations share the width evenly, or are thinned out evenly where it is too narrow. Every row of the
    grid is equally high; rows that do not fit are cut at the end.
    """
    label_width = max((len(label) for label in grid.labels), default=0) + 1
    left = label_width if width >= label_width + 8 else 0
    axis, readout = height >= HEIGHT_FOR_AXIS, height >= HEIGHT_FOR_READOUT
    return HeatLayout(
        left,
        _spread(grid.generations, width - left),
        _stack(len(grid.rows), height - axis - readout),
        axis,
        readout,
    )


def draw_heat_map(grid: HeatGrid, width: int, height: int) -> Raster:
    """Draw a heat map: darker shades for smaller shares, ◆ at the cursor, and its cell in words below."""
    raster = Raster.blank(height, width)
    if not grid.rows or not raster.width or not raster.height:
        return raster
    layout = fit_layout(grid, raster.width, raster.height)
    _fill(raster, grid, layout)
    previous = -1
    for row, band in enumerate(layout.row_of.tolist()):
        if layout.left and band != previous:
            raster.write(row, 0, grid.labels[band] if band < len(grid.labels) else "", Role.LABEL)
        previous = band
    if layout.axis:
        _draw_axis(raster, layout)
    if layout.readout:
        _write_readout(raster, grid)
    return raster


def cell_at(grid: HeatGrid, width: int, height: int, column: int, row: int) -> tuple[int, int] | None:
    """Return the generation and grid row under a cell of a raster of this size, None beside the map."""
    layout = fit_layout(grid, width, height)
    column -= layout.left
    if not 0 <= column < layout.column_of.size or not 0 <= row < layout.row_of.size:
        return None
    return int(layout.column_of[column]), int(layout.row_of[row])


def level(share: float) -> int:
    """Return the heat level of a share, from 0 to HEAT_LEVELS − 1; only 0 itself is level 0."""
    return int(np.ceil(np.clip(share, 0, 1) * (HEAT_LEVELS - 1)))


def _spread(count: int, cells: int) -> NDArray[np.int64]:
    """Return what each of ``cells`` cells shows of ``count`` things; the first and last are shown."""
    if cells <= 0:
        return np.zeros(0, np.int64)
    if cells >= count:
        return np.arange(cells) * count // cells
    return np.arange(cells) * (count - 1) // max(cells - 1, 1)


def _stack(count: int, cells: int) -> NDArray[np.int64]:
    """Return what each cell shows when all things are equally high, at least one cell, and cut at the end."""
    return np.repeat(np.arange(count), max(cells // max(count, 1), 1))[: max(cells, 0)]


def _fill(raster: Raster, grid: HeatGrid, layout: HeatLayout) -> None:
    shape = (len(grid.rows), grid.generations)
    shares = np.full(shape, np.nan)
    for row, values in enumerate(grid.rows):
        shares[row, : len(values)] = as_floats(values)
    cells: Floats = shares[np.ix_(layout.row_of, layout.column_of)]
    known = np.isfinite(cells)
    clipped = np.clip(np.where(known, cells, 0), 0, 1)
    shades = np.array(list(SHADES))[np.ceil(clipped * (len(SHADES) - 1)).astype(int)]
    heat = (Role.HEAT + np.ceil(clipped * (HEAT_LEVELS - 1))).astype(np.uint8)
    window = slice(0, cells.shape[0]), slice(layout.left, layout.left + cells.shape[1])
    raster.characters[window] = np.where(known, shades, UNKNOWN)
    raster.roles[window] = np.where(known, heat, np.uint8(Role.PENDING))
    raster.grounds[window] = np.where(known, heat, np.uint8(Role.BLANK))
    if grid.cursor is not None:
        rows = np.flatnonzero(layout.row_of == grid.cursor[1])
        columns = np.flatnonzero(layout.column_of == grid.cursor[0])
        if rows.size and columns.size:
            row, column = int(rows[rows.size // 2]), int(columns[(columns.size - 1) // 2])
            raster.write(row, layout.left + column, CURSOR, Role.MARKER)


def _draw_axis(raster: Raster, layout: HeatLayout) -> None:
    """Write generation numbers under the map, where they fit."""
    row, free, shown = layout.row_of.size, 0, layout.column_of
    if not shown.size:
        return
    last = int(shown[-1])
    needed = (len(str(last)) + 2) * (last + 1)
    step = next(step for step in STEPS if step * shown.size >= needed or step > last)
    for generation in range(0, last + 1, step):
        columns = np.flatnonzero(shown == generation)
        text = str(generation)
        column = min(layout.left + int(columns[0]), raster.width - len(text)) if columns.size else -1
        if column >= free:
            raster.write(row, column, text, Role.LABEL)
            free = column + len(text) + 1


def _write_readout(raster: Raster, grid: HeatGrid) -> None:
    """Write the cell under the cursor in words, or what the shades mean."""
    row = raster.height - 1
    if grid.cursor is not None and 0 <= grid.cursor[1] < len(grid.labels):
        generation, band = grid.cursor
        share = numbers.percent(grid.value(generation, band))
        text = f"{CURSOR} generation {generation} · {grid.labels[band]} · {share} {grid.meaning}"
        raster.write(row, 0, text, Role.VALUE)
        return
    items = [
        LegendItem(SHADES[place], Role(Role.HEAT) if not place else Role.LABEL, text)
        for place, text in enumerate(("0%", "to 25", "to 50", "to 75", "to 100% " + grid.meaning))
    ]
    raster.write_legend(row, 0, items)
