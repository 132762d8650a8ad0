"""Prose out of web pages, books and word processors' files; PDF and RTF need the extra ``documents``.

Such files come from strangers. What is unpacked is counted, entities of XML are refused, and nothing that a
file names is fetched.
"""

import codecs
import importlib.util
import io
import logging
import re
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from html import unescape
from html.parser import HTMLParser
from pathlib import PurePosixPath
from typing import NoReturn
from urllib.parse import unquote
from xml.parsers import expat

from driftview.text.cleaning import TextError, label
from driftview.text.encodings import decoded, find_encoding
from driftview.text.formats import ARCHIVE_ERRORS, Format

MOST_PACKED = 200_000_000
"""Bytes of such a file that are taken."""

MOST_MARKUP = 64_000_000
"""Bytes of markup, unpacked, that are read from one file."""

MOST_TEXT = 200_000_000
"""Characters that are taken from one file."""

PDF_SECONDS, PAGE_SECONDS = 120.0, 20.0
"""Seconds after which no further page of a PDF file is begun, and after which a page is left."""

MOST_STREAM = 4_000_000
"""Bytes of one stream of a PDF file, unpacked: what draws a page is a few thousand, and becomes objects."""

MOST_STEPS = 500_000
"""Operators and operands that draw a page."""

MOST_PAGES = 20_000
"""Pages of a PDF, and chapters of a book."""

INSTALL = "pip install 'driftview[documents]'"

_NEEDS = {"rtf": "striprtf", "pdf": "pypdf"}
"""The package that a format is read through; Python itself reads the others."""


@dataclass(frozen=True)
class Prose:
    """What was read from a document."""

    text: str
    """Blank lines separate paragraphs."""
    left_out: tuple[str, ...] = ()
    """What is no part of the text, such as footnotes."""


def extract(form: Format, data: bytes, name: str) -> Prose:
    """Return the text of a document.

    Parameters
    ----------
    form
        Its format, of the kind "document".
    data
        The whole file.
    name
        What it is called in messages; clean.

    Returns
    -------
    Prose
        The text, not cleaned.

    Raises
    ------
    TextError
        One line, for a file that is broken, protected, too large or empty, or whose library is missing.
    """
    package = _NEEDS.get(form.name)
    if package is not None and importlib.util.find_spec(package) is None:
        raise TextError(
            f"{name} is {form.title}: install the reader for it ({INSTALL}), or save it as plain text (UTF-8)"
        )
    readers: dict[str, Callable[[bytes, str], Prose]] = {
        "rtf": _rtf,
        "html": _web_page,
        "pdf": _pdf,
        "epub": _epub,
        "docx": _docx,
        "odt": _odt,
    }
    try:
        prose = readers[form.name](data, name)
    except _BrokenError as error:
        raise TextError(f"{name} is {form.title} {error}: save it as plain text (UTF-8)") from None
    if len(prose.text) > MOST_TEXT:
        raise TextError(f"{name} has more than {MOST_TEXT // 1_000_000} million characters: use a part of it")
    if not prose.text.strip():
        raise TextError(f"{name} is {form.title} without any text: scanned pages need text recognition (OCR)")
    return prose


class _BrokenError(Exception):
    """A file that is not what its format demands; the message goes on after "is an RTF file"."""


def _rtf(data: bytes, name: str) -> Prose:
    from striprtf.striprtf import rtf_to_text

    _check_size(len(data))
    try:
        source = data.decode("utf-8")
    except UnicodeDecodeError:
        source = data.decode("cp1252", "replace")
    try:
        # its search for links takes a time that grows as their square; their addresses are no prose
        return Prose(rtf_to_text(re.sub(r"(?i)\\fldinst", r"\\skipped", source), errors="ignore"))
    except (ValueError, LookupError, RecursionError):
        raise _BrokenError("that is damaged") from None


# Web pages and books

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hr", "legend", "li", "main", "nav", "ol", "option", "p", "pre", "section", "table", "tr", "ul",
})  # fmt: skip
"""Elements that are paragraphs of their own."""

_HIDDEN = frozenset({
    "script", "style", "title", "template", "noscript", "svg", "math", "iframe", "object", "select",
    "button", "textarea", "rp", "rt",
})  # fmt: skip
"""Elements whose content nobody reads as prose."""

_OPTIONAL_END = frozenset({"rp", "rt"})
"""Such elements may lack their end: the next one ends them."""

_BEFORE = {"br": "\n", "td": " ", "th": " "}

_SPACE = re.compile(r"[ \t\r\n\f]+")


def _web_page(data: bytes, name: str) -> Prose:
    return Prose(_text_of_markup(data))


class _PageReader(HTMLParser):
    """Takes the text of a page as it goes by; no tree is built, so that depth costs nothing."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = ""
        """The element that hides what is in it, and how often it is open."""
        self._depth = 0
        self._verbatim = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a paragraph, or hide what follows."""
        if self._depth and self._hidden in _OPTIONAL_END:
            self._depth = 0
        if self._depth:
            self._depth += tag == self._hidden
        elif tag in _HIDDEN:
            self._hidden, self._depth = tag, 1
        else:
            self._verbatim = self._verbatim or tag == "pre"
            self.parts.append("\n\n" if tag in _BLOCKS else _BEFORE.get(tag, ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an element without content, as XHTML has them."""
        if not self._depth:
            self.parts.append("\n\n" if tag in _BLOCKS else _BEFORE.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        """End a paragraph, or what was hidden."""
        if self._depth:
            ended = tag == self._hidden or (self._hidden in _OPTIONAL_END and tag == "ruby")
            self._depth -= ended
        elif tag in _BLOCKS:
            self._verbatim = self._verbatim and tag != "pre"
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        """Take text, its white space as a browser shows it."""
        if not self._depth:
            self.parts.append(data if self._verbatim else _SPACE.sub(" ", data))


_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{1,40})|^<\?xml[^>]{0,100}?encoding=[\"']([\w-]{1,40})",
    re.IGNORECASE,
)
"""How a page says which encoding it is in."""


def _text_of_markup(data: bytes) -> str:
    """Return the text of HTML: a blank line between paragraphs, a line end where the page breaks a line."""
    _check_size(len(data))
    reader = _PageReader()
    try:
        reader.feed(_decoded_page(data))
    except (ValueError, AssertionError):  # what the parser raises for some broken markup
        raise _BrokenError("that is damaged") from None
    rest = reader.rawdata  # not close(): what is never closed would be looked through again and again
    if not rest.startswith("<"):
        reader.handle_data(unescape(rest))
    return _tidy("".join(reader.parts))


def _decoded_page(data: bytes) -> str:
    """Return a page as its mark, or it itself, says, else in the encoding that it is recognised to be in."""
    source = partial(io.BytesIO, data)
    said = _CHARSET.search(data[:4096])
    marked = data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if said is not None and not marked:
        with suppress(LookupError, UnicodeDecodeError):
            return data.decode((said[1] or said[2]).decode("ascii"))
    encoding = find_encoding(source, "the page")
    return "".join(decoded(source, encoding))


def _tidy(text: str) -> str:
    """Return text without white space at the ends of lines, and at most one blank line in a row."""
    lines = (line.strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _epub(data: bytes, name: str) -> Prose:
    archive = _Archive(data)
    book = next((attributes["full-path"] for tag, attributes in archive.elements("META-INF/container.xml")
                 if tag == "rootfile" and "full-path" in attributes), None)  # fmt: skip
    if book is None:
        raise _BrokenError("without a list of its chapters")
    places: dict[str, str] = {}
    order: list[str] = []
    for tag, attributes in archive.elements(book):
        if tag == "item" and "html" in attributes.get("media-type", ""):
            places[attributes.get("id", "")] = attributes.get("href", "")
        elif tag == "itemref" and attributes.get("linear") != "no":
            order.append(attributes.get("idref", ""))
    folder = PurePosixPath(book).parent
    listed = (str(folder / unquote(places[each])) for each in order[:MOST_PAGES] if each in places)
    chapters = dict.fromkeys(listed)  # a chapter stands in a book once, however often it is listed
    return Prose("\n\n".join(_text_of_markup(archive.read(chapter)) for chapter in chapters))


# Word processors


@dataclass(frozen=True)
class _Markup:
    """How a word processor marks up prose; names without their namespace."""

    paragraphs: frozenset[str]
    runs: frozenset[str]
    """Elements that hold text; none: all of a paragraph is text."""
    breaks: dict[str, str]
    """Empty elements, and what they stand for."""
    skipped: frozenset[str]
    """Elements that are no part of the running text."""


_WORD = _Markup(
    frozenset({"p"}),
    frozenset({"t"}),
    {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"},
    frozenset({"Fallback", "del", "moveFrom", "instrText", "pPr", "rPr"}),
)
_OPEN_DOCUMENT = _Markup(
    frozenset({"p", "h"}),
    frozenset(),
    {"s": " ", "tab": "\t", "line-break": "\n"},
    frozenset({"note", "annotation", "tracked-changes", "settings", "styles", "meta", "scripts",
               "binary-data", "automatic-styles", "master-styles", "table-of-content", "ruby-text"}),
)  # fmt: skip


def _docx(data: bytes, name: str) -> Prose:
    archive = _Archive(data)
    notes = [each for each in ("footnotes", "endnotes", "comments") if f"word/{each}.xml" in archive]
    return Prose(_text_of_xml(archive.read("word/document.xml"), _WORD), tuple(notes))


def _odt(data: bytes, name: str) -> Prose:
    content = data if not data.startswith(b"PK") else _Archive(data).read("content.xml")
    notes = ("footnotes",) if b"<text:note " in content else ()
    return Prose(_text_of_xml(content, _OPEN_DOCUMENT), notes)


def _text_of_xml(data: bytes, markup: _Markup) -> str:
    """Return the paragraphs of a word processor's file."""
    parts: list[str] = []
    skipping = within = inside = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal skipping, within, inside
        if skipping or tag in markup.skipped:
            skipping += 1
        elif tag in markup.paragraphs:
            within += 1
            parts.append("\n\n")
        elif tag in markup.runs:
            inside += 1
        elif within and tag in markup.breaks:
            parts.append(markup.breaks[tag])

    def end(tag: str) -> None:
        nonlocal skipping, within, inside
        if skipping:
            skipping -= 1
        elif tag in markup.paragraphs:
            within -= 1
            parts.append("\n\n")
        elif tag in markup.runs:
            inside -= 1

    def text(piece: str) -> None:
        if within and not skipping and (inside or not markup.runs):
            parts.append(piece)

    _go_through(data, start, end, text)
    return _tidy("".join(parts))


def _go_through(
    data: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] = lambda _tag: None,
    text: Callable[[str], None] = lambda _piece: None,
) -> None:
    """Go through XML; entities are refused, and nothing outside is looked at."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.EntityDeclHandler = _refuse_entity
    parser.StartElementHandler = lambda tag, found: start(
        _local(tag), {_local(key): found[key] for key in found}
    )
    parser.EndElementHandler = lambda tag: end(_local(tag))
    parser.CharacterDataHandler = text
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, ValueError):  # an encoding that nobody knows is one of the latter
        raise _BrokenError("that is damaged") from None


def _refuse_entity(*_declared: object) -> NoReturn:
    raise _BrokenError("with entities of its own, which are not read")


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


class _Archive:
    """The files in a ZIP archive, of which no more is unpacked than MOST_MARKUP bytes together."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except ARCHIVE_ERRORS:
            raise _BrokenError("that is damaged") from None
        self._unpacked = 0

    def __contains__(self, name: str) -> bool:
        return name in self._zip.NameToInfo

    def read(self, name: str) -> bytes:
        """Return one of the files; raises _BrokenError where it is missing, protected or too large."""
        if name not in self:
            raise _BrokenError(f"that lacks a part ({label(name)})")
        if self._zip.getinfo(name).flag_bits & 1:
            raise _BrokenError("that is protected by a password")
        try:
            with self._zip.open(name) as packed:
                data = packed.read(MOST_MARKUP + 1 - self._unpacked)
        except ARCHIVE_ERRORS:
            raise _BrokenError("that is damaged") from None
        self._unpacked += len(data)
        _check_size(self._unpacked)
        return data

    def elements(self, name: str) -> list[tuple[str, dict[str, str]]]:
        """Return the elements of one of the files, which is XML: their names and attributes."""
        found: list[tuple[str, dict[str, str]]] = []
        _go_through(self.read(name), lambda tag, attributes: found.append((tag, attributes)))
        return found


def _check_size(size: int) -> None:
    if size > MOST_MARKUP:
        raise _BrokenError(f"of more than {MOST_MARKUP // 1_000_000} MB")


# PDF

_RUNNING = 0.2
"""A line that begins or ends more than this share of the pages is a running title."""

_DIGITS = re.compile(r"\d+|\b[ivxlc]+\b")


def _pdf(data: bytes, name: str) -> Prose:
    import pypdf

    with pypdf.apply_configuration(
        zlib_maximum_output_length=MOST_STREAM,
        lzw_maximum_output_length=MOST_STREAM,
        run_length_maximum_output_length=MOST_STREAM,
        brotli_maximum_output_length=MOST_STREAM,
        array_based_stream_maximum_output_length=MOST_STREAM,
        stream_parsing_work_maximum_count=MOST_STEPS,
    ):
        return _pages(data)


def _pages(data: bytes) -> Prose:
    """Return the text of the pages of a PDF file, within the limits that are set."""
    import pypdf
    from pypdf.errors import DependencyError, PyPdfError

    logging.getLogger("pypdf").addHandler(logging.NullHandler())  # its warnings would go to the screen
    broken = (PyPdfError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError,
              RecursionError, OSError, EOFError, NotImplementedError, zlib.error)  # fmt: skip
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise _BrokenError("that is protected by a password")
        count = len(reader.pages)
    except DependencyError:
        raise _BrokenError("that is protected by a password") from None
    except broken:
        raise _BrokenError("that is damaged") from None
    if count > MOST_PAGES:
        raise _BrokenError(f"of more than {MOST_PAGES:,} pages")
    pages: list[str] = []
    size = unread = late = 0
    end = time.monotonic() + PDF_SECONDS
    for number in range(count):
        if time.monotonic() > end:
            late = count - number
            break
        try:
            page = reader.pages[number].extract_text(visitor_operand_before=_watch(PAGE_SECONDS))
        except (*broken, _LateError):
            unread += 1
            continue
        size += len(page)
        if size > MOST_TEXT:
            break
        pages.append(page)
    if count and unread == count:
        raise _BrokenError("that is damaged or too large to draw")
    left_out = [f"{unread} of {count} pages, which are damaged or too large"] if unread else []
    if late:
        left_out.append(f"the last {late:,} of {count:,} pages, which would have taken too long")
    text, marks = _without_running_titles(pages)
    return Prose(text, (*left_out, *([f"{marks:,} page numbers and running titles"] if marks else [])))


class _LateError(Exception):
    """A page takes too long."""


def _watch(seconds: float) -> Callable[[object, object, object, object], None]:
    """Return what is called at each step of drawing a page, and raises _LateError after some time."""
    end = time.monotonic() + seconds

    def step(*_drawn: object) -> None:
        if time.monotonic() > end:
            raise _LateError

    return step


def _without_running_titles(pages: Iterable[str]) -> tuple[str, int]:
    """Return the pages as one text without what stands at the head or foot of many, and how much that was."""
    split = [[line.rstrip() for line in page.split("\n") if line.strip()] for page in pages]
    edges = Counter(key for lines in split for key in {_key(line) for line in _edges(lines)})
    usual = {key for key, count in edges.items() if count >= max(3, _RUNNING * len(split))}
    removed = 0
    for lines in split:
        for at in (-1, 0):
            if lines and _key(lines[at]) in usual:
                del lines[at]
                removed += 1
    return "\n".join("\n".join(lines) for lines in split), removed


def _edges(lines: list[str]) -> Iterator[str]:
    yield from lines[:1]
    yield from lines[-1:]


def _key(line: str) -> str:
    """Return a line with its numbers left open, so that the titles of all pages are alike."""
    return _DIGITS.sub("#", line.strip())
