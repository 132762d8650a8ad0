"""Replicates as charts, a table and a sentence: is this run in range?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from driftview import numbers
from driftview.arrays import Floats
from driftview.charts.curves import CurveKind, Curves, CurveValues, Series
from driftview.measures.registry import Measure, find_measure, studied_measures
from driftview.study.experiments import normal_deviate
from driftview.study.replicates import Fan, fan
from driftview.study.runs import MeasuredRun
from driftview.theory.deviation import WIDTH, half_width
from driftview.tui.content.spans import Span

if TYPE_CHECKING:
    from driftview.choices import Unit
    from driftview.drift.lineage import Generation
    from driftview.settings.settings import Settings
    from driftview.tui.content.main import Wordings
    from driftview.tui.session import Session

FEWEST = 5
"""Replicates that it takes to say whether a run is in range."""

UNUSUAL = 2.576
"""A run further from the others than 99% of runs are, in standard deviations, is called unusual."""


def measure_of(name: str, unit: Unit) -> Measure:
    """Return how a measure is called and written, where this is what a token is."""
    return find_measure(name).said_of(unit)


def other_seeds(settings: Settings, target: int, runs: int) -> list[Settings]:
    """Return the settings of replicates: the same but for the seed, which is never this run's own."""
    return [replace(settings, generations=target, seed=settings.seed + place) for place in range(1, runs + 1)]


def given_runs(session: Session) -> list[MeasuredRun]:
    """Return the other seeds of texts that were given, those that have as many generations."""
    if not session.generations:
        return []
    lineage = session.lineage()
    whole = [each for each in lineage.replicates if len(each.measures) == len(lineage.generations)]
    return [
        MeasuredRun(
            replace(lineage.settings, seed=lineage.settings.seed + number),
            {
                name: _floats([values.get(name) for values in each.measures])
                for name in lineage.generations[-1].measures
            },
            bands=np.zeros((len(each.measures), 0), np.int64),
            voices=np.zeros((len(each.measures), 0)),
            survivors=np.zeros(0, bool),
        )
        for number, each in enumerate(whole, 1)
    ]


def given_replicates(session: Session) -> list[MeasuredRun]:
    """Return the seeds of texts that were given, the first among them; empty for one seed."""
    others = given_runs(session)
    if not others:
        return []
    lineage = session.lineage()
    names = lineage.generations[-1].measures
    curves = {name: _floats([each.measures.get(name) for each in lineage.generations]) for name in names}
    return [replace(others[0], settings=lineage.settings, curves=curves), *others]


@dataclass(frozen=True)
class Standing:
    """Where one run stands among its replicates, and against the law."""

    value: float
    fan: Fan
    generation: int
    below: float
    """How many replicates lie below it, equal ones counting half."""
    law: float | None
    law_sd: float | None

    @property
    def mean(self) -> float:
        """Return the mean of the replicates."""
        return float(self.fan.mean[self.generation])

    @property
    def sd(self) -> float:
        """Return the standard deviation of the replicates; NaN for one."""
        return float(self.fan.sd[self.generation])

    @property
    def rank(self) -> str:
        """Return its place from below among all runs, itself included."""
        return f"{math.floor(self.below) + 1} of {self.fan.runs + 1}"

    @property
    def deviate(self) -> float | None:
        """Return how far from the replicates it lies, as a normal deviate of one more run; None for too few.

        t = (x − mean)/(sd·√(1 + 1/R)) has R − 1 degrees of freedom when it is one of them.
        """
        runs = self.fan.runs
        if runs < FEWEST or math.isnan(self.sd):
            return None
        scatter = self.sd * math.sqrt(1.0 + 1.0 / runs)
        gap = self.value - self.mean
        if abs(gap) <= 1e-9 * abs(self.mean):
            return 0.0
        return normal_deviate(gap / scatter, runs - 1) if scatter > 0 else math.copysign(math.inf, gap)

    @property
    def is_unusual(self) -> bool | None:
        """Whether it lies further from the replicates than 99% of runs do; None for too few of them."""
        return None if self.deviate is None else abs(self.deviate) > UNUSUAL

    @property
    def verdict(self) -> str:
        """Return whether the run is in range, in a word or two."""
        return {None: "too few runs yet", False: "in range", True: "◆ unusual"}[self.is_unusual]

    @property
    def law_deviate(self) -> float | None:
        """Return how many sd of the law lie between the run and the law."""
        if self.law is None or not self.law_sd:
            return None
        return (self.value - self.law) / self.law_sd


def standing(session: Session, runs: Sequence[MeasuredRun], measure: str) -> Standing | None:
    """Return where the run stands in the generation looked at; None where there is nothing to compare."""
    number = session.current
    generation = session.generations[number]
    value = generation.measures.get(measure)
    if not runs or value is None or number == 0:
        return None
    rays = fan(runs, measure)
    if number >= len(rays.mean) or math.isnan(rays.mean[number]):
        return None
    values = np.array([run.curves[measure][number] for run in runs])
    below = float(np.sum(values < value) + np.sum(values == value) / 2)
    return Standing(value, rays, number, below, *_law(generation, measure))


def _law(generation: Generation, measure: str) -> tuple[float | None, float | None]:
    return generation.expected.get(measure), generation.expected.get(f"{measure}_sd")


# Charts


def curves(session: Session, runs: Sequence[MeasuredRun], measure: str, log: bool = False) -> Curves:
    """Return the curve of this run with the fan of the replicates and the law through it."""
    ours, law, _ = _columns(session, measure)
    series = [*_fan_of(runs, measure, np.zeros(1)), *_law_line(law, session.generations[-1].prediction_label)]
    series.append(Series("this run", CurveKind.MEASURED, _values(ours)))
    return Curves(tuple(series), (0, _target(session)), session.current, log=log, shares=_is_share(measure))


def departures(session: Session, runs: Sequence[MeasuredRun], measure: str) -> Curves:
    """Return the same less the law, or less the mean of the replicates where there is none."""
    ours, law, spread = _columns(session, measure)
    has_law = bool(np.isfinite(law[1:]).any())
    middle = law if has_law else (fan(runs, measure).mean if runs else np.full(len(ours), np.nan))
    known = min(len(middle), len(ours))
    series = _fan_of(runs, measure, middle)
    label = session.generations[-1].prediction_label
    for edge, name in ((WIDTH * spread, "±2 sd"), (-WIDTH * spread, "")):
        if has_law:
            series.append(Series(name, CurveKind.CONTROL, _values(edge)))
    zero = np.where(np.isfinite(middle), 0.0, np.nan)
    series.append(Series(label if has_law else "mean of the runs", CurveKind.EXPECTED, _values(zero)))
    series.append(Series("this run", CurveKind.MEASURED, _values(ours[:known] - middle[:known])))
    return Curves(
        tuple(series), (0, _target(session)), session.current, from_zero=False, shares=_is_share(measure)
    )


def _target(session: Session) -> int:
    return max(session.run.target, session.made, 1)


def _is_share(measure: str) -> bool:
    return find_measure(measure).is_share


def _columns(session: Session, measure: str) -> tuple[Floats, Floats, Floats]:
    """Return value, law and sd of the law for each generation, shape (G + 1,) each, NaN for what is not."""
    generations = session.generations
    ours = _floats([each.measures.get(measure) for each in generations])
    law = _floats([_law(each, measure)[0] for each in generations])
    spread = _floats([_law(each, measure)[1] for each in generations])
    if np.isfinite(law[1:]).any():
        law[0], spread[0] = ours[0], 0.0
    return ours, law, spread


def _fan_of(runs: Sequence[MeasuredRun], measure: str, middle: Floats) -> list[Series]:
    """Return the fan, less ``middle``, which may be shorter."""
    if len(runs) < 2:
        return []
    rays = fan(runs, measure)
    known = len(rays.mean) if len(middle) == 1 else min(len(rays.mean), len(middle))
    less = middle if len(middle) == 1 else middle[:known]
    low, high = rays.low[:known] - less, rays.high[:known] - less
    return [
        Series(
            f"95% of {len(runs)} runs",
            CurveKind.FAN,
            _values(rays.mean[:known] - less),
            band=(_values(low), _values(high)),
        )
    ]


def _law_line(law: Floats, label: str) -> list[Series]:
    return [Series(label, CurveKind.EXPECTED, _values(law))] if np.isfinite(law[1:]).any() else []


def _floats(values: Sequence[float | int | None]) -> Floats:
    return np.array([math.nan if value is None else value for value in values], np.float64)


def _values(array: Floats) -> CurveValues:
    return tuple(float(value) if math.isfinite(value) else None for value in array)


# Table and sentence


IN, MARK = "━", "◉"
PER_SD, FARTHEST = 3, 12
"""Cells for one sd, and on either side of the middle."""
SCALE = f"─{IN} in range {IN}─  {MARK} this run"


def table(session: Session, runs: Sequence[MeasuredRun], chosen: str) -> list[list[Span]]:
    """Return a row for each measure: this run, the replicates, the prediction, rank, verdict and place."""
    heads = (
        "",
        "this run",
        "other runs",
        "predicted",
        "rank",
        "this run is",
        f"─{IN} in range {IN}─  {MARK} this run",
    )
    rows = [[Span(head, "head") for head in heads]]
    for measure in (each.name for each in studied_measures()):
        found = standing(session, runs, measure)
        mark = "▸ " if measure == chosen else "  "
        name = Span(
            mark + measure_of(measure, session.shown.settings.unit).short,
            "strong" if measure == chosen else "",
        )
        rows.append([name, *(_cells(found, measure) if found else [Span(numbers.MISSING, "muted")] * 6)])
    return rows


def _cells(found: Standing, measure: str) -> list[Span]:
    law = Span(numbers.MISSING, "muted")
    if found.law is not None:
        law = Span(_plus_minus(measure, found.law, found.law_sd))
    return [
        Span(numbers.measured(find_measure(measure), found.value), "strong"),
        Span(_plus_minus(measure, found.mean, found.sd)),
        law,
        Span(found.rank, "muted"),
        Span(found.verdict, {None: "muted", False: "", True: "mark"}[found.is_unusual]),
        Span(_place(found), "muted" if not found.is_unusual else "mark"),
    ]


def _place(found: Standing) -> str:
    """Draw where the run lies among the others, from four sd below their mean to four above."""
    if found.deviate is None:
        return ""
    cells = [IN if abs(place) <= UNUSUAL * PER_SD else "─" for place in range(-FARTHEST, FARTHEST + 1)]
    cells[FARTHEST + max(-FARTHEST, min(round(max(-9, min(found.deviate, 9)) * PER_SD), FARTHEST))] = MARK
    return "".join(cells)


def _plus_minus(measure: str, middle: float, sd: float | None) -> str:
    """Write a mean with its standard deviation."""
    written = partial(numbers.measured, find_measure(measure))
    if sd is None or math.isnan(sd):
        return written(middle)
    return f"{written(middle)} ± {numbers.decimal(100 * sd, 1) if _is_share(measure) else written(sd)}"


def sentence(session: Session, runs: Sequence[MeasuredRun], measure: str, wanted: int) -> Wordings:
    """Say where the replicates lie, what chance predicts, and whether this run is in range."""
    number, written = session.current, measure_of(measure, session.shown.settings.unit)
    progress = f"{len(runs)} of {wanted} runs on other seeds"
    if number == 0:
        start = "Every seed begins with the same human text"
        return (
            f"{start}. Press → to see how far chance drives them apart ({progress}).",
            f"{start}; {progress}.",
        )
    found = standing(session, runs, measure)
    if found is None or len(runs) < 2:
        return (f"The same settings on other seeds: {progress}.", f"{progress}.")
    low, high = (numbers.measured(written, float(edge[number])) for edge in (found.fan.low, found.fan.high))
    counted = isinstance(found.value, int)
    lie = f"95% of {len(runs)} runs have {low} to {high} {written.label}"
    if not counted:
        lie = f"the {written.label} of 95% of {len(runs)} runs is {low} to {high}"
    law, brief = "there is no prediction", "no prediction"
    if found.law is not None:
        spread = None if found.law_sd is None else half_width(found.law_sd)
        said = _plus_minus(measure, found.law, spread)
        brief = f"{session.generations[number].prediction_label} {said}"
        law = f"{session.generations[number].predictor} {said}"
    judged = {None: "too early to judge", False: "in range", True: "unusual"}[found.is_unusual]
    ours = f"this run, {numbers.measured(written, found.value)}, is {judged} (rank {found.rank})"
    more = f" {progress}." if len(runs) < wanted else ""
    return (
        f"At generation {number}, {lie}; {law}; {ours}.{more}",
        f"At generation {number}, {lie}; {law}; {ours}.",
        f"{lie}; {law}; this run: {judged}.",
        f"95% of runs: {low}–{high} {written.short}; {brief}; this run: {judged}.",
        f"95% of runs: {low}–{high}; {brief}; this run is {judged}.",
        f"This run is {judged}: rank {found.rank}.",
    )
