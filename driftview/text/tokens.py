"""Text to tokens and back, for both units."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Flags, Positions, Tokens
from driftview.choices import Unit, has_subwords, has_words
from driftview.text.cleaning import clean_prose
from driftview.text.corpus import Corpus
from driftview.text.options import ReadingOptions
from driftview.text.spacing import PageSpacing, default_glue, safe_glue
from driftview.text.tokeniser import Tokeniser
from driftview.text.vocabulary import (
    AHEAD,
    APART,
    CONTINUES,
    END,
    GLUE_LEFT,
    GLUE_RIGHT,
    Vocabulary,
    are_spaced,
    goes_on,
)

__all__ = [
    "END",
    "brief",
    "brief_pieces",
    "detokenise",
    "pieces",
    "render",
    "separated",
    "tokenise",
    "written_pieces",
]

LONGEST_QUOTED = 200
"""Characters of a word that are shown where text is quoted: a line or two."""


def tokenise(text: str, unit: Unit = "word", options: ReadingOptions | None = None) -> list[str]:
    """Return the tokens of any text; every document ends with END.

    ``tokenise(detokenise(tokens)) == tokens`` holds for all ``tokens`` that this returns.

    Parameters
    ----------
    text
        Any text; it is cleaned first.
    unit
        What a token is.
    options
        How to read it; their unit does not count.

    Returns
    -------
    list of str
        The tokens.

    Examples
    --------
    >>> tokenise("He said--“don’t!”")
    ['He', 'said', '—', '“', "don't", '!', '”', '\\n\\n']
    """
    tokeniser = Tokeniser((options or ReadingOptions()).with_unit(unit))
    tokens = tokeniser.tokens(clean_prose(text))
    words = list(tokeniser.words)
    return [words[token] for token in tokens.tolist()]


def detokenise(words: Sequence[str], unit: Unit = "word", glue: Mapping[str, int] | None = None) -> str:
    """Return the text that tokens stand for, with a blank line between paragraphs and none at the end.

    ``glue`` gives GLUE_LEFT | GLUE_RIGHT for marks of punctuation; those that it does not name stand as in
    English print, and characters of scripts without spaces stand close. Flags that would make tokens run
    together are not followed.
    """
    if not has_words(unit):
        return "".join(words).strip("\n")
    if has_subwords(unit):
        words = _joined(words)
    chosen = glue or {}
    flags = {word: safe_glue(word, chosen.get(word, default_glue(word))) for word in set(words)}
    parts: list[str] = []
    tight, at_start, alone = False, True, False
    for word in words:
        if word == END:
            parts.append(END)
            at_start = True
            continue
        if at_start:
            at_start = False
        elif alone or flags[word] & APART or not (tight or flags[word] & GLUE_LEFT):
            parts.append(" ")
        parts.append(word)
        tight, alone = bool(flags[word] & GLUE_RIGHT), bool(flags[word] & AHEAD)
    return "".join(parts).strip("\n")


def _joined(pieces: Sequence[str]) -> list[str]:
    """Return the words that subwords make up; what goes on a word goes on whatever stands before it."""
    words: list[str] = []
    for piece in pieces:
        if words and words[-1] != END and goes_on(piece):
            words[-1] += piece[len(CONTINUES) :]
        else:
            words.append(piece)
    return words


def pieces(vocabulary: Vocabulary, tokens: Tokens, starts: NDArray[np.int64] | None = None) -> list[str]:
    """Return what each token adds to a plain page: the word, behind a space or a blank line.

    ``tokens`` has shape (N,), and so has the list. ``starts`` are positions where documents start, for those
    whose predecessor was cut and has no end; an end of document itself adds nothing. The page of the author
    is another matter: see :func:`written_pieces`.
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


KEPT = 1 << 17
"""Words as they stand on a page that are kept for the next page, about so many."""


def written_pieces(
    corpus: Corpus,
    tokens: Tokens,
    origins: Positions | None,
    starts: NDArray[np.int64] | None = None,
    codes: NDArray[np.integer] | None = None,
) -> list[str]:
    """Return what each token adds to the page, spaced and spelled as its author wrote it.

    A token that was copied stands as it does in its human place, if it follows the same word there. Others
    stand as their word mostly does.

    Parameters
    ----------
    corpus
        Where the tokens were copied from.
    tokens
        The text, shape (N,).
    origins
        Human training position that each token descends from, −1 for none, shape (N,); None: not known.
    starts
        Where documents start, shape (D,); see :func:`pieces`.
    codes
        How each token stands on the page, where that is known without its origin, shape (N,).

    Returns
    -------
    list of str
        One string a token, shape (N,); joined they are the page.
    """
    spacing = corpus.spacing
    if spacing is None or not len(tokens) or (origins is None and codes is None):
        return pieces(corpus.vocabulary, tokens, starts)
    words, table = corpus.vocabulary.spelled, spacing.ways
    first = np.zeros(len(tokens), bool)
    first[0] = True
    first[1:] = tokens[:-1] == 0
    if starts is not None:
        first[starts] = True
    ways, kept = _ways(corpus, spacing, tokens, origins, codes)
    # 0 nothing before the word, 1 a space, 2 what stands before it in its human place
    kind = np.where(kept, np.int32(2), are_spaced(corpus.vocabulary.glue[tokens]))
    if codes is None and origins is not None:
        close = np.where(kept, np.array([way.gap == "" for way in table])[ways], kind == 0)
        kind[_running_together(corpus, tokens, origins, close)] = 1
    kind[first] = 0
    if 3 * len(table) * len(words) > np.iinfo(np.int32).max:
        kind = kind.astype(np.int64)
    different, which = _number((kind * len(table) + ways) * len(words) + tokens)
    known = corpus.page_pieces
    if len(known) > KEPT:
        known.clear()
    pieces_of = np.empty(len(different), object)
    pieces_of[:] = found = list(map(known.get, different.tolist()))
    if None in found:
        for place in (at for at, piece in enumerate(found) if piece is None):
            key = int(different[place])
            rest, token = divmod(key, len(words))
            how, code = divmod(rest, len(table))
            before = (table[code].gap or "") if how == 2 else " " * how
            pieces_of[place] = known[key] = before + table[code].written(words[token]) if token else ""
    written: list[str] = pieces_of[which].tolist()
    usual = table[int(spacing.usual[0])].gap or END
    gaps = [way.gap or usual for way in table]
    begins = np.flatnonzero(first)[1:]
    ended = np.where(tokens[begins - 1] == 0, ways[begins - 1], -1)
    for place, way in zip(begins.tolist(), ended.tolist(), strict=True):
        written[place] = (usual if way < 0 else gaps[way]) + written[place]
    return written


def _number(
    keys: NDArray[np.integer[Any]],
) -> tuple[NDArray[np.integer[Any]], NDArray[np.integer[Any]]]:
    """Return the different keys in order and the place of each key among them, both shape (N,) at most.

    Sorting is the dearest part of writing a page; keys of few possible values are looked up in a table.
    """
    largest = int(keys.max(initial=0))
    if largest > 16 * len(keys):
        return np.unique(keys, return_inverse=True)
    met = np.zeros(largest + 1, bool)
    met[keys] = True
    different = np.flatnonzero(met)
    place = np.empty(largest + 1, np.int32)
    place[different] = np.arange(len(different), dtype=np.int32)
    return different, place[keys]


def separated(written: Sequence[str], starts: NDArray[np.int64]) -> str:
    """Return a page whose documents blank lines separate, whatever separates them for their author.

    Parameters
    ----------
    written
        What each token adds to the author's page, from :func:`written_pieces`.
    starts
        Where documents start, shape (D,).

    Returns
    -------
    str
        The page, with a line end last.
    """
    pieces = list(written)
    for start in starts[1:].tolist():
        pieces[start] = END + pieces[start].lstrip()
    return "".join(pieces).strip("\n") + "\n"


def _ways(
    corpus: Corpus,
    spacing: PageSpacing,
    tokens: Tokens,
    origins: Positions | None,
    codes: NDArray[np.integer[Any]] | None,
) -> tuple[NDArray[np.int32], Flags]:
    """Return the code of each token, and whether it has the white space that the code stands for."""
    known = np.array([way.gap is not None for way in spacing.ways])
    if codes is not None:
        return codes.astype(np.int32), known[codes]
    assert origins is not None
    copied = origins >= 0
    if copied.all():
        ways = spacing.codes[origins].astype(np.int32)
        kept = known[ways]
    else:
        ways = np.where(copied, spacing.codes[origins], spacing.usual[tokens]).astype(np.int32)
        kept = copied & known[ways]
    kept[:1] = False
    kept[1:] &= (origins[1:] > 0) & (corpus.tokens[origins[1:] - 1] == tokens[:-1])
    return ways, kept


def _running_together(corpus: Corpus, tokens: Tokens, origins: Positions, close: Flags) -> Flags:
    """Say which tokens would make one word of three: a mark between two words, not copied as one piece."""
    together = np.zeros(len(tokens), bool)
    if len(tokens) > 2:
        joins, words = corpus.vocabulary.joins[tokens], corpus.vocabulary.wordlike[tokens]
        one = (origins[2:] == origins[1:-1] + 1) & (origins[1:-1] == origins[:-2] + 1) & (origins[:-2] >= 0)
        together[2:] = words[2:] & joins[1:-1] & words[:-2] & close[2:] & close[1:-1] & ~one
        written = corpus.vocabulary.words
        for place in np.flatnonzero(together).tolist():
            three = (written[token] for token in tokens[place - 2 : place + 1].tolist())
            together[place] = not _stay_apart(*three)
    return together


@lru_cache(1 << 14)
def _stay_apart(before: str, mark: str, after: str) -> bool:
    """Tell whether two words with a mark between them are read as three tokens, as 1:9 is."""
    return tokenise(f"{before}{mark}{after}") == [before, mark, after, END]


def brief(word: str) -> str:
    """Return a word as it is quoted: what has no end in sight (a file of one word, say) is cut short."""
    return word if len(word) <= LONGEST_QUOTED else f"{word[: LONGEST_QUOTED - 1]}…"


def brief_pieces(
    vocabulary: Vocabulary, tokens: Tokens, starts: NDArray[np.int64] | None = None
) -> list[str]:
    """Return what each token adds to a plain quotation; see :func:`pieces` for the arguments."""
    return [brief(piece) for piece in pieces(vocabulary, tokens, starts)]


def render(vocabulary: Vocabulary, tokens: Tokens, starts: NDArray[np.int64] | None = None) -> str:
    """Return ids as plain prose, documents separated by blank lines; see :func:`pieces`."""
    return "".join(pieces(vocabulary, tokens, starts)).strip("\n")
