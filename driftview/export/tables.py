"""The tables of a transcript: generations, frequency bands, voices."""

from collections.abc import Iterator, Sequence

from driftview.drift.lineage import BandState, Generation, Lineage
from driftview.export.content import Block, Facts, Paragraph, Table, said
from driftview.measures.registry import find_measure
from driftview.measures.survival import Band
from driftview.settings.wording import MISSING, decimal, percent, whole

MOST_ROWS = 60
"""The table of generations has at most so many rows."""

COLUMNS = (
    ("types", "words", whole),
    ("hapaxes", "once-words", whole),
    ("founders", "founders", whole),
    ("entropy_bits", "entropy, bits", decimal),
    ("distinct_2", "distinct pairs", percent),
    ("copied_share", "copied 8+", percent),
    ("perplexity", "perplexity", whole),
)
"""Measures in the table of generations: name, heading, how the number is written."""

BANDS = ("types", "alive", "expected_alive", "lost_now", "lost_before")
"""Numbers in the table of bands."""

REFERENCES = {
    "words expected": "What drift alone predicts, ± two standard deviations.",
    "words, control": "An honest sample of the human text, as long as the generation, no loop.",
}
"""Columns that are no measures, and what they are."""


def measures_blocks(generations: Sequence[Generation]) -> Iterator[Block]:
    """Yield the everyday measures, a row a generation, or every so many; then what the columns mean.

    Columns without a single number are left out, and that is said.
    """
    step = -(-len(generations) // MOST_ROWS)
    chosen = [*generations[:-1:step], generations[-1]]
    heads = [heading for _, heading, _ in COLUMNS] + list(REFERENCES)
    cells = [_measures_cells(generation) for generation in chosen]
    judged = cells[1:] or cells  # the human text has founders whatever wrote the others
    kept = [place for place in range(len(heads)) if any(row[place] != MISSING for row in judged)]
    if step > 1:
        yield Paragraph(said(f"Every {_th(step)} generation and the last."))
    rows = tuple(
        (f"{each.number}", *(row[place] for place in kept)) for each, row in zip(chosen, cells, strict=True)
    )
    yield Table("Generation by generation", ("generation", *(heads[place] for place in kept)), rows)
    yield from _left_out([heads[place] for place in range(len(heads)) if place not in kept])
    meanings = {heading: find_measure(name).meaning for name, heading, _ in COLUMNS} | REFERENCES
    yield Facts(tuple((heads[place], meanings[heads[place]]) for place in kept))


def _th(number: int) -> str:
    endings = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{'th' if number % 100 in (11, 12, 13) else endings.get(number % 10, 'th')}"


def _left_out(heads: list[str]) -> Iterator[Block]:
    """Say which columns are missing, and why they may be."""
    if heads:
        yield Paragraph(
            said(f"Left out, because nothing is known of them in these generations: {', '.join(heads)}.")
        )


def _measures_cells(generation: Generation) -> list[str]:
    expected, spread = generation.expected.get("types"), generation.expected.get("types_sd")
    law = whole(expected) + (f" ± {2 * spread:,.0f}" if expected is not None and spread else "")
    measures = dict(generation.measures)
    if generation.number == 0:
        measures.pop("copied_share", None)  # that human text is human text tells nothing
    cells = (write(measures.get(name)) for name, _, write in COLUMNS)
    return [*cells, law, whole(generation.control.get("types"))]


def bands_table(last: Generation) -> Table:
    """Return what became of the words of each band."""
    known = [name for name in BANDS if any(getattr(state, name) is not None for state in last.bands)]
    rows = tuple((_times(state), *(whole(getattr(state, name)) for name in known)) for state in last.bands)
    head = tuple("words" if name == "types" else name.replace("_", " ") for name in known)
    return Table(f"Words by frequency, at generation {last.number}", ("written by humans", *head), rows)


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
