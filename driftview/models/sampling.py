"""Many chains side by side: documents written in batched chains, at a few array operations a step for all."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Flags, Floats, Indices, PackedStates, Tokens
from driftview.models.index import ContextIndex
from driftview.models.protocol import Sample, Trained, TrainingText

LOW = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)
ONE = np.uint64(1)

STEPS = 16
"""Steps between two looks at which documents have ended; how random numbers are laid out depends on it, so
that another number would write other texts."""

FEW = 24
"""Up to this many chains are followed one by one in plain Python: array operations on fewer numbers cost more
than they save (5,935 tokens in 16 chains: 2.6 ms against 3.9)."""

LONG_STRETCH = 64 * STEPS
"""Steps that few chains are followed for at a time: a few milliseconds."""

LONGEST_DOCUMENT = 4
"""Documents are ended when they grow this many times longer than the longest one indexed: a truncated model
can run in circles for ever."""


def chain_count(index: ContextIndex, tokens: int) -> int:
    """Return how many documents to write side by side.

    Parameters
    ----------
    index
        The index of the training text.
    tokens
        How many tokens are written, N, at least 1.

    Returns
    -------
    int
        Chains, L.
    """
    return chains_for(tokens * len(index.starts) / len(index.tokens))


def chains_for(documents: float) -> int:
    """Return how many chains so many documents are written in: about four to a chain, from 16 to 4096.

    Parameters
    ----------
    documents
        How many documents there are.

    Returns
    -------
    int
        Chains, L.
    """
    return int(min(4096, max(16, documents // 4)))


def longest_document(text: ContextIndex | TrainingText) -> int:
    """Return at how many tokens a document is ended.

    Parameters
    ----------
    text
        The training text, or its index.

    Returns
    -------
    int
        Tokens.
    """
    length = int(np.diff(text.starts, append=len(text.tokens)).max())
    return max(1000, LONGEST_DOCUMENT * length)


class Stepping(Protocol):
    """What takes batched chains from state to state; a state is any number of 64 bits."""

    @property
    def start(self) -> np.uint64:
        """The state in which a document starts; a document ends when its chain is back there."""

    def advance(
        self, states: PackedStates, rng: np.random.Generator, items: NDArray[np.uint32], after: PackedStates
    ) -> None:
        """Write T tokens in each of L chains: fill ``items`` and the states ``after``, both of shape (T, L).

        T is a multiple of STEPS; how many times STEPS is written at once changes no text.
        """


@dataclass(frozen=True)
class Choices:
    """What may be copied in each state; a state is packed as first item << 32 | items."""

    start: np.uint64
    """The state in which a document starts."""
    following: PackedStates
    """The state after each item, shape (N,)."""

    def advance(
        self, states: PackedStates, rng: np.random.Generator, items: NDArray[np.uint32], after: PackedStates
    ) -> None:
        """Write T tokens in each of L chains, any item of a state being as likely as any other.

        From 32 random bits u, a state first << 32 | count chooses the item first + (u · count >> 32), which
        is (count · (u − 1) + state) >> 32. Integers only, so that the choice is the same on every machine;
        no item is favoured by more than count in 2³².
        """
        steps, chains = items.shape
        raw = rng.bit_generator.random_raw(steps // 2 * chains).reshape(steps // 2, chains)
        bits = np.empty((steps, chains), np.uint64)
        np.bitwise_and(raw, LOW, out=bits[::2])
        np.right_shift(raw, HALF, out=bits[1::2])
        if chains <= FEW:
            self._one_by_one(states, bits, items, after)
            return
        bits -= ONE
        for row in range(steps):
            chosen = bits[row]
            chosen *= states & LOW
            chosen += states
            chosen >>= HALF
            states = np.take(self.following, chosen.view(np.int64), out=after[row], mode="clip")
        items[...] = bits

    def _one_by_one(
        self, states: PackedStates, bits: PackedStates, items: NDArray[np.uint32], after: PackedStates
    ) -> None:
        """Do the same chain by chain in plain Python."""
        following = self.following.data
        for chain, (state, numbers) in enumerate(zip(states.tolist(), bits.T.tolist(), strict=True)):
            chosen, reached = [], []
            for number in numbers:
                item = (state >> 32) + ((state & 0xFFFFFFFF) * number >> 32)
                state = following[item]  # noqa: PLW2901
                chosen.append(item)
                reached.append(state)
            items[:, chain] = chosen
            after[:, chain] = reached


class Tail(NamedTuple):
    """STEPS steps of the chains whose documents are waited for."""

    first_step: int
    documents: Indices
    """The document that each chain was in at the first step, shape (L,)."""
    items: NDArray[np.uint32]
    """Shape (STEPS, L)."""


@dataclass
class Documents:
    """Documents in the order in which they were started."""

    chain: Indices
    """The chain that each was written in, shape (D,)."""
    born: Indices
    """Its first step, shape (D,)."""
    length: Indices
    """Tokens so far, shape (D,)."""
    current: Indices
    """The last document of each chain, the one that is still open; shape (L,)."""

    @classmethod
    def of(cls, ended: Flags) -> "Documents":
        """Find the documents of T steps of L chains; ``ended`` says where one ends, shape (T, L)."""
        steps, chains = ended.shape
        when, chain = np.divmod(np.flatnonzero(ended), chains)
        chain = np.concatenate((np.arange(chains), chain))
        born = np.concatenate((np.zeros(chains, np.int64), when + 1))
        by_chain = np.argsort(chain, kind="stable")
        last = np.append(np.diff(chain[by_chain]) != 0, True)
        stop = np.empty(len(chain), np.int64)
        stop[by_chain] = np.where(last, steps, np.roll(born[by_chain], -1))
        return cls(chain, born, stop - born, by_chain[last])


class BatchedChains:
    """Writes documents with a Stepping until there are enough tokens.

    Documents are taken in the order in which they were started until they hold the wanted number of tokens,
    and the last is cut: what was started before the cut is always finished, so that a document's length
    never decides whether it is taken.
    """

    def __init__(
        self,
        stepping: Stepping,
        longest: int,
        rng: np.random.Generator,
        pause: Callable[[], object] | None = None,
    ) -> None:
        """Write with a model.

        Parameters
        ----------
        stepping
            Chooses the next item of every chain.
        longest
            A document that grows beyond so many tokens is ended and counted as cut.
        rng
            What every choice is made with.
        pause
            Called every few milliseconds; what it raises ends the writing.
        """
        self._stepping = stepping
        self._longest = longest
        self._rng = rng
        self._pause = pause or (lambda: None)
        self._cut = 0

    def write(self, tokens: int, chains: int) -> tuple[Indices, Indices, int]:
        """Write a text.

        Parameters
        ----------
        tokens
            N, how many tokens are wanted.
        chains
            L, how many documents are written side by side.

        Returns
        -------
        items : Indices
            The item of each token, shape (N,).
        starts : Indices
            Where each document starts, shape (D,).
        cut : int
            How many documents were ended because they grew too long.
        """
        self._cut = 0
        steps = -(-tokens // (chains * STEPS)) * STEPS
        items, ended = np.empty((steps, chains), np.uint32), np.empty((steps, chains), bool)
        states, born = np.full(chains, self._stepping.start), np.zeros(chains, np.int64)
        for first, last in self._stretches(steps, chains):
            self._pause()
            states = self._advance(items[first:last], ended[first:last], states, born, first)
        documents = Documents.of(ended)
        del ended
        tails = self._finish(documents, states, tokens, steps)
        lengths = _taken(documents.length, tokens)
        lengths[-1] -= lengths.sum() - tokens
        offsets = np.cumsum(lengths) - lengths
        return _laid_out(items, documents, lengths, offsets, tails), offsets, self._cut

    def _stretches(self, steps: int, chains: int) -> Iterator[tuple[int, int]]:
        """Cut ``steps`` into stretches: long ones for few chains, as long as no document can be too long."""
        first = 0
        while first < steps:
            short = chains > FEW or first + LONG_STRETCH > self._longest
            last = min(steps, first + (STEPS if short else LONG_STRETCH))
            yield first, last
            first = last

    def _advance(
        self,
        items: NDArray[np.uint32],
        ended: Flags,
        states: PackedStates,
        born: Indices,
        first: int,
    ) -> PackedStates:
        """Write in every chain from step ``first`` on; fill ``items`` and ``ended``, return the states after.

        ``born``, the first step of each chain's open document, is kept up to date.
        """
        after = np.empty(items.shape, np.uint64)
        self._stepping.advance(states, self._rng, items, after)
        states, stop = after[-1], first + len(items)
        np.equal(after, self._stepping.start, out=ended)
        some = np.any(ended, axis=0)
        if stop > self._longest:
            endless = np.flatnonzero(~some & (stop - born > self._longest))
            ended[-1, endless] = some[endless] = True
            states[endless] = self._stepping.start
            self._cut += len(endless)
        born[some] = stop - ended[::-1, some].argmax(axis=0)
        return states

    def _finish(self, documents: Documents, states: PackedStates, tokens: int, step: int) -> list[Tail]:
        """Write on in the chains whose open document is among those that are taken, until it ends."""
        current, born = documents.current, documents.born[documents.current]
        tails: list[Tail] = []
        going = np.ones(len(current), bool)
        while True:
            taken = len(_taken(documents.length, tokens))
            going &= current < taken - 1
            if not going.any():
                return tails
            self._pause()
            current, born, states = current[going], born[going], states[going]
            items, ended = np.empty((STEPS, len(current)), np.uint32), np.empty((STEPS, len(current)), bool)
            states = self._advance(items, ended, states, born.copy(), step)
            tails.append(Tail(step, current, items))
            going = ~np.any(ended, axis=0)
            documents.length[current] += np.where(going, STEPS, ended.argmax(axis=0) + 1)
            step += STEPS


def _taken(lengths: Indices, tokens: int) -> Indices:
    """Return the lengths of the first documents that hold so many tokens, a copy."""
    return lengths[: int(np.searchsorted(np.cumsum(lengths), tokens)) + 1].copy()


def _laid_out(
    items: NDArray[np.uint32], documents: Documents, lengths: Indices, offsets: Indices, tails: list[Tail]
) -> Indices:
    """Lay the first D documents end to end, cut to ``lengths`` and starting at ``offsets``, shapes (D,)."""
    taken, chains = len(lengths), items.shape[1]
    born = documents.born[:taken]
    first = born * chains + documents.chain[:taken]
    # From a token to the next of its document is one row; from a document's last to the next one's first it
    # is a jump: one cumulative sum then gives the place of every token.
    source = np.full(int(lengths.sum()), chains)
    source[0] = first[0]
    source[offsets[1:]] = first[1:] - (first[:-1] + (lengths[:-1] - 1) * chains)
    np.cumsum(source, out=source)
    laid_out = np.take(items.reshape(-1), source, mode="clip").astype(np.int64)
    for tail in tails:
        mine = np.flatnonzero(tail.documents < taken)
        document = tail.documents[mine]
        at = (tail.first_step - born[document])[:, None] + np.arange(STEPS)
        inside = at < lengths[document][:, None]
        laid_out[(offsets[document][:, None] + at)[inside]] = tail.items[:, mine].T[inside]
    return laid_out


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
        """Return the probability of each item's token in its state.

        Parameters
        ----------
        states
            State of each, shape (N,).
        items
            Item of each, shape (N,).

        Returns
        -------
        ndarray of float64
            Probabilities, shape (N,).
        """

    def written(self, items: Indices, starts: Indices, cut: int, rng: np.random.Generator) -> Sample:
        """Return the text that ``items`` stand for, with its parents."""


@runtime_checkable
class Writing(Trained, Protocol):
    """A trained model that can be written with step by step."""

    @property
    def writer(self) -> Writer:
        """The model, to be written with step by step."""
