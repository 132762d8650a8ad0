"""Sweeps: a grid of settings with replicates, and one row of numbers for each of its points."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import product
from typing import Any

from driftview.drift.lineage import Values
from driftview.drift.settings import Settings
from driftview.study.executor import Executor
from driftview.study.replicates import fan, run_all
from driftview.study.runs import VOCABULARY, Run
from driftview.study.shared import workbench
from driftview.text.corpus import Corpus

FIXED = ("seed", "unit", "generations")
"""Settings that are no axis: replicates have their seeds, and one corpus has one unit."""

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
        """Refuse what is no grid, in one clear line."""
        known = {each.name for each in fields(Settings)} - set(FIXED)
        for name, values in self.axes.items():
            if name not in known:
                raise ValueError(f"{name} is no axis of a sweep")
            if not values or len(set(values)) < len(values):
                raise ValueError(f"give each value of {name} once")
        if self.replicates < 1:
            raise ValueError("a sweep needs at least one replicate")
        self.settings()

    @property
    def points(self) -> list[Point]:
        """The points of the grid, the last axis running fastest."""
        return [tuple(zip(self.axes, values, strict=True)) for values in product(*self.axes.values())]

    def settings(self) -> list[Settings]:
        """Return the settings of every run, point by point; raises SettingsError when they cannot be."""
        seeds = range(self.base.seed, self.base.seed + self.replicates)
        return [replace(self.base, seed=seed, **dict(point)) for point in self.points for seed in seeds]

    def point_of(self, settings: Settings) -> Point:
        """Return the point that a run belongs to."""
        return tuple((name, getattr(settings, name)) for name in self.axes)


@dataclass(frozen=True)
class Row:
    """What the replicates of one point say about one measure of one generation."""

    point: Point
    generation: int
    measure: str
    mean: float | None
    sd: float | None
    runs: int
    law: float | None
    """What the law predicts; None where none holds."""
    law_sd: float | None

    def as_dict(self) -> dict[str, Any]:
        """Return the row as it is written down: the axes first."""
        own = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "point"}
        return {**dict(self.point), **own}


def sweep(
    corpus: Corpus,
    grid: Grid,
    executor: Executor,
    measured: Sequence[str] = VOCABULARY,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[Run]:
    """Yield the runs of a grid as they are finished; points for a screen, rows when all are in."""
    yield from run_all(corpus, grid.settings(), executor, measured, cancelled)


def rows(corpus: Corpus, grid: Grid, runs: Sequence[Run], generations: Sequence[int]) -> list[Row]:
    """Return the rows of all runs: by point, generation and measure, in the grid's order."""
    groups: dict[Point, list[Run]] = {point: [] for point in grid.points}
    for run in runs:
        groups[grid.point_of(run.settings)].append(run)
    found = []
    for point, group in groups.items():
        if group:
            found += _rows_of(corpus, point, group, generations)
    return found


def law_at(corpus: Corpus, settings: Settings, generation: int) -> Values:
    """Return what the law predicts for settings, without a run; empty where no law holds."""
    laws = workbench.laws(corpus, settings)
    return laws.expected(generation) if laws.hold else {}


def _rows_of(corpus: Corpus, point: Point, runs: list[Run], generations: Sequence[int]) -> list[Row]:
    """Return the rows of one point."""
    expected = {number: law_at(corpus, runs[0].settings, number) for number in generations}
    fans = {name: fan(runs, name) for name in runs[0].curves}
    return [
        Row(
            point,
            number,
            name,
            _known(rays.mean[number]),
            _known(rays.sd[number]),
            rays.runs,
            expected[number].get(name),
            expected[number].get(f"{name}_sd"),
        )
        for number in generations
        for name, rays in fans.items()
    ]


def _known(value: float) -> float | None:
    """Return a number that exists, else None."""
    return float(value) if math.isfinite(value) else None
