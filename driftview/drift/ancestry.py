"""Ancestry: the human pages that a sentence was copied from, and the human ancestors of a generation."""

from dataclasses import dataclass

import numpy as np

from driftview.arrays import Tokens
from driftview.drift.lineage import Generation
from driftview.drift.wording import SIGNS
from driftview.measures.ngrams import human_ancestors, runs
from driftview.text.corpus import Corpus, Place
from driftview.text.sentences import ends_to_read
from driftview.text.tokens import END, brief, written_pieces

REACH = 60
"""How many tokens a sentence may go on to each side before it is cut."""


def sentence_bounds(generation: Generation, position: int) -> tuple[int, int]:
    """Return begin and end, in tokens, of the sentence that holds a position; end marks belong to it.

    It is cut where it is longer than :data:`REACH` to a side; see :func:`ends_to_read`.
    """
    document = int(np.searchsorted(generation.starts, position, side="right")) - 1
    following = (
        generation.starts[document + 1] if document + 1 < len(generation.starts) else len(generation.origins)
    )
    low = max(int(generation.starts[document]), position - REACH)
    high = min(int(following), position + REACH)
    words = generation.corpus.vocabulary.words
    ends = [
        low + end for end in ends_to_read([words[token] for token in span(generation, low, high).tolist()])
    ]
    begin = max((end for end in ends if end <= position), default=low)
    return begin, min((end for end in ends if end > position), default=high)


def span(generation: Generation, begin: int, end: int) -> Tokens:
    """Return the tokens from ``begin`` to ``end`` without looking up all the others."""
    if generation.written is not None:
        return generation.written[begin:end]
    return np.asarray(generation.corpus.tokens[generation.origins[begin:end]])


def sentence(generation: Generation, position: int) -> str:
    """Return the sentence that holds a position, as prose."""
    return prose(generation, *sentence_bounds(generation, position))


def prose(generation: Generation, begin: int, end: int) -> str:
    """Return the tokens from ``begin`` to ``end`` on one line."""
    text = "".join(map(brief, generation.page_between(begin, end)))
    return " ".join(text.split())


def last_sentence(generation: Generation, word: int) -> str | None:
    """Return the sentence in which a word stands last in a generation, or None when it does not occur."""
    places = np.flatnonzero(generation.tokens == word)
    return sentence(generation, int(places[-1])) if len(places) else None


AROUND = 14
"""Words shown on each side of a piece, within its paragraph."""


@dataclass(frozen=True)
class Piece:
    """The longest run of tokens that was copied from one place of the human text."""

    begin: int
    end: int
    """The tokens of the generation from ``begin`` to ``end``."""
    origin: int
    """Human position of the first one."""
    place: Place
    """Voice, file and paragraph that it was copied from."""
    text: str
    """The piece, as prose."""
    page: str
    """The human text around it."""
    marked: tuple[int, int]
    """The piece is ``page[marked[0] : marked[1]]``; empty where it is nothing but the end of a paragraph."""
    cut_before: bool
    """Whether the paragraph has more before the page."""
    cut_after: bool
    """Whether it has more behind it."""

    @property
    def tokens(self) -> int:
        """How many tokens it has."""
        return self.end - self.begin


@dataclass(frozen=True)
class Ancestry:
    """Where a span of a generation comes from."""

    generation: int
    begin: int
    end: int
    text: str
    pieces: tuple[Piece, ...]
    """In reading order."""
    orphans: tuple[int, ...]
    """Positions of tokens that descend from no human one."""

    @property
    def paragraphs(self) -> int:
        """How many different human paragraphs it was copied from."""
        return len({piece.place for piece in self.pieces})

    @property
    def longest(self) -> int:
        """Tokens of the longest piece."""
        return max((piece.tokens for piece in self.pieces), default=0)


@dataclass(frozen=True)
class HumanAncestors:
    """The human tokens that the whole text of a generation descends from."""

    alive: int
    human: int
    """Tokens of the human text, N."""
    expected: float | None
    """N·s_g, by the law; None where none holds."""

    @property
    def share(self) -> float:
        """Part of the human text that still has descendants."""
        return self.alive / self.human


def ancestry(generation: Generation, begin: int, end: int, around: int = AROUND) -> Ancestry:
    """Find the human pages behind the tokens from ``begin`` to ``end``, with so many words around each."""
    starts = generation.starts[(generation.starts > begin) & (generation.starts < end)] - begin
    origins = generation.origins[begin:end]
    found = runs(origins, np.concatenate((np.zeros(min(1, len(origins)), np.int64), starts)))
    rows = zip(found.starts.tolist(), found.lengths.tolist(), found.origins.tolist(), strict=True)
    return Ancestry(
        generation.number,
        begin,
        end,
        prose(generation, begin, end),
        tuple(_piece(generation, begin + start, length, origin, around) for start, length, origin in rows),
        tuple((np.flatnonzero(origins < 0) + begin).tolist()),
    )


def sentence_ancestry(generation: Generation, position: int, around: int = AROUND) -> Ancestry:
    """Find the human pages behind the sentence that holds a position."""
    return ancestry(generation, *sentence_bounds(generation, position), around)


def ancestors_of(generation: Generation) -> HumanAncestors:
    """Count the human tokens that have a descendant, next to what chance predicts."""
    human = len(generation.corpus.tokens)
    alive = generation.ancestors
    counted = human_ancestors(generation.origins, human) if alive is None else int(alive)
    return HumanAncestors(counted, human, generation.ancestors_expected)


def _piece(generation: Generation, begin: int, length: int, origin: int, around: int) -> Piece:
    corpus = generation.corpus
    low, high = _paragraph(corpus, origin)
    first, last = max(low, origin - around), min(high, origin + length + around)
    page, marked = _page(corpus, first, last, origin, origin + length)
    return Piece(
        begin,
        begin + length,
        origin,
        corpus.place(origin),
        prose(generation, begin, begin + length) or SIGNS[END],
        page,
        marked,
        cut_before=first > low,
        cut_after=last < high,
    )


def _paragraph(corpus: Corpus, position: int) -> tuple[int, int]:
    """Return begin and end of the human paragraph that holds a position."""
    document = corpus.document_of(position)
    following = corpus.starts[document + 1] if document + 1 < len(corpus.starts) else len(corpus.tokens)
    return int(corpus.starts[document]), int(following)


def _page(corpus: Corpus, first: int, last: int, begin: int, end: int) -> tuple[str, tuple[int, int]]:
    """Write human tokens as one line, and say which characters ``begin`` to ``end`` are."""
    places = np.arange(first, last, dtype=np.int32)
    written = [brief(each) for each in written_pieces(corpus, corpus.tokens[first:last], places)]
    before, marked = "".join(written[: begin - first]), "".join(written[begin - first : end - first])
    page = "".join(written)
    skipped = len(marked) - len(marked.lstrip())
    return page, (len(before) + skipped, len(before) + len(marked))
