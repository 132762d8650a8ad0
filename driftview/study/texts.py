"""Anybody's texts measured, alone or against a human text, and conditions on what was measured.

Each text stands beside a control: a bootstrap sample of the human text of the same size."""

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Literal

import numpy as np

from driftview.drift.training import Purpose, stream
from driftview.measures.observation import USUAL, Human, Observation, Thresholds
from driftview.measures.registry import Measure, UnknownMeasureError, Value, all_measures, load_installed
from driftview.quantities import LENGTH
from driftview.text.sources import NumberedText
from driftview.text.vocabulary import Vocabulary


@dataclass(frozen=True)
class Report:
    """What was measured of one text."""

    name: str
    measures: dict[str, Value]
    control: dict[str, Value]
    """The same of as many tokens drawn from the human text, one by one; empty without a human text."""


def measures_of_texts(against: bool) -> dict[str, Measure]:
    """Return what can be measured of any text, by name; ``against`` a human text, or without one."""
    wanted = ("text", "human") if against else ("text",)
    return {each.name: each for each in all_measures() if each.needs in wanted}


def compares(name: str) -> bool:
    """Tell whether a measure compares with the human text, which so has no such number of its own."""
    return any(each.name == name and each.compares for each in all_measures())


def chosen_measures(names: Sequence[str], against: bool) -> dict[str, Measure]:
    """Return the measures of these names, all that fit for none; raises UnknownMeasureError."""
    load_installed()
    known = measures_of_texts(against)
    return {name: _known(name, known, against) for name in names} or known


def _known(name: str, known: dict[str, Measure], against: bool) -> Measure:
    if name in known:
        return known[name]
    if name in measures_of_texts(True):
        raise UnknownMeasureError(f"{name} compares with a human text: name one (--against HUMAN)")
    if name in {each.name for each in all_measures()}:
        raise UnknownMeasureError(f"{name} cannot be measured from a text alone; `driftview run` measures it")
    near = get_close_matches(name, known, 3, 0.5)
    hint = f"did you mean {', '.join(near)}?" if near else f"there are {', '.join(known)}"
    raise UnknownMeasureError(f"there is no measure “{name}”; {hint}")


def measure_human(
    human: NumberedText, measures: dict[str, Measure], thresholds: Thresholds = USUAL
) -> dict[str, Value]:
    """Measure the human text by all that does not compare with it."""
    observed = _observed(human, human, human.vocabulary, thresholds)
    return {name: None if measure.compares else measure(observed) for name, measure in measures.items()}


def measure_text(
    text: NumberedText,
    measures: dict[str, Measure],
    human: NumberedText | None = None,
    seed: int = 1,
    thresholds: Thresholds = USUAL,
) -> Report:
    """Measure a text; beside ``human``, if there is one, whose words must have the same numbers.

    The sample depends on ``seed``, the human text and the length of the text alone.
    """
    words = text.vocabulary
    observed = _observed(text, human or text, words, thresholds)
    values = {name: measure(observed) for name, measure in measures.items()}
    if human is None:
        return Report(text.name, values, {})
    drawn = stream(seed, Purpose.CONTROL).integers(0, len(human.tokens), len(text.tokens))
    sample = replace(human, tokens=human.tokens[drawn], starts=np.zeros(1, np.int64))
    sampled = _observed(sample, human, words, thresholds)
    control = {name: None if measure.ordered else measure(sampled) for name, measure in measures.items()}
    return Report(text.name, values, control)


def _observed(
    text: NumberedText, human: NumberedText, vocabulary: Vocabulary, thresholds: Thresholds
) -> Observation:
    """Return a text beside a human one, over the words of ``vocabulary``."""
    size = len(vocabulary)
    counted = np.bincount(human.tokens, minlength=size).astype(np.int64)
    beside = Human(human.tokens, human.starts, counted, vocabulary=vocabulary)
    counts = np.bincount(text.tokens, minlength=size).astype(np.int64)
    return Observation(text.tokens, text.starts, counts, beside, thresholds=thresholds)


# Conditions on what was measured, such as ``types<0.9``, for the checks of a data pipeline.
#
# A condition is MEASURE OPERATOR NUMBER, the operator one of < <= > >=. A number is
#
# * times the human text's: ``0.9x`` or ``90%``;
# * times that of a control of the same size: ``0.9control``;
# * as it is, when the unit of the measure follows it: ``5000words``;
# * alone, times the human text's when there is one and the measure does not compare with it already
#   (``types``, ``ttr``); as it is otherwise (``js_bits``, or no human text).

ReportKind = Literal["human", "control", "plain"]

_FORM = re.compile(r"\s*(\w+)\s*(<=|>=|<|>)\s*([0-9]+\.?[0-9]*(?:e[+-]?[0-9]+)?|\.[0-9]+)\s*(.*?)\s*")

_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

SAME_LENGTH = 0.02
"""Texts that differ by no more than this share are of one length."""

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
    kind: ReportKind

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


def length_note(condition: Condition, text: Report, human: dict[str, Value]) -> str | None:
    """Say that a condition judges the length of a text too; None where it does not.

    Parameters
    ----------
    condition
        The condition.
    text
        What was measured of the text.
    human
        What was measured of the human text; empty without one.

    Returns
    -------
    str or None
        One line.
    """
    name = condition.measure.name
    if not condition.measure.changes_with_length or condition.kind == "control" or name == LENGTH:
        return None
    tokens, others = text.measures.get(LENGTH), human.get(LENGTH)
    if tokens and others and abs(tokens / others - 1) <= SAME_LENGTH:
        return None
    instead = f"{name}{condition.comparison}0.9control compares with a sample of the same length"
    hint = instead if human and not condition.measure.ordered else "compare only texts of the same length"
    return f"note: {condition.text}: {name} changes with the length of a text; {hint}"


def parse_condition(text: str, against: bool) -> Condition:
    """Return a condition; ``against``: whether there is a human text.

    Raises ConditionError, or UnknownMeasureError for the name of no measure.
    """
    found = _FORM.fullmatch(text)
    if found is None:
        raise ConditionError(f"“{text}” is not a condition: write one such as types<0.9")
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


def _kind(text: str, measure: Measure, suffix: str, against: bool) -> ReportKind:
    """Say what a number is meant to be compared with, from what stands behind it."""
    if suffix.replace(" ", "") == measure.unit.replace(" ", ""):
        return "plain"
    if not suffix and against and not compares(measure.name):
        return "human"
    if not suffix:
        _check_reachable(text, measure)
        return "plain"
    kinds: dict[str, ReportKind] = {"x": "human", "×": "human", "%": "human", "control": "control"}
    if suffix not in kinds:
        raise ConditionError(
            f"“{text}” ends with “{suffix}”: there may be x or % (of the human text's), control, or "
            f"the unit of {measure.name}, {measure.unit}"
        )
    if not against:
        raise ConditionError(f"“{text}” compares with a human text: name one (--against HUMAN)")
    if suffix != "control" and compares(measure.name):
        raise ConditionError(
            f"“{text}”: {measure.name} already compares with the human text; remove {suffix}"
        )
    return kinds[suffix]


def _check_reachable(text: str, measure: Measure) -> None:
    """Raise ConditionError for a share of something that is counted, where there is nothing to share."""
    found = _FORM.fullmatch(text)
    if measure.unit in COUNTED and found is not None and 0 < float(found[3]) < 1:
        raise ConditionError(
            f"“{text}” asks for a share of a human text's {measure.name}: name that text (--against HUMAN)"
        )
