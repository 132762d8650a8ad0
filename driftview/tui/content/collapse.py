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

COLUMNS = (Column("this run", 9, 3), Column("since", 5, 2), Column("control", 8, 1))

MEANS = "since: met from that generation to the end · control: beyond every control since then"


def cells(definition: Definition, short: bool = False) -> tuple[str, ...]:
    """Return a row: the definition, whether it is met, since when, and since when beyond the control."""
    name = definition.short if short else definition.name
    since, beyond = definition.since, definition.beyond_since
    return (
        f"{definition.number} {name}",
        definition.verdict,
        numbers.MISSING if since is None else f"{since}",
        numbers.MISSING if beyond is None else f"{beyond}",
    )


def curves(definition: Definition, total: int, current: int) -> Curves:
    """Return what is measured through the generations, with the control and the prediction."""
    series = [Series("measured", CurveKind.MEASURED, _values(definition.values))]
    if definition.law is not None:
        series.append(Series("expected", CurveKind.EXPECTED, _values(definition.law)))
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
