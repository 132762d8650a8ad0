"""A concordance through time: every place of a string or pattern in the human text and in generations.

Key word in context (KWIC), how often and how evenly it stands in each text, and where each line comes from.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Floats
from driftview.drift.lineage import Generation, Lineage
from driftview.text.corpus import Place
from driftview.text.search import Search

PARTS = 20
"""Equal parts of a text that its dispersion is measured and drawn by."""

CONTEXT = 60
"""Characters on each side of what was found."""

MOST_LINES = 10_000
"""Lines of one text that are kept; all are counted."""

AT_ONCE = 20_000
"""Tokens whose page is written at a time, so that whoever waits can stop between."""


@dataclass(frozen=True)
class ConcordanceLine:
    """One place."""

    generation: int
    position: int
    """The first token of what was found."""
    document: int
    """Number of the document (paragraph) in that text, from 1."""
    left: str
    match: str
    right: str
    place: Place | None
    """Where in the human text that token comes from; None where it is not known."""


@dataclass(frozen=True, eq=False)
class Occurrences:
    """All places in one text."""

    generation: int
    tokens: int
    """Tokens of the text."""
    positions: NDArray[np.int64]
    """The first token of each, rising, shape (K,)."""
    lines: tuple[ConcordanceLine, ...]
    """The first MOST_LINES of them in their context."""

    @property
    def count(self) -> int:
        """How often it stands there, K."""
        return len(self.positions)

    @property
    def per_million(self) -> float:
        """How often in a million tokens."""
        return 1e6 * self.count / max(1, self.tokens)

    @property
    def parts(self) -> NDArray[np.int64]:
        """How often it stands in each of PARTS equal parts of the text, shape (PARTS,)."""
        part = np.minimum(self.positions * PARTS // max(1, self.tokens), PARTS - 1)
        return np.bincount(part, minlength=PARTS).astype(np.int64)

    @property
    def dispersion(self) -> float | None:
        """Gries' DP over the parts: 0 where spread evenly, near 1 in one place; None where it is nowhere."""
        return deviation_of_proportions(self.parts)

    @property
    def juilland(self) -> float | None:
        """Juilland's D over the parts: 1 where spread evenly, 0 in one place; None where it is nowhere."""
        return juilland_d(self.parts)


def word_occurrences(generation: Generation, word: int) -> Occurrences:
    """Return the places of one word of the vocabulary, without their context.

    Parameters
    ----------
    generation
        The text.
    word
        Its number.

    Returns
    -------
    Occurrences
        Without lines.
    """
    tokens = generation.tokens
    return Occurrences(generation.number, len(tokens), np.flatnonzero(tokens == word), ())


def deviation_of_proportions(parts: NDArray[np.int64]) -> float | None:
    """Return Gries' DP of counts in equal parts.

    Parameters
    ----------
    parts
        How often something stands in each of n equal parts, shape (n,).

    Returns
    -------
    float or None
        ½ Σ |v_i − 1/n| with v_i the share in part i (Gries 2008); None without any occurrence.
    """
    total = int(parts.sum())
    return float(0.5 * np.abs(parts / total - 1.0 / len(parts)).sum()) if total else None


def juilland_d(parts: NDArray[np.int64]) -> float | None:
    """Return Juilland's D of counts in equal parts.

    Parameters
    ----------
    parts
        How often something stands in each of n equal parts, shape (n,).

    Returns
    -------
    float or None
        1 − V/√(n − 1), V the coefficient of variation of the counts (Juilland et al. 1970); None without any.
    """
    mean = float(parts.mean())
    if not mean:
        return None
    return float(1.0 - parts.std() / mean / np.sqrt(len(parts) - 1))


def never() -> bool:
    """Go on."""
    return False


def concordance(
    lineage: Lineage,
    search: Search,
    numbers: Sequence[int] | None = None,
    context: int = CONTEXT,
    cancelled: Callable[[], bool] = never,
) -> Iterator[Occurrences]:
    """Yield where a pattern stands in each of some generations.

    Parameters
    ----------
    lineage
        What is searched.
    search
        What is looked for, on the page as its authors spaced it.
    numbers
        The generations; None for all, the human text first.
    context
        Characters on each side.
    cancelled
        Asked between pieces of work; True ends it.

    Yields
    ------
    Occurrences
        One for each generation.

    Raises
    ------
    SearchError
        The pattern takes too long.
    """
    for number in range(lineage.last + 1) if numbers is None else numbers:
        if cancelled():
            return
        yield occurrences(lineage.generations[number], search, context, cancelled)


def occurrences(
    generation: Generation,
    search: Search,
    context: int = CONTEXT,
    cancelled: Callable[[], bool] = never,
) -> Occurrences:
    """Find every place of a pattern in one generation; see `concordance`.

    Parameters
    ----------
    generation
        What is searched.
    search
        What is looked for.
    context
        Characters on each side.
    cancelled
        Asked between pieces of work; True ends it with what was found so far.

    Returns
    -------
    Occurrences
        Its places and lines.
    """
    pieces = list(_pieces(generation, cancelled))
    ends = np.cumsum(np.fromiter(map(len, pieces), np.int64, len(pieces)))
    page = "".join(pieces)
    spans = np.array(list(search.spans(page)), np.int64).reshape(-1, 2)
    tokens = np.searchsorted(ends, spans[:, 0] + _blank(page, spans), side="right")
    documents = np.searchsorted(generation.starts, tokens, side="right")
    origins = generation.origins
    lines = tuple(
        ConcordanceLine(
            generation.number,
            token,
            document,
            _one_line(page[max(0, begin - context) : begin]),
            _one_line(page[begin:end]),
            _one_line(page[end : end + context]),
            generation.corpus.place(int(origins[token])) if origins[token] >= 0 else None,
        )
        for (begin, end), token, document in zip(
            spans[:MOST_LINES].tolist(), tokens[:MOST_LINES].tolist(), documents.tolist(), strict=False
        )
    )
    return Occurrences(generation.number, len(origins), tokens.astype(np.int64), lines)


def _pieces(generation: Generation, cancelled: Callable[[], bool]) -> Iterable[str]:
    """Return what each token adds to the page."""
    steps = range(0, len(generation.origins), AT_ONCE)
    return chain.from_iterable(
        # one token earlier, since what stands before the first one of a page is left out
        generation.page_between(max(0, low - 1), min(low + AT_ONCE, len(generation.origins)))[min(low, 1) :]
        for low in steps
        if not cancelled()
    )


def _blank(page: str, spans: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many blanks stand before the first letter of each place, which belong to no other token."""
    found = (page[begin:end] for begin, end in spans.tolist())
    return np.array([len(text) - len(text.lstrip()) if text.strip() else 0 for text in found], np.int64)


def _one_line(text: str) -> str:
    return text.replace("\n\n", " ¶ ").replace("\n", " ").replace("\t", " ")


def shares_of_parts(found: Occurrences) -> Floats:
    """Return the share of the places in each part, shape (PARTS,); zeros where there are none.

    Parameters
    ----------
    found
        The places in one text.

    Returns
    -------
    ndarray of float64
        They add up to 1 where there are any.
    """
    return np.asarray(found.parts / max(1, found.count))
