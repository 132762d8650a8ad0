"""From a study to a figure: which numbers go where, and what has to be said beside them."""

import numpy as np

import driftview.measures as _measures  # registers every measure
from driftview.charts.studies.figure import Figure, FigureError, Line, LineFigure, MapFigure
from driftview.charts.studies.kinds import Kind, dose_axis, map_axes
from driftview.charts.studies.selection import Numbers, Selection, numbers, said, spoken, value_text
from driftview.measures.registry import find_measure
from driftview.text.reading import label

assert _measures

MOST_LINES = 5
"""More lines than this cannot be told apart in a terminal."""


def compose(selection: Selection, kind: Kind, generation: int | None = None, sd: bool = False) -> Figure:
    """Return the figure of a kind; ``generation``: which one, the last that is kept where none is named.

    ``sd``: bands are two standard deviations of the runs, not two standard errors of their mean. Raises
    FigureError where the study has not what the kind needs.
    """
    found = numbers(selection, sd)
    if kind == "curves":
        if generation is not None:
            raise FigureError(
                "curves show all generations: leave --generation out, or add --kind dose or map"
            )
        return _curves(selection, found, sd)
    place = _place(selection, generation)
    return _dose(selection, found, sd, place) if kind == "dose" else _map(selection, found, place)


def _curves(selection: Selection, found: Numbers, sd: bool) -> LineFigure:
    """Draw each point over the generations."""
    generations = np.array(selection.study.plan.generations, np.float64)
    if len(generations) < 2:
        raise FigureError(
            "curves need more than one generation, and the study keeps one: try --kind dose or map"
        )
    lines = [
        Line(_point_name(selection, number), generations, found.mean[row], found.half[row], found.law[row])
        for row, number in enumerate(selection.points)
    ]
    shown, left_out = _few(lines)
    return LineFigure(
        _title(selection, None), "generation", shown, _is_share(selection.measure),
        (*_notes(selection, found, sd, shown), *left_out),
    )  # fmt: skip


def _dose(selection: Selection, found: Numbers, sd: bool, place: int) -> LineFigure:
    """Draw one generation over the values of an axis, a line for each combination of the others."""
    across = dose_axis(selection)
    groups: dict[str, list[tuple[float, int]]] = {}
    for row, number in enumerate(selection.points):
        point = selection.point(number)
        name = ", ".join(said(axis, point[axis]) for axis in selection.varying if axis != across)
        groups.setdefault(name, []).append((float(point[across]), row))
    lines = []
    for name, places in groups.items():
        ordered = sorted(places)
        rows = [row for _, row in ordered]
        x = np.array([value for value, _ in ordered])
        of_rows = (values[rows, place] for values in (found.mean, found.half, found.law))
        lines.append(Line(name or "runs", x, *of_rows))
    shown, left_out = _few(lines)
    return LineFigure(
        _title(selection, place), spoken(across), shown, _is_share(selection.measure),
        (*_notes(selection, found, sd, shown), *left_out), dose=True,
    )  # fmt: skip


def _map(selection: Selection, found: Numbers, place: int) -> MapFigure:
    """Draw one generation as a number for each pair of values."""
    down, across = map_axes(selection)
    rows, columns = (sorted_values(selection, name) for name in (down, across))
    mean = np.full((len(rows), len(columns)), np.nan)
    for row, number in enumerate(selection.points):
        point = selection.point(number)
        mean[rows.index(point[down]), columns.index(point[across])] = found.mean[row, place]
    return MapFigure(
        _title(selection, place),
        spoken(down),
        spoken(across),
        tuple(value_text(down, value) for value in rows),
        tuple(value_text(across, value) for value in columns),
        mean,
        _is_share(selection.measure),
        (f"mean of {_runs(found)}", *_missing(selection)),
    )


def sorted_values(selection: Selection, name: str) -> list[object]:
    """Return the values of an axis, numbers by size, words as they were given."""
    values = list(selection.axes[name])
    return sorted(values) if all(isinstance(value, (int, float)) for value in values) else values


def _place(selection: Selection, generation: int | None) -> int:
    """Return where a generation stands among those that are kept."""
    kept = selection.study.plan.generations
    if generation is None:
        return len(kept) - 1
    if generation not in kept:
        some = ", ".join(map(str, kept)) if len(kept) <= 8 else f"{kept[0]}, {kept[1]}, … {kept[-1]}"
        raise FigureError(f"the study does not keep generation {generation}: it has {some}")
    return kept.index(generation)


def _few(lines: list[Line]) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    """Return as many lines as can be told apart, evenly chosen, and what to say about the others."""
    if len(lines) <= MOST_LINES:
        return tuple(lines), ()
    chosen = np.unique(np.linspace(0, len(lines) - 1, MOST_LINES).round().astype(int))
    note = f"{MOST_LINES} of {len(lines)} lines drawn; --only AXIS=VALUE,… chooses others"
    return tuple(lines[place] for place in chosen), (note,)


def _point_name(selection: Selection, number: int) -> str:
    point = selection.point(number)
    return ", ".join(said(name, point[name]) for name in selection.varying) or "runs"


def _title(selection: Selection, place: int | None) -> str:
    """Return what is drawn: measure, text, what is held fixed, generation."""
    plan = selection.study.plan
    unit = find_measure(selection.measure).unit
    parts = [f"{selection.measure} ({unit})", label(plan.corpus), selection.fixed]
    if place is not None:
        parts.append(f"generation {plan.generations[place]}")
    return " · ".join(part for part in parts if part)


def _notes(selection: Selection, found: Numbers, sd: bool, lines: tuple[Line, ...]) -> tuple[str, ...]:
    """Say what mean, band and law are."""
    mean = f"mean of {_runs(found)}"
    if found.runs[1] > 1:
        mean += ", band ± 2 " + ("standard deviations of the runs" if sd else "standard errors of the mean")
    lawful = [bool(np.isfinite(line.law).any()) for line in lines]
    law = "dashed: the law" + ("" if all(lawful) else ", where one holds")
    return (mean, law if any(lawful) else "no law holds here", *_missing(selection))


def _runs(found: Numbers) -> str:
    fewest, most = found.runs
    number = f"{fewest}" if fewest == most else f"{fewest} to {most}"
    return f"{number} run{'' if most == 1 else 's'}"


def _missing(selection: Selection) -> tuple[str, ...]:
    missing = selection.study.missing
    return (f"{missing:,} of {len(selection.study.plan.grid):,} runs are not there yet",) if missing else ()


def _is_share(measure: str) -> bool:
    return find_measure(measure).unit == "share"
