"""What a transcript consists of, before it is written as Markdown, plain text or a page for a browser.

Text in here is as it is: every writer cleans and escapes it for its own form.
"""

from dataclasses import dataclass
from enum import Flag, auto

from driftview.charts.svg import Drawing


class Emphasis(Flag):
    """How a piece of text is marked; looks go together."""

    PLAIN = 0
    STRONG = auto()
    DEAD = auto()
    """A human word that the generation beside it no longer has."""
    COPIED = auto()
    """Part of a passage that was copied word for word from the human text."""
    NEW = auto()
    """Completes a phrase that no human wrote."""
    LAST = auto()
    """A word that the next generation no longer has."""


@dataclass(frozen=True)
class StyledText:
    """A piece of text in one look."""

    text: str
    look: Emphasis = Emphasis.PLAIN


TextLine = tuple[StyledText, ...]
"""Text that may be marked here and there."""


def said(text: str) -> TextLine:
    """Return text without marks."""
    return (StyledText(text),)


@dataclass(frozen=True)
class DocumentParagraph:
    """A paragraph."""

    line: TextLine


@dataclass(frozen=True)
class Facts:
    """Names, each with what is to be said of it."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CommandLine:
    """A command line, and what it is for."""

    purpose: str
    command: str


@dataclass(frozen=True)
class DocumentTable:
    """A table whose first column names the rows and whose others are numbers, written out."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Entries:
    """A list."""

    lines: tuple[TextLine, ...]


@dataclass(frozen=True)
class TextBeginning:
    """The beginning of a text, paragraph by paragraph."""

    name: str
    paragraphs: tuple[TextLine, ...]


@dataclass(frozen=True)
class Samples:
    """The beginnings of the human text and of some generations."""

    human: TextBeginning
    pairs: tuple[tuple[TextBeginning, TextBeginning], ...]
    """For each generation, the human passage with the words marked that are dead by then, and its own."""
    legend: tuple[tuple[Emphasis, str], ...]
    """What the looks mean, those that occur."""


@dataclass(frozen=True)
class Charts:
    """Pictures of the data."""

    drawings: tuple[Drawing, ...]


DocumentBlock = DocumentParagraph | Facts | CommandLine | DocumentTable | Entries | Samples | Charts


@dataclass(frozen=True)
class Section:
    """A part of a transcript under a heading."""

    title: str
    blocks: tuple[DocumentBlock, ...]


@dataclass(frozen=True)
class Transcript:
    """All that a person reads of a lineage."""

    title: str
    introduction: str
    """What was done to the text, for readers who have not seen the program; empty where that is not known."""
    verdict: str
    sections: tuple[Section, ...]
