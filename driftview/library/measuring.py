"""Anybody's texts, measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from driftview.library.tables import Table
from driftview.library.texts import Text, checked
from driftview.measures.registry import UnknownMeasureError, Value
from driftview.study.texts import Report, chosen_measures, compares, measure_human, measure_text
from driftview.text.corpus import Unit
from driftview.text.reading import label
from driftview.text.sources import number_source


@dataclass(frozen=True, repr=False)
class Measurement(Report, Table):
    """What was measured of one text, as a table with a row for each measure.

    Its columns: measure, unit, value, and human and control, which are empty without a human text.
    """

    human: dict[str, Value] = field(default_factory=dict)
    """The same of the human text."""
    units: dict[str, str] = field(default_factory=dict)
    """The unit of each measure."""

    index = "measure"

    def __repr__(self) -> str:
        """Say in a line which one it is."""
        return f"<measurement of {self.name}: {len(self.measures)} measures>"

    def columns(self) -> Mapping[str, Sequence[Any]]:
        """Return the columns by name, a value a measure."""
        return {
            "measure": list(self.measures),
            "unit": list(self.units.values()),
            "value": list(self.measures.values()),
            "human": [self.human.get(name) for name in self.measures],
            "control": [self.control.get(name) for name in self.measures],
        }


def measure(
    text: Text,
    against: Text | None = None,
    *,
    measures: Sequence[str] = (),
    unit: Unit = "word",
    seed: int = 1,
) -> Measurement:
    """Measure any text, whoever wrote it, alone or against a human one; nothing of either is held out.

    With a human text, the control is the same of as many tokens drawn from it at random, which is what a
    text of that length would have at best; ``seed`` decides the draw. ``measures`` names some, none means
    all that fit. Raises TextError or UnknownMeasureError.
    """
    names = (measures,) if isinstance(measures, str) else tuple(measures)
    comparing = next(filter(compares, names), None)
    if against is None and comparing is not None:
        raise UnknownMeasureError(f"{label(comparing)} compares with a human text: give one as against")
    chosen = chosen_measures(names, against is not None)
    units = {name: each.unit for name, each in chosen.items()}
    if against is None:
        report = measure_text(checked(text).numbered(unit), chosen)
        return Measurement(report.name, report.measures, report.control, units=units)
    human = checked(against).numbered(unit)
    report = measure_text(number_source(checked(text).source, unit, human.words), chosen, human, seed)
    return Measurement(report.name, report.measures, report.control, measure_human(human, chosen), units)
