"""The list of everything that can be measured, each with what a reader has to know about it."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal, TypeAlias

from driftview.errors import DriftviewError
from driftview.measures.observation import Observation

Value: TypeAlias = float | int | None
"""A number, or None where it does not exist; never NaN, never infinite."""

Function: TypeAlias = Callable[[Observation], Value]

Pause: TypeAlias = Callable[[], object]
"""Called between two pieces of work; what it raises stops the work."""

Worse = Literal["lower", "higher", "neither"]
"""In which direction a text has lost something."""


class UnknownMeasureError(DriftviewError, ValueError):
    """A name that stands for no measure; the message is one line with the near ones."""


EVERYDAY = (
    "tokens",
    "types",
    "hapaxes",
    "entropy_bits",
    "entropy_mm_bits",
    "hill_1",
    "hill_2",
    "distinct_2",
    "distinct_3",
    "ttr",
    "js_bits",
    "total_variation",
    "unseen_mass",
    "copied_share",
    "longest_copy",
    "founders",
    "perplexity",
    "perplexity_rare",
)
"""What is measured of every generation, in the order in which it is written down."""


@dataclass(frozen=True)
class Measure:
    """One named number about a text."""

    name: str
    """Its name in lineage.json."""
    label: str
    """A few letters for a gauge."""
    unit: str
    meaning: str
    """One sentence in plain words."""
    formula: str
    """One line."""
    source: str
    """Who defined it."""
    worse: Worse
    function: Function

    @property
    def everyday(self) -> bool:
        """Whether every generation is measured by it."""
        return self.name in EVERYDAY

    def __call__(self, observation: Observation) -> Value:
        """Measure one text; None where the number does not exist."""
        value = self.function(observation)
        if value is None or not math.isfinite(value):
            return None
        return int(value) if isinstance(value, int) else float(value)


_measures: dict[str, Measure] = {}


def measure(
    name: str,
    label: str,
    unit: str,
    meaning: str,
    worse: Worse,
    *,
    formula: str,
    source: str,
) -> Callable[[Function], Function]:
    """Register the function below as the measure ``name``; raises ValueError for a name that is taken."""

    def register(function: Function) -> Function:
        if name in _measures:
            raise ValueError(f"there already is a measure called {name!r}")
        _measures[name] = Measure(name, label, unit, meaning, formula, source, worse, function)
        return function

    return register


def all_measures() -> tuple[Measure, ...]:
    """Return every measure: the everyday ones first, in their order, then the others by name."""
    others = sorted(name for name in _measures if name not in EVERYDAY)
    return (*everyday_measures(), *(_measures[name] for name in others))


def everyday_measures() -> tuple[Measure, ...]:
    """Return the measures of every generation, in the order in which they are written down."""
    return tuple(_measures[name] for name in EVERYDAY)


def find_measure(name: str) -> Measure:
    """Return the measure called ``name``; raises UnknownMeasureError when there is none."""
    if name not in _measures:
        close = get_close_matches(name, _measures, 3, 0.5)
        hint = f"did you mean {', '.join(close)}?" if close else f"there are {', '.join(sorted(_measures))}"
        raise UnknownMeasureError(f"there is no measure called {name!r}; {hint}")
    return _measures[name]


def never() -> None:
    """Go on: a pause that stops nothing."""


def measure_all(
    observation: Observation, names: Iterable[str] = EVERYDAY, pause: Pause = never
) -> dict[str, Value]:
    """Measure one text by every name in ``names``, with a pause before each.

    Raises UnknownMeasureError, and what ``pause`` raises.
    """
    values = {}
    for name in names:
        pause()
        values[name] = find_measure(name)(observation)
    return values
