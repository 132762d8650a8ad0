"""Open any file as what it holds: plain text, a document, or texts in fields."""

import io
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from driftview.text import gutenberg, special_tokens
from driftview.text.cleaning import TextError, label
from driftview.text.documents import MOST_PACKED, extract
from driftview.text.encodings import Opener, beginning, whole
from driftview.text.formats import HEAD, Format, format_of_name, recognise
from driftview.text.options import PLAIN_READING, ReadingOptions
from driftview.text.reading import kept, open_source, refusals, source_of, unpacked
from driftview.text.records import Fields, documents_of, read_records
from driftview.text.streaming import PIECE, Readable


@dataclass(frozen=True)
class Opened:
    """A file, ready to be read."""

    text: str | Readable
    notes: tuple[str, ...] = ()
    """What the user should know of how it was read."""
    left_out: tuple[str, ...] = ()
    """What the file holds and the text does not."""


SMALL = 1 << 20
"""Bytes of a file that is read once where it is wanted at once, and looked at in memory."""


def open_any(path: Path, options: ReadingOptions = PLAIN_READING, *, at_once: bool = False) -> Opened:
    """Return the text of a file, whatever its format.

    Parameters
    ----------
    path
        The file.
    options
        How texts are read.
    at_once
        Whether its text is taken soon, so that a small file may be held in memory: it is opened once then.

    Returns
    -------
    Opened
        Its text; of records, each is a document.

    Raises
    ------
    TextError
        One line, when it cannot be read or is no text.
    """
    name = label(str(path))
    with refusals(name):
        source = source_of(path)
        if at_once and path.stat().st_size <= SMALL:
            held = whole(source, SMALL)
            source = source if held is None else partial(io.BytesIO, held)
        return open_bytes(source, name, options)


def open_standard_input(options: ReadingOptions = PLAIN_READING) -> Opened:
    """Return the text of standard input; raises TextError when it is no text or goes on too long."""
    name = "standard input"
    if sys.stdin is None:
        raise TextError(f"{name} is closed: pipe a text into driftview, or give a file")
    with refusals(name):
        return open_bytes(unpacked(kept(sys.stdin.buffer)), name, options)


def open_bytes(source: Opener, name: str, options: ReadingOptions = PLAIN_READING) -> Opened:
    """Return the text that a source of bytes holds; see :func:`open_any`."""
    form = find_format(source, name)
    match form.kind:
        case "text":
            return _plain(source, name, options)
        case "document":
            return _document(source, form, name)
        case "records":
            found = read_records(source, form, name, Fields.of(options))
            rows = documents_of(found.rows)
            told = f"{name} is {form.title}: each of its {len(found.rows):,} texts is a document"
            if found.numbered:
                told += "; the generations that it numbers are read as one (`driftview open` separates them)"
            return Opened(rows, (told, *found.notes), found.left_out)
        case "other":
            raise TextError(f"{name} is {form.title}: {form.advice}")


def find_format(source: Opener, name: str) -> Format:
    """Return what a source of bytes holds."""
    head = beginning(source, HEAD)
    if not head.startswith(b"PK"):
        return recognise(head, name)
    data = whole(source, MOST_PACKED)
    if data is None:
        raise TextError(
            f"{name} is an archive of more than {MOST_PACKED // 1_000_000} MB: give the text itself"
        )
    return recognise(head, name, io.BytesIO(data))


def _plain(source: Opener, name: str, options: ReadingOptions) -> Opened:
    found = open_source(source, name, options)
    text: Readable = found
    notes = [found.encoding.note] if found.encoding.note else []
    left_out: list[str] = []
    wide = found.encoding.name.startswith(("utf-16", "utf-32"))
    if not options.keep_boilerplate and (wide or _has_any(source, gutenberg.SIGNS)):
        bare = gutenberg.look_for_boilerplate(text)
        if bare is not None:
            text, boilerplate = bare
            left_out.append(f"{boilerplate} (the option keep-boilerplate keeps them)")
    if wide or _has_any(source, special_tokens.SIGNS):
        tokens = special_tokens.count_special(text)
        dropped = options.drop_special_tokens
        text = special_tokens.WithoutSpecial(text) if tokens and dropped else text
        if tokens and dropped:
            left_out.append(special_tokens.named(tokens))
        elif tokens:
            notes.append(special_tokens.told(name, tokens))
    if text is not found and not any(piece.strip() for piece in text.pieces()):
        raise TextError(f"{name} holds no text beside what is left out: {'; '.join(left_out)}")
    return Opened(text, tuple(notes), tuple(left_out))


def _has_any(source: Opener, signs: tuple[bytes, ...]) -> bool:
    """Tell, at little cost, whether a text is worth a closer look."""
    with source() as stream:
        while block := stream.read(PIECE):
            if any(sign in block for sign in signs):
                return True
    return False


def _document(source: Opener, form: Format, name: str) -> Opened:
    data = whole(source, MOST_PACKED)
    if data is None:
        raise TextError(
            f"{name} is {form.title} of more than {MOST_PACKED // 1_000_000} MB: use a part of it"
        )
    prose = extract(form, data, name)
    return Opened(prose.text, (f"{name} is {form.title}: its text was extracted",), prose.left_out)


# Folders of texts

_ABOUT = (
    "readme",
    "license",
    "licence",
    "copying",
    "changelog",
    "notice",
    "authors",
    "contributing",
    "citation",
)
"""Files of these names tell of a folder, and are no texts of it."""

_NO_PROSE = frozenset({
    ".py", ".ipynb", ".js", ".ts", ".c", ".h", ".cpp", ".java", ".go", ".rs", ".rb", ".r", ".sh", ".pl",
    ".bat", ".sql", ".css", ".ini", ".cfg", ".conf", ".toml", ".yaml", ".yml", ".lock", ".log", ".bib",
    ".sha256", ".md5", ".pyc", ".so", ".dll", ".exe", ".npy", ".npz", ".pt", ".bin", ".pkl",
    ".safetensors", ".dat", ".idx", ".url",
})  # fmt: skip
"""Endings of program text, settings and data."""


def is_records(path: Path) -> bool:
    """Tell whether a file's name promises texts in fields."""
    form = format_of_name(path.name)
    return form is not None and form.kind == "records"


def is_about(path: Path) -> bool:
    """Tell whether a file tells of the texts beside it, by its name."""
    return path.stem.lower() in _ABOUT


def why_no_voice(path: Path) -> str | None:
    """Return why a file of a folder is no voice, without reading it; None where it may be one."""
    if is_about(path):
        return "describes the folder"
    if path.suffix.lower() in _NO_PROSE:
        return "belongs to a program, or is data"
    promised = format_of_name(path.name)
    if promised is not None and promised.kind != "text":
        return f"is {promised.title}"
    return None


def split_voices(paths: Iterable[Path]) -> tuple[list[Path], list[Path], list[tuple[Path, str]]]:
    """Return the plain texts of a folder, its documents, and what is neither, with the reason."""
    texts: list[Path] = []
    documents: list[Path] = []
    others: list[tuple[Path, str]] = []
    for path in paths:
        why = why_no_voice(path)
        promised = format_of_name(path.name)
        if why is None:
            texts.append(path)
        elif promised is not None and promised.kind == "document" and not is_about(path):
            documents.append(path)
        else:
            others.append((path, why))
    return texts, documents, others
