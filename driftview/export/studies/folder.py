"""The results folder of a study while it is made: every run is safe on disk as soon as it is done."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Literal

from driftview.export.drafts import HOME
from driftview.export.places import (
    ExportError,
    check_free,
    check_inside,
    failed,
    replacing,
    resolve,
    shown,
)
from driftview.export.studies.asked import FORMAT, read_asked
from driftview.export.studies.run_files import read_run, run_json
from driftview.export.studies.toml import study_toml
from driftview.study.design import Plan
from driftview.study.records import Record

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
        with replacing(place, overwrite=overwrite, stranger=_stranger) as draft:
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
        raise ExportError(f"{shown(folder)} holds no study: it has no {PLAN}")
    check_inside(folder, file)
    check_inside(folder, folder / RUNS)
    asked = read_asked(file)
    try:
        return asked.plan()
    except ValueError as error:
        raise ExportError(f"{shown(file)}: {error}") from None


def check_study_place(folder: Path, *, overwrite: bool = False) -> None:
    """Raise ExportError for a place that holds something else, or a study unless told to overwrite."""
    taken = f"{shown(folder)} exists: go on with it (--resume), choose another name, or add --force"
    check_free(folder, _stranger, ExportError(taken), overwrite=overwrite)


@contextmanager
def synced(file: Path, mode: Literal["w", "wb"] = "w") -> Iterator[IO[Any]]:
    """Give a file to write, which is on the disk, and not only on its way there, when it is closed."""
    text = mode == "w"
    with file.open(mode, encoding="utf-8" if text else None, newline="\n" if text else None) as out:
        yield out
        out.flush()
        os.fsync(out.fileno())


def _stranger(place: Path) -> str:
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
