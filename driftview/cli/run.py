"""``driftview run``: the loop without the explorer."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from driftview.cli.options import lineage_options, make_corpus, make_settings
from driftview.cli.safety import BadInput

if TYPE_CHECKING:
    from driftview.drift.lineage import Generation, Lineage
    from driftview.drift.settings import Settings
    from driftview.text.corpus import Corpus


@click.command()
@click.argument("texts", nargs=-1, metavar="[TEXT]...")
@click.option("--corpus", "corpus", multiple=True, metavar="TEXT", help="The same as TEXT.")
@lineage_options
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Write the lineage folder: transcript.md, lineage.json, measures.csv, text/.",
)
@click.option("--force", is_flag=True, help="Let --out and --json replace what an earlier run wrote.")
@click.option(
    "--json", "json_file", metavar="FILE", help="Write lineage.json to FILE, or to standard output: -."
)
@click.option("--quiet", is_flag=True, help="No progress bar and no table.")
def run(  # noqa: PLR0917 - one argument an option
    texts: tuple[str, ...],
    corpus: tuple[str, ...],
    out: Path | None,
    force: bool,
    json_file: str | None,
    quiet: bool,
    **values: Any,
) -> None:
    """Train, write, train on what was written; print a table, or write what --out and --json say."""
    settings = make_settings(values)
    if out is not None:
        _check_place(out, force)
    if json_file not in (None, "-"):
        _check_file(Path(str(json_file)), force)
    lineage = _lineage(make_corpus((*corpus, *texts), settings), settings, quiet)
    if out is not None:
        _write(lineage, out, force)
    if json_file is not None:
        _write_json(lineage, json_file)
    if json_file != "-" and not quiet:
        _print(lineage)
    if out is not None:
        click.echo(f"written to {out}", err=True)


def _print(lineage: Lineage) -> None:
    """Print the table and what it shows."""
    from driftview.drift.verdict import verdict

    for line in _table(lineage):
        click.echo(line)
    click.echo(f"\n{verdict(lineage)}")


def _lineage(corpus: Corpus, settings: Settings, quiet: bool) -> Lineage:
    """Run the loop, with a progress bar where a person watches."""
    from driftview.drift.loop import Loop

    loop = Loop(corpus, settings)
    numbers = range(settings.generations)
    if quiet or not sys.stderr.isatty():
        for _ in numbers:
            loop.step()
    else:
        with click.progressbar(numbers, label="generations", file=sys.stderr) as bar:
            for _ in bar:
                loop.step()
    return loop.lineage


def _table(lineage: Lineage) -> list[str]:
    """Return the most telling measures, a line a generation."""
    head = ("generation", "words", "expected", "± 2 sd", "control", "once-words", "copied 8+", "perplexity")
    rows = [head, *(_row(generation) for generation in lineage.generations)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    return ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]


def _row(generation: Generation) -> tuple[str, ...]:
    measures, expected = generation.measures, generation.expected
    spread = expected.get("types_sd")
    return (
        f"{generation.number}",
        _whole(measures.get("types")),
        _whole(expected.get("types")),
        _whole(None if spread is None else 2 * spread),
        _whole(generation.control.get("types")),
        _whole(measures.get("hapaxes")),
        "–" if measures.get("copied_share") is None else f"{measures['copied_share']:.1%}",
        _whole(measures.get("perplexity")),
    )


def _whole(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"


def _check_place(out: Path, force: bool) -> None:
    """Refuse a taken place before the work, not after it."""
    from driftview.export.folder import ExportError, check_place

    try:
        check_place(out, overwrite=force)
    except ExportError as error:
        raise BadInput(str(error)) from None


def _check_file(path: Path, force: bool) -> None:
    if path.exists() and not force:
        raise BadInput(f"{path} exists: choose another name, or add --force")


def _write(lineage: Lineage, out: Path, force: bool) -> None:
    from driftview.export.folder import ExportError, write_lineage

    try:
        write_lineage(lineage, out, overwrite=force)
    except ExportError as error:
        raise BadInput(str(error)) from None


def _write_json(lineage: Lineage, json_file: str) -> None:
    from driftview.export.folder import ExportError, write_file
    from driftview.export.record import lineage_json

    if json_file == "-":
        click.echo(lineage_json(lineage), nl=False)
        return
    try:
        write_file(Path(json_file), lineage_json(lineage))
    except ExportError as error:
        raise BadInput(str(error)) from None
