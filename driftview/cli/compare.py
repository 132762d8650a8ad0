"""``driftview compare``: two to five lineages side by side, also those of other people's models."""

from __future__ import annotations

from typing import Any

import click

from driftview.choices import Unit
from driftview.cli.completion import FILE, several_of
from driftview.cli.finding import ROWS, write_listings
from driftview.cli.open import Reading, compared, trained_from, trained_options
from driftview.cli.options import Whole
from driftview.cli.output import check_tables
from driftview.cli.reading import series_options
from driftview.cli.safety import BadInput
from driftview.cli.texts import complete_text, measure_names
from driftview.quantities import HUMAN_WORDS


@click.command(short_help="Put two to five lineages side by side, your own or other people's.")
@click.argument("folders", nargs=-1, required=True, metavar="[LABEL=]FOLDER...", type=FILE)
@click.option(
    "--human",
    metavar="TEXT",
    shell_complete=complete_text,
    help="The human text of all of them, if it is not the first text.",
)
@series_options()
@click.option("--seed", type=Whole(0), default=1, show_default=True, help="Seed of the random samples.")
@trained_options
@click.option(
    "--measure",
    default=HUMAN_WORDS,
    show_default=True,
    metavar="NAME",
    shell_complete=several_of(measure_names),
    help="The measure to follow through the generations.",
)
@click.option(
    "--document",
    type=Whole(1),
    metavar="NUMBER",
    help="Follow this document (the answer to one prompt, or a chain) through the generations.",
)
@click.option("--steps", is_flag=True, help="Words kept, new and returning in each step.")
@click.option("--rows", type=Whole(0), default=ROWS, show_default=True, help="Number of rows to print.")
@click.option("--csv", "csv_file", type=FILE, metavar="FILE", help="Write the first table as CSV.")
@click.option("--json", "json_file", type=FILE, metavar="FILE", help="Write the tables as JSON.")
@click.option("--force", is_flag=True, help="Let --csv and --json replace a file.")
@click.option("--quiet", is_flag=True, help="No progress bar and no table.")
def compare(
    *,
    folders: tuple[str, ...],
    human: str | None,
    unit: Unit,
    generation_field: str,
    number: str | None,
    seed: int,
    measure: str,
    document: int | None,
    steps: bool,
    rows: int,
    csv_file: str | None,
    json_file: str | None,
    force: bool,
    quiet: bool,
    **values: Any,
) -> None:
    """Compare lineages: folders from driftview, or generations of any model that `driftview open` reads.

    Folders with the same LABEL, and seeds inside one folder (seed1/gen0.txt …), are replicates, whose
    spread stands beside their mean. --regime and --human-share say what all the models were trained on,
    which decides the prediction.
    """  # fmt: skip
    check_tables(csv_file, json_file, force)
    reading = Reading(human, None, unit, generation_field, number, seed, trained_from(values))
    from driftview.export import comparisons
    from driftview.measures.registry import UnknownMeasureError, find_measure
    from driftview.study.compared import ComparisonError, check, lagging, shown_measures

    try:
        find_measure(measure)
        found = compared(folders, reading, quiet)
        check(found)
        if document is not None:
            listings = [comparisons.document_table(found, document)]
        elif steps:
            listings = [comparisons.steps_comparison(found)]
        else:
            listings = [
                comparisons.through_time_table(found, measure, human=human is not None),
                comparisons.measures_table(
                    found, shown_measures(()), lagging(found), human=human is not None
                ),
            ]
    except (ComparisonError, UnknownMeasureError) as error:
        raise BadInput(error) from None
    shown = None if quiet else rows
    write_listings(listings, csv_file=csv_file, json_file=json_file, force=force, rows=shown)
