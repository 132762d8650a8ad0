"""``driftview custody``: the path behind a sentence, and whether a text was derived from outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from driftview.cli.finding import Finding, finding_options
from driftview.cli.options import Whole
from driftview.cli.safety import BadInput

if TYPE_CHECKING:
    from driftview.drift.lineage import Generation, Lineage
    from driftview.export.listing import Listing


@click.command(short_help="Follow a sentence back to the human text; tell whether a text is derived.")
@finding_options
@click.option("--generation", type=Whole(0), metavar="NUMBER", help="Of this generation.  [the last]")
@click.option("--find", metavar="STRING", help="The first sentence that contains STRING.")
@click.option("--token", type=Whole(0), metavar="NUMBER", help="The sentence that contains this token.  [0]")
@click.option(
    "--of-text", metavar="FILE", help="Instead, tell whether FILE was derived from the generations."
)
@click.pass_context
def custody(
    context: click.Context,
    /,
    *,
    generation: int | None,
    find: str | None,
    token: int | None,
    of_text: str | None,
    **values: Any,
) -> None:
    """Follow a sentence back to the human text: how many pieces it came in, and which generation joined them.

    TEXT is what `driftview run` takes, or the FOLDER that it wrote. With --of-text FILE, driftview
    compares a text with every generation. Runs of words that occur there but in no human text show that
    the text derives from outputs.
    """
    if of_text is not None and (find is not None or token is not None or generation is not None):
        raise BadInput("--of-text looks at whole generations: leave out --find, --token and --generation")
    if find is not None and token is not None:
        raise BadInput("--find and --token name two sentences: choose one")
    finding = Finding.taken_from(context, values)
    source = None if of_text is None else _source(of_text)
    lineage = finding.lineage()
    if of_text is not None:
        finding.write(_provenance(lineage, of_text, source), of=lineage.corpus)
        return
    from driftview.drift.custody import CustodyFinder
    from driftview.export.descent import custody_table

    chosen = finding.generation(lineage, generation)
    position = _position(chosen, find, token or 0)
    table = custody_table(CustodyFinder(lineage).sentence(chosen.number, position))
    finding.write(table, of=lineage.corpus)


def _position(generation: Generation, find: str | None, token: int) -> int:
    """Return a token of the sentence that is meant; raises BadInput."""
    if find is None:
        if token >= len(generation.origins):
            raise BadInput(f"generation {generation.number} has {len(generation.origins):,} tokens")
        return token
    from driftview.drift.concordance import occurrences
    from driftview.text.search import Search, SearchError

    search = Search(find)
    try:
        search.check()
        found = occurrences(generation, search).positions
    except SearchError as error:
        raise BadInput(error) from None
    if not len(found):
        raise BadInput(f"generation {generation.number} has no {find!r}: choose another string")
    return int(found[0])


def _source(name: str) -> Any:
    """Return the text that is held against the generations; raises BadInput before anything is run."""
    from driftview.cli.reading import chosen_reading
    from driftview.text.reading import TextError
    from driftview.text.sources import find_source

    try:
        return find_source(name, chosen_reading())
    except TextError as error:
        raise BadInput(error) from None


def _provenance(lineage: Lineage, name: str, source: Any) -> Listing:
    """Hold a text against the generations; raises BadInput."""
    from driftview.drift.custody import provenance_of
    from driftview.export.descent import provenance_table
    from driftview.text.reading import TextError

    try:
        return provenance_table(provenance_of(lineage, source), name)
    except TextError as error:
        raise BadInput(error) from None
