"""The part of a study that a picture is of: a measure, and the points that are looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from driftview.arrays import Floats
from driftview.charts.studies.figure import FigureError
from driftview.study.grid import axis_cell
from driftview.study.plan import Plan
from driftview.study.records import Record
from driftview.study.replicates import spread
from driftview.text.reading import label

Values = tuple[Any, ...]


class Results(Protocol):
    """The results of a study, finished or not; P points, R replicates, K generations kept."""

    @property
    def plan(self) -> Plan:
        """What was asked."""

    @property
    def runs(self) -> Sequence[Record]:
        """The runs that are done."""

    @property
    def missing(self) -> int:
        """How many runs are still to be made."""

    def curves(self, measure: str) -> Floats:
        """Return a measure of every run, shape (P, R, K), NaN where there is none."""

    def law(self, measure: str) -> Floats:
        """Return what the law expects of it, shape (P, K), NaN where none holds."""


@dataclass(frozen=True, eq=False)
class Selection:
    """One measure at some points of a study."""

    study: Results
    measure: str
    points: tuple[int, ...]
    """Numbers of the points, in the grid's order."""
    axes: Mapping[str, Values]
    """The values that are left of each axis, in the grid's order."""

    @property
    def varying(self) -> dict[str, Values]:
        """The axes of which more than one value is left."""
        return {name: values for name, values in self.axes.items() if len(values) > 1}

    @property
    def fixed(self) -> str:
        """The axes that are held at one value, in words."""
        return ", ".join(said(name, values[0]) for name, values in self.axes.items() if len(values) == 1)

    def point(self, number: int) -> dict[str, Any]:
        """Return the value of each axis at a point."""
        return dict(self.study.plan.grid.points[number])


@dataclass(frozen=True, eq=False)
class Numbers:
    """What the replicates say at S points and K generations, all of shape (S, K)."""

    mean: Floats
    half: Floats
    """Two standard errors, or two standard deviations."""
    law: Floats
    runs: tuple[int, int]
    """The fewest and the most runs behind a mean."""


def select(study: Results, measure: str | None, only: Mapping[str, Sequence[str]]) -> Selection:
    """Return a measure (the study's first where none is named) at the points where axes have some values.

    Raises FigureError for a measure or a value that the study does not have, or a study without runs.
    """
    plan = study.plan
    chosen = plan.measures[0] if measure is None else measure
    if chosen not in plan.measures:
        raise FigureError(f"the study does not measure {label(chosen)}: it has {', '.join(plan.measures)}")
    if not study.runs:
        raise FigureError("the study has no runs yet: go on with it (driftview sweep --out … --resume)")
    axes = {name: tuple(values) for name, values in plan.grid.axes.items()}
    for name, wanted in only.items():
        if name not in axes:
            known = ", ".join(each.replace("_", "-") for each in axes) or "none"
            raise FigureError(f"{label(name).replace('_', '-')} is no axis of the study; its axes: {known}")
        axes[name] = _among(name, axes[name], wanted)
    points = tuple(
        number
        for number, point in enumerate(plan.grid.points)
        if all(value in axes[name] for name, value in point)
    )
    return Selection(study, chosen, points, axes)


def numbers(selection: Selection, sd: bool) -> Numbers:
    """Return the numbers of a selection; ``sd``: the band is of the runs, not of their mean."""
    curves = selection.study.curves(selection.measure)[list(selection.points)]
    known = np.isfinite(curves).sum(axis=1)
    fans = [spread(of_point) for of_point in curves]
    scatter = np.array([fan.sd for fan in fans])
    half = 2.0 * scatter / (1.0 if sd else np.sqrt(np.maximum(known, 1)))
    law = selection.study.law(selection.measure)[list(selection.points)]
    some = known[known > 0]
    runs = (int(some.min()), int(some.max())) if some.size else (0, 0)
    return Numbers(np.array([fan.mean for fan in fans]), half, law, runs)


def spoken(name: str) -> str:
    """Return the name of an axis in words."""
    return label(name.replace("_", " "))


def value_text(name: str, value: Any) -> str:
    """Return a value of an axis in words; it may be of a hostile file."""
    cell = axis_cell(name, value)
    return f"{cell:g}" if isinstance(cell, float) else label(str(cell))


def said(name: str, value: Any) -> str:
    """Return an axis and its value: "human share 0.1"; a word that says itself stands alone."""
    text = value_text(name, value)
    return text if name in ("regime", "human_source") else f"{spoken(name)} {text}"


def is_numeric(values: Values) -> bool:
    """Tell whether all values of an axis are numbers, so that they have places on a line."""
    return all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values)


def _among(name: str, values: Values, wanted: Sequence[str]) -> Values:
    """Return the values that are meant by texts."""
    texts = {value_text(name, value): value for value in values}
    chosen = [texts[_written(text, texts)] for text in wanted if _written(text, texts) in texts]
    if len(chosen) < len(wanted) or not wanted:
        there = ", ".join(texts)
        raise FigureError(f"{spoken(name)} has no such value in the study: choose among {there}")
    return tuple(value for value in values if value in chosen)


def _written(text: str, texts: Mapping[str, Any]) -> str:
    """Return a text as a value is written: 0.10 is 0.1."""
    if text in texts:
        return text
    try:
        return f"{float(text):g}"
    except ValueError:
        return text
