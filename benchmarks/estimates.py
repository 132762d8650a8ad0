"""What a run takes beside what it was said to take: texts and settings that no constant was fitted on."""

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from statistics import median
from typing import Any

from benchmarks.lineage import MIB, resident
from benchmarks.report import Part, Table, Target, number
from driftview.drift.cost import Extent, estimate
from driftview.drift.loop import Loop
from driftview.settings.settings import ENDLESS, read_settings
from driftview.text.options import PLAIN_READING
from driftview.text.sources import open_corpus

RUNS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("ecclesiastes", {"generations": 40, "order": 2}),
    ("ecclesiastes", {"generations": 40, "order": 1, "human_share": 0.1}),
    ("ecclesiastes", {"generations": 20, "unit": "character", "order": 6}),
    ("ecclesiastes", {"generations": 10, "smoothing": "witten-bell", "order": 2}),
    ("ecclesiastes", {"generations": 5, "candidates": 8, "judge": "surprise"}),
    ("ecclesiastes", {"generations": 20, "kept": 0.25, "kept_by": "length"}),
    ("ecclesiastes", {"generations": 20, "population": 3, "migration": 0.2}),
    ("ecclesiastes", {"generations": 4, "model": "neural"}),
    ("debian-handbook-ru", {"generations": 15}),
    ("debian-handbook-ru", {"generations": 10, "unit": "subword", "merges": 4000}),
    ("debian-handbook", {"generations": 12, "order": 5, "regime": "accumulate"}),
    ("debian-handbook-ja", {"generations": 10, "order": ENDLESS}),
    ("opticks", {"generations": 12, "edited": 0.4}),
    ("opticks", {"generations": 6, "population": 8, "population_text": "split"}),
    ("opticks", {"generations": 3, "smoothing": "absolute"}),
    ("emma", {"generations": 10}),
    ("emma", {"generations": 2, "candidates": 2, "judge": "length"}),
    ("emma", {"generations": 8, "machine_shares": "auto:2:0.7", "retrieval": 2.0}),
    ("austen", {"generations": 4, "order": 4}),
)
"""Texts, most of which the tests of the estimates do not have, and settings, none of which they have."""


def measure() -> Part:
    """Make every run in a process of its own; compare time and peak memory with the estimate."""
    part = Part(
        "Estimates", notes=["Each row is a process of its own; seconds of processor time, reading excluded."]
    )
    rows, times, memories = [], [], []
    for text, settings in RUNS:
        found = _apart(text, settings)
        told_time, told_memory = found["told seconds"], found["told memory"]
        times.append(told_time / found["seconds"])
        memories.append(told_memory / found["memory"])
        said = ", ".join(f"{name} {value}" for name, value in settings.items())
        figures = (found["seconds"], told_time, times[-1])
        sizes = (found["memory"] / MIB, told_memory / MIB, memories[-1])
        rows.append([text, said, *map(number, (*figures, *sizes))])
    header = ("text", "settings", "s", "told, s", "ratio", "MiB", "told, MiB", "ratio")
    note = (
        f"Told beside measured: time {number(min(times))} to {number(max(times))}, median "
        f"{number(median(times))}; memory {number(min(memories))} to {number(max(memories))}, median "
        f"{number(median(memories))}."
    )
    part.tables.append(Table("What was told, and what it took", header, rows, [note]))
    part.targets += [
        Target("estimate of time: furthest off", 3.0, max(*times, 1 / min(times)), unit=" ×"),
        Target("estimate of memory: furthest off", 2.0, max(*memories, 1 / min(memories)), unit=" ×"),
    ]
    return part


def _apart(text: str, settings: Mapping[str, Any]) -> dict[str, float]:
    """Make one run in a process of its own; return what it took and what was told."""
    command = [sys.executable, "-m", "benchmarks.estimates", text, json.dumps(settings)]
    found: dict[str, float] = json.loads(
        subprocess.run(command, check=True, capture_output=True, text=True).stdout
    )
    return found


def _run(text: str, values: Mapping[str, Any]) -> dict[str, float]:
    """Make a run in this process."""
    settings = read_settings({"prediction": "closed", **values})
    corpus = open_corpus([text], settings.unit, PLAIN_READING.with_merges(settings.merges))
    told = estimate(settings, Extent.of(corpus, settings))
    began = time.process_time()
    loop = Loop(corpus, settings)
    for _ in range(settings.generations):
        loop.step()
    taken = time.process_time() - began
    return {
        "seconds": taken, "memory": resident("VmHWM"), "told seconds": told.seconds,
        "told memory": told.memory,
    }  # fmt: skip


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_run(sys.argv[1], json.loads(sys.argv[2]))))
