"""Text to tokens and back, for both units."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Tokens
from driftview.text.characters import settle_characters, split_characters
from driftview.text.cleaning import clean
from driftview.text.corpus import Unit
from driftview.text.glue import default_glue, safe_glue
from driftview.text.paragraphs import END
from driftview.text.vocabulary import APART, GLUE_LEFT, GLUE_RIGHT, Vocabulary, are_spaced
from driftview.text.words import Quotes, settle_words, split_words

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
