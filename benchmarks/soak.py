"""Stepping for a long time while lineages are computed again: memory must stay flat, and steps as quick.

Runs the explorer on a pseudo-terminal with 200 generations, steps back and forth thousands of times, turns a
setting every hundred steps, and tells what a step takes and what is in memory, a tenth of the way at a time.
"""

import os
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.pseudo_terminal import PseudoTerminal
from benchmarks.report import Part, Table, Target, number

STEPS = 10_000
TEXT = "ecclesiastes"
SIZE = (120, 36)
GENERATIONS = 200
TURN_EVERY = 100
KEYS = (b"\x1b[C", b"\x1b[D", b"\x1b[6~", b"\x1b[5~")
"""One generation on or back, ten on or back."""

UNCHANGED_AFTER = 0.3
"""Seconds after which a key is taken to have changed nothing."""

UNDONE = 10
"""So many runs undo leads back to."""

SETTLED = 15
"""After so many turns undo and what widgets remember are full, and nothing more has to be kept."""

PARTS = 10
"""How many rows are told."""


@dataclass(frozen=True)
class Row:
    """What was measured over a tenth of the way."""

    steps: int
    memory: float
    """MiB at its end."""
    median: float
    """Milliseconds from a key to the first byte."""
    late: float
    """The 95th percentile of the same."""

    def cells(self) -> list[str]:
        """Return it as a table row."""
        numbers = (number(each) for each in (self.memory, self.median, self.late))
        return [f"{self.steps:,}", f"{self.steps // TURN_EVERY}", *numbers]


def step(terminal: PseudoTerminal, keys: bytes) -> float | None:
    """Press a key and read its answer; return the milliseconds to its first byte, None when none came."""
    pressed = terminal.press(keys)
    first = next(terminal.chunks(UNCHANGED_AFTER, 1.0), None)
    for _ in terminal.chunks(0.02, 1.0):
        pass
    return None if first is None else 1000 * (first.when - pressed)


def soak(steps: int) -> list[Row]:
    """Step, and return ten rows; each is told on standard error as well."""
    rows, taken = [], []
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DRIFTVIEW_CONFIG"] = str(Path(folder) / "config.toml")
        command = [sys.executable, "-m", "driftview", TEXT, "--generations", str(GENERATIONS)]
        terminal = PseudoTerminal(command, *SIZE)
        terminal.settle(quiet=3.0)
        for pressed in range(1, steps + 1):
            if pressed % TURN_EVERY == 0:
                step(terminal, b"n")
            found = step(terminal, KEYS[(pressed // 7) % len(KEYS)])
            taken += [] if found is None else [found]
            if pressed % (steps // PARTS) == 0:
                taken.sort()
                late = taken[int(0.95 * len(taken))]
                rows.append(Row(pressed, terminal.memory(), statistics.median(taken), late))
                print(*rows[-1].cells(), sep="\t", file=sys.stderr)
                taken = []
        terminal.close()
    return rows


def measure(steps: int = STEPS) -> Part:
    """Return the table, and whether memory and latency stayed where they were once undo was full."""
    rows = soak(steps)
    full = [row for row in rows if row.steps >= SETTLED * TURN_EVERY] or rows
    memory = max(row.memory for row in full) / full[0].memory
    latency = statistics.median(row.median for row in rows[-3:]) / statistics.median(
        row.median for row in rows[:3]
    )
    part = Part("Soak")
    part.tables.append(
        Table(
            f"{TEXT}, {GENERATIONS} generations, {SIZE[0]} × {SIZE[1]}, a new seed every {TURN_EVERY} steps",
            ("steps", "turns", "MiB", "key to first byte, median ms", "p95 ms"),
            [row.cells() for row in rows],
            [f"Undo leads back to {UNDONE} runs and widgets know what they drew: then memory is to stay."],
        )
    )
    what = f"{steps:,} steps, a turn every {TURN_EVERY}"
    part.targets += [
        Target(
            f"{what}: most memory next to that after {full[0].steps // TURN_EVERY} turns",
            1.05,
            memory,
            unit=" ×",
        ),
        Target(
            f"{what}: key to first byte, the last three tenths next to the first", 1.1, latency, unit=" ×"
        ),
    ]
    return part
