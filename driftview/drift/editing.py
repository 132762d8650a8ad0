"""Editing: in every document some sentences are replaced by human ones before it is published."""

import numpy as np

from driftview.arrays import Flags, Indices
from driftview.drift.training import Passage, join
from driftview.text.corpus import Corpus
from driftview.text.sentences import find_sentences

MARGIN, LEAST_MARGIN = 0.05, 200
"""So much more is written than is wanted, since human sentences may be shorter than those they replace."""


def with_margin(tokens: int) -> int:
    """Return how many tokens are written so that enough are left after editing, mostly.

    Parameters
    ----------
    tokens
        How many are wanted.

    Returns
    -------
    int
        How many are written.
    """
    return tokens + LEAST_MARGIN + int(MARGIN * tokens)


class Editor:
    """Replaces sentences by human ones, drawn again every time from the whole training text."""

    def __init__(self, corpus: Corpus, share: float) -> None:
        """``share``: of the sentences of every document, from 0 to 1."""
        self._share = share
        self._human = Passage(np.arange(len(corpus.tokens), dtype=np.int32), corpus.starts)
        self._first, self._lengths = find_sentences(corpus.vocabulary.words, corpus.tokens, corpus.starts)

    def edit(self, passage: Passage, corpus: Corpus, rng: np.random.Generator) -> Passage:
        """Return a text in which some sentences are human.

        Parameters
        ----------
        passage
            What the model wrote.
        corpus
            The human text, with the words that the model may have brought.
        rng
            The only source of chance.

        Returns
        -------
        Passage
            The text with the sentences in their places; as long as human sentences make it. Of a document of
            s sentences, share · s are replaced, rounded up or down by chance.
        """
        tokens = corpus.tokens[passage.origins] if passage.written is None else passage.written
        first, lengths = find_sentences(corpus.vocabulary.words, tokens, passage.starts)
        if not len(first) or not len(self._first):
            return passage
        document = np.searchsorted(passage.starts, first, side="right") - 1
        chosen = _chosen(document, self._share, rng)
        drawn = rng.integers(0, len(self._first), int(chosen.sum()))
        whole = join([passage, self._human], corpus)
        # kept, human, kept, human … kept: what is kept lies between the chosen sentences
        begins, replaced = first[chosen], lengths[chosen]
        source = np.empty(2 * len(drawn) + 1, np.int64)
        source[0::2] = np.append(0, begins + replaced)
        source[1::2] = len(passage) + self._first[drawn]
        size = np.empty_like(source)
        size[0::2] = np.append(begins, len(passage)) - source[0::2]
        size[1::2] = self._lengths[drawn]
        placed = np.cumsum(size) - size
        at = np.repeat(source - placed, size) + np.arange(int(size.sum()))
        longer = np.append(0, np.cumsum(self._lengths[drawn] - replaced))
        starts = passage.starts + longer[np.searchsorted(begins, passage.starts)]
        return Passage(
            whole.origins[at],
            starts,
            None if whole.written is None else whole.written[at],
            None if whole.codes is None else whole.codes[at],
        )


def _chosen(document: Indices, share: float, rng: np.random.Generator) -> Flags:
    """Choose about a share of the sentences of every document, shape (S,)."""
    counts = np.bincount(document)
    wanted = np.floor(share * counts + rng.random(len(counts))).astype(np.int64)
    order = np.lexsort((rng.random(len(document)), document))
    rank = np.empty(len(document), np.int64)
    first = np.cumsum(counts) - counts
    rank[order] = np.arange(len(document)) - first[document[order]]
    return np.asarray(rank < wanted[document])
