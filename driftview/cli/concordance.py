"""``driftview concordance``: every place of a string or pattern, through the generations."""

from __future__ import annotations

from typing import Any

import click

from driftview.cli.completion import FILE
from driftview.cli.finding import Finding, finding_options
from driftview.cli.options import Numbers, Whole
from driftview.cli.output import check_output, write_text
from driftview.cli.safety import BadInput


@click.command(short_help="Show a string or pattern in context, in the human text and in generations.")
@click.argument("pattern")
@finding_options
@click.option("--regex", "is_regex", is_flag=True, help="PATTERN is a regular expression.")
@click.option("--ignore-case", is_flag=True, help="Ignore case.")
@click.option("--whole-words", is_flag=True, help="Match whole words only.")
@click.option(
    "--in",
    "numbers",
    type=Numbers(int),
    metavar="NUMBER,…",
    help="Print lines of these generations.  [the human text and the last]",
)
@click.option(
    "--context", type=Whole(0, 1000), default=60, show_default=True, help="Characters on each side."
)
@click.option(
    "--counts",
    is_flag=True,
    help="Print how often and how evenly it occurs in every generation, without lines.",
)
@click.option("--svg", type=FILE, metavar="FILE", help="Write a dispersion plot as a picture (SVG).")
@click.pass_context
def concordance(
    context: click.Context,
    /,
    *,
    pattern: str,
    is_regex: bool,
    ignore_case: bool,
    whole_words: bool,
    numbers: tuple[int, ...] | None,
    counts: bool,
    svg: str | None,
    **values: Any,
) -> None:
    """Show every occurrence of PATTERN in context, in the human text and in generations.

    TEXT is what `driftview run` takes, or the FOLDER that it wrote. With --counts, every generation has a
    row with a dispersion plot: one character for each of twenty equal parts of the text.
    """  # fmt: skip
    from driftview.drift.concordance import concordance as find
    from driftview.export import findings
    from driftview.text.search import Search, SearchError

    around = values.pop("context")
    search = Search(pattern, is_regex, ignore_case, whole_words)
    try:
        search.check()
    except SearchError as error:
        raise BadInput(error) from None
    if counts and numbers is not None:
        raise BadInput("--counts shows every generation: leave out --in")
    finding = Finding.taken_from(context, values)
    if svg is not None:
        check_output(svg, finding.force)
    lineage = finding.lineage()
    if not counts:
        numbers = tuple(dict.fromkeys(numbers or (0, lineage.last)))
        for number in numbers:
            if number < 0:
                raise BadInput(f"there is no generation {number}: 0 is the human text")
            finding.generation(lineage, number)
    try:
        found = list(find(lineage, search, numbers, around))
    except SearchError as error:
        raise BadInput(error) from None
    if svg is not None:
        from driftview.export.figures import occurrences_drawing

        write_text(svg, occurrences_drawing(found, pattern).standalone, finding.force)
    table = findings.occurrences_table(found, search)
    if counts:
        finding.write(table, of=lineage.corpus)
        return
    lines = findings.concordance_table(found, search)
    each_text = [findings.concordance_table([one], search) for one in found]
    finding.write(lines, table, of=lineage.corpus, printed=[*each_text, table])
