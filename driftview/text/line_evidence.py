"""What the lines of a text look like: the evidence by which its layout is decided.

Each line is looked at once, and of a long text only some are.
"""

import re
from array import array
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from driftview.text.unspaced import is_unspaced

ALL_LINES = 4_000
"""Lines from the beginning of a text that are looked at; behind them, one stretch in ONE_IN is."""

STRETCH, ONE_IN = 200, 8
MOST_LINES = 200_000
"""Lines that are looked at in the longest texts."""

HEAD = 160
"""Characters at either end of a line that are looked at."""

FINAL = frozenset(".!?…。！？؟։।።۔")
CLOSING = frozenset("\"'’”“»«›‹)]_*」』】")
_PAUSE = frozenset(",;:—–،؛、，；：") | FINAL | CLOSING
STAMP = re.compile(
    r"[\[(<]?(?:(?:\d{4}-\d\d?-\d\d?|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}),?[T ]\s?)?"
    r"\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,6})?(?:\s?[AaPp]\.?[Mm]\.?|Z|[+-]\d\d:?\d\d)?[\])>]?"
    r"(?:\s*[-–:]\s|\s+|$)"
)
STAMPED_NAME = re.compile(r"(\S.{0,40}?)\s{1,4}\[?\d{1,2}:\d\d(?:\s?[AaPp]\.?[Mm]\.?)?\]?$")
"""A line with a name and a time, above a message."""
_NICK = re.compile(r"<[ @+%&~]?([^\W\d][\w\[\]\\^{}|`-]{0,29})>\s+\S")
"""How a line of a chat without times begins."""
WIKI_HEADING = re.compile(r"= .{1,120} =\s*$")
CUE = re.compile(r"(?:\d{1,2}:)?\d{1,2}:\d\d[.,]\d{1,3}\s*-->\s*(?:\d{1,2}:)?\d{1,2}:\d\d[.,]\d{1,3}.*")
_NAME = re.compile(r"[^\W\d_][\w'’.-]{0,20}(?: [\w'’.-]{1,20}){0,2}(?=:\s)")
_CAPITALS = re.compile(r"[^\W\d_][^\W\d_.:,;!?]{0,20}(?:[ .][^\W\d_.:,;!?]{1,20}){0,3}(?=[.:]\s|[.:]?$)")
_BULLET = re.compile(r"[-*•–+]\s|\(?(?:\d{1,4}|[a-z])[.)]\s")
_TECHNICAL = re.compile(
    r"[{}]\s*$|[\])\"'];\s*$|^\s*[\w*]+ [\w*\[\]]+;\s*$|\w\(|\)[:{;]|[=!<>+-]=|->|::|=>|\w = |\w=[\w\"'$]"
    r"|^\s*[\w-]+\s*:\s[^.!?]*;\s*$|^\s*[(\[;]{1,2}[\w:]|\){2,}\s*$|^\s*;;|@\w+\s*$"
    r"|^\s*(?:SELECT|FROM|WHERE|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|GRANT|REVOKE|VALUES|RETURNS)\b"
    r"|\\$|\$\w|\w\[\w|</\w+>|<\w+ \w+=|\w_\w|`|[\w.]/\w+/"
    r"|^\s*(?://|/\*|\*/|#!|[@$%&|]\w?|[\"']{3}|#\s*(?:include|define|if|end)"
    r"|(?:def|class|import|from|return|else|elif|except|raise|pass|function|var|const|static|struct|typedef"
    r"|public|private|my|sub|package|use|fi|done|esac|echo|export|local)\b[^.!?,]*$)"
)
"""What lines of programs have, and those of prose and verse seldom."""
_HEADER = re.compile(r"([^\W\d_][\w-]{0,30})\s?[:：](?:\s|$)")
_MARKED = re.compile(r"```|~~~|\.\. \w|[-=~^*]{4,}\s*$|:\w+: |[*-] [\w*\[]|#{2,6} \w")
"""How lines of pages about programs begin, in Markdown and the like, and those of programs seldom."""
_WROTE = re.compile(
    r"\b(?:wrote|writes|schrieb|schreibt|a écrit|escribió|ha scritto|escreveu|schreef|пишет|писал)\b"
)


EXAMINED = 1_000
"""Lines of which it is asked whether they are those of a program: this takes longer than all the rest."""

SHORT = 0.6
"""A line is short that has no more than this share of a full one."""


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
        self.stamped = self.cues = self.stamped_names = self.wiki_headings = 0
        self.nicks: set[str] = set()
        """Who speaks in a chat without times."""
        self.said = 0
        """Lines that begin with who says them, in angle brackets."""
        self.technical = self.marked = self.examined = 0
        """Lines of a program, marked-up lines of what explains one, and how many were looked at."""
        self.headers: set[str] = set()
        """Fields of mail that begin a block, or stand below another one."""
        self.quoted = 0
        """Lines of mail that somebody else wrote."""
        self.attributed = False
        """Whether a line says who wrote them."""
        self._header = False
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
        final = last in FINAL or (last in CLOSING and shown[-2:-1] in FINAL)
        broken = last in "-‐" and shown[-2:-1].isalpha()
        self.ending.append(3 if broken else 2 if final else last in _PAUSE)
        odd = not body[0].isalpha()
        self.bullet.append(odd and _BULLET.match(body) is not None)
        if odd:
            self.stamped += STAMP.match(body) is not None
            self.cues += CUE.match(body) is not None
            if body[0] == "<" and (nick := _NICK.match(body)) is not None:
                self.said += 1
                self.nicks.add(nick[1])
            self.wiki_headings += WIKI_HEADING.match(body) is not None
        if length < HEAD and (shown[-1].isdigit() or shown[-1] in "Mm.]") and ":" in shown[-10:]:
            self.stamped_names += STAMPED_NAME.match(shown.lstrip()) is not None
            self.quoted += body[0] == ">"
        if self.examined < EXAMINED:
            self.examined += 1
            self.technical += _TECHNICAL.search(head) is not None
            self.marked += _MARKED.match(head) is not None
        if self._header or self.blanks[-1] or shown[-1] == ":" or len(self.blanks) == 1:
            self._look_for_mail(body, shown)
        name = speaker(body)
        self.label.append(-1 if name is None else self.speakers.setdefault(name, len(self.speakers)))

    def _look_for_mail(self, body: str, shown: str) -> None:
        begins = len(self.blanks) == 1 or self.blanks[-1] != 0
        found = _HEADER.match(body) if self._header or begins else None
        if found is not None:
            self.headers.add(found[1].lower())
        self._header = found is not None or (self._header and not begins and self.indent[-1] > 0)
        self.attributed = self.attributed or (shown[-1] == ":" and _WROTE.search(shown) is not None)


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


def weigh(lines: LineEvidence) -> Evidence:
    """Return the shares that decide about lines; all are zero in a text of one line."""
    length, blanks = column(lines.length), column(lines.blanks)
    case, ending, first = column(lines.case), column(lines.ending), column(lines.first_word)
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
        full=share(length[before] + 1 + first[after] > longest - 1),
        small=share(case[after][cased] == 1),
        cased=share(cased),
        final=share(ending[before] == 2),
        unmarked=share(ending[before] == 0),
        short=share((length[before] <= SHORT * widest) & (ending[before] != 3)),
        widest=widest,
        broken=share((ending[before] == 3) & (case[after] != 0)),
        longest=longest,
        median=float(np.median(length)),
        block=len(length) / max(blocks, 1),
        bullets=share(column(lines.bullet) == 1),
    )


def column(values: "array[int]") -> NDArray[np.int64]:
    """Return a column of the evidence as an array."""
    return np.array(values, np.int64)


def share(flags: NDArray[np.bool_]) -> float:
    """Return the share of what is true; 0 of nothing."""
    return float(flags.mean()) if len(flags) else 0.0
