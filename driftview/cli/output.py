"""What a command writes: text, tables, progress, and the options that say what goes where."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem

from driftview.cli.completion import FILE, FOLDER, several_of
from driftview.cli.safety import BadInput
from driftview.quantities import HUMAN_WORDS
from driftview.theory.deviation import half_width

if TYPE_CHECKING:
    from driftview.drift.lineage import Generation, Lineage
    from driftview.drift.samplers import Null, Sampler
    from driftview.measures.registry import Measure

STANDARD_OUTPUT = "-"


def check_tables(csv_file: str | None, json_file: str | None, force: bool) -> None:
    """Refuse places of --csv and --json that cannot be, before the work; raises BadInput."""
    if csv_file is not None and csv_file == json_file:
        raise BadInput("--json and --csv name the same file: give each its own")
    for place in (csv_file, json_file):
        check_output(place, force)


def check_output(place: str | None, force: bool) -> None:
    """Refuse a place that is taken or cannot be written to, before the work; raises BadInput."""
    if place is None or place == STANDARD_OUTPUT:
        return
    from driftview.export.files import check_reachable, is_stream, resolve, shown

    path = Path(place or " ")
    if is_stream(path):
        return
    with told():
        found = resolve(path)
        check_reachable(found)
    if found.is_dir():
        raise BadInput(f"{shown(path)} is a folder: give the name of a file")
    if found.exists() and not force:
        raise BadInput(f"{shown(path)} exists: choose another name, or add --force")


def write_text(place: str, text: str | bytes, force: bool) -> None:
    """Write ``text``, or bytes, to a file, whole or not at all; ``-`` is standard output.

    Raises BadInput, for a file too that has appeared since ``check_output`` unless ``force`` is set.
    """
    if place == STANDARD_OUTPUT:
        content = text.encode() if isinstance(text, str) else text  # UTF-8, whatever the terminal is
        click.echo(content, nl=False)
        return
    from driftview.export.files import is_stream, shown
    from driftview.export.lineage_folder import write_file

    path = Path(place)
    with told():
        write_file(path, text, overwrite=force)
    linked = path.is_symlink() and not is_stream(path)
    target = f", a link to {shown(path.resolve())}" if linked else ""
    click.echo(f"written to {shown(path)}{target}", err=True)


def finite(value: Any) -> Any:
    """Return the record with null for numbers that do not exist (infinite ones)."""
    if isinstance(value, dict):
        return {key: finite(each) for key, each in value.items()}
    if isinstance(value, list):
        return [finite(each) for each in value]
    return None if isinstance(value, float) and abs(value) == float("inf") else value


@contextmanager
def told() -> Iterator[None]:
    """Turn a place that cannot be written to into a line for the user."""
    from driftview.export.files import ExportError

    try:
        yield
    except ExportError as error:
        raise BadInput(error) from None


@contextmanager
def progress(length: int, label: str, quiet: bool = False) -> Iterator[Callable[[int], None]]:
    """Show a bar of ``length`` steps while the block runs; gives what moves it on by some steps."""
    if quiet or not _is_watched():
        yield lambda _steps: None
        return
    with click.progressbar(length=length, label=label, file=sys.stderr) as bar:
        yield bar.update


def _is_watched() -> bool:
    """Tell whether standard error is a terminal that can draw a line again."""
    return sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb"


def aligned(rows: Sequence[Sequence[str]], left: Collection[int] = ()) -> list[str]:
    """Return rows as lines with aligned columns, those in ``left`` to the left, the others to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(
            cell.ljust(width) if column in left else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def figure(value: float) -> str:
    """Write a number that is held against another."""
    return f"{value:,.1f}" if abs(value) >= 10 else f"{value:.5f}"


def lineage_table(lineage: Lineage) -> list[str]:
    """Return the most telling measures, a line a generation; the law stands beside human words."""
    from driftview.drift.samplers import drawn
    from driftview.measures.registry import table_measures

    others = any(each.own_words for each in lineage.generations)
    matched = any(each.matched for each in lineage.generations)
    given, unit = lineage.settings.given is not None, lineage.corpus.unit
    columns = table_measures(True, lineage.generations[-1].measures, given=given)
    words, *more = (each.said_of(unit, matched) for each in columns)
    more = [each for each in more if others or not each.of_others]
    samplers = _samplers(lineage)
    expected = [drawn(sampler, lineage.corpus.unit) for sampler in samplers] or ["expected", "± 2 sd"]
    law = (words.label if others else words.short, *expected, "control")
    head = ("generation", *law, *(each.short for each in more))
    return aligned([head, *(_row(each, words, more, samplers) for each in lineage.generations)])


def _samplers(lineage: Lineage) -> list[Sampler]:
    """Return the ways of sampling that texts from elsewhere are held against; none for a run."""
    from driftview.drift.samplers import nulls

    found = (nulls(each.expected, HUMAN_WORDS) for each in lineage.generations)
    return list(dict.fromkeys(sampler for each in found for sampler in each))


def narrate_option(function: Function) -> Function:
    """Add --narrate to a command."""
    told = (
        "Print every generation as sentences, in the order of the screen, for screen readers and slow "
        "connections."
    )
    return click.option("--narrate", is_flag=True, help=told)(function)


def print_narration(lineage: Lineage) -> None:
    """Print every generation as sentences, a paragraph each."""
    from driftview.drift.narration import narrate
    from driftview.text.cleaning import clean_prose

    click.echo("\n\n".join(clean_prose(paragraph) for paragraph in narrate(lineage)))


def print_lineage(lineage: Lineage) -> None:
    """Print the table and what it shows."""
    from driftview.drift.first_text import call_first
    from driftview.drift.spread import spread_rows
    from driftview.drift.steps import yardstick_said
    from driftview.drift.verdict import verdict

    reading = lineage.corpus.reading
    tokens = reading.tokens(lineage.corpus.unit)
    told = [f"{reading.sentence()}; tokens are {tokens}.", ""] if reading.files else []
    steps = steps_table(lineage)
    table = [*lineage_table(lineage), "", *([*steps, ""] if steps else [])]
    why = [yardstick_said(lineage.generations)] if steps else []
    seeds = list(spread_rows(lineage))
    beside = [f"{SPREAD}:", *aligned(seeds), ""] if seeds else []
    human = lineage.corpus.said_human
    said = [call_first(human, each) for each in [*table, *beside, verdict(lineage), *why]]
    click.echo("\n".join([*told, *said]))


SPREAD = "Mean ± standard deviation over all seeds"
"""What stands above the numbers of several seeds."""


def steps_table(lineage: Lineage) -> list[str]:
    """Return what each step kept, brought and had again; empty for a lineage that was made here."""
    from driftview.drift.steps import step_rows, steps_of

    made = steps_of(lineage)
    return aligned(step_rows(made)) if made else []


def _row(
    generation: Generation, words: Measure, more: Sequence[Measure], samplers: Sequence[Sampler]
) -> tuple[str, ...]:
    """Return one generation; that human text is copied from human text is not worth telling."""
    from driftview.drift.samplers import nulls

    spread = generation.expected.get(f"{words.name}_sd")
    found = nulls(generation.expected, words.name)
    expected = [_null(found.get(sampler)) for sampler in samplers] or [
        _whole(generation.expected.get(words.name)),
        _whole(None if spread is None else half_width(spread)),
    ]
    return (
        f"{generation.number}",
        _whole(generation.words_left),
        *expected,
        _whole(generation.control.get(words.name)),
        *(_cell(generation, each) for each in more),
    )


def _cell(generation: Generation, measure: Measure) -> str:
    from driftview.numbers import percent

    told = measure.of_human or generation.number > 0
    value = generation.measures.get(measure.name) if told else None
    return percent(value, 1) if measure.is_share else _whole(value)


def _null(null: Null | None) -> str:
    return "–" if null is None else f"{null.expected:,.0f} ± {half_width(null.sd):,.0f}"


def _whole(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"


Function = TypeVar("Function", bound=Callable[..., Any])

FORMATS = ("markdown", "plain", "html", "json", "csv", "parquet", "text", "genealogy", "charts")
"""The formats by name, as the export room has them; named again here because --help must not load it."""

FILE_OPTIONS = {
    "markdown": "the transcript as Markdown",
    "plain": "the transcript as plain text",
    "html": "the transcript as one page for a browser, with charts",
    "json": "lineage.json",
    "csv": "measures.csv",
    "parquet": "measures.parquet",
}
"""The formats that are one file, each with an option of its own."""


class Formats(click.ParamType[tuple[str, ...]]):
    """Names of formats, parted by commas; "all" is all of them."""

    name = "formats"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Complete the last name."""
        return several_of(lambda: (*FORMATS, "all"))(ctx, param, incomplete)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Return the names."""
        if isinstance(value, tuple):
            return value
        names = [name.strip() for name in str(value).split(",") if name.strip()]
        unknown = [name for name in names if name not in (*FORMATS, "all")]
        if unknown or not names:
            named = f"{unknown[0]!r} is not a format" if unknown else "no format was named"
            self.fail(f"{named}: choose among {', '.join(FORMATS)}, all", param, ctx)
        return FORMATS if "all" in names else tuple(name for name in FORMATS if name in names)


def export_options(function: Function) -> Function:
    """Add --out, --formats, an option for every format that is one file, and --force to a command."""
    options = [
        click.option("--out", type=FOLDER, metavar="FOLDER", help="Write a lineage folder."),
        click.option(
            "--formats", type=Formats(), metavar="LIST",
            help=f"What --out writes: {', '.join(FORMATS)}; or all.  [all but plain, html, parquet, charts]",
        ),
        *(_file_option(name, what) for name, what in FILE_OPTIONS.items()),
        click.option("--force", is_flag=True, help="Replace what an earlier run wrote."),
    ]  # fmt: skip
    for option in reversed(options):
        function = option(function)
    return function


def _file_option(name: str, what: str) -> Callable[[Function], Function]:
    said = f"Write {what}; - is standard output."
    return click.option(f"--{name}", f"{name}_file", type=FILE, metavar="FILE", help=said)


@dataclass(frozen=True)
class Places:
    """What is to be written, and where."""

    out: str | None
    formats: tuple[str, ...] | None
    files: dict[str, str]
    """Place by format."""
    force: bool

    @classmethod
    def taken_from(cls, values: dict[str, Any]) -> Places:
        """Return what the options say, and take them out of ``values``."""
        files = {name: values.pop(f"{name}_file") for name in FILE_OPTIONS}
        named = {name: place for name, place in files.items() if place is not None}
        return cls(values.pop("out"), values.pop("formats"), named, values.pop("force"))

    @property
    def any(self) -> bool:
        """Whether anything is to be written."""
        return self.out is not None or bool(self.files)

    @property
    def prints(self) -> bool:
        """Whether standard output is one of the places."""
        return STANDARD_OUTPUT in self.files.values()

    def check(self) -> None:
        """Refuse what cannot be written, and places that are taken, before the work; raises BadInput."""
        if self.formats is not None and self.out is None:
            raise BadInput("--formats says what --out writes: add --out FOLDER")
        if not self.any:
            return
        self._check_apart()
        from driftview.export.lineage_folder import check_place
        from driftview.export.parquet import check_parquet

        with told():
            if "parquet" in (*self.files, *(self.formats or ())):
                check_parquet()
            if self.out is not None:
                check_place(Path(self.out or " "), overwrite=self.force)
            for name, place in self.files.items():
                self._check_file(name, place)

    def _check_file(self, name: str, place: str) -> None:
        """Refuse a file that is taken or cannot be written to."""
        from driftview.export.lineage_folder import check_file

        if name == "json" and place != STANDARD_OUTPUT:
            check_file(Path(place or " "), overwrite=self.force)
        else:
            check_output(place, self.force)

    def _check_apart(self) -> None:
        """Refuse two options that name one place."""
        from driftview.export.files import resolve

        named = {"--out": self.out} | {f"--{name}": place for name, place in self.files.items()}
        seen: dict[str, str] = {}
        for option, place in named.items():
            if place is None:
                continue
            with told():
                where = (
                    place
                    if place == STANDARD_OUTPUT and option != "--out"
                    else str(resolve(Path(place or " ")))
                )
            if where in seen:
                raise BadInput(f"{seen[where]} and {option} name the same file: give each its own")
            seen[where] = option

    def write(self, lineage: Lineage) -> None:
        """Write what was asked for, and say where it is; raises BadInput."""
        if not self.any:
            return
        from driftview.export.files import shown
        from driftview.export.lineage_folder import USUAL, Export, write_lineage

        with told():
            if self.out is not None:
                formats = USUAL if self.formats is None else self.formats
                write_lineage(lineage, Path(self.out), overwrite=self.force, formats=formats)
                click.echo(f"written to {shown(Path(self.out))}", err=True)
            export = Export(lineage)
            for name, place in self.files.items():
                content = export.content(name)
                self._check_file(name, place)  # it may have come while the run was made
                write_text(place, content, self.force)
