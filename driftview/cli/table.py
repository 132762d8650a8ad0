"""Tables of plain text, and the one that ``driftview run`` prints."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from driftview.drift.lineage import Generation, Lineage
    from driftview.measures.registry import Measure


def aligned(rows: Sequence[Sequence[str]], left: Collection[int] = ()) -> list[str]:
    """Return rows as lines with aligned columns, those in ``left`` to the left, the others to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(
            cell.ljust(width) if column in left else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def figure(value: float) -> str:
    """Write a number that is held against another."""
    return f"{value:,.1f}" if abs(value) >= 10 else f"{value:.5f}"


def lineage_table(lineage: Lineage) -> list[str]:
    """Return the most telling measures, a line a generation; the law stands beside human words."""
    from driftview.measures.registry import table_measures

    others = any(each.own_words for each in lineage.generations)
    matched = any(each.matched for each in lineage.generations)
    words, *more = (each.said_of(lineage.corpus.unit, matched) for each in table_measures(brief=True))
    more = [each for each in more if others or not each.of_others]
    law = (words.label if others else words.short, "expected", "± 2 sd", "control")
    head = ("generation", *law, *(each.label for each in more))
    return aligned([head, *(_row(generation, words, more) for generation in lineage.generations)])


def _row(generation: Generation, words: Measure, more: Sequence[Measure]) -> tuple[str, ...]:
    """Return one generation; that human text is copied from human text is not worth telling."""
    spread = generation.expected.get(f"{words.name}_sd")
    return (
        f"{generation.number}",
        _whole(generation.words_left),
        _whole(generation.expected.get(words.name)),
        _whole(None if spread is None else 2 * spread),
        _whole(generation.control.get(words.name)),
        *(_cell(generation, each) for each in more),
    )


def _cell(generation: Generation, measure: Measure) -> str:
    from driftview.numbers import percent_to as percent

    told = measure.of_human or generation.number > 0
    value = generation.measures.get(measure.name) if told else None
    return percent(value) if measure.is_share else _whole(value)


def _whole(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"
