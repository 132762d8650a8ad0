"""From a study to a figure: what is selected, which picture suits it, and what the picture shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, assert_never

import numpy as np

import driftview.measures as _measures  # registers every measure
from driftview.arrays import Floats
from driftview.drift.lineage import Lineage
from driftview.measures.registry import find_measure
from driftview.quantities import HUMAN_WORDS
from driftview.settings.conflicts import changed, idle_beside
from driftview.settings.parameters import Real
from driftview.settings.settings import PARAMETERS
from driftview.settings.wording import brief, writer
from driftview.study.design import Plan, axis_cell
from driftview.study.records import Record
from driftview.study.replicates import spread
from driftview.text.reading import label
from driftview.theory.deviation import WIDTH


@dataclass(frozen=True, eq=False)
class StudyCurve:
    """One curve of P points."""

    name: str
    x: Floats
    """Shape (P,), rising."""
    mean: Floats
    """Mean over the replicates, NaN where there is none, shape (P,)."""
    half: Floats
    """Half-width of the band round it, NaN where the scatter is not known, shape (P,)."""
    law: Floats
    """What the law predicts, NaN where none holds, shape (P,)."""


@dataclass(frozen=True, eq=False)
class LineFigure:
    """Curves over generations, or over the values of an axis."""

    title: str
    across: str
    """What x is."""
    lines: tuple[StudyCurve, ...]
    shares: bool
    """Whether the values are shares, written as percentages."""
    notes: tuple[str, ...]
    """What a reader has to know: of how many runs, what the band is, what was left out."""
    dose: bool = False
    """Whether x is the value of an axis, so that points are runs of their own."""
    up: str = ""
    """What y is, with its unit."""

    @property
    def decades(self) -> tuple[bool, bool]:
        """Whether the values of x and of y span decades, so that their axes are logarithmic."""
        x = np.concatenate([line.x for line in self.lines]) if self.dose else np.zeros(0)
        return _spans_decades(x), _spans_decades(np.concatenate([line.mean for line in self.lines]))

    @property
    def linear_below(self) -> float | None:
        """On an axis that is linear up to a value and logarithmic above it, that value; None on other axes.

        The values 0, 0.01, 0.05 and 0.5 lie on top of each other on a linear axis, and zero has no logarithm.
        """
        x = np.unique(np.concatenate([line.x for line in self.lines])) if self.dose else np.zeros(1)
        positive = x[x > 0]
        spread = bool(len(positive)) and bool(positive[-1] >= CROWDED * positive[0])
        return float(positive[0]) if spread and x[0] == 0 else None


@dataclass(frozen=True, eq=False)
class MapFigure:
    """A number for every combination of two axes."""

    title: str
    down: str
    """Name of the axis that runs from top to bottom."""
    across: str
    """Name of the axis that runs from left to right."""
    rows: tuple[str, ...]
    """Its values, R of them."""
    columns: tuple[str, ...]
    """Its values, C of them."""
    mean: Floats
    """Mean over the replicates, NaN where there is none, shape (R, C)."""
    shares: bool
    notes: tuple[str, ...]
    up: str = ""
    """What the numbers are, with their unit."""


DECADES = 100.0
"""An axis is logarithmic where its largest value is so many times the smallest, and none is zero."""


CROWDED = 20.0
"""Where zero is among the values, the axis is logarithmic beyond the smallest other value from so many times
that value on."""


def _spans_decades(values: Floats) -> bool:
    """Tell whether positive values span two decades or more."""
    known = values[np.isfinite(values)]
    return bool(known.size) and bool(known.min() > 0) and bool(known.max() >= DECADES * known.min())


StudyFigure = LineFigure | MapFigure


class FigureError(ValueError):
    """A picture that cannot be drawn of a study; the message is one line and says what to do."""


AxisValues = tuple[Any, ...]


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
        """Return what chance predicts of it, shape (P, K), NaN where none holds."""


@dataclass(frozen=True, eq=False)
class Selection:
    """One measure at some points of a study."""

    study: Results
    measure: str
    points: tuple[int, ...]
    """Numbers of the points, in the grid's order."""
    axes: Mapping[str, AxisValues]
    """The values that are left of each axis, in the grid's order."""

    @property
    def varying(self) -> dict[str, AxisValues]:
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
class ReplicateNumbers:
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
        raise FigureError("the study has no runs yet: continue it (driftview sweep --out … --resume)")
    axes = {name: tuple(values) for name, values in plan.grid.axes.items()}
    for name, wanted in only.items():
        if name not in axes:
            known = ", ".join(each.replace("_", "-") for each in axes) or "none"
            raise FigureError(
                f"{label(name).replace('_', '-')} is not an axis of the study; its axes: {known}"
            )
        axes[name] = _among(name, axes[name], wanted)
    points = tuple(
        number
        for number, point in enumerate(plan.grid.points)
        if all(value in axes[name] for name, value in point)
    )
    return Selection(study, chosen, points, axes)


def numbers(selection: Selection, sd: bool) -> ReplicateNumbers:
    """Return the numbers of a selection; ``sd``: the band is of the runs, not of their mean."""
    curves = selection.study.curves(selection.measure)[list(selection.points)]
    known = np.isfinite(curves).sum(axis=1)
    fans = [spread(of_point) for of_point in curves]
    scatter = np.array([fan.sd for fan in fans])
    half = WIDTH * scatter / (1.0 if sd else np.sqrt(np.maximum(known, 1)))
    law = selection.study.law(selection.measure)[list(selection.points)]
    some = known[known > 0]
    runs = (int(some.min()), int(some.max())) if some.size else (0, 0)
    return ReplicateNumbers(np.array([fan.mean for fan in fans]), half, law, runs)


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


def is_numeric(values: AxisValues) -> bool:
    """Tell whether all values of an axis are numbers, so that they have places on a line."""
    return all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values)


def _among(name: str, values: AxisValues, wanted: Sequence[str]) -> AxisValues:
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


PictureKind = Literal["curves", "dose", "map"]

DOSE = "human_share"
"""The axis that goes across where there is a choice."""

SEVERAL = 3
"""From so many values on an axis is worth one of the picture's."""


def suited(selection: Selection, over_generations: bool = True) -> tuple[PictureKind, str]:
    """Return the kind that suits what is selected, and why, in words.

    ``over_generations``: whether curves over generations are wanted too. Raises FigureError where none suits.
    """
    varying = selection.varying
    numeric = [name for name, values in varying.items() if is_numeric(values)]
    several = [name for name, values in varying.items() if len(values) >= SEVERAL]
    kept = len(selection.study.plan.generations)
    if DOSE in numeric and DOSE in several and len(varying) <= 2:
        return "dose", f"{spoken(DOSE)} has {len(varying[DOSE])} values"
    if len(several) == len(varying) == 2:
        return "map", f"{spoken(several[0])} and {spoken(several[1])} have three values or more"
    if over_generations and kept > 1:
        return "curves", f"{kept} generations are kept"
    if len(varying) == 2 and not set(numeric) & set(several):
        return "map", "one generation is asked for, and two axes vary"
    if numeric:
        return "dose", f"one generation is asked for, and {spoken(dose_axis(selection))} has numbers"
    raise FigureError(
        "one generation of this study cannot be drawn, because no axis has numbers and fewer than two axes "
        "vary"
        + (
            ": leave --generation out to see curves"
            if kept > 1
            else ": keep more generations (driftview sweep --keep)"
        )
    )


def dose_axis(selection: Selection) -> str:
    """Return the axis that goes across a dose curve; raises FigureError where none has numbers."""
    numeric = [name for name, values in selection.varying.items() if is_numeric(values)]
    if not numeric:
        raise FigureError("a dose curve needs an axis with two numbers or more, and the study has none")
    return DOSE if DOSE in numeric else max(numeric, key=lambda name: len(selection.axes[name]))


def map_axes(selection: Selection) -> tuple[str, str]:
    """Return the axes that go down and across a map; raises FigureError unless two are left."""
    names = list(selection.varying)
    if len(names) != 2:
        which = ", ".join(map(spoken, names)) or "nothing"
        raise FigureError(
            f"a map needs exactly two axes that vary, and these vary: {which}; "
            + ("fix some at one value with --only AXIS=VALUE" if len(names) > 2 else "try --kind curves")
        )
    across = DOSE if DOSE in names else max(names, key=lambda name: (is_numeric(selection.axes[name]),
                                                                     len(selection.axes[name])))  # fmt: skip
    return next(name for name in names if name != across), across


assert _measures

MOST_LINES = 5
"""More lines than this cannot be told apart in a terminal."""


def compose(
    selection: Selection, kind: PictureKind, generation: int | None = None, sd: bool = False
) -> StudyFigure:
    """Return the figure of a kind; ``generation``: which one, the last that is kept where none is named.

    ``sd``: bands are two standard deviations of the runs, not two standard errors of their mean. Raises
    FigureError where the study has not what the kind needs.
    """
    found = numbers(selection, sd)
    match kind:
        case "curves":
            if generation is not None:
                raise FigureError(
                    "curves show all generations: leave --generation out, or add --kind dose or map"
                )
            return _curves(selection, found, sd)
        case "dose":
            return _dose(selection, found, sd, _place(selection, generation))
        case "map":
            return _map(selection, found, _place(selection, generation))
        case _:
            assert_never(kind)


def _curves(selection: Selection, found: ReplicateNumbers, sd: bool) -> LineFigure:
    """Draw each point over the generations."""
    generations = np.array(selection.study.plan.generations, np.float64)
    if len(generations) < 2:
        raise FigureError(
            "curves need more than one generation, and the study keeps one: try --kind dose or map"
        )
    selection, found, left_out = _whole_series(selection, found, selection.varying)
    lines = [
        StudyCurve(
            _point_name(selection, number), generations, found.mean[row], found.half[row], found.law[row]
        )
        for row, number in enumerate(selection.points)
    ]
    shown = tuple(lines)
    return LineFigure(
        _title(selection, None), "generation", shown, _is_share(selection.measure),
        (*_notes(selection, found, sd, shown), *left_out), up=_unit(selection.measure),
    )  # fmt: skip


def _dose(selection: Selection, found: ReplicateNumbers, sd: bool, place: int) -> LineFigure:
    """Draw one generation over the values of an axis, a line for each combination of the others."""
    across = dose_axis(selection)
    others = {name: values for name, values in selection.varying.items() if name != across}
    selection, found, left_out = _whole_series(selection, found, others)
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
        lines.append(StudyCurve(name or "runs", x, *of_rows))
    shown = tuple(lines)
    return LineFigure(
        _title(selection, place), _across(across), shown, _is_share(selection.measure),
        (*_notes(selection, found, sd, shown), *left_out), dose=True, up=_unit(selection.measure),
    )  # fmt: skip


def _map(selection: Selection, found: ReplicateNumbers, place: int) -> MapFigure:
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
        (f"mean of {_runs(found)}", *_settings(selection), *_missing(selection)),
        up=_unit(selection.measure),
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


def _whole_series(
    selection: Selection, found: ReplicateNumbers, axes: Mapping[str, AxisValues]
) -> tuple[Selection, ReplicateNumbers, tuple[str, ...]]:
    """Leave out values of axes until there are as many lines as can be told apart, and say which are left.

    Every value that is left of an axis is drawn with every value of the others, so that no two axes change
    together and the picture never takes the effect of one for that of another. The axis with the most values
    loses some first; its values are evenly chosen.
    """
    kept = {name: list(values) for name, values in axes.items()}
    while int(np.prod([len(values) for values in kept.values()], dtype=np.int64)) > MOST_LINES:
        longest = max(kept, key=lambda name: len(kept[name]))
        others = int(np.prod([len(kept[name]) for name in kept if name != longest], dtype=np.int64))
        room = min(max(1, MOST_LINES // others), len(kept[longest]) - 1)
        chosen = np.unique(np.linspace(0, len(kept[longest]) - 1, room).round().astype(int))
        kept[longest] = [kept[longest][place] for place in chosen]
    fewer = [name for name in kept if len(kept[name]) < len(axes[name])]
    if not fewer:
        return selection, found, ()
    narrowed = {name: tuple(kept.get(name, values)) for name, values in selection.axes.items()}
    rows = [
        row
        for row, number in enumerate(selection.points)
        if all(value in narrowed[name] for name, value in selection.point(number).items())
    ]
    numbers_left = ReplicateNumbers(found.mean[rows], found.half[rows], found.law[rows], found.runs)
    points = tuple(selection.points[row] for row in rows)
    told = "; ".join(
        f"{spoken(name)} {', '.join(value_text(name, value) for value in narrowed[name])} of "
        f"{len(axes[name])} values"
        for name in fewer
    )
    note = f"drawn: {told}; --only AXIS=VALUE,… chooses others"
    return Selection(selection.study, selection.measure, points, narrowed), numbers_left, (note,)


def _unit(measure: str) -> str:
    """Return what a measure counts, for an axis: "human words left (words)"."""
    known = find_measure(measure)
    unit = "%" if known.is_share else known.unit
    return known.label if unit in known.label else f"{known.label} ({unit})"


def _across(name: str) -> str:
    """Return the name of an axis of settings, for the axis of a chart, with what it is a share of."""
    declared = PARAMETERS.get(name)
    is_share = declared is not None and isinstance(declared.kind, Real) and declared.kind.high == 1
    return f"{spoken(name)} (share)" if is_share and "share" not in name else spoken(name)


def words_figure(lineage: Lineage) -> LineFigure:
    """Return the human words of one lineage over its generations, beside what chance predicts.

    Parameters
    ----------
    lineage
        A run of two generations or more.

    Returns
    -------
    LineFigure
        One line, with two standard deviations of the prediction in its note.
    """
    made = lineage.generations
    law = [each.words_expected if each.number else each.human_words for each in made]
    curve = StudyCurve(
        "measured",
        np.array([each.number for each in made], np.float64),
        np.array([each.words_left for each in made], np.float64),
        np.full(len(made), np.nan),
        np.array([np.nan if value is None else value for value in law], np.float64),
    )
    title = f"{_unit(HUMAN_WORDS)} · {label(lineage.corpus.name)}"
    notes = ("one run", "dashed: the prediction" if None not in law else "no prediction for this run")
    return LineFigure(title, "generation", (curve,), False, notes, up=_unit(HUMAN_WORDS))


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


def _notes(
    selection: Selection, found: ReplicateNumbers, sd: bool, lines: tuple[StudyCurve, ...]
) -> tuple[str, ...]:
    """Say what mean, band and law are."""
    mean = f"mean of {_runs(found)}"
    if found.runs[1] > 1:
        mean += ", band ± 2 " + ("standard deviations of the runs" if sd else "standard errors of the mean")
    lawful = [bool(np.isfinite(line.law).any()) for line in lines]
    law = "dashed: the prediction" + ("" if all(lawful) else ", where there is one")
    law = law if any(lawful) else "no prediction here"
    return (mean, law, *_settings(selection), *_missing(selection))


def _settings(selection: Selection) -> tuple[str, ...]:
    """Return the settings that every run has, beside the axes, in words."""
    base = selection.study.plan.grid.base
    usual = [f"{base.unit}s"]
    if not {"order", "model"} & {*selection.axes}:
        ordered = idle_beside("order", base) is None
        usual = [*usual, f"order {base.order_said}"] if ordered else [writer(base)]
    regime = [] if "regime" in selection.axes else [brief("regime", base)]
    told = [brief(name, base) for name in changed(base) if name not in (*selection.axes, *UNTOLD)]
    first, runs = base.seed, selection.study.plan.grid.replicates
    seeds = f"seed {first}" if runs == 1 else f"seeds {first} to {first + runs - 1}"
    return (", ".join(dict.fromkeys([*usual, *regime, *told, seeds])),)


UNTOLD = ("generations", "seed", "model", "order", "unit", "prediction", "prediction_runs")
"""Settings that a caption says elsewhere, or that change no number."""


def _runs(found: ReplicateNumbers) -> str:
    fewest, most = found.runs
    number = f"{fewest}" if fewest == most else f"{fewest} to {most}"
    return f"{number} run{'' if most == 1 else 's'}"


def _missing(selection: Selection) -> tuple[str, ...]:
    missing = selection.study.missing
    return (f"{missing:,} of {len(selection.study.plan.grid):,} runs are still missing",) if missing else ()


def _is_share(measure: str) -> bool:
    return find_measure(measure).unit == "share"
