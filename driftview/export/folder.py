"""A lineage as a folder: written beside its place and moved there whole, never half, never over something."""

import json
import re
from collections.abc import Collection, Mapping
from itertools import chain
from pathlib import Path

from driftview.drift.lineage import Lineage
from driftview.export.formats import FILES, FOLDERS, USUAL, Content, Export
from driftview.export.places import (
    ExportError,
    check_free,
    check_reachable,
    failed,
    is_stream,
    replacing,
    resolve,
    shown,
)
from driftview.export.record import FORMAT
from driftview.text.reading import label

__all__ = ["ExportError", "check_file", "check_place", "write_file", "write_lineage"]

RECORD = FILES["json"]

_OURS = re.compile("|".join([*map(re.escape, FILES.values()), *FOLDERS, r"[\w-]+\.svg", r"\.DS_Store"]))


def write_lineage(
    lineage: Lineage,
    folder: Path,
    *,
    overwrite: bool = False,
    formats: Collection[str] = USUAL,
    extra: Mapping[str, str] | None = None,
) -> Path:
    """Write a lineage to ``folder`` and return its absolute path.

    ``formats``: some of FORMATS; ``extra``: further files by name, such as a picture of the screen.
    Overwriting replaces a lineage folder only, whole. Raises ExportError when the place is taken or cannot be
    written to; what was there before is then as it was.
    """
    check_place(folder, overwrite=overwrite)
    place = resolve(folder)
    with replacing(place, overwrite=overwrite, stranger=_stranger) as draft:
        draft.mkdir()
        for name, content in chain(Export(lineage).files(formats), (extra or {}).items()):
            path = draft / name
            path.parent.mkdir(exist_ok=True)
            _put(path, content)
    return place


def write_file(path: Path, content: Content, *, overwrite: bool = False) -> None:
    """Write one file, whole or not at all; a device or a pipe is written into.

    Raises ExportError when the place cannot be written to, or is taken and not to be overwritten.
    """
    if is_stream(path):
        try:
            _put(path, content)
        except OSError as error:
            raise ExportError(failed(path, error)) from None
        return
    with replacing(resolve(path), overwrite=overwrite) as draft:
        _put(draft, content)


def _put(path: Path, content: Content) -> None:
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content, encoding="utf-8", newline="\n")


def check_place(folder: Path, *, overwrite: bool = False) -> None:
    """Raise ExportError for a place that holds something else, or anything unless told to overwrite.

    An empty folder is nothing.
    """
    check_free(folder, _stranger, _taken(folder), overwrite=overwrite)


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
        raise _taken(path)


def _taken(place: Path) -> ExportError:
    said = f"{shown(place)} exists: choose another place, or say that it may be replaced"
    return ExportError(said, option="--force")


def _stranger(place: Path) -> str:
    """Say what in a place was not written by driftview; nothing when all of it was."""
    if not place.is_dir():
        return "exists and is a file"
    entries = sorted(place.iterdir())
    strange = [entry.name for entry in entries if not _OURS.fullmatch(entry.name)]
    for folder, names in FOLDERS.items():
        if (place / folder).is_dir():
            inside = sorted(entry.name for entry in (place / folder).iterdir())
            ours = re.compile(rf"{names}|\.DS_Store")
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
