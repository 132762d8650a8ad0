"""The results folder of a study: every run is safe on disk as soon as it is done, and all are read back."""

import json
import math
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, Any, Literal

import numpy as np

from driftview.arrays import Floats
from driftview.drift.lineage import Values
from driftview.export.drafts import HOME
from driftview.export.files import ExportError, check_free, check_inside, failed, replacing, resolve, shown
from driftview.export.study_spec import FORMAT, read_spec, study_toml
from driftview.measures.registry import UnknownMeasureError
from driftview.settings.settings import Settings
from driftview.study.design import Plan
from driftview.study.records import PointSummary, Record, summary
from driftview.text.reading import label

RUN_FORMAT = "driftview-study-run"
VERSION = 1


def run_json(record: Record, plan: Plan) -> str:
    """Return the file of a run: one line for each generation that is kept."""
    head = {
        "format": RUN_FORMAT,
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
        raise ExportError(f"{shown(file)} belongs to another study: move it away, then --resume recreates it")
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


PLAN = "study.toml"
RUNS = "runs"

_DRAFTS = rf"{re.escape(HOME)}|\.driftview-[0-9a-f]{{12}}"
"""Drafts that a killed program left; the second form is that of older versions."""
_OURS = re.compile(rf"study\.toml|runs|table\.(csv|parquet)|summary\.csv|{_DRAFTS}|\.DS_Store")
_OF_RUNS = re.compile(rf"\d{{5,7}}\.json|{_DRAFTS}|\.DS_Store", re.ASCII)


class StudyFolder:
    """A folder with study.toml and the runs that are done."""

    def __init__(self, place: Path, plan: Plan) -> None:
        """Use a folder that is there; ``begin`` and ``go_on`` see to that."""
        self.place = place
        self.plan = plan

    @classmethod
    def begin(cls, folder: Path, plan: Plan, *, overwrite: bool = False) -> "StudyFolder":
        """Make the folder of a new study; raises ExportError when the place is taken or cannot be used."""
        check_study_place(folder, overwrite=overwrite)
        place = resolve(folder)
        with replacing(place, overwrite=overwrite, stranger=_foreign_in_study) as draft:
            (draft / RUNS).mkdir(parents=True)
            with synced(draft / PLAN) as out:
                out.write(study_toml(plan))
        return cls(place, plan)

    @classmethod
    def go_on(cls, folder: Path) -> "StudyFolder":
        """Open the folder of a study that was begun."""
        place = resolve(folder)
        study = cls(place, read_plan(folder))
        try:
            (place / RUNS).mkdir(exist_ok=True)
        except OSError as error:
            raise ExportError(failed(folder, error)) from None
        return study

    def file(self, number: int) -> Path:
        """Return where a run is kept."""
        return self.place / RUNS / f"{number:0{self.plan.digits}}.json"

    def keep(self, record: Record) -> None:
        """Put a run on disk, whole or not at all; raises ExportError when that cannot be."""
        with replacing(self.file(record.number)) as draft, synced(draft) as out:
            out.write(run_json(record, self.plan))

    def done(self) -> set[int]:
        """Return the numbers of the runs that are there; raises ExportError for runs of another study."""
        return {record.number for record in self.records()}

    def records(self) -> Iterator[Record]:
        """Yield the runs that are there in the order of their numbers, one at a time."""
        for number, settings in enumerate(self.plan.grid.runs()):
            file = self.file(number)
            if file.is_symlink():
                check_inside(self.place, file)
            record = read_run(file, self.plan, settings) if file.is_file() else None
            if record is not None:
                yield record


def is_study(folder: Path) -> bool:
    """Tell whether a folder seems to be that of a study, finished or not."""
    try:
        return (folder / PLAN).is_file()
    except (OSError, ValueError):
        return False


def read_plan(folder: Path) -> Plan:
    """Return the plan of a study's folder; raises ExportError, one line, for a folder of anything else."""
    file = folder / PLAN
    if not file.is_file():
        raise ExportError(f"{shown(folder)} is not a study: it has no {PLAN}")
    check_inside(folder, file)
    check_inside(folder, folder / RUNS)
    asked = read_spec(file)
    try:
        return asked.plan()
    except ValueError as error:
        raise ExportError(f"{shown(file)}: {error}") from None


def check_study_place(folder: Path, *, overwrite: bool = False) -> None:
    """Raise ExportError for a place that holds something else, or a study unless told to overwrite."""
    taken = f"{shown(folder)} exists: continue it (--resume), choose another name, or add --force"
    check_free(folder, _foreign_in_study, ExportError(taken), overwrite=overwrite)


@contextmanager
def synced(file: Path, mode: Literal["w", "wb"] = "w") -> Iterator[IO[Any]]:
    """Give a file to write, which is on the disk, and not only on its way there, when it is closed."""
    text = mode == "w"
    with file.open(mode, encoding="utf-8" if text else None, newline="\n" if text else None) as out:
        yield out
        out.flush()
        os.fsync(out.fileno())


def _foreign_in_study(place: Path) -> str:
    """Say what in a place is not of a study; nothing when all of it is."""
    if not place.is_dir():
        return "exists and is a file"
    strange = [entry.name for entry in sorted(place.iterdir()) if not _OURS.fullmatch(entry.name)]
    if (place / RUNS).is_dir():
        inside = sorted(entry.name for entry in (place / RUNS).iterdir())
        strange += [f"{RUNS}/{name}" for name in inside if not _OF_RUNS.fullmatch(name)]
    if strange:
        return f"holds {shown(Path(strange[0]))}, which is not part of a study"
    plan = place / PLAN
    try:
        whose = plan.read_text(encoding="utf-8", errors="replace") if plan.is_file() else ""
    except OSError:
        whose = ""
    return "" if f'format = "{FORMAT}"' in whose else f"holds no {PLAN} of a study"


Kept = Sequence[tuple[int, tuple[Values, ...]]]
"""Numbers of runs, and for each its values in the generations that are kept."""


@dataclass(frozen=True)
class Study:
    """What a results folder says; P points, R replicates, K generations kept."""

    plan: Plan
    runs: tuple[Record, ...]
    """The runs that are done, in the grid's order."""

    @property
    def missing(self) -> int:
        """How many runs are still to be made."""
        return len(self.plan.grid) - len(self.runs)

    @cached_property
    def rows(self) -> tuple[PointSummary, ...]:
        """Means, scatter and law of the runs that are done, by point, generation and measure."""
        return tuple(summary(self.plan, self.runs))

    def curves(self, measure: str) -> Floats:
        """Return a measure of every run, shape (P, R, K); NaN where a run or a number is missing.

        Raises UnknownMeasureError for what was not measured.
        """
        return self._filled([(record.number, record.measured) for record in self.runs], measure)

    def law(self, measure: str) -> Floats:
        """Return what chance predicts of a measure at each point, shape (P, K); NaN where none holds."""
        laws = [(record.number, record.law) for record in self.runs if record.law]
        expected = self._filled(laws, measure, known=False)
        return np.asarray(expected[:, 0])

    def _filled(self, values: Kept, measure: str, known: bool = True) -> Floats:
        """Return an array of the values by point, replicate and generation."""
        plan = self.plan
        if known and measure not in plan.measures:
            names = ", ".join(plan.measures)
            raise UnknownMeasureError(f"the study does not measure {label(measure)}: it has {names}")
        filled = np.full((len(plan.grid), len(plan.generations)), np.nan)
        for number, kept in values:
            found = [each.get(measure) for each in kept]
            filled[number] = [np.nan if value is None else value for value in found]
        return filled.reshape(-1, plan.grid.replicates, len(plan.generations))


def read_study(folder: Path | str) -> Study:
    """Read a results folder, finished or not; nothing in it is changed.

    Raises ExportError, one line, for a folder that is none, or of which something cannot be read.
    """
    place = Path(folder)
    plan = read_plan(place)
    return Study(plan, tuple(StudyFolder(place, plan).records()))
