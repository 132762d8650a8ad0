"""The Study view: the points of a sweep as a list, the course of one as curves, and in words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from driftview import numbers
from driftview.charts.curves import CurveKind, Curves, Series
from driftview.measures.registry import find_measure
from driftview.settings.wording import brief
from driftview.study.replicates import spread
from driftview.tui.content.main import Wordings
from driftview.tui.content.spans import Column, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from driftview.arrays import Floats
    from driftview.export.study_folder import Study
    from driftview.settings.settings import Settings

COLUMNS = (Column("mean", 9, 4), Column("± sd", 7, 2), Column("predicted", 9, 3), Column("runs", 4, 1))


@dataclass(frozen=True, eq=False)
class Points:
    """One measure at every point of a study; P points, R replicates, K generations."""

    study: Study
    measure: str

    @cached_property
    def values(self) -> Floats:
        """Every run, shape (P, R, K)."""
        return self.study.curves(self.measure)

    @cached_property
    def law(self) -> Floats:
        """What chance predicts, shape (P, K)."""
        return self.study.law(self.measure)

    @cached_property
    def settings(self) -> Sequence[Settings]:
        """The settings of the first run of each point."""
        return self.study.plan.grid.settings()[:: self.study.plan.grid.replicates]

    @cached_property
    def names(self) -> list[str]:
        """What each point is called: its place on every axis."""
        axes = list(self.study.plan.grid.axes)
        named = [" · ".join(brief(axis, each) for axis in axes) for each in self.settings]
        return [name or self.study.plan.corpus for name in named]

    def kept(self, generation: int) -> int:
        """Return the place of the last generation up to one that the study has kept."""
        kept = np.array(self.study.plan.generations)
        return max(0, int(np.searchsorted(kept, generation, "right")) - 1)

    def cells(self, point: int, generation: int) -> tuple[str, ...]:
        """Return a row: the point, the mean of its runs, their spread, what chance predicts, how many."""
        place, measure = self.kept(generation), find_measure(self.measure)
        here = self.values[point, :, place]
        known = here[~np.isnan(here)]
        law = float(self.law[point, place])
        return (
            self.names[point],
            numbers.measured(measure, float(known.mean())) if len(known) else numbers.MISSING,
            numbers.measured(measure, float(known.std(ddof=1))) if len(known) > 1 else numbers.MISSING,
            numbers.MISSING if np.isnan(law) else numbers.measured(measure, law),
            f"{len(known)}",
        )

    def curves(self, point: int, generation: int) -> Curves:
        """Return the mean of the runs of a point through time, with two standard deviations, and the law."""
        rays, at = spread(self.values[point]), tuple(map(float, self.study.plan.generations))
        reach, empty = 2.0 * np.nan_to_num(rays.sd), (None,) * len(at)
        edges = _known(np.maximum(0.0, rays.mean - reach)), _known(rays.mean + reach)
        series = [Series("mean of the runs", CurveKind.MEASURED, _known(rays.mean), positions=at)]
        if reach.any():
            series.append(Series("± 2 sd", CurveKind.FAN, empty, band=edges, positions=at))
        if not np.isnan(self.law[point]).all():
            series.append(Series("predicted", CurveKind.EXPECTED, _known(self.law[point]), positions=at))
        span = (0, max(1, int(at[-1])))
        return Curves(tuple(series), span, generation, shares=find_measure(self.measure).is_share)

    def said(self, point: int, generation: int) -> list[list[Span]]:
        """Return what the runs of a point say, and what Enter does."""
        name, mean, sd, law, runs = self.cells(point, generation)
        at = self.study.plan.generations[self.kept(generation)]
        several = f" ± {sd} over {runs} runs" if sd != numbers.MISSING else f" in {runs} run"
        predicted = "" if law == numbers.MISSING else f"; chance predicts {law}"
        return [
            [Span(f"{name}, generation {at}: "), Span(f"{mean}{several}{predicted}.", "prose--even")],
            [Span("enter: ", "prose--mark"), Span("make this run here and read its texts", "prose--muted")],
        ]

    def sentence(self) -> Wordings:
        """Say which study it is and what is still missing."""
        plan, missing = self.study.plan, self.study.missing
        points, runs = len(self.values), plan.grid.replicates
        what = f"{points} settings of {plan.corpus}, {runs} {'run' if runs == 1 else 'runs'} each"
        left = f"; {missing} of {len(plan.grid)} runs are still missing" if missing else ""
        return (f"This study: {what}{left}. {find_measure(self.measure).meaning}", f"{what}{left}.", what)


def _known(values: Floats) -> tuple[float | None, ...]:
    return tuple(None if np.isnan(value) else float(value) for value in values.tolist())
