"""A lineage as a folder: written beside its place and moved there whole, never half, never over something."""

import json
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from driftview.drift.lineage import Lineage
from driftview.export.record import FORMAT, lineage_json, measures_csv
from driftview.export.transcript import transcript
from driftview.text.cleaning import clean
from driftview.text.tokens import render

ALL = ("transcript", "json", "csv", "text")
"""What a folder may hold: transcript.md, lineage.json, measures.csv, text/."""


class ExportError(ValueError):
    """A place that cannot be written to; the message says why and what to do."""


def write_lineage(
    lineage: Lineage,
    folder: Path,
    *,
    overwrite: bool = False,
    formats: Collection[str] = ALL,
    extra: Mapping[str, str] | None = None,
) -> Path:
    """Write a lineage to ``folder`` and return it.

    ``formats``: some of ALL; ``extra``: further files by name, such as a picture of the screen. Overwriting
    replaces a lineage folder only, whole. Raises ExportError when the place is taken or cannot be written to;
    what was there before is then as it was.
    """
    place = folder.expanduser()
    check_place(place, overwrite=overwrite)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
    except OSError as error:
        raise ExportError(_failed(place, error)) from None
    try:
        for name, content in (*_files(lineage, formats), *(extra or {}).items()):
            path = draft / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(content, encoding="utf-8", newline="\n")
        draft.chmod(0o755)
        _move(draft, place)
    except OSError as error:
        raise ExportError(_failed(place, error)) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return place


def _files(lineage: Lineage, formats: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the files of a lineage folder, one at a time."""
    if "json" in formats:
        yield "lineage.json", lineage_json(lineage)
    if "csv" in formats:
        yield "measures.csv", measures_csv(lineage)
    if "transcript" in formats:
        yield "transcript.md", transcript(lineage)
    if "text" in formats:
        vocabulary = lineage.corpus.vocabulary
        for generation in lineage.generations:
            text = clean(render(vocabulary, generation.tokens, generation.starts))
            yield f"text/{generation.number:03}.txt", text + "\n"


def check_place(folder: Path, *, overwrite: bool = False) -> None:
    """Raise ExportError for a place that holds something else, or anything unless told to overwrite."""
    place = folder.expanduser()
    try:
        if not place.exists() or (place.is_dir() and not any(place.iterdir())):
            return
        ours = _is_lineage(place)
    except OSError as error:
        raise ExportError(_failed(place, error)) from None
    if not ours:
        raise ExportError(f"{place} exists and is no lineage folder: choose another place")
    if not overwrite:
        raise ExportError(f"{place} exists: choose another place, or say that it may be replaced (--force)")


def _is_lineage(place: Path) -> bool:
    """Tell whether a folder was written by driftview."""
    try:
        record = json.loads((place / "lineage.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return (place / "transcript.md").is_file() and (place / "text").is_dir()
    return isinstance(record, dict) and record.get("format") == FORMAT


def write_file(path: Path, content: str) -> None:
    """Write one file, whole or not at all; raises ExportError when the place cannot be written to."""
    place = path.expanduser()
    draft = place.with_name(f".{place.name}.draft")
    try:
        draft.write_text(content, encoding="utf-8", newline="\n")
        draft.replace(place)
    except OSError as error:
        raise ExportError(_failed(place, error)) from None
    finally:
        draft.unlink(missing_ok=True)


def _move(draft: Path, place: Path) -> None:
    """Put the finished folder in its place; what was there is put back when that fails."""
    if not place.exists():
        draft.rename(place)
        return
    aside = draft.with_name(draft.name + ".old")
    place.rename(aside)
    try:
        draft.rename(place)
    except OSError:
        aside.rename(place)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _failed(place: Path, error: OSError) -> str:
    reason = error.strerror or str(error)
    return f"cannot write to {place}: {reason}; nothing was changed there"
