"""What a transcript consists of, before it is written as Markdown, plain text or a page for a browser.

Text in here is as it is: every writer cleans and escapes it for its own form.
"""

from dataclasses import dataclass
from enum import Flag, auto

from driftview.charts.svg import Drawing


class Look(Flag):
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
class Run:
    """A piece of text in one look."""

    text: str
    look: Look = Look.PLAIN


Line = tuple[Run, ...]
"""Text that may be marked here and there."""


def said(text: str) -> Line:
    """Return text without marks."""
    return (Run(text),)


@dataclass(frozen=True)
class Paragraph:
    """A paragraph."""

    line: Line


@dataclass(frozen=True)
class Facts:
    """Names, each with what is to be said of it."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Command:
    """A command line, and what it is for."""

    purpose: str
    command: str


@dataclass(frozen=True)
class Table:
    """A table whose first column names the rows and whose others are numbers, written out."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Entries:
    """A list."""

    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Passage:
    """The beginning of a text, paragraph by paragraph."""

    name: str
    paragraphs: tuple[Line, ...]


@dataclass(frozen=True)
class Samples:
    """The beginnings of the human text and of some generations."""

    human: Passage
    pairs: tuple[tuple[Passage, Passage], ...]
    """For each generation, the human passage with the words marked that are dead by then, and its own."""
    legend: tuple[tuple[Look, str], ...]
    """What the looks mean, those that occur."""


@dataclass(frozen=True)
class Charts:
    """Pictures of the data."""

    drawings: tuple[Drawing, ...]


Block = Paragraph | Facts | Command | Table | Entries | Samples | Charts


@dataclass(frozen=True)
class Section:
    """A part of a transcript under a heading."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Transcript:
    """All that a person reads of a lineage."""

    title: str
    verdict: str
    sections: tuple[Section, ...]
