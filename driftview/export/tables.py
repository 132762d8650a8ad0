"""The tables of a transcript: generations, frequency bands, voices."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import assert_never

from driftview.drift.lineage import BandState, Generation, Lineage
from driftview.export.content import Block, Facts, Paragraph, Table, said
from driftview.measures.registry import Measure, table_measures
from driftview.measures.survival import Band
from driftview.numbers import MISSING, decimal, whole
from driftview.numbers import percent_to as percent

MOST_ROWS = 60
"""The table of generations has at most so many rows."""

BANDS = ("types", "alive", "expected_alive", "lost_now", "lost_before")
"""Numbers in the table of bands."""


@dataclass(frozen=True)
class Column:
    """A column of the table of generations."""

    head: str
    meaning: str
    write: Callable[[Generation], str]


def _columns(generations: Sequence[Generation]) -> Iterator[Column]:
    """Yield the columns; what is expected, and the control, are of the human words and stand last."""
    unit = generations[0].corpus.unit
    others, matched = (any(getattr(each, kind) for each in generations) for kind in ("own_words", "matched"))
    measures = [each.said_of(unit, matched) for each in table_measures(brief=False)]
    for measure in (each for each in measures if others or not each.of_others):
        head = measure.short if measure.name == "human_types" and not others else measure.label
        head += ", bits" if measure.unit == "bits" else ""
        yield Column(head, measure.meaning, partial(_cell, measure))
    words = f"human {unit}s" if others else f"{unit}s"
    law = f"How many of the human {unit}s sampling alone leaves, ± two standard deviations."
    yield Column(f"{words} expected", law, _law)
    sample = "An honest sample of the human text, as long as the generation, no loop."
    yield Column(f"{words}, control", sample, _control)


def measures_blocks(generations: Sequence[Generation]) -> Iterator[Block]:
    """Yield the everyday measures, a row a generation, or every so many; then what the columns mean.

    Columns without a single number are left out, and that is said.
    """
    step = -(-len(generations) // MOST_ROWS)
    chosen = [*generations[:-1:step], generations[-1]]
    columns = list(_columns(generations))
    heads = [column.head for column in columns]
    cells = [[column.write(each) for column in columns] for each in chosen]
    judged = cells[1:] or cells  # the human text has founders whatever wrote the others
    kept = [place for place in range(len(heads)) if any(row[place] != MISSING for row in judged)]
    if step > 1:
        yield Paragraph(said(f"Every {_th(step)} generation and the last."))
    rows = tuple(
        (f"{each.number}", *(row[place] for place in kept)) for each, row in zip(chosen, cells, strict=True)
    )
    yield Table("Generation by generation", ("generation", *(heads[place] for place in kept)), rows)
    yield from _left_out([heads[place] for place in range(len(heads)) if place not in kept])
    yield Facts(tuple((heads[place], columns[place].meaning) for place in kept))


def _th(number: int) -> str:
    endings = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{'th' if number % 100 in (11, 12, 13) else endings.get(number % 10, 'th')}"


def _left_out(heads: list[str]) -> Iterator[Block]:
    """Say which columns are missing, and why they may be."""
    if heads:
        yield Paragraph(
            said(f"Left out, because nothing is known of them in these generations: {', '.join(heads)}.")
        )


def _cell(measure: Measure, generation: Generation) -> str:
    """Write a measure of a generation."""
    value = generation.measures.get(measure.name)
    if generation.number == 0 and not measure.of_human:
        return MISSING
    match measure.style:
        case "percent":
            return percent(value)
        case "count" | "perplexity":
            return whole(value)
        case "decimal":
            return decimal(value)
        case _:
            assert_never(measure.style)


def _law(generation: Generation) -> str:
    expected, spread = generation.words_expected, generation.words_sd
    return whole(expected) + (f" ± {2 * spread:,.0f}" if expected is not None and spread else "")


def _control(generation: Generation) -> str:
    return whole(generation.words_of_control)


def bands_table(last: Generation) -> Table:
    """Return what became of the words of each band."""
    known = [name for name in BANDS if any(getattr(state, name) is not None for state in last.bands)]
    rows = tuple((_times(state), *(whole(getattr(state, name)) for name in known)) for state in last.bands)
    units = f"{last.corpus.unit}s"
    head = tuple(units if name == "types" else name.replace("_", " ") for name in known)
    return Table(
        f"{units.capitalize()} by frequency, at generation {last.number}", ("written by humans", *head), rows
    )


def _times(state: BandState) -> str:
    label = Band(state.low, state.high).label
    return label if label in ("once", "twice") else f"{label} times"


def voices_block(lineage: Lineage) -> Block:
    """Return the share of each voice, or why there is none to tell."""
    first, last = lineage.generations[0], lineage.generations[-1]
    if not last.voices:
        return Paragraph(said("Which voice each word comes from is not known of these generations."))
    rows = tuple(
        (name, percent(share, 2), percent(last.voices.get(name), 2)) for name, share in first.voices.items()
    )
    return Table("Shares of the voices", ("voice", "human text", f"generation {last.number}"), rows)
