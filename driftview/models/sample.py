"""What a model writes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Positions, Tokens


@dataclass(frozen=True)
class TrainingText:
    """What a model trains on: N tokens in D documents."""

    tokens: Tokens
    """Shape (N,). A document ends with 0, or unended where the text was cut."""
    starts: NDArray[np.int64]
    """Where each document starts, shape (D,); ``starts[0]`` is 0."""


@dataclass(frozen=True)
class Sample:
    """A text that a model wrote, with its genealogy."""

    tokens: Tokens
    """Shape (N,)."""
    parents: Positions
    """Position in the training text that each token was copied from, −1 for a mutation; shape (N,)."""
    starts: NDArray[np.int64]
    """Where each document starts, shape (D,)."""
    cut: int = 0
    """Documents that were ended because they ran in circles."""
