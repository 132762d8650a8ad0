"""The command line: one command for each thing that the explorer can do, and the explorer itself."""

import io
import sys

from driftview.cli.program import program
from driftview.cli.safety import guarded


def main() -> None:
    """Run driftview and leave with its exit code: 0 done, 1 a check failed, 2 bad input, 130 stopped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without ± shows ?, and the program goes on
    sys.exit(guarded(program))
