"""Writing step by step: what a trained model offers to those who choose between its sentences."""

from typing import Protocol, runtime_checkable

import numpy as np

from driftview.arrays import Flags, Floats, Indices, PackedStates, Tokens
from driftview.models.index import ContextIndex
from driftview.models.lanes import Stepping
from driftview.models.protocol import Trained
from driftview.models.sample import Sample


class Writer(Stepping, Protocol):
    """A trained model whose chains can be stopped anywhere, copied and carried on."""

    @property
    def index(self) -> ContextIndex:
        """The index of its training text."""

    def tokens(self, items: Indices) -> Tokens:
        """Return the token of each item."""

    def ends(self, items: Indices, after: PackedStates) -> Flags:
        """Say of each item, ``after`` being the state it leads to, whether its document ends with it."""

    def probabilities(self, states: PackedStates, items: Indices) -> Floats:
        """Return the probability of each item's token in its state."""

    def written(self, items: Indices, starts: Indices, cut: int, rng: np.random.Generator) -> Sample:
        """Return the text that ``items`` stand for, with its parents."""


@runtime_checkable
class Writing(Trained, Protocol):
    """A trained model that can be written with step by step."""

    @property
    def writer(self) -> Writer:
        """The model, to be written with step by step."""
