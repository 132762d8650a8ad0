"""Anybody's texts measured, alone or against a human text, each beside an honest sample of its size."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

import numpy as np

from driftview.drift.randomness import Purpose, stream
from driftview.measures.observation import Human, Observation
from driftview.measures.registry import Measure, UnknownMeasureError, Value, all_measures
from driftview.measures.survival import LOSSES
from driftview.text.sources import NumberedText

GENEALOGY = ("copied_share", "longest_copy", "founders", "mutated_share")
"""Measures that need to know where each token was copied from."""

HELD_OUT = "perplexity"
"""How measures begin that need human text which no model has seen."""

AGAINST = ("js_bits", "total_variation", "hellinger", "shared_share", "longest_shared")
"""Measures that compare with the human text, besides those of AGAINST_BEGINNINGS and LOSSES."""

AGAINST_BEGINNINGS = ("novel_share_", "phrases_alive_", "phrases_lost_")

OF_LENGTH = (
    "types",
    "hapaxes",
    "ttr",
    "unseen_mass",
    "distinct_1",
    "distinct_2",
    "distinct_3",
    "distinct_4",
    "guirauds_r",
    "herdans_c",
    "hill_0",
    "hill_0_5",
    "self_repetition",
)
"""Measures that change with the length of a text alone: comparable at equal length only."""

WHATEVER_LENGTH = ("mattr", "mtld", "hd_d", "rarefied_1000")
"""Measures made to compare texts of different lengths."""

OF_ORDER = (
    "distinct_2",
    "distinct_3",
    "distinct_4",
    "mattr",
    "mtld",
    "heaps_slope",
    "burstiness",
    "compression_ratio",
    "shared_share",
    "longest_shared",
    "self_repetition",
)
"""Measures that the order of the words decides, so that single words drawn at random do not have them."""


@dataclass(frozen=True)
class Report:
    """What was measured of one text."""

    name: str
    measures: dict[str, Value]
    control: dict[str, Value]
    """The same of as many tokens drawn from the human text, one by one; empty without a human text."""


def measures_of_texts(against: bool) -> dict[str, Measure]:
    """Return what can be measured of any text, by name; ``against`` a human text, or without one."""
    found = [each for each in all_measures() if _fits(each.name, against)]
    return {each.name: each for each in (*found, *(LOSSES if against else ()))}


def compares(name: str) -> bool:
    """Tell whether a measure compares with the human text, which so has no such number of its own."""
    listed = name in AGAINST or name in {each.name for each in LOSSES}
    return listed or name.startswith(AGAINST_BEGINNINGS)


def chosen_measures(names: Sequence[str], against: bool) -> dict[str, Measure]:
    """Return the measures of these names, all that fit for none; raises UnknownMeasureError."""
    known = measures_of_texts(against)
    return {name: _known(name, known, against) for name in names} or known


def _known(name: str, known: dict[str, Measure], against: bool) -> Measure:
    if name in known:
        return known[name]
    if name in measures_of_texts(True):
        raise UnknownMeasureError(f"{name} compares with a human text: name one (--against HUMAN)")
    if name in GENEALOGY or name.startswith(HELD_OUT):
        raise UnknownMeasureError(f"{name} cannot be measured of a text alone; `driftview run` measures it")
    near = get_close_matches(name, known, 3, 0.5)
    hint = f"did you mean {', '.join(near)}?" if near else f"there are {', '.join(known)}"
    raise UnknownMeasureError(f"there is no measure “{name}”; {hint}")


def _fits(name: str, against: bool) -> bool:
    if name in GENEALOGY or name.startswith(HELD_OUT):
        return False
    return against or not compares(name)


def measure_human(human: NumberedText, measures: dict[str, Measure]) -> dict[str, Value]:
    """Measure the human text by all that does not compare with it."""
    observed = _observed(human, human, len(human.words))
    return {name: None if compares(name) else measure(observed) for name, measure in measures.items()}


def measure_text(
    text: NumberedText, measures: dict[str, Measure], human: NumberedText | None = None, seed: int = 1
) -> Report:
    """Measure a text; beside ``human``, if there is one, whose words must have the same numbers.

    The sample depends on ``seed``, the human text and the length of the text alone.
    """
    size = len(text.words)
    observed = _observed(text, human or text, size)
    values = {name: measure(observed) for name, measure in measures.items()}
    if human is None:
        return Report(text.name, values, {})
    drawn = stream(seed, Purpose.CONTROL).integers(0, len(human.tokens), len(text.tokens))
    sample = replace(human, tokens=human.tokens[drawn], starts=np.zeros(1, np.int64))
    honest = _observed(sample, human, size)
    control = {name: None if _has_order(name) else measure(honest) for name, measure in measures.items()}
    return Report(text.name, values, control)


def _has_order(name: str) -> bool:
    return name in OF_ORDER or name.startswith(AGAINST_BEGINNINGS)


def _observed(text: NumberedText, human: NumberedText, size: int) -> Observation:
    """Return a text beside a human one, over ``size`` words."""
    beside = Human(human.tokens, human.starts, np.bincount(human.tokens, minlength=size).astype(np.int64))
    counts = np.bincount(text.tokens, minlength=size).astype(np.int64)
    return Observation(text.tokens, text.starts, counts, beside)
