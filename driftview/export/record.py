"""lineage.json and measures.csv: a lineage as numbers that other tools read."""

import io
import json
import math
from collections.abc import Mapping
from numbers import Integral
from typing import Any

from driftview.drift.lineage import BandState, Generation, Lineage
from driftview.drift.steps import Step, steps_of
from driftview.export.spreadsheet import write_csv
from driftview.export.text_files import file_voices
from driftview.version import __version__

FORMAT = "driftview-lineage"
STEP = ("before", "kept", "new", "returned", "same")
"""What is told of a step: words of the generation before, those kept, new ones, those that came back, and
whether it is the same text."""

VERSION = 3
"""1: without what it takes to open the folder again; 2: without how its text was read and is spaced."""


def lineage_record(lineage: Lineage, checksums: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return what lineage.json holds: config, corpus, and every number; None where there is none.

    ``checksums``: SHA-256 of the files beside it that are needed to open the lineage again, by name.
    """
    made: list[Step | None] = [None, *steps_of(lineage)]
    steps = made if len(made) > 1 else [None] * len(lineage.generations)
    return {
        "format": FORMAT,
        "version": VERSION,
        "driftview": __version__,
        "config": {"corpus": lineage.corpus.name, **lineage.settings.as_dict()},
        "corpus": _corpus_record(lineage),
        "notes": list(lineage.notes),
        "generations": [
            _generation_record(generation) | _step_record(step)
            for generation, step in zip(lineage.generations, steps, strict=True)
        ],
        **_replicates_record(lineage),
        "files": dict(checksums or {}),
    }


def _replicates_record(lineage: Lineage) -> dict[str, Any]:
    """Return the numbers of other seeds, where there are any."""
    rows = [
        {
            "name": each.name,
            "generations": [
                {name: _number(value) for name, value in measures.items()} for measures in each.measures
            ],
        }
        for each in lineage.replicates
    ]
    return {"replicates": rows} if rows else {}


def lineage_json(lineage: Lineage, checksums: Mapping[str, str] | None = None) -> str:
    """Return lineage.json as text, ended by a newline; strict JSON, without NaN."""
    record = lineage_record(lineage, checksums)
    return json.dumps(record, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def measures_csv(lineage: Lineage) -> str:
    """Return one row a generation: measures, expected, control; empty where there is no number."""
    columns = measures_columns(lineage)
    page = io.StringIO()
    write_csv(page, [columns, *zip(*columns.values(), strict=True)])
    return page.getvalue()


def measures_columns(lineage: Lineage) -> dict[str, list[float | int | None]]:
    """Return the columns of measures.csv by name: a value a generation, None where there is none."""
    made = steps_of(lineage)
    parts = ("measures", "expected", "control")
    prefix = {"measures": "", "expected": "expected_", "control": "control_"}
    names = [
        (part, name)
        for part in parts
        for name in dict.fromkeys(key for each in lineage.generations for key in getattr(each, part))
    ]
    columns: dict[str, list[float | int | None]] = {
        "generation": [generation.number for generation in lineage.generations]
    }
    for part, name in names:
        values = (getattr(generation, part).get(name) for generation in lineage.generations)
        columns[prefix[part] + name] = [_number(value) for value in values]
    for name in STEP if made else ():
        columns[f"step_{name}"] = [None, *(int(getattr(step, name)) for step in made)]
    return columns


def _corpus_record(lineage: Lineage) -> dict[str, Any]:
    corpus = lineage.corpus
    return {
        "name": corpus.name,
        "sha256": corpus.sha256,
        "tokens": len(corpus.tokens),
        "types": int((corpus.counts > 0).sum()),
        "hapaxes": int((corpus.counts == 1).sum()),
        "held_out_tokens": len(corpus.held_out),
        "voices": [{"name": voice.name, "tokens": voice.tokens} for voice in corpus.voices],
        "files": [
            {"name": file, "voice": voice}
            for file, voice in zip(corpus.files, file_voices(corpus), strict=True)
        ],
        "notes": list(corpus.notes),
        "human": corpus.said_human,
        "reading": corpus.reading.record(),
    }


def _generation_record(generation: Generation) -> dict[str, Any]:
    return {
        "generation": generation.number,
        "written": generation.written is not None,
        "measures": {name: _number(value) for name, value in generation.measures.items()},
        "expected": {name: _number(value) for name, value in generation.expected.items()},
        "control": {name: _number(value) for name, value in generation.control.items()},
        "bands": [_band_record(band) for band in generation.bands],
        "voices": {name: _number(share) for name, share in generation.voices.items()},
    }


def _step_record(step: Step | None) -> dict[str, Any]:
    """Return what became of the words of the generation before, for texts that were written elsewhere."""
    return {} if step is None else {"step": {name: getattr(step, name) for name in STEP}}


def _band_record(band: BandState) -> dict[str, Any]:
    return {
        "low": band.low,
        "high": band.high,
        "types": band.types,
        "alive": band.alive,
        "lost_now": band.lost_now,
        "lost_before": band.lost_before,
        "expected_alive": _number(band.expected_alive),
    }


def _number(value: float | None) -> float | int | None:
    """Return a number that JSON can hold, or None; numbers of numpy become Python's."""
    if value is None or not math.isfinite(value):
        return None
    return int(value) if isinstance(value, Integral) else float(value)
