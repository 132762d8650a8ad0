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
        "of one generation this study gives no picture, for no axis has numbers and not two axes vary"
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
            f"a map needs two axes that vary, and here vary: {which}; "
            + ("hold some at one value with --only AXIS=VALUE" if len(names) > 2 else "try --kind curves")
        )
    across = DOSE if DOSE in names else max(names, key=lambda name: (is_numeric(selection.axes[name]),
                                                                     len(selection.axes[name])))  # fmt: skip
    return next(name for name in names if name != across), across
