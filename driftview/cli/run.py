"""``driftview run``: the loop without the explorer."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from driftview.cli.options import lineage_options, make_corpus, make_settings, outside_options
from driftview.cli.safety import BadInput, complain
from driftview.cli.texts import text_arguments

if TYPE_CHECKING:
    from driftview.drift.lineage import Lineage
    from driftview.drift.settings import Settings
    from driftview.text.corpus import Corpus

STANDARD_OUTPUT = "-"


@click.command(short_help="Run the loop without the explorer; print or write what it shows.")
@text_arguments
@lineage_options
@outside_options
@click.option(
    "--out",
    metavar="FOLDER",
    help="Write the lineage folder: transcript.md, lineage.json, measures.csv, text/.",
)
@click.option(
    "--json",
    "json_file",
    metavar="FILE",
    help="Write lineage.json to FILE, or to standard output: -.",
)
@click.option("--force", is_flag=True, help="Let --out and --json replace what an earlier run wrote.")
@click.option("--quiet", is_flag=True, help="No progress bar and no table.")
def run(
    *,
    texts: tuple[str, ...],
    corpus: tuple[str, ...],
    out: str | None,
    json_file: str | None,
    force: bool,
    quiet: bool,
    **values: Any,
) -> None:
    """Train, write, train on what was written; print a table, and write what --out and --json say."""
    settings = make_settings(values)
    _check_places(out, json_file, force)
    lineage = _lineage(make_corpus((*corpus, *texts), settings), settings, quiet)
    _write(lineage, out, json_file, force)
    if json_file != STANDARD_OUTPUT and not quiet:
        _print(lineage)


def _lineage(corpus: Corpus, settings: Settings, quiet: bool) -> Lineage:
    """Run the loop, with a progress bar where a person watches."""
    from driftview.drift.loop import Loop
    from driftview.drift.settings import SettingsError
    from driftview.models.protocol import ModelError

    numbers = range(settings.generations)
    try:
        loop = Loop(corpus, settings)
        if quiet or not _is_watched():
            for _ in numbers:
                loop.step()
        else:
            with click.progressbar(numbers, label="generations", file=sys.stderr) as bar:
                for _ in bar:
                    loop.step()
    except (SettingsError, ModelError) as error:
        raise BadInput(str(error)) from None
    for note in loop.lineage.notes:
        complain(note)
    return loop.lineage


def _is_watched() -> bool:
    """Tell whether standard error is a terminal that can draw a line anew."""
    return sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb"


def _print(lineage: Lineage) -> None:
    """Print the table and what it shows."""
    from driftview.cli.table import lineage_table
    from driftview.drift.verdict import verdict

    click.echo("\n".join([*lineage_table(lineage), "", verdict(lineage)]))


def _check_places(out: str | None, json_file: str | None, force: bool) -> None:
    """Refuse a place that is taken, or cannot be written to, before the work and not after it."""
    if out is None and json_file in (None, STANDARD_OUTPUT):
        return
    from driftview.export.folder import check_file, check_place
    from driftview.export.places import resolve

    with _told():
        if out is not None:
            check_place(Path(out or " "), overwrite=force)
        if json_file not in (None, STANDARD_OUTPUT):
            file = Path(json_file or " ")
            check_file(file, overwrite=force)
            if out is not None and resolve(file) == resolve(Path(out)):
                raise BadInput("--out and --json name the same place: give each its own")


def _write(lineage: Lineage, out: str | None, json_file: str | None, force: bool) -> None:
    """Write what was asked for, and say where it is."""
    from driftview.export.folder import write_file, write_lineage
    from driftview.export.places import shown
    from driftview.export.record import lineage_json

    with _told():
        if out is not None:
            write_lineage(lineage, Path(out), overwrite=force)
            click.echo(f"written to {shown(Path(out))}", err=True)
        if json_file == STANDARD_OUTPUT:
            click.echo(lineage_json(lineage).encode(), nl=False)  # JSON is UTF-8, whatever the terminal is
        elif json_file is not None:
            write_file(Path(json_file), lineage_json(lineage))
            click.echo(f"written to {shown(Path(json_file))}", err=True)


@contextmanager
def _told() -> Iterator[None]:
    """Turn a place that cannot be written to into a line for the user."""
    from driftview.export.places import ExportError

    try:
        yield
    except ExportError as error:
        raise BadInput(str(error)) from None
