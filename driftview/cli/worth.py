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


@click.command(short_help="Show which words and phrases a text of your own would save, and for how long.")
@finding_options
@click.option("--add", "added", required=True, metavar="FILE", help="The text to add to the human text.")
@click.option(
    "--generation",
    type=Whole(1),
    default=10,
    show_default=True,
    metavar="NUMBER",
    help="The generation to ask about.",
)
@click.option(
    "--list",
    "kind",
    type=click.Choice(("curve", "words", "phrases")),
    default="curve",
    show_default=True,
    help="Show how many words each amount keeps, or which words or phrases.",
)
@click.pass_context
def worth(context: click.Context, /, *, added: str, generation: int, kind: str, **values: Any) -> None:
    """Show which words and phrases FILE alone would keep alive if you added it to the human text TEXT.

    Nothing is run: the law of words predicts it, and for how long, for the regime, sizes and human share
    of the options. For comparison, the table has the same amount of held-out human text, and of machine text
    if TEXT is the FOLDER of a lineage.
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
        raise BadInput("generations from elsewhere have no run to add a text to: remove --external")
    else:
        corpus, settings = finding.corpus()
    found = value(corpus, settings, _read(added, corpus), generation, machine=machine)
    tables = {
        "curve": descent.worth_curves_table,
        "words": descent.worth_words_table,
        "phrases": descent.worth_phrases_table,
    }
    finding.write(tables[kind](found), of=corpus)


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
