"""Conditions on what was measured, such as ``types<0.9``, for the checks of a data pipeline.

A condition is MEASURE OPERATOR NUMBER, the operator one of < <= > >=. A number is

* times the human text's: ``0.9x`` or ``90%``;
* times that of an honest sample of the same size: ``0.9control``;
* as it is, when the unit of the measure follows it: ``5000words``;
* alone, times the human text's when there is one and the measure does not compare with it already (``types``,
  ``ttr``); as it is otherwise (``js_bits``, or no human text).
"""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from driftview.measures.registry import Measure, Value
from driftview.study.texts import Report, chosen_measures, compares

Kind = Literal["human", "control", "plain"]

_FORM = re.compile(r"\s*(\w+)\s*(<=|>=|<|>)\s*([0-9]+\.?[0-9]*(?:e[+-]?[0-9]+)?|\.[0-9]+)\s*(.*?)\s*")

_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

MOST_TIMES = 100.0
"""No condition asks for more times the human text's: such a number was meant as it is."""

LARGEST = 1e18
"""No condition has a larger number: nothing measured comes near."""

COUNTED = ("words", "tokens", "phrases")
"""Units of which there is never less than one."""


class ConditionError(ValueError):
    """A condition that means nothing; the message is one line and says what would."""


@dataclass(frozen=True)
class Condition:
    """Something that must not be so."""

    text: str
    """As it was written."""
    measure: Measure
    comparison: str
    number: float
    kind: Kind

    def limit(self, report: Report, human: dict[str, Value]) -> float | None:
        """Return the number to compare with; None where there is none."""
        if self.kind == "plain":
            return self.number
        base = (human if self.kind == "human" else report.control).get(self.measure.name)
        return None if base is None else self.number * base

    def holds(self, report: Report, human: dict[str, Value]) -> bool | None:
        """Tell whether it is so for a text; None where a number does not exist."""
        limit, value = self.limit(report, human), report.measures.get(self.measure.name)
        return None if limit is None or value is None else _OPERATORS[self.comparison](value, limit)


def parse_condition(text: str, against: bool) -> Condition:
    """Return a condition; ``against``: whether there is a human text.

    Raises ConditionError, or UnknownMeasureError for the name of no measure.
    """
    found = _FORM.fullmatch(text)
    if found is None:
        raise ConditionError(f"“{text}” is no condition: write one such as types<0.9")
    name, comparison, number, suffix = found.groups()
    measure = chosen_measures([name], against)[name]
    value = float(number) / 100 if suffix == "%" else float(number)
    if value > LARGEST:
        raise ConditionError(f"“{text}”: no measure is ever above {LARGEST:.0e}; write a smaller number")
    kind = _kind(text, measure, suffix, against)
    if kind != "plain" and not suffix and value > MOST_TIMES:
        raise ConditionError(
            f"“{text}” means {number} times the human text's {name}; for the number itself write "
            f"{name}{comparison}{number}{measure.unit.replace(' ', '')}"
        )
    return Condition(text, measure, comparison, value, kind)


def _kind(text: str, measure: Measure, suffix: str, against: bool) -> Kind:
    """Say what a number is meant to be compared with, from what stands behind it."""
    if suffix.replace(" ", "") == measure.unit.replace(" ", ""):
        return "plain"
    if not suffix and against and not compares(measure.name):
        return "human"
    if not suffix:
        _check_reachable(text, measure)
        return "plain"
    kinds: dict[str, Kind] = {"x": "human", "×": "human", "%": "human", "control": "control"}
    if suffix not in kinds:
        raise ConditionError(
            f"“{text}” ends with “{suffix}”: there may be x or % (of the human text's), control, or "
            f"the unit of {measure.name}, {measure.unit}"
        )
    if not against:
        raise ConditionError(f"“{text}” compares with a human text: name one (--against HUMAN)")
    if suffix != "control" and compares(measure.name):
        raise ConditionError(
            f"“{text}”: {measure.name} compares with the human text already; leave out {suffix}"
        )
    return kinds[suffix]


def _check_reachable(text: str, measure: Measure) -> None:
    """Raise ConditionError for a share of something that is counted, where there is nothing to share."""
    found = _FORM.fullmatch(text)
    if measure.unit in COUNTED and found is not None and 0 < float(found[3]) < 1:
        raise ConditionError(
            f"“{text}” asks for a share of a human text's {measure.name}: name that text (--against HUMAN)"
        )
