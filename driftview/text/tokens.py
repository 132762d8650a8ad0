"""Text to tokens and back, for both units."""

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Tokens
from driftview.text.cleaning import clean
from driftview.text.corpus import Unit
from driftview.text.paragraphs import END, find_marks, part, separate
from driftview.text.spacing import default_glue, safe_glue
from driftview.text.streaming import Chunk, Layout, Readable, chunks, layout_of, pieces_of
from driftview.text.unspaced import LETTER, SCRIPTS, has_unspaced, is_unspaced, is_wide_mark
from driftview.text.vocabulary import APART, GLUE_LEFT, GLUE_RIGHT, Vocabulary, are_spaced

_DASHES = re.compile("--+")
_QUOTES = re.compile("[\"'’]+")
_OPENING = str.maketrans("\"'", "“‘")
_CLOSING = str.maketrans("\"'", "”’")
_HYPHENS = str.maketrans("\u2010\u2011", "--")
_BEFORE_OPENING = frozenset("([{“‘„‚«‹¿¡-–—/")
"""A straight quote opens after these, as it does after a space."""

WHOLE = "+" if sys.version_info >= (3, 11, 5) else ""
"""What makes a repeated group possessive. With it Python before 3.11.5 matches wrong (CPython issue 106052);
without it the tokens are the same, since nothing follows that could fail, but a word of a million parts takes
some memory for each."""


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


__all__ = ["END", "brief", "brief_pieces", "detokenise", "pieces", "render", "settle", "split", "tokenise"]


LONGEST_QUOTED = 200
"""Characters of a word that are shown where text is quoted: a line or two."""


def settle(text: str, unit: Unit = "word", by_line: bool | None = None, quotes: Quotes | None = None) -> str:
    """Return clean ``text`` in the one spelling that the tokens of ``unit`` keep.

    Of a part of a text, ``by_line`` and ``quotes`` know what there is to know of the whole.
    """
    if unit == "word":
        return settle_words(text, by_line, quotes)
    return settle_characters(text, by_line)


def split(settled: str, unit: Unit = "word", *, ended: bool = True) -> list[str]:
    """Return the tokens of a settled text; every paragraph ends with END, the last one if it is ``ended``."""
    tokens = split_words(settled) if unit == "word" else split_characters(settled)
    if tokens and ended:
        tokens.append(END)
    return tokens


def tokenise(text: str, unit: Unit = "word") -> list[str]:
    """Return the tokens of any text; every paragraph ends with END.

    ``tokenise(detokenise(tokens)) == tokens`` holds for all ``tokens`` that this returns.
    """
    return split(settle(clean(text), unit), unit)


def detokenise(words: Sequence[str], unit: Unit = "word", glue: Mapping[str, int] | None = None) -> str:
    """Return the text that tokens stand for, with a blank line between paragraphs and none at the end.

    ``glue`` gives GLUE_LEFT | GLUE_RIGHT for marks of punctuation; those that it does not name stand as in
    English print, and characters of scripts without spaces stand close. Flags that would make tokens run
    together are not followed.
    """
    if unit == "character":
        return "".join(words).strip("\n")
    chosen = glue or {}
    flags = {word: safe_glue(word, chosen.get(word, default_glue(word))) for word in set(words)}
    parts: list[str] = []
    tight, at_start = False, True
    for word in words:
        if word == END:
            parts.append(END)
            at_start = True
            continue
        if at_start:
            at_start = False
        elif flags[word] & APART or not (tight or flags[word] & GLUE_LEFT):
            parts.append(" ")
        parts.append(word)
        tight = bool(flags[word] & GLUE_RIGHT)
    return "".join(parts).strip("\n")


def pieces(vocabulary: Vocabulary, tokens: Tokens, starts: NDArray[np.int64] | None = None) -> list[str]:
    """Return what each token adds to the page: the word, behind the space or blank line that parts it.

    ``tokens`` has shape (N,), and so has the list. ``starts`` are positions where documents start, for those
    whose predecessor was cut and has no end; an end of document itself adds nothing.
    """
    if not len(tokens):
        return []
    size = len(vocabulary)
    # 0 nothing before the word, 1 a space, 2 a blank line
    kind = are_spaced(vocabulary.glue[tokens]).astype(np.int64)
    kind[1:][tokens[:-1] == 0] = 2
    if starts is not None:
        kind[starts] = 2
    kind[0] = 0
    found: list[str] = vocabulary.page_pieces[kind * size + tokens].tolist()
    return found


def brief(word: str) -> str:
    """Return a word as it is quoted: what has no end in sight (a file of one word, say) is cut short."""
    return word if len(word) <= LONGEST_QUOTED else f"{word[: LONGEST_QUOTED - 1]}…"


def brief_pieces(
    vocabulary: Vocabulary, tokens: Tokens, starts: NDArray[np.int64] | None = None
) -> list[str]:
    """Return what each token adds to a quotation; see :func:`pieces` for the arguments."""
    return [brief(piece) for piece in pieces(vocabulary, tokens, starts)]


def render(vocabulary: Vocabulary, tokens: Tokens, starts: NDArray[np.int64] | None = None) -> str:
    """Return ids as prose, documents parted by a blank line; see :func:`pieces` for the arguments."""
    return "".join(pieces(vocabulary, tokens, starts)).strip("\n")


class TokenBatch(NamedTuple):
    """A part of a text: in the spelling that tokens keep, and its tokens."""

    settled: str
    words: list[str]
    """Every paragraph ends with END."""


def token_stream(
    text: str | Readable, unit: Unit, seen: Callable[[str], object] | None = None
) -> Iterator[TokenBatch]:
    """Go through the tokens of a text; they are those of ``tokenise``.

    The text is read twice, for some things show only in the whole. ``seen`` is given each clean piece.
    """
    layout = layout_of(pieces_of(text))
    quotes = Quotes(layout.unspaced)
    for chunk in chunks(_watched(pieces_of(text), seen)):
        settled = settle(chunk.text, unit, layout.by_line, quotes)
        words = split(settled, unit, ended=False)
        if chunk.ends_paragraph(layout):
            words.append(END)
        elif unit == "character":
            words.append(" ")
        yield TokenBatch(settled + _settled_gap(chunk, unit, layout), words)


def _watched(pieces: Iterator[str], seen: Callable[[str], object] | None) -> Iterator[str]:
    for piece in pieces:
        if seen is not None:
            seen(piece)
        yield piece


def _settled_gap(chunk: Chunk, unit: Unit, layout: Layout) -> str:
    """Return what stands between a chunk and the next in a settled text."""
    if unit == "word" or not chunk.gap:
        return part(chunk.gap, layout.by_line)
    return END if chunk.ends_paragraph(layout) else " "


class Numbers(dict[str, int]):
    """Words and their numbers; a word that is new gets the next one."""

    def __missing__(self, word: str) -> int:
        """Give a word its number."""
        number = self[word] = len(self)
        return number

    def of(self, words: list[str]) -> Tokens:
        """Return the number of each word, shape (N,)."""
        return np.fromiter(map(self.__getitem__, words), np.int32, len(words))
