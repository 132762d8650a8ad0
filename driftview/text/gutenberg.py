"""What Project Gutenberg puts around and into a book: licences, credits, page marks, illustrations.

A text is gone through once, line by line; only what may still turn out to be a licence is held in memory.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from driftview.text.streaming import Readable

MOST_AROUND = 60_000
"""Characters before the first line of a book, or behind its last: the licence has 19,000."""

MOST_MARK = 4_000
"""Characters of the longest caption of an illustration."""

CREDITS_LINES = 60
"""Lines behind the beginning of a book among which credits are looked for."""

SIGNS = (b"Gutenberg", b"GUTENBERG", b"[Illustration", b"[Frontispiece", b"[P", b"{", b"[p")
"""A text without any of these holds nothing to leave out."""

_START = re.compile(
    r"\s*\*{2,}\s*START OF (?:THE |THIS )?PROJECT GUTENBERG|\s*\*+\s*END\s*\**\s*THE SMALL PRINT"
    r"|.{0,80}SMALL PRINT.{0,80}\*\s*END\s*\*\s*$",
    re.IGNORECASE,
)
_END = re.compile(
    r"\s*\*{2,}\s*END OF (?:THE |THIS )?PROJECT GUTENBERG|\s*\*{2,}\s*START: FULL LICENSE"
    r"|\s*(?:\*+\s*)?End of (?:the |this )?Project Gutenberg(?:'s|’s)?\b",
    re.IGNORECASE,
)
_OPENS_LICENCE = re.compile(
    r"The Project Gutenberg|Project Gutenberg(?:'s|’s|\(|™| )|\*{2,}\s*START", re.IGNORECASE
)
_CREDITS = re.compile(
    r"\s*[\[(]?(?:Produced|Prepared|Transcribed|Scanned|Digiti[sz]ed|Proofread|Typed|Edited) (?:by|from)\b"
    r"|\s*[\[(]?(?:This )?(?:e-?text|e-?book|electronic text|file|edition) (?:was )?"
    r"(?:produced|prepared|transcribed|scanned|created|made) (?:by|from)\b"
    r"|\s*(?:HTML version|Credits|Character set encoding|Note: Project Gutenberg|Note: Images of)\b",
    re.IGNORECASE,
)
_NUMBER = r"(?P<number>[0-9]{1,4}|[ivxlcIVXLC]{1,7})[a-z]?"
_STYLES = {
    "pg": re.compile(rf"[\[{{]Pg[ .]*{_NUMBER}[\]}}] ?"),
    "page": re.compile(rf"\[[Pp]age {_NUMBER}\] ?"),
    "p": re.compile(rf"\[p\. ?{_NUMBER}\] ?"),
    "brace": re.compile(r"\{(?P<number>[0-9]{1,4})\} ?"),
}
"""How page marks are written. The first always is one; the others are where their numbers rise by one."""

FEWEST_MARKS = 4
"""Page marks in one of the other styles from which their numbers tell."""

_PICTURE = re.compile(r"\[(?:Illustrations?|Frontispiece)\b", re.IGNORECASE)

_BRACKET = re.compile(r"[\[\]]")


@dataclass
class LeftOut:
    """What was left out of a text."""

    licence: bool = False
    credits: bool = False
    pages: int = 0
    pictures: int = 0

    def sentence(self) -> str | None:
        """Say what was left out; None for nothing."""
        parts = [
            *(["the licence of Project Gutenberg"] if self.licence else []),
            *(["credits"] if self.credits else []),
            *([_counted(self.pages, "page mark")] if self.pages else []),
            *([_counted(self.pictures, "illustration")] if self.pictures else []),
        ]
        if not parts:
            return None
        return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _counted(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count:,} {noun}s"


@dataclass(frozen=True)
class BareText:
    """A text without licence, page marks and illustrations, read in pieces."""

    text: Readable
    styles: frozenset[str]
    """How its page marks are written."""

    def pieces(self) -> Iterator[str]:
        """Go through the text, clean."""
        return without_boilerplate(self.text.pieces(), LeftOut(), self.styles)


def look_for_boilerplate(text: Readable) -> tuple[BareText, str] | None:
    """Return a text without what Project Gutenberg put into it, and what that was; None where it is nothing.

    Parameters
    ----------
    text
        The clean text; it is gone through twice.
    """
    styles = _styles_of_pages(text.pieces())
    left_out = LeftOut()
    for _ in without_boilerplate(text.pieces(), left_out, styles):
        pass
    told = left_out.sentence()
    return None if told is None else (BareText(text, styles), told)


def _styles_of_pages(pieces: Iterable[str]) -> frozenset[str]:
    """Return the ways in which pages are marked."""
    numbers: dict[str, list[int]] = {name: [] for name in _STYLES}
    for line in _lines(pieces):
        if "[" not in line and "{" not in line:
            continue
        for name, style in _STYLES.items():
            if len(numbers[name]) < MOST_MARKS:
                numbers[name] += (int(each) for each in style.findall(line) if each.isdecimal())
    return frozenset({"pg", *(name for name, found in numbers.items() if _rise(found))})


MOST_MARKS = 1000
"""Page marks of one style that are looked at."""


def _rise(numbers: list[int]) -> bool:
    steps = [after - before for before, after in pairwise(numbers)]
    return len(numbers) >= FEWEST_MARKS and steps.count(1) >= 0.8 * len(steps)


def _lines(pieces: Iterable[str]) -> Iterator[str]:
    """Go through the lines of a text, with their ends."""
    held = ""
    for piece in pieces:
        lines, end, held = (held + piece).rpartition("\n")
        if end:
            yield from (lines + end).splitlines(keepends=True)
    if held:
        yield held


def without_boilerplate(
    pieces: Iterable[str], left_out: LeftOut, styles: frozenset[str] = frozenset({"pg"})
) -> Iterator[str]:
    """Go through a text without licences, credits, page marks and illustrations.

    Parameters
    ----------
    pieces
        The clean text, cut anywhere.
    left_out
        Is told what was left out.
    styles
        How its page marks are written, of those that _STYLES names.

    Yields
    ------
    str
        What is left, in pieces.
    """
    stripper = _Stripper(left_out, [_STYLES[name] for name in sorted(styles)])
    kept: list[str] = []
    for number, line in enumerate(_lines(pieces)):
        kept.append(stripper.take(line))
        if number % LINES_AT_ONCE == 0:
            yield "".join(kept)
            kept = []
    yield "".join(kept) + stripper.end()


LINES_AT_ONCE = 1000
"""Lines that are given on together."""


class _Stripper:
    """Takes a text line by line and gives back what is the author's."""

    def __init__(self, left_out: LeftOut, styles: list[re.Pattern[str]]) -> None:
        self._left_out = left_out
        self._styles = styles
        self._held: list[str] = []
        """Lines that are a licence if its border follows."""
        self._held_size = 0
        self._state = "start"
        """start: nothing seen; before: perhaps in a licence; body; after: behind the last line of a book."""
        self._heading = False
        """Whether the line that begins the book goes on."""
        self._since_start = CREDITS_LINES
        self._in_credits = False
        self._after_blank = True
        self._picture: list[str] = []
        """Lines of an illustration whose bracket is still open."""
        self._open = self._picture_size = 0

    def take(self, line: str) -> str:
        """Return what is to be read of a line and of those held before it."""
        if self._heading:
            self._heading = not line.rstrip().endswith("***") and bool(line.strip())
            return ""
        if _has_sign(line):
            if _START.match(line):
                return self._begin(line)
            if _END.match(line) and self._state != "after":
                return self._finish(line)
        if self._state in ("before", "after"):
            return self._hold(line)
        if self._state == "start" and line.strip():
            if _OPENS_LICENCE.search(line):
                self._state = "before"
                return self._hold(line)
            if self._picture or _PICTURE.match(line.lstrip()) is None:
                self._state = "body"
        return self._body(line)

    def end(self) -> str:
        """Return what was held at the end of the text."""
        kept = self._release() if self._state == "before" else ""
        kept += "".join(self._picture)
        self._held, self._picture = [], []
        return kept

    def _release(self) -> str:
        """Return what was held for a licence and is none."""
        held, self._held, self._held_size = self._held, [], 0
        return "".join(map(self._body, held))

    def _begin(self, line: str) -> str:
        """Leave out what was held before the first line of a book."""
        self._held, self._held_size = [], 0
        self._left_out.licence = True
        self._state = "body"
        self._since_start = 0
        self._heading = line.lstrip().startswith("***") and not line.rstrip().endswith("*")
        return ""

    def _finish(self, line: str) -> str:
        """Leave out the last line of a book, and what follows."""
        self._left_out.licence = True
        kept = self._release() if self._state == "before" else ""
        self._held, self._held_size = [line], len(line)
        kept += "".join(self._picture)
        self._picture = []
        self._state = "after"
        return kept

    def _hold(self, line: str) -> str:
        self._held.append(line)
        self._held_size += len(line)
        if self._held_size <= MOST_AROUND:
            return ""
        self._state = "body"
        return self._release()

    def _body(self, line: str) -> str:
        if self._since_start < CREDITS_LINES and self._is_credits(line):
            self._left_out.credits = True
            return ""
        if self._picture:
            return self._in_picture(line)
        if "[" in line or "{" in line:
            return self._without_marks(line)
        return line

    def _is_credits(self, line: str) -> bool:
        """Tell whether a line near the beginning of a book says who made the file."""
        self._since_start += 1
        if self._in_credits:
            self._in_credits = bool(line.strip())
            self._after_blank = not self._in_credits
            return self._in_credits
        begins, self._after_blank = self._after_blank, not line.strip()
        self._in_credits = begins and _CREDITS.match(line) is not None
        return self._in_credits

    def _without_marks(self, line: str) -> str:
        """Return a line without page marks and illustrations; one that was nothing else goes as a whole."""
        shown = line
        for style in self._styles:
            shown, count = style.subn("", shown)
            self._left_out.pages += count
        picture = _PICTURE.search(shown)
        if picture is None:
            return shown if shown.strip() or not line.strip() else ""
        before = shown[: picture.start()].rstrip(" ")
        self._open = self._picture_size = 0
        return before + self._in_picture(shown[picture.start() :])

    def _in_picture(self, line: str) -> str:
        """Leave out an illustration, up to the bracket that closes it; give up where none does."""
        for bracket in _BRACKET.finditer(line):
            self._open += 1 if bracket[0] == "[" else -1
            if self._open == 0:
                self._picture = []
                self._left_out.pictures += 1
                rest = line[bracket.end() :]
                return rest if rest.strip() else ""
        self._picture.append(line)
        self._picture_size += len(line)
        if self._picture_size <= MOST_MARK:
            return ""
        kept, self._picture = "".join(self._picture), []
        return kept


def _has_sign(line: str) -> bool:
    signs = ("utenberg", "UTENBERG", "SMALL PRINT", "FULL LICENSE")
    return len(line) < 1000 and any(sign in line for sign in signs)
