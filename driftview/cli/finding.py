"""What commands share that look into a lineage: where it comes from, and how their tables are written."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from driftview.cli.completion import FILE
from driftview.cli.options import Whole, lineage_options, make_corpus, outside_options, settle
from driftview.cli.output import STANDARD_OUTPUT, check_tables, write_text
from driftview.cli.safety import BadInput
from driftview.cli.texts import text_arguments
from driftview.settings.settings import PARAMETERS

if TYPE_CHECKING:
    from driftview.drift.lineage import Generation, Lineage
    from driftview.export.listing import Listing
    from driftview.settings.settings import Settings
    from driftview.text.corpus import Corpus

Function = TypeVar("Function", bound=Callable[..., Any])

ROWS = 25
"""Rows that are printed unless somebody asks for more."""

SAID_OF_TEXTS = ("unit", "seed", "regime", "human_share", "human_source")
"""Settings that may be said of texts from elsewhere."""

WIDEST = 100
"""Cells of the widest column of text."""


def finding_options(function: Function) -> Function:
    """Add TEXT… and all that decides a lineage to a command, and where its table goes."""
    options = (
        click.option("--external", is_flag=True,
                     help="TEXT is a folder or file of generations written elsewhere."),
        click.option("--human", metavar="TEXT", help=("With --external: the human text, if it is not the "
            "first text.")),
        click.option("--rows", type=Whole(0), default=ROWS, show_default=True, help=("Number of rows to "
            "print.")),
        click.option("--csv", "csv_file", type=FILE, metavar="FILE",
                     help="Write all rows as CSV to FILE, or to standard output: -."),
        click.option("--json", "json_file", type=FILE, metavar="FILE",
                     help="Write all rows as JSON to FILE, or to standard output: -."),
        click.option("--force", is_flag=True, help="Let --csv and --json replace a file."),
        click.option("--quiet", is_flag=True, help="No progress bar and no table."),
    )  # fmt: skip
    for option in reversed(options):
        function = option(function)
    return text_arguments(lineage_options(outside_options(function)))


@dataclass(frozen=True)
class Finding:
    """What the options of such a command say: the lineage to look into, and where the table goes."""

    context: click.Context
    names: tuple[str, ...]
    external: bool
    human: str | None
    settings: dict[str, Any]
    rows: int
    csv_file: str | None
    json_file: str | None
    force: bool
    quiet: bool

    @classmethod
    def taken_from(cls, context: click.Context, values: dict[str, Any]) -> Finding:
        """Return what the options say; raises BadInput for a place that cannot be written to."""
        own = {name: values.pop(name) for name in ("external", "human", "rows", "csv_file", "json_file")}
        own |= {name: values.pop(name) for name in ("force", "quiet")}
        names = (*values.pop("corpus"), *values.pop("texts"))
        settings = {name: values.pop(name) for name in list(values) if name in PARAMETERS}
        found = cls(context, names, settings=settings, **own)
        check_tables(found.csv_file, found.json_file, found.force)
        if found.human is not None and not found.external:
            raise BadInput("--human names the human text of generations from elsewhere: add --external")
        return found

    def lineage(self) -> Lineage:
        """Return the lineage: that of a folder, of texts from elsewhere, or of a run made now."""
        from driftview.export.reopening import is_lineage

        if self.external:
            return self._given()
        if len(self.names) == 1 and self.names[0] != "-" and is_lineage(Path(self.names[0])):
            self._refuse_settings("this is a lineage folder, which already has its settings")
            from driftview.cli.open import read

            return read(Path(self.names[0]))
        settings = settle(self.context, self.settings)
        from driftview.cli.run import make_lineage

        return make_lineage(make_corpus(self.names, settings), settings, self.quiet)

    def corpus(self) -> tuple[Corpus, Settings]:
        """Return a human text and the settings, where no run is wanted."""
        settings = settle(self.context, self.settings)
        return make_corpus(self.names, settings), settings

    def generation(self, lineage: Lineage, number: int | None) -> Generation:
        """Return a generation, the last for None; raises BadInput where it is not there."""
        last = lineage.last
        if number is not None and number > last:
            raise BadInput(f"there is no generation {number}: the last one is {last}")
        return lineage.generations[last if number is None else number]

    def write(self, *listings: Listing, of: Corpus, printed: Sequence[Listing] | None = None) -> None:
        """Write tables of a lineage where the options say, and print them, or others, unless unwanted."""
        rows = None if self.quiet else self.rows
        if printed is not None:
            printed = [each.called(of.said_human) for each in printed]
        write_listings(
            [each.called(of.said_human) for each in listings],
            csv_file=self.csv_file,
            json_file=self.json_file,
            force=self.force,
            rows=rows,
            printed=printed,
        )

    def _refuse_settings(self, why: str) -> None:
        """Refuse options that decide a run, where there is none to be made; raises BadInput."""
        for name in self.settings:
            if self.context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
                raise BadInput(f"{why}: remove {PARAMETERS[name].option}")

    def _given(self) -> Lineage:
        """Return the lineage of texts that were written elsewhere."""
        for name in self.settings:
            if name not in SAID_OF_TEXTS:
                self._refuse_setting(name)
        if len(self.names) != 1:
            raise BadInput("--external takes one folder or file of generations")
        from driftview.cli.open import Reading, measured_texts
        from driftview.drift.external import Trained

        said = {name: self.settings[name] for name in ("regime", "human_share", "human_source")}
        if said["regime"] not in ("replace", "accumulate"):
            raise BadInput("for texts from elsewhere, --regime must be replace or accumulate")
        unit, seed = self.settings["unit"], self.settings["seed"]
        reading = Reading(self.human, None, unit, "generation", None, seed, Trained(**said))
        return measured_texts(Path(self.names[0]), reading, self.quiet)

    def _refuse_setting(self, name: str) -> None:
        if self.context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            raise BadInput(f"these texts were written elsewhere: remove {PARAMETERS[name].option}")


def write_listings(
    listings: Sequence[Listing],
    *,
    csv_file: str | None,
    json_file: str | None,
    force: bool,
    rows: int | None,
    printed: Sequence[Listing] | None = None,
) -> None:
    """Write tables to files, and print ``rows`` rows of each; none for None, or where a file is printed."""
    for place, kind in ((csv_file, "csv"), (json_file, "json")):
        if place is not None:
            write_text(place, _content(listings, kind), force)
    if rows is not None and STANDARD_OUTPUT not in (csv_file, json_file):
        for number, each in enumerate(listings if printed is None else printed):
            click.echo("\n".join([*[""] * min(number, 1), *listing_lines(each, rows)]))


def _content(listings: Sequence[Listing], kind: str) -> str:
    """Return the content of a file: of several tables, CSV holds the first, JSON a list."""
    if kind == "csv":
        return listings[0].csv()
    if len(listings) == 1:
        return listings[0].json()
    return "[\n" + ",\n".join(each.json().rstrip("\n") for each in listings) + "\n]\n"


def listing_lines(listing: Listing, most: int | None = None) -> list[str]:
    """Return a table for a terminal, its first rows alone where there are more than ``most``."""
    from rich.cells import cell_len

    cells, columns = listing.cells(most), listing.shown_columns
    room = _room(listing, cells)
    widths = [min(room, max(cell_len(row[place]) for row in cells)) for place in range(len(columns))]
    body = []
    for row in cells:
        fitted = []
        for column, cell, width in zip(columns, row, widths, strict=True):
            text = _fitted(cell, width, column.to_right)
            room_left = " " * (width - cell_len(text))
            fitted.append(text + room_left if column.is_text and not column.to_right else room_left + text)
        body.append("  ".join(fitted).rstrip())
    left = len(listing.rows) - (len(cells) - 1)
    more = [f"… and {left:,} more: --rows prints more, --csv and --json write all."] if left else []
    none = ["(none)"] if not listing.rows else []
    return [listing.caption, "", *body, *none, *more, *(["", *listing.said] if listing.said else [])]


def _room(listing: Listing, cells: list[list[str]]) -> int:
    """Return how wide the widest columns of text may be: as the terminal has room, at least 24 cells."""
    from rich.cells import cell_len

    if not (sys.stdout is not None and sys.stdout.isatty()):
        return WIDEST
    widths = [max(cell_len(row[place]) for row in cells) for place in range(len(listing.shown_columns))]
    spare = os.get_terminal_size(sys.stdout.fileno()).columns - 2 * (len(widths) - 1)
    narrow = sum(width for width in widths if width <= 24)
    wide = sum(width > 24 for width in widths)
    return max(24, (spare - narrow) // max(1, wide))


def _fitted(text: str, width: int, at_start: bool) -> str:
    """Return a text in so many cells; a cut is shown."""
    from rich.cells import cell_len, set_cell_size

    if cell_len(text) <= width:
        return text
    if not at_start:
        return set_cell_size(text, width - 1).rstrip() + "…"
    while cell_len(text) > width - 1:
        text = text[1:]
    return f"…{text}"


def finding_command(
    summary: str, *options: Callable[[Any], Any], check: Callable[..., None] | None = None
) -> Callable[[Callable[..., Listing]], click.Command]:
    """Declare a command that looks into a lineage and writes one table: the function below returns it.

    Parameters
    ----------
    summary
        Its line among the commands; what --help says is the docstring.
    options
        Those that no other command has, in the order in which --help shows them.
    check
        Called with their values before anything is run; raises BadInput for what cannot be together.

    Returns
    -------
    callable
        What takes a function of a Finding, the lineage and its own options, and returns the command.
    """

    def made(function: Callable[..., Listing]) -> click.Command:
        def callback(context: click.Context, /, **values: Any) -> None:
            own = {name: values.pop(name) for name in names}
            if check is not None:
                check(**own)
            finding = Finding.taken_from(context, values)
            lineage = finding.lineage()
            finding.write(function(finding, lineage, **own), of=lineage.corpus)

        callback.__doc__ = function.__doc__
        wrapped: Any = click.pass_context(callback)
        for option in reversed(options):
            wrapped = option(wrapped)
        names = [each.name for each in reversed(wrapped.__click_params__)] if options else []
        return click.command(name=function.__name__, short_help=summary)(finding_options(wrapped))

    return made
