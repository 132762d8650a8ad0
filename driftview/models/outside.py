"""An outside program as a model: text in, text out.

The program gets the training text on standard input (UTF-8, documents separated by blank lines) and writes a
text of the same form to standard output. The environment tells it how many tokens are wanted, as driftview
counts them (DRIFTVIEW_TOKENS), and a number to seed its random choices with (DRIFTVIEW_SEED).
"""

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

import numpy as np

from driftview.arrays import Floats, Tokens
from driftview.models.genealogy import FOUNDLING
from driftview.models.program import OutsideModelError, run_program
from driftview.models.protocol import ModelError
from driftview.models.sample import Sample, TrainingText

TIME_LIMIT = 600.0
"""Seconds that a program may take for one generation, unless told otherwise."""

Render = Callable[[TrainingText], str]
"""Writes token ids as text, documents separated by blank lines."""

Tokenise = Callable[[str], TrainingText]
"""Reads text as token ids.

A program may write words that nobody wrote before. The caller then gives them new ids from V upwards, V being
how many ids there were, and keeps the longer vocabulary: from then on it is the vocabulary of the lineage.
"""


@dataclass(frozen=True)
class OutsideModel:
    """A program that is run once for every generation; the shell is never involved."""

    command: str
    """Program and arguments, quoted as in a POSIX shell."""
    render: Render
    tokenise: Tokenise
    order: int = 1
    """Has no meaning here: what the program looks at is its own affair."""
    time_limit: float = TIME_LIMIT
    """Seconds until the program is killed."""
    cancelled: Callable[[], bool] | None = None
    """Asked twenty times a second; when it says True the program is killed."""

    name = "outside"

    def __post_init__(self) -> None:
        """Refuse a command that cannot be one."""
        self.arguments()

    def arguments(self) -> list[str]:
        """Return program and arguments; raises OutsideModelError for an empty or badly quoted command."""
        try:
            arguments = shlex.split(self.command)
        except ValueError as fault:
            raise OutsideModelError(f"the model command is badly quoted: {fault}") from fault
        if not arguments:
            raise OutsideModelError("the model command is empty")
        return arguments

    def train(self, text: TrainingText, vocabulary_size: int) -> "TrainedOutside":
        """Write the training text down for the program; it runs when a sample is wanted."""
        return TrainedOutside(self, self.render(text))


@dataclass(frozen=True)
class TrainedOutside:
    """A program and the text it is to learn from."""

    model: OutsideModel
    text: str
    notes: tuple[str, ...] = ()

    def sample(self, tokens: int, rng: np.random.Generator) -> Sample:
        """Run the program and take the first ``tokens`` tokens of what it writes; all are mutations.

        Raises OutsideModelError when the program cannot be started, fails, takes too long, or writes what is
        not UTF-8, nothing at all, or too little; Cancelled when it is stopped.
        """
        environment = {"DRIFTVIEW_TOKENS": str(tokens), "DRIFTVIEW_SEED": str(int(rng.integers(2**31)))}
        output = run_program(
            self.model.arguments(), self.text, environment, self.model.time_limit, self.model.cancelled
        )
        written = self.model.tokenise(_decoded(output))
        if len(written.tokens) < tokens:
            raise OutsideModelError(
                f"the model command wrote too little: {len(written.tokens):,} tokens, {tokens:,} are needed"
            )
        taken: Tokens = written.tokens[:tokens]
        return Sample(taken, np.full(tokens, FOUNDLING, np.int32), written.starts[written.starts < tokens])

    def probabilities(self, text: TrainingText) -> Floats:
        """Raise ModelError: a program that only writes text cannot say how probable another one is."""
        return _cannot_score()


def _cannot_score() -> NoReturn:
    raise ModelError("an outside program cannot say how probable a text is")


def _decoded(output: bytes) -> str:
    try:
        text = output.decode()
    except UnicodeDecodeError as fault:
        raise OutsideModelError(
            f"the model command wrote bytes that are not UTF-8 (at {fault.start:,})"
        ) from fault
    if not text.strip():
        raise OutsideModelError("the model command wrote nothing")
    return text
