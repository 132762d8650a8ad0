"""Charts of a row or a few: the timeline, sparklines, and the bars of rare-word loss."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from driftview import numbers
from driftview.arrays import Floats
from driftview.charts.curves import as_floats
from driftview.charts.raster import LegendItem, Raster, Role, legend_width, text_width
from driftview.drift.lineage import BandState

DONE, CURRENT, PENDING = "●", "◉", "○"
DONE_LINE, PENDING_LINE = "━", "╌"
LABEL, NOT_HUMAN = "human ", "first "
WIDTH_FOR_LABEL = 20
NODE_DISTANCE = 4
"""Least distance between two marked generations, in cells."""
STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Track:
    """What a timeline shows."""

    done: int = 0
    """The last generation that exists."""
    total: int = 1
    """The last generation that there will be."""
    current: int = 0
    note: str = ""
    """A remark at the right end: progress, say."""
    label: str = LABEL
    """What stands before generation 0, as wide as LABEL."""

    @property
    def last(self) -> int:
        """The generation at the right end."""
        return max(self.total, self.done, self.current, 1)


def draw_timeline(track: Track, width: int, height: int = 1) -> Raster:
    """Draw the line of generations, with their numbers in a second row when there is one."""
    raster = Raster.blank(height, width)
    if not raster.height or not raster.width:
        return raster
    left, length = _extent(track, raster.width)
    raster.write(0, 0, track.label if left else "", Role.LABEL)
    reached = _column(track.done, track.last, length)
    raster.write(0, left, DONE_LINE * (reached + 1), Role.DONE)
    raster.write(0, left + reached + 1, PENDING_LINE * (length - reached - 1), Role.PENDING)
    free = 0
    for generation in _nodes(track.last, length):
        done = generation <= track.done
        column = left + _column(generation, track.last, length)
        raster.write(0, column, DONE if done else PENDING, Role.DONE if done else Role.PENDING)
        number = str(generation)
        start = min(column - (len(number) - 1) // 2, left + length - len(number))
        if start >= free:
            raster.write(1, start, number, Role.LABEL)
            free = start + len(number) + 1
    raster.write(0, left + _column(track.current, track.last, length), CURRENT, Role.CURRENT)
    raster.write(0, left + length + 2, track.note if left + length < raster.width else "", Role.LABEL)
    return raster


def generation_at(track: Track, width: int, column: int) -> int | None:
    """Return the generation nearest to a column of a timeline of this width, None beside the line."""
    left, length = _extent(track, width)
    if not left <= column < left + length:
        return 0 if 0 <= column < left else None
    return round((column - left) * track.last / max(length - 1, 1))


def _extent(track: Track, width: int) -> tuple[int, int]:
    """Return the first column and the length of the line; the note gives way before the line does."""
    left = len(LABEL) if width >= WIDTH_FOR_LABEL else 0
    note = text_width(track.note) + 2 if track.note else 0
    length = width - left
    return left, length - note if length - note >= max(length // 3, 10) else length


def _column(generation: int, last: int, length: int) -> int:
    return round(generation * (length - 1) / last)


def _nodes(last: int, length: int) -> range:
    """Return the generations that get a node: all, or every 2nd, 5th, 10th …, so that nodes stand apart."""
    scale = 1
    while True:
        for step in STEPS:
            if step * scale * (length - 1) >= NODE_DISTANCE * last or step * scale >= last:
                return range(0, last + 1, step * scale)
        scale *= 10


BLOCKS = "▁▂▃▄▅▆▇█"
MIDDLE = BLOCKS[3]
"""What a constant curve is drawn with."""


def sparkline(
    values: Sequence[float | None],
    width: int,
    total: int | None = None,
    from_zero: bool = False,
    human: float | None = None,
) -> str:
    """Return a curve as ``width`` characters from ▁ (lowest) to █ (highest); a gap is a space.

    More values than cells are averaged in each cell, fewer are spread out. ``total`` says how many values
    there will be in the end, so that a curve grows from the left while it is being computed. With ``human``,
    a positive value, all curves have one axis: from 0, with ▄ for that value and █ for all from 2⅓ of it on.
    """
    if width < 1:
        return ""
    cells = _resample(as_floats(tuple(values)), width, total)
    known = cells[np.isfinite(cells)]
    if not known.size:
        return " " * width
    low, high = float(known.min()), float(known.max())
    low = min(low, 0.0) if from_zero else low
    if human is not None and human > 0:
        low, high = 0.0, human * (len(BLOCKS) - 1) / BLOCKS.index("▄")
        cells = np.clip(cells, low, high)
    if high - low <= 1e-12 * max(abs(low), abs(high)):
        return "".join(MIDDLE if known else " " for known in np.isfinite(cells))
    levels = np.full(width, -1)
    shown = np.isfinite(cells)
    levels[shown] = np.rint((cells[shown] - low) / (high - low) * (len(BLOCKS) - 1)).astype(int)
    return "".join(" " if level < 0 else BLOCKS[level] for level in levels.tolist())


def draw_sparkline(
    values: Sequence[float | None],
    width: int,
    total: int | None = None,
    cursor: int | None = None,
    height: int = 1,
) -> Raster:
    """Draw a sparkline in the first row; the cell of the value ``cursor`` has the role CURSOR."""
    raster = Raster.blank(height, width)
    raster.write(0, 0, sparkline(values, width, total), Role.MEASURED)
    if cursor is not None and raster.characters.size and 0 <= cursor < len(values):
        raster.roles[0, cell_of(cursor, raster.width, max(total or 0, len(values)))] = Role.CURSOR
    return raster


def cell_of(index: int, width: int, count: int) -> int:
    """Return the cell in which the value ``index`` of ``count`` stands."""
    if count > width:
        return index * width // count
    return round(index * (width - 1) / (count - 1)) if count > 1 else 0


def _resample(values: Floats, width: int, total: int | None) -> Floats:
    """Return one value a cell, shape (width,), NaN where there is none."""
    count = max(total or 0, values.size)
    padded = np.full(count, np.nan)
    padded[: values.size] = values
    if count > width:
        return _average(padded, width)
    nearest = np.rint(np.arange(width) * (count - 1) / max(width - 1, 1)).astype(int)
    return padded[nearest] if count else np.full(width, np.nan)


def _average(values: Floats, width: int) -> Floats:
    """Return the mean of the known values in each cell, NaN in a cell without any."""
    cells = np.arange(values.size) * width // values.size
    known = np.isfinite(values)
    sums = np.bincount(cells[known], weights=values[known], minlength=width)
    counts = np.bincount(cells[known], minlength=width)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)


ALIVE, LOST_NOW, LOST_BEFORE, LAW = "█", "▓", "·", "•"
PERCENT_WIDTH = 7
"""Room for a gap and ">99.9%"."""
WIDTH_FOR_COUNTS = 56
SHORTEST_BAR = 4
LEGENDS = (
    ("alive", "lost now", "lost before", "predicted alive"),
    ("alive", "lost now", "lost", "predicted"),
    ("alive", "lost now", "", "predicted"),
    ("left", "now", "", "chance"),
)
"""What the parts of a bar are called, from long to short; a part without a name is not drawn."""
PARTS = (
    (ALIVE, Role.ALIVE),
    (LOST_NOW, Role.LOST_NOW),
    (LOST_BEFORE, Role.LOST_BEFORE),
    (LAW, Role.LAW),
)


def _legend(width: int, has_law: bool) -> list[LegendItem]:
    """Return the longest legend that fits."""
    for names in LEGENDS:
        items = [
            LegendItem(glyph, role, name, ground=Role.ALIVE if role is Role.LAW else Role.BLANK)
            for (glyph, role), name in zip(PARTS, names, strict=True)
            if name and (has_law or role is not Role.LAW)
        ]
        if legend_width(items, 1) <= width:
            break
    return items


def draw_bands(bands: Sequence[BandState], width: int, height: int) -> Raster:
    """Draw one row a band, rarest first, and a legend below.

    Bands that do not fit are left out from the common end. With enough room the rows stand apart, and counts
    of words follow the percentages.
    """
    raster = Raster.blank(height, width)
    if not bands or not raster.width:
        return raster
    legend = raster.height >= 3
    apart = 2 if raster.height >= 2 * len(bands) + 1 else 1
    shown = bands[: (raster.height - legend + apart - 1) // apart]
    label_width = max(len(_label(band)) for band in bands)
    items = _legend(raster.width, any(band.expected_alive is not None for band in bands))
    dotted = any(item.role is Role.LOST_BEFORE for item in items)
    for place, band in enumerate(shown):
        _draw_band(raster, place * apart, band, label_width, dotted)
    if legend:
        row = min(len(shown) * apart, raster.height - 1)
        raster.write_legend(row, 0, items, 2 if legend_width(items, 2) <= raster.width else 1)
    return raster


def _label(band: BandState) -> str:
    return numbers.band_label(band.low, band.high)


def _draw_band(raster: Raster, row: int, band: BandState, label_width: int, dotted: bool) -> None:
    counts = f" {numbers.whole(band.alive)} of {numbers.whole(band.types)}"
    count_width = 18 if raster.width >= WIDTH_FOR_COUNTS else 0
    left = label_width + 1
    room = raster.width - left - PERCENT_WIDTH - count_width
    if room < SHORTEST_BAR:
        left, room = 0, raster.width - PERCENT_WIDTH
    if left:
        raster.write(row, 0, _label(band), Role.LABEL)
    if room < SHORTEST_BAR:
        raster.write(row, 0, _share_text(band), Role.VALUE)
        return
    _draw_bar(raster, row, (left, room), band, dotted)
    share = _share_text(band)
    raster.write(row, left + room + PERCENT_WIDTH - len(share), share, Role.VALUE)
    if count_width:
        raster.write(row, left + room + PERCENT_WIDTH + 1, counts, Role.LABEL)


def _share_text(band: BandState) -> str:
    return numbers.percent(band.alive / band.types if band.types else None)


def _draw_bar(raster: Raster, row: int, extent: tuple[int, int], band: BandState, dotted: bool) -> None:
    """Draw the three parts, rounded so that they always fill the room, and where the law ends the first.

    ``extent``: the column where the bar begins, and how many it has. ``dotted``: whether its last part, what
    was lost before, is drawn.
    """
    if not band.types:
        return
    left, room = extent
    ends = np.rint(np.cumsum([0, band.alive, band.lost_now, band.lost_before]) / band.types * room).astype(
        int
    )
    for (glyph, role), start, end in zip(PARTS[: 2 + dotted], ends[:-1], ends[1:], strict=False):
        raster.write(row, left + int(start), glyph * int(min(end, room) - start), role)
    if band.expected_alive is not None and np.isfinite(band.expected_alive):
        place = int(np.clip(np.rint(band.expected_alive / band.types * room) - 1, 0, room - 1))
        under = raster.roles[row, left + place]
        if under in (Role.ALIVE, Role.LOST_NOW):
            raster.grounds[row, left + place] = under
            raster.write(row, left + place, LAW, Role.LAW)
        else:
            raster.write(row, left + place, LAW, Role.EXPECTED)
