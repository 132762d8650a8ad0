"""A generation's text as a page: set in lines only as far as it is looked at, however long it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rich.cells import chop_cells

from driftview.arrays import Flags, Positions, Tokens
from driftview.drift.lineage import Generation
from driftview.drift.overuse import Use
from driftview.measures.ngrams import COPIED, runs
from driftview.text.cleaning import clean_prose, shown
from driftview.text.spacing import is_opening
from driftview.text.tokens import brief
from driftview.text.unspaced import is_unspaced
from driftview.text.vocabulary import Vocabulary
from driftview.tui.content.cells import most_cells

RESERVE, RESERVED = 2, 14
"""Cells kept free at the right for daggers: at least, and one in so many of a line. So a dying word neither
moves the words around it nor takes the space between two of them."""

UNBREAKABLE = "\u00a0\u202f"
"""No line ends at these spaces: French puts them before its marks."""

INDENT = "  "
LAST_MARK = "‡"
SPAN_OPEN = "⟦"
SPAN_CLOSE = "⟧"


class Look(Enum):
    """How a piece of text is to look."""

    PLAIN = auto()
    NEVER = auto()
    """A word that the generation looked at does not use."""
    MORE = auto()
    """A word that it uses 2 to 4 times as often as the human text; then 4 to 10, 10 to 25, and more."""
    MUCH_MORE = auto()
    FAR_MORE = auto()
    EXTREME = auto()
    OWN = auto()
    """A word of its own, which the human text does not have."""
    COPIED = auto()
    """Inside a verbatim span of human text."""
    LAST = auto()
    """A word that the next generation no longer has."""
    NEW = auto()
    """A word that completes a phrase no human wrote."""
    MARK = auto()
    """A sign that is not part of the text."""


class Piece(NamedTuple):
    """Some text and its look."""

    text: str
    look: Look


Line = tuple[Piece, ...]


@dataclass
class Group:
    """What must stay together on one line: a word with its punctuation and marks."""

    pieces: list[Piece]
    width: int
    """Cells, daggers not counted."""
    daggers: int
    space: Look
    """The look of the space before it."""
    spaced: bool
    """Whether there is a space before it."""
    verse: str | None = None
    """What a line that the author begins with it is indented by; None where it goes on."""


_LOOK_OF_USE = {
    Use.NEVER: Look.NEVER,
    Use.AS_OFTEN: Look.PLAIN,
    Use.MORE: Look.MORE,
    Use.MUCH_MORE: Look.MUCH_MORE,
    Use.FAR_MORE: Look.FAR_MORE,
    Use.EXTREME: Look.EXTREME,
    Use.OWN: Look.OWN,
}


def marked(text: str, look: Look, opens: bool, closes: bool) -> list[Piece]:
    """Return a word with the signs that belong to it."""
    pieces = [Piece(SPAN_OPEN, Look.MARK)] * opens + [Piece(text, look)]
    pieces += [Piece(LAST_MARK, Look.MARK)] * (look is Look.LAST)
    return pieces + [Piece(SPAN_CLOSE, Look.MARK)] * closes


def set_lines(groups: Iterator[Group], width: int, indent: str) -> Iterator[Line]:
    """Yield lines of at most ``width`` cells, broken between groups."""
    measure = max(width - max(RESERVE, width // RESERVED), 4)
    line: list[Group] = []
    used = len(indent)
    for group in _narrow(groups, measure):
        needed = group.width + (1 if line and group.spaced else 0)
        if line and (used + needed > measure or group.verse is not None):
            yield _line(line, width, indent)
            indent = (group.verse or "")[: measure // 4]
            line, used, needed = [], len(indent), group.width
        line.append(group)
        used += needed
    if line:
        yield _line(line, width, indent)


def _narrow(groups: Iterator[Group], measure: int) -> Iterator[Group]:
    """Break up groups that are wider than a line."""
    for group in groups:
        if group.width <= measure:
            yield group
            continue
        spaced = group.spaced
        for piece in group.pieces:
            for part in chop_cells(piece.text, measure):
                dagger = piece.look is Look.MARK and piece.text == LAST_MARK
                yield Group([Piece(part, piece.look)], most_cells(part), int(dagger), group.space, spaced)
                spaced = False


def _line(groups: Sequence[Group], width: int, indent: str) -> Line:
    """Put groups on one line; daggers beyond the room at the right take the place of the next space."""
    spaces = sum(group.spaced for group in groups[1:])
    used = len(indent) + spaces + sum(group.width + group.daggers for group in groups)
    surplus = used - width
    pieces = [Piece(indent, Look.PLAIN)]
    for i, group in enumerate(groups):
        if i and group.spaced:
            if surplus > 0 and groups[i - 1].daggers:
                surplus -= 1
            else:
                pieces.append(Piece(" ", group.space))
        pieces += group.pieces
    return tuple(merged(pieces))


def merged(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Join neighbours of one look."""
    text, look = "", Look.PLAIN
    for piece in pieces:
        if piece.look is look:
            text += piece.text
            continue
        if text:
            yield Piece(text, look)
        text, look = piece
    if text:
        yield Piece(text, look)


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
        use: NDArray[np.int8] | None = None,
        spans: bool = False,
        new: Flags | None = None,
        dying: Flags | None = None,
    ) -> None:
        """Set ``generation`` in lines of ``width`` cells.

        ``use`` says of each word id how often the generation looked at uses it (``Use``), ``dying`` whether
        the next generation lacks it, shape (V,) each; ``new`` of each token whether it completes a phrase
        that no human wrote, shape (N,); ``spans`` whether verbatim spans are marked.
        """
        self.generation = generation
        self.width = max(width, 8)
        self._use = use
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

    def token_near(self, anchor: Anchor, lines: int = 0) -> int:
        """Return about which token stands ``lines`` below an anchor: blocks are taken to be set evenly."""
        if not self.blocks:
            return 0
        low, high, _, _ = self._bounds(anchor.block)
        share = min(1.0, (anchor.line + lines) / len(self.lines(anchor.block)))
        return low + round(share * (high - low))

    def near(self, token: int) -> Anchor:
        """Return about where a token stands."""
        anchor = self.at(token)
        if not self.blocks:
            return anchor
        low, high, _, _ = self._bounds(anchor.block)
        lines = len(self.lines(anchor.block))
        return Anchor(anchor.block, min(lines - 1, max(0, (token - low) * lines // max(1, high - low))))

    def first_token(self, anchor: Anchor) -> int:
        """Return the position of the first token that stands on the anchor's line.

        Found by counting the letters before it: a line does not know its tokens.
        """
        if not self.blocks:
            return 0
        return min(self._token_after(anchor.block, anchor.line), self._bounds(anchor.block)[1] - 1)

    def _token_after(self, block: int, lines: int) -> int:
        """Return the position of the first token of a block that does not end within its first lines."""
        low, high, _, _ = self._bounds(block)
        above = self.lines(block)[:lines]
        letters = sum(_letters(piece) for line in above for piece, look in line if look is not Look.MARK)
        ends = np.cumsum([_letters(text) for text in self._written(low, high).texts])
        return low + int(np.searchsorted(ends, letters, side="right"))

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
        """Return what ``window`` shows as its author wrote it: without signs, with the author's line ends."""
        if not self.blocks or height < 1:
            return ""
        last = self.move(anchor, len(self.window(anchor, height)) - 1)
        low, high = self.first_token(anchor), self._token_after(last.block, last.line + 1)
        return clean_prose("".join(map(brief, self.generation.page_between(low, high))).strip())

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
        looks = self._looks(tokens[visible], spans, self._completes(low, high)[visible])
        opens, closes = _edges(spans)
        group: Group | None = None
        for i, position in enumerate(visible.tolist()):
            pieces = marked(texts[position], looks[i], opens[i], closes[i])
            width = most_cells(texts[position]) + opens[i] + closes[i]
            gap = gaps[position]
            if group is not None and gap and not gap.strip(UNBREAKABLE):
                group.pieces.append(Piece(gap, Look.PLAIN))
                group.width += most_cells(gap)
            elif group is None or gap or breakable[position]:
                if group is not None:
                    yield group
                inside = spans[i] != 0 and not opens[i]
                group = Group([], 0, 0, Look.COPIED if inside else Look.PLAIN, bool(gap))
                group.verse = gap.rpartition("\n")[2] if "\n" in gap and i else None
            group.pieces += pieces
            group.width += width
            group.daggers += looks[i] is Look.LAST
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

    def _looks(self, tokens: Tokens, spans: NDArray[np.int64], new: Flags) -> list[Look]:
        """Return the look of each token: one at a time; of several the last that is named here."""
        looks = [Look.COPIED if span else Look.PLAIN for span in spans.tolist()]
        if self._use is not None:
            looks = [_LOOK_OF_USE[level] for level in self._use[tokens].tolist()]
        dying = np.zeros(len(tokens), np.bool_) if self._dying is None else self._dying[tokens]
        for flags, other in ((new, Look.NEW), (dying, Look.LAST)):
            if flags.any():
                looks = [other if flag else look for flag, look in zip(flags, looks, strict=True)]
        return looks


def _edges(spans: NDArray[np.int64]) -> tuple[list[bool], list[bool]]:
    """Say of each visible token whether a span opens before it, and whether one closes after it."""
    changes = np.ones(len(spans) + 1, np.bool_)
    changes[1:-1] = spans[1:] != spans[:-1]
    inside = spans != 0
    return (changes[:-1] & inside).tolist(), (changes[1:] & inside).tolist()
