"""Random numbers for every part of a run, each from a stream of its own."""

from enum import IntEnum

import numpy as np


class Purpose(IntEnum):
    """What a stream is drawn for; a purpose added later disturbs none of the others."""

    WRITE = 0
    CONTROL = 1
    HUMAN_TEXT = 2
    SUBSAMPLE = 3
    KEEP = 4
    OPENING = 5
    PARAGRAPHS = 6


def stream(seed: int, purpose: Purpose, generation: int = 0) -> np.random.Generator:
    """Return the generator of one purpose in one generation: always the same for the same numbers."""
    sequence = np.random.SeedSequence(seed, spawn_key=(int(purpose), generation))
    return np.random.Generator(np.random.PCG64(sequence))
