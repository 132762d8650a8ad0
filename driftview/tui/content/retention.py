"""How much human text keeps how much, by prediction and in the runs, as charts, tables and a sentence."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from driftview import numbers
from driftview.arrays import Floats
from driftview.charts.curves import CurveKind, Curves, Series
from driftview.charts.raster import Role
from driftview.measures.registry import Kept, find_measure
from driftview.study.retention import (
    LAW_SHARES,
    SHARES,
    SOURCES,
    RetentionLaw,
    kept_share,
    means,
    points,
    retention_settings,
    rising,
    smallest,
    with_share,
)
from driftview.study.runs import MeasuredRun
from driftview.tui.content.spans import Span

if TYPE_CHECKING:
    from driftview.choices import HumanSource
    from driftview.settings.settings import Settings
    from driftview.tui.content.main import Wordings

TICKS = (0.0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0)
"""The ticks of the axis of human shares, which is one of √m."""

STARTS = (5, 10, 15, 20, 2, 3)
"""Generations after which human text may begin."""

USUAL_KEPT = 0.5
"""How much is to be kept while nobody has said."""

USUAL = 0.1
"""The share of human text from the start or later, where the settings have none."""

Cancelled = Callable[[], bool]


@dataclass(frozen=True)
class Question:
    """What is asked of the shares of human text."""

    settings: Settings
    """With as many generations as are run; its human share does not matter."""
    measure: str
    kept: float
    """How much is to be kept."""
    generation: int
    late: int
    """The generation after which human text begins."""
    share: float = USUAL
    """The share of human text, from the start or later."""
    source: HumanSource = "fresh"

    @property
    def kept_as(self) -> Kept:
        """Return how it is said what may be kept."""
        kept = find_measure(self.measure).said_of(self.settings.unit).kept
        if kept is None:
            raise ValueError(f"nobody asks how much is kept of {self.measure}")
        return kept

    @property
    def name(self) -> str:
        """Return what is to be kept, in words."""
        return self.kept_as.name

    def starts(self) -> dict[str, Settings]:
        """Return the three courses that are compared: no human text, from the start, and late."""
        given = {
            "never": with_share(self.settings, 0.0, self.source),
            "from the start": with_share(self.settings, self.share, self.source),
        }
        late = with_share(self.settings, self.share, self.source, self.late)
        return {**given, f"after generation {self.late}": late}

    def runs(self, replicates: int) -> list[Settings]:
        """Return all runs that answer it, the most telling first."""
        shares = list(retention_settings(self.settings, replicates))
        first = len(shares) // replicates
        seeds = range(self.settings.seed, self.settings.seed + replicates)
        starts = [replace(each, seed=seed) for seed in seeds for each in self.starts().values()]
        return list(dict.fromkeys([*shares[:first], *starts, *shares[first:]]))


def share_for(settings: Settings) -> tuple[float, HumanSource]:
    """Return the share and source of human text: those of the settings, if they are run anyway."""
    if 0 < settings.human_share < 1 and settings.human_share in SHARES and settings.human_source in SOURCES:
        return settings.human_share, settings.human_source
    return USUAL, "fresh"


# By the law; worked out in a thread


@dataclass(frozen=True, eq=False)
class PredictedShares:
    """What the law says is kept in one generation, for each share of LAW_SHARES, by source."""

    kept: dict[HumanSource, Floats]


def predicted_shares(
    law: RetentionLaw, measure: str, generation: int, cancelled: Cancelled
) -> PredictedShares | None:
    """Work out the curves of the law; None when it was cancelled."""
    kept: dict[HumanSource, Floats] = {}
    for source in SOURCES:
        values = []
        for share in LAW_SHARES.tolist():
            if cancelled():
                return None
            values.append(law.kept(measure, share, source, generation))
        kept[source] = np.array(values)
    return PredictedShares(kept)


@dataclass(frozen=True, eq=False)
class PredictedStarts:
    """What the law says is kept in each generation, shape (G + 1,), for each of three courses."""

    kept: dict[str, Floats]


def predicted_starts(law: RetentionLaw, question: Question, cancelled: Cancelled) -> PredictedStarts | None:
    """Work out the courses of the law; None when it was cancelled."""
    kept = {}
    for name, settings in question.starts().items():
        values = [1.0]
        for generation in range(1, question.settings.generations + 1):
            if cancelled():
                return None
            share, source = settings.human_share, settings.human_source
            values.append(law.kept(question.measure, share, source, generation, settings.human_from))
        kept[name] = np.array(values)
    return PredictedStarts(kept)


# Charts


def share_curves(question: Question, runs: Sequence[MeasuredRun], law: PredictedShares | None) -> Curves:
    """Return what is kept against √m: the law as two lines, every run as a point."""
    series = [Series("", CurveKind.GHOST, (question.kept, question.kept), positions=(0.0, 1.0))]
    kinds = ((CurveKind.EXPECTED, Role.MEASURED), (CurveKind.CONTROL, Role.SECOND))
    roots = tuple(np.sqrt(LAW_SHARES).tolist())
    for source, (kind, role) in zip(SOURCES, kinds, strict=True):
        if law is not None:
            values = tuple(law.kept[source].tolist())
            series.append(Series(f"predicted, {source}", kind, values, positions=roots, role=role))
    for source in SOURCES:
        found = points(runs, question.measure, source, question.generation)
        across = tuple(math.sqrt(share) for share, _ in found)
        series.append(
            Series(f"runs, {source}", CurveKind.POINTS, tuple(y for _, y in found), positions=across)
        )
    needed = needs(question, runs, law)["fresh"]
    dose = needed[0] if needed[0] is not None else needed[1]
    ticks = tuple((math.sqrt(share), numbers.percent(share)) for share in TICKS)
    return Curves(
        tuple(series),
        (0.0, 1.0),
        None if dose is None else math.sqrt(dose),
        shares=True,
        whole_steps=False,
        x_ticks=ticks,
    )


def start_curves(question: Question, runs: Sequence[MeasuredRun], law: PredictedStarts | None) -> Curves:
    """Return the three courses through the generations: the law dashed, one run each as a line."""
    series = []
    colours = (Role.THIRD, Role.FOURTH, Role.FIFTH)  # the first two are the sources in the other chart
    for (name, settings), role in zip(question.starts().items(), colours, strict=True):
        if law is not None:
            values = tuple(law.kept[name].tolist())
            series.append(Series("", CurveKind.EXPECTED, values, role=role))
        run = next((run for run in runs if run.settings == settings), None)
        kept = () if run is None else tuple(_exists(value) for value in kept_share(run, question.measure))
        brief = name.removeprefix("from the ").replace("generation ", "")
        series.append(Series(brief, CurveKind.MEASURED, kept, role=role))
    span = (0, question.settings.generations)
    return Curves(tuple(series), span, question.generation, shares=True)


def _exists(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


# Numbers


def needs(
    question: Question, runs: Sequence[MeasuredRun], law: PredictedShares | None
) -> dict[HumanSource, tuple[float | None, float | None]]:
    """Return the smallest share that keeps enough, by the law and in the runs, for each source."""
    found: dict[HumanSource, tuple[float | None, float | None]] = {}
    for source in SOURCES:
        by_law = None if law is None else smallest(LAW_SHARES, law.kept[source], question.kept)
        averages = means(runs, question.measure, source, question.generation)
        in_runs = None
        if len(averages) >= 3:
            in_runs = smallest([x for x, _ in averages], rising([y for _, y in averages]), question.kept)
        found[source] = by_law, in_runs
    return found


def sensible(question: Question, runs: Sequence[MeasuredRun], law: PredictedShares | None) -> float:
    """Return how much to ask for while nobody has said: half, or what lies midway between no share and all.

    Midway where no share keeps half, or none is needed for it; in round numbers.
    """
    if law is not None:
        none, everything = float(law.kept["fresh"][0]), float(law.kept["fresh"][-1])
    else:
        averages = dict(means(runs, question.measure, "fresh", question.generation))
        none, everything = averages.get(0.0, 0.0), averages.get(1.0, 1.0)
    if none < USUAL_KEPT < everything:
        return USUAL_KEPT
    step = 0.05 if abs(everything - none) > 0.1 else 0.01
    return min(0.95, max(step, step * round((none + everything) / 2 / step)))


def kept_by_starts(question: Question, runs: Sequence[MeasuredRun]) -> dict[str, float | None]:
    """Return the mean of what the runs of each course keep in the generation looked at."""
    found: dict[str, float | None] = {}
    for name, settings in question.starts().items():
        kept = [
            float(kept_share(run, question.measure)[question.generation])
            for run in runs
            if run.settings.but_for_seed(settings)
        ]
        known = [value for value in kept if math.isfinite(value)]
        found[name] = float(np.mean(known)) if known else None
    return found


def gap(question: Question, runs: Sequence[MeasuredRun], law: PredictedShares) -> float | None:
    """Return how far the mean of the runs lies from the law at most, as a share; None without runs.

    Only for shares at which the law is worked out to within the straight lines between them.
    """
    gaps = []
    for source in SOURCES:
        roots = np.sqrt(LAW_SHARES)
        for share, kept in means(runs, question.measure, source, question.generation):
            gaps.append(abs(kept - float(np.interp(math.sqrt(share), roots, law.kept[source]))))
    return max(gaps, default=None)


# Words


def share_text(share: float | None) -> str:
    """Write a human share: "4.2%", "24%"; a dash where none is enough."""
    return numbers.percent(share, 1 if share is not None and 0 < share < 0.0995 else None)


def need_table(
    question: Question, runs: Sequence[MeasuredRun], law: PredictedShares | None
) -> list[list[Span]]:
    """Return the smallest shares, by the law and in the runs."""
    rows = [[Span(head, "head") for head in ("human text", "predicted", "in runs")]]
    looks: dict[HumanSource, tuple[str, str]] = {"fresh": ("◉", "first"), "fixed": ("■", "second")}
    for source, (by_law, in_runs) in needs(question, runs, law).items():
        mark, look = looks[source]
        rows.append(
            [Span(f"{mark} {source}", look), Span(share_text(by_law), "strong"), Span(share_text(in_runs))]
        )
    return rows


def start_table(
    question: Question, runs: Sequence[MeasuredRun], law: PredictedStarts | None
) -> list[list[Span]]:
    """Return what the three courses keep, by the law and in the runs."""
    rows = [[Span(head, "head") for head in ("human text", "predicted", "runs")]]
    looks = (("▲", "third"), ("◆", "fourth"), ("★", "fifth"))
    for (name, in_runs), (mark, look) in zip(kept_by_starts(question, runs).items(), looks, strict=True):
        by_law = None if law is None else float(law.kept[name][question.generation])
        texts = numbers.percent(by_law), numbers.percent(in_runs)
        rows.append([Span(f"{mark} {name}", look), Span(texts[0], "strong"), Span(texts[1])])
    return rows


def sentence(
    question: Question, runs: Sequence[MeasuredRun], law: PredictedShares | None, state: str
) -> Wordings:
    """Say which share is enough, by the law and in the runs, and how far these lie apart."""
    number, kept = question.generation, numbers.percent(question.kept)
    if number == 0:
        start = "The human text has everything. Press → to see what each share of it keeps"
        return (f"{start} ({state}).", f"{start}.")
    needed = needs(question, runs, law)
    place = 0 if law is not None else 1
    shares = [_enough(needed[source][place], source) for source in SOURCES]
    enough = f"{' or '.join(shares)} human text"
    if all(needed[source][place] is None for source in SOURCES):
        enough = "no share of human text, fresh or fixed,"
    told = f"{enough} keeps {kept} of the {question.name} at generation {number}"
    if law is None:
        return (
            f"In the runs {told}; no prediction ({state}).",
            f"In the runs {told}; no prediction.",
            f"In the runs {enough} keeps {kept}; no prediction.",
            f"In the runs {enough} keeps {kept}.",
        )
    away = gap(question, runs, law)
    apart = "" if away is None else f"; the runs are within {numbers.decimal(100 * away, 1)} points"
    return (
        f"Prediction: {told}{apart} ({state}).",
        f"Prediction: {told}{apart}.",
        f"Prediction: {enough} keeps {kept}{apart}.",
        f"Prediction: {enough} keeps {kept}.",
        f"{enough} keeps {kept}.",
    )


def _enough(share: float | None, source: str) -> str:
    """Say a share, or that none is enough."""
    return f"no {source}" if share is None else f"{share_text(share)} {source}"
