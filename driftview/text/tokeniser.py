"""Texts to token ids, piece by piece, with what stands before each token on the author's page."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Counts, Tokens
from driftview.choices import has_words
from driftview.text.hyphens import BrokenWords, Forms, rejoin
from driftview.text.line_evidence import LineEvidence
from driftview.text.options import PLAIN_READING, FileReport, ReadingOptions
from driftview.text.paragraphs import (
    SEPARATED,
    Layout,
    arranged,
    layout_of,
    with_fixed_ends,
)
from driftview.text.spacing import CLOSE, SPACED, UNKNOWN, Ways, canonical_gap, way_of
from driftview.text.streaming import FIXED, SEPARATOR, Chunk, Readable, SeparateDocuments, chunks, pieces_of
from driftview.text.unspaced import has_unspaced, is_unspaced, is_wide_mark
from driftview.text.vocabulary import END
from driftview.text.word_rules import as_token, character_expression, word_expression

_STRAIGHT = ('"', "'")
_IN_RUN = frozenset("\"'’")
_BEFORE_OPENING = frozenset("([{“‘„‚«‹¿¡-–—/")
"""A straight quote opens after these, as it does after white space."""

_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "ſ": "s"}
)
_TURKIC = ("tr", "az", "tt", "crh")
_DOTS = str.maketrans({"I": "ı", "İ": "i"})


class Batch(NamedTuple):
    """The tokens of a part of a text; every document ends with 0."""

    tokens: Tokens
    """Shape (N,)."""
    codes: NDArray[np.uint16]
    """How each stands on the page, shape (N,)."""


class Look(NamedTuple):
    """What only the whole of a text tells of how to read any part of it."""

    layout: Layout
    forms: Forms
    """How words that are broken at line ends are written elsewhere."""
    unspaced: bool
    """Whether it has letters of scripts without spaces."""


class Numbers(dict[str, int]):
    """Words and their numbers; a word that is new gets the next one."""

    def __missing__(self, word: str) -> int:
        """Give a word its number."""
        number = self[word] = len(self)
        return number


class _Entry(NamedTuple):
    """What a string that an expression finds is."""

    word: int
    """The number of the word."""
    code: int
    """How it stands on the page."""
    first_code: int
    """How it stands where a document begins with it: its white space says nothing then."""
    end_code: int
    """How the end of a document that stands before it is written."""
    newlines: int
    """Line ends before it; SEPARATED where SEPARATOR is."""
    straight: bool
    """Whether it is a straight quote, which its neighbours have to open or close."""
    dropped: bool
    """Whether it is left out, being no word."""


class _Found(dict[str, int]):
    """What an expression finds in texts of one layout: a token behind its white space, and what it is.

    Each different string is looked at once, so that a token of a text costs no more than finding its number.
    """

    def __init__(self, tokeniser: "Tokeniser", keeps_lines: bool) -> None:
        super().__init__()
        self._words, self._ways = tokeniser.words, tokeniser.ways
        self._as_written = not has_words(tokeniser.options.unit)
        self._words_only = tokeniser.options.words_only
        self._keeps_lines = keeps_lines
        self._curled: dict[tuple[int, bool], int] = {}
        self._new: list[_Entry] = []
        self._table = np.zeros((1024, len(_Entry._fields)), np.int32)
        self._counts: Counts = np.zeros(1024, np.int64)
        self._size = 0

    def __missing__(self, found: str) -> int:
        surface = found.lstrip()
        gap = found[: len(found) - len(surface)]
        if gap in _PLAIN and surface.isalpha() and surface.isascii() and not self._as_written:
            entry = _Entry(self._words[surface], _PLAIN[gap], UNKNOWN, UNKNOWN, 0, False, False)
        else:
            word = surface if self._as_written else as_token(surface)
            entry = self._entry(gap, surface, word or " ")
        number = self[found] = self._add(entry)
        return number

    def curled(self, number: int, found: str, opens: bool) -> int:
        """Return the number of a straight quote that opens or closes."""
        known = self._curled.get((number, opens))
        if known is None:
            surface = found[-1]
            word = ("“" if opens else "”") if surface == '"' else "‘" if opens else "’"
            known = self._curled[number, opens] = self._add(self._entry(found[:-1], surface, word))
        return known

    def _add(self, entry: _Entry) -> int:
        self._new.append(entry)
        self._size += 1
        return self._size - 1

    def _entry(self, gap: str, surface: str, word: str) -> _Entry:
        newlines = SEPARATED if SEPARATOR in gap else min(gap.count("\n"), SEPARATED - 1)
        kept = self._keeps_lines or FIXED in gap or "\n" not in gap
        gap = canonical_gap(gap.replace(SEPARATOR, "").replace(FIXED, ""))
        inside = gap if kept else _unwrapped(gap, surface)
        if surface:
            code = self._ways[way_of(inside, word, surface)]
            first_code = self._ways[way_of(None, word, surface)]
        else:  # white space that is a token of the character unit
            code, first_code = self._ways[way_of("", " ", inside)], CLOSE
        dropped = self._words_only and is_no_word(word)
        return _Entry(
            0 if dropped else self._words[word],
            code,
            first_code,
            self._ways[way_of(gap, "", "")] if newlines else UNKNOWN,
            newlines,
            surface in _STRAIGHT and word == surface and not self._as_written,
            dropped,
        )

    def table(self) -> NDArray[np.int32]:
        """Return the entries, shape (S, 7), in the order of their numbers."""
        if self._new:
            if self._size > len(self._table):
                more = np.zeros((2 * self._size - len(self._table), len(_Entry._fields)), np.int32)
                self._table = np.concatenate((self._table, more))
            self._table[self._size - len(self._new) : self._size] = self._new
            self._new = []
        return self._table[: self._size]

    def count(self, numbers: NDArray[np.int32]) -> None:
        """Count how often each was found."""
        if self._size > len(self._counts):
            more = np.zeros(2 * self._size - len(self._counts), np.int64)
            self._counts = np.concatenate((self._counts, more))
        np.add.at(self._counts, numbers, 1)

    def counts(self) -> Counts:
        """Return how often each was found, shape (S,)."""
        return self._counts[: self._size]


_PLAIN = {"": CLOSE, " ": SPACED}


def is_no_word(word: str) -> bool:
    """Tell whether a token is punctuation or a symbol: nothing in it is a letter or a digit."""
    return not any(each.isalnum() for each in word)


def _unwrapped(gap: str, surface: str) -> str:
    """Return the white space of a line end that only wraps prose."""
    if gap.count("\n") > 1:
        return gap
    return "" if surface and (is_unspaced(surface[0]) or is_wide_mark(surface[0])) else " "


class Tokeniser:
    """Reads texts by one set of options; the words and the ways they stand on the page are shared by all."""

    def __init__(
        self,
        options: ReadingOptions = PLAIN_READING,
        known: Iterable[str] = (END,),
        ways: Ways | None = None,
    ) -> None:
        """Begin with words that have numbers already, the end of a document first."""
        self.options = options
        self.words = Numbers(zip(known, range(1 << 31), strict=False))
        self.ways = ways if ways is not None else Ways()
        self._found: dict[bool, _Found] = {}

    def look(self, text: str | Readable, layout: Layout | None = None) -> "Look":
        """Return what only the whole of a text tells of how to read it; ``layout``: where that is known."""
        lines, broken, unspaced = LineEvidence(), BrokenWords(), False
        for piece in pieces_of(text):
            if layout is None:
                lines.add(piece)
            broken.add(piece)
            unspaced = unspaced or has_unspaced(piece)
        lines.end()
        layout = layout_of(lines, self.options) if layout is None else layout
        if isinstance(text, SeparateDocuments):
            layout = replace(layout, documents="record", mixed=False)
        forms = broken.forms(pieces_of(text)) if layout.wraps else {}
        return Look(layout, forms, unspaced)

    def read(
        self, text: str | Readable, seen: Callable[[str], object] | None = None, look: "Look | None" = None
    ) -> Iterator[Batch]:
        """Go through the tokens of a text.

        Parameters
        ----------
        text
            The text.
        seen
            Is given each clean piece.
        look
            What a look at the whole has shown; without it the text is looked through first.

        Yields
        ------
        Batch
            Every document ends with 0.
        """
        yield from _Reading(self, self.look(text) if look is None else look).batches(text, seen)

    def tokens(self, text: str | Readable, look: "Look | None" = None) -> Tokens:
        """Return the tokens of a text as one array, shape (N,); ``look``: what its whole has shown."""
        parts = [batch.tokens for batch in self.read(text, look=look)]
        return np.concatenate([np.zeros(0, np.int32), *parts])

    def found(self, keeps_lines: bool) -> _Found:
        """Return what is known of the strings that texts of one layout have."""
        if keeps_lines not in self._found:
            self._found[keeps_lines] = _Found(self, keeps_lines)
        return self._found[keeps_lines]

    def usual(self) -> NDArray[np.uint16]:
        """Return the most frequent code of each word read so far, shape (V,)."""
        size = len(self.words)
        best, usual = np.zeros(size, np.int64), np.full(size, UNKNOWN, np.uint16)
        for found in self._found.values():
            kept = found.table()[:, 6] == 0
            total, table = found.counts()[kept], found.table()[kept]
            if not len(total):
                continue
            order = np.argsort(total, kind="stable")
            word, code, counts = table[order, 0], table[order, 1], total[order]
            better = counts > best[word]
            usual[word[better]] = code[better]
            np.maximum.at(best, word, counts)
            ends = np.bincount(table[:, 3], total)
            ends[UNKNOWN] = 0
            if len(ends) and ends.max() > best[0]:
                best[0], usual[0] = ends.max(), ends.argmax()
        return usual


class _Reading:
    """The way through one text."""

    def __init__(self, tokeniser: Tokeniser, look: Look) -> None:
        self._options = tokeniser.options
        self._layout, self._forms, self._unspaced = look
        self._found = tokeniser.found(look.layout.keeps_lines)
        self._opened = False
        self._ended = True
        """Whether a document begins with the next token."""

    def batches(self, text: str | Readable, seen: Callable[[str], object] | None) -> Iterator[Batch]:
        gap = ""
        for chunk in chunks(arranged(_watched(pieces_of(text), seen), self._layout)):
            yield self._batch(gap + self._prepared(chunk))
            gap = chunk.gap
        if not self._ended:
            yield Batch(np.zeros(1, np.int32), np.full(1, UNKNOWN, np.uint16))

    def _prepared(self, chunk: Chunk) -> str:
        """Return a chunk with its letters as tokens have them: composed, folded, words put together."""
        text, options = chunk.text, self._options
        if not text.isascii():
            text = unicodedata.normalize("NFC", text)
            if options.fold_ligatures:
                text = text.translate(_LIGATURES)
        if self._layout.wraps:
            text = with_fixed_ends(rejoin(text, self._forms), self._layout)
        if options.lowercase:
            text = lower_case(text, options.language)
        return text

    def _batch(self, text: str) -> Batch:
        """Return the tokens of a part of the text, which white space precedes unless it is the first."""
        if has_words(self._options.unit):
            return self._batch_of_words(text)
        strings = character_expression(text).findall(text)
        found = self._found
        numbers = np.fromiter(map(found.__getitem__, strings), np.int32, len(strings))
        found.count(numbers)
        rows = found.table()[numbers]
        ends = rows[:, 4] >= self._layout.newlines
        self._ended = False
        tokens = np.where(ends, 0, rows[:, 0])
        codes = np.where(ends, rows[:, 3], rows[:, 1])
        return Batch(tokens.astype(np.int32), codes.astype(np.uint16))

    def _batch_of_words(self, text: str) -> Batch:
        strings = word_expression(text).findall(text)
        found = self._found
        numbers = np.fromiter(map(found.__getitem__, strings), np.int32, len(strings))
        straight = found.table()[:, 5][numbers]
        if straight.any():
            self._curl(strings, numbers, np.flatnonzero(straight).tolist())
        found.count(numbers)
        table = found.table()
        ends = table[:, 4][numbers] >= self._layout.newlines
        begins = ends.copy()
        if self._ended:
            ends[:1], begins[:1] = False, True
        codes = table[:, 1][numbers]
        codes[begins] = table[:, 2][numbers[begins]]
        at = np.arange(len(numbers)) + np.cumsum(ends)
        tokens = np.zeros(len(numbers) + int(ends.sum()), np.int32)
        tokens[at] = table[:, 0][numbers]
        ways = np.empty(len(tokens), np.uint16)
        ways[at] = codes
        ways[at[ends] - 1] = table[:, 3][numbers[ends]]
        if self._options.words_only:
            return self._words_alone(tokens, ways, at[table[:, 6][numbers] != 0])
        self._ended = self._ended and not len(tokens)
        return Batch(tokens, ways)

    def _words_alone(self, tokens: Tokens, codes: NDArray[np.uint16], dropped: NDArray[np.int64]) -> Batch:
        """Leave out punctuation, and the ends of documents that are nothing else."""
        kept = np.ones(len(tokens), bool)
        kept[dropped] = False
        tokens, codes = tokens[kept], codes[kept]
        ends = tokens == 0
        after_end = np.concatenate(([self._ended], ends))[: len(ends)]
        kept = ~(ends & after_end)
        codes = np.where(ends, codes, np.where(after_end, UNKNOWN, SPACED)).astype(np.uint16)
        if len(tokens):
            self._ended = bool(ends[-1])
        return Batch(tokens[kept], codes[kept])

    def _curl(self, strings: list[str], numbers: NDArray[np.int32], places: list[int]) -> None:
        """Give straight quotes the numbers of opening or closing ones, by what stands around them."""
        done = -1
        for place in places:
            if place <= done:
                continue
            first = last = place
            while first and len(strings[first]) == 1 and _is_in_run(strings[first - 1]):
                first -= 1
            while last + 1 < len(strings) and len(strings[last + 1]) == 1 and strings[last + 1] in _IN_RUN:
                last += 1
            before = "\n" if len(strings[first]) > 1 or not first else strings[first - 1][-1]
            after = strings[last + 1][0] if last + 1 < len(strings) else "\n"
            stem = _stem(strings[first - 1]) if self._unspaced and before != "\n" else before
            self._opened = self._opens(before, stem, after)
            for each in range(first, last + 1):
                if strings[each][-1] in _STRAIGHT:
                    numbers[each] = self._found.curled(int(numbers[each]), strings[each], self._opened)
            done = last

    def _opens(self, before: str, stem: str, after: str) -> bool:
        """Tell whether a straight quote between two characters opens; ``stem`` is what a mark stands on.

        Within a script without spaces nothing tells, so there they open and close by turns.
        """
        if after.isspace():
            return False
        if self._unspaced and (is_unspaced(stem) or is_wide_mark(before)):
            return not self._opened
        if before in "-–—":  # “I was--” said she, and then--“What?”
            return after.isalnum() and not is_unspaced(after)
        return before.isspace() or before in _BEFORE_OPENING


def _is_in_run(string: str) -> bool:
    """Tell whether a token, behind its white space, is one of the quotes that stand together."""
    return string[-1] in _IN_RUN and len(string.lstrip()) == 1


def _stem(string: str) -> str:
    """Return the last character of a token that is no combining mark."""
    return next((each for each in reversed(string) if unicodedata.category(each)[0] != "M"), string[-1])


def _watched(pieces: Iterator[str], seen: Callable[[str], object] | None) -> Iterator[str]:
    for piece in pieces:
        if seen is not None:
            seen(piece)
        yield piece


def lower_case(text: str, language: str | None) -> str:
    """Return a text in small letters, by the rules of a language.

    Turkish and its kin have two letters i, with and without dot. German keeps ß apart from ss (Masse, Maße);
    without a language it becomes ss, and all forms of sigma become one, as Unicode folds case.
    """
    if text.isascii() and language not in _TURKIC:
        return text.lower()
    if language in _TURKIC:
        return unicodedata.normalize("NFC", text.translate(_DOTS).lower())
    if language == "de":
        return unicodedata.normalize("NFC", text.lower())
    return unicodedata.normalize("NFC", text.casefold())


def file_report(name: str, layout: Layout, documents: int, left_out: Sequence[str] = ()) -> FileReport:
    """Return what is told of how a file was read; ``left_out``: what was left out before it was read."""
    return FileReport(
        name,
        documents,
        layout.paragraphs,
        layout.habit,
        layout.noun,
        layout.mixed,
        (*left_out, *layout.left_out),
    )
