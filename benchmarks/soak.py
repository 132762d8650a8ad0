"""Stepping for a long time while lineages are computed anew: memory must stay flat, and steps as quick.

    python benchmarks/soak.py [STEPS] [TEXT]

Runs the explorer on a pseudo-terminal with 200 generations, steps back and forth ten thousand times, turns a
knob every hundred steps, and prints what a step takes and what is in memory, a tenth of the way at a time.
"""

import os
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.pseudo_terminal import PseudoTerminal

GENERATIONS = 200
TURN_EVERY = 100
KEYS = (b"\x1b[C", b"\x1b[D", b"\x1b[5~", b"\x1b[6~")
"""One generation on or back, ten back or on."""


def step(terminal: PseudoTerminal, keys: bytes) -> float | None:
    """Press a key and read its answer; return the milliseconds to its first byte, None when none came."""
    pressed = terminal.press(keys)
    first = None
    for chunk in terminal.chunks(0.02, 1.0):
        first = first or chunk.when
    return None if first is None else 1000 * (first - pressed)


def soak(steps: int, text: str) -> None:
    """Step, and print ten rows."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DRIFTVIEW_CONFIG"] = str(Path(folder) / "config.toml")
        command = [sys.executable, "-m", "driftview", text, "--generations", str(GENERATIONS)]
        terminal = PseudoTerminal(command, 120, 36)
        terminal.settle(quiet=3.0)
        print(f"{text}, {GENERATIONS} generations, {steps} steps, a new seed every {TURN_EVERY}")
        print("steps   MiB  median ms  p95 ms")
        taken: list[float] = []
        for number in range(1, steps + 1):
            if number % TURN_EVERY == 0:
                step(terminal, b"n")
            found = step(terminal, KEYS[(number // 7) % len(KEYS)])
            taken += [] if found is None else [found]
            if number % (steps // 10) == 0:
                taken.sort()
                late = taken[int(0.95 * len(taken))]
                print(f"{number:5} {terminal.memory():6.1f} {statistics.median(taken):9.1f} {late:8.1f}")
                sys.stdout.flush()
                taken = []
        terminal.close()


if __name__ == "__main__":
    soak(
        int(sys.argv[1]) if len(sys.argv) > 1 else 10_000,
        sys.argv[2] if len(sys.argv) > 2 else "ecclesiastes",
    )
