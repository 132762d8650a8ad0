"""A lineage as files: its formats, its folder, never half and never over something, and its archive."""

import io
import json
import re
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property
from hashlib import sha256
from itertools import chain
from pathlib import Path

from driftview.drift.lineage import Lineage
from driftview.export.document import Transcript
from driftview.export.figures import figures
from driftview.export.files import (
    ExportError,
    check_free,
    check_reachable,
    failed,
    is_stream,
    replacing,
    resolve,
    shown,
)
from driftview.export.html import page
from driftview.export.markdown import markdown
from driftview.export.parquet import measures_parquet
from driftview.export.plain_text import plain_text
from driftview.export.record import FORMAT, lineage_json, measures_csv
from driftview.export.text_files import WRITTEN_SPACING, genealogy_text, human_files, spacing_text
from driftview.export.transcript import compose
from driftview.text.reading import label

FORMATS = {
    "markdown": "transcript.md, for reading",
    "plain": "transcript.txt, the same as plain text",
    "html": "transcript.html, the same as a page with charts",
    "json": "lineage.json, all measures",
    "csv": "measures.csv, for a spreadsheet",
    "parquet": "measures.parquet, the same with types",
    "text": "text/, the generations themselves",
    "genealogy": "genealogy/, to open it again",
    "charts": "charts/, pictures of the curves as SVG",
}
"""Every format, and what it is in a few words."""

USUAL = ("markdown", "json", "csv", "text", "genealogy")
"""What a folder holds unless something else is asked for."""

NEEDED_TO_OPEN = ("json", "genealogy")
"""What a folder must hold so that it can be opened again."""

FILES = {
    "markdown": "transcript.md",
    "plain": "transcript.txt",
    "html": "transcript.html",
    "json": "lineage.json",
    "csv": "measures.csv",
    "parquet": "measures.parquet",
}
"""The formats that are one file each, and its name in a folder."""

FOLDERS = {
    "text": r"\d{3,}\.txt",
    "genealogy": r"(\d{3,}|words|human|held-out|ways|spacing(-\d{3,})?)\.txt",
    "charts": r"[\w-]+\.svg",
}
"""The formats that are a folder of files each, and a pattern of their names."""

Content = str | bytes
"""What a file holds; text is written as UTF-8."""


class Export:
    """A lineage on its way to files; what several of them need is made once."""

    def __init__(self, lineage: Lineage) -> None:
        """Take a lineage; nothing is made yet."""
        self._lineage = lineage

    def files(self, formats: Collection[str]) -> Iterator[tuple[str, Content]]:
        """Yield name and content of the files of a folder, one at a time; raises ExportError."""
        checksums: dict[str, str] = {}
        for name, text in self._sealed(formats):
            checksums[name] = sha256(text.encode()).hexdigest()
            yield name, text
        for name in (each for each in FILES if each in formats):
            yield FILES[name], self._beside(name, formats, checksums)
        if "charts" in formats:
            for drawing in figures(self._lineage):
                yield f"charts/{drawing.caption.name}.svg", drawing.standalone

    def _beside(self, name: str, formats: Collection[str], checksums: Mapping[str, str]) -> Content:
        """Return a format that is one file, and may speak of the other files in its folder."""
        if name == "json":
            return lineage_json(self._lineage, checksums)
        if name == "markdown" and "charts" in formats:
            return markdown(self._transcript, "charts")
        if name == "markdown" and not {"plain", "html"} & set(formats):  # Markdown alone has no charts
            return markdown(compose(self._lineage, drawn=False))
        return self.content(name)

    def content(self, name: str) -> Content:
        """Return a format that is one file; raises ExportError when what it needs is not installed."""
        ways: dict[str, Callable[[], Content]] = {
            "markdown": lambda: markdown(self._transcript),
            "plain": lambda: plain_text(self._transcript),
            "html": lambda: page(self._transcript),
            "json": lambda: lineage_json(self._lineage),
            "csv": lambda: measures_csv(self._lineage),
            "parquet": lambda: measures_parquet(self._lineage),
        }
        return ways[name]()

    @cached_property
    def _transcript(self) -> Transcript:
        return compose(self._lineage)

    def _sealed(self, formats: Collection[str]) -> Iterator[tuple[str, str]]:
        """Yield the files whose checksums stand in lineage.json."""
        generations = self._lineage.generations
        last = generations[-1].number
        if "genealogy" in formats:
            yield from human_files(self._lineage.corpus)
            for generation in generations[1:]:
                yield numbered("genealogy", generation.number, last), genealogy_text(generation)
                if generation.codes is not None:
                    number = f"{generation.number:0{width_of(last)}}"
                    yield WRITTEN_SPACING.format(number), spacing_text(generation.codes, generation.starts)
        if "text" in formats:
            for generation in generations:
                yield numbered("text", generation.number, last), generation.page() + "\n"


def numbered(folder: str, number: int, last: int) -> str:
    """Return the name of a file about one generation, in a lineage whose last one is ``last``."""
    return f"{folder}/{number:0{width_of(last)}}.txt"


def width_of(last: int) -> int:
    """Return how many digits the names of files have, in a lineage whose last generation is ``last``."""
    return max(3, len(str(last)))


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
    with replacing(place, overwrite=overwrite, stranger=_foreign) as draft:
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
    check_free(folder, _foreign, _taken(folder), overwrite=overwrite)


def check_file(path: Path, *, overwrite: bool = False) -> None:
    """Raise ExportError for a file that is not a lineage.json, or for any unless told to overwrite."""
    if is_stream(path):
        return
    place = resolve(path)
    check_reachable(place)
    if place.is_dir():
        raise ExportError(f"{shown(path)} is a folder: give the name of a file")
    if place.exists() and overwrite and not _is_record(place):
        raise ExportError(f"{shown(path)} exists and is not a lineage.json: choose another name")
    if place.exists() and not overwrite:
        raise _taken(path)


def _taken(place: Path) -> ExportError:
    said = f"{shown(place)} exists: choose another place, or allow driftview to replace it"
    return ExportError(said, option="--force")


def _foreign(place: Path) -> str:
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


DATE = (1980, 1, 1, 0, 0, 0)
"""The date of every entry, so that the same lineage gives the same bytes."""


def lineage_archive(
    lineage: Lineage, name: str, formats: Collection[str] = USUAL, extra: Mapping[str, str] | None = None
) -> bytes:
    """Return the files of a lineage in a folder ``name``, zipped; ``extra`` are further files by name."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in (*Export(lineage).files(formats), *(extra or {}).items()):
            entry = zipfile.ZipInfo(f"{name}/{path}", DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return packed.getvalue()
