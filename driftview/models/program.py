"""Running an outside program: text in, bytes out, within limits, and never left behind."""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import IO

from driftview.models.protocol import ModelError

LOOK = 0.05
"""Seconds between two looks at whether to stop."""

LARGEST_OUTPUT = 1 << 30
"""Bytes after which a program is stopped: more cannot be one generation."""

SHOWN = 200
"""Characters of a failing program's complaint that are shown."""


class OutsideModelError(ModelError):
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
            raise OutsideModelError(f"cannot start the model command {arguments[0]!r}: {reason}") from fault
        try:
            _wait(process, output, time_limit, cancelled)
        finally:
            _kill_all(process)
        if process.returncode:
            raise OutsideModelError(
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
                raise OutsideModelError(
                    f"the model command was stopped: it took more than {time_limit:g} s"
                ) from None
            if os.fstat(output.fileno()).st_size > LARGEST_OUTPUT:
                raise OutsideModelError("the model command was stopped: it writes without end") from None
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
