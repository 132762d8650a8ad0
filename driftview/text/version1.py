"""The rules of tokeniser 1, by which driftview 0.1 read texts; old lineage folders are made again by them.

Only the texts that come with driftview are read by these rules: see driftview.export.reopening. They are kept
as they were: whatever is changed here changes what those folders hold.
"""

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Tokens
from driftview.choices import Unit, has_words
from driftview.text.building import Unranked, lay_out
from driftview.text.corpus import Corpus
from driftview.text.options import ReadingOptions, ReadingReport
from driftview.text.reading import VoiceText
from driftview.text.spacing import default_glue, glue_of, is_mark, safe_glue
from driftview.text.streaming import pieces_of
from driftview.text.tokeniser import Numbers
from driftview.text.unspaced import LETTER, SCRIPTS, has_unspaced, is_unspaced, is_wide_mark
from driftview.text.vocabulary import END, GLUE_LEFT, GLUE_RIGHT
from driftview.text.word_rules import WHOLE, find_marks

VERSION = 1

SAMPLE = 1_000_000
"""So many characters are enough to see how punctuation is set."""

AT_ONCE = 1 << 16
"""Characters that are counted at once."""


_DASHES = re.compile("--+")
_QUOTES = re.compile("[\"'’]+")
_OPENING = str.maketrans("\"'", "“‘")
_CLOSING = str.maketrans("\"'", "”’")
_HYPHENS = str.maketrans("\u2010\u2011", "--")
_BEFORE_OPENING = frozenset("([{“‘„‚«‹¿¡-–—/")
"""A straight quote opens after these, as it does after a space."""


def settle_words(text: str, by_line: bool | None = None, quotes: "Quotes | None" = None) -> str:
    """Return ``text`` as the word unit sees it: typeset dashes and quotes, END between paragraphs.

    ASCII dashes ``--`` become one em dash; straight quotes become opening or closing ones by what stands
    around them; an apostrophe between two letters is always the straight one. Within a script without spaces
    nothing stands around a quote, so there they open and close by turns. Expects clean text; of a part of a
    text, ``by_line`` and ``quotes`` know what there is to know of the whole.
    """
    if "\u2010" in text or "\u2011" in text:
        text = text.translate(_HYPHENS)
    if "--" in text:
        text = _DASHES.sub("—", text)
    return separate((quotes or Quotes(has_unspaced(text))).typeset(text), by_line)


def split_words(settled: str) -> list[str]:
    """Return the tokens of a settled text; the END of the last paragraph is not among them."""
    return _expression(find_marks(settled), has_unspaced(settled)).findall(settled)


@lru_cache(maxsize=16)
def _expression(marks: str, unspaced: bool, whole: str = WHOLE) -> re.Pattern[str]:
    """Compile the expression for one token, given the combining marks that may stand in a word.

    ``unspaced`` says whether the text has scripts without spaces. Nothing that was matched is ever given
    back, so it takes time in proportion to the text, whatever the text.
    """
    letters = rf"[^\W_{SCRIPTS if unspaced else ''}]++"
    single = LETTER
    if marks:
        single += f"[{re.escape(marks)}]*+"
        letters = rf"(?:{letters}|[{re.escape(marks)}]++)+{whole}"
    inner = rf"['-]{letters}|[.,](?<=\d[.,])(?=\d){letters}"
    first = f"{single}|" if unspaced else ""
    return re.compile(rf"{first}{letters}(?:{inner})*{whole}|\S|\n\n")


class Quotes:
    """Typesets the straight quotes of a text, part after part."""

    def __init__(self, unspaced: bool) -> None:
        """``unspaced``: whether the text has scripts without spaces."""
        self._unspaced = unspaced
        self._opened = False

    def typeset(self, text: str) -> str:
        """Return the next part of the text with every run of straight quotes typeset."""
        end, unspaced = len(text), self._unspaced
        marks = frozenset(find_marks(text))

        def base(place: int) -> str:
            """Return the character at a place, or before it where that is only a mark on it."""
            while unspaced and place and text[place] in marks:
                place -= 1
            return text[place]

        def in_word(character: str) -> bool:
            return (character.isalnum() or character in marks) and not (unspaced and is_unspaced(character))

        def typeset(match: re.Match[str]) -> str:
            run, start, stop = match[0], match.start(), match.end()
            before = text[start - 1] if start else "\n"
            after = text[stop] if stop < end else "\n"
            stem = base(start - 1) if start else "\n"
            if len(run) == 1 and run != '"' and in_word(before) and in_word(stem) and in_word(after):
                return "'"
            opens = (before.isspace() or before in _BEFORE_OPENING) and not after.isspace()
            # After a dash a quote opens only before a word: “I was--” said she, and then--“What?”
            opens = opens and (before not in "-–—" or in_word(after))
            if unspaced and (is_unspaced(stem) or is_wide_mark(before)) and not after.isspace():
                opens = not self._opened
            self._opened = opens
            return run.translate(_OPENING if opens else _CLOSING)

        return _QUOTES.sub(typeset, text)


_BLANK_LINES = re.compile(r"\n\s*\n\s*")
_LINE_END = re.compile(r"\n\s*")


def separate(text: str, by_line: bool | None = None) -> str:
    """Return ``text`` with exactly END between paragraphs and none around them.

    Blank lines part paragraphs; in a text without any, every line is a paragraph. ``by_line`` says whether
    the text that this is a part of is such a one; None: this is the whole. Single line ends inside a
    paragraph stay. Expects clean text.
    """
    text = text.strip()
    if by_line is None:
        parted = _BLANK_LINES.sub(END, text)
        return parted if END in parted else _LINE_END.sub(END, parted)
    return part(text, by_line)


def part(text: str, by_line: bool) -> str:
    """Put END for every run of white space that parts paragraphs."""
    return (_LINE_END if by_line else _BLANK_LINES).sub(END, text)


_SPACES = re.compile(r"[^\S\n]+|(?<!\n)\n(?!\n)")
_RUNS = re.compile(r" {2,}")


def settle_characters(text: str, by_line: bool | None = None) -> str:
    """Return ``text`` as the character unit sees it: END between paragraphs, else single spaces.

    It is the tokens joined by nothing. Expects clean text; for ``by_line`` see ``separate``.
    """
    text = _RUNS.sub(" ", _SPACES.sub(" ", separate(text, by_line)))
    return text.replace(" " + END, END)


def split_characters(settled: str) -> list[str]:
    """Return the tokens of a settled text; the END of the last paragraph is not among them."""
    return _character_expression(find_marks(settled)).findall(settled)


@lru_cache(maxsize=16)
def _character_expression(marks: str) -> re.Pattern[str]:
    """Compile the expression for one character, given the combining marks that may follow it."""
    following = f"[{re.escape(marks)}]*+" if marks else ""
    return re.compile(rf"\n\n|[ \S]{following}")


def counted_glue(settled: str) -> dict[str, int]:
    """Return the flags of each mark in a settled text, as it mostly stands there.

    Only neighbours that are spaces or words count: that a question mark mostly stands before a closing quote
    says nothing about the space between it and a word. What never stands beside either keeps its default.
    """
    found: dict[str, NDArray[np.int64]] = {}
    padded = f"\n{settled}\n"
    for at in range(1, len(padded) - 1, AT_ONCE):
        for mark, beside in _neighbours(padded[at - 1 : at + AT_ONCE + 1]).items():
            found[mark] = found.get(mark, 0) + beside
    return {mark: glue_of(mark, *beside.tolist()) for mark, beside in found.items()}


def _neighbours(text: str) -> dict[str, NDArray[np.int64]]:
    """Count what stands beside each mark inside a text, its first and last character left out.

    Rows: before it and after it; columns: another mark, a space, a word.
    """
    codes = np.frombuffer(text.encode("utf-32-le"), "<u4").astype(np.int64)
    present = np.flatnonzero(np.bincount(codes))
    kinds = np.zeros(int(present[-1]) + 1, np.int64)
    for code in present.tolist():
        kinds[code] = 1 if chr(code).isspace() else 0 if is_mark(chr(code)) else 2
    marks = present[[is_mark(chr(code)) for code in present.tolist()]]
    row_of = np.full(len(kinds), -1, np.int64)
    row_of[marks] = np.arange(len(marks))
    at = np.flatnonzero(row_of[codes[1:-1]] >= 0) + 1
    rows = row_of[codes[at]]
    sides = [
        np.bincount(rows * 3 + kinds[codes[at + step]], minlength=3 * len(marks)).reshape(-1, 3)
        for step in (-1, 1)
    ]
    return dict(zip(map(chr, marks.tolist()), np.stack(sides, 1), strict=True))


def build_version1(name: str, voices: Sequence[VoiceText], unit: Unit, notes: Sequence[str] = ()) -> Corpus:
    """Return the corpus that tokeniser 1 made of texts; see ``driftview.text.building.build_corpus``."""
    checksum, samples, words = hashlib.sha256(), list[str](), Numbers({END: 0})
    ids, ends = [np.zeros(0, np.int32)], []
    texts = [text for voice in voices for _, text in voice.files]
    for number, text in enumerate(texts):
        whole = "".join(pieces_of(text))
        checksum.update(b"\0" * (number > 0) + whole.encode())
        settled = settle_words(whole) if has_words(unit) else settle_characters(whole)
        found = [*(split_words(settled) if has_words(unit) else split_characters(settled)), END]
        ids.append(np.fromiter(map(words.__getitem__, found), np.int32, len(found)))
        ends.append(np.flatnonzero(ids[-1] == 0) + 1)
        samples.append(settled[: SAMPLE // len(texts)])

    def glue(ranked: Sequence[str], _: Tokens) -> NDArray[np.uint8]:
        if not has_words(unit):
            return np.full(len(ranked), GLUE_LEFT | GLUE_RIGHT, np.uint8)
        counted = counted_glue(END.join(samples))
        flags = [counted.get(word, safe_glue(word, default_glue(word))) for word in ranked]
        return np.array(flags, np.uint8)

    about = Unranked(name, voices, unit, notes, ends, checksum.hexdigest())
    reading = ReadingReport(ReadingOptions(unit=unit), tokeniser=VERSION)
    return lay_out(about, np.concatenate(ids), list(words), glue, hold_out=True, reading=reading)
