"""Paragraphs: what separates them in a text, decided by what most of it does.

A text is looked through once, line by line. Each line end inside a block is evidence: in wrapped prose
the next word would not have fitted on the line, and it mostly begins with a small letter; in verse, lists and
texts with a paragraph a line it would have fitted. Blank lines win where the evidence is mixed.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple, assert_never

import numpy as np

from driftview.text.line_evidence import (
    CLOSING,
    CUE,
    FINAL,
    HEAD,
    SHORT,
    STAMP,
    STAMPED_NAME,
    Evidence,
    LineEvidence,
    column,
    share,
    speaker,
    weigh,
)
from driftview.text.options import PLAIN_READING, Documents, Paragraphs, ReadingOptions
from driftview.text.streaming import FIXED, SEPARATOR
from driftview.text.unspaced import is_unspaced

WIDEST = 132
"""Characters of the widest line that prose is wrapped to, by hand or by program."""

Kind = Literal[
    "blank", "line", "wrapped", "verse", "list", "play", "chat", "irc", "subtitles", "mail", "code"
]
"""What a text is laid out as."""


class KindRule(NamedTuple):
    """How a kind of text is read, and what is said of it."""

    line_ends: Literal["wrap", "stand", "separate"]
    """What line ends inside a document do: only wrap its lines, stand on the page, or end documents."""
    newlines: int
    """How many line ends between two words end a document."""
    option: Paragraphs
    """What ``--paragraphs`` would have to be for it."""
    habit: str
    """What separates its documents, in words."""
    noun: str = "paragraph"
    """What a document of it is called."""
    arranged: bool = False
    """Whether ``arranged`` has to say where documents end."""
    stamped: bool = False
    """Whether times stand before its lines."""
    left_out: tuple[str, ...] = ()
    """What its lines hold and its documents do not."""


KEPT = "separated by blank lines, line ends kept"


def rule_of(kind: Kind) -> KindRule:
    """Return how a kind of text is read: all that is declared of it."""
    match kind:
        case "blank":
            rule = KindRule("wrap", 2, "blank", "separated by blank lines")
        case "line":
            rule = KindRule("separate", 1, "line", "one per line")
        case "wrapped":
            rule = KindRule("wrap", 2, "wrapped", "hard-wrapped, separated by short lines", arranged=True)
        case "verse":
            rule = KindRule("stand", 2, "verse", KEPT, "stanza")
        case "mail":
            rule = KindRule("stand", 2, "verse", f"of mail, {KEPT}")
        case "code":
            rule = KindRule("stand", 2, "verse", f"of program code, {KEPT}", "block")
        case "list":
            rule = KindRule("stand", 1, "line", "one per line")
        case "play":
            rule = KindRule("stand", 2, "blank", "each with its speaker", "speech", arranged=True)
        case "chat":
            rule = KindRule(
                "stand", 2, "line", "one per line", "message",
                arranged=True, stamped=True, left_out=("time stamps",),
            )  # fmt: skip
        case "irc":
            rule = KindRule("stand", 1, "line", "one per line", "message")
        case "subtitles":
            rule = KindRule(
                "stand", 2, "blank", "", "cue", arranged=True, stamped=True, left_out=("numbers and times",)
            )
        case _:
            assert_never(kind)
    return rule


_OF_MAIL = frozenset([
    "from", "to", "subject", "date", "von", "an", "betreff", "gesendet", "datum", "de", "à", "objet",
    "envoyé", "para", "asunto", "fecha", "da", "a", "oggetto", "data", "от", "кому", "тема", "дата",
    "发件人", "收件人", "主题", "差出人", "宛先", "件名",
])  # fmt: skip
"""Fields of mail, in small letters."""
_FIELDS = frozenset([
    "Author", "AuthorDate", "Bug", "Comment", "Commit", "CommitDate", "Copyright", "Date", "Description",
    "Files", "License", "Merge", "Name", "Note", "Package", "Reviewer", "Signed-off-by", "Source", "Title",
    "URL", "Version", "Warning",
])  # fmt: skip
"""What lines of logs and lists begin with that is nobody's name."""
_HEADING = re.compile(
    r"(?:(?:CHAPTER|Chapter|CHAPITRE|Chapitre|KAPITEL|Kapitel|CAP[ÍI]TULO|Cap[íi]tulo|CAPITOLO|Capitolo"
    r"|HOOFDSTUK|Hoofdstuk|ГЛАВА|Глава|ROZDZIAŁ|Rozdział|BOOK|PART|LETTER|ACT)"
    r"\s+(?:[IVXLCDM]+|\d+|[A-ZÀ-ÞА-Я][\w-]*)\b.{0,80}|[IVXLCDM]{1,8}\.?|#{1,3} .{1,120}|= [^=].{0,120} =)\s*"
)


@dataclass(frozen=True)
class Layout:
    """What only a look at a whole text tells of how to read any part of it."""

    kind: Kind = "blank"
    mixed: bool = False
    """Whether the evidence was mixed."""
    documents: Documents | Literal["record"] = "paragraph"
    """What a document is; a record is one whatever it holds."""
    speakers: frozenset[str] = frozenset()
    """Whose names begin the speeches of a play."""
    width: int = 0
    """Characters of a full line, in prose."""
    loose: bool = False
    """Whether prose has short lines that end where their author ended them: addresses, lists, recipes."""
    indented: bool = False
    """Whether the first lines of paragraphs are indented, in hard-wrapped prose."""

    @property
    def keeps_lines(self) -> bool:
        """Whether line ends inside a document stand on the page."""
        return rule_of(self.kind).line_ends == "stand"

    @property
    def wraps(self) -> bool:
        """Whether line ends inside a document only wrap its lines."""
        return rule_of(self.kind).line_ends == "wrap"

    @property
    def newlines(self) -> int:
        """How many line ends between two words end a document; more than there are where SEPARATOR does."""
        if self.is_arranged:
            return SEPARATED
        return rule_of(self.kind).newlines

    @property
    def is_arranged(self) -> bool:
        """Whether ``arranged`` has to say where documents end."""
        return self.documents != "paragraph" or rule_of(self.kind).arranged

    @property
    def paragraphs(self) -> Paragraphs:
        """What ``--paragraphs`` would have to be for this layout."""
        return rule_of(self.kind).option

    @property
    def noun(self) -> str:
        """What a document is called."""
        match self.documents:
            case "file":
                return "text"
            case "chapter":
                return "chapter"
            case "record":
                return "document"
            case "paragraph":
                return rule_of(self.kind).noun

    @property
    def habit(self) -> str:
        """What separates documents, in words."""
        match self.documents:
            case "record":
                return "one per record"
            case "file" | "chapter":
                return ""
            case "paragraph":
                habit = rule_of(self.kind).habit
                return habit.replace("short lines", "indents") if self.indented else habit

    @property
    def left_out(self) -> tuple[str, ...]:
        """What the lines of such a text hold and its documents do not."""
        return rule_of(self.kind).left_out


SEPARATED = 9
"""Stands for SEPARATOR where line ends are counted."""


def find_layout(pieces: Iterable[str], options: ReadingOptions = PLAIN_READING) -> Layout:
    """Return the layout of a text.

    Parameters
    ----------
    pieces
        The clean text, cut anywhere.
    options
        What the user said: ``paragraphs`` overrules the evidence.

    Returns
    -------
    Layout
        What separates the documents of the text.
    """
    lines = LineEvidence()
    for piece in pieces:
        lines.add(piece)
    lines.end()
    return layout_of(lines, options)


def layout_of(lines: LineEvidence, options: ReadingOptions = PLAIN_READING) -> Layout:
    """Return the layout that the lines of a text show; see :func:`find_layout`."""
    evidence = weigh(lines)
    layout = _decide(lines, evidence)
    if options.paragraphs is not None and options.paragraphs != layout.paragraphs:
        layout = Layout(options.paragraphs)
    if layout.wraps:
        loose = evidence.short > SOME_SHORT and evidence.widest >= NARROWEST
        layout = replace(layout, loose=loose, width=round(evidence.widest))
    if layout.kind == "wrapped":
        layout = replace(layout, width=round(evidence.longest), indented=_is_indented(lines))
    return replace(layout, documents=options.documents)


def _decide(lines: LineEvidence, evidence: Evidence) -> Layout:
    """Return the layout, without what only one kind needs."""
    marked = _of_marks(lines, evidence)
    if marked is not None:
        return marked
    prose = _of_prose(evidence)
    technical = lines.technical / max(lines.examined, 1)
    if technical > MOSTLY_TECHNICAL and lines.marked < SOME_MARKED * lines.examined:
        return prose if prose is not None and not prose.mixed else Layout("code")
    explains = technical > SOME_TECHNICAL or _has_fields(lines)
    speakers = frozenset() if explains or evidence.inside <= 0.05 else _speakers(lines)
    if speakers:
        return Layout("play", speakers=speakers)
    return prose or _of_lines(evidence, explains)


def _of_marks(lines: LineEvidence, evidence: Evidence) -> Layout | None:
    """Return the layout of a text whose lines have the marks of one; None where they have none."""
    count, named = len(lines.length), lines.stamped_names
    if lines.cues >= 3 and lines.cues * 8 > count:
        return Layout("subtitles")
    if (lines.stamped >= 3 and lines.stamped * 2 > count) or (named >= 3 and named * 5 > count):
        return Layout("chat")
    if lines.said * 2 > count and lines.said >= 3 and len(lines.nicks) > 1:
        return Layout("irc")
    if _is_mail(lines):
        return Layout("mail")
    wiki = lines.wiki_headings * 100 > count and evidence.inside > 0.05
    return Layout("line") if wiki else None


def _is_mail(lines: LineEvidence) -> bool:
    """Tell whether a text is mail: with its fields, or with what it answers to."""
    quoted = lines.quoted >= 3 and lines.attributed
    return len(lines.headers & _OF_MAIL) >= 2 or (quoted and lines.quoted * 12 > len(lines.length))


def _of_prose(evidence: Evidence) -> Layout | None:
    """Return the layout of a text whose line ends only wrap it; None where they mean something."""
    prose = _is_prose(evidence)
    if evidence.inside == 1:  # without any blank line, lines are paragraphs unless much speaks against it
        enough = evidence.block >= FEWEST_WRAPPED and evidence.longest >= NARROWEST
        return Layout("wrapped") if prose > 0.5 and enough else None
    if prose > 0.5:
        return Layout("wrapped" if evidence.block > MOST_IN_BLOCK else "blank")
    if evidence.inside < 0.34:
        return Layout("blank", mixed=evidence.inside > 0.2 and prose < 0.2)
    if prose > 0.35 and evidence.block <= MOST_IN_BLOCK:
        return Layout("blank", mixed=True)
    return None


SOME_TECHNICAL, MOSTLY_TECHNICAL = 0.15, 0.45
"""With more than these shares of lines that look like a program's, a text is no verse; is program code."""

SOME_MARKED = 0.04
"""With more than this share of lines in markup, a text explains programs and is none."""

FEWEST_WRAPPED, NARROWEST = 6, 30
"""Lines, and characters of the longest, from which a text without blank lines may be wrapped prose."""

SOME_SHORT = 0.02
"""Prose with more than this share of short lines has lines that end where their author ended them."""

FULL_ENOUGH = 0.7
"""In prose, so many lines have no room for the next word; verse in short lines has fewer such lines."""

MANY_BROKEN = 0.1
"""Where more line ends than this break a word, they only wrap prose, however ragged the lines are."""

SHORT_LINES = 45
"""With a median line below this, in cells, blocks are stanzas even where every line ends a sentence."""

MOST_IN_BLOCK = 60
"""Lines of an average paragraph; where blocks are longer, blank lines do not separate paragraphs."""


def _is_prose(evidence: Evidence) -> float:
    """Return how much speaks for line ends that only wrap prose, from 0 to 1."""
    if evidence.broken > MANY_BROKEN and evidence.longest <= WIDEST:
        return 1.0
    if evidence.longest > WIDEST or evidence.final > 0.5 or evidence.unmarked < 0.3:
        return 0.0
    if evidence.cased < 0.5:
        return evidence.full
    prose = 0.55 * evidence.full + 0.45 * evidence.small
    ragged = evidence.full < FULL_ENOUGH and evidence.longest < SHORT_LINES  # verse in small letters
    return prose if evidence.full > 0.25 and evidence.small > 0.15 and not ragged else min(prose, 0.3)


def _of_lines(evidence: Evidence, explains: bool) -> Layout:
    """Return what a text is in which line ends mean something; ``explains``: it is no verse."""
    if evidence.bullets > 0.5 or (evidence.unmarked > 0.8 and evidence.median < 30 and evidence.inside > 0.7):
        return Layout("list")
    if evidence.inside < 1 and explains:  # commands and code between paragraphs
        return Layout("blank", mixed=True)
    if evidence.inside == 1 or evidence.block > MOST_IN_BLOCK:  # no stanzas
        return Layout("line")
    short = evidence.median < SHORT_LINES
    return Layout("verse" if short or (evidence.longest <= 90 and evidence.final <= 0.6) else "line")


def _speakers(lines: LineEvidence) -> frozenset[str]:
    """Return the names that begin the speeches of a play; none where the text is none."""
    label = column(lines.label)
    labelled = label[label >= 0]
    if len(labelled) < 8 or len(labelled) * 40 < len(label):
        return frozenset()
    counts = np.bincount(labelled)
    often = counts >= max(3, len(labelled) // 200)
    if often.sum() < 2 or counts[often].sum() * 4 < len(labelled) * 3:
        return frozenset()
    return frozenset(name for name, number in lines.speakers.items() if often[number])


def _has_fields(lines: LineEvidence) -> bool:
    """Tell whether many lines begin with the name of a field, as those of logs do."""
    numbers = [number for name, number in lines.speakers.items() if name in _FIELDS]
    fields = np.isin(column(lines.label), numbers).sum() if numbers else 0
    return fields >= 4 and fields * 12 > len(lines.label)


def _is_indented(lines: LineEvidence) -> bool:
    """Tell whether some lines, and not most, are indented, as first lines of paragraphs are."""
    indent = column(lines.indent)
    base = int(np.median(indent)) if len(indent) else 0
    return 0.01 < share(indent > base) < 0.5


def with_fixed_ends(text: str, layout: Layout) -> str:
    """Put FIXED behind the line ends of prose that short lines have, where no blank line follows."""
    if not layout.loose:
        return text
    longest = max(1, int(SHORT * layout.width))
    return re.sub(rf"(?m)^([^\n]{{1,{longest}}}+)(?<![-\u2010])\n(?=[ \t]*\S)", rf"\1\n{FIXED}", text)


def arranged(pieces: Iterable[str], layout: Layout) -> Iterator[str]:
    """Put SEPARATOR where documents end and white space does not show it; leave out time stamps.

    Parameters
    ----------
    pieces
        The clean text, cut anywhere.
    layout
        What :func:`find_layout` says of it.

    Yields
    ------
    str
        The text in pieces. Long lines are not held in memory as a whole.
    """
    if not layout.is_arranged or layout.documents in ("file", "record"):
        yield from pieces
        return
    arranger = _Arranger(layout)
    for piece in pieces:
        yield arranger.add(piece)
    yield arranger.end()


class _Arranger:
    """Goes through a text line by line, a few lines behind."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._stamped = rule_of(layout.kind).stamped
        self._line: list[str] = []
        self._held = 0
        self._blank = True
        self._final = False
        self._length = 0
        self._begun = False
        self._aside = False
        """Whether a line belongs to what only a player of subtitles reads."""

    def add(self, piece: str) -> str:
        """Return the lines that are complete now."""
        *lines, rest = piece.split("\n")
        found = []
        for line in lines:
            self._line.append(line)
            found.append(self._ended("".join(self._line)) + "\n")
            self._line, self._held = [], 0
        self._line.append(rest)
        self._held += len(rest)
        return "".join(found)

    def end(self) -> str:
        """Return the last line, which lacks its end."""
        return self._ended("".join(self._line))

    def _ended(self, line: str) -> str:
        """Return a line, behind SEPARATOR where a document begins with it."""
        body = line.strip()
        if not body:
            self._blank, self._aside = True, False
            return line
        begins = self._begun and self._begins(line, body)
        left = self._without_stamps(body) if self._stamped else line
        self._final = body[-1] in FINAL or body[-1] in CLOSING or body[-1] == ":"
        self._length = len(line.rstrip())
        self._blank = False
        self._begun = self._begun or bool(left.strip())
        return SEPARATOR + left if begins else left

    def _begins(self, line: str, body: str) -> bool:
        """Tell whether a document begins with a line, given those before it."""
        if self._layout.documents == "chapter":
            return is_heading(body)
        match self._layout.kind:
            case "wrapped":
                indented = self._layout.indented
                return self._blank or (line[:1].isspace() if indented else self._would_have_fitted(body))
            case "play":
                name = speaker(body)
                return name in self._layout.speakers or (self._blank and name is not None)
            case "chat":
                return STAMP.match(body) is not None or STAMPED_NAME.match(body) is not None
            case _:
                return self._blank

    def _would_have_fitted(self, body: str) -> bool:
        """Tell whether the line before ends as a paragraph does, with room for the first word of this one."""
        wide = is_unspaced(body[0])
        word = 2 if wide else len(body.split(None, 1)[0])
        return self._final and (1 + wide) * self._length + 1 + word <= self._layout.width

    def _without_stamps(self, body: str) -> str:
        if self._layout.kind == "subtitles":
            aside = self._aside or (self._blank and _ASIDE.match(body) is not None)
            self._aside = aside
            number = body.isdecimal() and self._blank
            return "" if aside or number or CUE.match(body) else _MARKUP_OF_CUES.sub("", body)
        found = STAMP.match(body)
        if found is None and (named := STAMPED_NAME.match(body)) is not None:
            return named[1]
        return body[found.end() :] if found else body


_ASIDE = re.compile(r"\ufeff?WEBVTT\b|(?:NOTE|STYLE|REGION)\b(?:\s|$)")
_MARKUP_OF_CUES = re.compile(r"</?(?:[ibuvc]|lang|ruby|rt|font|\d\d:)\b[^<>]{0,80}>|\{\\an?\d\}")


def is_heading(line: str) -> bool:
    """Tell whether a line, without white space around it, is the heading of a chapter."""
    return len(line) <= HEAD and _HEADING.fullmatch(line) is not None
