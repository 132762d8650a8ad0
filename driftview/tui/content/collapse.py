"""The Collapse view: eight definitions as a list, as curves and in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from driftview import numbers
from driftview.arrays import Floats
from driftview.charts.curves import CurveKind, Curves, Series
from driftview.tui.content.main import Wordings
from driftview.tui.content.spans import Column, Span

if TYPE_CHECKING:
    from driftview.drift.collapse import Definition

COLUMNS = (Column("this run", 8, 3), Column("since", 5, 2), Column("beyond", 6, 1))
VALUES = (Column("human text", 12, 0), Column("now", 9, 0), Column("in a control", 14, 0))
"""What is measured of each definition, where there is room."""

MEANS = (
    "since: met from that generation to the end · beyond: since then beyond every control (no loop)",
    "since: met from then to the end · beyond: beyond every control since",
    "since: met to the end · beyond: every control",
)
"""What the columns are, longest first."""


def cells(definition: Definition, number: int, short: bool = False) -> tuple[str, ...]:
    """Return a row: the definition, whether it is met, since when, since when beyond the control, values."""
    name = definition.short if short else definition.name
    since, beyond = definition.since, definition.beyond_since
    number = min(number, len(definition.values) - 1)
    control = definition.control
    return (
        f"{definition.number} {name}",
        definition.verdict,
        numbers.MISSING if since is None else f"{since}",
        numbers.MISSING if beyond is None else f"{beyond}",
        _number(float(definition.values[0])),
        _number(float(definition.values[number])),
        numbers.MISSING if control is None else _number(float(control[number])),
    )


def curves(definition: Definition, total: int, current: int) -> Curves:
    """Return what is measured through the generations, with the control and the prediction."""
    series = [Series("measured", CurveKind.MEASURED, _values(definition.values))]
    if definition.law is not None:
        series.append(Series("predicted", CurveKind.EXPECTED, _values(definition.law)))
    if definition.control is not None:
        series.append(Series("control", CurveKind.CONTROL, _values(definition.control)))
    return Curves(tuple(series), (0, max(total, 1)), current, from_zero=False)


def _values(values: Floats) -> tuple[float | None, ...]:
    return tuple(None if np.isnan(value) else float(value) for value in values.tolist())


def said(definition: Definition, number: int) -> list[list[Span]]:
    """Return what is measured, its numbers in a generation, and what else a reader must know."""
    number = min(number, len(definition.values) - 1)
    before, now = float(definition.values[0]), float(definition.values[number])
    value = f"{_number(before)} in the human text, {_number(now)} in generation {number}"
    control = (
        "" if definition.control is None else f", {_number(float(definition.control[number]))} in a control"
    )
    law = "" if definition.law is None else f", {_number(float(definition.law[number]))} predicted"
    paragraphs = [
        [Span("Measured: ", "prose--muted"), Span(f"{definition.measured}.")],
        [Span(f"{value}{control}{law}.")],
    ]
    return [*paragraphs, [Span(definition.note, "prose--muted")]] if definition.note else paragraphs


def _number(value: float) -> str:
    return numbers.MISSING if np.isnan(value) else numbers.decimal(value)


def sentence(definitions: Sequence[Definition], made: int) -> Wordings:
    """Say how many definitions this run meets, and how many beyond any control."""
    met = [each for each in definitions if each.verdict == "met"]
    beyond = sum(each.beyond_since is not None for each in met)
    known = sum(each.verdict != "not known" for each in definitions)
    many = f"{len(met)} of {known} definitions of model collapse"
    if made == 0:
        return ("The human text has not collapsed. Press → to see which definitions a run meets.",)
    return (
        f"By generation {made} this run meets {many}, {beyond} beyond every control.",
        f"This run meets {many}, {beyond} beyond every control.",
        f"{len(met)} of {known} definitions are met.",
    )
