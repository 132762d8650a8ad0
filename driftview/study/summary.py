"""What the replicates of each point of a grid say together: means, scatter, and the law."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from itertools import groupby
from typing import Any

import numpy as np

from driftview.drift.lineage import Values
from driftview.study.grid import Point
from driftview.study.plan import Plan
from driftview.study.records import Record
from driftview.study.replicates import spread


@dataclass(frozen=True)
class Row:
    """What the replicates of one point say about one measure of one generation."""

    point: Point
    generation: int
    measure: str
    mean: float | None
    sd: float | None
    """Standard deviation over runs, n − 1 in the denominator; None for one run."""
    runs: int
    """Runs in which the number exists."""
    law: float | None
    """What the law predicts; None where none holds."""
    law_sd: float | None

    @property
    def standard_error(self) -> float | None:
        """Standard error of the mean, sd / √runs; None for one run."""
        return None if self.sd is None else self.sd / math.sqrt(self.runs)

    def as_dict(self) -> dict[str, Any]:
        """Return the row as it is printed: the axes first."""
        own = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "point"}
        return {**dict(self.point), **own}


def summary(plan: Plan, records: Iterable[Record]) -> Iterator[Row]:
    """Yield the rows of all points: by point, generation and measure, in the grid's order.

    ``records`` come in the order of their numbers; no more than one point's are held at a time, and each
    sum is taken in this order, whatever was finished first.
    """
    for _, group in groupby(records, lambda record: record.number // plan.grid.replicates):
        yield from _rows_of(plan, list(group))


def _rows_of(plan: Plan, records: list[Record]) -> Iterator[Row]:
    """Yield the rows of one point."""
    point = plan.grid.point_of(records[0].settings)
    law = next((record.law for record in records if record.law), ({},) * len(plan.generations))
    fans = {name: spread(np.array([_curve(record, name) for record in records])) for name in plan.measures}
    for place, generation in enumerate(plan.generations):
        for name, rays in fans.items():
            known = sum(record.measured[place].get(name) is not None for record in records)
            yield Row(
                point,
                generation,
                name,
                _known(rays.mean[place]),
                _known(rays.sd[place]) if known > 1 else None,
                known,
                law[place].get(name),
                law[place].get(f"{name}_sd"),
            )


def _curve(record: Record, name: str) -> list[float]:
    """Return a measure over the generations that are kept, NaN where it does not exist."""
    return [_number(values, name) for values in record.measured]


def _number(values: Values, name: str) -> float:
    value = values.get(name)
    return math.nan if value is None else float(value)


def _known(value: float) -> float | None:
    """Return a number that exists, else None."""
    return float(value) if math.isfinite(value) else None
