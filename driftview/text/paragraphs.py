"""Paragraphs: what separates them in a text, decided by what most of it does.

A text is looked through once, line by line. Each line end inside a block is evidence: in wrapped prose
the next word would not have fitted on the line, and it mostly begins with a small letter; in verse, lists and
texts with a paragraph a line it would have fitted. Blank lines win where the evidence is mixed.
"""

import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple, assert_never

import numpy as np
from numpy.typing import NDArray

from driftview.text.options import PLAIN_READING, Documents, Paragraphs, ReadingOptions
from driftview.text.streaming import FIXED, SEPARATOR
from driftview.text.unspaced import is_unspaced

ALL_LINES = 4_000
"""Lines from the beginning of a text that are looked at; behind them, one stretch in ONE_IN is."""

STRETCH, ONE_IN = 200, 8
MOST_LINES = 200_000
"""Lines that are looked at in the longest texts."""

WIDEST = 132
"""Characters of the widest line that prose is wrapped to, by hand or by program."""

HEAD = 160
"""Characters at either end of a line that are looked at."""

Kind = Literal["blank", "line", "wrapped", "verse", "list", "play", "chat", "subtitles"]
"""What a text is laid out as."""


class KindRule(NamedTuple):
    """How a kind of text is read."""

    line_ends: Literal["wrap", "stand", "separate"]
    """What line ends inside a document do: only wrap its lines, stand on the page, or end documents."""
    newlines: int
    """How many line ends between two words end a document."""
    arranged: bool = False
    """Whether ``arranged`` has to say where documents end."""
    stamped: bool = False
    """Whether times stand before its lines."""


def rule_of(kind: Kind) -> KindRule:
    """Return how a kind of text is read."""
    match kind:
        case "blank":
            rule = KindRule("wrap", 2)
        case "line":
            rule = KindRule("separate", 1)
        case "wrapped":
            rule = KindRule("wrap", 2, arranged=True)
        case "verse":
            rule = KindRule("stand", 2)
        case "list":
            rule = KindRule("stand", 1)
        case "play":
            rule = KindRule("stand", 2, arranged=True)
        case "chat" | "subtitles":
            rule = KindRule("stand", 2, arranged=True, stamped=True)
        case _:
            assert_never(kind)
    return rule


_FINAL = frozenset(".!?…。！？؟։।።۔")
_CLOSING = frozenset("\"'’”“»«›‹)]_*」』】")
_PAUSE = frozenset(",;:—–،؛、，；：") | _FINAL | _CLOSING
_STAMP = re.compile(
    r"[\[(<]?(?:(?:\d{4}-\d\d?-\d\d?|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}),?[T ]\s?)?"
    r"\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?(?:\s?[AaPp]\.?[Mm]\.?)?[\])>]?(?:\s*[-–:]\s|\s+|$)"
)
_CUE = re.compile(r"(?:\d{1,2}:)?\d{1,2}:\d\d[.,]\d{1,3}\s*-->\s*(?:\d{1,2}:)?\d{1,2}:\d\d[.,]\d{1,3}.*")
_NAME = re.compile(r"[^\W\d_][\w'’.-]{0,20}(?: [\w'’.-]{1,20}){0,2}(?=:\s)")
_CAPITALS = re.compile(r"[^\W\d_][^\W\d_.:,;!?]{0,20}(?:[ .][^\W\d_.:,;!?]{1,20}){0,3}(?=[.:]\s|[.:]?$)")
_BULLET = re.compile(r"[-*•–+]\s|\(?(?:\d{1,4}|[a-z])[.)]\s")
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
        match self.kind:
            case "list" | "chat":
                return "line"
            case "play" | "subtitles":
                return "blank"
            case kind:
                return kind

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
                names = {"verse": "stanza", "play": "speech", "chat": "message", "subtitles": "cue"}
                return names.get(self.kind, "paragraph")

    @property
    def habit(self) -> str:
        """What separates documents, in words."""
        separated = "indents" if self.indented else "short lines"
        habits: dict[Kind, str] = {
            "blank": "separated by blank lines",
            "line": "one per line",
            "list": "one per line",
            "wrapped": f"hard-wrapped, separated by {separated}",
            "verse": "separated by blank lines, line ends kept",
            "play": "each with its speaker",
            "chat": "one per line",
            "subtitles": "",
        }
        if self.documents == "record":
            return "one per record"
        return habits[self.kind] if self.documents == "paragraph" else ""

    @property
    def left_out(self) -> tuple[str, ...]:
        """What the lines of such a text hold and its documents do not."""
        match self.kind:
            case "chat":
                return ("time stamps",)
            case "subtitles":
                return ("numbers and times",)
            case _:
                return ()


SEPARATED = 9
"""Stands for SEPARATOR where line ends are counted."""


class LineEvidence:
    """What the lines of a text look like; each line is looked at once, however long it is."""

    def __init__(self) -> None:
        """No line is known yet."""
        self.length = array("i")
        self.indent = array("i")
        self.first_word = array("i")
        self.blanks = array("i")
        """Blank lines before each line."""
        self.case = array("b")
        """1: begins with a small letter, 0: with a capital, −1: with neither."""
        self.ending = array("b")
        """3: ends in a word that goes on, 2: as a sentence does, 1: with another mark, 0: with none."""
        self.bullet = array("b")
        self.stamped = self.cues = 0
        self.label = array("i")
        """Number of the speaker whose name begins the line; −1 for none."""
        self.speakers: dict[str, int] = {}
        self._blank = 0
        """Blank lines before the current one; −1 where it is not known what is before it."""
        self._number = self._next = 0
        self._forget()

    def add(self, piece: str) -> None:
        """Look at the next piece of the text."""
        number = self._number + piece.count("\n")
        if number < self._next and not self._is_wanted(self._number):
            start = piece.rfind("\n") + 1
            if start:
                self._forget()
            self._go_on(piece[start:])
            self._number = number
            return
        first, *rest = piece.split("\n")
        self._go_on(first)
        for line in rest:
            if self._is_wanted(self._number):
                self._end()
            else:
                self._forget()
            self._number += 1
            self._go_on(line)

    def _is_wanted(self, number: int) -> bool:
        """Tell whether a line is looked at: those of the beginning, and some stretches of what follows."""
        if number < ALL_LINES:
            return True
        stretch, place = divmod(number - ALL_LINES, STRETCH)
        self._next = ALL_LINES + STRETCH * (stretch - stretch % ONE_IN + ONE_IN)
        if place == 0:
            self._blank = -1
        return stretch % ONE_IN == 0 and len(self.length) < MOST_LINES

    def _forget(self) -> None:
        self._head = self._tail = ""
        self._length = 0

    def end(self) -> None:
        """Look at the last line, which may lack its end."""
        if self._length:
            self._end()

    def _go_on(self, part: str) -> None:
        if not self._length:
            self._head, self._tail, self._length = part[:HEAD], part[-HEAD:], len(part)
        elif part:
            self._head = (self._head + part[:HEAD])[:HEAD]
            self._tail = (self._tail + part[-HEAD:])[-HEAD:]
            self._length += len(part)

    def _end(self) -> None:
        head, tail, length = self._head, self._tail, self._length
        self._forget()
        body, shown = head.lstrip(), tail.rstrip()
        if not body or not shown:
            self._blank = abs(self._blank) + 1
            return
        wide = 1 + is_unspaced(body[0])
        self.length.append(wide * (length - len(tail) + len(shown)))
        self.indent.append(len(head) - len(body))
        self.first_word.append(2 if wide > 1 else len(body.split(None, 1)[0]))
        self.blanks.append(self._blank)
        self._blank = 0
        first = body[0] if body[0].isalpha() else body[1:2]
        self.case.append(1 if first.islower() else 0 if first.isupper() else -1)
        last = shown[-1]
        final = last in _FINAL or (last in _CLOSING and shown[-2:-1] in _FINAL)
        broken = last in "-‐" and shown[-2:-1].isalpha()
        self.ending.append(3 if broken else 2 if final else last in _PAUSE)
        odd = not body[0].isalpha()
        self.bullet.append(odd and _BULLET.match(body) is not None)
        if odd:
            self.stamped += _STAMP.match(body) is not None
            self.cues += _CUE.match(body) is not None
        name = speaker(body)
        self.label.append(-1 if name is None else self.speakers.setdefault(name, len(self.speakers)))


def speaker(line: str) -> str | None:
    """Return whose name a line begins with, as lines of a play do; None where there is none."""
    head = line[:64]
    if ":" not in head and not head[:2].isupper():
        return None
    found = _NAME.match(line)
    if found is None and head[:2].isupper():
        found = _CAPITALS.match(line)
        if found is not None and not found[0].isupper():
            found = None
    return found[0] if found else None


class Evidence(NamedTuple):
    """Shares that decide about a layout; of the line ends inside blocks unless said otherwise."""

    inside: float
    """Of all line ends, those inside blocks: the next line is not blank."""
    full: float
    """After which the next word would not have fitted on a line as long as the longest ones."""
    small: float
    """After which the next line begins with a small letter, of those where it begins with a cased letter."""
    cased: float
    """After which the next line begins with a letter of a script that has capitals."""
    final: float
    """Before which a sentence ends."""
    unmarked: float
    """Before which no mark of punctuation stands."""
    broken: float
    """Which break a word."""
    short: float
    """Whose line is no longer than SHORT times the widest ones of the whole text."""
    widest: float
    """Characters of the longest lines, those that are paragraphs among them."""
    longest: float
    """Characters of the longest lines: all but one in twenty are no longer."""
    median: float
    """Characters of half of the lines, or fewer."""
    block: float
    """Lines of a block, on average."""
    bullets: float
    """Of the lines, those that begin as items of a list do."""


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


def weigh(lines: LineEvidence) -> Evidence:
    """Return the shares that decide; all are zero in a text of one line."""
    length, blanks = _column(lines.length), _column(lines.blanks)
    case, ending, first = _column(lines.case), _column(lines.ending), _column(lines.first_word)
    if len(length) < 2:
        size = float(length.sum())
        return Evidence(0, 0, 0, 0, 0, 0, 0, 0, size, size, size, len(length), 0)
    inside = np.flatnonzero(blanks[1:] == 0)
    before, after = inside, inside + 1
    blocks = len(length) - len(inside)
    longest = float(np.percentile(length[before] if len(before) else length, 95))
    widest = float(np.percentile(length, 95))
    cased = case[after] >= 0
    return Evidence(
        inside=len(inside) / (len(length) - 1),
        full=_share(length[before] + 1 + first[after] > longest - 1),
        small=_share(case[after][cased] == 1),
        cased=_share(cased),
        final=_share(ending[before] == 2),
        unmarked=_share(ending[before] == 0),
        short=_share((length[before] <= SHORT * widest) & (ending[before] != 3)),
        widest=widest,
        broken=_share((ending[before] == 3) & (case[after] != 0)),
        longest=longest,
        median=float(np.median(length)),
        block=len(length) / max(blocks, 1),
        bullets=_share(_column(lines.bullet) == 1),
    )


def _column(values: "array[int]") -> NDArray[np.int64]:
    return np.array(values, np.int64)


def _share(flags: NDArray[np.bool_]) -> float:
    return float(flags.mean()) if len(flags) else 0.0


def _decide(lines: LineEvidence, evidence: Evidence) -> Layout:
    """Return the layout, without what only one kind needs."""
    count = len(lines.length)
    if lines.cues >= 3 and lines.cues * 8 > count:
        return Layout("subtitles")
    if lines.stamped >= 3 and lines.stamped * 2 > count:
        return Layout("chat")
    speakers = _speakers(lines)
    if speakers and evidence.inside > 0.05:
        return Layout("play", speakers=speakers)
    return _of_prose(evidence) or Layout(_of_lines(evidence))


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


FEWEST_WRAPPED, NARROWEST = 6, 30
"""Lines, and characters of the longest, from which a text without blank lines may be wrapped prose."""

SHORT, SOME_SHORT = 0.6, 0.02
"""A line is short that has no more than this share of a full one; some: more than this share of the lines."""

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


def _of_lines(evidence: Evidence) -> Kind:
    """Return what a text is in which line ends mean something."""
    if evidence.bullets > 0.5 or (evidence.unmarked > 0.8 and evidence.median < 30):
        return "list"
    if evidence.inside == 1 or evidence.block > MOST_IN_BLOCK:  # no stanzas
        return "line"
    short = evidence.median < SHORT_LINES
    return "verse" if short or (evidence.longest <= 90 and evidence.final <= 0.6) else "line"


def _speakers(lines: LineEvidence) -> frozenset[str]:
    """Return the names that begin the speeches of a play; none where the text is none."""
    label = _column(lines.label)
    labelled = label[label >= 0]
    if len(labelled) < 8 or len(labelled) * 40 < len(label):
        return frozenset()
    counts = np.bincount(labelled)
    often = counts >= max(3, len(labelled) // 200)
    if often.sum() < 2 or counts[often].sum() * 4 < len(labelled) * 3:
        return frozenset()
    return frozenset(name for name, number in lines.speakers.items() if often[number])


def _is_indented(lines: LineEvidence) -> bool:
    """Tell whether some lines, and not most, are indented, as first lines of paragraphs are."""
    indent = _column(lines.indent)
    base = int(np.median(indent)) if len(indent) else 0
    share = _share(indent > base)
    return 0.01 < share < 0.5


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
            self._blank = True
            return line
        begins = self._begun and self._begins(line, body)
        left = self._without_stamps(body) if self._stamped else line
        self._final = body[-1] in _FINAL or body[-1] in _CLOSING or body[-1] == ":"
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
                return _STAMP.match(body) is not None
            case _:
                return self._blank

    def _would_have_fitted(self, body: str) -> bool:
        """Tell whether the line before ends as a paragraph does, with room for the first word of this one."""
        wide = is_unspaced(body[0])
        word = 2 if wide else len(body.split(None, 1)[0])
        return self._final and (1 + wide) * self._length + 1 + word <= self._layout.width

    def _without_stamps(self, body: str) -> str:
        if _CUE.match(body) or (self._layout.kind == "subtitles" and body.isdecimal() and self._blank):
            return ""
        found = _STAMP.match(body)
        return body[found.end() :] if found else body


def is_heading(line: str) -> bool:
    """Tell whether a line, without white space around it, is the heading of a chapter."""
    return len(line) <= HEAD and _HEADING.fullmatch(line) is not None
