"""A transcript as plain text, at most 80 columns wide."""

import unicodedata
from collections.abc import Iterator, Sequence

from driftview.export.document import (
    CommandLine,
    DocumentBlock,
    DocumentParagraph,
    DocumentTable,
    Entries,
    Facts,
    Samples,
    Section,
    TextBeginning,
    TextLine,
    Transcript,
)
from driftview.text.cleaning import clean_prose

WIDTH = 80
"""Columns of a line at most; only a command line, which has to be copied as it is, may be longer."""

INDENT = "    "
GAP = "  "
"""Between two columns of a table."""


def plain_text(transcript: Transcript) -> str:
    """Return a transcript as plain text, ended by a newline; for charts there are the tables."""
    parts = [_underlined(transcript.title, "=")]
    parts += [*_filled(transcript.introduction), *_filled(transcript.verdict)]
    for section in transcript.sections:
        parts += _section(section)
    return "\n\n".join(parts) + "\n"


def _section(section: Section) -> Iterator[str]:
    parts = [part for block in section.blocks for part in _block(block)]
    if parts:
        yield "\n" + _underlined(section.title, "-")
    yield from parts


def _block(block: DocumentBlock) -> Iterator[str]:
    match block:
        case DocumentParagraph(line):
            yield from _filled(_text(line))
        case Facts(rows):
            yield "\n".join(_hanging(f"- {name}: {value}", "  ") for name, value in rows)
        case CommandLine(purpose, command):
            yield from _filled(purpose)
            yield INDENT + clean_prose(command).replace("\n", "\n" + INDENT)
        case DocumentTable(_, head, rows):
            yield from _table(head, rows)
        case Entries(lines):
            yield "\n".join(_hanging(f"- {_text(line)}", "  ") for line in lines)
        case Samples(human, pairs, _):
            for passage in (human, *(machine for _, machine in pairs)):
                yield from _passage(passage)


def _text(line: TextLine) -> str:
    return "".join(run.text for run in line)


def _underlined(title: str, sign: str) -> str:
    lines = wrapped(title, WIDTH)
    return "\n".join([*lines, sign * max(map(cells, lines))])


def _filled(text: str) -> Iterator[str]:
    yield "\n".join(wrapped(text, WIDTH))


def _hanging(text: str, indent: str) -> str:
    """Return text whose lines after the first are indented."""
    return f"\n{indent}".join(wrapped(text, WIDTH - len(indent)))


def _passage(passage: TextBeginning) -> Iterator[str]:
    """Yield the name of a passage, and its paragraphs indented."""
    yield f"{clean_prose(passage.name)}:"
    for paragraph in passage.paragraphs:
        yield "\n".join(INDENT + line for line in wrapped(_text(paragraph), WIDTH - len(INDENT)))


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield a table; columns that do not fit beside the others follow in further tables."""
    columns = [
        [" ".join(clean_prose(cell).split()) for cell in column] for column in zip(head, *rows, strict=True)
    ]
    widest = (WIDTH - len(GAP)) // 2  # so that any column fits beside the first
    widths = [min(max(cells(cell) for cell in column), widest) for column in columns]
    place = 1
    while place < len(columns):
        room, shown = WIDTH - widths[0], [0]
        while place < len(columns) and (len(shown) == 1 or widths[place] + len(GAP) <= room):
            room -= widths[place] + len(GAP)
            shown.append(place)
            place += 1
        yield "\n".join(
            _row([columns[i][row] for i in shown], [widths[i] for i in shown]) for row in range(len(rows) + 1)
        )


def _row(texts: Sequence[str], widths: Sequence[int]) -> str:
    """Return one row: the first column stands left, the others right."""
    padded = [_cut(texts[0], widths[0])]
    padded[0] += " " * (widths[0] - cells(padded[0]))
    for text, width in zip(texts[1:], widths[1:], strict=True):
        short = _cut(text, width)
        padded.append(" " * (width - cells(short)) + short)
    return GAP.join(padded).rstrip()


def _cut(text: str, width: int) -> str:
    """Return text of ``width`` columns at most, … where something is missing."""
    if cells(text) <= width:
        return text
    return next(wrapped_line for wrapped_line in _pieces(text, width - 1)) + "…"


def cells(text: str) -> int:
    """Return how many columns text takes: East Asian letters two, marks above or below others none."""
    if text.isascii():
        return len(text)
    return sum(_cells(letter) for letter in text)


def _cells(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in ("W", "F") else 1


def wrapped(text: str, width: int) -> list[str]:
    """Return clean text in lines of ``width`` columns at most, broken at spaces, and within longer words."""
    lines = [""]
    taken = 0
    for word in clean_prose(text).split():
        for piece in _pieces(word, width):
            size = cells(piece)
            if taken and taken + 1 + size > width:
                lines.append("")
                taken = 0
            lines[-1] += (" " if taken else "") + piece
            taken += size + (1 if taken else 0)
    return lines


def _pieces(word: str, width: int) -> Iterator[str]:
    """Yield a word in pieces of ``width`` columns at most."""
    while cells(word) > width:
        end, taken = 0, 0
        while taken + _cells(word[end]) <= width:
            taken += _cells(word[end])
            end += 1
        yield word[:end]
        word = word[end:]
    yield word
