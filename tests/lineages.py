"""Lineages whose genealogy is written down by hand, and small ones that the loop makes."""

from collections.abc import Sequence

import numpy as np

from driftview.drift.lineage import Generation, Lineage
from driftview.drift.loop import Loop
from driftview.measures.copying import voice_shares
from driftview.settings.settings import Settings
from driftview.text.corpus import Corpus


def by_hand(number: int, corpus: Corpus, documents: Sequence[Sequence[int]]) -> Generation:
    """Return a generation whose documents are given as human positions; nothing is measured of it."""
    origins = np.array([origin for document in documents for origin in document], np.int32)
    lengths = np.array([len(document) for document in documents])
    tokens = corpus.tokens[origins]
    shares = voice_shares(origins, corpus.token_voice, len(corpus.voices))
    return Generation(
        number=number,
        corpus=corpus,
        origins=origins,
        starts=np.cumsum(lengths) - lengths,
        written=None,
        measures={},
        expected={},
        control={},
        bands=(),
        voices={voice.name: float(share) for voice, share in zip(corpus.voices, shares, strict=True)},
        counts=np.bincount(tokens, minlength=len(corpus.vocabulary)).astype(np.int64),
    )


def human(corpus: Corpus) -> Generation:
    """Return generation 0."""
    ends = [*corpus.starts.tolist()[1:], len(corpus.tokens)]
    return by_hand(0, corpus, [range(a, b) for a, b in zip(corpus.starts.tolist(), ends, strict=True)])


def told(corpus: Corpus, *generations: Sequence[Sequence[int]], **settings: object) -> Lineage:
    """Return the human text and generations 1, 2 … as human positions."""
    written = [by_hand(number, corpus, documents) for number, documents in enumerate(generations, 1)]
    return Lineage(corpus, Settings(**settings), [human(corpus), *written])  # type: ignore[arg-type]


def run(corpus: Corpus, steps: int, **settings: object) -> Loop:
    """Return a loop after so many generations."""
    loop = Loop(corpus, Settings(**settings))  # type: ignore[arg-type]
    for _ in range(steps):
        loop.step()
    return loop
