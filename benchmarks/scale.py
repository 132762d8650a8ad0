"""Scale: time and memory from a hundred thousand to thirty million tokens, and reading a long text."""

import json
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from benchmarks.lineage import MIB, resident
from benchmarks.report import Part, Table, Target, number
from benchmarks.texts import ORIGIN, sized_corpus
from driftview.drift.cost import Estimate, Extent, estimate
from driftview.drift.loop import Loop
from driftview.settings.settings import Settings
from driftview.text.catalogue import corpora_folder
from driftview.text.sources import open_corpus

SIZES = (100_000, 300_000, 1_000_000, 3_000_000, 10_000_000, 30_000_000)
GENERATIONS = 4
"""Generations at each size; the first is not timed."""

LARGE, LONG = 10_000_000, 20
"""Tokens and generations of the lineage that has to fit into bounded memory."""

PARAGRAPH = 100
"""Tokens of a paragraph, about."""

TEXT_BYTES = 1_000_000_000
"""Bytes of the text that is read."""


OPENED_BYTES = 100_000_000
"""Bytes of the text that is opened."""


def measure(
    sizes: Sequence[int] = SIZES,
    large: int = LARGE,
    long: int = LONG,
    text_bytes: int = TEXT_BYTES,
    opened: int = OPENED_BYTES,
) -> Part:
    """Make lineages and read a text, each in a process of its own."""
    part = Part("Scale", notes=[ORIGIN, "Each row is a process of its own; seconds are processor time."])
    _sizes(part, sizes)
    _long(part, large, long)
    _reading(part, text_bytes)
    _opening(part, opened)
    return part


def _sizes(part: Part, sizes: Sequence[int]) -> None:
    """Time a step at each size, look at the peak, and take the slopes."""
    found = {size: _apart("lineage", size, GENERATIONS) for size in sizes}
    rows = []
    for size, each in found.items():
        step = each["steps"][-1]
        rows.append(
            [
                f"{size:,}",
                number(each["prepared"]),
                number(step),
                number(step / size * 1e9),
                number(each["peak"] / MIB),
                number((each["peak"] - each["before"]) / size),
                number(_estimated(size).memory / MIB),
            ]
        )
    header = (
        "tokens", "index and generation 0, s", "one step, s", "ns a token", "peak memory, MiB",
        "bytes a token", "estimated, MiB",
    )  # fmt: skip
    slopes = {
        "time": _slope({size: each["steps"][-1] for size, each in found.items()}),
        "memory": _slope({size: each["peak"] - each["before"] for size, each in found.items()}),
    }
    note = "Slope of log on log, over all sizes: " + ", ".join(
        f"{name} {number(slope)}" for name, slope in slopes.items()
    )
    part.tables.append(
        Table("From small to large (order 3, all measures and the control)", header, rows, [note])
    )
    smallest, largest = sizes[0], sizes[-1]
    ideal = math.log(largest * math.log(largest) / (smallest * math.log(smallest))) / math.log(
        largest / smallest
    )
    where = f"{smallest:,} to {largest:,} tokens"
    part.targets += [
        Target(f"{where}: slope of time next to N log N", 1.1, slopes["time"] / ideal, unit=" ×"),
        Target(f"{where}: slope of memory", 1.05, slopes["memory"]),
        Target(
            f"{largest:,} tokens: memory next to the estimate", 1.0,
            found[largest]["peak"] / _estimated(largest).memory, unit=" ×",
        ),
    ]  # fmt: skip


def _estimated(size: int) -> Estimate:
    """Return what such a lineage is said to take before it begins."""
    return estimate(Settings(generations=GENERATIONS), Extent(size, max(1, size // PARAGRAPH), size))


def _slope(values: dict[int, float]) -> float:
    """Return the least-squares slope of log value on log size."""
    x = [math.log(size) for size in values]
    y = [math.log(max(value, 1e-9)) for value in values.values()]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    across = sum((a - mean_x) ** 2 for a in x)
    return sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / across


def _long(part: Part, size: int, generations: int) -> None:
    """Make a long lineage of a large text; look whether its memory stays where it is."""
    found = _apart("lineage", size, generations)
    half = found["after"][generations // 2]
    row = [
        f"{size:,} × {generations}",
        number(found["prepared"] + sum(found["steps"])),
        number(found["peak"] / MIB),
        number((found["peak"] - found["before"]) / size),
        number((found["after"][-1] - half) / (generations - 1 - generations // 2) / size),
    ]
    header = ("tokens × generations", "s", "peak memory, MiB", "bytes a token", "bytes kept per generation")
    part.tables.append(Table("A long lineage of a large text", header, [row]))
    part.targets += [
        Target(
            f"{size:,} tokens × {generations} generations: peak memory", 150.0,
            (found["peak"] - found["before"]) / size, unit=" bytes a token",
        ),
    ]  # fmt: skip


def _reading(part: Part, size: int) -> None:
    """Read a text of the bundled ones, again and again, to a given length."""
    with tempfile.NamedTemporaryFile(suffix=".txt") as file:
        written = _write_text(file, size)
        found = _apart("reading", file.name)
    held = (found["peak"] - found["before"]) / (4 * found["tokens"])
    row = [
        number(written / 1e6),
        f"{found['tokens']:,}",
        number(found["seconds"]),
        number(found["tokens"] / found["seconds"] / 1e6),
        number(found["peak"] / MIB),
        number(held),
    ]
    header = ("MB", "tokens", "s", "M tokens/s", "peak memory, MiB", "× the token array")
    part.tables.append(Table("Reading a long text", header, [row]))
    part.targets.append(Target("reading a long text: memory next to its tokens", 2.0, held, unit=" ×"))


def _write_text(file: IO[bytes], size: int) -> int:
    """Write the bundled texts, again and again, until there are ``size`` bytes; return how many there are."""
    texts = b"\n\n".join(
        Path(str(path)).read_bytes() for path in sorted(Path(str(corpora_folder())).rglob("*.txt"))
    )
    written = 0
    while written < size:
        written += file.write(texts + b"\n\n")
    file.flush()
    return written


def _opening(part: Part, size: int) -> None:
    """Open a text as the explorer does: read and index it, so that its first generation can be written."""
    with tempfile.NamedTemporaryFile(suffix=".txt") as file:
        written = _write_text(file, size)
        found = _apart("opening", file.name)
    held, step = ((found[each] - found["before"]) / found["tokens"] for each in ("opened", "peak"))
    row = [
        number(written / 1e6),
        f"{found['tokens']:,}",
        number(found["seconds"]),
        number(held),
        number(step),
    ]
    header = ("MB", "tokens", "s", "until generation 0", "with generation 1")
    part.tables.append(Table("Opening a long text: bytes a token, at the most", header, [row]))
    part.targets.append(Target("opening a long text: memory", 60.0, held, unit=" bytes a token"))


def _apart(*what: object) -> dict[str, Any]:
    """Run one of the probes in a process of its own and return what it found."""
    command = [sys.executable, "-m", "benchmarks.scale", *map(str, what)]
    found: dict[str, Any] = json.loads(
        subprocess.run(command, check=True, capture_output=True, text=True).stdout
    )
    return found


def _lineage(size: int, generations: int) -> dict[str, object]:
    """Make a lineage; return bytes of memory and seconds."""
    corpus = sized_corpus(size)
    before, began = resident(), time.process_time()
    loop = Loop(corpus, Settings(generations=generations))
    prepared, steps, after = time.process_time() - began, [], []
    for _ in range(generations):
        began = time.process_time()
        loop.step()
        steps.append(time.process_time() - began)
        after.append(resident())
    return {"before": before, "prepared": prepared, "steps": steps, "after": after, "peak": resident("VmHWM")}


def _read(path: str) -> dict[str, object]:
    """Read a text; return bytes of memory and seconds."""
    before, began = resident(), time.process_time()
    corpus = open_corpus([path])
    spent = time.process_time() - began
    tokens = len(corpus.tokens) + len(corpus.held_out)
    return {"before": before, "tokens": tokens, "seconds": spent, "peak": resident("VmHWM")}


def _open(path: str) -> dict[str, object]:
    """Read and index a text, then write a generation; return bytes of memory and seconds."""
    before, began = resident(), time.process_time()
    corpus = open_corpus([path])
    loop = Loop(corpus, Settings(generations=1))
    opened = resident("VmHWM")
    loop.step()
    spent = time.process_time() - began
    tokens = len(corpus.tokens) + len(corpus.held_out)
    return {"before": before, "tokens": tokens, "seconds": spent, "opened": opened, "peak": resident("VmHWM")}


if __name__ == "__main__":
    match sys.argv[1]:
        case "lineage":
            print(json.dumps(_lineage(int(sys.argv[2]), int(sys.argv[3]))))
        case "opening":
            print(json.dumps(_open(sys.argv[2])))
        case _:
            print(json.dumps(_read(sys.argv[2])))
