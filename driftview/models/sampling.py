"""Many chains side by side: documents written in parallel lanes, at one array operation a step for all."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Flags, Floats, Indices, PackedStates, Tokens
from driftview.models.index import ContextIndex
from driftview.models.protocol import Sample, Trained

LOW = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)
STEPS = 16
"""Steps between two looks at which documents have ended."""

LONGEST_DOCUMENT = 4
"""Documents are ended when they grow this many times longer than the longest one indexed: a truncated model
can run in circles for ever."""


def lane_count(index: ContextIndex, tokens: int) -> int:
    """Return how many documents to write side by side."""
    return lanes_for(tokens * len(index.starts) / len(index.tokens))


def lanes_for(documents: float) -> int:
    """Return how many lanes so many documents are written in: about four to a lane, from 16 to 4096 lanes."""
    return int(min(4096, max(16, documents // 4)))


def longest_document(index: ContextIndex) -> int:
    """Return at how many tokens a document is ended."""
    length = int(np.diff(index.starts, append=len(index.tokens)).max())
    return max(1000, LONGEST_DOCUMENT * length)


class Stepping(Protocol):
    """What lanes write with: it takes chains from state to state; a state is any number of 64 bits."""

    @property
    def start(self) -> np.uint64:
        """The state in which a document starts; a document ends when its chain is back there."""

    def advance(
        self, states: PackedStates, rng: np.random.Generator, items: NDArray[np.uint32], after: PackedStates
    ) -> None:
        """Write STEPS tokens in each of L lanes: fill ``items`` and states ``after``, shapes (STEPS, L)."""


@dataclass(frozen=True)
class Choices:
    """What may be copied in each state; a state is packed as first item << 32 | items."""

    start: np.uint64
    """The state in which a document starts."""
    following: PackedStates
    """The state after each item, shape (N,)."""

    def random(self, lanes: int, rng: np.random.Generator) -> Iterator[PackedStates]:
        """Yield the random bits of STEPS steps, one number a lane: here 32 bits each."""
        raw = rng.bit_generator.random_raw(STEPS // 2 * lanes).reshape(STEPS // 2, lanes)
        for row in raw:
            yield row & LOW
            yield row >> HALF

    def items(self, states: PackedStates, bits: PackedStates) -> Indices:
        """Choose an item for each state, each of its items being as likely as any other.

        Integers only, so that the choice is the same on every machine; no item is favoured by more than its
        context's count in 2³².
        """
        item = states & LOW
        item *= bits
        item >>= HALF
        item += states >> HALF
        return item.view(np.int64)

    def advance(
        self, states: PackedStates, rng: np.random.Generator, items: NDArray[np.uint32], after: PackedStates
    ) -> None:
        """Write STEPS tokens in each of L lanes: fill ``items`` and states ``after``, shapes (STEPS, L)."""
        for row, bits in enumerate(self.random(states.shape[0], rng)):
            chosen = self.items(states, bits)
            items[row] = chosen
            states = np.take(self.following, chosen, out=after[row], mode="clip")


class Block(NamedTuple):
    """STEPS steps of some lanes."""

    born: int
    """The first of the steps."""
    documents: Indices
    """The document each lane was in at the first step, shape (L,)."""
    items: NDArray[np.uint32]
    """Shape (STEPS, L)."""


class Documents:
    """Documents in the order in which they were started: lane, first step, length, and whether open."""

    def __init__(self, lanes: int) -> None:
        """Start one document in each lane."""
        self.lane = np.arange(lanes)
        self.born = np.zeros(lanes, np.int64)
        self.length = np.zeros(lanes, np.int64)
        self.open = np.ones(lanes, bool)

    def grown(self, step: int) -> Indices:
        """Return the length of each document at ``step``."""
        return np.where(self.open, step - self.born, self.length)

    def end(self, current: Indices, ended: Flags, step: int) -> Indices:
        """Close what ended in a block that began at ``step`` and start what follows it.

        ``current``: the document of each lane, shape (L,); ``ended``: shape (STEPS, L). Returns the document
        of each lane after the block.
        """
        when, lane = np.nonzero(ended)
        if not len(when):
            return current
        fresh = len(self.lane) + np.arange(len(when))
        by_lane = np.argsort(lane, kind="stable")
        lane, when, fresh = lane[by_lane], when[by_lane], fresh[by_lane]
        first = np.append(True, lane[1:] != lane[:-1])
        closed = np.where(first, current[lane], np.roll(fresh, 1))
        self._start(fresh, self.lane[current[lane]], step + when + 1)
        self.length[closed] = step + when + 1 - self.born[closed]
        self.open[closed] = False
        after = current.copy()
        after[lane] = fresh  # the last of a lane's wins
        return after

    def _start(self, fresh: Indices, lane: Indices, born: Indices) -> None:
        place = fresh - len(self.lane)
        count = len(fresh)
        lanes, births = np.empty(count, np.int64), np.empty(count, np.int64)
        lanes[place], births[place] = lane, born
        self.lane = np.concatenate((self.lane, lanes))
        self.born = np.concatenate((self.born, births))
        self.length = np.concatenate((self.length, np.zeros(count, np.int64)))
        self.open = np.concatenate((self.open, np.ones(count, bool)))


class Lanes:
    """Writes documents with a Choices until there are enough tokens.

    Documents are taken in the order in which they were started until they hold the wanted number of tokens,
    and the last is cut: what was started before the cut is always finished, so that a document's length
    never decides whether it is taken.
    """

    def __init__(self, choices: Stepping, longest: int) -> None:
        """``longest``: a document that grows beyond so many tokens is ended and counted as cut."""
        self.choices = choices
        self.longest = longest
        self.cut = 0

    def write(
        self, tokens: int, lanes: int, rng: np.random.Generator, pause: Callable[[], object] | None = None
    ) -> tuple[Indices, Indices, int]:
        """Return the item of each of ``tokens`` tokens, where each document starts, and how many were cut.

        ``pause`` is called every STEPS steps; what it raises ends the writing.
        """
        self.cut = 0
        documents, current = Documents(lanes), np.arange(lanes)
        states = np.full(lanes, self.choices.start)
        blocks: list[Block] = []
        while int(documents.grown(len(blocks) * STEPS).sum()) < tokens:
            if pause is not None:
                pause()
            current, states = self._advance(blocks, documents, current, states, rng)
        full = len(blocks)
        while True:
            lengths = documents.grown(len(blocks) * STEPS)
            taken = int(np.searchsorted(np.cumsum(lengths), tokens)) + 1
            waited_for = documents.open[current] & (current < taken - 1)
            if not waited_for.any():
                break
            current, states = current[waited_for], states[waited_for]
            current, states = self._advance(blocks, documents, current, states, rng)
        lengths = lengths[:taken]
        lengths[-1] -= lengths.sum() - tokens
        return _gather(documents, blocks, full, lengths), np.cumsum(lengths) - lengths, self.cut

    def _advance(
        self,
        blocks: list[Block],
        documents: Documents,
        current: Indices,
        states: PackedStates,
        rng: np.random.Generator,
    ) -> tuple[Indices, PackedStates]:
        """Write STEPS tokens in every lane; return each lane's document and state after them."""
        step, choices = len(blocks) * STEPS, self.choices
        items = np.empty((STEPS, len(current)), np.uint32)
        after = np.empty((STEPS, len(current)), np.uint64)
        choices.advance(states, rng, items, after)
        states = after[-1]
        ended = after == choices.start
        endless = np.flatnonzero(~ended.any(axis=0) & (step + STEPS - documents.born[current] > self.longest))
        ended[-1, endless] = True
        states[endless] = choices.start
        self.cut += len(endless)
        blocks.append(Block(step, current, items))
        return documents.end(current, ended, step), states


def _gather(documents: Documents, blocks: list[Block], full: int, lengths: Indices) -> Indices:
    """Lay the first ``len(lengths)`` documents end to end, cut to ``lengths``.

    In the first ``full`` blocks every lane writes; in later ones only lanes whose document is waited for.
    """
    taken, width = len(lengths), blocks[0].items.shape[1]
    offset = np.cumsum(lengths) - lengths
    born = documents.born[:taken]
    written = np.concatenate([block.items for block in blocks[:full]]).ravel()
    source = np.arange(int(lengths.sum()))
    source *= width
    source += np.repeat((born - offset) * width + documents.lane[:taken], lengths)
    items = np.take(written, source, mode="clip").astype(np.int64)
    for block in blocks[full:]:
        mine = np.flatnonzero(block.documents < taken)
        document = block.documents[mine]
        at = (block.born - born[document])[:, None] + np.arange(STEPS)
        inside = at < lengths[document][:, None]
        items[(offset[document][:, None] + at)[inside]] = block.items[:, mine].T[inside]
    return items


class Writer(Stepping, Protocol):
    """A trained model whose chains can be stopped anywhere, copied and carried on."""

    @property
    def index(self) -> ContextIndex:
        """The index of its training text."""

    def tokens(self, items: Indices) -> Tokens:
        """Return the token of each item."""

    def ends(self, items: Indices, after: PackedStates) -> Flags:
        """Say of each item, ``after`` being the state it leads to, whether its document ends with it."""

    def probabilities(self, states: PackedStates, items: Indices) -> Floats:
        """Return the probability of each item's token in its state."""

    def written(self, items: Indices, starts: Indices, cut: int, rng: np.random.Generator) -> Sample:
        """Return the text that ``items`` stand for, with its parents."""


@runtime_checkable
class Writing(Trained, Protocol):
    """A trained model that can be written with step by step."""

    @property
    def writer(self) -> Writer:
        """The model, to be written with step by step."""
