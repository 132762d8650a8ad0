"""Best-of-k curation: of k candidates for each sentence, a judge keeps the one it prefers.

That is selection, not drift: the same words lose in every replicate. A sentence ends with a closing mark
(full stop, exclamation mark, question mark) or with its document. At each sentence's start the model draws k
candidates, independently, each given all that the document holds so far; the best is kept, and the next k are
drawn from there. Equal candidates: the first drawn. Compare Feng et al. 2024 (arXiv 2406.07515).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from driftview.arrays import Flags, Floats
from driftview.models.lanes import lane_count
from driftview.models.manuscript import Manuscript
from driftview.models.protocol import Model, ModelError, Trained
from driftview.models.sample import Sample, TrainingText
from driftview.models.sentences import Sentences, draw_sentences
from driftview.models.writer import Writer, Writing

Judge = Callable[[Sentences, Writer], Floats]
"""Gives each of L sentences a mark, shape (L,); the highest is kept."""


def likelihood(sentences: Sentences, writer: Writer) -> Floats:
    """Mark by the mean log₂ probability of a sentence's tokens under the model, in their place."""
    return _mean_log(writer.probabilities(sentences.before, sentences.items), sentences)


def length(sentences: Sentences, writer: Writer) -> Floats:
    """Mark by the number of tokens: the longest is kept."""
    return sentences.lengths.astype(np.float64)


def human_judge(reader: Trained) -> Judge:
    """Return a judge that marks by closeness to the human text.

    The mark is the mean log₂ probability of a sentence's tokens, the sentence being read on its own as if it
    opened a document, under ``reader``: a smoothed model trained on the human text, so that no mark is −∞.
    """

    def human(sentences: Sentences, writer: Writer) -> Floats:
        text = TrainingText(sentences.tokens, sentences.starts)
        return _mean_log(reader.probabilities(text), sentences)

    return human


JUDGES = ("likelihood", "length", "human")
"""The judges that can be named."""


def judge_named(name: str, reader: Trained | None = None) -> Judge:
    """Return a judge by name; ``human`` needs ``reader``, a model trained on the human text."""
    if name == "likelihood":
        return likelihood
    if name == "length":
        return length
    if name == "human":
        if reader is None:
            raise ModelError("the judge human needs a model of the human text")
        return human_judge(reader)
    raise ModelError(f"there is no judge {name!r}; there are {', '.join(JUDGES)}")


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
        """Train the model that writes."""
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
        """
        writer, count = self.trained.writer, self.curated.candidates
        manuscript = Manuscript(lane_count(writer.index, tokens), tokens)
        states = np.full(manuscript.desks, writer.start)
        while len(desks := manuscript.busy()):
            drawn = draw_sentences(writer, self.curated.closing, np.repeat(states[desks], count), rng)
            marks = self.curated.judge(drawn, writer).reshape(-1, count)
            kept = np.arange(len(desks)) * count + marks.argmax(axis=1)
            manuscript.add(desks, drawn, kept)
            states[desks] = np.where(drawn.ended[kept], writer.start, drawn.after[kept])
        items, starts = manuscript.text()
        return writer.written(items, starts, manuscript.cut, rng)

    def probabilities(self, text: TrainingText) -> Floats:
        """Return the probability of each token of ``text`` under the model, before the judge chooses."""
        return self.trained.probabilities(text)


def closing_words(words: list[str] | tuple[str, ...]) -> Flags:
    """Flag the words that end a sentence: ``.``, ``!``, ``?`` and their like, alone; shape (V,)."""
    return np.array([word in CLOSING_MARKS for word in words])


CLOSING_MARKS = frozenset(".!?…。！？؟।")
"""Marks that end a sentence in the scripts that put them there."""


def _mean_log(probabilities: Floats, sentences: Sentences) -> Floats:
    """Return the mean log₂ of a number a token over each sentence, shape (L,)."""
    with np.errstate(divide="ignore"):
        sums: Floats = np.add.reduceat(np.log2(probabilities), sentences.starts)
    return np.asarray(sums / sentences.lengths)
