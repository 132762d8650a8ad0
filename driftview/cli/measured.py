"""What ``driftview measure`` prints: a table, JSON, CSV."""

import io
import json
from collections.abc import Iterator

from driftview.cli.table import aligned
from driftview.export.spreadsheet import write_csv
from driftview.measures.registry import Measure, Value
from driftview.study.texts import Report
from driftview.version import __version__

NARROW = 24
"""Characters of a name at the head of a column."""

FORMAT = "driftview-measurement"


def table(reports: list[Report], measures: dict[str, Measure], human: dict[str, Value]) -> list[str]:
    """Return a line for each measure and a column for each text, beside the human text and the controls."""
    lengths = {report.measures.get("tokens") for report in reports}
    uneven = len(lengths | ({human.get("tokens")} if human else set())) > 1
    rows = [_head(reports, bool(human))]
    for name, measure in measures.items():
        mark = " *" if uneven and measure.of_length == "changes" else ""
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
    if uneven and any(each.of_length == "changes" for each in measures.values()):
        steady = ", ".join(name for name, each in measures.items() if each.of_length == "steady")
        instead = f"; {steady} do not depend on length" if steady else ""
        control = ", or with the control" if human else ""
        yield f"* compare it between texts of one length only{control}{instead}."
    if human:
        yield "control: as many tokens drawn from the human text at random. –: no such number."


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
) -> str:
    """Return all numbers as JSON; null for those that do not exist."""
    record = {
        "format": FORMAT,
        "version": 1,
        "driftview": __version__,
        "against": None if against is None else {"name": against, "measures": _only(human, measures)},
        "texts": [
            {
                "name": report.name,
                "measures": _only(report.measures, measures),
                "control": _only(report.control, measures),
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
