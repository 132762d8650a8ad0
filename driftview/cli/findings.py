"""Commands that print one table of what is found in a lineage: collapse, phrases, voices, words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import click

from driftview.cli.finding import Finding, finding_command
from driftview.cli.options import Whole
from driftview.cli.safety import BadInput

if TYPE_CHECKING:
    from driftview.drift.lineage import Lineage
    from driftview.export.listing import Listing

LISTS = ("dead", "endangered", "winners", "over", "under")
"""As driftview/export/findings.py has them; named again here because --help must not load it."""

RANKS = ("log-likelihood", "PMI", "t-score", "frequency")
"""As driftview/drift/phrases.py has them; named again here because --help must not load it."""

MOST_PHRASES = 10_000
"""Phrases that are listed at most."""

_of_generation = click.option(
    "--generation", type=Whole(0), metavar="NUMBER", help="Of this generation.  [the last]"
)


@finding_command("Say which of the eight definitions of model collapse a run meets, and since when.")
def collapse(_: Finding, lineage: Lineage) -> Listing:
    """Test one run against the eight definitions of model collapse in the literature.

    TEXT is what `driftview run` takes, or the FOLDER that it wrote. Each row says what is measured for
    the definition, whether the run meets it and since when, and whether a control without a loop would
    meet it too.
    """
    from driftview.drift.collapse import collapse as judge
    from driftview.export.findings import collapse_table

    return collapse_table(judge(lineage))


@finding_command(
    "List lost phrases, the most distinctive first, with their place in the human text.",
    click.option(
        "--length", type=Whole(2, 5), default=3, show_default=True, help="Number of words in a phrase."
    ),
    click.option(
        "--by",
        "rank",
        type=click.Choice(RANKS, case_sensitive=False),
        default="log-likelihood",
        show_default=True,
        help="Sort by how much more often their words occur together than chance would have it, "
        "or by frequency.",
    ),
    _of_generation,
)
def phrases(finding: Finding, lineage: Lineage, *, length: int, rank: Any, generation: int | None) -> Listing:
    """List human phrases that a generation lacks, without punctuation, the most distinctive first.

    TEXT is what `driftview run` takes, or the FOLDER that it wrote. At most 10,000 are listed.
    """
    number = finding.generation(lineage, generation).number
    from driftview.drift.phrases import Rank
    from driftview.export.findings import lost_phrases_table

    assert get_args(Rank) == RANKS
    return lost_phrases_table(lineage, length, rank, number, MOST_PHRASES)


def _one_table_of_voices(*, curves: bool, words_of: str | None, **_: Any) -> None:
    if curves and words_of is not None:
        raise BadInput("--curves and --words-of give two tables: choose one")


@finding_command(
    "Show what is left of the words that only one voice uses.",
    _of_generation,
    click.option("--curves", is_flag=True, help="Show every generation."),
    click.option(
        "--words-of", metavar="VOICE", help="List the words that only VOICE uses, and what became of them."
    ),
    check=_one_table_of_voices,
)
def voices(
    finding: Finding, lineage: Lineage, *, generation: int | None, curves: bool, words_of: str | None
) -> Listing:
    """Follow each voice's own vocabulary: the words that no other voice in the text uses.

    TEXT is what `driftview run` takes, or the FOLDER that it wrote. Several files, or a folder of them, are
    several voices.
    """
    from driftview.drift.own_words import own_vocabularies
    from driftview.export import findings

    if words_of is not None:
        found = [each for each in own_vocabularies(lineage) if each.name == words_of]
        if not found:
            names = ", ".join(voice.name for voice in lineage.corpus.voices)
            raise BadInput(f"there is no voice {words_of!r}: there are {names}")
        return findings.own_words_list(lineage, found[0])
    if curves:
        return findings.own_curves_table(lineage)
    return findings.own_words_table(lineage, finding.generation(lineage, generation).number)


@finding_command(
    "List words that are lost, endangered, growing, over-used or under-used.",
    click.option(
        "--list",
        "kind",
        type=click.Choice(LISTS),
        default="dead",
        show_default=True,
        help="Which words. over and under use keyness: log-likelihood and effect size "
        "against the human text.",
    ),
    _of_generation,
)
def words(finding: Finding, lineage: Lineage, *, kind: Any, generation: int | None) -> Listing:
    """List the words of a run, of a lineage folder, or of generations written elsewhere.

    TEXT is what `driftview run` takes, or the FOLDER that it wrote.
    """
    number = finding.generation(lineage, generation).number
    from driftview.export.findings import WordListName, words_table

    assert get_args(WordListName) == LISTS
    return words_table(lineage, kind, number)
