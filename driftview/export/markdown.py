"""A transcript as Markdown."""

import re
from collections.abc import Iterable, Iterator, Sequence

from driftview.charts.svg import Drawing
from driftview.export.document import (
    Charts,
    CommandLine,
    DocumentBlock,
    DocumentParagraph,
    DocumentTable,
    Emphasis,
    Entries,
    Facts,
    Samples,
    Section,
    TextBeginning,
    TextLine,
    Transcript,
)
from driftview.text.cleaning import clean, clean_prose

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~&$])")
"""Marks that mean something to Markdown wherever they stand."""

_BEGINNINGS = re.compile(r"^(\d*)([-+=.):])(?=\s|\2|$)", re.MULTILINE)
"""Marks that make a list, a heading or a rule of the line that they begin, numbers before them included."""


def markdown(transcript: Transcript, charts: str | None = None) -> str:
    """Return a transcript as Markdown, ended by a newline.

    ``charts`` is the folder in which the charts lie as SVG files, seen from the transcript; None leaves them
    out, because Markdown cannot hold them.
    """
    parts = [f"# {plain(transcript.title)}"]
    parts += [plain(said) for said in (transcript.introduction, transcript.verdict) if said]
    for section in transcript.sections:
        parts += _section(section, charts)
    return "\n\n".join(parts) + "\n"


def _section(section: Section, charts: str | None) -> Iterator[str]:
    """Yield a section: its heading, unless it is the first or has nothing to say, and its blocks."""
    blocks = [part for block in section.blocks for part in _block(block, charts)]
    if blocks and section.title != "Settings":
        yield f"## {plain(section.title)}"
    yield from blocks


def _block(block: DocumentBlock, charts: str | None) -> Iterator[str]:
    match block:
        case DocumentParagraph(line):
            yield _line(line)
        case Facts(rows):
            yield "\n".join(f"- {plain(name)}: {plain(value)}" for name, value in rows)
        case CommandLine(purpose, command):
            code = clean(command).replace("\n", "\n    ")
            yield f"{plain(purpose)}\n\n    {code}"
        case DocumentTable(_, head, rows):
            yield table([plain(cell) for cell in head], ([plain(cell) for cell in row] for row in rows))
        case Entries(lines):
            yield "\n".join(f"- {_line(line)}" for line in lines)
        case Samples(human, pairs, legend):
            if legend:
                yield "\n".join(f"- {_marked('text', look)}: {plain(meaning)}" for look, meaning in legend)
            struck = pairs[-1][0] if pairs else human  # as it is by the end
            for passage in (struck, *(machine for _, machine in pairs)):
                yield f"### {plain(passage.name)}\n\n{_quotation(passage)}"
        case Charts(drawings) if charts is not None:
            yield from (_chart(drawing, charts) for drawing in drawings)


def _chart(drawing: Drawing, folder: str) -> str:
    """Return a chart as a picture, with its title and what it says in words."""
    caption = drawing.caption
    return f"![{plain(caption.title)}]({folder}/{caption.name}.svg)\n\n{plain(caption.said)}"


def _line(line: TextLine) -> str:
    """Return a line with its strong words in bold; other looks need more than Markdown has."""
    text = "".join(
        f"**{inline(run.text)}**" if Emphasis.STRONG in run.look else inline(run.text) for run in line
    )
    return _BEGINNINGS.sub(r"\1\\\2", text)


def _quotation(passage: TextBeginning) -> str:
    """Return a passage as a quotation, paragraph by paragraph."""
    texts = ("".join(_marked(run.text, run.look) for run in paragraph) for paragraph in passage.paragraphs)
    lines = (_BEGINNINGS.sub(r"\1\\\2", " ".join(text.split())) for text in texts)
    return "\n>\n".join(f"> {line}".rstrip() for line in lines)


def _marked(text: str, look: Emphasis) -> str:
    """Return a piece of a passage with its mark in plain signs: ⟦copied⟧, ~~dead~~, last‡."""
    said = inline(text)
    if not said.strip():
        return said
    if Emphasis.DEAD in look:
        said = f"~~{said}~~"
    if Emphasis.LAST in look:
        said = f"{said}‡"
    return f"⟦{said}⟧" if Emphasis.COPIED in look else said


def inline(text: str) -> str:
    """Return clean text for the middle of a line, in which Markdown finds nothing to do."""
    return _SIGNS.sub(r"\\\1", clean_prose(text))


def plain(text: str) -> str:
    """Return clean text for whole lines, in which Markdown finds nothing to do."""
    return _BEGINNINGS.sub(r"\1\\\2", inline(text))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table whose first column stands left and the others right."""
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
