"""Rare-word loss: one bar for each frequency band, of what is alive, lost now and lost before."""

from collections.abc import Sequence

import numpy as np

from driftview.charts import numbers
from driftview.charts.raster import LegendItem, Raster, Role
from driftview.drift.lineage import BandState

ALIVE, LOST_NOW, LOST_BEFORE, LAW = "█", "▓", "░", "┃"
PERCENT_WIDTH = 7
"""Room for " 99.9 %"."""
WIDTH_FOR_COUNTS = 56
SHORTEST_BAR = 4
LEGEND = [
    LegendItem(ALIVE, Role.ALIVE, "alive"),
    LegendItem(LOST_NOW, Role.LOST_NOW, "lost now"),
    LegendItem(LOST_BEFORE, Role.LOST_BEFORE, "lost before"),
    LegendItem(LAW, Role.LAW, "expected alive"),
]


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
    for place, band in enumerate(shown):
        _draw_band(raster, place * apart, band, label_width)
    if legend:
        has_law = any(band.expected_alive is not None for band in bands)
        brief = [item._replace(text=item.text.removesuffix(" alive")) for item in LEGEND[: 3 + has_law]]
        wide = raster.width >= label_width + WIDTH_FOR_COUNTS
        row = min(len(shown) * apart, raster.height - 1)
        raster.write_legend(row, 0, LEGEND[: 3 + has_law] if wide else brief, 2 if raster.width >= 44 else 1)
    return raster


def _label(band: BandState) -> str:
    return numbers.band_label(band.low, band.high)


def _draw_band(raster: Raster, row: int, band: BandState, label_width: int) -> None:
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
    _draw_bar(raster, row, left, room, band)
    share = _share_text(band)
    raster.write(row, left + room + PERCENT_WIDTH - len(share), share, Role.VALUE)
    if count_width:
        raster.write(row, left + room + PERCENT_WIDTH + 1, counts, Role.LABEL)


def _share_text(band: BandState) -> str:
    return numbers.percent(band.alive / band.types if band.types else None)


def _draw_bar(raster: Raster, row: int, left: int, room: int, band: BandState) -> None:
    """Draw the three parts, rounded so that they always fill the room, and where the law ends the first."""
    if not band.types:
        return
    ends = np.rint(np.cumsum([0, band.alive, band.lost_now, band.lost_before]) / band.types * room).astype(
        int
    )
    parts = ((ALIVE, Role.ALIVE), (LOST_NOW, Role.LOST_NOW), (LOST_BEFORE, Role.LOST_BEFORE))
    for (glyph, role), start, end in zip(parts, ends[:-1], ends[1:], strict=True):
        raster.write(row, left + int(start), glyph * int(min(end, room) - start), role)
    if band.expected_alive is not None and np.isfinite(band.expected_alive):
        place = int(np.clip(np.rint(band.expected_alive / band.types * room) - 1, 0, room - 1))
        raster.grounds[row, left + place] = raster.roles[row, left + place]
        raster.write(row, left + place, LAW, Role.LAW)
