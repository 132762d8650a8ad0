"""``driftview phrases``: lost turns of phrase, the most distinctive first."""

from __future__ import annotations

from typing import Any, get_args

import click

from driftview.cli.finding import Finding, finding_options
from driftview.cli.options import Whole

RANKS = ("log-likelihood", "PMI", "t-score", "frequency")
"""As driftview/drift/phrases.py has them; named again here because --help must not load it."""

MOST = 10_000
"""Phrases that are listed at most."""


@click.command(
    short_help="List lost phrases, the most distinctive first, with their place in the human text."
)
@finding_options
@click.option("--length", type=Whole(2, 5), default=3, show_default=True, help="Number of words in a phrase.")
@click.option(
    "--by",
    "rank",
    type=click.Choice(RANKS, case_sensitive=False),
    default="log-likelihood",
    show_default=True,
    help="Sort by how much more often their words occur together than chance would have it, or by frequency.",
)
@click.option("--generation", type=Whole(0), metavar="NUMBER", help="Of this generation.  [the last]")
@click.pass_context
def phrases(
    context: click.Context, /, *, length: int, rank: Any, generation: int | None, **values: Any
) -> None:
    """List human phrases that a generation lacks, without punctuation, the most distinctive first.

    TEXT is what `driftview run` takes, or the FOLDER that it wrote. At most 10,000 are listed.
    """  # fmt: skip
    finding = Finding.taken_from(context, values)
    lineage = finding.lineage()
    number = finding.generation(lineage, generation).number
    from driftview.drift.phrases import Rank
    from driftview.export.findings import lost_phrases_table

    assert get_args(Rank) == RANKS
    finding.write(lost_phrases_table(lineage, length, rank, number, MOST))
