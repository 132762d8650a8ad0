"""The crash boundary: whatever happens, one clear line and the right exit code."""

import errno
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any

import click

from driftview.cli.ending import SIGNAL_CODE, Ending
from driftview.errors import DriftviewError

DONE = 0
CRASHED = 1
BAD_INPUT = 2

STOPPED = SIGNAL_CODE + signal.SIGINT


class BadInput(click.ClickException):
    """Something the user can put right; one line, exit code 2."""

    exit_code = BAD_INPUT

    def __init__(self, refused: str | DriftviewError) -> None:
        """Take the message of an error, and the option that helps."""
        option = refused.option if isinstance(refused, DriftviewError) else ""
        super().__init__(f"{refused} ({option})" if option else str(refused))

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the line to standard error."""
        complain(self.format_message())


class PipeClosed(Exception):  # noqa: N818 - what happened, not what went wrong
    """The reader of our output has seen enough."""


@contextmanager
def watching_pipe() -> Iterator[None]:
    """Raise PipeClosed for a broken pipe, which click would turn into exit code 1."""
    try:
        yield
    except BrokenPipeError:
        raise PipeClosed from None


def guarded(program: click.Command) -> int:
    """Run a command and return its exit code; nothing escapes but what ends the process."""
    _notice_closed_output()
    try:
        with Ending().heeded():
            outcome = program.main(prog_name="driftview", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
        return outcome if isinstance(outcome, int) else DONE
    except click.UsageError as error:
        complain(f"{error.format_message()} {_hint(error)}")
    except click.ClickException as error:
        complain(error.format_message())
    except (click.Abort, KeyboardInterrupt):
        complain("stopped")
        return STOPPED
    except (PipeClosed, BrokenPipeError):
        _drop_output()
        return DONE
    except OSError as error:
        complain(_refused(error))
        _drop_output()
    except MemoryError:
        complain("not enough memory: use fewer tokens (--tokens) or generations")
    except Exception as error:
        complain(f"an unexpected error, {type(error).__name__}: {error}")
        complain(_saved(error))
        return CRASHED
    return BAD_INPUT


def _notice_closed_output() -> None:
    """Let writing to a standard output that is closed fail; Python has None for it, and click keeps quiet."""
    if sys.stdout is None:
        unwritable = os.open(os.devnull, os.O_RDONLY)
        sys.stdout = os.fdopen(unwritable, "w", encoding="utf-8", errors="replace", closefd=False)


def complain(message: str) -> None:
    """Print one clean line to standard error, if anybody listens."""
    from driftview.text.cleaning import label

    with suppress(OSError):
        click.echo(f"driftview: {label(message)}", err=True)


def _hint(error: click.UsageError) -> str:
    """Say where the right usage is explained."""
    from driftview.cli.environment import source_of

    variable = source_of(error)
    if variable:
        return f"({variable} in the environment says so)"
    path = error.ctx.command_path if error.ctx else "driftview"
    return f"(`{path} --help` explains)"


def _refused(error: OSError) -> str:
    """Return the message for something that the system does not let us do."""
    if error.errno == errno.EBADF and error.filename is None:
        return "standard output is closed: redirect it to a file or a pipe"
    where = error.filename if isinstance(error.filename, str) else "the output"
    return f"cannot use {where}: {(error.strerror or str(error)).lower()}"


def _drop_output() -> None:
    """Let what is still buffered for standard output go nowhere, instead of failing again at the end."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _saved(error: Exception) -> str:
    """Write a log and say where it is; print the details when there is nowhere to write to."""
    from driftview.faults import write_log

    path = write_log(error)
    if path is None:
        import traceback

        traceback.print_exception(error)
        return "please report the lines above"
    return f"details are in {path}; please report it"
