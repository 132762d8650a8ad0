"""Replicates side by side, a passage at a time: many lineages of the plain chain of a high order.

A model of order n chooses only where the n − 1 tokens before occur more than once in the human text. Between
two such places one token alone can follow, in the human text and in every text that descends from it, because
each token that is written stands behind the same n − 1 tokens as the one that it was copied from. So nothing
is lost by writing passages in place of tokens: a novel at order 5 has ten tokens in one, at order 8 thirty.

A generation ends after N tokens, wherever that is. What the cut takes from the last passage is gone where no
other copy of that passage is left: from then on the passage is shorter there, and nothing follows it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Counts, Flags, Indices, PackedStates, Positions
from driftview.models.index import ContextIndex
from driftview.models.sampling import HALF, STEPS, Choices, longest_document

STRETCH = 4 * STEPS
"""Passages that each chain writes between two looks at whether there are enough."""

CHAINS, DOCUMENTS_EACH = 8, 100
"""Chains at most in which a replicate is written side by side, and the documents that each should write."""


@dataclass(frozen=True, eq=False)
class PassageText:
    """A text as passages that follow each other."""

    passage: Positions
    """Numbers of the passages, shape (T,)."""
    lengths: Positions
    """Tokens of each; a cut one has fewer than the passage. Shape (T,)."""
    starts: Indices
    """The passage with which each document starts, shape (D,)."""

    def beginning(self, tokens: int) -> "PassageText":
        """Return the first ``tokens`` tokens, at least 1; the last passage may be cut."""
        ends = np.cumsum(self.lengths)
        last = int(np.searchsorted(ends, tokens))
        if last >= len(ends):
            return self
        lengths = self.lengths[: last + 1].copy()
        lengths[-1] -= ends[last] - tokens
        return PassageText(self.passage[: last + 1], lengths, self.starts[self.starts <= last])

    def documents(self, order: Indices, tokens: int) -> "PassageText":
        """Return documents in the given order until there are ``tokens`` tokens; the last may be cut."""
        held = np.diff(np.append(0, np.cumsum(self.lengths))[np.append(self.starts, len(self.lengths))])
        order = order[: int(np.searchsorted(np.cumsum(held[order]), tokens)) + 1]
        passages = np.diff(self.starts, append=len(self.passage))[order]
        starts = np.cumsum(passages) - passages
        at = np.arange(int(passages.sum())) + np.repeat(self.starts[order] - starts, passages)
        return PassageText(self.passage[at], self.lengths[at], starts).beginning(tokens)

    @classmethod
    def join(cls, texts: "Sequence[PassageText]") -> "PassageText":
        """Lay texts end to end."""
        if len(texts) == 1:
            return texts[0]
        offsets = np.cumsum([0] + [len(each.passage) for each in texts])
        return cls(
            np.concatenate([each.passage for each in texts]),
            np.concatenate([each.lengths for each in texts]),
            np.concatenate([each.starts + at for each, at in zip(texts, offsets, strict=False)]),
        )


def chosen_places(index: ContextIndex, human_tokens: int) -> Flags:
    """Tell where a model has a choice: where the context of a human position occurs more than once.

    Parameters
    ----------
    index
        Of the human text, and perhaps of more behind it.
    human_tokens
        N, how many positions of it are human.

    Returns
    -------
    Flags
        Shape (N,); the first one is True.
    """
    top = index.top
    contexts = top.pair_context[top.pair[:human_tokens]]
    chosen = np.bincount(contexts, minlength=top.contexts)[contexts] > 1
    chosen[0] = True
    # A document that ends without its mark goes on wherever its last words stand, inside a passage too.
    last = np.append(index.starts[(index.starts > 0) & (index.starts < human_tokens)], human_tokens) - 1
    chosen |= np.isin(contexts, index.after[last])
    return np.asarray(chosen)


class ReplicatedPassages:
    """R lineages of the maximum-likelihood chain over one index, of which passages are counted."""

    def __init__(self, index: ContextIndex, human_tokens: int, replicates: int) -> None:
        """Let every replicate begin with the first ``human_tokens`` positions of the index."""
        top = index.top
        first = np.flatnonzero(chosen_places(index, human_tokens))
        self._longest = longest_document(index)
        lengths = np.diff(first, append=human_tokens)
        entry = top.pair_context[top.pair[first]]
        by_class = np.argsort(entry, kind="stable")
        """Numbered by the context before them: passages that a model chooses between are neighbours."""
        self._first: Indices = first[by_class].astype(np.int64)
        self._lengths: Indices = lengths[by_class].astype(np.int64)
        contexts, self._class = np.unique(entry[by_class], return_inverse=True)
        self._start = int(np.searchsorted(contexts, top.start))
        following = index.after[self._first + self._lengths - 1]
        place = np.minimum(np.searchsorted(contexts, following), len(contexts) - 1)
        self._classes = len(contexts)
        self._following: Indices = np.where(contexts[place] == following, place, self._start)
        """The class that follows each passage, shape (B,)."""
        documents = index.starts[: int(np.searchsorted(index.starts, human_tokens))]
        self._chains = max(1, min(CHAINS, len(documents) // DOCUMENTS_EACH))
        in_text = np.argsort(self._first)
        self.human = PassageText(
            in_text.astype(np.int32),
            self._lengths[in_text].astype(np.int32),
            np.searchsorted(self._first[in_text], documents),
        )
        """The human text."""
        self._passage: Indices = np.empty(human_tokens, np.int64)
        """The passage of each human position, shape (N,)."""
        self._passage[:] = np.repeat(in_text, self._lengths[in_text])
        self.newest = [self.human] * replicates
        """What every replicate wrote last."""
        self._tables: list[tuple[NDArray[np.integer], _Table]] = []
        shape = replicates, len(first)
        self._copies: Counts = np.ones(shape, np.int64)
        """How often each passage stands in what each replicate is trained on, shape (R, B)."""
        self._reach: Indices = np.empty(shape, np.int64)
        """How many tokens of each passage stand there, in one copy at least; shape (R, B)."""
        self._after: Indices = np.empty(shape, np.int64)
        """The class that follows each passage there; that of starts where nothing does. Shape (R, B)."""
        self.train(self.newest)

    @property
    def passages(self) -> int:
        """B, how many passages the human text has."""
        return len(self._first)

    def train(self, texts: Iterable[PassageText], pause: Callable[[], object] = lambda: None) -> None:
        """Train every replicate on a text of its own.

        Parameters
        ----------
        texts
            One for each replicate, R of them.
        pause
            Called before each; what it raises ends the training.
        """
        for row, text in enumerate(texts):
            pause()
            cut = text.lengths < self._lengths[text.passage]
            whole = np.bincount(text.passage[~cut], minlength=self.passages)
            self._copies[row] = whole + np.bincount(text.passage[cut], minlength=self.passages)
            reach = np.where(whole > 0, self._lengths, 0)
            np.maximum.at(reach, text.passage[cut], text.lengths[cut])
            self._reach[row] = reach
            self._after[row] = np.where(reach < self._lengths, self._start, self._following)

    def step(self, tokens: int, rng: np.random.Generator, pause: Callable[[], object]) -> None:
        """Write the next generation of every replicate.

        Parameters
        ----------
        tokens
            N, how many tokens each replicate writes.
        rng
            What every choice is made with.
        pause
            Called every few milliseconds; what it raises ends the writing.
        """
        self.newest = self._taken(*self._written(self._trained(), tokens, rng, pause), tokens)

    def _taken(self, written: Indices, ended: Flags, tokens: int) -> list[PassageText]:
        """Return the first documents of each replicate that hold N tokens; shapes (T, R, C).

        Documents stand in the order in which each chain began its first, its second …, so that how long
        one is never decides whether it is taken.
        """
        _, replicates, chains = written.shape
        number = np.cumsum(ended, axis=0, dtype=np.int32) - ended
        place = (number * chains + np.arange(chains, dtype=np.int32)).transpose(1, 0, 2)
        place = place.reshape(replicates, -1)
        order = np.argsort(place, axis=1, kind="stable")
        rows = np.take_along_axis(written.transpose(1, 0, 2).reshape(replicates, -1), order, axis=1)
        ends = np.cumsum(self._reach.ravel()[rows], axis=1)
        texts = []
        for replicate, last in enumerate((ends < tokens).sum(axis=1).tolist()):
            taken = rows[replicate, : last + 1]
            documents = place[replicate, order[replicate, : last + 1]]
            starts = np.flatnonzero(np.diff(documents, prepend=-1))
            lengths = self._reach.ravel()[taken].astype(np.int32)
            lengths[-1] -= ends[replicate, last] - tokens
            texts.append(PassageText((taken % self.passages).astype(np.int32), lengths, starts))
        return texts

    def _trained(self) -> "_Trained":
        """Return what may be copied in each state."""
        replicates, classes = len(self._copies), self._classes
        row = np.arange(replicates)[:, None] * classes
        count = np.bincount(
            (row + self._class).ravel(), weights=self._copies.ravel(), minlength=replicates * classes
        ).astype(np.int64)
        states = ((np.cumsum(count) - count).astype(np.uint64) << HALF) | count.astype(np.uint64)
        states = states.reshape(replicates, classes)
        starts = states[:, self._start].copy()
        np.copyto(states, starts[:, None], where=count.reshape(states.shape) == 0)  # nothing follows: an end
        which = np.repeat(np.arange(self._copies.size), self._copies.ravel())
        following = states.ravel()[(row + self._after).ravel()[which]]
        return _Trained(starts, following, which, self._reach.ravel()[which].astype(np.int32))

    def _written(
        self, trained: "_Trained", tokens: int, rng: np.random.Generator, pause: Callable[[], object]
    ) -> tuple[Indices, Flags]:
        """Write until the documents that every chain has finished hold ``tokens`` tokens in each replicate.

        Returns the passages, numbered through all replicates, and whether a document ends with each; shapes
        (T, R, C). A document that grows beyond the longest is ended after a passage, as in ``BatchedChains``.
        """
        starts = np.repeat(trained.starts, self._chains)
        shape = len(trained.starts), self._chains
        choices, states = Choices(starts[0], trained.following), starts
        open_for, total = np.zeros(len(starts), np.int64), np.zeros(len(starts), np.int64)
        parts: list[tuple[NDArray[np.uint32], NDArray[np.int32], Flags]] = []
        while True:
            pause()
            items = np.empty((STRETCH, len(starts)), np.uint32)
            after = np.empty((STRETCH, len(starts)), np.uint64)
            choices.advance(states, rng, items, after)
            lengths = trained.lengths[items]
            ends, ended = np.cumsum(lengths, axis=0, dtype=np.int32), after == starts
            before = np.where(ended, ends, 0).max(axis=0)
            open_for = np.where(before, 0, open_for) + ends[-1] - before
            endless = open_for > self._longest
            open_for[endless] = 0
            ended[-1] |= endless
            states = np.where(endless, starts, after[-1])
            parts.append((items, lengths, ended))
            total += ends[-1]
            if total.reshape(shape).sum(axis=1).min() < tokens:
                continue
            written, held, flags = (np.concatenate(each) for each in zip(*parts, strict=True))
            if self._chains == 1 or _enough(flags, held, shape, tokens):
                return trained.which[written].reshape(-1, *shape), flags.reshape(-1, *shape)

    def counts(self, numbers: NDArray[np.integer], kinds: int) -> Indices:
        """Count tokens by a number that each human position has, shape (N,): the result is (R, kinds)."""
        table = self._table(numbers)
        found = np.zeros((len(self.newest), kinds), np.int64)
        for row, text in zip(found, self.newest, strict=True):
            copies = np.bincount(text.passage, minlength=self.passages)
            row[table.number] = np.add.reduceat(copies[table.passage] * table.times, table.bounds)
            missing = self._lengths[text.passage] - text.lengths
            for at in np.flatnonzero(missing).tolist():
                stop = int(self._first[text.passage[at]] + self._lengths[text.passage[at]])
                np.subtract.at(row, numbers[stop - int(missing[at]) : stop], 1)
        return found

    def ancestors(self) -> Indices:
        """Count the human tokens that the newest generation of each replicate descends from, shape (R,)."""
        found = []
        for text in self.newest:
            reach = np.zeros(self.passages, np.int32)
            np.maximum.at(reach, text.passage, text.lengths)
            found.append(int(reach.sum()))
        return np.array(found, np.int64)

    def _table(self, numbers: NDArray[np.integer]) -> "_Table":
        """Return how often each passage has each number; worked out once for each array of numbers."""
        for known, table in self._tables:
            if known is numbers:
                return table
        table = _Table.of(numbers, self._passage, self.passages)
        self._tables.append((numbers, table))
        return table


class _Trained(NamedTuple):
    """What may be copied in each state; a state is packed as first item << 32 | items."""

    starts: PackedStates
    """The state in which each replicate starts a document, shape (R,)."""
    following: PackedStates
    """The state after each item, that is each copy of a passage."""
    which: Indices
    """The passage of each item, numbered through all replicates."""
    lengths: NDArray[np.int32]
    """Its tokens."""


def _enough(ended: Flags, lengths: Indices, shape: tuple[int, int], tokens: int) -> bool:
    """Tell whether the documents that all chains of a replicate have finished hold enough tokens."""
    replicates, chains = shape
    number = (np.cumsum(ended, axis=0, dtype=np.int32) - ended).reshape(-1, replicates, chains)
    rounds = ended.sum(axis=0).reshape(shape).min(axis=1)
    whole = number < rounds[:, None]
    held = np.where(whole, lengths.reshape(number.shape), 0).sum(axis=(0, 2))
    return bool(held.min() >= tokens)


class _Table(NamedTuple):
    """How often each passage has each number, sorted by number."""

    number: Indices
    """The numbers that occur, rising, shape (W,)."""
    bounds: Indices
    """Where each begins in the two arrays below, shape (W,)."""
    passage: Positions
    times: Indices

    @classmethod
    def of(cls, numbers: NDArray[np.integer], passage: Indices, passages: int) -> "_Table":
        """Count the pairs of a number and a passage."""
        keys, times = np.unique(numbers.astype(np.int64) * passages + passage, return_counts=True)
        number, place = np.divmod(keys, passages)
        bounds = np.flatnonzero(np.diff(number, prepend=-1))
        return cls(number[bounds], bounds, place.astype(np.int32), times)
