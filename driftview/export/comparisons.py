"""Lineages side by side as tables."""

from collections.abc import Sequence

import numpy as np

from driftview.export.listing import Listing, ListingColumn, ListingValue
from driftview.measures.registry import find_measure
from driftview.quantities import HUMAN_WORDS
from driftview.study.compared import Compared, differ, documents, lagging
from driftview.theory.deviation import half_width


def _label(name: str, compared: Sequence[Compared], human: bool) -> str:
    """Return what a measure is called; generation 0 is human where somebody says so, or driftview read it."""
    given = any(lineage.settings.given is not None for each in compared for lineage in each.lineages)
    if name == HUMAN_WORDS and given and not human:
        return "words of generation 0 left"
    return find_measure(name).label


def through_time_table(
    compared: Sequence[Compared], name: str = HUMAN_WORDS, *, human: bool = False
) -> Listing:
    """Return one measure of each lineage, as a share of generation 0, generation by generation.

    Parameters
    ----------
    compared
        The lineages.
    name
        The measure.
    human
        Whether somebody said that generation 0 is human.

    Returns
    -------
    Listing
        A row a generation; for each lineage the mean over replicates, twice their standard deviation, and
        what sampling alone predicts.
    """
    columns = [ListingColumn("generation", "generation", "count")]
    for each in compared:
        columns += [
            ListingColumn(f"{each.label}", each.label, "percent"),
            ListingColumn(f"{each.label}_2sd", "± 2 sd", "percent"),
            ListingColumn(f"{each.label}_predicted", "sampling", "percent"),
        ]
    rows = []
    for number in range(lagging(compared) + 1):
        row: list[ListingValue] = [number]
        for each in compared:
            found = each.relative(name, number)
            row += (
                [None, None, None]
                if found is None
                else [found.mean, None if found.sd is None else half_width(found.sd), found.expected]
            )
        rows.append(tuple(row))
    label = _label(name, compared, human)
    many = ((each.label, len(each.lineages)) for each in compared)
    said = ", ".join(f"{which}: {count} replicate{'' if count == 1 else 's'}" for which, count in many)
    return Listing(
        "compared",
        f"{label[0].upper()}{label[1:]}, as a share of generation 0",
        tuple(columns),
        tuple(rows),
        (f"{said}. Sampling: what sampling alone predicts for texts of these lengths.",),
    )


def measures_table(
    compared: Sequence[Compared], names: Sequence[str], number: int, *, human: bool = False
) -> Listing:
    """Return several measures of each lineage in one generation.

    Parameters
    ----------
    compared
        The lineages.
    names
        The measures.
    number
        The generation.
    human
        Whether somebody said that generation 0 is human.

    Returns
    -------
    Listing
        A row a measure; it says where the first two lineages differ beyond their replicates.
    """
    columns = [ListingColumn("measure", "measure")]
    for each in compared:
        columns += [
            ListingColumn(each.label, each.label, "decimal"),
            ListingColumn(f"{each.label}_2sd", "± 2 sd", "decimal"),
        ]
    columns.append(ListingColumn("differ", f"{compared[0].label} and {compared[1].label} differ", "yes"))
    rows = []
    for name in names:
        row: list[ListingValue] = [_label(name, compared, human)]
        spreads = [each.spread(name, number) for each in compared]
        for found in spreads:
            half = None if found is None or found.sd is None else half_width(found.sd)
            row += [None if found is None else found.mean, half]
        first, second = spreads[:2]
        row.append(None if first is None or second is None else differ(first, second))
        rows.append(tuple(row))
    return Listing(
        "compared-measures",
        f"Generation {number}",
        tuple(columns),
        tuple(rows),
        ("Differ means by more than two standard deviations of their replicates. –: only one replicate.",),
    )


def steps_comparison(compared: Sequence[Compared]) -> Listing:
    """Return the words that each step kept, brought and had again, a row for each lineage and step.

    Parameters
    ----------
    compared
        The lineages.

    Returns
    -------
    Listing
        Means over replicates.
    """
    columns = (
        ListingColumn("step", "step", "count"),
        ListingColumn("lineage", "lineage"),
        ListingColumn("before", "words before", "count"),
        ListingColumn("kept", "kept", "count"),
        ListingColumn("new", "new", "count"),
        ListingColumn("returned", "returned", "count"),
    )
    rows = []
    for place in range(lagging(compared)):
        for each in compared:
            made = [found[place] for found in each.steps()]
            means = [
                float(np.mean([getattr(step, name) for step in made]))
                for name in ("before", "kept", "new", "returned")
            ]
            row: tuple[ListingValue, ...] = (place + 1, each.label, *means)
            rows.append(row)
    return Listing("compared-steps", "Words kept, new and returning in each step", columns, tuple(rows))


def document_table(compared: Sequence[Compared], place: int) -> Listing:
    """Return one document through the generations of each lineage.

    Parameters
    ----------
    compared
        The lineages.
    place
        The document, from 1.

    Returns
    -------
    Listing
        A row a generation, a column a lineage.
    """
    texts = [documents(each, place) for each in compared]
    columns = (
        ListingColumn("generation", "generation", "count"),
        *(ListingColumn(each.label, each.label) for each in compared),
    )
    rows: list[tuple[ListingValue, ...]] = [
        (number, *(text[number] for text in texts)) for number in range(lagging(compared) + 1)
    ]
    return Listing("compared-document", f"Document {place} through the generations", columns, tuple(rows))
