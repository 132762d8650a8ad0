"""A model for driftview that repeats whole documents."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from driftview.models.protocol import ModelError, Sample, TrainingText


@dataclass(frozen=True)
class Parrot:
    """Repeats documents of its training text, each as likely as any other; it has no use for an order."""

    order: int = 1
    name: str = "parrot"

    def train(self, text: TrainingText, vocabulary_size: int) -> "TrainedParrot":
        """Learn the text by heart."""
        return TrainedParrot(text)


@dataclass(frozen=True)
class TrainedParrot:
    """A parrot and the text it repeats."""

    text: TrainingText
    notes: tuple[str, ...] = ()

    def sample(self, tokens: int, rng: np.random.Generator) -> Sample:
        """Repeat documents until there are ``tokens`` tokens; the last is cut."""
        begins = self.text.starts
        lengths = np.diff(begins, append=len(self.text.tokens))
        parents: list[NDArray[np.int64]] = []
        starts: list[int] = []
        written = 0
        while written < tokens:
            document = int(rng.integers(len(begins)))
            starts.append(written)
            parents.append(begins[document] + np.arange(lengths[document]))
            written += int(lengths[document])
        positions = np.concatenate(parents)[:tokens].astype(np.int32)
        return Sample(self.text.tokens[positions], positions, np.array(starts))

    def probabilities(self, text: TrainingText) -> NDArray[np.float64]:
        """Refuse: a parrot has no opinion of other texts."""
        raise ModelError("a parrot cannot say how probable a text is")


def make(order: int) -> Parrot:
    """Return the model; driftview calls this, with the options of the model by name if there are any."""
    return Parrot(order)
