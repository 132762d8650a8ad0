"""A lineage as a folder: written beside its place and moved there whole, never half, never over something."""

import hashlib
import json
import re
from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from pathlib import Path

from driftview.drift.lineage import Lineage
from driftview.export.genealogy import genealogy_text
from driftview.export.human_text import human_files
from driftview.export.places import (
    ExportError,
    check_reachable,
    failed,
    is_stream,
    replacing,
    resolve,
    shown,
)
from driftview.export.record import FORMAT, lineage_json, measures_csv
from driftview.export.transcript import transcript
from driftview.text.cleaning import clean
from driftview.text.reading import label
from driftview.text.tokens import render

__all__ = ["ALL", "ExportError", "check_file", "check_place", "write_file", "write_lineage"]

ALL = ("transcript", "json", "csv", "text", "genealogy")
"""What a folder may hold: transcript.md, lineage.json, measures.csv, text/, genealogy/.

A folder with lineage.json and genealogy/ can be opened again.
"""

RECORD = "lineage.json"

_OURS = re.compile(r"lineage\.json|measures\.csv|transcript\.md|text|genealogy|[\w-]+\.svg|\.DS_Store")
_INSIDE = {
    "text": re.compile(r"\d{3,}\.txt|\.DS_Store"),
    "genealogy": re.compile(r"(\d{3,}|words|human|held-out)\.txt|\.DS_Store"),
}
"""What the folders in a lineage folder hold."""


def write_lineage(
    lineage: Lineage,
    folder: Path,
    *,
    overwrite: bool = False,
    formats: Collection[str] = ALL,
    extra: Mapping[str, str] | None = None,
) -> Path:
    """Write a lineage to ``folder`` and return its absolute path.

    ``formats``: some of ALL; ``extra``: further files by name, such as a picture of the screen. Overwriting
    replaces a lineage folder only, whole. Raises ExportError when the place is taken or cannot be written to;
    what was there before is then as it was.
    """
    check_place(folder, overwrite=overwrite)
    place = resolve(folder)
    with replacing(place) as draft:
        draft.mkdir()
        for name, content in chain(lineage_files(lineage, formats), (extra or {}).items()):
            path = draft / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(content, encoding="utf-8", newline="\n")
    return place


def write_file(path: Path, content: str) -> None:
    """Write one file, whole or not at all; a device or a pipe is written into.

    Raises ExportError when the place cannot be written to.
    """
    if is_stream(path):
        try:
            path.write_text(content, encoding="utf-8", newline="\n")
        except OSError as error:
            raise ExportError(failed(path, error)) from None
        return
    with replacing(resolve(path)) as draft:
        draft.write_text(content, encoding="utf-8", newline="\n")


def check_place(folder: Path, *, overwrite: bool = False) -> None:
    """Raise ExportError for a place that holds something else, or anything unless told to overwrite.

    An empty folder is nothing.
    """
    place = resolve(folder)
    check_reachable(place)
    try:
        if not place.exists() or (place.is_dir() and not any(place.iterdir())):
            return
        stranger = _stranger(place)
    except OSError as error:
        raise ExportError(failed(folder, error)) from None
    if stranger:
        raise ExportError(f"{shown(folder)} {stranger}: choose another place")
    if not overwrite:
        raise ExportError(_taken(folder))


def check_file(path: Path, *, overwrite: bool = False) -> None:
    """Raise ExportError for a file that is not a lineage.json, or for any unless told to overwrite."""
    if is_stream(path):
        return
    place = resolve(path)
    check_reachable(place)
    if place.is_dir():
        raise ExportError(f"{shown(path)} is a folder: give the name of a file")
    if place.exists() and overwrite and not _is_record(place):
        raise ExportError(f"{shown(path)} exists and is no lineage.json: choose another name")
    if place.exists() and not overwrite:
        raise ExportError(_taken(path))


def _taken(place: Path) -> str:
    return f"{shown(place)} exists: choose another place, or say that it may be replaced (--force)"


def lineage_files(lineage: Lineage, formats: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the files of a lineage folder, one at a time."""
    checksums: dict[str, str] = {}
    for name, content in _sealed(lineage, formats):
        checksums[name] = hashlib.sha256(content.encode()).hexdigest()
        yield name, content
    if "json" in formats:
        yield RECORD, lineage_json(lineage, checksums)
    if "csv" in formats:
        yield "measures.csv", measures_csv(lineage)
    if "transcript" in formats:
        yield "transcript.md", transcript(lineage)


def _sealed(lineage: Lineage, formats: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the files whose checksums stand in lineage.json."""
    last = lineage.generations[-1].number
    if "genealogy" in formats:
        yield from human_files(lineage.corpus)
        for generation in lineage.generations[1:]:
            yield numbered("genealogy", generation.number, last), genealogy_text(generation)
    if "text" in formats:
        vocabulary = lineage.corpus.vocabulary
        for generation in lineage.generations:
            text = clean(render(vocabulary, generation.tokens, generation.starts))
            yield numbered("text", generation.number, last), text + "\n"


def numbered(folder: str, number: int, last: int) -> str:
    """Return the name of a file about one generation, in a lineage whose last one is ``last``."""
    return f"{folder}/{number:0{max(3, len(str(last)))}}.txt"


def _stranger(place: Path) -> str:
    """Say what in a place was not written by driftview; nothing when all of it was."""
    if not place.is_dir():
        return "exists and is a file"
    entries = sorted(place.iterdir())
    strange = [entry.name for entry in entries if not _OURS.fullmatch(entry.name)]
    for folder, ours in _INSIDE.items():
        if (place / folder).is_dir():
            inside = sorted(entry.name for entry in (place / folder).iterdir())
            strange.extend(f"{folder}/{name}" for name in inside if not ours.fullmatch(name))
    if strange:
        return f"holds {label(strange[0])}, which is not part of a lineage"
    record = place / RECORD
    return "" if not record.exists() or _is_record(record) else f"holds a {RECORD} of something else"


def _is_record(path: Path) -> bool:
    """Tell whether a file is a lineage.json."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(record, dict) and record.get("format") == FORMAT
