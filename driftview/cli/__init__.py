"""The command line: one command for each thing that the explorer can do, and the explorer itself."""

import gc
import io
import os
import sys

STOPPED = 130
"""The exit code after Ctrl-C: 128 and the number of the signal, which the module signal is not loaded for."""

COLLECT_AFTER = 20_000
"""New objects after which Python looks for ones that nobody needs. What is loaded at the start all stays, and
a step in the explorer draws thousands, nearly none in circles: with Python's own 700, looking took up to a
fifth of its time."""


def main() -> None:
    """Run driftview and leave with its exit code: 0 done, 1 a check failed, 2 bad input, 130 stopped."""
    try:
        code = _run()
    except KeyboardInterrupt:  # before the program listens to it: while it is loaded
        code = STOPPED
    sys.exit(code)


def _run() -> int:
    """Load the program, run it and return its exit code."""
    gc.set_threshold(COLLECT_AFTER, *gc.get_threshold()[1:])
    from driftview.cli.program import program
    from driftview.cli.safety import guarded

    if "_DRIFTVIEW_COMPLETE" in os.environ:
        import driftview.cli.completion  # noqa: F401 - click learns of our bash

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without ± shows ?, and the program goes on
    return guarded(program)
