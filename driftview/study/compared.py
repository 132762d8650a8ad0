"""Lineages side by side, also of other people's models: replicates, and one document through time."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from driftview.choices import MOST_COMPARED
from driftview.drift.ancestry import prose
from driftview.drift.lineage import Lineage
from driftview.drift.steps import Step, steps
from driftview.errors import DriftviewError
from driftview.measures.registry import find_measure, panel_measures
from driftview.quantities import HUMAN_WORDS


class ComparisonError(DriftviewError, ValueError):
    """Lineages that cannot be compared; the message is one line."""


@dataclass(frozen=True)
class Spread:
    """A number over replicates."""

    mean: float
    sd: float | None
    """Standard deviation over replicates; None for one."""
    expected: float | None
    """What sampling alone predicts on average, where there is a prediction."""
    expected_sd: float | None


@dataclass(frozen=True, eq=False)
class Compared:
    """One of the lineages, and its replicates: seeds, or chains of the same kind."""

    label: str
    lineages: tuple[Lineage, ...]

    @property
    def last(self) -> int:
        """The last generation that all replicates have."""
        return min(each.last for each in self.lineages)

    def values(self, name: str, number: int) -> list[float]:
        """Return a measure of each replicate in a generation, where it exists.

        Parameters
        ----------
        name
            The measure; ``human_types`` for the words left.
        number
            The generation.

        Returns
        -------
        list of float
            One a replicate.
        """
        generations = (each.generations[number] for each in self.lineages)
        found = (each.words_left if name == HUMAN_WORDS else each.measures.get(name) for each in generations)
        return [float(value) for value in found if value is not None]

    def spread(self, name: str, number: int) -> Spread | None:
        """Return mean and standard deviation over replicates; None where the measure does not exist.

        Parameters
        ----------
        name
            The measure.
        number
            The generation.

        Returns
        -------
        Spread or None
            With what sampling alone predicts beside it.
        """
        values = self.values(name, number)
        if not values:
            return None
        sd = float(np.std(values, ddof=1)) if len(values) > 1 else None
        laws = [each.generations[number].expected for each in self.lineages]
        expected = [law[name] for law in laws if law.get(name) is not None]
        spreads = [law.get(f"{name}_sd") for law in laws if law.get(f"{name}_sd") is not None]
        return Spread(
            float(np.mean(values)),
            sd,
            float(np.mean([float(each or 0) for each in expected])) if expected else None,
            float(np.mean([float(each or 0) for each in spreads])) if spreads else None,
        )

    def relative(self, name: str, number: int) -> Spread | None:
        """Return the measure as a share of that of generation 0; see `spread`.

        Parameters
        ----------
        name
            The measure.
        number
            The generation.

        Returns
        -------
        Spread or None
            None where generation 0 has 0.
        """
        now, start = self.spread(name, number), self.spread(name, 0)
        if now is None or start is None or not start.mean:
            return None
        scale = 1.0 / start.mean
        return Spread(
            now.mean * scale,
            None if now.sd is None else now.sd * scale,
            None if now.expected is None else now.expected * scale,
            None if now.expected_sd is None else now.expected_sd * scale,
        )

    def steps(self) -> list[list[Step]]:
        """Return the steps of each replicate: words kept, new and returning.

        Returns
        -------
        list of list of Step
            A list for each replicate.
        """
        return [steps(each.generations) for each in self.lineages]


def check(compared: Sequence[Compared]) -> None:
    """Raise ComparisonError unless two to five lineages can stand side by side.

    Parameters
    ----------
    compared
        The lineages.
    """
    if not 2 <= len(compared) <= MOST_COMPARED:
        raise ComparisonError(
            f"two to {MOST_COMPARED} lineages can be compared at a time, not {len(compared)}"
        )
    units = {lineage.corpus.unit for each in compared for lineage in each.lineages}
    if len(units) > 1:
        raise ComparisonError(
            f"their tokens differ ({', '.join(sorted(units))}): compare lineages with the same unit"
        )


def lagging(compared: Sequence[Compared]) -> int:
    """Return the last generation that all lineages have.

    Parameters
    ----------
    compared
        The lineages.

    Returns
    -------
    int
        Its number.
    """
    return min(each.last for each in compared)


def differ(one: Spread, other: Spread) -> bool | None:
    """Tell whether two lineages differ by more than two standard errors of their replicates.

    Parameters
    ----------
    one, other
        A measure of each.

    Returns
    -------
    bool or None
        None where there is one replicate only, so that nothing is known of chance.
    """
    if one.sd is None or other.sd is None:
        return None
    return abs(one.mean - other.mean) > 2.0 * sqrt(one.sd**2 + other.sd**2)


def documents(compared: Compared, place: int) -> list[str]:
    """Return one document of every generation of the first replicate, so that a reader sees it change.

    Parameters
    ----------
    compared
        The lineage.
    place
        The document, from 1: the answer to one prompt, or a chain, where generations keep their order.

    Returns
    -------
    list of str
        One a generation, generation 0 first.

    Raises
    ------
    ComparisonError
        Generations do not have the same number of documents, so none is the same through time, or not so
        many.
    """
    generations = compared.lineages[0].generations
    sizes = [len(each.starts) for each in generations]
    if len(set(sizes)) > 1:
        raise ComparisonError(
            f"{compared.label} has {min(sizes):,} to {max(sizes):,} documents in a generation, so none can "
            "be followed: chains, and answers to the same prompts, have the same documents in every "
            "generation"
        )
    if not 1 <= place <= sizes[0]:
        raise ComparisonError(f"{compared.label} has {sizes[0]:,} documents: there is no document {place}")
    found = []
    for each in generations:
        begin = int(each.starts[place - 1])
        end = int(each.starts[place]) if place < len(each.starts) else len(each.origins)
        found.append(prose(each, begin, end))
    return found


def shown_measures(names: Sequence[str]) -> tuple[str, ...]:
    """Return measures by name, checked.

    Parameters
    ----------
    names
        What is asked for; empty for the usual ones.

    Returns
    -------
    tuple of str
        Names of measures.

    Raises
    ------
    UnknownMeasureError
        There is no such measure.
    """
    usual = tuple(each.name for each in panel_measures() if each.compared)
    return tuple(find_measure(name).name for name in names) or usual
