"""The timeline: which generations exist, which one is shown, which are still to come."""

from dataclasses import dataclass

from driftview.charts.raster import Raster, Role, text_width

DONE, CURRENT, PENDING = "●", "◉", "○"
DONE_LINE, PENDING_LINE = "━", "╌"
LABEL = "human "
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
    raster.write(0, 0, LABEL if left else "", Role.LABEL)
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
