"""Whole lineages: time, growth, memory, and how soon work can be stopped."""

import json
import math
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from benchmarks.report import Part, Table, Target, number
from benchmarks.texts import ORIGIN, sized_corpus
from benchmarks.timing import medians, seconds
from driftview.drift.loop import Loop
from driftview.settings.settings import Settings
from driftview.text.sources import open_corpus

GROWTH_SIZES = (100_000, 300_000, 1_000_000, 10_000_000)
LARGE = 1_000_000
LONG = 40
"""Generations of the large lineage."""

STOPS = 24
MIB = 2**20


def measure(growth_sizes: Sequence[int] = GROWTH_SIZES, large: int = LARGE, stops: int = STOPS) -> Part:
    """Time lineages of the default corpus, of growing texts, and a long one in a process of its own."""
    part = Part("Lineages", notes=[ORIGIN, "Every step takes all everyday measures and draws the control."])
    _default(part)
    _growth(part, growth_sizes)
    _long(part, large)
    _stopping(part, large, stops)
    return part


def _default(part: Part) -> None:
    """Time thirty generations of the corpus that is opened when none is named."""
    corpora, loops = [open_corpus([])], []
    settings = Settings()

    def thirty() -> None:
        loop = Loop(corpora[0], settings)
        for _ in range(settings.generations):
            loop.step()
        loops.append(loop)

    spent = medians({"open": lambda: open_corpus([]), "run": thirty}, 3)
    size = len(corpora[0].tokens)
    row = [corpora[0].name, f"{size:,}", number(spent["open"]), number(spent["run"])]
    header = ("corpus", "tokens", "open, s", "30 generations, s")
    part.tables.append(Table("The default lineage (order 3)", header, [row]))
    part.targets.append(
        Target("30 generations of the default corpus, all measures", 2.0, spent["run"], unit=" s")
    )


def _growth(part: Part, sizes: Sequence[int]) -> None:
    """Time one step at each size and hold it against N log N."""
    rows, spent = [], {}
    for size in sizes:
        corpus = sized_corpus(size)
        began = time.process_time()
        loop = Loop(corpus, Settings())
        prepared = time.process_time() - began
        loop.step()
        spent[size] = median(seconds(loop.step) for _ in range(3))
        unit = spent[size] / (size * math.log2(size)) * 1e9
        rows.append(
            [
                f"{size:,}",
                number(prepared),
                number(spent[size]),
                number(spent[size] / size * 1e9),
                number(unit),
            ]
        )
    header = ("tokens", "index and generation 0, s", "one step, s", "ns a token", "ns a token and bit of N")
    part.tables.append(Table("Growth (order 3)", header, rows))
    for small, big in ((100_000, 1_000_000), (1_000_000, 10_000_000)):
        if small in spent and big in spent:
            ideal = spent[small] * big * math.log(big) / (small * math.log(small))
            part.targets.append(
                Target(
                    f"a step at {big:,} tokens next to N log N from {small:,}",
                    1.0,
                    spent[big] / ideal,
                    unit=" ×",
                )
            )


def _long(part: Part, size: int) -> None:
    """Run a long lineage in a process of its own and look at its time and memory."""
    command = [sys.executable, "-m", "benchmarks.lineage", str(size), str(LONG)]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    kept = (found["after"][-1] - found["after"][LONG // 2]) / (LONG - 1 - LONG // 2) / size
    working = (found["peak"] - found["before"]) / size
    row = [f"{size:,}", number(found["seconds"]), number(found["peak"] / MIB), number(working), number(kept)]
    header = (
        "tokens",
        f"{LONG} generations, s",
        "peak memory, MiB",
        "bytes a token",
        "bytes a token kept per generation",
    )
    note = "Peak is of the whole process; bytes a token leave out what it had before the index was made."
    part.tables.append(Table("A long lineage (order 3)", header, [row], [note]))
    where = f"{LONG} generations of {size:,} tokens"
    part.targets += [
        Target(f"{where}: peak memory", 1024.0, found["peak"] / MIB, unit=" MiB"),
        Target(f"{where}: time for 100", 10.0, found["seconds"] * 100 / LONG, unit=" s"),
    ]


def _probe(size: int, generations: int) -> None:
    """Print time and memory of a lineage of this process as JSON."""
    corpus = sized_corpus(size)
    before, began, after = resident(), time.process_time(), []
    loop = Loop(corpus, Settings(generations=generations))
    for _ in range(generations):
        loop.step()
        after.append(resident())
    spent = time.process_time() - began
    print(json.dumps({"before": before, "after": after, "peak": resident("VmHWM"), "seconds": spent}))


def resident(figure: str = "VmRSS") -> int:
    """Return how many bytes of this process are in memory; VmHWM: have ever been.

    The resource module would not do: its peak begins with that of the process that started this one.
    """
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(figure))


def _stopping(part: Part, size: int, stops: int) -> None:
    """Ask steps to stop at random times and see when they do."""
    loop = Loop(sized_corpus(size), Settings())
    whole = median(seconds(loop.step, time.perf_counter) for _ in range(3))
    rng = random.Random(1)
    late = [_lateness(loop, rng.random() * whole) for _ in range(stops)]
    late_ms = sorted(1e3 * value for value in late if value is not None)
    row = [f"{size:,}", number(whole * 1e3), number(median(late_ms)), number(late_ms[-1])]
    header = ("tokens", "one step, ms", "stops after, median ms", "worst ms")
    part.tables.append(Table("Stopping in the middle of a step", header, [row]))
    part.targets.append(
        Target(f"{size:,} tokens: a step stops, worst of {stops}", 50.0, late_ms[-1], unit=" ms")
    )


def _lateness(loop: Loop, patience: float) -> float | None:
    """Ask a step to stop after ``patience`` seconds; return how much later it did, None where it was done."""
    deadline = time.perf_counter() + patience
    try:
        loop.step(lambda: time.perf_counter() >= deadline)
    except loop.Cancelled:
        return time.perf_counter() - deadline
    late = time.perf_counter() - deadline
    return late if late > 0 else None


if __name__ == "__main__":
    _probe(int(sys.argv[1]), int(sys.argv[2]))
