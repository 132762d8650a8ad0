"""Medians of tasks that take turns, so that a noisy machine disturbs all of them alike.

Tasks of one thread are timed by the processor time of this process: what other programs take does not count.
"""

import gc
import time
from collections.abc import Callable, Mapping
from statistics import median

Task = Callable[[], object]


Clock = Callable[[], float]


def seconds(task: Task, clock: Clock = time.process_time) -> float:
    """Return how long one run takes."""
    began = clock()
    task()
    return clock() - began


def medians(
    tasks: Mapping[str, Task], rounds: int, *, warm: bool = True, clock: Clock = time.process_time
) -> dict[str, float]:
    """Run all tasks in turn, ``rounds`` times after a warm-up, and return the median seconds of each."""
    if warm:
        for task in tasks.values():
            task()
    spent: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, task in tasks.items():
            gc.collect()
            gc.disable()
            spent[name].append(seconds(task, clock))
            gc.enable()
    return {name: median(times) for name, times in spent.items()}


def percentile(values: list[float], share: float) -> float:
    """Return the value below which ``share`` of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
