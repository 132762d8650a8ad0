"""What the Models view says of several models that write side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

import numpy as np

from driftview import numbers
from driftview.charts.curves import CurveKind, Curves, Series
from driftview.charts.strips import sparkline
from driftview.choices import PopulationText
from driftview.drift.side_by_side import SideBySide
from driftview.settings.settings import Settings
from driftview.text.cleaning import clean
from driftview.theory.deviation import WIDTH, deviate, half_width
from driftview.tui.content.main import Wordings
from driftview.tui.content.spans import Column

COURSE = 12
"""Cells of a sparkline."""

COLUMNS = (
    Column("words", 7, 9),
    Column("predicted", 13, 8),
    Column("of all", 6, 5),
    Column("like the others", 15, 7),
    Column("course", COURSE, 3),
)

ALONE = (
    "One model writes this run.\n\nPress [b]{key}[/b] and set “models” to 4, say. Each model then writes a "
    "share of every generation, and this view shows what each keeps, what all keep together, and how alike "
    "they become."
)
"""What is said where there is one model only."""


def cells(lines: SideBySide, model: int, number: int, total: int) -> tuple[str, ...]:
    """Return a row of the table: name, words, prediction, share of the union, similarity, course."""
    words, union = int(lines.words[number, model]), int(lines.union[number])
    course = sparkline(lines.words[:, model].tolist(), COURSE, total + 1)
    return (
        clean(lines.names[model]).replace("\n", " "),
        numbers.whole(words),
        _predicted(lines.expected[number, model], lines.expected_sd[number, model]),
        numbers.percent(words / union if union else None),
        numbers.percent(_known(lines.to_others()[number, model])),
        course,
    )


def union_cells(lines: SideBySide, number: int, total: int) -> tuple[str, ...]:
    """Return the row of all models together."""
    course = sparkline(lines.union.tolist(), COURSE, total + 1)
    predicted = _predicted(lines.union_expected[number], lines.union_sd[number])
    return ("all together", numbers.whole(int(lines.union[number])), predicted, "", "", course)


def _predicted(mean: float, sd: float) -> str:
    """Write a prediction with two standard deviations."""
    if not np.isfinite(mean):
        return numbers.MISSING
    return f"{numbers.whole(mean)} ± {numbers.whole(half_width(sd))}"


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _values(values: Sequence[float]) -> tuple[float | None, ...]:
    return tuple(_known(value) for value in values)


def word_curves(lines: SideBySide, chosen: int, total: int, current: int) -> Curves:
    """Return the words of all together and of one model, each inside what the law of islands allows."""
    series: list[Series] = []
    for mean, sd in (
        (lines.union_expected, lines.union_sd), (lines.expected[:, chosen], lines.expected_sd[:, chosen])
    ):  # fmt: skip
        if np.isfinite(mean[1:]).any():
            spread = _values((WIDTH * sd).tolist())
            name = "" if series else "predicted"  # both look alike: the legend names them once
            series.append(Series(name, CurveKind.EXPECTED, _values(mean.tolist()), spread, lowest=0.0))
    common, union = tuple(lines.common.tolist()), tuple(lines.union.tolist())
    series.append(Series("in every model", CurveKind.CONTROL, common, short="in every"))
    series.append(Series("all together", CurveKind.MEASURED, union, short="all"))
    name = clean(lines.names[chosen]).replace("\n", " ")
    series.append(Series(name, CurveKind.MEASURED, tuple(lines.words[:, chosen].tolist())))
    return Curves(tuple(series), (0, max(total, 1)), current)


def similarity_curves(lines: SideBySide, chosen: int, total: int, current: int) -> Curves:
    """Return how like the others each model is, the chosen one drawn in full."""
    others = lines.to_others()
    mean = Series("all models", CurveKind.CONTROL, _values(others.mean(axis=1).tolist()))
    name = clean(lines.names[chosen]).replace("\n", " ")
    own = Series(name, CurveKind.MEASURED, _values(others[:, chosen].tolist()))
    return Curves((mean, own), (0, max(total, 1)), current, shares=True)


def _start(text: PopulationText) -> str:
    """Say what human text the models begin with."""
    match text:
        case "same":
            return "from the same text"
        case "split":
            return "each from a separate part of the text"
        case "voices":
            return "each from one voice"
        case _:
            assert_never(text)


def how(settings: Settings) -> str:
    """Say what the models begin with and what they read of each other."""
    starts = _start(settings.population_text)
    if settings.migration >= 1:
        return f"{starts}, reading everything that any of them writes"
    if settings.migration > 0:
        share = numbers.percent(settings.migration, chosen=True)
        return f"{starts}, {share} of what each reads is written by others"
    return f"{starts}, each reading only its own"


def sentence(lines: SideBySide, number: int, settings: Settings) -> Wordings:
    """Say what each model and all of them keep, how alike they are, and whether chance explains it."""
    models = f"{len(lines.names)} models {how(settings)}"
    if number == 0:
        return (f"{models[0].upper()}{models[1:]}. Press → to see them diverge.", f"{models}.")
    mean = numbers.whole(round(float(lines.words[number].mean())))
    kept = f"{mean} words each, {numbers.whole(int(lines.union[number]))} together"
    alike = f"{numbers.percent(_known(lines.to_others()[number].mean()))} alike"
    expected, sd = lines.union_expected[number], lines.union_sd[number]
    if not np.isfinite(expected):
        return (f"{models}: {kept}; {alike}; no prediction for this run.", f"{kept}; {alike}.", f"{kept}.")
    off = deviate(float(lines.union[number]), expected, sd)
    side = f"{'above' if off > 0 else 'below'} range ({numbers.beyond(off)})"
    verdict = "in range" if abs(lines.union[number] - expected) <= half_width(sd) else side
    law = f"chance predicts {_predicted(expected, sd)} together: {verdict}"
    return (f"{models}: {kept}; {alike}; {law}.", f"{kept}; {law}.", f"{kept}; {verdict}.", f"{kept}.")
