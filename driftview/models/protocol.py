"""What every model offers: train on a text, write a text with parents, say how probable a text is."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Floats, Positions, Tokens
from driftview.errors import DriftviewError

NO_PARENT = -1
"""The parent of a token that was copied from nowhere: a mutation, or the text of an external program."""


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


class ModelError(DriftviewError, ValueError):
    """A model that cannot be made or cannot do what is asked; the message is one clear line."""


@runtime_checkable
class Trained(Protocol):
    """A model after training."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know about this training, such as a discount that could not be estimated."""

    def sample(self, tokens: int, rng: np.random.Generator) -> Sample:
        """Write a text of exactly ``tokens`` tokens; the last document may be cut.

        Documents are taken in the order in which they are started, so that their length never decides
        whether they are taken. Parents are positions in the training text, or −1.

        Parameters
        ----------
        tokens
            How many tokens are written, N, at least 1.
        rng
            The only source of chance.

        Returns
        -------
        Sample
            The text, with the training position that each token was copied from, −1 for none; shapes
            (N,).
        """

    def probabilities(self, text: TrainingText) -> Floats:
        """Return the probability of each token of any text, given what stands before it in its document.

        Shape (N,); raises ModelError when the model cannot score.

        Parameters
        ----------
        text
            The text, as token ids and where its documents start.

        Returns
        -------
        ndarray of float64
            Probabilities, shape (N,).
        """


@runtime_checkable
class Model(Protocol):
    """A way of learning from a text; it holds settings only, and training it changes nothing in it."""

    @property
    def name(self) -> str:
        """The name it is chosen by."""

    @property
    def order(self) -> int:
        """How many tokens it looks at, the written one included: order 3 looks two tokens back."""

    def train(self, text: TrainingText, vocabulary_size: int) -> Trained:
        """Learn from ``text``, whose ids are below ``vocabulary_size``; raises ModelError when it cannot.

        Parameters
        ----------
        text
            The training text, of N tokens.
        vocabulary_size
            How many words there are, V; ids are below it.

        Returns
        -------
        Trained
            The trained model.

        Raises
        ------
        ModelError
            The model cannot learn from this text.
        """
