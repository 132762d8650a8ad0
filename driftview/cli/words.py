"""``driftview words``: the lists of the Words view, printed."""

from __future__ import annotations

from typing import Any, get_args

import click

from driftview.cli.finding import Finding, finding_options
from driftview.cli.options import Whole

LISTS = ("dead", "endangered", "winners", "over", "under")
"""As driftview/export/findings.py has them; named again here because --help must not load it."""


@click.command(short_help="List words that are lost, endangered, growing, over-used or under-used.")
@finding_options
@click.option(
    "--list",
    "kind",
    type=click.Choice(LISTS),
    default="dead",
    show_default=True,
    help="Which words. over and under use keyness: log-likelihood and effect size against the human text.",
)
@click.option("--generation", type=Whole(0), metavar="NUMBER", help="Of this generation.  [the last]")
@click.pass_context
def words(context: click.Context, /, *, kind: Any, generation: int | None, **values: Any) -> None:
    """List the words of a run, of a lineage folder, or of generations written elsewhere.

    TEXT is what `driftview run` takes, or the FOLDER that it wrote.
    """
    finding = Finding.taken_from(context, values)
    lineage = finding.lineage()
    number = finding.generation(lineage, generation).number
    from driftview.export.findings import WordListName, words_table

    assert get_args(WordListName) == LISTS
    finding.write(words_table(lineage, kind, number))
