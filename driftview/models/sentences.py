"""Sentences drawn side by side, each from a state of its own."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Flags, Indices, PackedStates, Tokens
from driftview.models.lanes import STEPS, longest_document
from driftview.models.writer import Writer


@dataclass(frozen=True)
class Sentences:
    """L sentences of T tokens in all, one after the other."""

    items: Indices
    """What the writer copied, shape (T,)."""
    tokens: Tokens
    """Shape (T,)."""
    before: PackedStates
    """The state that each token was written in, shape (T,)."""
    lengths: Indices
    """Tokens of each sentence, at least 1; shape (L,)."""
    after: PackedStates
    """The state after each sentence, shape (L,)."""
    ended: Flags
    """Whether the document ends with the sentence, shape (L,)."""
    cut: Flags
    """Whether the sentence was ended because it ran in circles, shape (L,)."""

    @property
    def starts(self) -> Indices:
        """Where each sentence starts, shape (L,)."""
        return np.cumsum(self.lengths) - self.lengths


def draw_sentences(
    writer: Writer, closing: Flags, states: PackedStates, rng: np.random.Generator
) -> Sentences:
    """Write one sentence from each of L states.

    A sentence ends with the first token that is ``closing`` (shape (V,)) or with its document. What the lanes
    write beyond that, up to a whole block of steps, is thrown away, which changes no probability.
    """
    count = len(states)
    lengths, after = np.zeros(count, np.int64), states.copy()
    ended, cut = np.zeros(count, bool), np.zeros(count, bool)
    lanes, here, longest = np.arange(count), states, longest_document(writer.index)
    blocks: list[tuple[Indices, NDArray[np.uint32], PackedStates, Flags]] = []
    while len(lanes):
        items = np.empty((STEPS, len(lanes)), np.uint32)
        following = np.empty((STEPS, len(lanes)), np.uint64)
        writer.advance(here, rng, items, following)
        flat = items.astype(np.int64).ravel()
        over = writer.ends(flat, following.ravel()).reshape(items.shape)
        stop = over | closing[writer.tokens(flat)].reshape(items.shape)
        done = stop.any(axis=0)
        used = np.where(done, stop.argmax(axis=0) + 1, STEPS)
        last, column = used - 1, np.arange(len(lanes))
        lengths[lanes] += used
        after[lanes] = following[last, column]
        endless = ~done & (lengths[lanes] > longest)
        cut[lanes] = endless
        ended[lanes] = (done & over[last, column]) | endless
        before = np.concatenate((here[None], following[:-1]))
        blocks.append((lanes, items, before, np.arange(STEPS)[:, None] < used))
        go_on = ~done & ~endless
        lanes, here = lanes[go_on], following[-1, go_on]
    placed_items, placed_before = _laid_out(blocks, lengths)
    return Sentences(placed_items, writer.tokens(placed_items), placed_before, lengths, after, ended, cut)


def _laid_out(
    blocks: list[tuple[Indices, NDArray[np.uint32], PackedStates, Flags]], lengths: Indices
) -> tuple[Indices, PackedStates]:
    """Lay what the lanes wrote in blocks of steps sentence after sentence."""
    offset = np.cumsum(lengths) - lengths
    items, before = np.empty(int(lengths.sum()), np.int64), np.empty(int(lengths.sum()), np.uint64)
    for number, (lanes, written, states, used) in enumerate(blocks):
        place = (offset[lanes] + number * STEPS + np.arange(STEPS)[:, None])[used]
        items[place] = written[used]
        before[place] = states[used]
    return items, before
