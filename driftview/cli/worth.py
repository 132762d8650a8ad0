"""``driftview worth``: what a text of your own would save."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from driftview.cli.finding import Finding, finding_options
from driftview.cli.options import Whole
from driftview.cli.safety import BadInput

if TYPE_CHECKING:
    from driftview.text.corpus import Corpus


@click.command(short_help="Say what a text of your own would save: words, phrases, generations.")
@finding_options
@click.option("--add", "added", required=True, metavar="FILE", help="The text that joins the human one.")
@click.option(
    "--generation",
    type=Whole(1),
    default=10,
    show_default=True,
    metavar="NUMBER",
    help="The generation that is asked about.",
)
@click.option(
    "--list",
    "kind",
    type=click.Choice(("curve", "words", "phrases")),
    default="curve",
    show_default=True,
    help="How many words an amount keeps, or which words and phrases.",
)
@click.pass_context
def worth(context: click.Context, /, *, added: str, generation: int, kind: str, **values: Any) -> None:
    """Say which words and phrases FILE alone would keep alive if it joined the human text TEXT, for how long.

    Nothing is run: the law of words tells, for the regime, sizes and human share of the options. The same
    amount of human text that was held out stands beside it, and of machine text where TEXT is the FOLDER of a
    lineage.
    """  # fmt: skip
    finding = Finding.taken_from(context, values)
    from driftview.drift.worth import worth as value
    from driftview.export import descent
    from driftview.export.reopening import is_lineage

    machine = None
    if len(finding.names) == 1 and finding.names[0] != "-" and is_lineage(Path(finding.names[0])):
        lineage = finding.lineage()
        corpus, settings, last = lineage.corpus, lineage.settings, lineage.generations[-1]
        if lineage.last:
            machine = last.tokens, last.starts
    elif finding.external:
        raise BadInput("generations from elsewhere have no run that a text could join: leave out --external")
    else:
        corpus, settings = finding.corpus()
    found = value(corpus, settings, _read(added, corpus), generation, machine=machine)
    tables = {
        "curve": descent.worth_curves_table,
        "words": descent.worth_words_table,
        "phrases": descent.worth_phrases_table,
    }
    finding.write(tables[kind](found))


def _read(name: str, corpus: Corpus) -> Corpus:
    """Return the text that is added, read as the human text was; raises BadInput."""
    from driftview.text.building import build_corpus
    from driftview.text.reading import TextError
    from driftview.text.sources import find_source

    options = corpus.reading.options
    try:
        source = find_source(name, options)
        return build_corpus(source.name, source.voices, corpus.unit, (), hold_out=False, options=options)
    except TextError as error:
        raise BadInput(error) from None
