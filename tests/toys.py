"""Small texts that tests share."""

import numpy as np
from numpy.typing import NDArray

from driftview.choices import Unit
from driftview.models.protocol import TrainingText
from driftview.text.building import build_corpus
from driftview.text.corpus import Corpus
from driftview.text.reading import VoiceText

CAT = """The cat sat on the mat.

The dog sat on the log.

A cat saw a dog and the dog saw the cat.

On the mat the dog slept, and on the log the cat slept.
"""


def corpus_of(*texts: str, unit: Unit = "word") -> Corpus:
    """Return a corpus in which each text is a voice, named A, B, C …"""
    voices = [VoiceText(name, ((f"{name}.txt", text),)) for name, text in zip("ABCDEF", texts, strict=False)]
    return build_corpus("toy", voices, unit, ())


def documents(texts: list[list[int]]) -> TrainingText:
    """Return lists of token ids as a training text; each document gets its end."""
    ended = [[*text, 0] for text in texts]
    starts = np.cumsum([0] + [len(text) for text in ended[:-1]])
    return TrainingText(np.array([token for text in ended for token in text], np.int32), starts)


def zipf_documents(number: int, words: int, seed: int) -> TrainingText:
    """Return short random documents over ``words`` words of unequal frequency."""
    rng = np.random.default_rng(seed)
    lengths = rng.integers(1, 9, number)
    return documents([np.minimum(rng.zipf(1.5, length), words).tolist() for length in lengths])


def context_keys(
    tokens: NDArray[np.int32], starts: NDArray[np.int64], length: int, size: int
) -> NDArray[np.int64]:
    """Return a number for the ``length`` tokens before each position; 0 stands for before a start."""
    depth = np.arange(len(tokens)) - np.repeat(starts, np.diff(starts, append=len(tokens)))
    keys = np.zeros(len(tokens), np.int64)
    for back in range(length, 0, -1):
        earlier = np.where(depth >= back, np.roll(tokens, back), 0)
        keys = keys * size + earlier
    return keys
