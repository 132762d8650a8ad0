"""Best-of-k curation: of k candidates for each sentence, a judge keeps the one it prefers.

That is selection, not drift: the same words lose in every replicate. A sentence ends with a closing mark
(full stop, exclamation mark, question mark) or with its document. At each sentence's start the model draws k
candidates, independently, each given all that the document holds so far; the best is kept, and the next k are
drawn from there. Equal candidates: the first drawn. Compare Feng et al. 2024 (arXiv 2406.07515).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Flags, Floats, Indices, PackedStates, Tokens
from driftview.choices import JudgeName
from driftview.models.protocol import Model, ModelError, Sample, Trained, TrainingText
from driftview.models.sampling import STEPS, Writer, Writing, chain_count, longest_document
from driftview.portable import log2


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

    A sentence ends with the first token that is ``closing`` (shape (V,)) or with its document. What the
    chains write beyond that, up to a whole block of steps, is thrown away, which changes no probability.

    Parameters
    ----------
    writer
        The model that wrote them.
    closing
        Which words end a sentence, shape (V,).
    states
        State of each chain, shape (L,).
    rng
        The only source of chance.

    Returns
    -------
    Sentences
        A sentence from each state.
    """
    count = len(states)
    lengths, after = np.zeros(count, np.int64), states.copy()
    ended, cut = np.zeros(count, bool), np.zeros(count, bool)
    chains, here, longest = np.arange(count), states, longest_document(writer.index)
    blocks: list[tuple[Indices, NDArray[np.uint32], PackedStates, Flags]] = []
    while len(chains):
        items = np.empty((STEPS, len(chains)), np.uint32)
        following = np.empty((STEPS, len(chains)), np.uint64)
        writer.advance(here, rng, items, following)
        flat = items.astype(np.int64).ravel()
        over = writer.ends(flat, following.ravel()).reshape(items.shape)
        stop = over | closing[writer.tokens(flat)].reshape(items.shape)
        done = stop.any(axis=0)
        used = np.where(done, stop.argmax(axis=0) + 1, STEPS)
        last, column = used - 1, np.arange(len(chains))
        lengths[chains] += used
        after[chains] = following[last, column]
        endless = ~done & (lengths[chains] > longest)
        cut[chains] = endless
        ended[chains] = (done & over[last, column]) | endless
        before = np.concatenate((here[None], following[:-1]))
        blocks.append((chains, items, before, np.arange(STEPS)[:, None] < used))
        go_on = ~done & ~endless
        chains, here = chains[go_on], following[-1, go_on]
    placed_items, placed_before = _laid_out(blocks, lengths)
    return Sentences(placed_items, writer.tokens(placed_items), placed_before, lengths, after, ended, cut)


def _laid_out(
    blocks: list[tuple[Indices, NDArray[np.uint32], PackedStates, Flags]], lengths: Indices
) -> tuple[Indices, PackedStates]:
    """Lay what the chains wrote in blocks of steps sentence after sentence."""
    offset = np.cumsum(lengths) - lengths
    items, before = np.empty(int(lengths.sum()), np.int64), np.empty(int(lengths.sum()), np.uint64)
    for number, (chains, written, states, used) in enumerate(blocks):
        place = (offset[chains] + number * STEPS + np.arange(STEPS)[:, None])[used]
        items[place] = written[used]
        before[place] = states[used]
    return items, before


class DocumentAssembler:
    """Documents written in several slots at once, a sentence at a time.

    Documents are numbered in the order in which they are started and taken in that order until they hold the
    wanted number of tokens; the last is cut. A slot starts another document as long as more are needed.
    """

    def __init__(self, slots: int, tokens: int) -> None:
        """Start one document in each slot."""
        self.slots = slots
        self.cut = 0
        self._tokens = tokens
        self._current = np.arange(slots)
        """The document in each slot, shape (slots,)."""
        self._lengths = np.zeros(slots, np.int64)
        self._open = np.ones(slots, bool)
        self._items: list[Indices] = []
        self._document: list[Indices] = []
        self._sentence: list[Indices] = []

    def busy(self) -> Indices:
        """Return the slots in which a sentence is needed."""
        if int(self._lengths.sum()) < self._tokens:
            self._start_documents()
            return np.arange(self.slots)
        taken = self._taken()
        return np.flatnonzero(self._open[self._current] & (self._current < taken - 1))

    def add(self, slots: Indices, drawn: Sentences, kept: Indices) -> None:
        """Add one sentence in each of ``slots``: those of ``drawn`` that are ``kept``, shapes alike."""
        lengths, documents = drawn.lengths[kept], self._current[slots]
        self._items.append(drawn.items[_ranges(drawn.starts[kept], lengths)])
        self._document.append(documents)
        self._sentence.append(lengths)
        self._lengths[documents] += lengths
        self._open[documents[drawn.ended[kept]]] = False
        self.cut += int(np.count_nonzero(drawn.cut[kept]))

    def text(self) -> tuple[Indices, Indices]:
        """Return the item of each of the wanted tokens, and where each document starts."""
        items, document = np.concatenate(self._items), np.concatenate(self._document)
        lengths = np.concatenate(self._sentence)
        order = np.argsort(document, kind="stable")
        first = np.cumsum(lengths) - lengths
        laid = items[_ranges(first[order], lengths[order])][: self._tokens]
        taken = self._lengths[: self._taken()]
        return laid, np.cumsum(taken) - taken

    def _taken(self) -> int:
        """Return how many documents it takes."""
        return int(np.searchsorted(np.cumsum(self._lengths), self._tokens)) + 1

    def _start_documents(self) -> None:
        idle = np.flatnonzero(~self._open[self._current])
        self._current[idle] = len(self._lengths) + np.arange(len(idle))
        self._lengths = np.concatenate((self._lengths, np.zeros(len(idle), np.int64)))
        self._open = np.concatenate((self._open, np.ones(len(idle), bool)))


def _ranges(first: Indices, lengths: Indices) -> Indices:
    """Return the numbers first, first + 1 … of each range, one range after the other."""
    offset = np.cumsum(lengths) - lengths
    return np.repeat(first - offset, lengths) + np.arange(int(lengths.sum()))


Judge = Callable[[Sentences, Writer], Floats]
"""Gives each of L sentences a mark, shape (L,); the highest is kept."""


def likelihood(sentences: Sentences, writer: Writer) -> Floats:
    """Mark by the mean log₂ probability of a sentence's tokens under the model, in their place.

    Parameters
    ----------
    sentences
        The candidates.
    writer
        The model that wrote them.

    Returns
    -------
    ndarray of float64
        A mark for each sentence, shape (S,).
    """
    return _mean_log(writer.probabilities(sentences.before, sentences.items), sentences)


def surprise(sentences: Sentences, writer: Writer) -> Floats:
    """Mark by the mean surprise, −log₂ of the probability, of a sentence's tokens: the least likely is kept.

    Parameters
    ----------
    sentences
        The candidates.
    writer
        The model that wrote them.

    Returns
    -------
    ndarray of float64
        A mark for each sentence, shape (S,).
    """
    return -likelihood(sentences, writer)


def length(sentences: Sentences, writer: Writer) -> Floats:
    """Mark by the number of tokens: the longest is kept.

    Parameters
    ----------
    sentences
        The candidates.
    writer
        The model that wrote them.

    Returns
    -------
    ndarray of float64
        A mark for each sentence, shape (S,).
    """
    return sentences.lengths.astype(np.float64)


def human_judge(reader: Trained) -> Judge:
    """Return a judge that marks by likelihood under a model of the human text.

    It prefers phrases that humans use often, and so keeps less of their variety than chance does.

    The mark is the mean log₂ probability of a sentence's tokens, the sentence being read on its own as if it
    opened a document, under ``reader``: a smoothed model trained on the human text, so that no mark is −∞.

    Parameters
    ----------
    reader
        A model that was trained on the human text.

    Returns
    -------
    Judge
        The judge.
    """

    def human_likelihood(sentences: Sentences, writer: Writer) -> Floats:
        text = TrainingText(sentences.tokens, sentences.starts)
        return _mean_log(reader.probabilities(text), sentences)

    return human_likelihood


def judge_named(name: JudgeName, reader: Trained | None = None) -> Judge:
    """Return a judge by name; ``human-likelihood`` needs ``reader``, a model trained on the human text.

    Parameters
    ----------
    name
        Name of the judge.
    reader
        A model that was trained on the human text; None for judges that need none.

    Returns
    -------
    Judge
        The judge.

    Raises
    ------
    ModelError
        The judge needs a reader and there is none.
    """
    match name:
        case "likelihood":
            return likelihood
        case "length":
            return length
        case "surprise":
            return surprise
        case "human-likelihood":
            if reader is None:
                raise ModelError("the judge human-likelihood needs a model of the human text")
            return human_judge(reader)
        case _:
            assert_never(name)


@dataclass(frozen=True)
class Curated:
    """A model whose sentences are chosen by a judge, each from ``candidates`` of them."""

    model: Model
    """One that can be written with step by step: all that come with driftview can."""
    judge: Judge
    closing: Flags
    """Which words end a sentence, shape (V,)."""
    candidates: int = 4
    """k, at least 1; with 1 the model writes as it would without a judge."""

    def __post_init__(self) -> None:
        """Refuse a number of candidates that cannot be."""
        if self.candidates < 1:
            raise ModelError("there must be at least 1 candidate for a sentence")

    @property
    def name(self) -> str:
        """The name of the model that writes."""
        return self.model.name

    @property
    def order(self) -> int:
        """The order of the model that writes."""
        return self.model.order

    def train(self, text: TrainingText, vocabulary_size: int) -> "TrainedCurated":
        """Train the model that writes.

        Parameters
        ----------
        text
            The training text, of N tokens.
        vocabulary_size
            How many words there are, V; ids are below it.

        Returns
        -------
        TrainedCurated
            The trained model.
        """
        trained = self.model.train(text, vocabulary_size)
        if not isinstance(trained, Writing):
            raise ModelError(f"the sentences of model {self.name} cannot be chosen one by one")
        return TrainedCurated(self, trained)


@dataclass(frozen=True)
class TrainedCurated:
    """A trained model and the judge of what it writes."""

    curated: Curated
    trained: Writing

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know about this training."""
        return self.trained.notes

    def sample(self, tokens: int, rng: np.random.Generator) -> Sample:
        """Write a text of exactly ``tokens`` tokens; the last document may be cut.

        Documents are taken in the order in which they are started and what was started before the cut is
        finished, as without a judge.

        Parameters
        ----------
        tokens
            How many tokens are written, N, at least 1.
        rng
            The only source of chance.

        Returns
        -------
        Sample
            The text, with the training position that each token was copied from, −1 for none; shapes
            (N,).
        """
        writer, count = self.trained.writer, self.curated.candidates
        assembler = DocumentAssembler(chain_count(writer.index, tokens), tokens)
        states = np.full(assembler.slots, writer.start)
        while len(slots := assembler.busy()):
            drawn = draw_sentences(writer, self.curated.closing, np.repeat(states[slots], count), rng)
            marks = self.curated.judge(drawn, writer).reshape(-1, count)
            kept = np.arange(len(slots)) * count + marks.argmax(axis=1)
            assembler.add(slots, drawn, kept)
            states[slots] = np.where(drawn.ended[kept], writer.start, drawn.after[kept])
        items, starts = assembler.text()
        return writer.written(items, starts, assembler.cut, rng)

    def probabilities(self, text: TrainingText) -> Floats:
        """Return the probability of each token of ``text`` under the model, before the judge chooses.

        Parameters
        ----------
        text
            The text, as token ids and where its documents start.

        Returns
        -------
        ndarray of float64
            Probabilities, shape (N,).
        """
        return self.trained.probabilities(text)


def _mean_log(probabilities: Floats, sentences: Sentences) -> Floats:
    """Return the mean log₂ of a number a token over each sentence, shape (L,)."""
    with np.errstate(divide="ignore"):
        sums: Floats = np.add.reduceat(log2(probabilities), sentences.starts)
    return np.asarray(sums / sentences.lengths)
