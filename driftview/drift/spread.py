"""The spread of texts that several seeds wrote from the same human text: mean and deviation, a row each."""

from collections.abc import Iterator
from statistics import mean, stdev

from driftview import numbers
from driftview.drift.lineage import Lineage
from driftview.measures.registry import Measure, table_measures


def spread_rows(lineage: Lineage) -> Iterator[tuple[str, ...]]:
    """Yield a head, and for each generation the mean ± standard deviation over all seeds.

    The standard deviation has n − 1 in its denominator. A measure that a seed has no number of is left out of
    its mean; nothing is yielded where there is one seed only.
    """
    if not lineage.replicates:
        return
    last = lineage.generations[-1].measures
    known = [each for each in table_measures(True, last, given=True) if last.get(each.name) is not None]
    told = [each.said_of(lineage.corpus.unit, matched=True) for each in known]
    yield "generation", "seeds", *(each.short for each in told)
    series = [
        [each.measures for each in lineage.generations],
        *(each.measures for each in lineage.replicates),
    ]
    for generation in lineage.generations[1:]:
        made = [values[generation.number] for values in series if generation.number < len(values)]
        cells = (_cell(each, [values.get(each.name) for values in made]) for each in told)
        yield f"{generation.number}", f"{len(made)}", *cells


def _cell(measure: Measure, values: list[float | int | None]) -> str:
    """Write a mean with its standard deviation, as far as there are numbers."""
    known = [float(value) for value in values if value is not None]
    if not known:
        return numbers.MISSING
    middle = numbers.measured(measure, mean(known))
    if len(known) < 2:
        return middle
    deviation = stdev(known)
    if measure.is_share:
        return f"{middle} ± {numbers.decimal(100 * deviation, 1)}"
    return f"{middle} ± {numbers.measured(measure, deviation)}"
