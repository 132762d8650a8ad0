"""A progress bar on standard error, where a person watches."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click


@contextmanager
def progress(length: int, label: str, quiet: bool = False) -> Iterator[Callable[[int], None]]:
    """Show a bar of ``length`` steps while the block runs; gives what moves it on by some steps."""
    if quiet or not _is_watched():
        yield lambda _steps: None
        return
    with click.progressbar(length=length, label=label, file=sys.stderr) as bar:
        yield bar.update


def _is_watched() -> bool:
    """Tell whether standard error is a terminal that can draw a line anew."""
    return sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb"
