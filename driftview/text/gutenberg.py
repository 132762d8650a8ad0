"""What Project Gutenberg puts around and into a book: licences, credits, page marks, illustrations.

A text is gone through once, line by line; only what may still turn out to be a licence is held in memory.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from driftview.text.streaming import Readable

MOST_AROUND = 60_000
"""Characters before the first line of a book, or behind its last: the licence has 19,000."""

MOST_MARK = 4_000
"""Characters of the longest caption of an illustration."""

CREDITS_LINES = 60
"""Lines behind the beginning of a book among which credits are looked for."""

SIGNS = (b"Gutenberg", b"GUTENBERG", b"[Illustration", b"[Pg", b"[Page", b"{", b"[p.")
"""A text without any of these holds nothing to leave out."""

_START = re.compile(
    r"\s*\*{2,}\s*START OF (?:THE |THIS )?PROJECT GUTENBERG|\s*\*\s*END\s*\*+\s*THE SMALL PRINT"
    r"|\s*\*END\* ?THE SMALL PRINT",
    re.IGNORECASE,
)
_END = re.compile(
    r"\s*\*{2,}\s*END OF (?:THE |THIS )?PROJECT GUTENBERG"
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
_PAGE = re.compile(
    r"[ \t]*[\[{](?:(?:Pg|Page|p\.|pg\.?)[ .]*)?(?P<number>[0-9]{1,4}|[ivxlc]{1,7})[\]}][ \t]*"
)
_NAMED_PAGE = re.compile(r"[\[{](?:Pg|Page|p\.|pg\.?)[ .]*(?:[0-9]{1,4}|[ivxlcIVXLC]{1,7})[a-z]?[\]}] ?")
_PICTURE = re.compile(r"\[(?:Illustrations?|Frontispiece)\b", re.IGNORECASE)


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
    braces: bool = field(default=False)
    """Whether numbers in braces are page marks."""

    def pieces(self) -> Iterator[str]:
        """Go through the text, clean."""
        return without_boilerplate(self.text.pieces(), LeftOut(), self.braces)


def look_for_boilerplate(text: Readable) -> tuple[BareText, str] | None:
    """Return a text without what Project Gutenberg put into it, and what that was; None where it is nothing.

    Parameters
    ----------
    text
        The clean text; it is gone through twice.
    """
    braces = _has_braced_pages(text.pieces())
    left_out = LeftOut()
    for _ in without_boilerplate(text.pieces(), left_out, braces):
        pass
    told = left_out.sentence()
    return None if told is None else (BareText(text, braces), told)


def _has_braced_pages(pieces: Iterable[str]) -> bool:
    """Tell whether numbers in braces rise through the text, as those of pages do."""
    numbers: list[int] = []
    for piece in pieces:
        if "{" in piece and len(numbers) < 1000:
            numbers += map(int, re.findall(r"\{([0-9]{1,4})\}", piece))
    steps = Counter(after - before for before, after in pairwise(numbers))
    return len(numbers) >= 5 and steps[1] >= 0.8 * (len(numbers) - 1)


def without_boilerplate(pieces: Iterable[str], left_out: LeftOut, braces: bool = False) -> Iterator[str]:
    """Go through a text without licences, credits, page marks and illustrations.

    Parameters
    ----------
    pieces
        The clean text, cut anywhere.
    left_out
        Is told what was left out.
    braces
        Whether numbers in braces are page marks.

    Yields
    ------
    str
        What is left, in pieces.
    """
    stripper = _Stripper(left_out, braces)
    held = ""
    for piece in pieces:
        lines, end, held = (held + piece).rpartition("\n")
        if end:
            yield "".join(map(stripper.take, (lines + end).splitlines(keepends=True)))
    yield stripper.take(held) + stripper.end()


class _Stripper:
    """Takes a text line by line and gives back what is the author's."""

    def __init__(self, left_out: LeftOut, braces: bool) -> None:
        self._left_out = left_out
        self._braces = braces
        self._held: list[str] = []
        """Lines that are a licence if its border follows."""
        self._held_size = 0
        self._state = "start"
        """start: nothing seen; before: perhaps in a licence; body; after: behind the last line of a book."""
        self._heading = False
        """Whether the line that begins the book goes on."""
        self._since_start = CREDITS_LINES
        self._in_credits = False
        self._picture: list[str] = []
        """Lines of an illustration whose bracket is still open."""

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
            self._state = "body"
        return self._body(line)

    def end(self) -> str:
        """Return what was held at the end of the text."""
        rest = "".join(self._picture)
        if self._state == "before":
            rest = "".join(self._held) + rest
        self._held, self._picture = [], []
        return rest

    def _begin(self, line: str) -> str:
        """Leave out what was held before the first line of a book."""
        before = self._held if self._state in ("before", "after") else []
        self._held, self._held_size = [], 0
        del before
        self._left_out.licence = True
        self._state = "body"
        self._since_start = 0
        self._heading = line.lstrip().startswith("***") and not line.rstrip().endswith("*")
        return ""

    def _finish(self, line: str) -> str:
        """Leave out the last line of a book, and what follows."""
        self._left_out.licence = True
        kept = "".join(self._held) if self._state == "before" else ""
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
        kept, self._held, self._held_size = "".join(self._held), [], 0
        self._state = "body"
        return kept

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
            return self._in_credits
        self._in_credits = _CREDITS.match(line) is not None
        return self._in_credits

    def _without_marks(self, line: str) -> str:
        """Return a line without page marks and illustrations; one that was nothing else goes as a whole."""
        found = _PAGE.fullmatch(line.rstrip("\n"))
        named = _NAMED_PAGE.search(line)
        if named is None and not self._braces and _PICTURE.search(line) is None:
            return line
        if found is not None and (named or line.lstrip().startswith("{")):
            self._left_out.pages += 1
            return ""
        shown, count = _NAMED_PAGE.subn("", line)
        if self._braces:
            shown, more = re.subn(r"\{[0-9]{1,4}\} ?", "", shown)
            count += more
        self._left_out.pages += count
        picture = _PICTURE.search(shown)
        if picture is None:
            return shown if shown.strip() or not line.strip() else ""
        self._picture = [shown[picture.start() :]]
        return shown[: picture.start()] + self._in_picture("")

    def _in_picture(self, line: str) -> str:
        """Leave out an illustration, up to the bracket that closes it; give up where none does."""
        if line:
            self._picture.append(line)
        text = "".join(self._picture)
        depth = 0
        for at, sign in enumerate(text):
            depth += (sign == "[") - (sign == "]")
            if depth == 0:
                self._picture = []
                self._left_out.pictures += 1
                rest = text[at + 1 :]
                return rest if rest.strip() else ""
        if len(text) > MOST_MARK:
            self._picture = []
            return text
        return ""


def _has_sign(line: str) -> bool:
    return ("utenberg" in line or "UTENBERG" in line or "SMALL PRINT" in line) and len(line) < 1000
