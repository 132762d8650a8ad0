"""What a picture of a study shows, whoever draws it."""

from dataclasses import dataclass

from driftview.arrays import Floats


@dataclass(frozen=True, eq=False)
class Line:
    """One curve of P points."""

    name: str
    x: Floats
    """Shape (P,), rising."""
    mean: Floats
    """Mean over the replicates, NaN where there is none, shape (P,)."""
    half: Floats
    """Half-width of the band round it, NaN where the scatter is not known, shape (P,)."""
    law: Floats
    """What the law predicts, NaN where none holds, shape (P,)."""


@dataclass(frozen=True, eq=False)
class LineFigure:
    """Curves over generations, or over the values of an axis."""

    title: str
    across: str
    """What x is."""
    lines: tuple[Line, ...]
    shares: bool
    """Whether the values are shares, written as percentages."""
    notes: tuple[str, ...]
    """What a reader has to know: of how many runs, what the band is, what was left out."""
    dose: bool = False
    """Whether x is the value of an axis, so that points are runs of their own."""


@dataclass(frozen=True, eq=False)
class MapFigure:
    """A number for every combination of two axes."""

    title: str
    down: str
    """Name of the axis that runs from top to bottom."""
    across: str
    """Name of the axis that runs from left to right."""
    rows: tuple[str, ...]
    """Its values, R of them."""
    columns: tuple[str, ...]
    """Its values, C of them."""
    mean: Floats
    """Mean over the replicates, NaN where there is none, shape (R, C)."""
    shares: bool
    notes: tuple[str, ...]


Figure = LineFigure | MapFigure


class FigureError(ValueError):
    """A picture that cannot be drawn of a study; the message is one line and says what to do."""
