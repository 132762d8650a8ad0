"""A small neural language model in numpy: four words of context, one hidden layer, trained from scratch.

The network is the feed-forward model of Bengio et al. (*A Neural Probabilistic Language Model*, JMLR 3, 2003)
with dropout and a softmax in two steps, first the class of the next word, then the word within its class
(Goodman, *Classes for fast maximum entropy training*, ICASSP 2001), which costs √V instead of V. The
embeddings of the words before, d numbers each, go through tanh(e W + b) into h hidden units z, and

    P(w | context) = softmax(z C + c)[class of w] · softmax(z U_class + u_class)[w within its class].

The network has no parents: it copies from no place, so its genealogy stays empty. It adds *approximation* to
*sampling*: the law of drift is its null hypothesis.
"""

import math
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from driftview.arrays import Floats, Indices, PackedStates
from driftview.models.protocol import NO_PARENT, ModelError, Sample, TrainingText
from driftview.models.sampling import BatchedChains, chains_for, longest_document

CONTEXT = 4
"""Words that the network looks back at."""

CONTEXT_BITS = 16
"""PackedStates of one word of a context: CONTEXT of them make the state of a chain."""

MOST_WORDS = (1 << CONTEXT_BITS) - 2
"""The largest vocabulary whose contexts fit a state."""

VALIDATION = 20
"""Every so many documents of the training text decide when training stops; the network never sees them."""

SCORED = 4096
"""Tokens that are scored at a time."""

BYTE = 256
"""Values of a byte."""

LOOKED = 4
"""Steps of all chains between two looks at whether to stop: some milliseconds."""

Array = NDArray[np.floating]
Progress = Callable[[str, float], object]


class Batch(NamedTuple):
    """Examples in the order of their words."""

    contexts: Indices
    """Ranks of the words before, shape (B, CONTEXT)."""
    words: Indices
    """Ranks of the words to predict, rising, shape (B,)."""


class WordClasses:
    """The V words by falling frequency, in about √V classes whose shares of √frequency are alike.

    Word *ranks* (0 the most frequent) stand for words everywhere in the network, so that a class is a slice.
    """

    def __init__(self, counts: Indices) -> None:
        """Take how often each word occurs in the training text, shape (V,)."""
        order = np.argsort(-counts, kind="stable")
        self.word_of_rank = order
        self.rank_of_word = np.empty_like(order)
        self.rank_of_word[order] = np.arange(len(order))
        share = np.cumsum(np.sqrt(counts[order] + 0.5))
        classes = max(1, int(np.sqrt(len(order))))
        cuts = np.searchsorted(share, np.linspace(0, share[-1], classes + 1)[1:-1])
        self.first = np.unique(np.concatenate(([0], cuts)))
        """Rank of the first word of each class, shape (C,)."""
        self.bounds = np.append(self.first, len(order))
        self.of_rank = np.repeat(np.arange(len(self.first)), np.diff(self.bounds))
        """Class of each rank, shape (V,)."""

    def slices(self, classes: Indices) -> Iterator[tuple[int, int, int, int]]:
        """Yield (class's first rank, its end, first example, end) of each class among sorted ``classes``."""
        cuts = [0, *(np.flatnonzero(np.diff(classes)) + 1).tolist(), len(classes)]
        for begin, end in pairwise(cuts if len(classes) else []):
            number = classes[begin]
            yield int(self.bounds[number]), int(self.bounds[number + 1]), begin, end


def log_softmax(scores: Array) -> Array:
    """Return the logarithm of the softmax over the last axis.

    Parameters
    ----------
    scores
        Scores, of any shape.

    Returns
    -------
    Array
        Logarithms, in the shape of the scores.
    """
    shifted = scores - scores.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)))


class Network:
    """Parameters of the network, what it computes, and the gradient of its loss."""

    def __init__(
        self,
        classes: WordClasses,
        counts: Indices,
        shape: tuple[int, int],
        rng: np.random.Generator,
        precision: type[np.floating] = np.float32,
    ) -> None:
        """Start at random, biases at the logarithms of the relative frequencies.

        Parameters
        ----------
        classes
            Classes of the V words.
        counts
            How often the word of each rank occurs in the training text, shape (V,). A word that does not
            occur there starts with a hundredth of an occurrence.
        shape
            d, the dimensions of an embedding, and h, the hidden units.
        rng
            Chooses the weights.
        precision
            Type of all numbers; tests of the gradient take float64.
        """
        words, (width, hidden) = len(counts), shape
        seen = counts + 0.01
        mass = np.add.reduceat(seen, classes.first)

        def weights(*shape: int, scale: float) -> Array:
            return np.asarray(rng.standard_normal(shape) * scale, precision)

        self.classes = classes
        self.start = words
        """Stands before a document's first word."""
        self.embedding = weights(words + 1, width, scale=0.1)
        self.inner = weights(CONTEXT * width, hidden, scale=1 / np.sqrt(CONTEXT * width))
        self.inner_bias = np.zeros(hidden, precision)
        self.of_class = _biased(weights(len(mass), hidden, scale=0.02), np.log(mass / mass.sum()))
        self.of_word = _biased(weights(words, hidden, scale=0.02), np.log(seen / mass[classes.of_rank]))

    def embedded(self, contexts: Indices) -> Array:
        """Return the embeddings of contexts laid side by side: shape (B, CONTEXT) to (B, CONTEXT · d)."""
        return np.asarray(self.embedding[contexts].reshape(len(contexts), -1))

    def units(self, embedded: Array) -> Array:
        """Return the hidden units z of embedded contexts and a last column of ones, shape (B, h + 1)."""
        units = np.ones((len(embedded), self.inner.shape[1] + 1), embedded.dtype)
        inside = units[:, :-1]
        np.matmul(embedded, self.inner, out=inside)
        inside += self.inner_bias
        np.tanh(inside, out=inside)
        return units

    def class_scores(self, units: Array) -> Array:
        """Return a score for each class, shape (B, C); their softmax are probabilities."""
        return np.asarray(units @ self.of_class.T)

    def word_scores(self, units: Array, first: int, end: int) -> Array:
        """Return a score for each word of the class from rank ``first`` to ``end``."""
        return np.asarray(units @ self.of_word[first:end].T)

    def log_probabilities(self, contexts: Indices, words: Indices) -> Floats:
        """Return log P of each word after its context, shape (B,).

        Parameters
        ----------
        contexts
            Ids of the words before, shape (B, CONTEXT).
        words
            Id of each word, shape (B,).

        Returns
        -------
        ndarray of float64
            Natural logarithms, shape (B,).
        """
        order = np.argsort(words, kind="stable")
        units, ranks = self.units(self.embedded(contexts[order])), words[order]
        classes = self.classes.of_rank[ranks]
        logs = np.take_along_axis(log_softmax(self.class_scores(units)), classes[:, None], axis=1)[:, 0]
        total: Floats = logs.astype(np.float64)
        for first, end, begin, stop in self.classes.slices(classes):
            within = log_softmax(self.word_scores(units[begin:stop], first, end))
            total[begin:stop] += np.take_along_axis(within, ranks[begin:stop, None] - first, axis=1)[:, 0]
        found = np.empty_like(total)
        found[order] = total
        return found

    def step(self, batch: Batch, dropout: float, rng: np.random.Generator, adam: "Adam") -> None:
        """Move every parameter against the gradient of the mean of −log P over a batch."""
        for name, rows, gradient in self.gradients(batch, dropout, rng):
            adam.move(name, getattr(self, name), rows, gradient)
        adam.tick()

    def gradients(
        self, batch: Batch, dropout: float, rng: np.random.Generator
    ) -> Iterator[tuple[str, Indices | slice, Array]]:
        """Yield (parameter, its rows, gradient there) of the mean of −log P; other rows have none.

        Every parameter is read before the first gradient is yielded, so that each may be moved at once.
        """
        size, ranks = len(batch.words), batch.words
        kept, kept_units = (
            self._mask((size, columns), dropout, rng)
            for columns in (CONTEXT * self.embedding.shape[1], self.inner.shape[1])
        )
        embedded = self.embedded(batch.contexts)
        embedded *= kept
        units = self.units(embedded)
        inside = units[:, :-1]
        slope = inside * inside
        np.subtract(1, slope, out=slope)
        inside *= kept_units
        slope *= kept_units
        numbers = self.classes.of_rank[ranks]
        within_class = ranks - self.classes.first[numbers]
        by_class = _slopes(self.class_scores(units), numbers, size)
        to_units = by_class @ self.of_class[:, :-1]
        for first, end, begin, stop in self.classes.slices(numbers):
            mine = units[begin:stop]
            by_word = _slopes(self.word_scores(mine, first, end), within_class[begin:stop], size)
            to_units[begin:stop] += by_word @ self.of_word[first:end, :-1]
            yield "of_word", slice(first, end), by_word.T @ mine
        to_units *= slope
        to_embedded = to_units @ self.inner.T
        to_embedded *= kept
        everything = slice(None)
        yield "of_class", everything, by_class.T @ units
        yield "inner", everything, embedded.T @ to_units
        yield "inner_bias", everything, to_units.sum(axis=0)
        words = batch.contexts.ravel()
        order = np.argsort(words, kind="stable")
        heads = np.flatnonzero(np.append(True, np.diff(words[order]) != 0))
        by_place = to_embedded.reshape(size * CONTEXT, -1)
        yield "embedding", words[order][heads], np.add.reduceat(by_place[order], heads)

    def _mask(self, shape: tuple[int, int], dropout: float, rng: np.random.Generator) -> Array:
        """Return 0 with the chance ``dropout``, else what makes up for it.

        One byte decides: ``dropout`` is rounded to a multiple of 1/256, which takes a third of the time.
        """
        left_out = round(dropout * BYTE)
        drawn = np.frombuffer(rng.bytes(shape[0] * shape[1]), np.uint8).reshape(shape)
        mask = (drawn >= left_out).astype(self.embedding.dtype)
        mask *= BYTE / (BYTE - left_out)
        return mask


def _biased(weights: Array, bias: Floats) -> Array:
    """Return weights with their bias as a last column, so that one product and one step move both."""
    return np.column_stack((weights, bias.astype(weights.dtype)))


def _slopes(scores: Array, chosen: Indices, size: int) -> Array:
    """Return the gradient of Σ −log softmax(scores)[chosen] / size by the scores, in their place."""
    scores -= scores.max(axis=1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=1, keepdims=True) * size
    scores[np.arange(len(chosen)), chosen] -= 1 / size
    return scores


class Adam:
    """Adam (Kingma and Ba, arXiv 1412.6980), for the rows of a parameter that a batch touches.

    Moments of rows that a batch does not touch rest until one does. The moments are kept as plain sums
    Σ β^k g: the factors (1 − β) and the corrections for the start are in the rate, which saves three passes.
    """

    DECAY = 0.9
    DECAY_OF_SQUARES = 0.999
    SMALLEST = 1e-8

    def __init__(self) -> None:
        """Nothing has moved yet."""
        self.rate = 0.0
        self._steps = 1
        self._moments: dict[str, tuple[Array, Array]] = {}

    def move(self, name: str, parameter: Array, rows: Indices | slice, gradient: Array) -> None:
        """Move some rows of a parameter in place, by about ``rate``; the gradient is overwritten."""
        if name not in self._moments:
            self._moments[name] = np.zeros_like(parameter), np.zeros_like(parameter)
        means, squares = self._moments[name]
        mean, square = means[rows], squares[rows]
        root = math.sqrt((1 - self.DECAY_OF_SQUARES) / (1 - self.DECAY_OF_SQUARES**self._steps))
        mean *= self.DECAY
        mean += gradient
        square *= self.DECAY_OF_SQUARES
        gradient *= gradient
        square += gradient
        change = np.sqrt(square, out=gradient)
        change += self.SMALLEST / root
        np.divide(mean, change, out=change)
        change *= self.rate * (1 - self.DECAY) / (1 - self.DECAY**self._steps) / root
        if isinstance(rows, slice):
            parameter[rows] -= change
        else:
            means[rows], squares[rows] = mean, square
            parameter[rows] -= change

    def tick(self) -> None:
        """Say that every parameter has been moved once more."""
        self._steps += 1


@dataclass(frozen=True)
class NeuralModel:
    """The settings of the network and of its training."""

    width: int = 64
    """Dimensions of an embedding."""
    hidden: int = 128
    """Hidden units."""
    epochs: int = 4
    """Passes over the training text, at most."""
    rate: float = 0.004
    """Learning rate at its highest; it falls to 0 along a cosine."""
    batch: int = 512
    """Examples in a step."""
    dropout: float = 0.2
    """Chance that an input or a hidden unit is left out of a step."""
    seed: int = 0
    """Chooses the first weights and the order of the examples, together with the text that is trained on."""
    progress: Progress = field(default=lambda what, share: None, compare=False)
    """Told what is done and which share of it is; called every few milliseconds, and what it raises ends
    the work."""

    name = "neural"
    order = CONTEXT + 1

    def train(self, text: TrainingText, vocabulary_size: int) -> "TrainedNeural":
        """Learn from ``text`` of N tokens in N · epochs / batch steps; seed and text decide the network.

        Raises ModelError for a vocabulary that is too large.

        Parameters
        ----------
        text
            The training text, of N tokens.
        vocabulary_size
            How many words there are, V; ids are below it.

        Returns
        -------
        TrainedNeural
            The trained network.
        """
        if vocabulary_size > MOST_WORDS:
            raise ModelError(
                f"the neural model takes at most {MOST_WORDS:,} different words, not {vocabulary_size:,}: "
                "use a shorter text or subwords"
            )
        with threadpool_limits(1, "blas"):  # matrices this small are not worth a second thread
            return TrainedNeural(self, self._network(text, vocabulary_size), text)

    def _network(self, text: TrainingText, vocabulary_size: int) -> Network:
        """Train a network."""
        rng = np.random.default_rng([self.seed, zlib.crc32(text.tokens.tobytes())])
        counts = np.bincount(text.tokens, minlength=vocabulary_size)
        classes = WordClasses(counts)
        network = Network(classes, counts[classes.word_of_rank], (self.width, self.hidden), rng)
        examples, judged = _examples(text, classes, network.start)
        adam, best = Adam(), np.inf
        kept: dict[str, Array] = {}
        steps, step = self.epochs * max(1, len(examples.words) // self.batch), 0
        for epoch in range(self.epochs):
            for batch in _batches(examples, self.batch, rng):
                adam.rate = self.rate * min(1, (step + 1) / 100) * (1 + np.cos(np.pi * step / steps)) / 2
                network.step(batch, self.dropout, rng, adam)
                step += 1
                self.progress("training", step / steps)
            if not len(judged.words):
                continue
            loss = self._loss(network, judged, step / steps)
            if loss > best:
                vars(network).update(kept)
                break
            if epoch + 1 < self.epochs:
                best, kept = loss, {name: getattr(network, name).copy() for name in PARAMETERS}
        return network

    def _loss(self, network: Network, judged: Batch, share: float) -> float:
        """Return the mean of −log P, in pieces, so that the work can be ended between them."""
        total = 0.0
        for begin in range(0, len(judged.words), SCORED):
            piece = slice(begin, begin + SCORED)
            total -= float(network.log_probabilities(judged.contexts[piece], judged.words[piece]).sum())
            self.progress("training", share)
        return total / len(judged.words)


PARAMETERS = "embedding", "inner", "inner_bias", "of_class", "of_word"


class TrainedNeural:
    """A network after training."""

    notes: tuple[str, ...] = ()

    def __init__(self, model: NeuralModel, network: Network, text: TrainingText) -> None:
        """Keep the network, and of the text how long its documents are."""
        self._model = model
        self._network = network
        self._documents_per_token = len(text.starts) / len(text.tokens)
        self._longest = longest_document(text)

    def sample(self, tokens: int, rng: np.random.Generator) -> Sample:
        """Write a text of exactly ``tokens`` tokens, all without parents; the last document may be cut.

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
        chains = chains_for(tokens * self._documents_per_token)
        done = 0

        def written_on() -> None:
            nonlocal done
            self._model.progress("writing", min(1.0, done / tokens))
            done += LOOKED * chains

        batch = BatchedChains(_Chains(self._network, written_on), self._longest, rng)
        with threadpool_limits(1, "blas"):
            ranks, starts, cut = batch.write(tokens, chains)
        written = self._network.classes.word_of_rank[ranks].astype(np.int32)
        return Sample(written, np.full(tokens, NO_PARENT, np.int32), starts, cut)

    def probabilities(self, text: TrainingText) -> Floats:
        """Return the probability of each token of any text, given what stands before it in its document.

        Shape (N,); every word of the vocabulary has one above 0.

        Parameters
        ----------
        text
            The text, as token ids and where its documents start.

        Returns
        -------
        ndarray of float64
            Probabilities, shape (N,).
        """
        network = self._network
        ranks = network.classes.rank_of_word[text.tokens]
        contexts = _contexts(ranks, text.starts, network.start)
        logs = np.empty(len(ranks))
        for begin in range(0, len(ranks), SCORED):
            piece = slice(begin, begin + SCORED)
            with threadpool_limits(1, "blas"):
                logs[piece] = network.log_probabilities(contexts[piece], ranks[piece])
            self._model.progress("scoring", begin / len(ranks))
        return np.exp(logs)


class _Chains:
    """The network as chains side by side (Stepping of driftview.models.sampling).

    A state is the context, CONTEXT ranks of CONTEXT_BITS bits each, the last word lowest.
    """

    def __init__(self, network: Network, pause: Callable[[], object]) -> None:
        """``pause`` is called every LOOKED steps."""
        self._network = network
        self._pause = pause
        self._end = int(network.classes.rank_of_word[0])
        self._shifts = np.arange(CONTEXT - 1, -1, -1, dtype=np.uint64) * np.uint64(CONTEXT_BITS)
        self.start = np.bitwise_or.reduce(np.uint64(network.start) << self._shifts)

    def advance(
        self, states: PackedStates, rng: np.random.Generator, items: NDArray[np.uint32], after: PackedStates
    ) -> None:
        """Write T tokens in each of L chains: fill ``items`` (ranks) and states ``after``, shapes (T, L)."""
        low = np.uint64((1 << CONTEXT_BITS) - 1)
        for row, (by_class, within) in enumerate(rng.random((len(items), 2, len(states)))):
            if row % LOOKED == 0:
                self._pause()
            contexts = ((states[:, None] >> self._shifts) & low).astype(np.int64)
            ranks = self._choose(contexts, by_class, within)
            items[row] = ranks
            states = (states << np.uint64(CONTEXT_BITS)) | ranks.astype(np.uint64)
            states[ranks == self._end] = self.start
            after[row] = states

    def _choose(self, contexts: Indices, by_class: Floats, within: Floats) -> Indices:
        """Draw a word after each context, with two numbers from [0, 1) each."""
        network = self._network
        units = network.units(network.embedded(contexts))
        numbers = _draw(network.class_scores(units), by_class)
        order = np.argsort(numbers, kind="stable")
        ranks = np.empty(len(contexts), np.int64)
        for first, end, begin, stop in network.classes.slices(numbers[order]):
            mine = order[begin:stop]
            ranks[mine] = first + _draw(network.word_scores(units[mine], first, end), within[mine])
        return ranks


def _draw(scores: Array, uniform: Floats) -> Indices:
    """Draw a column of each row with the softmax of the row as probabilities; shape (B,)."""
    sums = np.cumsum(np.exp(scores - scores.max(axis=1, keepdims=True)), axis=1, dtype=np.float64)
    return np.asarray((sums[:, :-1] <= (uniform * sums[:, -1])[:, None]).sum(axis=1))


def _contexts(ranks: Indices, starts: Indices, start: int) -> Indices:
    """Return the CONTEXT ranks before each position in its document, shape (N, CONTEXT)."""
    count = len(ranks)
    depth = np.arange(count) - np.repeat(starts, np.diff(starts, append=count))
    padded = np.concatenate((np.full(CONTEXT, start), ranks))
    contexts = np.lib.stride_tricks.sliding_window_view(padded, CONTEXT)[:count].copy()
    for back in range(1, CONTEXT + 1):
        contexts[depth < back, CONTEXT - back] = start
    return contexts


def _examples(text: TrainingText, classes: WordClasses, start: int) -> tuple[Batch, Batch]:
    """Return what is trained on, and the documents that tell when to stop."""
    ranks = classes.rank_of_word[text.tokens]
    contexts = _contexts(ranks, text.starts, start)
    document = np.repeat(np.arange(len(text.starts)), np.diff(text.starts, append=len(ranks)))
    judged = document % VALIDATION == VALIDATION - 1
    return Batch(contexts[~judged], ranks[~judged]), Batch(contexts[judged], ranks[judged])


def _batches(examples: Batch, size: int, rng: np.random.Generator) -> Iterator[Batch]:
    """Shuffle the examples and yield them in batches; a rest that fills none is left out this time."""
    order = rng.permutation(len(examples.words))
    for begin in range(0, max(1, len(order) - size + 1), size):
        mine = order[begin : begin + size]
        mine = mine[np.argsort(examples.words[mine], kind="stable")]
        yield Batch(examples.contexts[mine], examples.words[mine])
