"""The command measure: named numbers of texts, alone or against a human text."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from driftview.choices import UNITS, Unit, has_subwords
from driftview.cli.completion import FILE, several_of
from driftview.cli.options import Real, Whole
from driftview.cli.output import STANDARD_OUTPUT, aligned, check_tables, write_text
from driftview.cli.reading import chosen_reading, series_options
from driftview.cli.safety import BadInput, complain
from driftview.cli.texts import TextName, complete_text, is_there, measure_names
from driftview.export.spreadsheet import write_csv
from driftview.quantities import LENGTH
from driftview.version import __version__

if TYPE_CHECKING:
    from driftview.measures.observation import Thresholds
    from driftview.measures.registry import Measure, Value
    from driftview.study.texts import Condition, Report
    from driftview.text.options import ReadingOptions, ReadingReport
    from driftview.text.series import GivenText
    from driftview.text.sources import NumberedText, Source

NARROW = 24
"""Characters of a name at the head of a column."""

FORMAT = "driftview-measurement"


def table(reports: list[Report], measures: dict[str, Measure], human: dict[str, Value]) -> list[str]:
    """Return a line for each measure and a column for each text, beside the human text and the controls."""
    lengths = {report.measures.get(LENGTH) for report in reports}
    uneven = len(lengths | ({human.get(LENGTH)} if human else set())) > 1
    rows = [_head(reports, bool(human))]
    for name, measure in measures.items():
        mark = " *" if uneven and measure.changes_with_length else ""
        rows.append((f"{name}{mark}", *_cells(name, reports, human), measure.unit))
    lines = aligned(rows, left=(0, len(rows[0]) - 1))
    notes = list(_notes(measures, uneven, bool(human)))
    return [*lines, "", *notes] if notes else lines


def _head(reports: list[Report], human: bool) -> tuple[str, ...]:
    """Return the heads of the columns."""
    columns = ["human"] if human else []
    for report, ends in _columns(reports):
        columns.append(report.name if len(report.name) <= NARROW else f"…{report.name[1 - NARROW :]}")
        if human and len(reports) == 1:
            columns.append("× human")
        if human and ends:
            columns.append("control")
    return ("", *columns, "")


def _cells(name: str, reports: list[Report], human: dict[str, Value]) -> Iterator[str]:
    """Yield the numbers of one line."""
    base = human.get(name)
    if human:
        yield number(base)
    for report, ends in _columns(reports):
        value = report.measures[name]
        yield number(value)
        if human and len(reports) == 1:
            yield "–" if base is None or value is None or not base > 0 <= value else f"{value / base:.2f}"
        if human and ends:
            yield number(report.control.get(name))


def _columns(reports: list[Report]) -> Iterator[tuple[Report, bool]]:
    """Go through the texts; say whether each is the last of neighbours that have the same control."""
    for report, after in zip(reports, [*reports[1:], None], strict=True):
        yield report, after is None or after.control != report.control


def _notes(measures: dict[str, Measure], uneven: bool, human: bool) -> Iterator[str]:
    """Yield what a reader of the table must know."""
    if uneven and any(each.changes_with_length for each in measures.values()):
        steady = ", ".join(name for name, each in measures.items() if not each.changes_with_length)
        instead = f"; {steady} do not depend on length" if steady else ""
        control = ", or with the control" if human else ""
        yield f"* compare it only between texts of the same length{control}{instead}."
    if human:
        yield "control: the same number of tokens drawn from the human text at random. –: not defined."


def number(value: Value) -> str:
    """Return a number as a person reads it, – for none."""
    if value is None:
        return "–"
    if isinstance(value, int) or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.4g}"


def as_json(
    reports: list[Report],
    measures: dict[str, Measure],
    against: str | None,
    human: dict[str, Value],
    failures: list[str],
    *,
    read: Mapping[str, ReadingReport],
    thresholds: Thresholds,
) -> str:
    """Return all numbers as JSON, null for those that do not exist; ``read``: how texts were read."""
    record = {
        "format": FORMAT,
        "version": 1,
        "driftview": __version__,
        "thresholds": thresholds._asdict(),
        "against": None if against is None else {"name": against, "measures": _only(human, measures)},
        "texts": [
            {
                "name": report.name,
                "measures": _only(report.measures, measures),
                "control": _only(report.control, measures),
                "reading": read[report.name].record() if report.name in read else None,
            }
            for report in reports
        ],
        "failures": failures,
        "passed": not failures,
    }
    return json.dumps(record, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def as_csv(
    reports: list[Report], measures: dict[str, Measure], against: str | None, human: dict[str, Value]
) -> str:
    """Return a row for each text, the human one first; controls stand behind the measures."""
    page = io.StringIO()
    controls = [f"control_{name}" for name in measures] if human else []
    rows: list[list[Value | str]] = [["text", "role", *measures, *controls]]
    if human:
        values = [human.get(name) for name in measures]
        rows.append([against, "human", *values, *("" for _ in controls)])
    for report in reports:
        values = [report.measures[name] for name in measures]
        control = [report.control.get(name) for name in measures] if human else []
        rows.append([report.name, "text", *values, *control])
    write_csv(page, rows)
    return page.getvalue()


def _only(values: dict[str, Value], measures: dict[str, Measure]) -> dict[str, Value]:
    return {name: values[name] for name in measures if name in values}


FAILED = 1


@click.command(short_help="Measure texts, alone or against a human text; --fail-if for pipelines.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", shell_complete=complete_text)
@click.option(
    "--against",
    type=TextName(),
    metavar="HUMAN",
    shell_complete=complete_text,
    help="Compare with this human text: a file, a folder or a bundled text.",
)
@click.option(
    "--fail-if",
    "conditions",
    multiple=True,
    metavar="CONDITION",
    help="Exit with code 1 if this holds for any FILE: 'types<0.9', 'js_bits>0.2'.  [several]",
)
@click.option(
    "--measures",
    "wanted",
    default="",
    metavar="NAME,…",
    help="Compute only these measures.  [all]",
    shell_complete=several_of(measure_names),
)
@series_options([each for each in UNITS if not has_subwords(each)])
@click.option(
    "--mtld-threshold",
    type=Real(0, 1, min_open=True, max_open=True),
    default=0.72,
    show_default=True,
    metavar="NUMBER",
    help="For mtld: the share of different words at which a stretch ends.",
)
@click.option(
    "--hd-d-draws",
    type=Whole(1),
    default=42,
    show_default=True,
    metavar="NUMBER",
    help="For hd_d: the number of words to draw.",
)
@click.option("--no-ends", is_flag=True, help="Do not count the ends of paragraphs as tokens.")
@click.option(
    "--seed",
    type=Whole(0),
    default=1,
    show_default=True,
    help="Seed for the random samples of HUMAN.",
)
@click.option(
    "--json", "json_file", type=FILE, metavar="FILE", help="Write JSON to FILE, or to standard output: -."
)
@click.option(
    "--csv", "csv_file", type=FILE, metavar="FILE", help="Write CSV to FILE, or to standard output: -."
)
@click.option("--force", is_flag=True, help="Let --json and --csv replace a file.")
@click.option("--quiet", is_flag=True, help="No table.")
@click.pass_context
def measure(
    context: click.Context,
    /,
    *,
    files: tuple[str, ...],
    against: str | None,
    conditions: tuple[str, ...],
    wanted: str,
    unit: Unit,
    generation_field: str,
    number: str | None,
    mtld_threshold: float,
    hd_d_draws: int,
    no_ends: bool,
    seed: int,
    json_file: str | None,
    csv_file: str | None,
    force: bool,
    quiet: bool,
) -> None:
    """Print every measure of each FILE: how rich, how repetitive, how far from a human text.

    With --against HUMAN, each FILE appears beside HUMAN and beside its control: the same number of tokens
    drawn from HUMAN at random, which is the best that a text of that length could reach.

    A FILE may also be a folder of generations (gen0.json, iter1/…, checkpoint-500/…), or a file of records
    with a field “generation”: each generation is measured.

    A CONDITION is MEASURE < NUMBER (or <=, >, >=). With HUMAN, a number is times HUMAN's (types<0.9), unless
    the measure compares with HUMAN itself (js_bits>0.2); 90% is the same as 0.9. 0.9control is times the
    control's. With the unit behind it a number is as it is (types<5000words).
    """
    if against is None and context.get_parameter_source("seed") is ParameterSource.COMMANDLINE:
        complain("note: --seed does nothing without --against")
    names = tuple(name.strip() for name in wanted.split(",") if name.strip())
    checked = _conditions(conditions, against is not None)
    measures = _measures(names, checked, against is not None)
    _check_places(files, against, json_file, csv_file, force)
    from driftview.measures.observation import Thresholds
    from driftview.study.texts import length_note, measure_human, measure_text

    thresholds = Thresholds(mtld_threshold, hd_d_draws)
    texts = _Texts(unit, no_ends, chosen_reading(), generation_field, number, len(files) > 1)
    human = texts.human(against) if against is not None else None
    reports = [
        measure_text(text, measures, human, seed, thresholds)
        for file in files
        for text in texts.of(file, human)
    ]
    base = measure_human(human, measures, thresholds) if human else {}
    differing = texts.differing()
    if differing:
        complain(differing)
    told = (length_note(condition, report, base) for condition in checked for report in reports)
    for note in dict.fromkeys(each for each in told if each is not None):
        complain(note)
    failures = _failures(checked, reports, base)
    shown = {name: each.said_of(unit) for name, each in measures.items() if not names or name in names}
    if json_file is not None:
        record = as_json(
            reports,
            shown,
            human.name if human else None,
            base,
            failures,
            read=texts.read,
            thresholds=thresholds,
        )
        write_text(json_file, record, force)
    if csv_file is not None:
        write_text(csv_file, as_csv(reports, shown, human.name if human else None, base), force)
    if not quiet and STANDARD_OUTPUT not in (json_file, csv_file):
        click.echo("\n".join(table(reports, shown, base)))
    for failure in failures:
        complain(failure)
    context.exit(FAILED if failures else 0)


def _conditions(texts: tuple[str, ...], against: bool) -> list[Condition]:
    """Return the conditions; raises BadInput for one that means nothing."""
    from driftview.measures.registry import UnknownMeasureError
    from driftview.study.texts import ConditionError, parse_condition

    try:
        return [parse_condition(text, against) for text in texts]
    except (ConditionError, UnknownMeasureError) as error:
        raise BadInput(str(error)) from None


def _measures(names: tuple[str, ...], conditions: list[Condition], against: bool) -> dict[str, Measure]:
    """Return what is to be measured: what is wanted, and what conditions ask for."""
    from driftview.measures.registry import UnknownMeasureError, find_measure
    from driftview.study.texts import chosen_measures

    try:
        chosen = chosen_measures(names, against)
    except UnknownMeasureError as error:
        raise BadInput(error) from None
    tokens = {LENGTH: find_measure(LENGTH)} if conditions else {}
    return {**chosen, **{each.measure.name: each.measure for each in conditions}, **tokens}


def _check_places(
    files: tuple[str, ...], against: str | None, json_file: str | None, csv_file: str | None, force: bool
) -> None:
    """Refuse what cannot be read or written to before the work; raises BadInput."""
    if [*files, against].count(STANDARD_OUTPUT) > 1:
        raise BadInput("standard input (-) can only be one text")
    check_tables(csv_file, json_file, force)


@dataclass(frozen=True)
class _Texts:
    """Reads the texts that are named, one after the other."""

    unit: Unit
    no_ends: bool
    options: ReadingOptions
    generation_field: str
    number: str | None
    several: bool
    """Whether several files are named, so that generations are called after theirs."""
    read: dict[str, ReadingReport] = field(default_factory=dict)
    """How each text was read."""

    def differing(self) -> str | None:
        """Say that documents are not the same in all texts, where measures of documents would be compared."""
        layouts = {name: {file.layout for file in report.files} for name, report in self.read.items()}
        kinds = sorted({kind for each in layouts.values() for kind in each})
        if len(kinds) < 2:
            return None
        some = [f"{name} ({', '.join(sorted(each))})" for name, each in list(layouts.items())[:3]]
        return (
            f"the layouts of these texts differ: {'; '.join(some)}; measures that depend on paragraphs are "
            "not comparable: use --paragraphs to read all texts by one rule"
        )

    def human(self, name: str) -> NumberedText:
        """Return the human text; raises BadInput."""
        from driftview.text.sources import find_source

        with _refusals():
            return self._read(name, find_source(name, self.options), None)

    def of(self, name: str, human: NumberedText | None) -> Iterator[NumberedText]:
        """Go through what a name stands for, a text or generations; raises BadInput.

        Words are numbered as those of ``human``.
        """
        from driftview.text.catalogue import find_bundled
        from driftview.text.reading import VoiceText, label
        from driftview.text.sources import Source, find_source

        with _refusals():
            found = None
            if name != STANDARD_OUTPUT and not find_bundled(name) and is_there(name):
                found = self._generations(Path(name))
            if found is None:
                yield self._read(name, find_source(name, self.options), human)
                return
            generations, notes = found
            for note in notes:
                complain(note)
            for each in generations:
                source = Source(each.name, (VoiceText(each.name, ((each.name, each.text),)),))
                yield self._read(f"{label(name)}: {each.name}" if self.several else each.name, source, human)

    def _generations(self, path: Path) -> tuple[list[GivenText], list[str]] | None:
        from driftview.text.series import read_generations

        return read_generations(path, self.generation_field, number=self.number, options=self.options)

    def _read(self, name: str, source: Source, human: NumberedText | None) -> NumberedText:
        from dataclasses import replace

        from driftview.text.reading import label
        from driftview.text.sources import number_source
        from driftview.text.vocabulary import END

        named = replace(source, name=source.name if name == STANDARD_OUTPUT else label(name))
        known = human.words if human else (END,)
        text = number_source(named, self.unit, known, self.options)
        self.read[text.name] = text.reading
        decided = (f"{text.name}: {told}" for told in text.reading.unusual())
        for note in (*text.notes, *decided, *text.reading.left_out()):
            complain(note)
        return text.without_ends() if self.no_ends else text


@contextmanager
def _refusals() -> Iterator[None]:
    """Turn a text that cannot be used into a line for the user."""
    from driftview.text.reading import TextError

    try:
        yield
    except TextError as error:
        raise BadInput(error) from None


def _failures(
    conditions: list[Condition], reports: list[Report], base: dict[str, float | int | None]
) -> list[str]:
    """Return a line for each condition that is so of a text, or that cannot be told."""
    from driftview.text.reading import label

    lines = []
    for report in reports:
        for condition in conditions:
            name, limit = condition.measure.name, condition.limit(report, base)
            value, holds = report.measures[name], condition.holds(report, base)
            if holds:
                said = f"{name} is {number(value)}, and the limit {number(limit)}"
                lines.append(f"{report.name} fails {condition.text}: {said}")
            elif holds is None:
                lines.append(f"{report.name} fails {condition.text}: the measure is not defined for it")
    return [label(line) for line in lines]
