"""What a study asks: ranges of values, the grid they make, and the plan that all its numbers depend on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal, DecimalException
from itertools import product
from math import prod
from typing import Any

from driftview.settings.settings import PARAMETERS, Settings, SettingsError, parameter
from driftview.text.options import PLAIN_READING, TOKENISER, ReadingOptions
from driftview.version import __version__

MOST_VALUES = 10_000
"""More values than this are taken for a slip."""

EXAMPLE = "0:0.5:0.05"

REPLICATES = 8
"""Seeds that each combination is run on, unless somebody says how many."""


class RangeError(ValueError):
    """A range that cannot be; the message is one line and says how ranges are written."""


def spread(text: str, *, whole: bool = False) -> list[str]:
    """Return the values of a range FIRST:LAST:STEP as they would be typed one by one, LAST included.

    They are worked out in decimals, so that 0:0.5:0.05 has 0.15 and not 0.15000000000000002. Of ``whole``
    numbers the step may be left out and is then 1. Raises RangeError for what is no range.
    """
    first, last, step = _parts(text, whole)
    if not step or (last - first) / step < 0:
        raise RangeError(f"{text!r} has no end: its steps never get from {first} to {last}")
    steps = int((last - first) / step)
    if steps >= MOST_VALUES:
        raise RangeError(f"{text!r} has more than {MOST_VALUES:,} values: take larger steps")
    return [f"{(first + number * step).normalize():f}" for number in range(steps + 1)]


def _parts(text: str, whole: bool) -> tuple[Decimal, Decimal, Decimal]:
    """Return first value, last value and step."""
    pieces = text.split(":")
    if whole and len(pieces) == 2:
        pieces.append("1")
    try:
        first, last, step = (Decimal(piece.strip()) for piece in pieces)
    except (DecimalException, ValueError):
        raise RangeError(f"{text!r} is not a range FIRST:LAST:STEP such as {EXAMPLE}") from None
    if not all(part.is_finite() and abs(part.adjusted()) < 20 for part in (first, last, step)):
        raise RangeError(f"{text!r} is not a range FIRST:LAST:STEP such as {EXAMPLE}")
    return first, last, step


MOST_RUNS = 1_000_000
"""More runs than this are taken for a slip."""

Point = tuple[tuple[str, Any], ...]
"""Name and value of each axis at one point of the grid."""


@dataclass(frozen=True)
class Grid:
    """Every combination of some settings' values, each on the same seeds."""

    base: Settings
    axes: Mapping[str, Sequence[Any]]
    """Values of each setting that varies, by its name."""
    replicates: int = 8

    def __post_init__(self) -> None:
        """Refuse what is no grid; raises SettingsError."""
        for name, values in self.axes.items():
            if name not in PARAMETERS or not PARAMETERS[name].axis:
                raise SettingsError(f"{name} is not an axis of a sweep")
            if not values or len(set(values)) < len(values):
                raise SettingsError(f"give each value of {name} once")
        if self.replicates < 1:
            raise SettingsError("a sweep needs at least one replicate")
        if len(self) > MOST_RUNS:
            raise SettingsError(f"that would be {len(self):,} runs: give fewer values or replicates")
        for point in self.points:
            replace(self.base, **dict(point))

    def __len__(self) -> int:
        """Return how many runs there are."""
        return self.replicates * prod(len(values) for values in self.axes.values())

    @property
    def points(self) -> list[Point]:
        """The points of the grid, the last axis running fastest."""
        return [tuple(zip(self.axes, values, strict=True)) for values in product(*self.axes.values())]

    def settings(self) -> list[Settings]:
        """Return the settings of every run, point by point; a run's number is its place in this list."""
        return list(self.runs())

    def runs(self) -> Iterator[Settings]:
        """Yield the settings of every run, point by point and seed by seed."""
        seeds = range(self.base.seed, self.base.seed + self.replicates)
        for point in self.points:
            yield from (replace(self.base, seed=seed, **dict(point)) for seed in seeds)

    def point_of(self, settings: Settings) -> Point:
        """Return the point that a run belongs to."""
        return tuple((name, getattr(settings, name)) for name in self.axes)


def axis_cell(name: str, value: Any) -> Any:
    """Return a value of an axis as one cell: a list as its option is typed."""
    return parameter(name).typed(value) if isinstance(value, tuple) else value


@dataclass(frozen=True)
class Plan:
    """A grid of runs on one text, and what is kept of each run."""

    grid: Grid
    measures: tuple[str, ...]
    """What is measured, each a name of the registry."""
    generations: tuple[int, ...]
    """The generations of which the measures are kept, rising; 0 is the human text."""
    corpus: str
    """Name of the human text."""
    sha256: str
    """Checksum of the human text."""
    texts: tuple[str, ...] = ()
    """What to open to get it, as on the command line."""
    driftview: str = __version__
    """The program whose numbers these are."""
    reading: ReadingOptions = PLAIN_READING
    """How the human text is read."""
    tokeniser: int = TOKENISER
    """Version of the rules by which it is read."""

    def __post_init__(self) -> None:
        """Refuse what cannot be kept; raises SettingsError."""
        last = self.grid.base.generations
        if not self.measures:
            raise SettingsError("a study needs a measure: name one")
        if not self.generations or not 0 <= min(self.generations) <= max(self.generations) <= last:
            raise SettingsError(f"the generations to keep must be from 0 to {last}, the last one")
        if list(self.generations) != sorted(set(self.generations)):
            raise SettingsError("give each generation to keep once, in rising order")

    @property
    def digits(self) -> int:
        """How many digits the number of a run is written with."""
        return max(5, len(str(len(self.grid) - 1)))


def differences(begun: Plan, asked: Plan) -> list[str]:
    """Return what differs between two plans of one text, in the words of the command line."""
    pairs = {
        "replicates": (begun.grid.replicates, asked.grid.replicates),
        "measures": (begun.measures, asked.measures),
        "keep": (begun.generations, asked.generations),
        "axes": (list(begun.grid.axes), list(asked.grid.axes)),
    }
    names = [field.name for field in fields(Settings)]
    differing = [name for name in names if _values(begun.grid, name) != _values(asked.grid, name)]
    return differing + [name for name, (mine, theirs) in pairs.items() if mine != theirs]


def _values(grid: Grid, name: str) -> tuple[object, ...]:
    """Return the values that a setting takes in a grid."""
    return tuple(grid.axes[name]) if name in grid.axes else (getattr(grid.base, name),)
