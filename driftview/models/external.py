"""An external program as a model: text in, text out, within limits, and never left behind.

The program gets the training text on standard input (UTF-8, documents separated by blank lines) and writes a
text of the same form to standard output. The environment tells it how many tokens are wanted, as driftview
counts them (DRIFTVIEW_TOKENS), and a number to seed its random choices with (DRIFTVIEW_SEED)."""

import os
import shlex
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, NoReturn

import numpy as np

from driftview.arrays import Floats, Tokens
from driftview.models.protocol import NO_PARENT, ModelError, Sample, TrainingText

LOOK = 0.05
"""Seconds between two looks at whether to stop."""

LARGEST_OUTPUT = 1 << 30
"""Bytes after which a program is stopped: more cannot be one generation."""

SHOWN = 200
"""Characters of a failing program's complaint that are shown."""


class ExternalModelError(ModelError):
    """An outside program that did not do its part; the message is one clear line."""


class Cancelled(Exception):  # noqa: N818 - being stopped is not an error
    """The user stopped the program."""


def run_program(
    arguments: Sequence[str],
    text: str,
    environment: Mapping[str, str],
    time_limit: float,
    cancelled: Callable[[], bool] | None = None,
) -> bytes:
    """Run a program without a shell and return what it wrote to standard output.

    ``text`` is its standard input, as UTF-8; ``environment`` is added to driftview's own. The program and
    whatever it started are killed when it has ended, after ``time_limit`` seconds, when it writes without
    end, or when ``cancelled`` says True. Files stand in for pipes, so that neither side can block the other.
    Raises OutsideModelError or Cancelled.

    Parameters
    ----------
    arguments
        Program and arguments.
    text
        What it reads on standard input.
    environment
        Environment variables for the program besides its own.
    time_limit
        Seconds that it may take.
    cancelled
        Asked again and again whether to stop.

    Returns
    -------
    bytes
        What it wrote.
    """
    with (
        tempfile.TemporaryFile() as source,
        tempfile.TemporaryFile() as output,
        tempfile.TemporaryFile() as said,
    ):
        source.write(text.encode())
        source.seek(0)
        try:
            process = subprocess.Popen(
                arguments,
                stdin=source,
                stdout=output,
                stderr=said,
                env={**os.environ, **environment},
                start_new_session=True,
            )
        except (OSError, ValueError) as fault:
            reason = getattr(fault, "strerror", None) or fault
            raise ExternalModelError(f"cannot start the model command {arguments[0]!r}: {reason}") from fault
        try:
            _wait(process, output, time_limit, cancelled)
        finally:
            _kill_all(process)
        if process.returncode:
            raise ExternalModelError(
                f"the model command failed ({_status(process.returncode)}){_complaint(said)}"
            )
        output.seek(0)
        return output.read()


def _wait(
    process: subprocess.Popen[bytes],
    output: IO[bytes],
    time_limit: float,
    cancelled: Callable[[], bool] | None,
) -> None:
    """Return when the program has ended; raise when it has to be stopped."""
    end = time.monotonic() + time_limit
    while True:
        try:
            process.wait(LOOK)
        except subprocess.TimeoutExpired:
            if cancelled is not None and cancelled():
                raise Cancelled from None
            if time.monotonic() > end:
                raise ExternalModelError(
                    f"the model command was stopped: it took more than {time_limit:g} s"
                ) from None
            if os.fstat(output.fileno()).st_size > LARGEST_OUTPUT:
                raise ExternalModelError("the model command was stopped: its output had no end") from None
        else:
            return


def _kill_all(process: subprocess.Popen[bytes]) -> None:
    """Kill the program with everything that it started, where the system knows process groups."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):  # all of the group may have ended
            os.killpg(process.pid, signal.SIGKILL)  # the program leads a group of its own
    elif process.poll() is None:
        process.kill()
    process.wait()


def _status(code: int) -> str:
    """Say how a program ended."""
    return f"exit code {code}" if code > 0 else f"signal {-code}"


def _complaint(said: IO[bytes]) -> str:
    """Return the last line that a program wrote to standard error, without control characters."""
    size = said.seek(0, os.SEEK_END)
    said.seek(max(0, size - 4 * SHOWN))
    lines = said.read().decode(errors="replace").strip().splitlines()
    line = "".join(character for character in lines[-1] if character.isprintable()) if lines else ""
    return f": {line[:SHOWN]}" if line else ""


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
class ExternalModel:
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
            raise ExternalModelError(f"the model command is badly quoted: {fault}") from fault
        if not arguments:
            raise ExternalModelError("the model command is empty")
        return arguments

    def train(self, text: TrainingText, vocabulary_size: int) -> "TrainedOutside":
        """Write the training text down for the program; it runs when a sample is wanted.

        Parameters
        ----------
        text
            The training text, of N tokens.
        vocabulary_size
            How many words there are, V; ids are below it.

        Returns
        -------
        TrainedOutside
            The program with its text.
        """
        return TrainedOutside(self, self.render(text))


@dataclass(frozen=True)
class TrainedOutside:
    """A program and the text it is to learn from."""

    model: ExternalModel
    text: str
    notes: tuple[str, ...] = ()

    def sample(self, tokens: int, rng: np.random.Generator) -> Sample:
        """Run the program and take the first ``tokens`` tokens of what it writes; all are mutations.

        Raises OutsideModelError when the program cannot be started, fails, takes too long, or writes what is
        not UTF-8, nothing at all, or too little; Cancelled when it is stopped.

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
        environment = {"DRIFTVIEW_TOKENS": str(tokens), "DRIFTVIEW_SEED": str(int(rng.integers(2**31)))}
        output = run_program(
            self.model.arguments(), self.text, environment, self.model.time_limit, self.model.cancelled
        )
        written = self.model.tokenise(_decoded(output))
        if len(written.tokens) < tokens:
            raise ExternalModelError(
                f"the model command wrote too little: {len(written.tokens):,} tokens, {tokens:,} are needed"
            )
        taken: Tokens = written.tokens[:tokens]
        return Sample(taken, np.full(tokens, NO_PARENT, np.int32), written.starts[written.starts < tokens])

    def probabilities(self, text: TrainingText) -> Floats:
        """Raise ModelError: a program that only writes text cannot say how probable another one is.

        Parameters
        ----------
        text
            The text, as token ids and where its documents start.

        Returns
        -------
        ndarray of float64
            Nothing: it always raises.
        """
        return _cannot_score()


def _cannot_score() -> NoReturn:
    raise ModelError("an outside program cannot say how probable a text is")


def _decoded(output: bytes) -> str:
    try:
        text = output.decode()
    except UnicodeDecodeError as fault:
        raise ExternalModelError(
            f"the model command wrote bytes that are not UTF-8 (at {fault.start:,})"
        ) from fault
    if not text.strip():
        raise ExternalModelError("the model command wrote nothing")
    return text
