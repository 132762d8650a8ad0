"""A grid: every combination of some settings' values, each on the same seeds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod
from typing import Any

from driftview.settings.settings import PARAMETERS, Settings, SettingsError, parameter

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
                raise SettingsError(f"{name} is no axis of a sweep")
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
