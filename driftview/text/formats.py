"""What a file is: told by what it holds, and by its name only where its content does not say; one table."""

import csv
import io
import json
import lzma
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePath
from typing import Literal

Kind = Literal["text", "document", "records", "other"]
"""Plain text; prose in markup or pages; texts in fields; and what holds no text that could be read."""

HEAD = 1 << 16
"""Bytes from the beginning of a file that are looked at."""


@dataclass(frozen=True)
class Format:
    """A format of files."""

    name: str
    """How driftview calls it in the code: rtf, jsonl …"""
    title: str
    """What a file of it is called, with its article."""
    kind: Kind
    suffixes: tuple[str, ...] = ()
    starts: tuple[bytes, ...] = ()
    """How the bytes of such files begin, one of these."""
    advice: str = "save it as plain text (UTF-8)"
    """What to do with a file of it that cannot be read."""


PLAIN = Format("text", "a plain text", "text", (".txt", ".text", ".md"))

_UNPACK = "unpack it first"
_DESCRIBE = "give a text"

FORMATS = (
    PLAIN,
    Format("rtf", "an RTF file", "document", (".rtf",), (b"{\\rtf",)),
    Format("html", "a web page (HTML)", "document", (".html", ".htm", ".xhtml")),
    Format("pdf", "a PDF file", "document", (".pdf",), (b"%PDF-",)),
    Format("epub", "an EPUB book", "document", (".epub",)),
    Format("docx", "a Word document", "document", (".docx",)),
    Format("odt", "an OpenDocument text", "document", (".odt", ".fodt")),
    Format("json", "a JSON file", "records", (".json",)),
    Format("jsonl", "a file of JSON lines", "records", (".jsonl", ".ndjson")),
    Format("csv", "a CSV table", "records", (".csv",)),
    Format("tsv", "a table with tabs (TSV)", "records", (".tsv", ".tab")),
    Format("parquet", "a Parquet table", "records", (".parquet",), (b"PAR1",)),
    Format("arrow", "an Arrow table", "records", (".arrow", ".feather"), (b"ARROW1", b"\xff\xff\xff\xff")),
    Format("feather", "an old Feather table", "other", (), (b"FEA1",), "save it as Parquet"),
    Format("doc", "an old Word or Excel file", "other", (".doc", ".xls", ".ppt"), (b"\xd0\xcf\x11\xe0",),
           "save it as .docx or as plain text (UTF-8)"),
    Format("xlsx", "an Excel workbook", "other", (".xlsx",), (), "save the sheet as CSV"),
    Format("pptx", "a PowerPoint file", "other", (".pptx",)),
    Format("zip", "a ZIP archive", "other", (".zip",), (b"PK\x03\x04", b"PK\x05\x06"), _UNPACK),
    Format("tar", "an archive (tar)", "other", (".tar", ".tgz"), (), _UNPACK),
    Format("gzip", "a compressed file (gzip)", "other", (), (b"\x1f\x8b",), _UNPACK),
    Format("bzip2", "a compressed file (bzip2)", "other", (), (b"BZh",), _UNPACK),
    Format("xz", "a compressed file (xz)", "other", (), (b"\xfd7zXZ\0",), _UNPACK),
    Format("zstd", "a compressed file (Zstandard)", "other", (".zst",), (b"\x28\xb5\x2f\xfd",), _UNPACK),
    Format("7z", "a 7-Zip archive", "other", (".7z",), (b"7z\xbc\xaf\x27\x1c",), _UNPACK),
    Format("png", "a picture", "other", (".png", ".jpg", ".jpeg", ".gif", ".webp", ".tiff"),
           (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*"), _DESCRIBE),
    Format("sqlite", "an SQLite database", "other", (".sqlite", ".db"), (b"SQLite format 3\0",), _DESCRIBE),
    Format("postscript", "a PostScript file", "other", (".ps", ".eps"), (b"%!PS",)),
    Format("djvu", "a DjVu book", "other", (".djvu",), (b"AT&TFORM",)),
    Format("mobi", "a Kindle book", "other", (".mobi", ".azw", ".azw3"), (), "convert it to EPUB"),
    Format("xml", "an XML file", "other", (".xml",), ()),
)  # fmt: skip
"""Every format that is recognised."""

ARCHIVE_ERRORS = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, RuntimeError,
    LookupError, ValueError, ArithmeticError, NotImplementedError,
)  # fmt: skip
"""What zipfile raises for archives that are damaged, in one way or another."""

_BY_NAME = {each.name: each for each in FORMATS}

_HTML = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--(?:(?!-->).){0,4000}-->\s*){0,4}(?:<!doctype\s+html|<html[\s>])",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(
    rb"</?(?:p|div|br|body|head|title|meta|h[1-6]|span|table|ul|a)(?:\s[^<>]{0,500})?/?>", re.IGNORECASE
)
_XML = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<\?xml\s")
_FLAT_ODT = b"office:document "
_JSON = re.compile(
    r'\A\ufeff?\s*(?:\{\s*"[^"\n]{1,200}"\s*:|\[\s*(?:\[|\{\s*"[^"\n]{1,200}"\s*:|"(?:[^"\\\n]|\\.){0,20000}"\s*[,\]]))'
)
_PACKED = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "ppt/presentation.xml": "pptx",
    "META-INF/container.xml": "epub",
    "content.xml": "odt",
}
"""Which file of an archive tells what it is."""


TEXT_FIELDS = (
    "text",
    "messages",
    "conversations",
    "content",
    "generated_text",
    "completion",
    "response",
    "output",
    "mapping",
)
"""Where texts stand in the files that others write; the first that a record has."""

PACKED = (".gz", ".bz2", ".xz")
"""Endings of files that are unpacked while they are read."""


def format_of_name(name: str) -> Format | None:
    """Return the format that the ending of a file's name promises; None for an ending that says nothing.

    Of a packed file (.gz, .bz2, .xz) the ending before that counts, because what it holds is read.
    """
    path = PurePath(name.lower())
    suffix = (PurePath(path.stem) if path.suffix in PACKED else path).suffix
    if suffix == ".tar":
        return _BY_NAME["tar"]
    return next((each for each in FORMATS if suffix in each.suffixes), None)


def recognise(head: bytes, name: str, packed: io.BufferedIOBase | None = None) -> Format:
    """Return the format of a file.

    Parameters
    ----------
    head
        Its first bytes, up to HEAD of them.
    name
        Its name, whose ending decides where the content does not.
    packed
        The whole of it, to look into an archive.

    Returns
    -------
    Format
        PLAIN for what nothing else is known of.
    """
    promised = format_of_name(name)
    started = next((each for each in FORMATS if each.starts and head.startswith(each.starts)), None)
    if started is not None:
        return _archive(packed, promised) if started.name == "zip" else started
    if head[257:262] == b"ustar":
        return _BY_NAME["tar"]
    if head[60:68] == b"BOOKMOBI":
        return _BY_NAME["mobi"]
    if _HTML.match(_narrow(head)) or (promised is _BY_NAME["html"] and _TAG.search(_narrow(head))):
        return _BY_NAME["html"]
    if _XML.match(_narrow(head)):
        return _BY_NAME["odt" if _FLAT_ODT in head else "xml"]
    return _of_records(head, promised) or PLAIN


def _narrow(head: bytes) -> bytes:
    """Return text in one byte a character, where it has two."""
    return (
        head.replace(b"\0", b"").lstrip(b"\xff\xfe") if head.startswith((b"\xff\xfe", b"\xfe\xff")) else head
    )


def _archive(packed: io.BufferedIOBase | None, promised: Format | None) -> Format:
    """Return what a ZIP archive is, by the files in it."""
    if packed is None:
        return promised or _BY_NAME["zip"]
    try:
        with zipfile.ZipFile(packed) as archive:
            names = set(archive.namelist())
    except ARCHIVE_ERRORS:
        return promised if promised is not None and promised.kind == "document" else _BY_NAME["zip"]
    return _BY_NAME[next((found for name, found in _PACKED.items() if name in names), "zip")]


_ROWS = 20
"""Rows of a table that are looked at, where its name does not say that it is one."""


def _is_table(text: str, delimiter: str) -> bool:
    """Tell whether a text is a table whose first row names a column of texts, and whose rows are alike."""
    first = text.partition("\n")[0].strip()
    names = [name.strip('" ').lower() for name in first.split(delimiter)]
    if len(names) < 2 or not set(names) & set(TEXT_FIELDS) or not all(map(_COLUMN.fullmatch, names)):
        return False
    lines = iter(text.splitlines(keepends=True))
    try:
        rows = list(islice(csv.reader(lines, delimiter=delimiter, strict=True), _ROWS))
    except csv.Error:
        return False
    whole = rows if len(rows) == _ROWS or len(text) < HEAD else rows[:-1]
    return len(whole) > 2 and all(len(row) == len(names) for row in whole)


_COLUMN = re.compile(r"[a-z_][\w .-]{0,40}")


def _of_records(head: bytes, promised: Format | None) -> Format | None:
    """Return the format of texts in fields; None for anything else."""
    if promised is not None and promised.name in ("jsonl", "csv", "tsv"):
        return promised
    if promised in (None, PLAIN):
        for name, delimiter in (("csv", ","), ("tsv", "\t")):
            if _is_table(head.decode("utf-8-sig", "ignore"), delimiter):
                return _BY_NAME[name]
    text = head.decode("utf-8", "ignore")
    if not (_JSON.match(text) or (promised is not None and promised.name == "json")):
        return None
    first, _, rest = text.lstrip("\ufeff \t\r\n").partition("\n")
    try:
        value = json.loads(first)
    except (ValueError, RecursionError):
        return _BY_NAME["json"]
    several = bool(rest.strip()) and isinstance(value, dict | list | str)
    return _BY_NAME["jsonl" if several else "json"]
