"""One opening, continued by the model of every generation from the same random numbers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Counts, Floats, Positions, Tokens
from driftview.choices import has_subwords
from driftview.drift.ancestry import prose, sentence_bounds, span
from driftview.drift.lineage import Generation, Lineage, settled
from driftview.drift.population import Population
from driftview.drift.training import Passage, Purpose, stream
from driftview.models.decoding import Decoding
from driftview.models.index import ContextIndex, Level
from driftview.models.protocol import TrainingText
from driftview.settings.settings import Settings
from driftview.text.corpus import Corpus
from driftview.text.spacing import UNKNOWN
from driftview.text.tokens import END, pieces, tokenise, written_pieces

LENGTH = 60
"""Tokens that each generation writes on."""

BEGINNING = 6
"""Words of a sentence that make an opening of it."""


@dataclass(frozen=True, eq=False)
class Opening:
    """The beginning that all generations go on from."""

    text: str
    tokens: Tokens
    """Its words; −1 for words that the human text does not have. Shape (K,)."""

    @property
    def unknown(self) -> int:
        """How many of its words the human text does not have."""
        return int(np.count_nonzero(self.tokens < 0))


@dataclass(frozen=True, eq=False)
class Continuation:
    """How the model that wrote one generation goes on."""

    generation: int
    words_used: int
    """How many of the last words of the opening the model could go by."""
    words_wanted: int
    """How many it goes by when it knows them: order − 1, or the whole of a shorter opening."""
    tokens: Tokens
    """What was written, without the opening."""
    pieces: tuple[str, ...]
    """What each token adds to the page: spaced and spelled as where its model read it."""
    agrees_first: int
    """How many of its first tokens are those of the first generation asked for."""
    agrees_before: int
    """How many of its first tokens are those of the generation asked for before it."""

    @property
    def text(self) -> str:
        """What was written, as a page."""
        return "".join(self.pieces).strip("\n")

    def prose(self, tokens: int) -> str:
        """Return the first ``tokens`` tokens on one line; the end of a document is ¶."""
        ended = np.concatenate(([False], self.tokens[:-1] == 0)).tolist()
        page = "".join(
            f" ¶ {piece}" if after_end else piece
            for piece, after_end in zip(self.pieces[:tokens], ended, strict=False)
        )
        return " ".join(page.split())


def typed_opening(corpus: Corpus, text: str) -> Opening:
    """Return typed text as an opening; of several paragraphs, the model goes by the last one."""
    words = tokenise(text, corpus.unit, corpus.reading.options)
    if has_subwords(corpus.unit):
        words = [piece for word in words for piece in corpus.byte_pairs.divide(word)]
    while words and words[-1] == END:
        words.pop()
    words = words[len(words) - words[::-1].index(END) :] if END in words else words
    found = [corpus.vocabulary.find(word) for word in words]
    return Opening(text.strip(), np.array([-1 if word is None else word for word in found], np.int32))


def sentence_opening(generation: Generation, position: int, words: int | None = None) -> Opening:
    """Return the sentence that holds a position as an opening, or its first ``words`` words."""
    begin, end = sentence_bounds(generation, position)
    tokens = span(generation, begin, end)
    tokens = tokens[: len(tokens) - 1] if len(tokens) and tokens[-1] == 0 else tokens
    tokens = np.asarray(tokens[:words], np.int32)
    return Opening(prose(generation, begin, begin + len(tokens)), tokens)


def beginning(generation: Generation, position: int, words: int = BEGINNING) -> str:
    """Return the first words of the sentence that holds a position, as prose; it ends with a word."""
    tokens = sentence_opening(generation, position, words).tokens.tolist()
    vocabulary = generation.corpus.vocabulary
    while len(tokens) > 1 and not any(letter.isalnum() for letter in vocabulary.words[tokens[-1]]):
        tokens.pop()
    begin, _ = sentence_bounds(generation, position)
    return prose(generation, begin, begin + len(tokens))


def follow(
    lineage: Lineage,
    index: ContextIndex,
    opening: Opening,
    numbers: Sequence[int],
    *,
    tokens: int = LENGTH,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[Continuation]:
    """Yield how generations ``numbers`` (from 1, rising) continue an opening.

    ``index``: of the human text, ``loop.indexed.index``. Generation g goes on with the model that wrote it.
    Each step draws one number for each word of the vocabulary, the same for all generations, and the word
    with the least number for its weight wins (a race of exponential clocks, which is an exact draw): models
    that give the same words like weights then choose the same word. Work for a worker: a few milliseconds a
    generation. Models that smooth are followed without their smoothing.
    """
    race = _Race(lineage.settings, tokens, len(lineage.corpus.vocabulary))
    first: Tokens | None = None
    before: Tokens | None = None
    wanted = set(numbers)
    for number, training in _trained_on(lineage):
        if cancelled is not None and cancelled():
            return
        if number not in wanted:
            continue
        model = _Model.of(lineage, index, training)
        begin, used = model.begin(opening.tokens)
        written, places = model.write(begin, race)
        first, before = (written, written) if first is None or before is None else (first, before)
        yield Continuation(
            number,
            used,
            min(lineage.settings.order - 1, len(opening.tokens)),
            written,
            tuple(_pieces(lineage.corpus, training, written, places)),
            _agreeing(first, written),
            _agreeing(before, written),
        )
        before = written
        if number == max(wanted):
            return


def _trained_on(lineage: Lineage) -> Iterator[tuple[int, Passage]]:
    """Yield what each generation from 1 on trained on, up to one more than there are.

    Of several models it is the first.
    """
    population = Population(lineage.corpus, lineage.settings)
    pool = population.pools[0]
    shares = settled(lineage.settings, lineage.generations)
    for generation in lineage.generations:
        if generation.number:
            written = Passage(generation.origins, generation.starts, generation.written, generation.codes)
            population.put(written, generation.number, shares.human_share_after(generation.number))
        yield generation.number + 1, pool.training_text(generation.number + 1)


def _pieces(corpus: Corpus, training: Passage, written: Tokens, places: Positions) -> list[str]:
    """Return what each token adds to the page.

    It stands as in the place of the training text that it was read in (``places``, shape (N,)), if it follows
    the same word there.
    """
    if training.written is None:
        return written_pieces(corpus, written, places)
    if training.codes is None:
        return pieces(corpus.vocabulary, written)
    same = np.zeros(len(written), bool)
    same[1:] = (places[1:] > 0) & (training.written[places[1:] - 1] == written[:-1])
    return written_pieces(corpus, written, None, codes=np.where(same, training.codes[places], UNKNOWN))


def _agreeing(first: Tokens, other: Tokens) -> int:
    """Return how many tokens two texts have in common at their beginnings."""
    length = min(len(first), len(other))
    differ = np.flatnonzero(first[:length] != other[:length])
    return int(differ[0]) if len(differ) else length


class _Race:
    """The random numbers: an exponential clock for each step and word."""

    def __init__(self, settings: Settings, steps: int, words: int) -> None:
        rng = stream(settings.seed, Purpose.OPENING)
        self.clocks: Floats = rng.standard_exponential((steps, words))
        self.steps = steps


class _Context(NamedTuple):
    """What a model stands behind: a context of one level of the index."""

    length: int
    number: int


class _Model:
    """The chain of one training text, looked up context by context instead of built as a whole."""

    def __init__(self, index: ContextIndex, origins: NDArray[np.int32], decoding: Decoding) -> None:
        self.index = index
        self.decoding = decoding
        self._origins = origins
        self._counts: dict[int, Counts] = {}

    @classmethod
    def of(cls, lineage: Lineage, index: ContextIndex, training: Passage) -> "_Model":
        """Train on a passage; where its tokens are not those of their origins, it is indexed for itself."""
        settings = lineage.settings
        decoding = Decoding(settings.temperature, settings.top_k, settings.top_p, settings.min_p)
        if training.written is None:
            return cls(index, training.origins, decoding)
        text = TrainingText(training.written, training.starts)
        own = ContextIndex([text], settings.context_order, len(lineage.corpus.vocabulary))
        return cls(own, np.arange(len(text.tokens), dtype=np.int32), decoding)

    def begin(self, opening: Tokens) -> tuple[_Context, int]:
        """Return the longest known context at the end of an opening, and how many of its words that takes.

        An opening shorter than the model's context starts a paragraph, if the model knows that start.
        """
        top = self.index.order - 1
        if len(opening) < top:
            padded = self._walk(_Context(top - len(opening), self._start(top - len(opening))), opening)
            if padded is not None:
                return padded, len(opening)
        for length in range(min(top, len(opening)), 0, -1):
            found = self._walk(_Context(0, 0), opening[len(opening) - length :])
            if found is not None:
                return found, length
        return _Context(0, 0), 0

    def write(self, context: _Context, race: _Race) -> tuple[Tokens, Positions]:
        """Write as many tokens as the race has steps; say of each one place in the text of the index."""
        written, places = np.empty(race.steps, np.int32), np.empty(race.steps, np.int32)
        for step in range(race.steps):
            pairs, weights = self._choices(context)
            if not len(pairs):
                context = self._document_start()
                pairs, weights = self._choices(context)
            level = self.index.levels[context.length]
            words = level.pair_token[pairs]
            chosen = int(np.argmin(race.clocks[step, words] / weights))
            written[step], places[step] = words[chosen], level.first[pairs[chosen]]
            context = self._after(level, int(pairs[chosen]))
        return written, places

    def _choices(self, context: _Context) -> tuple[NDArray[np.int64], Floats]:
        """Return the pairs of a context that may follow, and their weights."""
        level, counts = self.index.levels[context.length], self._of_level(context.length)
        low, high = int(level.bounds[context.number]), int(level.bounds[context.number + 1])
        here = counts[low:high]
        if not here.any():
            return np.zeros(0, np.int64), np.zeros(0)
        weights = here.astype(np.float64)
        if not self.decoding.plain:
            weights = self.decoding.weights(here, np.array([0, high - low]))
        possible = np.flatnonzero(weights > 0)
        return possible + low, weights[possible]

    def _after(self, level: Level, pair: int) -> _Context:
        """Return the context after a pair: one word longer, up to what the model's order allows."""
        top = self.index.order - 1
        if int(level.pair_token[pair]) == 0:
            return self._document_start()
        if level.length < top:
            return _Context(level.length + 1, pair)
        if top == 0:
            return _Context(0, 0)
        return _Context(top, int(self.index.levels[top - 1].pair[level.first[pair]]))

    def _document_start(self) -> _Context:
        top = self.index.order - 1
        return _Context(top, self._start(top))

    def _start(self, length: int) -> int:
        return self.index.levels[length].start

    def _walk(self, context: _Context, words: Tokens) -> _Context | None:
        """Go on from a context word by word; None when the training text has no such passage that goes on."""
        for word in words.tolist():
            level = self.index.levels[context.length]
            low, high = int(level.bounds[context.number]), int(level.bounds[context.number + 1])
            pair = low + int(np.searchsorted(level.pair_token[low:high], word))
            if pair >= high or level.pair_token[pair] != word:
                return None
            context = _Context(context.length + 1, pair)
        return context if len(self._choices(context)[0]) else None

    def _of_level(self, length: int) -> Counts:
        """Return how often each pair of a level occurs in the training text."""
        if length not in self._counts:
            level = self.index.levels[length]
            counted = np.bincount(level.pair[self._origins], minlength=level.pairs)
            self._counts[length] = counted.astype(np.int64)
        return self._counts[length]
