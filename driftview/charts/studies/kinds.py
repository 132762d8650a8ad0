"""Which picture suits a study: curves over generations, a dose curve, or a map of two axes."""

from typing import Literal

from driftview.charts.studies.figure import FigureError
from driftview.charts.studies.selection import Selection, is_numeric, spoken

Kind = Literal["curves", "dose", "map"]

DOSE = "human_share"
"""The axis that goes across where there is a choice."""

SEVERAL = 3
"""From so many values on an axis is worth one of the picture's."""


def suited(selection: Selection, over_generations: bool = True) -> tuple[Kind, str]:
    """Return the kind that suits what is selected, and why, in words.

    ``over_generations``: whether curves over generations are wanted too. Raises FigureError where none suits.
    """
    several = [name for name, values in selection.varying.items() if len(values) >= SEVERAL]
    numeric = [name for name in several if is_numeric(selection.axes[name])]
    if DOSE in numeric and len(selection.varying) <= 2:
        return "dose", f"{spoken(DOSE)} has {len(selection.axes[DOSE])} values"
    if len(several) == 2 and len(selection.varying) == 2:
        return "map", f"{spoken(several[0])} and {spoken(several[1])} have three values or more"
    if over_generations and len(selection.study.plan.generations) > 1:
        return "curves", f"{len(selection.study.plan.generations)} generations are kept"
    if numeric:
        return "dose", f"{spoken(numeric[0])} has {len(selection.axes[numeric[0]])} values"
    if len(selection.varying) == 2:
        return "map", "one generation is kept, of two axes"
    raise FigureError(
        "of one generation a dose curve or a map can be drawn, and the study has no axis with three numbers "
        "and not two axes: try --kind"
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
        which = ", ".join(map(spoken, names)) or "none"
        raise FigureError(
            f"a map is of two axes, and of this study vary: {which}; "
            + ("hold some at one value with --only AXIS=VALUE" if len(names) > 2 else "try --kind curves")
        )
    across = DOSE if DOSE in names else max(names, key=lambda name: (is_numeric(selection.axes[name]),
                                                                     len(selection.axes[name])))  # fmt: skip
    return next(name for name in names if name != across), across
