"""A generation's text as a page: set in lines only as far as it is looked at, however long it is."""

from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rich.cells import cell_len

from driftview.arrays import Flags, Positions, Tokens
from driftview.choices import has_words
from driftview.drift.lineage import Generation
from driftview.measures.ngrams import COPIED, runs
from driftview.text.cleaning import shown
from driftview.text.spacing import is_opening
from driftview.text.tokens import brief
from driftview.text.unspaced import close_up, is_unspaced
from driftview.text.vocabulary import Vocabulary
from driftview.tui.typesetting import INDENT, Group, Line, Look, marked, set_lines

BLOCK = 1200
"""Documents longer than this many tokens are set in pieces, so that no step has to set a whole book."""

BLOCKS_KEPT = 128
"""Blocks that stay set; who scrolls through a whole book does not keep it set in lines."""


class Anchor(NamedTuple):
    """The line at the top of a pane: a block, and a line within it."""

    block: int
    line: int


class _Written(NamedTuple):
    """The tokens of a block."""

    texts: list[str]
    """What is drawn of each; nothing of white space and of the end of a document."""
    gaps: list[str]
    """The white space before each."""


def copied_runs(origins: Positions, low: int, high: int, start: int, end: int) -> NDArray[np.int64]:
    """Number the verbatim spans among tokens ``low`` to ``high`` of a document from ``start`` to ``end``.

    Returns shape (high − low,): 0 outside spans, the number of the span inside. Only COPIED tokens beyond
    either side are looked at, which is enough to know whether a run is long.
    """
    first, last = max(start, low - COPIED), min(end, high + COPIED)
    found = runs(origins[first:last], np.zeros(1, np.int64))
    numbers = np.zeros(last - first, np.int64)
    for number, (begin, length) in enumerate(
        zip(found.starts.tolist(), found.lengths.tolist(), strict=True), 1
    ):
        if length >= COPIED:
            numbers[begin : begin + length] = number
    return numbers[low - first : high - first]


@lru_cache(maxsize=4096)
def _safe(word: str) -> str:
    """Return a word as it may be drawn: corpus text is never trusted."""
    return shown(brief(word)).replace("\t", " ").replace("\n", " ")


def _letters(text: str) -> int:
    """Return how many characters of a text are not spaces."""
    return sum(not letter.isspace() for letter in text)


class Page:
    """A generation's text, set for one width; blocks are set when they are asked for."""

    def __init__(
        self,
        generation: Generation,
        width: int,
        *,
        dead: Flags | None = None,
        spans: bool = False,
        new: Flags | None = None,
        dying: Flags | None = None,
    ) -> None:
        """Set ``generation`` in lines of ``width`` cells.

        ``dead`` says of each word id whether it is to be struck, ``dying`` whether the next generation lacks
        it, shape (V,) each; ``new`` of each token whether it completes a phrase that no human wrote, shape
        (N,); ``spans`` whether verbatim spans are marked.
        """
        self.generation = generation
        self.width = max(width, 8)
        self._dead = dead
        self._spans = spans
        self._new = new
        self._dying = dying
        self._lines: dict[int, list[Line]] = {}

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return self.generation.corpus.vocabulary

    @cached_property
    def _ends(self) -> NDArray[np.int64]:
        """Where each document ends, shape (D,)."""
        return np.append(self.generation.starts[1:], len(self.generation.origins)).astype(np.int64)

    @cached_property
    def _block_starts(self) -> NDArray[np.int64]:
        """The first token of every block, shape (B,)."""
        starts = self.generation.starts.astype(np.int64)
        pieces = np.maximum(1, -(-(self._ends - starts) // BLOCK))
        first = np.repeat(np.cumsum(pieces) - pieces, pieces)
        return np.asarray(np.repeat(starts, pieces) + BLOCK * (np.arange(int(pieces.sum())) - first))

    @property
    def blocks(self) -> int:
        """Return how many blocks there are."""
        return len(self._block_starts)

    @property
    def documents(self) -> int:
        """Return how many paragraphs there are."""
        return len(self.generation.starts)

    def document(self, anchor: Anchor) -> int:
        """Return the number of the paragraph at an anchor, from 1."""
        token = self.token(anchor)
        return int(np.searchsorted(self.generation.starts, token, side="right"))

    def token(self, anchor: Anchor) -> int:
        """Return the position of the first token of the anchor's block."""
        return int(self._block_starts[anchor.block]) if self.blocks else 0

    def first_token(self, anchor: Anchor) -> int:
        """Return the position of the first token that stands on the anchor's line.

        Found by counting the letters before it: a line does not know its tokens.
        """
        if not self.blocks:
            return 0
        low, high, _, _ = self._bounds(anchor.block)
        above = self.lines(anchor.block)[: anchor.line]
        signs = (Look.MARK, Look.NEW)
        letters = sum(_letters(piece) for line in above for piece, look in line if look not in signs)
        ends = np.cumsum([_letters(text) for text in self._written(low, high).texts])
        return low + min(int(np.searchsorted(ends, letters, side="right")), high - low - 1)

    def at(self, token: int, line: int = 0) -> Anchor:
        """Return the anchor of the block that holds a token, at the given line of it or its last."""
        if not self.blocks:
            return Anchor(0, 0)
        block = max(0, int(np.searchsorted(self._block_starts, token, side="right")) - 1)
        return Anchor(block, min(line, len(self.lines(block)) - 1))

    def lines(self, block: int) -> list[Line]:
        """Return the lines of a block, at least one."""
        if block not in self._lines:
            while len(self._lines) >= BLOCKS_KEPT:
                del self._lines[next(iter(self._lines))]
            self._lines[block] = list(set_lines(self._groups(block), self.width, self._indent(block))) or [()]
        return self._lines[block]

    def move(self, anchor: Anchor, by: int) -> Anchor:
        """Return the anchor ``by`` lines further on, or back where it is negative; stops at either end."""
        block, line = anchor.block, anchor.line + by
        while line < 0 and block > 0:
            block -= 1
            line += len(self.lines(block))
        while block + 1 < self.blocks and line >= len(self.lines(block)):
            line -= len(self.lines(block))
            block += 1
        if not self.blocks:
            return Anchor(0, 0)
        return Anchor(block, max(0, min(line, len(self.lines(block)) - 1)))

    def passage(self, anchor: Anchor, height: int) -> str:
        """Return what ``window`` shows as plain text: no signs, no line breaks but between paragraphs."""
        text = ""
        for line in self.window(anchor, height):
            words = "".join(
                " " if look is Look.NEW else piece for piece, look in line if look is not Look.MARK
            )
            gap = "\n\n" if words.startswith(INDENT) else " "
            text += (gap if text else "") + words.strip()
        return close_up(text) if has_words(self.generation.corpus.unit) else text

    def window(self, anchor: Anchor, height: int) -> list[Line]:
        """Return up to ``height`` lines from an anchor on."""
        found: list[Line] = []
        block, skip = anchor
        while len(found) < height and block < self.blocks:
            found.extend(self.lines(block)[skip : skip + height - len(found)])
            block, skip = block + 1, 0
        return found

    def _bounds(self, block: int) -> tuple[int, int, int, int]:
        """Return the first and last token of a block, and those of its document."""
        low = int(self._block_starts[block])
        document = int(np.searchsorted(self.generation.starts, low, side="right")) - 1
        end = int(self._ends[document])
        return low, min(low + BLOCK, end), int(self.generation.starts[document]), end

    def _indent(self, block: int) -> str:
        low, _, start, _ = self._bounds(block)
        return INDENT if low == start else ""

    def _groups(self, block: int) -> Iterator[Group]:
        """Yield what must stay together, in reading order."""
        low, high, start, end = self._bounds(block)
        tokens = self.generation.tokens_between(low, high)
        texts, gaps = self._written(low, high)
        breakable = self._breakable(tokens)
        visible = np.flatnonzero([text != "" for text in texts])
        spans = self._span_numbers(low, high, start, end)[visible]
        looks = self._looks(tokens[visible], spans)
        new = self._completes(low, high)[visible].tolist()
        opens, closes = _edges(spans)
        group: Group | None = None
        for i, position in enumerate(visible.tolist()):
            pieces = marked(texts[position], looks[i], opens[i], closes[i])
            width = cell_len(texts[position]) + opens[i] + closes[i]
            gap = gaps[position]
            if group is None or gap or breakable[position]:
                if group is not None:
                    yield group
                inside = spans[i] != 0 and not opens[i]
                group = Group([], 0, 0, Look.COPIED if inside else Look.PLAIN, bool(gap))
                group.verse = gap.rpartition("\n")[2] if "\n" in gap and i else None
            group.pieces += pieces
            group.width += width
            group.daggers += looks[i] in (Look.DEAD, Look.LAST)
            group.new = group.new or new[i]
        if group is not None:
            yield group

    def _span_numbers(self, low: int, high: int, start: int, end: int) -> NDArray[np.int64]:
        if not self._spans:
            return np.zeros(high - low, np.int64)
        return copied_runs(self.generation.origins, low, high, start, end)

    def _completes(self, low: int, high: int) -> Flags:
        """Say of each token of a block whether it completes a phrase that no human wrote."""
        return np.zeros(high - low, np.bool_) if self._new is None else self._new[low:high]

    def _written(self, low: int, high: int) -> "_Written":
        """Return the tokens of a block as they are drawn, and the white space before each."""
        texts, gaps, gap = [], [], ""
        for piece in self.generation.page_between(low, high):
            body = piece.lstrip()
            gap += piece[: len(piece) - len(body)]
            texts.append(_safe(body))
            gaps.append(gap)
            if texts[-1]:
                gap = ""
        return _Written(texts, gaps)

    def _breakable(self, tokens: Tokens) -> list[bool]:
        """Say of each token whether a line may begin with it, though there is no space before it.

        It may where it is a character of a script without spaces and no opening mark stands before it.
        """
        words = [self._vocabulary.words[token] for token in tokens.tolist()]
        return [
            is_unspaced(word) and not is_opening(before)
            for before, word in zip(["", *words[:-1]], words, strict=True)
        ]

    def _looks(self, tokens: Tokens, spans: NDArray[np.int64]) -> list[Look]:
        """Return the look of each token."""
        looks = [Look.COPIED if span else Look.PLAIN for span in spans.tolist()]
        for flags, marks in ((self._dead, Look.DEAD), (self._dying, Look.LAST)):
            if flags is not None:
                looks = [marks if gone else look for gone, look in zip(flags[tokens], looks, strict=True)]
        return looks


def _edges(spans: NDArray[np.int64]) -> tuple[list[bool], list[bool]]:
    """Say of each visible token whether a span opens before it, and whether one closes after it."""
    changes = np.ones(len(spans) + 1, np.bool_)
    changes[1:-1] = spans[1:] != spans[:-1]
    inside = spans != 0
    return (changes[:-1] & inside).tolist(), (changes[1:] & inside).tolist()
