"""Selection of documents before training: which of them a filter keeps, and by what.

Surprise and likelihood are those of single words, by how often the text that the model read has them
(driftview.drift.retrieval). The surprise of an n-gram model itself would tell another thing: it is most
certain where a rare word stands, because nothing else has ever followed there.
"""

from typing import assert_never

import numpy as np

from driftview.arrays import Floats, Tokens
from driftview.choices import Criterion
from driftview.drift.retrieval import likelihood
from driftview.drift.training import DocumentFilter, Passage
from driftview.settings.settings import Settings
from driftview.text.corpus import Corpus


class Filter:
    """Keeps a share of the documents of a generation, those first that a criterion prefers."""

    def __init__(self, settings: Settings) -> None:
        """Read the share, the criterion and the error rate off the settings."""
        self._share = settings.kept
        self._criterion: Criterion = settings.kept_by
        self._error = settings.filter_error

    def select(
        self, written: Passage, trained_on: Passage, corpus: Corpus, rng: np.random.Generator
    ) -> Passage:
        """Return the documents that are kept, in their order.

        Parameters
        ----------
        written
            A generation.
        trained_on
            What the model that wrote it was trained on: by that text surprise and likelihood are judged.
        corpus
            The human text.
        rng
            The only source of chance.

        Returns
        -------
        Passage
            Documents of ``share`` times as many tokens; the last may be cut. An error puts a document at a
            random rank instead of its own.
        """
        marks = self._marks(written, trained_on, corpus, rng)
        rank = np.empty(len(marks))
        rank[np.argsort(-marks, kind="stable")] = np.arange(len(marks))
        wrong = rng.random(len(marks)) < self._error
        rank[wrong] = rng.uniform(0, len(marks), int(wrong.sum()))
        wanted = max(1, round(self._share * len(written)))
        order = np.argsort(rank, kind="stable")
        lengths = np.diff(written.starts, append=len(written))[order]
        taken = order[: int(np.searchsorted(np.cumsum(lengths), wanted)) + 1]
        return written.documents(np.sort(taken), wanted)

    def _marks(
        self, written: Passage, trained_on: Passage, corpus: Corpus, rng: np.random.Generator
    ) -> Floats:
        """Return a number for each document, shape (D,); the highest are kept."""
        lengths = np.diff(written.starts, append=len(written))
        match self._criterion:
            case "random":
                return rng.random(len(lengths))
            case "length":
                return lengths.astype(np.float64)
            case "likelihood":
                return self._likelihood(written, trained_on, corpus)
            case "surprise":
                return -self._likelihood(written, trained_on, corpus)
            case "human-likelihood":
                human = Passage(np.arange(len(corpus.tokens), dtype=np.int32), corpus.starts)
                return self._likelihood(written, human, corpus)
            case _:
                assert_never(self._criterion)

    def _likelihood(self, written: Passage, read: Passage, corpus: Corpus) -> Floats:
        """Return the mean log₂ frequency, in the text ``read``, of the words of each document."""
        tokens, model_text = _tokens(written, corpus), _tokens(read, corpus)
        return likelihood(tokens, written.starts, model_text, len(corpus.vocabulary))


def document_filter(settings: Settings) -> DocumentFilter | None:
    """Return what chooses among the documents of each generation; None where all are kept.

    Parameters
    ----------
    settings
        Of the run.

    Returns
    -------
    DocumentFilter or None
        The filter.
    """
    return Filter(settings).select if settings.kept < 1 else None


def _tokens(passage: Passage, corpus: Corpus) -> Tokens:
    """Return a passage as token ids."""
    return corpus.tokens[passage.origins] if passage.written is None else passage.written
