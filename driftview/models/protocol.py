"""What every model offers: train on a text, write a text with parents, say how probable a text is."""

from typing import Protocol, runtime_checkable

import numpy as np

from driftview.arrays import Floats
from driftview.errors import DriftviewError
from driftview.models.sample import Sample, TrainingText


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
        """

    def probabilities(self, text: TrainingText) -> Floats:
        """Return the probability of each token of any text, given what stands before it in its document.

        Shape (N,); raises ModelError when the model cannot score.
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
        """Learn from ``text``, whose ids are below ``vocabulary_size``; raises ModelError when it cannot."""
