"""What was found in a lineage, as sections of a transcript: words, phrases, a path, definitions."""

from collections.abc import Iterator
from dataclasses import replace

from driftview.choices import has_whole_words
from driftview.drift.collapse import collapse
from driftview.drift.custody import CustodyFinder
from driftview.drift.keyness import over_used
from driftview.drift.lineage import Lineage
from driftview.export.descent import custody_table
from driftview.export.document import DocumentBlock, DocumentParagraph, Entries, Section, said
from driftview.export.findings import (
    collapse_table,
    keyness_table,
    lost_phrases_table,
    spread_table,
    winners_table,
)

NAMED = 10
"""Words and phrases that are named, so many."""

STEPS = 8
"""Generations of a path that are shown, the newest, besides the human text."""

SPREAD = 4
"""Over-used words of which it is told where they stand."""

SPREAD_SAID = (
    "One character for each of twenty equal parts of the text: · for none, the number, + above 9. DP (Gries) "
    "is 0 for a word that is spread evenly and near 1 for one in a single place; Juilland's D is the other "
    "way round."
)

LENGTH = 3
"""Words of the phrases that are listed."""


def found_sections(lineage: Lineage) -> Iterator[Section]:
    """Yield the words that won, those over- and under-used, lost phrases, and the path of a sentence.

    Parameters
    ----------
    lineage
        One generation at least.

    Yields
    ------
    Section
        Short tables; the commands that list everything are in docs/finding.md.
    """
    last, human = lineage.last, lineage.corpus.said_human
    yield Section("Winners", (winners_table(lineage, last).called(human).document_table(NAMED),))
    kept = ("word", "human", "count", "log_likelihood", "log_ratio", "beyond_drift")
    for title, table in (
        ("Over-used words", keyness_table(lineage, last, "over")),
        ("Under-used words", keyness_table(lineage, last, "under")),
    ):
        yield Section(title, (table.called(human).document_table(NAMED, kept),))
    if words := over_used(lineage, SPREAD):
        spread = spread_table(lineage, words).called(human)
        yield Section("How over-used words are spread", (spread.document_table(), _told(SPREAD_SAID)))
    if has_whole_words(lineage.corpus.unit):
        lost = lost_phrases_table(lineage, LENGTH, "log-likelihood", last, NAMED)
        shown = ("phrase", "human", "expected", "log_likelihood", "last_generation", "chance", "place")
        yield Section("Lost turns of phrase", (lost.called(human).document_table(columns=shown),))
    if path := _path(lineage):
        yield Section("Where a sentence came from", path)


def _told(sentence: str) -> DocumentParagraph:
    return DocumentParagraph(said(sentence))


def _path(lineage: Lineage) -> tuple[DocumentBlock, ...]:
    """Return the path of the first sentence of the last generation; nothing where nobody saw the copying."""
    generation = lineage.generations[-1]
    if lineage.settings.given is not None or not (generation.origins >= 0).any():
        return ()
    table = custody_table(CustodyFinder(lineage).sentence(lineage.last, 0))
    if len(table.rows) > STEPS + 1:
        table = replace(table, rows=(*table.rows[:STEPS], table.rows[-1]))
    return table.document_table(), Entries(tuple(said(line) for line in table.said))


def collapse_blocks(lineage: Lineage) -> Iterator[DocumentBlock]:
    """Yield the eight definitions of model collapse with what a lineage makes of each.

    Parameters
    ----------
    lineage
        What is judged.

    Yields
    ------
    DocumentBlock
        The table, then what is measured.
    """
    table = collapse_table(collapse(lineage)).called(lineage.corpus.said_human)
    kept = ("definition", "verdict", "since", "beyond_control_since", "human", "last", "control", "predicted")
    yield table.document_table(columns=kept)
    yield Entries(tuple(said(line) for line in table.said[1:]))
