"""What a sweep prints: a row for each point of the grid, as CSV or JSON."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from driftview.study.design import Plan
    from driftview.study.records import PointSummary


def rows_csv(rows: Sequence[PointSummary]) -> str:
    """Return the rows as CSV; what does not exist is empty."""
    from driftview.export.spreadsheet import write_csv
    from driftview.study.design import axis_cell

    records = [row.as_dict() for row in rows]
    text = io.StringIO()
    cells = ([axis_cell(name, value) for name, value in record.items()] for record in records)
    write_csv(text, [records[0], *cells])
    return text.getvalue()


def rows_json(rows: Sequence[PointSummary], plan: Plan) -> str:
    """Return the rows as JSON."""
    record = {
        "format": "driftview-sweep",
        "version": 1,
        "driftview": plan.driftview,
        "corpus": {"name": plan.corpus, "sha256": plan.sha256},
        "config": plan.grid.base.as_dict(),
        "axes": {name: list(values) for name, values in plan.grid.axes.items()},
        "replicates": plan.grid.replicates,
        "rows": [row.as_dict() for row in rows],
    }
    return json.dumps(record, indent=1, allow_nan=False, ensure_ascii=False) + "\n"
