"""The crash boundary: whatever happens, one clear line and the right exit code."""

import os
import sys
import tempfile
import traceback
from pathlib import Path

import click

STOPPED = 130
BAD_INPUT = 2


class BadInput(click.ClickException):
    """Something the user can put right; one line, exit code 2."""

    exit_code = BAD_INPUT

    def show(self, file: object = None) -> None:
        """Print the line to standard error."""
        click.echo(f"driftview: {self.format_message()}", err=True)


def guarded(program: click.Command) -> int:
    """Run a command and return its exit code; nothing escapes but what ends the process."""
    try:
        outcome = program.main(standalone_mode=False)
        return outcome if isinstance(outcome, int) else 0
    except click.ClickException as error:
        error.show()
        return BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        click.echo("driftview: stopped", err=True)
        return STOPPED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except MemoryError:
        click.echo("driftview: not enough memory: use fewer tokens (--tokens) or generations", err=True)
        return BAD_INPUT
    except Exception as error:
        click.echo(f"driftview: an unexpected error, {type(error).__name__}: {_first_line(error)}", err=True)
        click.echo(f"driftview: details are in {_log()}; please report it", err=True)
        return 1


def _first_line(error: Exception) -> str:
    return str(error).split("\n")[0]


def _log() -> Path:
    """Write the traceback to a file and return its path."""
    handle, name = tempfile.mkstemp(prefix="driftview-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf-8") as log:
        traceback.print_exc(file=log)
    return Path(name)
