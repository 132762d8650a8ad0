"""Texts made from a corpus for an experiment: its beginning, or its words dealt out anew."""

from dataclasses import replace

import numpy as np

from driftview.text.corpus import Corpus


def excerpt(corpus: Corpus, tokens: int) -> Corpus:
    """Return the first ``tokens`` training tokens as a corpus of their own; the last document may be cut."""
    kept = min(tokens, len(corpus.tokens))
    documents = int(np.searchsorted(corpus.starts, kept))
    return replace(
        corpus,
        name=f"{corpus.name}, first {kept} tokens",
        tokens=corpus.tokens[:kept],
        starts=corpus.starts[:documents],
        document_voice=corpus.document_voice[:documents],
        document_file=corpus.document_file[:documents],
        document_paragraph=corpus.document_paragraph[:documents],
        held_out=corpus.held_out[:0],
        held_out_starts=corpus.held_out_starts[:0],
    )


def scattered(corpus: Corpus, seed: int = 0) -> Corpus:
    """Return the same words in the same number of documents, every word at a place of chance.

    Words of a real text crowd in few of its paragraphs; a law that takes tokens one by one holds exactly only
    where they do not.
    """
    inside = np.flatnonzero(corpus.tokens != 0)
    tokens = corpus.tokens.copy()
    tokens[inside] = np.random.default_rng(seed).permutation(tokens[inside])
    return replace(corpus, name=f"{corpus.name}, words scattered", tokens=tokens)
