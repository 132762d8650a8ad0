"""Just enough TOML to write a study file: names, numbers, words, and lists of these."""

import json
from collections.abc import Mapping
from typing import Any

from driftview.export.studies.asked import FORMAT, NO_OPTIONS, VERSION
from driftview.study.design import Plan

HEAD = """\
# What this study runs. `driftview sweep --out FOLDER --resume` goes on with it;
# `driftview sweep --study study.toml --out OTHER` runs it again elsewhere.
"""


def study_toml(plan: Plan) -> str:
    """Return study.toml: a study file that leaves nothing open."""
    base = plan.grid.base.as_dict()
    top = {
        "format": FORMAT,
        "version": VERSION,
        "driftview": plan.driftview,
        "text": plan.texts,
        "replicates": plan.grid.replicates,
        "seed": plan.grid.base.seed,
        "measures": plan.measures,
        "keep": plan.generations,
    }
    options = {
        name: value
        for name, value in base.items()
        if value is not None and name not in plan.grid.axes and name not in NO_OPTIONS
    }
    corpus = {"name": plan.corpus, "sha256": plan.sha256}
    tables = {"corpus": corpus, "options": options, "axes": plan.grid.axes}
    parts = [HEAD + _lines(top), *(f"[{name}]\n{_lines(table)}" for name, table in tables.items())]
    return "\n".join(parts)


def _lines(values: Mapping[str, Any]) -> str:
    return "".join(f"{name} = {_value(value)}\n" for name, value in values.items())


def _value(value: Any) -> str:
    """Return a value as TOML: that of JSON, in which DEL may stand in the open."""
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(_value(each) for each in value)}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
