"""The file of one run: its settings and its numbers, as JSON that other programs can read."""

import json
import math
from pathlib import Path
from typing import Any

from driftview.drift.lineage import Values
from driftview.export.places import ExportError, shown
from driftview.settings.settings import Settings
from driftview.study.design import Plan
from driftview.study.records import Record

FORMAT = "driftview-study-run"
VERSION = 1


def run_json(record: Record, plan: Plan) -> str:
    """Return the file of a run: one line for each generation that is kept."""
    head = {
        "format": FORMAT,
        "version": VERSION,
        "run": record.number,
        "settings": record.settings.as_dict(),
    }
    rows = [_numbered(plan, place, values) for place, values in enumerate(record.measured)]
    law = [_numbered(plan, place, values) for place, values in enumerate(record.law)]
    opening = json.dumps(head, ensure_ascii=False, indent=1)[:-2]
    return f'{opening},\n "rows": {_listed(rows)},\n "law": {_listed(law)}\n}}\n'


def read_run(file: Path, plan: Plan, settings: Settings) -> Record | None:
    """Return what a file says of a run that has these settings; None when it was not written whole.

    Raises ExportError for a file that is whole and of something else.
    """
    try:
        found = json.loads(file.read_bytes())
    except (ValueError, RecursionError):
        return None
    except OSError as error:
        raise ExportError(f"cannot read {shown(file)}: {(error.strerror or str(error)).lower()}") from None
    number = int(file.stem)
    expected = json.loads(json.dumps({"version": VERSION, "run": number, "settings": settings.as_dict()}))
    if not isinstance(found, dict) or any(found.get(name) != value for name, value in expected.items()):
        raise ExportError(f"{shown(file)} is of another study: move it away, then --resume makes it anew")
    measured = _values_of(found.get("rows"), plan)
    law = _values_of(found["law"], plan) if found.get("law") else ()
    if measured is None or law is None or any(set(values) != set(plan.measures) for values in measured):
        raise ExportError(f"{shown(file)} has other measures or generations: move it away, then --resume")
    return Record(number, settings, measured, law)


def _numbered(plan: Plan, place: int, values: Values) -> dict[str, Any]:
    return {"generation": plan.generations[place], **values}


def _listed(rows: list[dict[str, Any]]) -> str:
    """Return rows as a JSON list, one line each."""
    if not rows:
        return "[]"
    lines = ",\n  ".join(json.dumps(row, ensure_ascii=False, allow_nan=False) for row in rows)
    return f"[\n  {lines}\n ]"


def _values_of(rows: object, plan: Plan) -> tuple[Values, ...] | None:
    """Return the numbers of each generation that is kept; None when they are not that."""
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return None
    if [row.get("generation") for row in rows] != list(plan.generations):
        return None
    found = tuple({name: value for name, value in row.items() if name != "generation"} for row in rows)
    return found if all(_is_number(value) for values in found for value in values.values()) else None


def _is_number(value: object) -> bool:
    """Tell whether a value is a number that exists, or None."""
    return value is None or (type(value) in (int, float) and math.isfinite(float(str(value))))
