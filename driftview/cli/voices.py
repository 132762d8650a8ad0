"""``driftview voices``: whose words die."""

from __future__ import annotations

from typing import Any

import click

from driftview.cli.finding import Finding, finding_options
from driftview.cli.options import Whole
from driftview.cli.safety import BadInput


@click.command(short_help="Show what is left of the words that only one voice uses.")
@finding_options
@click.option("--generation", type=Whole(0), metavar="NUMBER", help="Of this generation.  [the last]")
@click.option("--curves", is_flag=True, help="Show every generation.")
@click.option(
    "--words-of", metavar="VOICE", help="List the words that only VOICE uses, and what became of them."
)
@click.pass_context
def voices(
    context: click.Context,
    /,
    *,
    generation: int | None,
    curves: bool,
    words_of: str | None,
    **values: Any,
) -> None:
    """Follow each voice's own vocabulary: the words that no other voice in the text uses.

    TEXT is what `driftview run` takes, or the FOLDER that it wrote. Several files, or a folder of them, are
    several voices.
    """
    if curves and words_of is not None:
        raise BadInput("--curves and --words-of give two tables: choose one")
    finding = Finding.taken_from(context, values)
    lineage = finding.lineage()
    from driftview.drift.own_words import own_vocabularies
    from driftview.export import findings

    if words_of is not None:
        found = [each for each in own_vocabularies(lineage) if each.name == words_of]
        if not found:
            names = ", ".join(voice.name for voice in lineage.corpus.voices)
            raise BadInput(f"there is no voice {words_of!r}: there are {names}")
        finding.write(findings.own_words_list(lineage, found[0]))
    elif curves:
        finding.write(findings.own_curves_table(lineage))
    else:
        number = finding.generation(lineage, generation).number
        finding.write(findings.own_words_table(lineage, number))
