"""Human text of any size: the paragraphs of the bundled corpora, shuffled, as often as it takes."""

from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Tokens
from driftview.models.protocol import TrainingText
from driftview.text.corpus import Corpus
from driftview.text.sources import open_corpus

NAMES = ("austen", "opticks")
SEED = 1
HELD_OUT_SHARE = 9
"""One held-out token to so many training tokens."""

ORIGIN = (
    "Text: the paragraphs of five novels by Austen and of Newton's Opticks, shuffled and cut to size; beyond "
    "their .79 M training tokens they are shuffled and taken again, so that larger texts have more tokens "
    "but no new phrases."
)


@cache
def sized_corpus(tokens: int) -> Corpus:
    """Return a corpus of exactly ``tokens`` training tokens and a ninth as many held-out ones."""
    whole = open_corpus(NAMES)
    order = _order(whole.starts, len(whole.tokens), tokens)
    text = _take(whole.tokens, whole.starts, order, tokens)
    held_out = tokens // HELD_OUT_SHARE
    held_out_order = _order(whole.held_out_starts, len(whole.held_out), held_out)
    unseen = _take(whole.held_out, whole.held_out_starts, held_out_order, held_out)
    kept = order[: len(text.starts)]
    return replace(
        whole,
        name=f"{tokens} tokens of {whole.name}",
        tokens=text.tokens,
        starts=text.starts,
        document_voice=whole.document_voice[kept],
        document_file=whole.document_file[kept],
        document_paragraph=whole.document_paragraph[kept],
        held_out=unseen.tokens,
        held_out_starts=unseen.starts,
    )


def training_text(corpus: Corpus) -> TrainingText:
    """Return what a model trains on."""
    return TrainingText(corpus.tokens, corpus.starts)


def documents(text: TrainingText) -> list[list[int]]:
    """Return the ids of each document without its end."""
    pieces = np.split(text.tokens, text.starts[1:])
    return [piece[piece != 0].tolist() for piece in pieces]


def sentences(text: TrainingText, corpus: Corpus) -> list[list[str]]:
    """Return the words of each document without its end."""
    words = corpus.vocabulary.words
    return [[words[token] for token in document] for document in documents(text)]


def _order(starts: NDArray[np.int64], length: int, tokens: int) -> NDArray[np.int64]:
    """Return documents in shuffled order, whole rounds of them, enough for ``tokens``."""
    rng = np.random.default_rng(SEED)
    return np.concatenate([rng.permutation(len(starts)) for _ in range(-(-tokens // length))])


def _take(source: Tokens, starts: NDArray[np.int64], order: NDArray[np.int64], tokens: int) -> TrainingText:
    """Lay documents end to end, cut to ``tokens`` tokens; the last one is ended where it is cut."""
    whole = np.diff(starts, append=len(source))[order]
    after = np.cumsum(whole)
    number = int(np.searchsorted(after, tokens)) + 1
    begins, lengths = starts[order][:number], whole[:number]
    offsets = np.cumsum(lengths) - lengths
    positions = np.arange(int(lengths.sum())) + np.repeat(begins - offsets, lengths)
    taken = source[positions][:tokens]
    taken[-1] = 0
    return TrainingText(taken, offsets)
