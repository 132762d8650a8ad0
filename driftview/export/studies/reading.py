"""A study read back from its folder: its plan, its rows, and its curves as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from driftview.arrays import Floats
from driftview.drift.lineage import Values
from driftview.export.studies.folder import StudyFolder, read_plan
from driftview.measures.registry import UnknownMeasureError
from driftview.study.design import Plan
from driftview.study.records import PointSummary, Record, summary
from driftview.text.reading import label

Kept = Sequence[tuple[int, tuple[Values, ...]]]
"""Numbers of runs, and for each its values in the generations that are kept."""


@dataclass(frozen=True)
class Study:
    """What a results folder says; P points, R replicates, K generations kept."""

    plan: Plan
    runs: tuple[Record, ...]
    """The runs that are done, in the grid's order."""

    @property
    def missing(self) -> int:
        """How many runs are still to be made."""
        return len(self.plan.grid) - len(self.runs)

    @cached_property
    def rows(self) -> tuple[PointSummary, ...]:
        """Means, scatter and law of the runs that are done, by point, generation and measure."""
        return tuple(summary(self.plan, self.runs))

    def curves(self, measure: str) -> Floats:
        """Return a measure of every run, shape (P, R, K); NaN where a run or a number is missing.

        Raises UnknownMeasureError for what was not measured.
        """
        return self._filled([(record.number, record.measured) for record in self.runs], measure)

    def law(self, measure: str) -> Floats:
        """Return what the law expects of a measure at each point, shape (P, K); NaN where none holds."""
        laws = [(record.number, record.law) for record in self.runs if record.law]
        expected = self._filled(laws, measure, known=False)
        return np.asarray(expected[:, 0])

    def _filled(self, values: Kept, measure: str, known: bool = True) -> Floats:
        """Return an array of the values by point, replicate and generation."""
        plan = self.plan
        if known and measure not in plan.measures:
            names = ", ".join(plan.measures)
            raise UnknownMeasureError(f"the study does not measure {label(measure)}: it has {names}")
        filled = np.full((len(plan.grid), len(plan.generations)), np.nan)
        for number, kept in values:
            found = [each.get(measure) for each in kept]
            filled[number] = [np.nan if value is None else value for value in found]
        return filled.reshape(-1, plan.grid.replicates, len(plan.generations))


def read_study(folder: Path | str) -> Study:
    """Read a results folder, finished or not; nothing in it is changed.

    Raises ExportError, one line, for a folder that is none, or of which something cannot be read.
    """
    place = Path(folder)
    plan = read_plan(place)
    return Study(plan, tuple(StudyFolder(place, plan).records()))
