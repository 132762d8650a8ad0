"""Tables of plain text, and the one that ``driftview run`` prints."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from driftview.drift.lineage import Generation, Lineage

HEAD = ("generation", "words", "expected", "± 2 sd", "control", "once-words", "copied 8+", "perplexity")


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
    """Return the most telling measures, a line a generation."""
    return aligned([HEAD, *(_row(generation) for generation in lineage.generations)])


def _row(generation: Generation) -> tuple[str, ...]:
    """Return one generation; that human text is copied from human text is not worth telling."""
    from driftview.settings.wording import percent

    measures, expected = generation.measures, generation.expected
    spread = expected.get("types_sd")
    copied = measures.get("copied_share") if generation.number else None
    return (
        f"{generation.number}",
        _whole(measures.get("types")),
        _whole(expected.get("types")),
        _whole(None if spread is None else 2 * spread),
        _whole(generation.control.get("types")),
        _whole(measures.get("hapaxes")),
        percent(copied),
        _whole(measures.get("perplexity")),
    )


def _whole(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"
